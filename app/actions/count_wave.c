/*
 * count_wave.c - opens the box of a closed wave. The order of the steps is
 * the promise: everything is read in one statement before anything is
 * written, and shuffled before the first insert (envelopes opened in the
 * order of the table gave away who had sent which response).
 */
#include "actions/count_wave.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "actions/box_opening.h"
#include "actions/counting.h"
#include "actions/end_transaction.h"
#include "actions/write_audit.h"
#include "base/log.h"
#include "crypto/keyfile.h"
#include "crypto/signature.h"
#include "storage/amendment.h"
#include "storage/count_statement.h"

static char *
new_copy(const char *s)
{
	char *copy = strdup(s);

	if (copy == NULL)
		die("out of memory");
	return copy;
}

/* The wave may have changed since the first code was typed. */
static enum outcome
find_wave_again(struct counting *c, struct problem *why)
{
	enum outcome outcome;

	outcome = store_box_find(c->db, c->opening->wave, &c->box);
	if (outcome == DONE && (c->box.state != WAVE_CLOSED ||
	    strcmp(c->box.wave_id, c->opening->box.wave_id) != 0))
		return problem_set(why, PROBLEM_STATE,
		    "De meting %s is intussen al geteld.", c->opening->wave);
	if (outcome == DONE)
		outcome = store_box_wave(c->db, c->box.wave_id, &c->wave);
	if (outcome == ABSENT)
		outcome = log_failed("the wave %s is gone", c->opening->wave);
	return outcome;
}

static enum outcome
recombine(struct counting *c, struct problem *why)
{
	unsigned char *secret = crypto_secret_new(BOX_KEY_BYTES);
	enum outcome outcome;

	outcome = crypto_box_recombine(secret, c->box.public_key,
	    (const unsigned char (*)[SHARE_BYTES])c->opening->shares,
	    c->opening->given_count);
	if (outcome == DONE) {
		ballot_opener_new(&c->opener, c->wave, c->box.public_key,
		    secret);
		return DONE;
	}
	crypto_secret_free(secret);
	if (outcome == REFUSED)
		problem_set(why, PROBLEM_CODE, "De codes kloppen, maar samen "
		    "openen zij niet de stembus van deze meting. Er is niets "
		    "geteld.");
	return outcome;
}

/* Adds drafts of a group that the wave does not know to the statement. */
static struct count_group *
strange_group(struct count_statement *s, const char *code)
{
	struct count_group *grown;

	grown = realloc(s->groups, (s->group_count + 1) * sizeof(*grown));
	if (grown == NULL)
		die("out of memory");
	s->groups = grown;
	grown += s->group_count++;
	*grown = (struct count_group){ new_copy(code),
	    new_copy("(onbekende groep)"), 0, 0 };
	return grown;
}

/* Takes drafts and envelopes away, exactly those that were counted; and the
 * other slips. */
static enum outcome
empty_box(struct counting *c)
{
	struct drafts_left *left = NULL;
	size_t i, at, count = 0, drafts = 0, gone;
	enum outcome outcome;

	outcome = store_ballot_drafts(c->db, c->box.wave_id, &left, &count);
	if (outcome != DONE)
		return outcome;
	for (i = 0; i < count; i++) {
		at = ballot_group(c->wave, left[i].function_group);
		(at < c->wave->group_count ? &c->statement.groups[at] :
		    strange_group(&c->statement,
		    left[i].function_group))->drafts += left[i].count;
		drafts += left[i].count;
	}
	free(left);
	outcome = store_ballot_delete_drafts(c->db, c->box.wave_id, &gone);
	if (outcome == DONE && gone != drafts)
		return log_failed("drafts changed while counting: %zu, then "
		    "%zu; nothing was counted", drafts, gone);
	if (outcome == DONE)
		outcome = store_ballot_delete(c->db, c->box.wave_id, &gone);
	if (outcome == DONE && gone != c->ballots.count)
		return log_failed("envelopes changed while counting: %zu, "
		    "then %zu; nothing was counted", c->ballots.count, gone);
	if (outcome == DONE)
		outcome = store_ballot_end_slips(c->db, c->box.wave_id);
	return outcome;
}

