/*
 * ballot_opening.c - one envelope open at a time, judged against its row.
 */
#include "actions/ballot_opening.h"

#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "crypto/keyfile.h"

void
ballot_opener_new(struct ballot_opener *o, const struct wave *wave,
    const unsigned char public_key[BOX_KEY_BYTES], unsigned char *secret_key)
{
	size_t i, largest = 1;

	for (i = 0; i < wave->questionnaire_count; i++)
		if (wave->questionnaires[i].q->envelope_bytes > largest)
			largest = wave->questionnaires[i].q->envelope_bytes;
	o->wave = wave;
	memcpy(o->public_key, public_key, BOX_KEY_BYTES);
	o->secret_key = secret_key;
	o->plain = crypto_secret_new(largest);
	o->document = crypto_secret_new(sizeof(*o->document));
}

void
ballot_opener_free(struct ballot_opener *o)
{
	crypto_secret_free(o->secret_key);
	crypto_secret_free(o->plain);
	crypto_secret_free(o->document);
	memset(o, 0, sizeof(*o));
}

/* The questionnaire version that a row names, or NULL. */
static const struct questionnaire *
questionnaire_of(const struct wave *wave, const struct ballot *b)
{
	const struct questionnaire *q;

	q = wave_find_questionnaire(wave, b->questionnaire);
	return q != NULL && q->version == b->version ? q : NULL;
}

/*
 * A sealed box binds nothing by itself: a copy of somebody's envelope opens
 * under any row. The document says for which row it was sealed.
 */
static bool
belongs(const struct ballot_opener *o, const struct ballot *b)
{
	const struct document_header *h = &o->document->header;
	char ballot_id[2 * BALLOT_ID_BYTES + 1];

	text_hex(ballot_id, b->ballot_id, BALLOT_ID_BYTES);
	return strcmp(h->wave_id, o->wave->wave_id) == 0 &&
	    strcmp(h->questionnaire, b->questionnaire) == 0 &&
	    h->version == b->version &&
	    strcmp(h->function_group, b->function_group) == 0 &&
	    strcmp(h->ballot_id, ballot_id) == 0;
}

enum outcome
ballot_open(struct ballot_opener *o, const struct ballot *b)
{
	const struct questionnaire *q = questionnaire_of(o->wave, b);
	size_t len;

	if (q == NULL ||
	    b->sealed_len != q->envelope_bytes + ENVELOPE_OVERHEAD)
		return REFUSED;
	if (crypto_envelope_open(o->plain, &len, b->sealed, b->sealed_len,
	    o->public_key, o->secret_key) != DONE)
		return REFUSED;
	memset(o->document, 0, sizeof(*o->document));
	if (document_read(q, (const char *)o->plain, len,
	    o->document) != DONE) {
		crypto_wipe(o->plain, q->envelope_bytes);
		return REFUSED;
	}
	crypto_wipe(o->plain, q->envelope_bytes);
	if (!belongs(o, b)) {
		ballot_close(o);
		return REFUSED;
	}
	return DONE;
}

void
ballot_close(struct ballot_opener *o)
{
	opened_document_free(o->document);
	crypto_wipe(o->document, sizeof(*o->document));
}

/* A group that takes others in may be merged itself. Should the database
 * ever say that groups are merged in a circle, the walk ends all the same. */
size_t
ballot_group(const struct wave *wave, const char *code)
{
	size_t i, steps;

	for (steps = 0; steps <= wave->group_count; steps++) {
		for (i = 0; i < wave->group_count; i++)
			if (strcmp(wave->groups[i].code, code) == 0)
				break;
		if (i == wave->group_count ||
		    wave->groups[i].merged_into == NULL)
			return i;
		code = wave->groups[i].merged_into;
	}
	return wave->group_count;
}

void
ballot_judge(struct ballot_opener *o, const struct ballot *b,
    struct verdict *out)
{
	memset(out, 0, sizeof(*out));
	if (b->is_foreign) {
		out->kind = BALLOT_FOREIGN;
		return;
	}
	out->kind = BALLOT_DAMAGED;
	out->group = ballot_group(o->wave, b->function_group);
	if (out->group == o->wave->group_count || ballot_open(o, b) != DONE)
		return;
	out->kind = BALLOT_OPENED;
	out->q = questionnaire_of(o->wave, b);
	out->open_count = o->document->open_count;
	ballot_close(o);
}
