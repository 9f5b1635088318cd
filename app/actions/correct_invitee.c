/*
 * correct_invitee.c - the old invitation becomes a double of the new one, so
 * that a person is counted once; its link is dead from then on and no letter
 * goes to it. An administrator who could do this to a letter that arrived
 * would send himself somebody's vote. Where a letter had been accepted and then
 * came back, the old address is written to as well: who reads a mail server's
 * log can make it seem to come back.
 *
 * What this cannot undo: a letter that "came back" may have been read all the
 * same (a late or mistaken report). Who answered by the old link before the
 * correction can answer by the new one too: the first envelope is genuine,
 * stays in the box, and is nobody's to find. Nobody may see whether that is
 * so, here neither. Hence the number of corrections per group in the count
 * statement: no group can have more double answers than that. Who had begun
 * by the old link cannot go on; his draft counts as not sent.
 */
#include "actions/correct_invitee.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/end_transaction.h"
#include "actions/find_invitee.h"
#include "actions/invite_later.h"
#include "actions/open_person.h"
#include "actions/put_notice.h"
#include "actions/write_audit.h"
#include "base/log.h"
#include "crypto/chance.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"

struct correction {
	struct db *db;
	const struct config *config;
	struct wave_row wave;
	unsigned char *key;		/* the wave's contact key, locked */
	struct listed_row person;
	char *address;			/* the new one */
	char *replaced;			/* the one before */
	bool accepted;			/* a letter to that one */
	unsigned char hash[INVITEE_HASH_BYTES];
	char invitee_id[37];		/* whom the new invitation is for */
	struct problem *why;
};

static enum outcome
may_be_corrected(struct correction *c)
{
	struct invitation_fate fate = { .under_way = false };
	enum outcome o = store_invitation_fate(c->db, c->person.invitation_id,
	    &fate);

	if (o != DONE)
		return o;
	c->accepted = fate.accepted;
	if (fate.under_way)
		return problem_set(c->why, PROBLEM_STATE, "De uitnodiging is "
		    "nu onderweg. Probeer het straks opnieuw.");
	if (!fate.reached_nobody)
		return problem_set(c->why, PROBLEM_STATE, "De mailserver nam "
		    "deze uitnodiging aan, en zij kwam niet terug. Dan wordt "
		    "een adres niet meer verbeterd: anders kon iemand zich de "
		    "link van een ander laten sturen.");
	return DONE;
}

/* The person's record, with the new address, under an id of its own. */
static enum outcome
write_person(struct correction *c)
{
	struct text plain = { 0 }, sealed = { 0 }, ids = { 0 }, hashes = { 0 };
	struct text records = { 0 };
	struct invitee person = { 0 };
	enum outcome o = open_person(c->key, c->wave.wave_id,
	    c->person.invitee_id, (const unsigned char *)
	    c->person.sealed.bytes, c->person.sealed.len, &person);

	if (o != DONE)
		return log_failed("wave %s: a person's record does not open",
		    c->wave.wave_id);
	c->replaced = person.address;
	person.address = c->address;
	crypto_uuid(c->invitee_id);
	invitee_to_record(&person, &plain);
	crypto_contact_seal(&sealed, c->key, "invitee", c->wave.wave_id,
	    c->invitee_id, plain.bytes, plain.len);
	db_array_add(&ids, c->invitee_id);
	db_array_add_bytes(&hashes, c->hash, sizeof(c->hash));
	db_array_add_bytes(&records, (const unsigned char *)sealed.bytes,
	    sealed.len);
	db_array_end(&ids);
	db_array_end(&hashes);
	db_array_end(&records);
	o = store_invitees_insert(c->db, c->wave.wave_id, &ids, &hashes,
	    &records);
	if (o == REFUSED)
		o = problem_set(c->why, PROBLEM_DOUBLE, "Dit adres staat al "
		    "op de lijst van deze meting.");
	person.address = NULL;
	invitee_free(&person);
	text_free(&plain);
	text_free(&sealed);
	text_free(&ids);
	text_free(&hashes);
	text_free(&records);
	return o;
}

/* Inside a transaction. */
static enum outcome
correct(struct correction *c, time_t now, struct text *said)
{
	struct newcomer one = { c->invitee_id, c->person.function_group, "" };
	struct later later = { c->db, c->config, &c->wave, now, "corrected",
	    c->person.invitation_id, said, c->why };
	enum outcome o = may_be_corrected(c);

	if (o != DONE)
		return o;
	/* The same address once more is the same person's record. */
	if (memcmp(c->hash, c->person.hash, sizeof(c->hash)) == 0)
		text_copy(c->invitee_id, sizeof(c->invitee_id),
		    c->person.invitee_id);
	else
		o = write_person(c);
	if (o == DONE)
		o = store_invitation_end(c->db, c->wave.wave_id,
		    c->person.invitation_id, "duplicate");
	if (o == ABSENT)
		o = problem_set(c->why, PROBLEM_STATE, "Deze genodigde is "
		    "intussen van de lijst.");
	if (o == DONE)
		o = invite_later(&later, &one, 1);
	if (o != DONE || !c->accepted || c->replaced == NULL)
		return o;
	text_puts(said, "Naar het oude adres gaat een bericht dat de "
	    "uitnodiging is vervangen.\n");
	return put_notice(c->db, c->config, c->wave.wave_id, c->replaced, now);
}

static void
wipe(char *address)
{
	if (address != NULL)
		explicit_bzero(address, strlen(address));
	free(address);
}

enum outcome
correct_invitee(struct db *db, const struct config *config, const char *wave,
    const char *number, const char *old, const char *address,
    const char *who, time_t now, struct text *said, struct problem *why)
{
	struct correction c = { .db = db, .config = config, .why = why };
	bool begun = false;
	char detail[128];
	enum outcome o;

	crypto_open();
	c.key = crypto_secret_new(CONTACT_KEY_BYTES);
	o = hold_open_wave(db, config, wave, now, &c.wave, c.key, &begun, why);
	if (o == DONE)
		o = find_invitee(db, &c.wave, c.key, number, old, &c.person,
		    why);
	if (o == DONE)
		o = read_address(address, c.key, c.wave.wave_id, &c.address,
		    c.hash, why);
	if (o == DONE)
		o = correct(&c, now, said);
	snprintf(detail, sizeof(detail), "{\"function_group\":\"%s\"}",
	    c.person.function_group);
	if (o == DONE)
		o = write_audit(db, now, who, "correct_invitee",
		    c.wave.wave_id, detail);
	if (begun)
		o = end_transaction(db, o, "correct_invitee", why);
	wipe(c.address);
	wipe(c.replaced);
	crypto_secret_free(c.key);
	store_listed_free(&c.person);
	store_wave_free(&c.wave);
	return o;
}
