/*
 * ballot_list.c - number and hash of ballot ids, the same for post and count.
 */
#include "crypto/ballot_list.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/digest.h"

static int
compare_ids(const void *a, const void *b)
{
	return memcmp(a, b, DERIVED_BYTES);
}

void
crypto_ballot_list_hash(unsigned char out[32],
    unsigned char (*ids)[DERIVED_BYTES], size_t count)
{
	const struct digest_part part = { ids, count * DERIVED_BYTES };

	if (count > 1)
		qsort(ids, count, DERIVED_BYTES, compare_ids);
	crypto_digest(out, NULL, 0, "aoj/1/ballot-list", &part, 1);
}
