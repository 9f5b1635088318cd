/*
 * letter.c - fills a letter's source with a wave's and a person's words, and
 * reads the result into text and HTML. Refuses to know how letters are sent.
 */
#include "mail/letter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/log.h"
#include "base/template.h"
#include "domain/web_address.h"
#include "mail/letter_html.h"
#include "mail/message.h"

static const char subject_word[] = "Onderwerp: ";

void
mail_letter_open(const char *assets)
{
	char folder[512];

	if (snprintf(folder, sizeof(folder), "%s/letters", assets) >=
	    (int)sizeof(folder))
		die("AOJ_ASSETS: the path is too long");
	template_open(folder);
}

static bool
is_right_to_left(const char *s)
{
	const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)s;
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	for (; *at != '\0'; at += n) {
		n = utf8proc_iterate(at, -1, &c);
		REQUIRE(n > 0);
		if ((c >= 0x590 && c < 0x900) || (c >= 0xfb1d && c < 0xfe00) ||
		    (c >= 0xfe70 && c < 0xff00) ||
		    (c >= 0x10800 && c < 0x11000) ||
		    (c >= 0x1e800 && c < 0x1f000))
			return true;
	}
	return false;
}

/* Somebody's words inside a sentence of ours: one line, and its direction
 * stays its own (first strong isolate … pop). */
static void
add_words(struct text *out, const char *s)
{
	struct text line = { 0 };

	mail_one_line(s, &line);
	if (is_right_to_left(line.bytes))
		text_printf(out, "\u2068%s\u2069", line.bytes);
	else
		text_puts(out, line.bytes);
	text_free(&line);
}

static void
set_words(struct template_data *d, const char *name, const char *s)
{
	struct text t = { 0 };

	text_add(&t, "", 0);
	add_words(&t, s);
	template_set(d, name, t.bytes);
	text_free(&t);
}

/* Words that our sentence puts a full stop behind. */
static void
add_phrase(struct text *out, const char *s)
{
	char *copy = strdup(s);
	size_t len;

	if (copy == NULL)
		die("out of memory");
	for (len = strlen(copy); len > 0 && copy[len - 1] == '.'; len--)
		copy[len - 1] = '\0';
	add_words(out, copy);
	free(copy);
}

static void
set_phrase(struct template_data *d, const char *name, const char *s)
{
	struct text t = { 0 };

	text_add(&t, "", 0);
	add_phrase(&t, s);
	template_set(d, name, t.bytes);
	text_free(&t);
}

/* Judged as they will stand in the letter: a person's words never hold it
 * back, they are left out. */
static bool
has_web_address(const struct text *words)
{
	size_t len;

	return web_address_find(words->bytes, NULL, &len) != NULL;
}

static void
set_person(struct template_data *d, const struct letter *l)
{
	const char *organisation = l->to->organisation;
	struct text t = { 0 };

	text_puts(&t, "Geachte ");
	add_words(&t, l->to->name);
	text_puts(&t, ",");
	/* A name that reads as a link, or is an address, is none. */
	if (*l->to->name == '\0' || has_web_address(&t) ||
	    strchr(l->to->name, '@') != NULL) {
		text_clear(&t);
		text_puts(&t, "Geachte heer of mevrouw,");
	}
	template_set(d, "SALUTATION", t.bytes);
	text_clear(&t);
	add_phrase(&t, organisation);
	if (*organisation != '\0' && !has_web_address(&t)) {
		template_show(d, "HAS_ORGANISATION");
		template_set(d, "ORGANISATION", t.bytes);
	}
	text_free(&t);
}

static void
set_wave(struct template_data *d, const struct letter *l)
{
	const struct wave *w = l->wave;
	const struct questionnaire *q = wave_find_questionnaire(w,
	    l->group->questionnaire);
	char date[64];

	REQUIRE(q != NULL);
	if (w->trial)
		template_show(d, "TRIAL");
	text_date(date, sizeof(date), w->closes_at, true);
	template_set(d, "CLOSING_DATE", date);
	template_set_number(d, "MINUTES", q->minutes);
	set_words(d, "REGION", w->region_name);
	set_words(d, "TITLE", w->title);
	set_phrase(d, "COMMISSIONER", w->commissioner);
	set_words(d, "PURPOSE", w->purpose);
	set_phrase(d, "RESEARCHER", w->researcher);
	set_words(d, "GROUP_NAME", l->group->name);
	set_words(d, "CONTACT_NAME", w->contact_name);
	set_words(d, "CONTACT_ADDRESS", w->contact_address);
	if (w->contact_phone != NULL && *w->contact_phone != '\0') {
		template_show(d, "HAS_PHONE");
		set_words(d, "CONTACT_PHONE", w->contact_phone);
	}
}

/* The link alone on its line, once, and nothing else that a mail program
 * would make one. */
static enum outcome
check(const char *source, const struct letter *l, struct problem *why)
{
	size_t len = strlen(l->link), links = 0, found;
	const char *at;
	char *others;
	bool foreign;

	for (at = source; (at = strstr(at, l->link)) != NULL; at += len) {
		links++;
		if ((at != source && at[-1] != '\n') || at[len] != '\n')
			return problem_set(why, PROBLEM_FIELD, "In de brief "
			    "staat de link niet alleen op een regel.");
	}
	if (links != 1)
		return problem_set(why, PROBLEM_FIELD, "In de brief staat de "
		    "link %zu keer; het moet precies een keer.", links);
	others = strdup(source);
	if (others == NULL)
		die("out of memory");
	memset(strstr(others, l->link), ' ', len);
	foreign = web_address_find(others, l->wave->link_base, &found) != NULL;
	free(others);
	return foreign ? problem_set(why, PROBLEM_FIELD, "In de brief staat "
	    "een ander webadres dan de persoonlijke link. Haal het uit de "
	    "teksten van de meting.") : DONE;
}

/* The first line is the subject; the letter is what follows it. */
static enum outcome
take_subject(const char *source, struct text *subject, const char **rest,
    struct problem *why)
{
	size_t word = sizeof(subject_word) - 1;

	source += strspn(source, "\n");
	if (strncmp(source, subject_word, word) != 0)
		return problem_set(why, PROBLEM_FIELD, "De brief begint niet "
		    "met “%s…”.", subject_word);
	text_add(subject, source + word, strcspn(source + word, "\n"));
	*rest = source + strcspn(source, "\n");
	return DONE;
}

enum outcome
mail_letter_write(const struct letter *l, struct text *subject,
    struct text *plain, struct text *html, struct problem *why)
{
	struct template_data *d = template_data_new();
	struct text source = { 0 };
	const char *rest = "";
	char file[32];
	enum outcome o;

	(void)snprintf(file, sizeof(file), "%s.txt", l->kind);
	set_wave(d, l);
	set_person(d, l);
	template_set(d, "LINK", l->link);
	o = template_render(file, d, &source);
	template_data_free(d);
	text_puts(&source, "\n");
	if (o == DONE)
		o = check(source.bytes, l, why);
	if (o == DONE)
		o = take_subject(source.bytes, subject, &rest, why);
	if (o == DONE) {
		letter_plain(rest, plain);
		letter_html(rest, subject->bytes, l->link, html);
	}
	text_free(&source);
	return o;
}