/* With a key that only the recombined secret of the box gives. */
static enum outcome
sign_statement(struct counting *c)
{
	unsigned char *seed = crypto_secret_new(SIGN_SEED_BYTES);
	unsigned char public_key[SIGN_PUBLIC_BYTES];
	unsigned char signature[SIGNATURE_BYTES];
	struct text document = { 0 };
	enum outcome outcome;

	counted_rows_hash(&c->rows, c->statement.rows_hash);
	count_statement_write(&c->statement, c->box.wave_id, &document);
	crypto_result_seed(seed, c->opener.secret_key);
	crypto_sign_public(public_key, seed);
	crypto_sign_text(signature, seed, SIGN_COUNT, document.bytes,
	    document.len);
	crypto_secret_free(seed);
	if (memcmp(public_key, c->box.result_public, sizeof(public_key)) != 0)
		outcome = log_failed("wave %s has a key for its results that "
		    "is not of its box; nothing was counted", c->wave->code);
	else
		outcome = store_count_statement_add(c->db, c->box.wave_id,
		    &c->statement, document.bytes, signature);
	text_free(&document);
	return outcome;
}

static enum outcome
write_row(struct counting *c, const char *who)
{
	const struct count_statement *s = &c->statement;
	json_t *holders = json_array(), *detail;
	enum outcome outcome;
	char *text = NULL;
	size_t i;

	for (i = 0; i < s->holder_count; i++)
		json_array_append_new(holders, json_string(s->holders[i]));
	detail = json_pack("{s:I, s:I, s:I, s:I, s:b, s:o}",
	    "found", (json_int_t)s->found,
	    "foreign", (json_int_t)s->foreign_found,
	    "damaged", (json_int_t)s->damaged,
	    "opened", (json_int_t)s->opened,
	    "listed", s->listed, "holders", holders);
	if (detail != NULL)
		text = json_dumps(detail, JSON_COMPACT);
	json_decref(detail);
	if (text == NULL)
		return log_failed("the count does not fit JSON");
	outcome = write_audit(c->db, s->counted_at, who, "count_wave",
	    c->box.wave_id, text);
	free(text);
	return outcome;
}

/* The statement's frame: which wave, when, with whose codes. */
static void
begin_statement(struct counting *c, time_t now)
{
	struct count_statement *s = &c->statement;
	size_t i;

	s->wave = new_copy(c->wave->code);
	s->title = new_copy(c->wave->title);
	s->counted_at = now;
	s->holders = counting_list(c->opening->given_count,
	    sizeof(*s->holders));
	for (i = 0; i < c->opening->given_count; i++)
		s->holders[s->holder_count++] = new_copy(c->opening->
		    holders.list[c->opening->given[i]].name);
}

/* Inside the transaction. */
static enum outcome
count(struct counting *c, const char *who, time_t now, struct problem *why)
{
	enum outcome outcome;

	outcome = find_wave_again(c, why);
	if (outcome == DONE)
		outcome = recombine(c, why);
	if (outcome == DONE)
		outcome = store_ballot_list(c->db, c->box.wave_id,
		    &c->ballots);
	if (outcome == DONE)
		outcome = counting_check(c, why);
	if (outcome != DONE)
		return outcome;
	begin_statement(c, now);
	counting_judge(c);
	outcome = counting_set_aside(c);
	if (outcome == DONE)
		outcome = counting_store_closed(c);
	if (outcome == DONE)
		outcome = counting_store_open(c);
	if (outcome == DONE)
		outcome = empty_box(c);
	if (outcome == DONE)
		outcome = store_amendments(c->db, c->box.wave_id,
		    &c->statement.amended, &c->statement.amended_count);
	if (outcome == DONE)
		outcome = sign_statement(c);
	if (outcome == DONE)
		outcome = store_box_counted(c->db, c->box.wave_id);
	if (outcome == DONE)
		outcome = write_row(c, who);
	return outcome;
}

enum outcome
count_wave(struct db *db, const struct box_opening *opening, const char *who,
    time_t now, struct count_statement *out, struct problem *why)
{
	struct counting c = { .db = db, .opening = opening };
	enum outcome outcome;

	if (box_opening_missing(opening) > 0)
		return problem_set(why, PROBLEM_CODE, "Er zijn %zu "
		    "openingscodes nodig; er zijn er %zu gegeven. Er is niets "
		    "geteld.", opening->box.needed, opening->given_count);
	why->code = PROBLEM_NONE;
	outcome = db_begin(db);
	if (outcome != DONE)
		return outcome;
	outcome = end_transaction(db, count(&c, who, now, why), "counting",
	    why);
	if (outcome == DONE)
		*out = c.statement;
	else
		count_statement_free(&c.statement);
	counting_free(&c);
	return outcome;
}
