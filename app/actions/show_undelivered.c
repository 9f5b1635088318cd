/*
 * show_undelivered.c - opens the records of whom no invitation reached, and
 * says why in Dutch.
 */
#include "actions/show_undelivered.h"

#include <stdlib.h>
#include <string.h>

#include "actions/find_invitee.h"
#include "actions/find_wave.h"
#include "actions/open_person.h"
#include "actions/read_link_key.h"
#include "base/log.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "domain/undelivered.h"
#include "mail/bounce.h"
#include "storage/bounce.h"
#include "storage/function_group.h"

/* One line of the list. */
struct line {
	size_t group;		/* its place in the wave */
	const char *group_name;
	struct invitee person;
	struct text reason;
	char number[INVITEE_NUMBER_CHARS + 1];
};

static int
by_place(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = (x->group > y->group) - (x->group < y->group);

	if (order == 0)
		order = strcmp(x->person.organisation, y->person.organisation);
	if (order == 0)
		order = strcmp(x->person.address, y->person.address);
	return order;
}

static void
say_reason(struct text *out, const struct undelivered_row *row)
{
	char status[BOUNCE_STATUS_CHARS + 1];

	if (row->waits) {
		undelivered_waits(out, row->leaves);
	} else if (row->reason[0] != '\0') {
		text_puts(out, undelivered_words(row->reason));
	} else {
		mail_bounce_status(status, row->reply);
		text_puts(out, undelivered_refused(status));
	}
}

static enum outcome
open_line(const unsigned char *key, const char *wave_id,
    const struct undelivered_row *row, const struct group_rows *groups,
    struct line *out)
{
	for (size_t i = 0; i < groups->count; i++)
		if (strcmp(groups->list[i].group.code,
		    row->function_group) == 0) {
			out->group = i;
			out->group_name = groups->list[i].group.name;
		}
	REQUIRE(out->group_name != NULL);
	say_reason(&out->reason, row);
	invitee_number(out->number, row->invitee_id);
	if (open_person(key, wave_id, row->invitee_id,
	    (const unsigned char *)row->sealed.bytes, row->sealed.len,
	    &out->person) != DONE)
		return log_failed("wave %s: a person's record does not open",
		    wave_id);
	return DONE;
}

static void
print_csv(const struct line *lines, size_t count, struct text *out)
{
	text_puts(out, "functiegroep,organisatie,naam,email,reden,nummer\r\n");
	for (size_t i = 0; i < count; i++) {
		const char *const cells[] = { lines[i].group_name,
		    lines[i].person.organisation, lines[i].person.name,
		    lines[i].person.address, lines[i].reason.bytes,
		    lines[i].number };

		for (size_t k = 0; k < 6; k++) {
			text_puts(out, k == 0 ? "" : ",");
			text_csv_cell(out, cells[k]);
		}
		text_puts(out, "\r\n");
	}
}

static void
print_text(const struct line *lines, size_t count, struct text *out)
{
	const char *group = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct invitee *p = &lines[i].person;

		if (group != lines[i].group_name)
			text_printf(out, "%s%s\n", group == NULL ? "" : "\n",
			    lines[i].group_name);
		group = lines[i].group_name;
		text_printf(out, "  %s%s%s%s%s\n      %s\n      nummer %s\n",
		    p->address,
		    p->name[0] != '\0' ? ", " : "", p->name,
		    p->organisation[0] != '\0' ? ", " : "", p->organisation,
		    lines[i].reason.bytes, lines[i].number);
	}
}

/* rows are opened into lines, in the order of the list. */
static enum outcome
open_lines(const struct wave_row *w, const struct config *config,
    const struct undelivered_row *rows, size_t count,
    const struct group_rows *groups, struct line *lines, struct problem *why)
{
	unsigned char *key = crypto_secret_new(CONTACT_KEY_BYTES);
	enum outcome o = read_contact_key(key, config, w->wave_id, why);

	for (size_t i = 0; o == DONE && i < count; i++)
		o = open_line(key, w->wave_id, &rows[i], groups, &lines[i]);
	if (o == DONE)
		qsort(lines, count, sizeof(*lines), by_place);
	crypto_secret_free(key);
	return o;
}

enum outcome
show_undelivered(struct db *db, const struct config *config, const char *wave,
    bool csv, struct text *out, size_t *count, struct problem *why)
{
	struct undelivered_row *rows = NULL;
	struct group_rows groups = { 0 };
	struct wave_row w = { 0 };
	struct line *lines = NULL;
	enum outcome o = find_wave(db, wave, &w, why);

	crypto_open();
	*count = 0;
	if (o == DONE)
		o = names_are_kept(&w, why);
	if (o == DONE)
		o = store_groups(db, w.wave_id, &groups);
	if (o == DONE)
		o = store_undelivered(db, w.wave_id, &rows, count);
	if (o != DONE)
		goto out;
	lines = calloc(*count + 1, sizeof(*lines));
	if (lines == NULL)
		die("out of memory");
	o = open_lines(&w, config, rows, *count, &groups, lines, why);
	if (o == DONE && csv)
		print_csv(lines, *count, out);
	else if (o == DONE)
		print_text(lines, *count, out);
out:
	for (size_t i = 0; lines != NULL && i < *count; i++) {
		invitee_free(&lines[i].person);
		text_free(&lines[i].reason);
	}
	free(lines);
	store_undelivered_free(rows, *count);
	store_groups_free(&groups);
	store_wave_free(&w);
	return o;
}
