/*
 * letter.h - what a letter says: one source of plain words becomes subject,
 * text and simple HTML that say the same. A source comes with the program
 * (assets/letters, one per kind) or is the wave's own.
 *
 * A source begins with the line "Onderwerp: …". Then each line is a line of
 * the letter: "# " begins its title, "## " a heading, "- " an item of a list;
 * an empty line ends a paragraph. {{LINK}} stands alone on its line, once.
 * assets/letters/README.md says all of it.
 */
#ifndef MAIL_LETTER_H
#define MAIL_LETTER_H

#include <stdbool.h>

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
	const char *kind;	/* "invitation", … (domain/letter_text.h) */
	const struct wave *wave;
	const struct function_group *group;	/* the one invited for */
	const struct invitee *to;
	const char *link;	/* whole */
	const char *source;	/* the wave's own text, or NULL */
	const char *hosts;	/* AOJ_LETTER_HOSTS; NULL: none */
	bool proof;		/* says above all that it is one */
};

/* Adds to the three texts. REFUSED, with why, when the source is not one, or
 * the letter would lack its link or name a host that is not allowed: a fault
 * of the source or of the wave's own texts, never of a person's data. */
enum outcome mail_letter_write(const struct letter *l, struct text *subject,
    struct text *plain, struct text *html, struct problem *why);

/* What letters of one text to one group have in common, made with the first of
 * them: for who knows no organisation, and for who does. Zero-initialise. */
struct letter_forms { struct letter_form *of[2]; };
void mail_letter_forms_free(struct letter_forms *forms);

/* The same, of a letter among many of its text and group; plain and html are
 * in quoted-printable. */
enum outcome mail_letter_write_one(const struct letter *l,
    struct letter_forms *forms, struct text *subject, struct text *plain,
    struct text *html, struct problem *why);

/* The source of a kind that comes with the program, without what only the
 * program needs: to read, to change. FAILED, logged. */
enum outcome mail_letter_asset(const char *assets, const char *kind,
    struct text *out);

/* A text without any link, that somebody can forward to the own people. */
enum outcome mail_letter_keyperson(const struct wave *w, struct text *subject,
    struct text *plain, struct problem *why);

#endif
