/*
 * invitee_row.h - between invitee_list.c and invitee_row.c only: the columns
 * of a list, and one row read by them.
 */
#ifndef DOMAIN_INVITEE_ROW_H
#define DOMAIN_INVITEE_ROW_H

#include "domain/invitee.h"

enum invitee_field {
	EMAIL, NAME, FIRST_NAME, INFIX, LAST_NAME, GROUP, ORGANISATION,
	MUNICIPALITY, FIELDS
};

/* Where each field stands in a row. */
struct invitee_columns {
	long at[FIELDS];	/* index into cells, or -1 */
	size_t count;		/* of the header */
};

/* Every folded word that means a function group. */
struct invitee_names {
	struct { char *folded; size_t group; } *list;
	size_t count;
};

/* Adds a verdict. */
void invitee_say(struct invitee_list *l, long line, const char *field,
    enum invitee_fate fate, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* REFUSED when the rows below cannot be read by this header. */
enum outcome invitee_columns_read(struct invitee_list *l,
    const struct invitee_cells *header, struct invitee_columns *c);

/* Fills a zeroed row; row->good tells whether it has a mistake. */
void invitee_row_read(struct invitee_list *l, struct invitee_row *row,
    const struct invitee_cells *cells, const struct invitee_columns *c,
    const struct invitee_names *names);

#endif
