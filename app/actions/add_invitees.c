/*
 * add_invitees.c - people who join an open wave. The groups stay those of the
 * start, and so do the rules for small ones: they go by how many were invited
 * then, or an administrator could lift a group over a threshold with addresses
 * of his own. Who joins counts as invited from now on, since he may answer.
 */
#include "actions/add_invitees.h"

#include <stdio.h>
#include <stdlib.h>

#include "actions/address_list.h"
#include "actions/end_transaction.h"
#include "actions/find_invitee.h"
#include "actions/invite_later.h"
#include "actions/write_audit.h"
#include "base/log.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"

static enum outcome
groups_are_large(const struct address_list *a, struct problem *why)
{
	for (size_t i = 0; i < a->list->count; i++) {
		const struct invitee_row *row = &a->list->rows[i];
		const struct group_row *g = &a->groups.list[row->group];

		if (row->fate == INVITEE_NEW && g->invited < WAVE_GROUP_MIN)
			return problem_set(why, PROBLEM_STATE, "Regel %ld: "
			    "van de functiegroep “%s” zijn bij de start "
			    "minder dan %d mensen uitgenodigd. Daar komt "
			    "niemand meer bij: een aantal antwoorden zou "
			    "iemand kunnen verraden.", row->line,
			    g->group.name, WAVE_GROUP_MIN);
	}
	return DONE;
}

/* Inside a transaction. */
static enum outcome
invite(struct address_list *a, struct later *later)
{
	struct newcomer *people = calloc(a->list->count + 1, sizeof(*people));
	size_t count = 0;
	enum outcome o = address_list_write(a, later->db);

	if (people == NULL)
		die("out of memory");
	for (size_t i = 0; i < a->list->count; i++) {
		const struct invitee_row *row = &a->list->rows[i];

		if (row->fate != INVITEE_NEW)
			continue;
		people[count].invitee_id = a->ids[i];
		people[count++].group = a->groups.groups[row->group].code;
	}
	if (o == DONE)
		o = invite_later(later, people, count);
	free(people);
	return o;
}

/* Inside a transaction. */
static enum outcome
add(struct address_list *a, struct later *later, const char *who)
{
	char detail[128];
	enum outcome o = DONE;

	if (!a->wave.trial)
		o = groups_are_large(a, later->why);
	if (o == DONE && a->list->fresh == 0)
		return problem_set(later->why, PROBLEM_DOUBLE, "Iedereen op "
		    "deze lijst staat al op de lijst van de meting.");
	if (o == DONE)
		o = invite(a, later);
	snprintf(detail, sizeof(detail), "{\"added\":%zu}", a->list->fresh);
	return o == DONE ? write_audit(later->db, later->now, who,
	    "add_invitees", a->wave.wave_id, detail) : o;
}

enum outcome
add_invitees(struct db *db, const struct config *config, const char *wave,
    const char *csv, size_t len, const char *who, time_t now,
    struct import_file *file, struct invitee_list *list, struct text *said,
    struct problem *why)
{
	struct address_list a = { .list = list };
	struct later later = { db, config, &a.wave, now, "added", NULL, said,
	    why };
	bool begun = false;
	enum outcome o;

	*list = (struct invitee_list){ 0 };
	crypto_open();
	a.key = crypto_secret_new(CONTACT_KEY_BYTES);
	o = hold_open_wave(db, config, wave, now, &a.wave, a.key, &begun, why);
	if (o == DONE)
		o = address_list_judge(&a, db, csv, len, file, why);
	if (o == DONE)
		o = add(&a, &later, who);
	if (begun)
		o = end_transaction(db, o, "add_invitees", why);
	address_list_free(&a);
	return o;
}
