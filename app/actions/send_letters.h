/*
 * send_letters.h - one pass over the letters of a run that are due.
 */
#ifndef ACTIONS_SEND_LETTERS_H
#define ACTIONS_SEND_LETTERS_H

#include "actions/letter_run.h"

struct send_calls {
	/* Asked between two letters: whether to stop here for now. */
	bool (*interrupt)(void *arg);
	/* May be NULL. Asked once, when letters leave and few are left: the
	 * next run, claimed and prepared (send_run.h), or NULL. Letters leave
	 * while the database is asked. */
	struct letter_run *(*ahead)(void *arg);
};

/* Filled in by name: the first five (for send_letters_meanwhile alone the
 * first three); the rest is zero. */
struct pass {
	struct db *db;
	struct sending *s;
	struct letter_run *r;
	const struct send_calls *calls;
	void *arg;
	enum outcome o;			/* DONE while it may go on */
	size_t flying;			/* letters in the mailer's hands */
	size_t at;			/* the letter whose turn it is */
	bool meanwhile;			/* the database is busy */
	bool works;			/* the server has taken a letter */
	bool asked;			/* for the next run */
	struct letter_run *next;	/* the answer; not owned */
};

/* Begins letters until none is due or the pass is told to stop, and waits for
 * those that were begun. DONE, or what went wrong (as letter_run_keep says;
 * FAILED, logged). */
enum outcome send_letters(struct pass *p);

/* For db_meanwhile: goes on with a pass until the socket has an answer. */
void send_letters_meanwhile(void *pass, int socket);

/* Waits for the letters that were begun so. */
void send_letters_land(struct pass *p);

/* When the first waiting letter may be tried again; 0 when none waits. */
time_t send_letters_next(const struct sending *s, const struct letter_run *r);

#endif
