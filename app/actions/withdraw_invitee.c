/*
 * withdraw_invitee.c - an administrator's word that somebody is not asked any
 * more. It is a row of its own (withdrawal); what he may have answered is
 * neither looked at nor undone. A withdrawal takes a vote away, so it stands
 * in the audit log and, per group, in the count statement; and the withdrawn
 * stay among the invited, so that nobody improves a figure by it.
 */
#include "actions/withdraw_invitee.h"

#include <stdio.h>
#include <string.h>

#include "actions/end_transaction.h"
#include "actions/find_invitee.h"
#include "actions/write_audit.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "storage/function_group.h"

/* Who withdraws all but one reads that one's answering from a count. */
static enum outcome
leaves_enough(struct db *db, const struct wave_row *wave,
    const struct listed_row *p, struct problem *why)
{
	struct group_rows groups = { 0 };
	long withdrawn = 0, left = 0;
	enum outcome o = store_groups(db, wave->wave_id, &groups);

	if (o == DONE)
		o = store_withdrawn(db, wave->wave_id, p->function_group,
		    &withdrawn);
	for (size_t i = 0; o == DONE && i < groups.count; i++)
		if (strcmp(groups.groups[i].code, p->function_group) == 0)
			left = groups.list[i].invited - withdrawn - 1;
	if (o == DONE && left < WAVE_GROUP_MIN)
		o = problem_set(why, PROBLEM_STATE, "Dan blijven er van deze "
		    "functiegroep minder dan %d genodigden over, en zou een "
		    "aantal antwoorden iemand kunnen verraden. Wie geen mail "
		    "meer wil, kan dat zelf zeggen met de link in de brief.",
		    WAVE_GROUP_MIN);
	store_groups_free(&groups);
	return o;
}

/* Inside a transaction. */
static enum outcome
withdraw(struct db *db, const struct wave_row *wave,
    const struct listed_row *p, const char *who, time_t now,
    struct problem *why)
{
	struct text ids = { 0 }, groups = { 0 };
	char detail[128];
	enum outcome o = DONE;

	if (!p->added && !wave->trial)
		o = leaves_enough(db, wave, p, why);
	if (o == DONE)
		o = store_invitation_end(db, wave->wave_id, p->invitation_id,
		    "withdrawn");
	if (o == ABSENT)
		o = problem_set(why, PROBLEM_STATE, "Deze genodigde is "
		    "intussen van de lijst.");
	db_array_add(&ids, p->invitation_id);
	db_array_add(&groups, p->function_group);
	db_array_end(&ids);
	db_array_end(&groups);
	if (o == DONE)
		o = store_amendment_add(db, wave->wave_id, &ids, &groups,
		    "withdrawn", NULL);
	snprintf(detail, sizeof(detail), "{\"function_group\":\"%s\"}",
	    p->function_group);
	if (o == DONE)
		o = write_audit(db, now, who, "withdraw_invitee",
		    wave->wave_id, detail);
	text_free(&ids);
	text_free(&groups);
	return o;
}

enum outcome
withdraw_invitee(struct db *db, const struct config *config,
    const char *wave, const char *number, const char *address,
    const char *who, time_t now, struct problem *why)
{
	struct wave_row w = { 0 };
	struct listed_row person = { 0 };
	bool begun = false;
	unsigned char *key;
	enum outcome o;

	crypto_open();
	key = crypto_secret_new(CONTACT_KEY_BYTES);
	o = hold_open_wave(db, config, wave, now, &w, key, &begun, why);
	if (o == DONE)
		o = find_invitee(db, &w, key, number, address, &person, why);
	if (o == DONE)
		o = withdraw(db, &w, &person, who, now, why);
	if (begun)
		o = end_transaction(db, o, "withdraw_invitee", why);
	crypto_secret_free(key);
	store_listed_free(&person);
	store_wave_free(&w);
	return o;
}
