/*
 * domain.c - the verbs about mail domains at which a scanner may have asked
 * for no more mail.
 */
#include <stdio.h>
#include <string.h>

#include "actions/decide_domain.h"
#include "actions/list_domains.h"
#include "base/text.h"
#include "cli/cli.h"

int
cli_domain_list(struct cli *c)
{
	struct text out = { 0 };
	enum outcome o = cli_open(c, DB_POST);

	if (o == DONE)
		o = list_domains(c->db, &c->config, cli_argument(c, 0),
		    c->now, &out, &c->why);
	if (o == DONE)
		fputs(out.len > 0 ? out.bytes : "Er is geen maildomein waarvan "
		    "iets te beslissen is.\n", stdout);
	text_free(&out);
	return cli_end(c, o);
}

/* The argument, or the one line of the standard input. */
static enum outcome
read_domain(struct cli *c, struct text *input, const char **out)
{
	char *rest;
	enum outcome o;

	*out = cli_argument(c, 1);
	if (strcmp(*out, "-") != 0)
		return DONE;
	o = cli_read(c, "-", CLI_LINES_MAX, input);
	if (o != DONE)
		return o;
	rest = input->bytes;
	*out = cli_line(&rest);
	if (*out == NULL || (rest != NULL && cli_line(&rest) != NULL))
		return problem_set(&c->why, PROBLEM_INPUT,
		    "Op de standaardinvoer staat één regel: het maildomein.");
	return DONE;
}

static int
decide(struct cli *c, bool people)
{
	const char *domain = NULL;
	struct text input = { 0 };
	enum outcome o = read_domain(c, &input, &domain);

	if (o == DONE)
		o = cli_open(c, DB_OFFICE);
	if (o == DONE)
		o = decide_domain(c->db, &c->config, cli_argument(c, 0),
		    domain, people, c->who, c->now, &c->why);
	if (o == DONE)
		printf("%s\n", people ? "Mensen: wie daar om geen mail meer "
		    "vroeg, krijgt geen herinneringen meer." :
		    "Een scanner: de herinneringen daarheen gaan gewoon "
		    "verder.");
	text_free(&input);
	return cli_end(c, o);
}

int
cli_domain_believe(struct cli *c)
{
	return decide(c, true);
}

int
cli_domain_scanner(struct cli *c)
{
	return decide(c, false);
}
