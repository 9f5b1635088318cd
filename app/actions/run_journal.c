/*
 * run_journal.c - the letters of a run as records of one size, in the order in
 * which the run was loaded: the place of one says nothing. A number in front
 * counts the writings, and the larger of the journal's two places holds.
 */
#include "actions/run_journal.h"

#include <string.h>

#include "base/log.h"
#include "crypto/journal.h"

#define ID_CHARS 36
#define NUMBER_BYTES 8

/* fate, tries, first, next; of an invitation also what the server said. */
static size_t
record_size(const struct letter_run *r)
{
	return ID_CHARS + 1 + 3 * NUMBER_BYTES + (letter_run_reminds(r) ? 0 :
	    MAIL_REPLY_MAX + 1);
}

static size_t
plain_size(const struct letter_run *r)
{
	return NUMBER_BYTES + r->count * record_size(r);
}

static void
put(struct text *out, uint64_t n)
{
	char bytes[NUMBER_BYTES];

	for (int i = 0; i < NUMBER_BYTES; i++)
		bytes[i] = (char)(n >> (8 * (NUMBER_BYTES - 1 - i)) & 0xff);
	text_add(out, bytes, sizeof(bytes));
}

static uint64_t
get(const char *in)
{
	uint64_t n = 0;

	for (int i = 0; i < NUMBER_BYTES; i++)
		n = n << 8 | (unsigned char)in[i];
	return n;
}

static void
put_record(struct text *out, const struct letter_run *r,
    const struct run_letter *l)
{
	char reply[MAIL_REPLY_MAX + 1] = "";

	text_add(out, l->e.invitation_id, ID_CHARS);
	text_add(out, &l->e.fate, 1);
	put(out, (uint64_t)l->e.tries);
	put(out, (uint64_t)l->e.first);
	put(out, (uint64_t)l->e.next);
	if (letter_run_reminds(r))
		return;
	text_copy(reply, sizeof(reply), l->e.reply);
	text_add(out, reply, sizeof(reply));
}

static void
get_record(const char *in, struct letter_run *r)
{
	for (size_t i = 0; i < r->count; i++) {
		struct letter_state *e = &r->letters[i].e;

		if (strncmp(e->invitation_id, in, ID_CHARS) != 0)
			continue;
		in += ID_CHARS;
		e->fate = *in++;
		e->tries = (int)get(in);
		e->first = (time_t)get(in + NUMBER_BYTES);
		e->next = (time_t)get(in + 2 * NUMBER_BYTES);
		if (!letter_run_reminds(r))
			text_copy(e->reply, sizeof(e->reply),
			    in + 3 * NUMBER_BYTES);
		return;
	}
}

void
run_journal_recall(struct letter_run *r)
{
	size_t len = crypto_journal_size(plain_size(r));
	struct text best = { 0 };

	for (size_t place = 0; place < JOURNAL_PLACES; place++) {
		const unsigned char *sealed = journal_place(r->journal, place,
		    len);
		struct text plain = { 0 };

		if (sealed == NULL || crypto_journal_open(&plain, r->link_key,
		    r->run.wave_id, r->run.mail_run_id, sealed, len) != DONE)
			continue;
		if (get(plain.bytes) < r->journal_number) {
			text_free(&plain);
			continue;
		}
		r->journal_number = get(plain.bytes);
		r->journal_place = 1 - place;
		text_free(&best);
		best = plain;
	}
	for (size_t i = 0; best.bytes != NULL && i < r->count; i++)
		get_record(best.bytes + NUMBER_BYTES + i * record_size(r), r);
	text_free(&best);
}

enum outcome
run_journal_write(struct letter_run *r)
{
	struct text plain = { 0 }, sealed = { 0 };
	enum outcome o;

	put(&plain, ++r->journal_number);
	for (size_t i = 0; i < r->count; i++)
		put_record(&plain, r, &r->letters[i]);
	crypto_journal_seal(&sealed, r->link_key, r->run.wave_id,
	    r->run.mail_run_id, plain.bytes, plain.len);
	o = journal_write(r->journal, r->journal_place,
	    (const unsigned char *)sealed.bytes, sealed.len);
	if (o == DONE)
		r->journal_place = 1 - r->journal_place;
	text_free(&plain);
	text_free(&sealed);
	return o;
}
