/*
 * invitee.c - the verbs about people of an open wave. An address is never an
 * argument: other users of the machine can read those.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/add_invitees.h"
#include "actions/correct_invitee.h"
#include "actions/withdraw_invitee.h"
#include "base/text.h"
#include "cli/cli.h"

#define LIST_MAX (16 * 1024 * 1024)	/* bytes */

/* Whom a verb is about, and the address it takes. No memory behind. */
struct named {
	const char *number;	/* or NULL: then old is the address */
	char *old, *address;	/* in the text that was read */
};

/* "-" as the number: the address stands on the first line of the input. */
static enum outcome
read_named(struct cli *c, bool wants_address, struct text *input,
    struct named *out)
{
	const char *number = cli_argument(c, 1);
	bool by_address = strcmp(number, "-") == 0;
	size_t needed = (size_t)by_address + (size_t)wants_address;
	char *rest;
	enum outcome o = DONE;

	*out = (struct named){ .number = by_address ? NULL : number };
	if (needed == 0)
		return DONE;
	o = cli_read(c, "-", CLI_LINES_MAX, input);
	if (o != DONE)
		return o;
	rest = input->bytes;
	if (by_address)
		out->old = cli_line(&rest);
	if (wants_address)
		out->address = cli_line(&rest);
	if ((by_address && out->old == NULL) ||
	    (wants_address && out->address == NULL) ||
	    (rest != NULL && cli_line(&rest) != NULL))
		return problem_set(&c->why, PROBLEM_INPUT, needed == 2 ?
		    "Op de standaardinvoer staan twee regels: het oude adres "
		    "en het nieuwe." : "Op de standaardinvoer staat één regel: "
		    "het adres.");
	return DONE;
}

int
cli_invitee_correct(struct cli *c)
{
	struct text input = { 0 }, said = { 0 };
	struct named n;
	enum outcome o = read_named(c, true, &input, &n);

	if (o == DONE)
		o = cli_open(c, DB_OFFICE);
	if (o == DONE)
		o = correct_invitee(c->db, &c->config, cli_argument(c, 0),
		    n.number, n.old, n.address, c->who, c->now, &said,
		    &c->why);
	if (o == DONE)
		printf("Verbeterd: er is een nieuwe uitnodiging met een nieuwe "
		    "link; de oude link werkt niet meer.\n%s", said.bytes);
	cli_forget(&input);
	text_free(&said);
	return cli_end(c, o);
}

int
cli_invitee_withdraw(struct cli *c)
{
	struct text input = { 0 };
	struct named n;
	enum outcome o = read_named(c, false, &input, &n);

	if (o == DONE)
		o = cli_open(c, DB_OFFICE);
	if (o == DONE)
		o = withdraw_invitee(c->db, &c->config, cli_argument(c, 0),
		    n.number, n.old, c->who, c->now, &c->why);
	if (o == DONE)
		printf("Van de lijst gehaald: er gaan geen brieven meer heen, "
		    "en de link werkt niet meer.\nAntwoorden die al verstuurd "
		    "waren, tellen mee.\n");
	cli_forget(&input);
	return cli_end(c, o);
}

int
cli_invitee_add(struct cli *c)
{
	struct invitee_list list = { 0 };
	struct import_file file = { 0 };
	struct text csv = { 0 }, said = { 0 };
	enum outcome o = cli_read(c, cli_argument(c, 1), LIST_MAX, &csv);

	if (o == DONE)
		o = cli_open(c, DB_OFFICE);
	if (o == DONE)
		o = add_invitees(c->db, &c->config, cli_argument(c, 0),
		    csv.bytes, csv.len, c->who, c->now, &file, &list, &said,
		    &c->why);
	if (o == DONE || o == REFUSED)
		cli_verdicts(&list, false);
	if (o == DONE)
		printf("Toegevoegd: %zu genodigden (%zu stonden al op de "
		    "lijst).\n%s", list.fresh, list.doubles, said.bytes);
	invitee_list_free(&list);
	cli_forget(&csv);
	text_free(&said);
	return cli_end(c, o);
}
