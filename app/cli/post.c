/*
 * post.c - the verbs about letters and the mail process.
 */
#include <stdio.h>
#include <string.h>

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
		o = show_post(c->db, cli_argument(c, 0), format != NULL &&
		    strcmp(format, "json") == 0, c->now, &out, &c->why);
	if (o == DONE)
		fputs(out.bytes, stdout);
	text_free(&out);
	return cli_end(c, o);
}
