/*
 * letter.h - what a letter says: one source of plain words per kind in
 * assets/letters becomes subject, text and simple HTML that say the same.
 *
 * A source begins with the line "Onderwerp: …". Then each line is a line of
 * the letter: "# " begins its title, "## " a heading, "- " an item of a list;
 * an empty line ends a paragraph. {{LINK}} stands alone on its line, once.
 */
#ifndef MAIL_LETTER_H
#define MAIL_LETTER_H

#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "domain/invitee.h"
#include "domain/wave.h"

/* Loads the sources below folder/letters; dies at the first that cannot be
 * used. */
void mail_letter_open(const char *assets);

/* What a letter is made from. Nothing is owned. */
struct letter {
	const char *kind;	/* "invitation", … */
	const struct wave *wave;
	const struct function_group *group;	/* the one invited for */
	const struct invitee *to;
	const char *link;	/* whole */
};

/* Adds to the three texts. REFUSED, with why, when the letter would lack its
 * link or name another host than the wave's: a fault of the source or of the
 * wave's own texts, never of a person's data. */
enum outcome mail_letter_write(const struct letter *l, struct text *subject,
    struct text *plain, struct text *html, struct problem *why);

#endif
