/*
 * letter.c - a letter's source, filled in, becomes subject, text and HTML.
 * Refuses to know how letters are sent.
 */
#include "mail/letter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/template.h"
#include "domain/web_address.h"
#include "mail/letter_check.h"
#include "mail/letter_fields.h"
#include "mail/letter_form.h"
#include "mail/letter_hosts.h"
#include "mail/letter_html.h"
#include "mail/letter_source.h"

static const char proof_subject[] = "Proefbrief: ";
static const char proof_words[] = "\nPROEFBRIEF. Zo ziet een brief van deze "
    "meting eruit. De link in deze brief werkt niet. U hoeft niets te doen.\n"
    "\n";

void
mail_letter_open(const char *assets)
{
	char folder[512];

	if (snprintf(folder, sizeof(folder), "%s/letters", assets) >=
	    (int)sizeof(folder))
		die("AOJ_ASSETS: the path is too long");
	template_open(folder);
}

/* What reads as a web address beside the letter's own link, or NULL. A text
 * of the program's has none; one of the wave's may name what is allowed. */
static const char *
find_foreign(const struct letter *l, const char *others, size_t *len)
{
	const struct letter_hosts hosts = { l->wave, l->hosts };

	if (l->source == NULL)
		return web_address_find(others, l->wave->link_base, len);
	return letter_hosts_find(&hosts, others, false, len);
}

/* REFUSED when there is one. */
static enum outcome
check_foreign(const struct letter *l, const char *others, struct problem *why)
{
	size_t len = 0;
	const char *foreign = find_foreign(l, others, &len);

	if (foreign == NULL)
		return DONE;
	return problem_set(why, PROBLEM_FIELD, "In de brief staat een ander "
	    "webadres dan de persoonlijke link: %.*s. Haal het uit de teksten "
	    "van de meting.", (int)len, foreign);
}

/* The link alone on its line, once, and nothing else that a mail program
 * would make one. */
static enum outcome
check(const char *source, const struct letter *l, struct problem *why)
{
	size_t links = 0;
	const char *at;

	for (at = source; (at = strchr(at, *FORM_LINK)) != NULL; at++) {
		links++;
		if ((at != source && at[-1] != '\n') || at[1] != '\n')
			return problem_set(why, PROBLEM_FIELD, "In de brief "
			    "staat de link niet alleen op een regel.");
	}
	if (links != 1)
		return problem_set(why, PROBLEM_FIELD, "In de brief staat de "
		    "link %zu keer; het moet precies een keer.", links);
	return check_foreign(l, source, why);
}

/* A text that was stored is looked at again: what it names may have changed
 * since. */
static enum outcome
check_source(const struct letter *l, struct problem *why)
{
	struct mistakes m = { 0 };
	enum outcome o = mail_letter_check(l->source, l->wave, l->hosts, &m);

	if (o != DONE)
		(void)problem_set(why, PROBLEM_FIELD, "De eigen tekst van %s "
		    "klopt niet meer (aoj letter set). %s: %s", l->kind,
		    m.list[0].pointer, m.list[0].text);
	mistakes_free(&m);
	return o;
}

/* The first line is the subject; the letter is what follows it. */
static enum outcome
take_subject(const char *source, struct text *subject, const char **rest,
    struct problem *why)
{
	size_t word = strlen(LETTER_SUBJECT);

	source += strspn(source, "\n");
	if (strncmp(source, LETTER_SUBJECT, word) != 0)
		return problem_set(why, PROBLEM_FIELD, "De brief begint niet "
		    "met “%s…”.", LETTER_SUBJECT);
	text_add(subject, source + word, strcspn(source + word, "\n"));
	*rest = source + strcspn(source, "\n");
	return DONE;
}

static void
write_faces(const struct letter *l, const char *rest, struct text *subject,
    struct text *plain, struct text *html)
{
	struct text all = { 0 }, title = { 0 };

	if (l->proof) {
		text_puts(&title, proof_subject);
		text_puts(&all, proof_words);
	}
	text_puts(&title, subject->bytes);
	text_puts(&all, rest);
	text_clear(subject);
	text_puts(subject, title.bytes);
	letter_plain(all.bytes, plain);
	letter_html(all.bytes, title.bytes, FORM_LINK, html);
	text_free(&all);
	text_free(&title);
}

/* The source with the wave's words, marks where a person's will stand. */
static enum outcome
fill(const struct letter *l, bool organisation, struct text *out,
    struct problem *why)
{
	const struct letter_words words = { FORM_SALUTATION, FORM_LINK,
	    organisation ? FORM_ORGANISATION : "" };
	struct template_data *d;
	char file[32];
	enum outcome o = DONE;

