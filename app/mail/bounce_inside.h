/*
 * bounce_inside.h - between bounce*.c only.
 */
#ifndef MAIL_BOUNCE_INSIDE_H
#define MAIL_BOUNCE_INSIDE_H

#include <stdbool.h>

#include <gmime/gmime.h>

#include "base/text.h"
#include "mail/bounce.h"

#define BOUNCE_WORDS_MAX (64 * 1024)

/* bounce_head.c: what the headers say of the sender. */
struct bounce_head {
	bool message;		/* one of the headers that messages have */
	bool system;		/* from a mail system */
	bool postmaster;	/* from a mail system, or its keeper */
	bool nobody;		/* Return-Path: <> */
	bool names_failed;	/* X-Failed-Recipients, Exim's */
	bool automatic;		/* nobody typed it */
	bool vacation;		/* the same, in words that no bounce uses */
	bool challenge;
	char subject[256];	/* lower case, one space between words */
};
void bounce_head_read(struct bounce_head *h, struct bounce *b,
    GMimeMessage *m);
bool bounce_head_fails(const struct bounce_head *h);	/* by its subject */
/* Our own addresses in the first lines of a message, as they stand there. */
void bounce_head_addresses(struct bounce *b, const char *bytes, size_t len);
/* VERP and unsubscribe addresses in a header or an envelope. */
void bounce_addresses(struct bounce *b, const char *s);

/* bounce_report.c: message/delivery-status. */
struct bounce_report {
	bool there;			/* it says something of a recipient */
	enum bounce_what what;
	char status[BOUNCE_STATUS_CHARS + 1];
	char diagnostic[512];		/* lower case */
};
void bounce_report_read(struct bounce_report *r, const char *s);

/* bounce_words.c: one lower-case line of what there is to read. */
void bounce_words_add(struct text *words, const char *s, size_t len,
    bool html);
/* Whether any of these (ended by NULL) stands in it. */
bool bounce_words_hold(const char *words, const char *const *list);
/* Before the copy of the letter, if there is one. */
void bounce_words_cut(char *words);
bool bounce_words_delay(const char *words);
bool bounce_words_challenge(const char *words);
/* "5.1.1", at the beginning of s. */
bool bounce_status_at(char status[BOUNCE_STATUS_CHARS + 1], const char *s);
/* Fills in what status does not say: all of it, or all but the class. */
void bounce_status_mend(char status[BOUNCE_STATUS_CHARS + 1],
    const char *words);

#endif
