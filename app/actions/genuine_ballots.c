/*
 * genuine_ballots.c - derives every token of a wave once more and compares
 * all envelopes with them. Who has answered is known here, and leaves as
 * numbers only.
 */
#include "actions/genuine_ballots.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "crypto/keyfile.h"
#include "crypto/token.h"

/* What a link gives its envelope, and whose link it is. */
struct given {
	unsigned char ballot_id[DERIVED_BYTES];
	unsigned char envelope_key[DERIVED_BYTES];
	size_t who;
};

static int
compare_given(const void *a, const void *b)
{
	return memcmp(a, b, DERIVED_BYTES);
}

/* Sorted by ballot id; the caller wipes and frees. */
static struct given *
derive_given(const unsigned char *key, const char *wave_id,
    const struct invited_row *invited, size_t count)
{
	struct given *given = calloc(count + 1, sizeof(*given));
	struct token token;

	if (given == NULL)
		die("out of memory");
	for (size_t i = 0; i < count; i++) {
		crypto_token_derive(&token, key, wave_id,
		    invited[i].invitation_id);
		crypto_ballot_id(given[i].ballot_id, &token);
		crypto_envelope_key(given[i].envelope_key, &token);
		given[i].who = i;
	}
	crypto_wipe(&token, sizeof(token));
	qsort(given, count, sizeof(*given), compare_given);
	return given;
}

static bool
proof_is_right(const struct ballot_proof *p, const struct given *given,
    const struct invited_row *invited,
    unsigned char digest[ENVELOPE_DIGEST_BYTES])
{
	const struct envelope_claim claim = { .ballot_id = p->ballot_id,
	    .sealed_hash = p->sealed_hash, .questionnaire = p->questionnaire,
	    .function_group = p->function_group, .version = p->version };

	crypto_envelope_digest(digest, &claim);
	return strcmp(invited->function_group, p->function_group) == 0 &&
	    crypto_envelope_mac_is(p->mac, given->envelope_key, digest);
}

static void
judge_proofs(const struct ballot_proofs *proofs, const struct given *given,
    struct genuine_ballots *out)
{
	for (size_t i = 0; i < proofs->count; i++) {
		const struct ballot_proof *p = &proofs->list[i];
		struct listed_ballot *listed = &out->list[out->count];
		const struct given *found = out->invited_count == 0 ? NULL :
		    bsearch(p->ballot_id, given, out->invited_count,
		    sizeof(*given), compare_given);

		if (found == NULL || !proof_is_right(p, found,
		    &out->invited[found->who], listed->digest)) {
			db_array_add_bytes(&out->foreign, p->ballot_id,
			    DERIVED_BYTES);
			out->foreign_count++;
			continue;
		}
		memcpy(listed->ballot_id, p->ballot_id, DERIVED_BYTES);
		out->has_cast[found->who] = true;
		out->count++;
	}
	db_array_end(&out->foreign);
}

enum outcome
find_genuine_ballots(struct db *db, const unsigned char *link_key,
    const char *wave_id, struct genuine_ballots *out)
{
	struct ballot_proofs proofs = { .list = NULL };
	struct given *given;
	enum outcome o = store_ballot_check_proofs(db, wave_id, &proofs);

	if (o == DONE)
		o = store_ballot_check_invited(db, wave_id, &out->invited,
		    &out->invited_count);
	if (o == DONE) {
		out->has_cast = calloc(out->invited_count + 1, sizeof(bool));
		out->list = calloc(proofs.count + 1, sizeof(*out->list));
		if (out->has_cast == NULL || out->list == NULL)
			die("out of memory");
		given = derive_given(link_key, wave_id, out->invited,
		    out->invited_count);
		judge_proofs(&proofs, given, out);
		crypto_wipe(given, out->invited_count * sizeof(*given));
		free(given);
	}
	ballot_proofs_free(&proofs);
	return o;
}

void
genuine_ballots_free(struct genuine_ballots *g)
{
	if (g->has_cast != NULL)
		crypto_wipe(g->has_cast, g->invited_count * sizeof(bool));
	if (g->list != NULL)
		crypto_wipe(g->list, g->count * sizeof(*g->list));
	text_free(&g->foreign);
	free(g->has_cast);
	free(g->list);
	free(g->invited);
	*g = (struct genuine_ballots){ .list = NULL };
}

size_t
genuine_ballots_of(const struct genuine_ballots *g, const char *function_group)
{
	size_t count = 0;

	for (size_t i = 0; i < g->invited_count; i++)
		count += g->has_cast[i] &&
		    strcmp(g->invited[i].function_group, function_group) == 0;
	return count;
}
