/*
 * questionnaire_build.c - the arena, mistakes and small readers that parsing
 * a questionnaire rests on. Knows JSON, not questionnaires.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "domain/questionnaire_build.h"

#define BLOCK 16384
#define MISTAKES_MAX 200

struct arena_block {
	struct arena_block *next;
	char bytes[];
};

void *
arena_new(struct arena *a, size_t count, size_t size)
{
	size_t need;
	char *p;

	REQUIRE(size == 0 || count < (1u << 28) / size);
	need = (count * size + 15) & ~(size_t)15;
	if (need == 0)
		need = 16;
	if (need > a->left) {
		size_t room = need > BLOCK ? need : BLOCK;
		struct arena_block *block = calloc(1, sizeof(*block) + room +
		    16);

		if (block == NULL)
			die("out of memory");
		block->next = a->blocks;
		a->blocks = block;
		a->at = block->bytes + (16 - (size_t)block->bytes % 16) % 16;
		a->left = room;
	}
	p = a->at;
	a->at += need;
	a->left -= need;
	return p;
}

char *
arena_copy(struct arena *a, const char *s)
{
	size_t len = strlen(s) + 1;

	return memcpy(arena_new(a, len, 1), s, len);
}

void
arena_free(struct arena *a)
{
	struct arena_block *block;

	if (a == NULL)
		return;
	while ((block = a->blocks) != NULL) {
		a->blocks = block->next;
		free(block);
	}
	free(a);
}

void
mistakes_free(struct mistakes *m)
{
	for (size_t i = 0; i < m->count; i++) {
		free(m->list[i].pointer);
		free(m->list[i].text);
	}
	free(m->list);
	m->list = NULL;
	m->count = 0;
}

void
build_mistake(struct build *b, const char *pointer, const char *fmt, ...)
{
	struct mistakes *m = b->mistakes;
	struct mistake *list;
	char buf[600];
	va_list ap;

	if (m->count >= MISTAKES_MAX)
		return;
	va_start(ap, fmt);
	if (vsnprintf(buf, sizeof(buf), fmt, ap) < 0)
		buf[0] = '\0';
	va_end(ap);
	/* A long value may have been cut in the middle of a character. */
	for (size_t n = strlen(buf); n > 0 && !text_is_utf8(buf, n); n--)
		buf[n - 1] = '\0';
	/* A scale is read wherever it is used: its mistakes stand here once. */
	for (size_t i = 0; i < m->count; i++)
		if (strcmp(m->list[i].pointer, pointer) == 0 &&
		    strcmp(m->list[i].text, buf) == 0)
			return;
	list = realloc(m->list, (m->count + 1) * sizeof(*list));
	if (list == NULL)
		die("out of memory");
	m->list = list;
	list[m->count].pointer = strdup(pointer);
	list[m->count].text = strdup(buf);
	if (list[m->count].pointer == NULL || list[m->count].text == NULL)
		die("out of memory");
	m->count++;
}

const char *
build_in(struct build *b, const char *pointer, const char *key)
{
	struct text t = { 0 };
	const char *out;

	text_printf(&t, "%s/", pointer);
	for (; *key != '\0'; key++) {
		if (*key == '~')
			text_puts(&t, "~0");
		else if (*key == '/')
			text_puts(&t, "~1");
		else
			text_add(&t, key, 1);
	}
	out = arena_copy(b->arena, t.bytes);
	text_free(&t);
	return out;
}

const char *
build_at(struct build *b, const char *pointer, size_t index)
{
	char number[24];

	(void)snprintf(number, sizeof(number), "%zu", index);
	return build_in(b, pointer, number);
}

const char *
build_text(struct build *b, const json_t *object, const char *pointer,
    const char *key, size_t max, bool optional)
{
	const json_t *value = json_object_get(object, key);
	const char *at, *s;
	size_t len;

	if (value == NULL && optional)
		return NULL;
	at = build_in(b, pointer, key);
	if (!json_is_string(value)) {
		build_mistake(b, value == NULL ? pointer : at, value == NULL ?
		    "“%s” ontbreekt." : "“%s” moet tekst zijn.", key);
		return NULL;
	}
	s = json_string_value(value);
	len = json_string_length(value);
	if (len == 0 || strlen(s) != len || text_has_control(s, len, true))
		build_mistake(b, at, "“%s” is leeg of bevat een stuurteken.",
		    key);
	else if (text_chars(s, len) > max)
		build_mistake(b, at, "“%s” is te lang: %zu tekens, hoogstens "
		    "%zu.", key, text_chars(s, len), max);
	else
		return arena_copy(b->arena, s);
	return NULL;
}

const char *
build_code(struct build *b, const json_t *object, const char *pointer,
    const char *key)
{
	const char *s = build_text(b, object, pointer, key, CODE_MAX, false);
	size_t len;

	if (s == NULL)
		return NULL;
	len = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_");
	if (s[len] != '\0' || s[0] == '_' || (s[0] >= '0' && s[0] <= '9')) {
		build_mistake(b, build_in(b, pointer, key), "“%s” is geen "
		    "code: kleine letters, cijfers en _, beginnend met een "
		    "letter.", s);
		return NULL;
	}
	return s;
}

long
build_number(struct build *b, const json_t *object, const char *pointer,
    const char *key, long low, long high, long absent)
{
	const json_t *value = json_object_get(object, key);
	json_int_t n;

	if (value == NULL)
		return absent;
	n = json_integer_value(value);
	if (!json_is_integer(value) || n < low || n > high) {
		build_mistake(b, build_in(b, pointer, key),
		    "“%s” moet een geheel getal van %ld tot en met %ld zijn.",
		    key, low, high);
		return absent;
	}
	return (long)n;
}

void
build_keys(struct build *b, const json_t *object, const char *pointer,
    const char *const *known)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object, key, value) {
		const char *const *k = known;

		if (strcmp(key, "$schema") == 0 || strcmp(key, "comment") == 0)
			continue;
		while (*k != NULL && strcmp(*k, key) != 0)
			k++;
		if (*k == NULL)
			build_mistake(b, build_in(b, pointer, key),
			    "“%s” is hier onbekend.", key);
	}
}
