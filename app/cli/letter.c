/*
 * letter.c - the verbs about the texts of letters.
 */
#include <stdio.h>
#include <string.h>

#include "actions/preview_letter.h"
#include "actions/set_letter.h"
#include "actions/show_letter.h"
#include "base/text.h"
#include "cli/cli.h"

#define FILE_MAX (64 * 1024)	/* bytes; the action knows the real limit */

static struct letter_name
named(const struct cli *c)
{
	return (struct letter_name){ .wave = cli_argument(c, 0),
	    .kind = cli_argument(c, 1),
	    .function_group = cli_option(c, "--group=") };
}

/* Mistakes first, then how many. */
static void
say_mistakes(struct cli *c, const char *path, const struct mistakes *m)
{
	if (m->count == 0)
		return;
	cli_mistakes(path, m);
	problem_set(&c->why, PROBLEM_FIELD, "%zu %s. Er is niets veranderd.",
	    m->count, m->count == 1 ? "fout" : "fouten");
}

int
cli_letter_set(struct cli *c)
{
	const struct letter_name name = named(c);
	const char *path = cli_argument(c, 2);
	struct mistakes mistakes = { 0 };
	struct text file = { 0 };
	enum outcome o = cli_read(c, path, FILE_MAX, &file);

	if (o == DONE)
		o = cli_open(c, DB_OFFICE);
	if (o == DONE)
		o = set_letter(c->db, &c->config, &name, file.bytes, file.len,
		    c->who, c->now, &mistakes, &c->why);
	if (o == DONE)
		printf("De tekst is bewaard. Bekijk de brief met: aoj letter "
		    "preview %s %s%s%s\n", name.wave, name.kind,
		    name.function_group != NULL ? " --group=" : "",
		    name.function_group != NULL ? name.function_group : "");
	say_mistakes(c, path, &mistakes);
	mistakes_free(&mistakes);
	text_free(&file);
	return cli_end(c, o);
}

int
cli_letter_unset(struct cli *c)
{
	const struct letter_name name = named(c);
	struct mistakes mistakes = { 0 };
	enum outcome o = cli_open(c, DB_OFFICE);

	if (o == DONE)
		o = unset_letter(c->db, &c->config, &name, c->who, c->now,
		    &mistakes, &c->why);
	if (o == DONE)
		printf("De eigen tekst is teruggenomen.\n");
	say_mistakes(c, name.kind, &mistakes);
	mistakes_free(&mistakes);
	return cli_end(c, o);
}

int
cli_letter_show(struct cli *c)
{
	const struct letter_name name = named(c);
	struct text out = { 0 };
	enum outcome o = cli_open(c, DB_OFFICE);

	if (o == DONE)
		o = show_letter(c->db, &c->config, &name, &out, &c->why);
	if (o == DONE)
		fputs(out.bytes, stdout);
	text_free(&out);
	return cli_end(c, o);
}

int
cli_letter_preview(struct cli *c)
{
	const struct letter_name name = named(c);
	const char *format = cli_option(c, "--format=");
	struct composed letter = { .subject = { 0 } };
	enum outcome o;

	format = format == NULL ? "text" : format;
	if (strcmp(format, "text") != 0 && strcmp(format, "html") != 0 &&
	    strcmp(format, "message") != 0) {
		fprintf(stderr, "aoj: --format is text, html of message.\n");
		return EXIT_USAGE;
	}
	o = cli_open(c, DB_OFFICE);
	if (o == DONE)
		o = preview_letter(c->db, &c->config, &name, c->now, &letter,
		    &c->why);
	if (o == DONE && *format == 'm')
		fputs(letter.message.bytes, stdout);
	else if (o == DONE && *format == 'h')
		fputs(letter.html.bytes, stdout);
	else if (o == DONE)
		printf("Onderwerp: %s\n\n%s", letter.subject.bytes,
		    letter.plain.bytes);
	composed_free(&letter);
	return cli_end(c, o);
}

int
cli_letter_keyperson(struct cli *c)
{
	struct text out = { 0 };
	enum outcome o = cli_open(c, DB_OFFICE);

	if (o == DONE)
		o = show_keyperson(c->db, &c->config, cli_argument(c, 0),
		    &out, &c->why);
	if (o == DONE)
		fputs(out.bytes, stdout);
	text_free(&out);
	return cli_end(c, o);
}
