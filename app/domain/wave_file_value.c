/*
 * wave_file_value.c - takes values out of a wave file's JSON and says what is
 * wrong with them. Refuses to know what they are for.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "domain/wave_file_value.h"
#include "domain/web_address.h"

void *
wf_new(struct wf *w, size_t count, size_t size)
{
	void *p = calloc(count + 1, size);

	w->blocks = realloc(w->blocks, (w->block_count + 1) * sizeof(void *));
	if (p == NULL || w->blocks == NULL)
		die("out of memory");
	w->blocks[w->block_count++] = p;
	return p;
}

const char *
wf_at(char out[WF_POINTER_MAX], const char *at, const char *key)
{
	size_t n = strlen(at);

	/* A pointer that would not fit ends where it still says something. */
	memmove(out, at, n + 1);
	if (n + 2 >= WF_POINTER_MAX)
		return out;
	out[n++] = '/';
	for (; *key != '\0' && n + 3 < WF_POINTER_MAX; key++) {
		if (*key == '~' || *key == '/') {
			out[n++] = '~';
			out[n++] = *key == '~' ? '0' : '1';
		} else if ((unsigned char)*key >= 0x20 && *key != 0x7F) {
			out[n++] = *key;
		}
	}
	out[n] = '\0';
	while (n > 0 && !text_is_utf8(out, n))
		out[--n] = '\0';
	return out;
}

const char *
wf_nth(char out[WF_POINTER_MAX], const char *at, size_t index)
{
	char number[24];

	snprintf(number, sizeof(number), "%zu", index);
	return wf_at(out, at, number);
}

static void
add(struct mistakes *m, const char *pointer, const char *fmt, va_list ap)
{
	char *text;

	if (vasprintf(&text, fmt, ap) < 0)
		die("out of memory");
	m->list = realloc(m->list, (m->count + 1) * sizeof(*m->list));
	if (m->list == NULL)
		die("out of memory");
	m->list[m->count].text = text;
	m->list[m->count].pointer = strdup(pointer);
	if (m->list[m->count].pointer == NULL)
		die("out of memory");
	m->count++;
}

void
wave_file_mistake(struct mistakes *m, const char *pointer, const char *fmt,
    ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(m, pointer, fmt, ap);
	va_end(ap);
}

void
wf_wrong(struct wf *w, const char *at, const char *key, const char *fmt, ...)
{
	char pointer[WF_POINTER_MAX];
	va_list ap;

	va_start(ap, fmt);
	add(w->mistakes, key != NULL ? wf_at(pointer, at, key) : at, fmt, ap);
	va_end(ap);
}

const json_t *
wf_object(struct wf *w, const json_t *value, const char *at,
    const char *const *keys)
{
	const char *key;
	json_t *member, *object = (json_t *)(uintptr_t)value;

	if (!json_is_object(value)) {
		wf_wrong(w, at, NULL, "Hier hoort een object: { … }.");
		return NULL;
	}
	json_object_foreach(object, key, member) {
		const char *const *k = keys;

		while (*k != NULL && strcmp(*k, key) != 0)
			k++;
		if (*k == NULL)
			wf_wrong(w, at, key, "Dit veld bestaat niet.");
	}
	return value;
}

const json_t *
wf_member(struct wf *w, const json_t *object, const char *at, const char *key,
    const char *const *keys, bool required)
{
	const json_t *value = json_object_get(object, key);
	char here[WF_POINTER_MAX];

	if (value == NULL) {
		if (required && object != NULL)
			wf_wrong(w, at, key, "Dit veld ontbreekt.");
		return NULL;
	}
	return wf_object(w, value, wf_at(here, at, key), keys);
}

