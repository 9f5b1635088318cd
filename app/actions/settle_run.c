/*
 * settle_run.c - what became of a run, in an order that is not that of
 * sending: settled letter by letter, rows and their transaction ids told when
 * each letter left, and so who answered.
 */
#include "actions/settle_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "crypto/chance.h"

static void
tell(const struct run_letter *l, struct text *ids, struct text *outcomes,
    struct text *replies)
{
	if (l->e.fate == '\0' || l->e.fate == 'N')
		return;
	db_array_add(ids, l->e.invitation_id);
	db_array_add(outcomes, l->e.fate == 'A' ? "accepted" : "given_up");
	db_array_add(replies, l->e.reply[0] == '\0' ? NULL : l->e.reply);
}

static void
say(const struct letter_run *r)
{
	size_t accepted = 0, given_up = 0, unwanted = 0;

	for (size_t i = 0; i < r->count; i++) {
		const struct run_letter *l = &r->letters[i];

		accepted += l->e.fate == 'A';
		given_up += l->e.fate == 'G' || l->e.fate == 'W';
		unwanted += !l->row->wanted;
	}
	log_info("run %s: %zu letters accepted, %zu given up, %zu not sent "
	    "(%zu of them not wanted any more)", r->run.mail_run_id, accepted,
	    given_up, r->count - accepted - given_up, unwanted);
}

enum outcome
settle_run(struct db *db, const struct sending *s, struct letter_run *r,
    time_t now)
{
	struct text ids = { 0 }, outcomes = { 0 }, replies = { 0 };
	bool told = !letter_run_reminds(r);
	const struct mail_run_end end = {
		.at = told || !r->run.open || now < r->run.ends_at ? now :
		    r->run.ends_at, .invitations = &ids,
		.outcomes = &outcomes, .replies = &replies,
	};
	size_t *order = calloc(r->count + 1, sizeof(*order));
	enum outcome o;

	if (order == NULL)
		die("out of memory");
	crypto_shuffle(order, r->count);
	for (size_t i = 0; told && i < r->count; i++)
		tell(&r->letters[order[i]], &ids, &outcomes, &replies);
	db_array_end(&ids);
	db_array_end(&outcomes);
	db_array_end(&replies);
	o = store_mail_run_settle(db, r->run.mail_run_id, s->by, &end);
	if (o == REFUSED)
		log_info("run %s: somebody else has taken it, and settles it",
		    r->run.mail_run_id);
	if (o == DONE) {
		journal_end(r->journal);
		r->journal = NULL;
		if (told)
			say(r);
	}
	text_free(&ids);
	text_free(&outcomes);
	text_free(&replies);
	free(order);
	return o;
}
