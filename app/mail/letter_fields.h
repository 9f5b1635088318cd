/*
 * letter_fields.h - what a letter's source may name, and what it becomes: the
 * words of the wave, of the function group and of the person.
 * assets/letters/README.md documents each.
 */
#ifndef MAIL_LETTER_FIELDS_H
#define MAIL_LETTER_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/template.h"
#include "mail/letter.h"
#include "mail/letter_form.h"

/* {{NAME}}; NULL ends the list. */
extern const char *const letter_fields[];
/* {{#NAME}} … {{/NAME}}; NULL ends the list. */
extern const char *const letter_sections[];

/* The place of a name of len bytes in one of these lists; -1: not in it. */
int letter_name_find(const char *const *names, const char *name, size_t len);

/* Whether a section stands in the letters of this wave to somebody of whom
 * the list knows an organisation, or not. */
bool letter_section_shown(const struct wave *w, bool organisation, int section);

/* How a person is addressed, and where the person works: "" when that is not
 * known. Adds to both. */
void letter_person(const struct invitee *to, struct text *salutation,
    struct text *organisation);

/* The values for one letter; without an organisation its section is not
 * shown. The caller frees. */
struct template_data *letter_data(const struct letter *l,
    const struct letter_words *words);
/* The same of a text for nobody in particular: no person, no link. */
struct template_data *letter_data_wave(const struct wave *w);

#endif
