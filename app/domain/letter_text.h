/*
 * letter_text.h - the kinds of letters, and which text a letter has: that of
 * its function group, else that of its wave, else the one that comes with the
 * program. Pure.
 */
#ifndef DOMAIN_LETTER_TEXT_H
#define DOMAIN_LETTER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* In the order in which somebody can get them; NULL ends them. */
extern const char *const letter_kinds[];

bool letter_kind_exists(const char *kind);

/* A text of a wave's own. */
struct letter_text {
	char *kind;
	char *function_group;	/* NULL: every group */
	char *source;		/* its form stands in mail/letter.h */
};

struct letter_texts {
	struct letter_text *list;
	size_t count;
};
void letter_texts_free(struct letter_texts *t);

/* What this letter to this group says; NULL: what comes with the program.
 * Without a group: what all groups have in common. */
const struct letter_text *letter_text_of(const struct letter_texts *t,
    const char *kind, const char *function_group);

/* Puts a text in its place, or takes it away (source NULL). Copies. */
void letter_texts_put(struct letter_texts *t, const char *kind,
    const char *function_group, const char *source);

#endif