	if (l->source != NULL)
		o = check_source(l, why);
	if (o != DONE)
		return o;
	d = letter_data(l, &words);
	(void)snprintf(file, sizeof(file), "%s.txt", l->kind);
	o = l->source == NULL ? template_render(file, d, out) :
	    template_render_source(l->source, d, out);
	template_data_free(d);
	text_puts(out, "\n");
	return o;
}

static enum outcome
make_form(const struct letter *l, bool organisation, struct letter_form **out,
    struct problem *why)
{
	struct text filled = { 0 }, subject = { 0 };
	struct text plain = { 0 }, html = { 0 };
	const char *rest = "";
	enum outcome o = fill(l, organisation, &filled, why);

	if (o == DONE)
		o = check(filled.bytes, l, why);
	if (o == DONE)
		o = take_subject(filled.bytes, &subject, &rest, why);
	if (o == DONE) {
		write_faces(l, rest, &subject, &plain, &html);
		*out = letter_form_new(subject.bytes, plain.bytes,
		    html.bytes);
	}
	text_free(&filled);
	text_free(&subject);
	text_free(&plain);
	text_free(&html);
	return o;
}

void
mail_letter_forms_free(struct letter_forms *forms)
{
	letter_form_free(forms->of[false]);
	letter_form_free(forms->of[true]);
	*forms = (struct letter_forms){ { NULL } };
}

static enum outcome
write_to(const struct letter *l, struct letter_forms *forms, bool quoted,
    struct text *subject, struct text *plain, struct text *html,
    struct problem *why)
{
	struct text salutation = { 0 }, organisation = { 0 }, own = { 0 };
	struct letter_words w;
	struct letter_form **form;
	enum outcome o = DONE;

	letter_person(l->to, &salutation, &organisation);
	w = (struct letter_words){ salutation.bytes, l->link,
	    organisation.bytes };
	form = &forms->of[organisation.len > 0];
	if (*form == NULL)
		o = make_form(l, organisation.len > 0, form, why);
	if (o == DONE) {
		letter_form_personal(*form, &w, &own);
		o = check_foreign(l, own.bytes, why);
	}
	if (o == DONE)
		letter_form_fill(*form, &w, quoted, subject, plain, html);
	text_free(&salutation);
	text_free(&organisation);
	text_free(&own);
	return o;
}

enum outcome
mail_letter_write(const struct letter *l, struct text *subject,
    struct text *plain, struct text *html, struct problem *why)
{
	struct letter_forms forms = { { NULL } };
	enum outcome o = write_to(l, &forms, false, subject, plain, html,
	    why);

	mail_letter_forms_free(&forms);
	return o;
}

enum outcome
mail_letter_write_one(const struct letter *l, struct letter_forms *forms,
    struct text *subject, struct text *plain, struct text *html,
    struct problem *why)
{
	return write_to(l, forms, true, subject, plain, html, why);
}

enum outcome
mail_letter_asset(const char *assets, const char *kind, struct text *out)
{
	struct mistakes m = { 0 };
	struct text read = { 0 };
	char path[512], bytes[LETTER_SOURCE_MAX];
	size_t len;
	FILE *f;
	enum outcome o;

	if (snprintf(path, sizeof(path), "%s/letters/%s.txt", assets, kind) >=
	    (int)sizeof(path))
		return log_failed("AOJ_ASSETS: the path is too long");
	f = fopen(path, "re");
	if (f == NULL)
		return log_failed("%s: %s", path, strerror(errno));
	len = fread(bytes, 1, sizeof(bytes), f);
	o = ferror(f) ? REFUSED : letter_source_read(bytes, len, &read, &m);
	/* The program's own line was the first. */
	if (o == DONE)
		text_puts(out, read.bytes + strspn(read.bytes, "\n"));
	text_free(&read);
	(void)fclose(f);
	mistakes_free(&m);
	return o == DONE ? DONE : log_failed("%s cannot be read", path);
}

enum outcome
mail_letter_keyperson(const struct wave *w, struct text *subject,
    struct text *plain, struct problem *why)
{
	struct template_data *d = letter_data_wave(w);
	struct text filled = { 0 };
	const char *rest = "", *bad = NULL;
	size_t n;
	enum outcome o = template_render("keyperson.txt", d, &filled);

	template_data_free(d);
	if (o == DONE)
		bad = web_address_find(filled.bytes, NULL, &n);
	if (bad != NULL)
		o = problem_set(why, PROBLEM_FIELD, "In deze tekst staat een "
		    "webadres: %.*s. Haal het uit de teksten van de meting.",
		    (int)n, bad);
	if (o == DONE)
		o = take_subject(filled.bytes, subject, &rest, why);
	if (o == DONE)
		letter_plain(rest, plain);
	text_free(&filled);
	return o;
}
