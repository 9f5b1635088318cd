/*
 * letter_compare.c - a text of a letter among the others of its wave, each
 * filled in for somebody made up.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "domain/wave_file.h"
#include "mail/letter.h"
#include "mail/letter_check.h"
#include "mail/letter_source.h"
#include "mail/message.h"

static char nothing[] = "", name[] = "Jo Voorbeeld";
static char school[] = "Voorbeeldschool";
static const struct invitee example = { .address = nothing, .name = name,
    .organisation = school, .municipality = nothing };

/* The words of a letter, one space between; and its subject. */
static enum outcome
fill(const struct letter *l, struct text *subject, struct text *words,
    struct problem *why)
{
	struct text plain = { 0 }, html = { 0 };
	enum outcome o = mail_letter_write(l, subject, &plain, &html, why);
	size_t at, n;

	text_add(words, "", 0);
	for (at = 0; o == DONE && at < plain.len; at += n) {
		at += strspn(plain.bytes + at, " \n");
		n = strcspn(plain.bytes + at, " \n");
		text_add(words, plain.bytes + at, n);
		text_puts(words, " ");
	}
	text_free(&plain);
	text_free(&html);
	return o;
}

static const char *
source_of(const struct letter_texts *texts, const char *kind,
    const char *group)
{
	const struct letter_text *t = letter_text_of(texts, kind, group);

	return t == NULL ? NULL : t->source;
}

/* Said once, though many groups show it. */
static void
say(struct mistakes *m, long line, const char *what)
{
	char at[32] = "hele brief";

	for (size_t i = 0; i < m->count; i++)
		if (strcmp(m->list[i].text, what) == 0)
			return;
	if (line > 0)
		(void)snprintf(at, sizeof(at), "regel %ld", line);
	wave_file_mistake(m, at, "%s", what);
}

/* Where the subject stands in a text of the wave's own; else 0. */
static long
subject_line(const struct letter *l)
{
	struct letter_view v;
	size_t line = 0;
	long found;

	if (l->source == NULL)
		return 0;
	letter_view_make(&v, l->source, l->wave, false);
	while (v.bytes.bytes[line] == '\n')
		line++;
	REQUIRE(line < v.line_count);
	found = v.lines[line];
	letter_view_free(&v);
	return found;
}

/* Whether this kind says the same words as another. */
static void
compare(const struct letter_texts *texts, const struct letter *l,
    const struct text *words, struct mistakes *m)
{
	struct text subject = { 0 }, others = { 0 };
	struct problem why = { .code = PROBLEM_NONE };
	char what[200];

	for (size_t i = 0; letter_kinds[i] != NULL; i++) {
		struct letter other = *l;

		if (strcmp(letter_kinds[i], l->kind) == 0)
			continue;
		other.kind = letter_kinds[i];
		other.source = source_of(texts, other.kind, l->group->code);
		text_clear(&subject);
		text_clear(&others);
		/* What is wrong with another text is said when it is set. */
		if (fill(&other, &subject, &others, &why) != DONE ||
		    strcmp(others.bytes, words->bytes) != 0)
			continue;
		(void)snprintf(what, sizeof(what), "Deze brief zegt hetzelfde "
		    "als %s. Wie een brief twee keer krijgt, leest hem niet.",
		    other.kind);
		say(m, 0, what);
	}
	text_free(&subject);
	text_free(&others);
}

static void
look(const struct letter_texts *texts, const struct letter *l,
    struct mistakes *m)
{
	struct text subject = { 0 }, words = { 0 }, line = { 0 };
	struct problem why = { .code = PROBLEM_NONE };
	char what[160];
	size_t chars;

	if (fill(l, &subject, &words, &why) != DONE) {
		say(m, 0, why.text);
	} else {
		mail_one_line(subject.bytes, &line);
		chars = text_chars(line.bytes, line.len);
		(void)snprintf(what, sizeof(what), "Het onderwerp heeft %zu "
		    "tekens als het is ingevuld. Het mogen er %d zijn.",
		    chars, MAIL_SUBJECT_CHARS);
		if (chars > MAIL_SUBJECT_CHARS)
			say(m, subject_line(l), what);
		compare(texts, l, &words, m);
	}
	text_free(&subject);
	text_free(&words);
	text_free(&line);
}

enum outcome
mail_letter_compare(const struct letter_texts *texts, const char *kind,
    const char *function_group, const struct wave *w, const char *hosts,
    struct mistakes *mistakes)
{
	const struct letter_text *ours = letter_text_of(texts, kind,
	    function_group);
	size_t before = mistakes->count;

	for (size_t i = 0; i < w->group_count; i++) {
		struct letter l = { .kind = kind, .wave = w,
		    .group = &w->groups[i], .to = &example, .hosts = hosts };

		if (function_group != NULL &&
		    strcmp(function_group, l.group->code) != 0)
			continue;
		if (function_group == NULL &&
		    letter_text_of(texts, kind, l.group->code) != ours)
			continue;
		l.source = ours == NULL ? NULL : ours->source;
		l.link = "https://voorbeeld.invalid/";
		look(texts, &l, mistakes);
	}
	return mistakes->count == before ? DONE : REFUSED;
}
