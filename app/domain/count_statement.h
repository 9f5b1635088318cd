/*
 * count_statement.h - what counting a wave found, and how it is written down
 * for people. Pure.
 */
#ifndef DOMAIN_COUNT_STATEMENT_H
#define DOMAIN_COUNT_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/text.h"
#include "domain/amendment.h"

/* found = foreign + damaged + unopened + opened. */
struct count_statement {
	char *wave, *title;		/* owned */
	time_t counted_at;
	size_t found, foreign_found, damaged, opened;
	size_t unopened;	/* of a questionnaire that too few answered */
	bool listed;		/* they are those of the signed list: */
	unsigned char genuine_hash[32];
	unsigned char rows_hash[32];	/* of all rows that were stored */
	/* Function groups in their order: responses, and drafts left. */
	struct count_group {
		char *code, *name;	/* owned */
		size_t opened;
		size_t drafts;
	} *groups;			/* owned */
	size_t group_count;
	/* What was changed in the list after the start; of groups in any
	 * order, those without left out. */
	struct amendments *amended;	/* owned */
	size_t amended_count;
	char **holders;			/* whose codes opened the box; owned */
	size_t holder_count;
};

/* The statement as the one text that is signed. */
void count_statement_write(const struct count_statement *s,
    const char *wave_id, struct text *out);
/* Of such a text: whether it is of this wave and these rows; whether there
 * was a list; whether that list has this hash; and whether the columns of
 * its row (storage/result.h) say the same. */
bool count_statement_tells(const char *bytes, size_t len, const char *wave_id,
    const unsigned char rows_hash[32]);
bool count_statement_listed(const char *bytes, size_t len);
bool count_statement_is_of(const char *bytes, size_t len,
    const unsigned char list_hash[32]);
bool count_statement_agrees(const char *bytes, size_t len,
    const char *columns, size_t columns_len);
/* The statement in Dutch, for reading and keeping. */
void count_statement_print(const struct count_statement *s, struct text *out);
void count_statement_free(struct count_statement *s);

#endif
