/*
 * plan.c - the verbs about when a wave's letters leave.
 */
#include <stdio.h>

#include "actions/move_letters.h"
#include "actions/pause_letters.h"
#include "actions/show_plan.h"
#include "base/text.h"
#include "cli/cli.h"

int
cli_plan(struct cli *c)
{
	struct text out = { 0 };
	enum outcome o = cli_open(c, DB_OFFICE);

	if (o == DONE)
		o = show_plan(c->db, cli_argument(c, 0), c->now, &out,
		    &c->why);
	if (o == DONE)
		fputs(out.bytes, stdout);
	text_free(&out);
	return cli_end(c, o);
}

int
cli_plan_move(struct cli *c)
{
	struct text said = { 0 };
	enum outcome o = cli_open(c, DB_OFFICE);

	if (o == DONE)
		o = move_letters(c->db, &c->config, cli_argument(c, 0),
		    cli_argument(c, 1), cli_argument(c, 2), c->who, c->now,
		    &said, &c->why);
	if (o == DONE)
		fputs(said.bytes, stdout);
	text_free(&said);
	return cli_end(c, o);
}

static int
pause_or_not(struct cli *c, bool stop)
{
	const char *wave = cli_argument(c, 0);
	enum outcome o = cli_open(c, DB_OFFICE);

	if (o == DONE)
		o = pause_letters(c->db, &c->config, wave, stop, c->who,
		    c->now, &c->why);
	if (o == DONE && stop)
		printf("De brieven van de meting “%s” staan stil. Invullen "
		    "kan gewoon door. Verder: aoj post resume %s\n", wave,
		    wave);
	else if (o == DONE)
		printf("De brieven van de meting “%s” gaan verder, in het "
		    "verzendvenster (aoj plan %s).\n", wave, wave);
	return cli_end(c, o);
}

int
cli_post_pause(struct cli *c)
{
	return pause_or_not(c, true);
}

int
cli_post_resume(struct cli *c)
{
	return pause_or_not(c, false);
}
