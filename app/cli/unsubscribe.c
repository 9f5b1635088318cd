/*
 * unsubscribe.c - the verbs about people who may have been unsubscribed by a
 * robot. An address is never an argument: other users of the machine can read
 * those.
 */
#include <stdio.h>
#include <string.h>

#include "actions/decide_unsubscribes.h"
#include "actions/list_unsubscribes.h"
#include "base/text.h"
#include "cli/cli.h"

int
cli_unsubscribe_list(struct cli *c)
{
	struct text out = { 0 };
	enum outcome o = cli_open(c, DB_OFFICE);

	if (o == DONE)
		o = list_unsubscribes(c->db, &c->config, cli_argument(c, 0),
		    &out, &c->why);
	if (o == DONE)
		fputs(out.bytes, stdout);
	text_free(&out);
	return cli_end(c, o);
}

/* Everybody, or the address on the standard input. */
static enum outcome
read_address(struct cli *c, struct text *input, const char **out)
{
	char *rest;
	enum outcome o;

	if (cli_argument(c, 1) == NULL)
		return DONE;
	o = cli_read(c, "-", CLI_LINES_MAX, input);
	if (o != DONE)
		return o;
	rest = input->bytes;
	*out = cli_line(&rest);
	if (*out == NULL || (rest != NULL && cli_line(&rest) != NULL))
		return problem_set(&c->why, PROBLEM_INPUT,
		    "Op de standaardinvoer staat één regel: het adres.");
	return DONE;
}

static int
decide(struct cli *c, bool confirm)
{
	struct unsubscribe_word word = { .confirm = confirm };
	const char *dash = cli_argument(c, 1);
	struct text input = { 0 };
	size_t decided = 0;
	enum outcome o;

	/* One of the two, so that nobody means one and decides for all. */
	if ((dash == NULL) == (cli_option(c, "--all") == NULL) ||
	    (dash != NULL && strcmp(dash, "-") != 0)) {
		fprintf(stderr, "aoj: geef - en het adres op de "
		    "standaardinvoer, of --all.\n");
		return EXIT_USAGE;
	}
	o = read_address(c, &input, &word.address);
	if (o == DONE)
		o = cli_open(c, DB_OFFICE);
	if (o == DONE)
		o = decide_unsubscribes(c->db, &c->config, cli_argument(c, 0),
		    &word, c->who, c->now, &decided, &c->why);
	if (o == DONE)
		printf("%zu %s: %s.\n", decided,
		    decided == 1 ? "afmelding" : "afmeldingen", confirm ?
		    "bevestigd, geen mail meer" :
		    "niet van henzelf, de brieven gaan verder");
	cli_forget(&input);
	return cli_end(c, o);
}

int
cli_unsubscribe_confirm(struct cli *c)
{
	return decide(c, true);
}

int
cli_unsubscribe_dismiss(struct cli *c)
{
	return decide(c, false);
}
