/*
 * write_letter.h - one letter of a run, ready for the mail server.
 */
#ifndef ACTIONS_WRITE_LETTER_H
#define ACTIONS_WRITE_LETTER_H

#include "actions/letter_run.h"
#include "base/problem.h"
#include "crypto/letter_id.h"

/* Zero it first; free it with outgoing_free. */
struct outgoing {
	char id[LETTER_ID_CHARS + 1];	/* the same at every try */
	char sender[320];		/* the envelope's; names the letter */
	char *address;			/* where it goes; owned */
	struct text message;		/* headers and parts */
};

/*
 * now is the letter's date. ABSENT: this letter cannot be written, ever; why
 * says it in a few words of English, as a server's reply would. REFUSED: no
 * letter of this wave can be written, why says it in Dutch.
 */
enum outcome write_letter(struct letter_run *r,
    const struct letter_row *row, time_t now, struct outgoing *out,
    struct problem *why);
void outgoing_free(struct outgoing *o);	/* wipes */

#endif
