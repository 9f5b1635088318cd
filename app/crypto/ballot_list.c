/*
 * ballot_list.c - the hash of a list of envelopes, the same for post and
 * count.
 */
#include "crypto/ballot_list.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/digest.h"

_Static_assert(sizeof(struct listed_ballot) == 64, "no room between the two");

static int
compare_ballots(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct listed_ballot));
}

void
crypto_ballot_list_hash(unsigned char out[32], struct listed_ballot *list,
    size_t count)
{
	const struct digest_part part = { list, count * sizeof(*list) };

	if (count > 1)
		qsort(list, count, sizeof(*list), compare_ballots);
	crypto_digest(out, NULL, 0, "aoj/2/ballot-list", &part, 1);
}
