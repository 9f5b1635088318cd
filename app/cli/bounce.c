/*
 * bounce.c - the verbs about letters that came back.
 */
#include <stdio.h>
#include <string.h>

#include "actions/lift_block.h"
#include "actions/read_bounce.h"
#include "actions/show_blocks.h"
#include "actions/show_undelivered.h"
#include "actions/unsubscribe_by_mail.h"
#include "base/text.h"
#include "cli/cli.h"

#define MESSAGE_MAX (64 * 1024 * 1024)	/* more is no message */

/* The mail server hands over a message: what it says is judged, and what is
 * said of it names nobody. */
int
cli_bounce(struct cli *c)
{
	struct bounce_reader *reader = NULL;
	struct text message = { 0 };
	struct bounce_result result;
	size_t added = 0;
	enum outcome o = cli_read(c, "-", MESSAGE_MAX, &message);

	if (o == DONE)
		o = cli_open(c, DB_POST);
	if (o == DONE)
		o = bounce_reader_open(&reader, &c->config);
	if (o != DONE)
		goto out;
	o = read_bounce(c->db, reader, cli_argument(c, 0), message.bytes,
	    message.len, c->now, &result);
	if (o == DONE && result.fate == BOUNCE_UNSUBSCRIBED)
		o = unsubscribe_by_mail(c->db, &result.token, 1, c->now,
		    &added);
	if (o == REFUSED)
		problem_set(&c->why, PROBLEM_INPUT, "Wat er op de "
		    "standaardinvoer staat, is geen mailbericht.");
	if (o == DONE && (result.fate == BOUNCE_SKIPPED ||
	    result.fate == BOUNCE_FORGED || result.fate == BOUNCE_UNKNOWN)) {
		problem_set(&c->why, PROBLEM_INPUT, "%s",
		    bounce_fate_words(result.fate));
		o = REFUSED;
	}
	if (o == DONE)
		printf("%s\n", bounce_fate_words(result.fate));
out:
	bounce_reader_close(reader);
	text_free(&message);
	return cli_end(c, o);
}

int
cli_bounce_blocked(struct cli *c)
{
	struct text out = { 0 };
	enum outcome o = cli_open(c, DB_OFFICE);

	if (o == DONE)
		o = show_blocks(c->db, &c->config, cli_argument(c, 0), &out,
		    &c->why);
	if (o == DONE)
		fputs(out.len > 0 ? out.bytes : "Er is geen domein waarvoor "
		    "de brieven wachten.\n", stdout);
	text_free(&out);
	return cli_end(c, o);
}

int
cli_bounce_lift(struct cli *c)
{
	const char *wave = cli_argument(c, 0);
	enum outcome o = cli_open(c, DB_OFFICE);

	if (o == DONE)
		o = lift_block(c->db, &c->config, wave, cli_argument(c, 1),
		    c->who, c->now, &c->why);
	if (o == DONE)
		printf("De brieven van de meting “%s” naar dit domein gaan "
		    "weer, binnen een uur.\n", wave);
	return cli_end(c, o);
}

int
cli_invitees_undelivered(struct cli *c)
{
	const char *word = cli_option(c, "--format=");
	bool csv = word != NULL && strcmp(word, "csv") == 0;
	struct text out = { 0 };
	size_t count = 0;
	enum outcome o;

	if (word != NULL && !csv && strcmp(word, "text") != 0) {
		fprintf(stderr, "aoj: --format is text of csv.\n");
		return EXIT_USAGE;
	}
	o = cli_open(c, DB_OFFICE);
	if (o == DONE)
		o = show_undelivered(c->db, &c->config, cli_argument(c, 0),
		    csv, &out, &count, &c->why);
	if (o == DONE && count == 0 && !csv)
		printf("Er is geen uitnodiging die niet aankwam, voor zover "
		    "bekend.\n");
	else if (o == DONE)
		fputs(out.bytes, stdout);
	text_free(&out);
	return cli_end(c, o);
}