const json_t *
wf_array(struct wf *w, const json_t *object, const char *at, const char *key,
    size_t min, size_t max)
{
	const json_t *value = json_object_get(object, key);

	if (value == NULL) {
		if (min > 0 && object != NULL)
			wf_wrong(w, at, key, "Dit veld ontbreekt.");
		return NULL;
	}
	if (!json_is_array(value)) {
		wf_wrong(w, at, key, "Hier hoort een lijst: [ … ].");
		return NULL;
	}
	if (json_array_size(value) < min || json_array_size(value) > max) {
		wf_wrong(w, at, key, "Deze lijst moet %zu tot %zu onderdelen "
		    "hebben, niet %zu.", min, max, json_array_size(value));
		return NULL;
	}
	return value;
}

const char *
wf_line(struct wf *w, const json_t *value, const char *at, size_t max)
{
	const char *s = json_string_value(value);
	size_t len;

	if (s == NULL) {
		wf_wrong(w, at, NULL, "Hier hoort een tekst: \"…\".");
		return NULL;
	}
	len = strlen(s);
	if (len == 0)
		wf_wrong(w, at, NULL, "Deze tekst is leeg.");
	else if (text_has_control(s, len, false))
		wf_wrong(w, at, NULL, "In deze tekst staat een regeleinde of "
		    "een stuurteken.");
	else if (s[0] == ' ' || s[len - 1] == ' ')
		wf_wrong(w, at, NULL, "Deze tekst begint of eindigt met een "
		    "spatie.");
	else if (text_chars(s, len) > max)
		wf_wrong(w, at, NULL, "Deze tekst is langer dan %zu tekens.",
		    max);
	else
		return s;
	return NULL;
}

const char *
wf_text(struct wf *w, const json_t *object, const char *at, const char *key,
    size_t max, bool required)
{
	const json_t *value = json_object_get(object, key);
	char here[WF_POINTER_MAX];

	if (value == NULL) {
		if (required && object != NULL)
			wf_wrong(w, at, key, "Dit veld ontbreekt.");
		return NULL;
	}
	return wf_line(w, value, wf_at(here, at, key), max);
}

const char *
wf_words(struct wf *w, const json_t *object, const char *at, const char *key,
    size_t max, bool required)
{
	const char *s = wf_text(w, object, at, key, max, required);
	const char *base = json_string_value(json_object_get(w->root,
	    "link_base"));
	const char *found;
	size_t len;

	if (s == NULL)
		return NULL;
	found = web_address_find(s, base, &len);
	if (found == NULL)
		return s;
	wf_wrong(w, at, key, "“%.*s” leest als een webadres, en in een brief "
	    "staat alleen de persoonlijke link. Haal het uit deze tekst.",
	    (int)len, found);
	return NULL;
}

const char *
wf_code(struct wf *w, const json_t *object, const char *at, const char *key,
    size_t max)
{
	const char *s = wf_text(w, object, at, key, 1000, true);
	size_t len = s == NULL ? 0 : strlen(s);

	if (s == NULL)
		return NULL;
	if (len > max || strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-") !=
	    len || *s == '_' || *s == '-') {
		wf_wrong(w, at, key, "Deze code heeft 1 tot %zu kleine "
		    "letters, cijfers, - of _, en begint met een letter of "
		    "cijfer.", max);
		return NULL;
	}
	return s;
}

long
wf_number(struct wf *w, const json_t *object, const char *at, const char *key,
    long min, long max, long preset)
{
	const json_t *value = json_object_get(object, key);

	if (value == NULL)
		return preset;
	if (!json_is_integer(value) || json_integer_value(value) < min ||
	    json_integer_value(value) > max) {
		wf_wrong(w, at, key, "Hier hoort een geheel getal van %ld tot "
		    "en met %ld.", min, max);
		return preset;
	}
	return (long)json_integer_value(value);
}

bool
wf_flag(struct wf *w, const json_t *object, const char *at, const char *key)
{
	const json_t *value = json_object_get(object, key);

	if (value != NULL && !json_is_boolean(value))
		wf_wrong(w, at, key, "Hier hoort true of false.");
	return json_is_true(value);
}
