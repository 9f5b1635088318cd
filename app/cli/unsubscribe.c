/*
 * unsubscribe.c - the verbs about people who may have been unsubscribed by a
 * robot.
 */
#include <stdio.h>

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

static int
decide(struct cli *c, bool confirm)
{
	const struct unsubscribe_word word = {
		.address = cli_argument(c, 1), .confirm = confirm,
	};
	size_t decided = 0;
	enum outcome o;

	/* One of the two, so that nobody means one and decides for all. */
	if ((word.address == NULL) == (cli_option(c, "--all") == NULL)) {
		fprintf(stderr, "aoj: noem een adres, of --all.\n");
		return EXIT_USAGE;
	}
	o = cli_open(c, DB_OFFICE);
	if (o == DONE)
		o = decide_unsubscribes(c->db, &c->config, cli_argument(c, 0),
		    &word, c->who, c->now, &decided, &c->why);
	if (o == DONE)
		printf("%zu %s: %s.\n", decided,
		    decided == 1 ? "afmelding" : "afmeldingen", confirm ?
		    "bevestigd, geen mail meer" :
		    "niet van henzelf, de brieven gaan verder");
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
