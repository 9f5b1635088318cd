/*
 * letter_check.c - what is wrong with the source of a letter, looked at as
 * its readers will see it. Refuses to know who typed it.
 */
#include "mail/letter_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "domain/wave_file.h"
#include "mail/letter_fields.h"
#include "mail/letter_hosts.h"
#include "mail/letter_source.h"

static const char whole[] = "hele brief";

struct check {
	const struct wave *wave;
	const char *hosts;
	struct mistakes *mistakes;
	/* of the variant that is looked at */
	size_t links;
	bool subject, date, contact, trial;
};

/* Said once, though two variants show it. */
static void
wrong(struct check *c, long line, const char *what)
{
	struct mistakes *m = c->mistakes;
	char at[32];

	(void)snprintf(at, sizeof(at), "regel %ld", line);
	for (size_t i = 0; i < m->count; i++)
		if (strcmp(m->list[i].pointer, line == 0 ? whole : at) == 0 &&
		    strcmp(m->list[i].text, what) == 0)
			return;
	wave_file_mistake(m, line == 0 ? whole : at, "%s", what);
}

/* How often a field stands in a line. */
static size_t
count_field(const char *line, size_t len, const char *name)
{
	int place = letter_name_find(letter_fields, name, strlen(name));
	size_t n = 0;

	REQUIRE(place >= 0);
	for (size_t i = 0; i + 1 < len; i++)
		n += line[i] == LETTER_FIELD && line[i + 1] == 'A' + place;
	return n;
}

/* The words of a line of the view, each field a word of two letters. */
static char *
without_fields(const char *line, size_t len)
{
	char *s = malloc(len + 1);

	if (s == NULL)
		die("out of memory");
	memcpy(s, line, len);
	s[len] = '\0';
	for (size_t i = 0; i + 1 < len; i++)
		if (s[i] == LETTER_FIELD)
			s[i] = s[i + 1] = 'x';
	return s;
}

static void
check_hosts(struct check *c, const char *line, size_t len, long number)
{
	const struct letter_hosts h = { c->wave, c->hosts };
	char *words = without_fields(line, len);
	struct text t = { 0 };
	size_t n, at;
	const char *bad = letter_hosts_find(&h, words, true, &n);

	if (bad == NULL)
		goto out;
	text_puts(&t, "“");
	/* As it was typed. */
	for (at = (size_t)(bad - words); n > 0; at++, n--) {
		if (line[at] == LETTER_FIELD && n > 1) {
			text_printf(&t, "{{%s}}",
			    letter_fields[line[++at] - 'A']);
			n--;
		} else {
			text_add(&t, &line[at], 1);
		}
	}
	text_puts(&t, "” leest als een webadres of een mailadres. In een brief "
	    "mag alleen wat van de meting zelf is, of wat AOJ_LETTER_HOSTS "
	    "noemt. Is het geen adres? Zet dan een spatie achter de punt.");
	wrong(c, number, t.bytes);
	text_free(&t);
out:
	free(words);
}

static void
check_subject(struct check *c, const char *line, size_t len, long number)
{
	size_t mark = strlen(LETTER_SUBJECT);

	c->subject = true;
	if (len <= mark || memcmp(line, LETTER_SUBJECT, mark) != 0) {
		wrong(c, number, "Een brief begint met zijn onderwerp, op een "
		    "eigen regel: “Onderwerp: …”.");
		return;
	}
	if (count_field(line, len, "SALUTATION") > 0 ||
	    count_field(line, len, "ORGANISATION") > 0 ||
	    count_field(line, len, "LINK") > 0)
		wrong(c, number, "In het onderwerp staat niets dat voor elke "
		    "ontvanger anders is.");
	if (c->wave->trial && memmem(line, len, "PROEF", 5) == NULL)
		wrong(c, number, "Deze meting is een proef. Zet PROEF in het "
		    "onderwerp.");
}

static void
check_line(struct check *c, const char *line, size_t len, long number)
{
	size_t links = count_field(line, len, "LINK");

	check_hosts(c, line, len, number);
	if (len == 0)
		return;
	if (!c->subject) {
		check_subject(c, line, len, number);
		return;
	}
	if (links > 0 && len > 2)
		wrong(c, number, "Het veld {{LINK}} staat alleen op een "
		    "regel, zonder iets ervoor of erachter.");
	else if (links > 0 && c->links > 0)
		wrong(c, number, "De link staat al eerder in de brief. Een "
		    "brief heeft de link maar een keer.");
	c->links += links;
	c->date |= count_field(line, len, "CLOSING_DATE") > 0;
	c->contact |= count_field(line, len, "CONTACT_ADDRESS") > 0;
	c->trial |= memmem(line, len, "PROEF", 5) != NULL;
}

/* What the whole of it lacks. */
static void
check_end(struct check *c)
{
	if (!c->subject)
		wrong(c, 0, "De brief is leeg.");
	if (c->links == 0)
		wrong(c, 0, "De persoonlijke link ontbreekt, of staat niet in "
		    "elke brief: {{LINK}}, alleen op een regel.");
	if (!c->date)
		wrong(c, 0, "De sluitingsdatum ontbreekt, of staat niet in "
		    "elke brief: {{CLOSING_DATE}}.");
	if (!c->contact)
		wrong(c, 0, "Het adres voor vragen ontbreekt, of staat niet "
		    "in elke brief: {{CONTACT_ADDRESS}}.");
	if (c->wave->trial && !c->trial)
		wrong(c, 0, "Deze meting is een proef. De brief moet dat "
		    "zeggen, met het woord PROEF.");
}

static void
check_view(struct check *c, const char *source, bool organisation)
{
	struct letter_view v;
	size_t line = 0, at, n;

	letter_view_make(&v, source, c->wave, organisation);
	c->links = 0;
	c->subject = c->date = c->contact = c->trial = false;
	for (at = 0; at < v.bytes.len; at += n + 1, line++) {
		n = strcspn(v.bytes.bytes + at, "\n");
		REQUIRE(line < v.line_count);
		check_line(c, v.bytes.bytes + at, n, v.lines[line]);
	}
	check_end(c);
	letter_view_free(&v);
}

enum outcome
mail_letter_check(const char *source, const struct wave *w, const char *hosts,
    struct mistakes *mistakes)
{
	struct check c = { .wave = w, .hosts = hosts, .mistakes = mistakes };
	size_t before = mistakes->count;

	if (letter_source_parse(source, mistakes) != DONE)
		return REFUSED;
	check_view(&c, source, true);
	check_view(&c, source, false);
	return mistakes->count == before ? DONE : REFUSED;
}
