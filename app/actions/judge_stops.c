/*
 * judge_stops.c - derives everybody's stop id and opens everybody's record, in
 * memory, where more requests came on one day than are believed unseen.
 */
#include "actions/judge_stops.h"

#include <stdlib.h>
#include <string.h>

#include "actions/open_person.h"
#include "base/log.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "crypto/token.h"

/* Somebody who can have asked. */
struct asker {
	unsigned char stop_id[DERIVED_BYTES];
	char *domain;		/* owned; NULL: the record does not open */
	size_t place;		/* of the domain; STOP_NO_DOMAIN */
	bool withdrawn;
};

static void *
new_list(size_t count, size_t size)
{
	void *list = calloc(count + 1, size);

	if (list == NULL)
		die("out of memory");
	return list;
}

static int
by_domain(const void *a, const void *b)
{
	const struct asker *x = a, *y = b;

	if (x->domain == NULL || y->domain == NULL)
		return (x->domain == NULL) - (y->domain == NULL);
	return strcmp(x->domain, y->domain);
}

static int
by_stop_id(const void *a, const void *b)
{
	const struct asker *x = a, *y = b;

	return memcmp(x->stop_id, y->stop_id, sizeof(x->stop_id));
}

static void
take_person(struct asker *a, const struct slip_person *p, const char *wave_id,
    const struct stop_keys *keys)
{
	struct token token, weaker;
	struct invitee who = { 0 };
	const char *at;

	crypto_token_derive(&token, keys->link, wave_id, p->invitation_id);
	crypto_unsubscribe(&weaker, &token);
	crypto_stop_id(a->stop_id, &weaker);
	crypto_wipe(&token, sizeof(token));
	crypto_wipe(&weaker, sizeof(weaker));
	a->withdrawn = p->withdrawn;
	a->place = STOP_NO_DOMAIN;
	if (open_person(keys->contact, wave_id, p->invitee_id, p->sealed,
	    p->sealed_len, &who) != DONE)
		return;
	at = strrchr(who.address, '@');
	if (at != NULL && (a->domain = strdup(at + 1)) == NULL)
		die("out of memory");
	invitee_free(&who);
}

/* Domains with their people; askers learn their domain's place. */
static void
gather(struct stops *s, struct asker *askers, size_t count)
{
	size_t place = STOP_NO_DOMAIN;

	s->names = new_list(count, sizeof(*s->names));
	s->domains = new_list(count, sizeof(*s->domains));
	s->present = new_list(count, sizeof(*s->present));
	qsort(askers, count, sizeof(*askers), by_domain);
	for (size_t i = 0; i < count && askers[i].domain != NULL; i++) {
		if (s->domain_count == 0 || strcmp(s->names[place],
		    askers[i].domain) != 0) {
			place = s->domain_count++;
			s->names[place] = strdup(askers[i].domain);
			if (s->names[place] == NULL)
				die("out of memory");
		}
		askers[i].place = place;
		s->domains[place].people++;
		s->present[place] += !askers[i].withdrawn;
	}
}

/* Each request finds its domain; of nobody here, or chosen on our page, it
 * has none and is believed. */
static void
place_asks(struct stops *s, struct asker *askers, size_t count)
{
	struct asker key, *found;

	qsort(askers, count, sizeof(*askers), by_stop_id);
	for (size_t i = 0; i < s->count; i++) {
		memcpy(key.stop_id, s->rows[i].stop_id, sizeof(key.stop_id));
		if (s->rows[i].chosen)
			continue;
		found = bsearch(&key, askers, count, sizeof(*askers),
		    by_stop_id);
		s->asks[i].domain = found == NULL ? STOP_NO_DOMAIN :
		    found->place;
	}
}

static enum outcome
take_people(struct db *db, const char *wave_id, const struct stop_keys *keys,
    bool from_start, struct stops *s)
{
	struct slip_person *people = NULL;
	struct asker *askers;
	size_t count = 0, n = 0;
	enum outcome o = store_slip_people(db, wave_id, &people, &count);

	if (o != DONE)
		return o;
	askers = new_list(count, sizeof(*askers));
	for (size_t i = 0; i < count; i++)
		if (!from_start || people[i].from_start)
			take_person(&askers[n++], &people[i], wave_id, keys);
	gather(s, askers, n);
	place_asks(s, askers, n);
	for (size_t i = 0; i < n; i++)
		free(askers[i].domain);
	crypto_wipe(askers, count * sizeof(*askers));
	free(askers);
	store_slip_people_free(people, count);
	return DONE;
}

static enum outcome
take_words(struct db *db, const char *wave_id, const struct stop_keys *keys,
    struct stops *s)
{
	unsigned char hash[SLIP_DOMAIN_BYTES];
	struct domain_word_row *words = NULL;
	size_t count = 0;
	enum outcome o = store_domain_words(db, wave_id, &words, &count);

	for (size_t i = 0; o == DONE && count > 0 && i < s->domain_count;
	    i++) {
		crypto_contact_domain(hash, keys->contact, wave_id,
		    s->names[i]);
		for (size_t k = 0; k < count; k++)
			if (memcmp(hash, words[k].domain_hash,
			    sizeof(hash)) == 0)
				s->domains[i].word = words[k].people ?
				    STOP_PEOPLE : STOP_SCANNER;
	}
	free(words);
	return o;
}

static enum outcome
take_rows(struct db *db, const char *wave_id, struct stops *s)
{
	enum outcome o = store_slip_stops(db, wave_id, &s->rows, &s->count);

	if (o != DONE)
		return o;
	s->asks = new_list(s->count, sizeof(*s->asks));
	for (size_t i = 0; i < s->count; i++)
		s->asks[i] = (struct stop_ask){ STOP_NO_DOMAIN,
		    s->rows[i].day, true };
	return DONE;
}

enum outcome
judge_stops(struct db *db, const char *wave_id, const struct stop_keys *keys,
    struct stops *out)
{
	struct domain_word_row *words = NULL;
	size_t count = 0;
	enum outcome o = take_rows(db, wave_id, out);

	if (o == DONE && out->count > 0)
		o = store_domain_words(db, wave_id, &words, &count);
	free(words);
	if (o != DONE || (count == 0 && !stop_needs_domains(out->asks,
	    out->count)))
		return o;
	o = take_people(db, wave_id, keys, false, out);
	if (o == DONE)
		o = take_words(db, wave_id, keys, out);
	if (o == DONE)
		stop_judge(out->asks, out->count, out->domains);
	return o;
}

enum outcome
read_stops(struct db *db, const char *wave_id, const struct stop_keys *keys,
    struct stops *out)
{
	size_t kept = 0;
	long today = 0;
	enum outcome o = store_slip_today(db, &today);

	if (o == DONE)
		o = take_rows(db, wave_id, out);
	if (o != DONE)
		return o;
	for (size_t i = 0; i < out->count; i++)
		if (out->rows[i].day < today) {
			out->rows[kept] = out->rows[i];
			out->asks[kept++] = out->asks[i];
		}
	out->count = kept;
	o = take_people(db, wave_id, keys, true, out);
	return o == DONE ? take_words(db, wave_id, keys, out) : o;
}

void
stops_free(struct stops *s)
{
	for (size_t i = 0; i < s->domain_count; i++)
		free(s->names[i]);
	free(s->names);
	free(s->domains);
	free(s->present);
	free(s->rows);
	free(s->asks);
	*s = (struct stops){ .rows = NULL };
}
