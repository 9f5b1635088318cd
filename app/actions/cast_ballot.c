/*
 * cast_ballot.c - seals and stores an envelope.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/cast_ballot.h"
#include "base/clock.h"
#include "base/log.h"
#include "crypto/envelope.h"
#include "crypto/keyfile.h"
#include "storage/respondent.h"

/* The document that names its own row: a sealed box binds nothing by itself. */
static void
write_document(const struct respondent *r,
    const unsigned char ballot_id[DERIVED_BYTES], struct text *out)
{
	struct document_header h = { .version = r->q->version };

	memcpy(h.wave_id, r->wave->wave_id, sizeof(h.wave_id));
	text_copy(h.questionnaire, sizeof(h.questionnaire), r->q->code);
	text_copy(h.function_group, sizeof(h.function_group), r->group->code);
	text_hex(h.ballot_id, ballot_id, DERIVED_BYTES);
	answers_document(r->answers, &h, out);
}

/* Who only writes in the database cannot make this for another envelope. */
static void
authenticate(const struct token *t, const struct envelope_row *row,
    unsigned char mac[ENVELOPE_MAC_BYTES])
{
	unsigned char key[DERIVED_BYTES], hash[32];
	unsigned char digest[ENVELOPE_DIGEST_BYTES];
	const struct envelope_claim claim = { .ballot_id = row->ballot_id,
	    .sealed_hash = hash, .function_group = row->function_group,
	    .questionnaire = row->questionnaire, .version = row->version };

	crypto_sealed_hash(hash, row->sealed, row->sealed_len);
	crypto_envelope_digest(digest, &claim);
	crypto_envelope_key(key, t);
	crypto_envelope_mac(mac, key, digest);
	crypto_wipe(key, sizeof(key));
}

static enum outcome
store(struct survey *s, const struct respondent *r, time_t now,
    enum stored *stored)
{
	unsigned char draft_id[DERIVED_BYTES], ballot_id[DERIVED_BYTES];
	unsigned char mac[ENVELOPE_MAC_BYTES];
	size_t size = r->q->envelope_bytes;
	struct local_time today = clock_local(now);
	struct text document = { 0 };
	unsigned char *sealed = malloc(size + ENVELOPE_OVERHEAD);
	char day[40];
	struct envelope_row row = { .ballot_id = ballot_id,
	    .draft_id = draft_id, .wave_id = r->wave->wave_id,
	    .questionnaire = r->q->code, .version = r->q->version,
	    .function_group = r->group->code, .day = day, .sealed = sealed,
	    .sealed_len = size + ENVELOPE_OVERHEAD, .mac = mac };
	enum outcome o;

	if (sealed == NULL)
		die("out of memory");
	crypto_draft_id(draft_id, &r->token);
	crypto_ballot_id(ballot_id, &r->token);
	(void)snprintf(day, sizeof(day), "%04d-%02d-%02d", today.year,
	    today.month, today.day);
	write_document(r, ballot_id, &document);
	crypto_envelope_seal(sealed, size, document.bytes, document.len,
	    r->wave->box_public_key);
	text_free(&document);
	authenticate(&r->token, &row, mac);
	o = store_cast_envelope(s->db, &row, now, stored);
	free(sealed);
	return o;
}

enum outcome
cast_ballot(struct survey *s, struct respondent *r, time_t now,
    struct page_faults *faults, struct problem *why)
{
	enum stored stored = STORED_CLOSED;
	enum outcome o;

	if (r->spent)
		return DONE;
	if (answers_complete(r->answers, &r->page, faults) != DONE)
		return problem_set(why, PROBLEM_FIELD, "%s",
		    problem_words(PROBLEM_FIELD));
	o = store(s, r, now, &stored);
	if (o != DONE)
		return o;
	if (stored == STORED_CLOSED)
		return problem_set(why, PROBLEM_TOO_LATE, "%s",
		    problem_words(PROBLEM_TOO_LATE));
	r->spent = true;
	return DONE;
}
