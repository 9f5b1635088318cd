/*
 * total_letters.c - opens the tallies of a group's runs and adds them up.
 */
#include "actions/total_letters.h"

#include "base/log.h"
#include "crypto/tally.h"
#include "storage/letter_total.h"

struct sum {
	int64_t letters, sent, given_up;
};

/* ABSENT, said in the log, when one does not open: a run's end must not wait
 * for a number. */
static enum outcome
add_up(const struct letter_run *r, const struct tally_row *tallies,
    size_t count, struct sum *out)
{
	for (size_t i = 0; i < count; i++) {
		const struct tally_row *row = &tallies[i];
		struct tally t;

		if (row->sealed == NULL || crypto_tally_open(&t, r->link_key,
		    r->run.wave_id, row->mail_run_id, row->sealed,
		    row->sealed_len) != DONE) {
			log_failed("no total of %s, %s: run %s has no tally "
			    "that opens", r->run.kind, r->run.function_group,
			    row->mail_run_id);
			return ABSENT;
		}
		out->letters += t.letters;
		out->sent += t.sent;
		out->given_up += t.given_up;
	}
	return DONE;
}

enum outcome
total_letters(struct db *db, const struct letter_run *r)
{
	struct tally_row *tallies = NULL;
	struct sum sum = { 0, 0, 0 };
	size_t count = 0;
	enum outcome o = store_tallies(db, &r->run, &tallies, &count);

	if (o == DONE)
		o = add_up(r, tallies, count, &sum);
	if (o == DONE)
		o = store_letter_total_add(db, &r->run, sum.letters, sum.sent,
		    sum.given_up);
	else if (o == ABSENT)
		o = DONE;
	store_tallies_free(tallies, count);
	return o;
}
