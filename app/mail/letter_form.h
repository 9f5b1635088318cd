/*
 * letter_form.h - a letter written as far as it is the same for everybody: the
 * lines that hold no words of one person are encoded once, for thousands of
 * letters. Refuses to know where words come from.
 */
#ifndef MAIL_LETTER_FORM_H
#define MAIL_LETTER_FORM_H

#include <stdbool.h>

#include "base/text.h"

/* Where a person's words will stand: control characters, which neither a
 * source nor words hold. */
#define FORM_SALUTATION "\x01"
#define FORM_LINK "\x02"
#define FORM_ORGANISATION "\x03"

/* A person's words, each on one line. */
struct letter_words {
	const char *salutation, *link, *organisation;
};

struct letter_form;

/* From the three texts of a letter, marks standing for the words. */
struct letter_form *letter_form_new(const char *subject, const char *plain,
    const char *html);
void letter_form_free(struct letter_form *f);	/* accepts NULL */

/* What stands only in this person's letter: subject and lines of the text, but
 * not that of the link. */
void letter_form_personal(const struct letter_form *f,
    const struct letter_words *w, struct text *out);

/* Adds to the three texts; quoted: the last two in quoted-printable. */
void letter_form_fill(const struct letter_form *f,
    const struct letter_words *w, bool quoted, struct text *subject,
    struct text *plain, struct text *html);

#endif
