/*
 * compose_letter.h - a letter's words and headers (definitions.md 5) as one
 * message. Refuses to know keys: who composes a real letter derives its names,
 * a preview has names that lead nowhere.
 */
#ifndef ACTIONS_COMPOSE_LETTER_H
#define ACTIONS_COMPOSE_LETTER_H

#include <time.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "crypto/letter_id.h"
#include "crypto/token.h"
#include "mail/letter.h"

struct letter_names {
	char token[TOKEN_CHARS + 1];		/* of the link */
	char unsubscribe[TOKEN_CHARS + 1];	/* the weaker one */
	char id[LETTER_ID_CHARS + 1];		/* of this letter */
	char invitation[LETTER_ID_CHARS + 1];	/* of the invitation, that
						 * reminders follow */
	const char *mailbox;	/* whose mail programs read: "+afmelden-…" is
				 * added to its user; not owned */
};

/* As long as real ones, and nobody's: for letters whose link never works. */
extern const struct letter_names letter_names_nowhere;

struct composed {
	struct text subject;
	struct text plain, html;	/* with forms: in quoted-printable */
	struct text message;
};
void composed_free(struct composed *c);	/* wipes; accepts a zeroed one */

/* now is the letter's date; l->link is not looked at; forms: of its text and
 * group, or NULL for a letter that stays alone. ABSENT: this person's
 * address cannot stand in a letter, why says it in a few words of English.
 * REFUSED, with why in Dutch: no letter of this text can be written. */
enum outcome compose_letter(const struct letter *l,
    struct letter_forms *forms, const struct letter_names *names, time_t now,
    struct composed *out, struct problem *why);

#endif
