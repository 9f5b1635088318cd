/*
 * chain.c - one link of the audit chain. Refuses to know how a row is written.
 */
#include "crypto/chain.h"

#include "crypto/digest.h"

void
crypto_chain_next(unsigned char out[CHAIN_BYTES],
    const unsigned char previous[CHAIN_BYTES], const char *row, size_t len)
{
	const struct digest_part parts[] = {
		{ previous, CHAIN_BYTES }, { row, len },
	};

	crypto_digest(out, NULL, 0, "aoj/1/audit", parts, 2);
}
