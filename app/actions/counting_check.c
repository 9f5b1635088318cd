/*
 * counting_check.c - whether the envelopes are still the ones that post called
 * genuine, to the last byte: of two counts of different envelopes the
 * difference would be somebody's answer.
 */
#include "actions/counting.h"

#include <stdlib.h>
#include <string.h>

#include "actions/read_signed_list.h"
#include "crypto/ballot_list.h"

/* The list that post would make of what is here now; foreign ones apart. */
static struct listed_ballot *
list_genuine(const struct ballots *ballots, size_t *count)
{
	struct listed_ballot *list = counting_list(ballots->count,
	    sizeof(*list));
	unsigned char hash[32];
	size_t n = 0;

	for (size_t i = 0; i < ballots->count; i++) {
		const struct ballot *b = &ballots->list[i];
		const struct envelope_claim claim = {
			.ballot_id = b->ballot_id, .sealed_hash = hash,
			.function_group = b->function_group,
			.questionnaire = b->questionnaire,
			.version = b->version,
		};

		if (b->is_foreign)
			continue;
		crypto_sealed_hash(hash, b->sealed, b->sealed_len);
		memcpy(list[n].ballot_id, b->ballot_id, DERIVED_BYTES);
		crypto_envelope_digest(list[n++].digest, &claim);
	}
	*count = n;
	return list;
}

static enum outcome
compare(struct counting *c, const struct signed_list *list,
    struct problem *why)
{
	struct listed_ballot *found;
	unsigned char hash[32];
	size_t n;

	found = list_genuine(&c->ballots, &n);
	crypto_ballot_list_hash(hash, found, n);
	free(found);
	if (n != list->genuine || memcmp(hash, list->hash, sizeof(hash)) != 0)
		return problem_set(why, PROBLEM_STATE, "De enveloppen zijn "
		    "niet meer die van het nakijken: toen %zu echte, nu %zu%s. "
		    "Er is niets geteld. Zoek uit wat er met de database is "
		    "gebeurd.", list->genuine, n,
		    n == list->genuine ? ", maar andere" : "");
	memcpy(c->statement.genuine_hash, hash, sizeof(hash));
	c->statement.listed = true;
	return DONE;
}

enum outcome
counting_check(struct counting *c, struct problem *why)
{
	struct signed_list list = { .groups = NULL };
	enum outcome outcome;

	if (box_opening_without_list(c->opening))
		return signing_was_refused(c->db, &c->box, why);
	outcome = read_signed_list(c->db, &c->box, &list, why);
	if (outcome == DONE)
		outcome = compare(c, &list, why);
	signed_list_free(&list);
	return outcome;
}
