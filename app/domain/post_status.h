/*
 * post_status.h - how far the letters of a wave are, as the office may know
 * it, and how that is shown. Pure. Source: definitions.md 1 and 4.
 */
#ifndef DOMAIN_POST_STATUS_H
#define DOMAIN_POST_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/text.h"

/* Alerts that people read; JSON has all there are. */
#define POST_STATUS_ALERTS_MOST 10

/* Letters of one kind to one group. */
struct post_status_row {
	const char *kind;		/* "invitation", "reminder_1", … */
	const char *code, *name;	/* the function group */
	long invited;
	long due, claimed, settled;	/* runs */
	time_t first_due;
	time_t next_due;		/* of runs that are due; 0: none */
	time_t ends;			/* when the last slot is over */
	long letters, sent, given_up;	/* invitations */
};

/* Newcomers of a group to whom no letter can leave any more. */
struct post_waiting {
	const char *code, *name;
	long count;
};

/* Something that needed a person. */
struct post_alert {
	time_t at;
	const char *what;	/* a code */
	const char *text;	/* Dutch, whole; NULL: its key is not here */
};

struct post_status {
	const char *wave, *title;
	bool trial, paused;
	bool open;		/* letters may leave at all */
	time_t at;		/* when it was asked */
	struct post_status_row *list;
	size_t count;
	const struct post_waiting *waiting;
	size_t waiting_count;
	const struct post_alert *alerts;	/* the newest first */
	size_t alert_count;
};

/* "Uitnodiging", "Eerste herinnering", … */
const char *post_status_kind(const char *kind);

/* Orders the list by kind, as letters follow each other; inside a kind as it
 * was. */
void post_status_sort(struct post_status *s);

/* Whether there are numbers of letters: of invitations. Who is not sent a
 * reminder has answered, so of those none exists. */
bool post_status_tells(const struct post_status_row *row);

/* When the next run is due; 0: none. */
time_t post_status_next(const struct post_status *s);

void post_status_print(const struct post_status *s, bool json,
    struct text *out);

#endif
