/*
 * count_statement.h - what counting found, kept for good.
 */
#ifndef STORAGE_COUNT_STATEMENT_H
#define STORAGE_COUNT_STATEMENT_H

#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "storage/db.h"

/* found = foreign + damaged + opened. */
struct count_statement {
	time_t counted_at;
	size_t found, foreign_found, damaged, opened;
	unsigned char genuine_hash[32];	/* of the checked ballot ids */
	/* Per function group that counts: responses, and drafts left. */
	struct count_group {
		char code[64];
		char name[256];
		size_t opened;
		size_t drafts;
	} *groups;		/* owned */
	size_t group_count;
	const char **holders;	/* whose codes opened the box; list owned, names not */
	size_t holder_count;
};

enum outcome store_count_statement_add(struct db *db, const char *wave_id,
    const struct count_statement *s);

#endif
