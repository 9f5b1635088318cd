/*
 * audit.h - the rows of the audit log. The chain of hashes over them is made
 * by actions/write_audit.h; here they are only kept.
 */
#ifndef STORAGE_AUDIT_H
#define STORAGE_AUDIT_H

#include <time.h>

#include "base/outcome.h"
#include "base/text.h"
#include "storage/db.h"

#define AUDIT_HASH_BYTES 32

struct audit_row {
	time_t at;
	const char *who;
	const char *what;
	const char *wave_id;	/* NULL when it is about no wave */
	const char *detail;	/* JSON object */
	unsigned char previous[AUDIT_HASH_BYTES];
	unsigned char hash[AUDIT_HASH_BYTES];
};

/* Inside a transaction: waits for other writers, then gives the hash of the
 * last row (zeros when there is none) and detail as the table spells it. */
enum outcome store_audit_last(struct db *db, const char *detail,
    unsigned char previous[AUDIT_HASH_BYTES], struct text *spelled);
enum outcome store_audit_add(struct db *db, const struct audit_row *row);

#endif
