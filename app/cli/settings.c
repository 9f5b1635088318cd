/*
 * settings.c - the verb that shows the settings, or all that is wrong with
 * them. Opens no database.
 */
#include <stdio.h>

#include "base/text.h"
#include "cli/cli.h"

int
cli_settings(struct cli *c)
{
	struct text out = { 0 };
	enum outcome o = config_read(&c->config, &out);

	if (o == DONE) {
		config_write(&c->config, &out);
		fputs(out.bytes, stdout);
	} else {
		fputs(out.bytes, stderr);
		problem_set(&c->why, PROBLEM_INPUT, "De instellingen kloppen "
		    "niet. Wat er in mag staan, zegt conf/aoj.env.example.");
	}
	text_free(&out);
	return cli_end(c, o);
}
