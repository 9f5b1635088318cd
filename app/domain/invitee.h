/*
 * invitee.h - one person on an address list: which columns a list has, what
 * is wrong with a row, when two addresses are one, and the record that is
 * sealed. Pure: knows neither files, encodings nor the database.
 */
#ifndef DOMAIN_INVITEE_H
#define DOMAIN_INVITEE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"

#define INVITEE_ADDRESS_MAX 254		/* bytes, RFC 5321 4.5.3.1.3 */
#define INVITEE_NAME_MAX 200		/* characters */
#define INVITEE_ORGANISATION_MAX 400	/* characters */
#define INVITEE_MUNICIPALITY_MAX 100	/* characters */

/* What is sealed of a person. All UTF-8 without control characters; empty
 * when the list does not say. */
struct invitee {
	char *address;	/* as letters go to: domain in A-labels, lower case */
	char *name;
	char *organisation;
	char *municipality;
};
void invitee_free(struct invitee *i);	/* wipes; accepts a zeroed one */

/* The record: {"address","name","organisation","municipality"} as JSON. */
void invitee_to_record(const struct invitee *i, struct text *out);
/* REFUSED when it is not one; *out as it was. */
enum outcome invitee_from_record(struct invitee *out, const char *json,
    size_t len);

/*
 * An address as letters go to it: white space around it off, domain in lower
 * case A-labels (IDNA2008). NULL when it is not an address that SMTP without
 * SMTPUTF8 can carry; *wrong is then a Dutch sentence (static). The caller
 * frees.
 */
char *invitee_address(const char *typed, const char **wrong);
/* What two spellings of one mailbox have in common: the address with the part
 * before the @ in lower case too (Alice@ and alice@ get one letter). */
char *invitee_address_key(const char *address);

/* Case, spaces and Unicode form taken off, to compare names people type.
 * NULL when s is not UTF-8. The caller frees. */
char *invitee_fold(const char *s);

/* A function group as a list may name it. */
struct invitee_group {
	const char *code, *name;
	const char **synonyms;
	size_t synonym_count;
};

/* A row of a table, cells as text; what a reader of CSV or XLSX hands over. */
struct invitee_cells {
	long line;		/* where it begins in the file, from 1 */
	char **cells;		/* UTF-8 without NUL */
	size_t count;
};

enum invitee_fate {
	INVITEE_NEW,		/* will be invited */
	INVITEE_DOUBLE,		/* same address, same group: merged (DUP) */
	INVITEE_REFUSED,	/* a row with a mistake: nothing is imported */
	INVITEE_NOTE,		/* about the list, not about a row */
};

/* One thing to say about a row. A row has one verdict, or one per mistake. */
struct verdict {
	long line;
	const char *field;	/* static: "email", …, "kop", or "" */
	enum invitee_fate fate;
	char *text;		/* Dutch: what is wrong, what would happen */
};

#define INVITEE_KNOWN ((size_t)-1)	/* on the wave's list already */

struct invitee_row {
	long line;
	bool good;		/* false: only its verdicts matter */
	enum invitee_fate fate;	/* NEW or DOUBLE */
	size_t group;		/* index into the groups given */
	struct invitee invitee;
	char *key;		/* invitee_address_key */
	size_t same;		/* DOUBLE: the first row, or INVITEE_KNOWN */
};

struct invitee_list {
	struct invitee_row *rows;
	size_t count;
	struct verdict *verdicts;	/* in order of line */
	size_t verdict_count;
	size_t fresh, doubles, refused;	/* rows per fate */
};
void invitee_list_free(struct invitee_list *l);	/* wipes */

/*
 * Reads a whole list, its first row being the header. REFUSED only when the
 * header makes the rest unreadable; rows with mistakes are in the verdicts.
 * Doubles inside the list are found here, those against the database are told
 * by invitee_list_meet; invitee_list_judge ends it.
 */
enum outcome invitee_list_read(struct invitee_list *out,
    const struct invitee_cells *rows, size_t row_count,
    const struct invitee_group *groups, size_t group_count);

/* Row `row` turns out to be on the wave's list already, in group `there`
 * (index into groups): merged when it is the same group, else refused. */
void invitee_list_meet(struct invitee_list *l, size_t row, size_t there,
    const struct invitee_group *groups);

/* After the last meeting: says what happens to every good row, puts verdicts
 * in order of line, and counts. REFUSED when any row is refused. */
enum outcome invitee_list_judge(struct invitee_list *l,
    const struct invitee_group *groups);

#endif
