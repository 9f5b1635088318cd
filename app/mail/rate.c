/*
 * rate.c - token buckets, one for all letters and one for each domain that is
 * not at rest. Refuses to read a clock.
 */
#include "mail/rate.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define SECOND 1000.0
#define MINUTE 60000.0
#define FEWEST 64		/* places in the table */

/* How many letters there are and by how many they grow in a millisecond. */
struct bucket {
	double level;
	int64_t at;
};

struct limit {
	double per_ms, most;	/* per_ms 0: none */
};

struct domain_bucket {
	uint64_t domain;	/* 0: an empty place */
	struct bucket bucket;
};

struct mail_rates {
	struct limit all, one;
	struct bucket bucket;
	struct domain_bucket *places;	/* open addressing; size: power of 2 */
	size_t size, used;
};

static struct limit
limit_of(int letters, double period_ms)
{
	return (struct limit) {
		.per_ms = letters / period_ms,
		.most = letters < 20 ? 1 : letters / 10.0,
	};
}

struct mail_rates *
mail_rates_new(int a_second, int a_minute_to_one)
{
	struct mail_rates *r = calloc(1, sizeof(*r));

	if (r == NULL)
		die("out of memory");
	r->all = limit_of(a_second, SECOND);
	r->one = limit_of(a_minute_to_one, MINUTE);
	r->bucket.level = r->all.most;
	return r;
}

void
mail_rates_free(struct mail_rates *r)
{
	if (r == NULL)
		return;
	free(r->places);
	free(r);
}

/* FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
uint64_t
mail_domain(const char *address)
{
	const char *at = strrchr(address, '@');
	uint64_t hash = 0xcbf29ce484222325;

	for (at = at == NULL ? address : at + 1; *at != '\0'; at++) {
		hash ^= (uint64_t)tolower((unsigned char)*at);
		hash *= 0x100000001b3;
	}
	return hash == 0 ? 1 : hash;
}

/* A clock that was set back does not take away what was saved. */
static void
fill(struct bucket *b, const struct limit *l, int64_t now_ms)
{
	if (now_ms > b->at)
		b->level += (double)(now_ms - b->at) * l->per_ms;
	if (b->level > l->most)
		b->level = l->most;
	b->at = now_ms;
}

static int64_t
wait_of(struct bucket *b, const struct limit *l, int64_t now_ms)
{
	if (l->per_ms == 0)
		return 0;
	fill(b, l, now_ms);
	return b->level >= 1 ? 0 : (int64_t)ceil((1 - b->level) / l->per_ms);
}

/* Where domain stands, or would. */
static struct domain_bucket *
place_of(struct domain_bucket *places, size_t size, uint64_t domain)
{
	size_t i = domain & (size - 1);

	while (places[i].domain != 0 && places[i].domain != domain)
		i = (i + 1) & (size - 1);
	return &places[i];
}

/* Into a table with room; who is full again is as good as never seen. */
static void
make_room(struct mail_rates *r, int64_t now_ms)
{
	struct domain_bucket *old = r->places, *places;
	size_t kept = 0, size = FEWEST;

	for (size_t i = 0; i < r->size; i++) {
		fill(&old[i].bucket, &r->one, now_ms);
		if (old[i].bucket.level >= r->one.most)
			old[i].domain = 0;
		kept += old[i].domain != 0;
	}
	while (size < kept * 4)
		size *= 2;
	places = calloc(size, sizeof(*places));
	if (places == NULL)
		die("out of memory");
	for (size_t i = 0; i < r->size; i++)
		if (old[i].domain != 0)
			*place_of(places, size, old[i].domain) = old[i];
	free(old);
	r->places = places;
	r->size = size;
	r->used = kept;
}

static struct bucket *
bucket_of(struct mail_rates *r, uint64_t domain, int64_t now_ms)
{
	struct domain_bucket *place;

	if (r->size > 0) {
		place = place_of(r->places, r->size, domain);
		if (place->domain != 0)
			return &place->bucket;
	}
	if (r->used * 2 >= r->size)
		make_room(r, now_ms);
	place = place_of(r->places, r->size, domain);
	place->domain = domain;
	place->bucket = (struct bucket) { .level = r->one.most, .at = now_ms };
	r->used++;
	return &place->bucket;
}

int64_t
mail_rates_wait(struct mail_rates *r, int64_t now_ms)
{
	return wait_of(&r->bucket, &r->all, now_ms);
}

int64_t
mail_rates_wait_for(struct mail_rates *r, uint64_t domain, int64_t now_ms)
{
	if (r->one.per_ms == 0)
		return 0;
	return wait_of(bucket_of(r, domain, now_ms), &r->one, now_ms);
}

void
mail_rates_take(struct mail_rates *r, uint64_t domain, int64_t now_ms)
{
	struct bucket *b;

	if (r->all.per_ms > 0) {
		fill(&r->bucket, &r->all, now_ms);
		r->bucket.level -= 1;
	}
	if (r->one.per_ms > 0) {
		b = bucket_of(r, domain, now_ms);
		fill(b, &r->one, now_ms);
		b->level -= 1;
	}
}
