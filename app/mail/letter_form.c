/*
 * letter_form.c - parts of lines that are everybody's, and lines that are one
 * person's. Refuses to know what a letter says.
 */
#include "mail/letter_form.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "mail/letter_html.h"
#include "mail/mime.h"

static const char marks[] = FORM_SALUTATION FORM_LINK FORM_ORGANISATION;

/* Whole lines: many of everybody, or one of a person. */
struct part {
	struct text words;
	struct text quoted;	/* the same; of everybody's only */
	bool personal;
};

/* Text, or HTML. */
struct face {
	struct part *parts;	/* owned */
	size_t count;
	bool html;
};

struct letter_form {
	struct text subject;
	struct face plain, html;
};

static void
add_part(struct face *f, const char *lines, size_t len, bool personal)
{
	struct part *grown = realloc(f->parts,
	    (f->count + 1) * sizeof(*grown)), *p;

	if (grown == NULL)
		die("out of memory");
	f->parts = grown;
	p = &grown[f->count++];
	*p = (struct part){ .personal = personal };
	text_add(&p->words, lines, len);
	if (!personal)
		mime_quoted(&p->quoted, p->words.bytes);
}

static void
split(struct face *f, const char *s)
{
	const char *from = s;
	size_t len, personal;

	for (; *s != '\0'; s += len) {
		len = strcspn(s, "\n");
		personal = strcspn(s, marks) < len;
		len += s[len] == '\n';
		if (!personal)
			continue;
		if (s > from)
			add_part(f, from, (size_t)(s - from), false);
		add_part(f, s, len, true);
		from = s + len;
	}
	if (s > from)
		add_part(f, from, (size_t)(s - from), false);
}

struct letter_form *
letter_form_new(const char *subject, const char *plain, const char *html)
{
	struct letter_form *f = calloc(1, sizeof(*f));

	if (f == NULL)
		die("out of memory");
	f->html.html = true;
	text_puts(&f->subject, subject);
	split(&f->plain, plain);
	split(&f->html, html);
	return f;
}

static void
free_face(struct face *f)
{
	for (size_t i = 0; i < f->count; i++) {
		text_free(&f->parts[i].words);
		text_free(&f->parts[i].quoted);
	}
	free(f->parts);
}

void
letter_form_free(struct letter_form *f)
{
	if (f == NULL)
		return;
	text_free(&f->subject);
	free_face(&f->plain);
	free_face(&f->html);
	free(f);
}

static const char *
words_of(const struct letter_words *w, char mark)
{
	return mark == *FORM_SALUTATION ? w->salutation :
	    mark == *FORM_LINK ? w->link : w->organisation;
}

static void
fill(const char *s, const struct letter_words *w, bool html, struct text *out)
{
	const char *words;
	size_t len;

	for (; *s != '\0'; s += len) {
		len = strcspn(s, marks);
		text_add(out, s, len);
		if (s[len] == '\0')
			break;
		words = words_of(w, s[len++]);
		if (html)
			letter_html_escape(out, words, strlen(words));
		else
			text_puts(out, words);
	}
}

void
letter_form_personal(const struct letter_form *f,
    const struct letter_words *w, struct text *out)
{
	fill(f->subject.bytes, w, false, out);
	text_puts(out, "\n");
	for (size_t i = 0; i < f->plain.count; i++) {
		const struct part *p = &f->plain.parts[i];

		if (p->personal && strchr(p->words.bytes, *FORM_LINK) == NULL)
			fill(p->words.bytes, w, false, out);
	}
}

static void
fill_face(const struct face *f, const struct letter_words *w, bool quoted,
    struct text *out)
{
	struct text line = { 0 };

	for (size_t i = 0; i < f->count; i++) {
		const struct part *p = &f->parts[i];
		const struct text *same = quoted ? &p->quoted : &p->words;

		text_clear(&line);
		if (!p->personal)
			text_add(out, same->bytes, same->len);
		else if (!quoted)
			fill(p->words.bytes, w, f->html, out);
		else
			fill(p->words.bytes, w, f->html, &line);
		if (line.len > 0)
			mime_quoted(out, line.bytes);
	}
	text_free(&line);
}

void
letter_form_fill(const struct letter_form *f, const struct letter_words *w,
    bool quoted, struct text *subject, struct text *plain, struct text *html)
{
	fill(f->subject.bytes, w, false, subject);
	fill_face(&f->plain, w, quoted, plain);
	fill_face(&f->html, w, quoted, html);
}
