/*
 * send_letters.h - one pass over the letters of a run that are due.
 */
#ifndef ACTIONS_SEND_LETTERS_H
#define ACTIONS_SEND_LETTERS_H

#include "actions/letter_run.h"

struct send_calls {
	/* Asked between two letters: whether to stop here for now. */
	bool (*interrupt)(void *arg);
	/* Asked likewise, of the clock alone: whether claims are to be kept or
	 * made, or a slot is over. Then tend does that; letters leave while
	 * the database is asked. */
	bool (*due)(void *arg);
	void (*tend)(void *arg);
	/* Asked once, when invitations leave and few are left: the next run,
	 * prepared (send_run.h), or NULL. */
	struct letter_run *(*ahead)(void *arg);
};

/* Filled in by name: the first five; the rest is zero. */
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
 * those that were begun. DONE; REFUSED: somebody else has the run; FAILED,
 * logged. */
enum outcome send_letters(struct pass *p);

/* For db_meanwhile: goes on with a pass until the socket has an answer. */
void send_letters_meanwhile(void *pass, int socket);

/* Waits for the letters that were begun so. */
void send_letters_land(struct pass *p);

/* When the first waiting letter may be tried again; 0 when none waits. */
time_t send_letters_next(const struct sending *s, const struct letter_run *r);

#endif
