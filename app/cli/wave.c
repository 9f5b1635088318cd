/*
 * wave.c - the verbs about a wave and its response.
 */
#include <signal.h>
#include <stdio.h>

#include "actions/close_wave.h"
#include "actions/create_wave.h"
#include "actions/ready_wave.h"
#include "actions/show_rates.h"
#include "actions/show_wave.h"
#include "actions/start_wave.h"
#include "base/text.h"
#include "cli/cli.h"
#include "domain/wave_file.h"

int
cli_wave_create(struct cli *c)
{
	const char *path = cli_argument(c, 0);
	struct mistakes mistakes = { 0 };
	struct text file = { 0 };
	char code[64];
	enum outcome o = cli_read(c, path, WAVE_FILE_MAX, &file);

	if (o == DONE)
		o = cli_open(c, DB_OFFICE);
	if (o == DONE)
		o = create_wave(c->db, &c->config, file.bytes, file.len,
		    c->who, c->now, code, &mistakes, &c->why);
	if (o == DONE)
		printf("De meting “%s” is gemaakt. Bekijk haar met: aoj wave "
		    "show %s\n", code, code);
	if (mistakes.count > 0) {
		cli_mistakes(path, &mistakes);
		problem_set(&c->why, PROBLEM_FIELD, "%zu %s in %s. Er is niets "
		    "gemaakt.", mistakes.count,
		    mistakes.count == 1 ? "fout" : "fouten", path);
	}
	mistakes_free(&mistakes);
	text_free(&file);
	return cli_end(c, o);
}

int
cli_wave_ready(struct cli *c)
{
	const char *wave = cli_argument(c, 0);
	enum outcome o = cli_open(c, DB_OFFICE);

	if (o == DONE)
		o = ready_wave(c->db, wave, c->who, c->now, &c->why);
	if (o == DONE)
		printf("De meting “%s” is klaar voor de start: aoj wave start "
		    "%s\n", wave, wave);
	return cli_end(c, o);
}

int
cli_wave_start(struct cli *c)
{
	const char *wave = cli_argument(c, 0);
	struct text said = { 0 };
	enum outcome o = cli_open(c, DB_OFFICE);

	/* The mail server may hang up while it is asked. */
	(void)signal(SIGPIPE, SIG_IGN);
	if (o == DONE)
		o = start_wave(c->db, &c->config, wave, c->who, c->now, &said,
		    &c->why);
	if (o == DONE)
		printf("De meting “%s” is gestart.\n%s", wave,
		    said.len > 0 ? said.bytes : "");
	text_free(&said);
	return cli_end(c, o);
}

int
cli_wave_close(struct cli *c)
{
	const char *wave = cli_argument(c, 0);
	enum outcome o = cli_open(c, DB_OFFICE);

	if (o == DONE)
		o = close_wave(c->db, wave, c->who, c->now, &c->why);
	if (o == DONE)
		printf("De meting “%s” is gesloten. Wie al begonnen was, kan "
		    "nog een half uur versturen; daarna: aoj count %s\n", wave,
		    wave);
	return cli_end(c, o);
}

int
cli_wave_show(struct cli *c)
{
	struct text out = { 0 };
	enum outcome o = cli_open(c, DB_OFFICE);

	if (o == DONE)
		o = show_wave(c->db, cli_argument(c, 0), c->now, &out,
		    &c->why);
	if (o == DONE)
		fputs(out.bytes, stdout);
	text_free(&out);
	return cli_end(c, o);
}

int
cli_rates(struct cli *c)
{
	const char *word = cli_option(c, "--format=");
	enum rates_format format = RATES_TEXT;
	struct text out = { 0 };
	enum outcome o;

	if (word != NULL && rates_format_read(word, &format) != DONE) {
		fprintf(stderr, "aoj: --format is text, csv of json.\n");
		return EXIT_USAGE;
	}
	o = cli_open(c, DB_OFFICE);
	if (o == DONE)
		o = show_rates(c->db, cli_argument(c, 0), format, c->now,
		    &out, &c->why);
	if (o == DONE)
		fputs(out.bytes, stdout);
	text_free(&out);
	return cli_end(c, o);
}
