/*
 * smtp_inside.h - what mail/smtp's two files share. Private to them.
 */
#ifndef MAIL_SMTP_INSIDE_H
#define MAIL_SMTP_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mail/line.h"
#include "mail/smtp_letter.h"

#define SMTP_CONNECTIONS_MOST 16

enum place_state {
	PLACE_FREE,	/* no letter; the line may be open */
	PLACE_WAITING,	/* for a line: another's, or one to be opened */
	PLACE_OPENING,
	PLACE_RESETTING,	/* the letter before was refused, its RSET
				 * not yet answered */
	PLACE_TALKING,
	PLACE_KNOWN,	/* the letter's fate, not yet told */
};

struct smtp_place {
	struct mail_line *line;	/* owned */
	enum place_state state;
	bool used;		/* a letter was spoken of on this line */
	bool reset;		/* RSET was said */
	struct smtp_letter letter;
	void *of;
	int64_t begun, heard;	/* steady ms */
};

struct smtp {
	struct smtp_place places[SMTP_CONNECTIONS_MOST];
	size_t count, most;	/* places; lines that the server takes */
	int64_t worked;		/* steady ms: a line was last open */
	int64_t open_after;	/* steady ms: not before that */
	bool said;		/* that it does not take letters */
};

size_t smtp_count_open(const struct smtp *s);

/* The letter in this place is begun, on its line or on one to be opened. */
void smtp_place_begin(struct smtp_place *p);

/* As far as one place comes without waiting. */
void smtp_place_go_on(struct smtp *s, struct smtp_place *p);

#endif
