/*
 * letter_text.c - which text a letter has. Refuses to know what a text says.
 */
#include "domain/letter_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

const char *const letter_kinds[] = { "invitation", "reminder_1", "reminder_2",
    "reminder_3", "last_call", NULL };

bool
letter_kind_exists(const char *kind)
{
	for (size_t i = 0; letter_kinds[i] != NULL; i++)
		if (strcmp(letter_kinds[i], kind) == 0)
			return true;
	return false;
}

static void
forget(struct letter_text *t)
{
	free(t->kind);
	free(t->function_group);
	free(t->source);
}

void
letter_texts_free(struct letter_texts *t)
{
	for (size_t i = 0; i < t->count; i++)
		forget(&t->list[i]);
	free(t->list);
	*t = (struct letter_texts){ 0 };
}

static bool
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* The text of exactly this kind and group; count when there is none. */
static size_t
find(const struct letter_texts *t, const char *kind, const char *group)
{
	size_t i;

	for (i = 0; i < t->count; i++)
		if (strcmp(t->list[i].kind, kind) == 0 &&
		    same(t->list[i].function_group, group))
			break;
	return i;
}

const struct letter_text *
letter_text_of(const struct letter_texts *t, const char *kind,
    const char *function_group)
{
	size_t at = find(t, kind, function_group);

	if (at == t->count && function_group != NULL)
		at = find(t, kind, NULL);
	return at == t->count ? NULL : &t->list[at];
}

static char *
copy(const char *s)
{
	char *c = s == NULL ? NULL : strdup(s);

	if (s != NULL && c == NULL)
		die("out of memory");
	return c;
}

void
letter_texts_put(struct letter_texts *t, const char *kind,
    const char *function_group, const char *source)
{
	size_t at = find(t, kind, function_group);

	if (at < t->count) {
		forget(&t->list[at]);
		t->list[at] = t->list[--t->count];
	}
	if (source == NULL)
		return;
	t->list = realloc(t->list, (t->count + 1) * sizeof(*t->list));
	if (t->list == NULL)
		die("out of memory");
	t->list[t->count++] = (struct letter_text){ copy(kind),
	    copy(function_group), copy(source) };
}
