/*
 * post.c - the verbs about letters and the mail process.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "actions/send_proof.h"
#include "actions/show_post.h"
#include "base/text.h"
#include "cli/cli.h"

int
cli_post_status(struct cli *c)
{
	const char *format = cli_option(c, "--format=");
	struct text out = { 0 };
	enum outcome o;

	if (format != NULL && strcmp(format, "text") != 0 &&
	    strcmp(format, "json") != 0) {
		fprintf(stderr, "aoj: --format is text of json.\n");
		return EXIT_USAGE;
	}
	o = cli_open(c, DB_OFFICE);
	if (o == DONE)
		o = show_post(c->db, &c->config, cli_argument(c, 0),
		    format != NULL && strcmp(format, "json") == 0, c->now,
		    &out, &c->why);
	if (o == DONE)
		fputs(out.bytes, stdout);
	text_free(&out);
	return cli_end(c, o);
}

static void
on_step(void *arg, bool good, const char *sentence)
{
	(void)arg;
	printf("%s %s\n", good ? "goed  " : "let op", sentence);
	/* A server may take its time over the next one. */
	fflush(stdout);
}

int
cli_post_check(struct cli *c)
{
	enum outcome o = cli_open(c, DB_POST);

	/* The mail server may hang up while it is spoken to. */
	(void)signal(SIGPIPE, SIG_IGN);
	if (o == DONE)
		o = send_proof(c->db, &c->config, cli_argument(c, 0),
		    cli_argument(c, 1), c->now, on_step, NULL, &c->why);
	if (o == DONE)
		printf("De proefbrief is op weg. Kijk of hij aankomt, en niet "
		    "bij de ongewenste mail.\n");
	return cli_end(c, o);
}
