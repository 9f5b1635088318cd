/*
 * find_letter.c - the names of all letters, sorted, per wave. Refuses to know
 * whom a letter is for.
 */
#include "actions/find_letter.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "actions/read_link_key.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/keyfile.h"
#include "crypto/letter_id.h"
#include "storage/bounce.h"

#define ID_BYTES (LETTER_ID_CHARS / 2)

static const char *const kinds[] = {
	"invitation", "reminder_1", "reminder_2", "reminder_3", "last_call",
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

struct name {
	unsigned char id[ID_BYTES];
	uint32_t letter;	/* invitation * KINDS + kind */
};

struct wave_names {
	char wave_id[37];
	char (*invitations)[37];	/* owned */
	size_t count;
	struct name *names;		/* owned, sorted; count * KINDS */
};

struct letter_index {
	struct wave_names *waves;
	size_t count;
};

static int
by_id(const void *a, const void *b)
{
	return memcmp(((const struct name *)a)->id,
	    ((const struct name *)b)->id, ID_BYTES);
}

struct letter_index *
letter_index_new(void)
{
	struct letter_index *x = calloc(1, sizeof(*x));

	if (x == NULL)
		die("out of memory");
	return x;
}

static void
empty(struct wave_names *w)
{
	free(w->invitations);
	free(w->names);
	w->invitations = NULL;
	w->names = NULL;
	w->count = 0;
}

void
letter_index_free(struct letter_index *x)
{
	for (size_t i = 0; x != NULL && i < x->count; i++)
		empty(&x->waves[i]);
	if (x != NULL)
		free(x->waves);
	free(x);
}

static void
derive(struct wave_names *w, const unsigned char *key)
{
	char printed[LETTER_ID_CHARS + 1];
	struct name *n;

	w->names = calloc(w->count * KINDS + 1, sizeof(*w->names));
	if (w->names == NULL)
		die("out of memory");
	n = w->names;
	for (size_t i = 0; i < w->count; i++)
		for (size_t k = 0; k < KINDS; k++, n++) {
			crypto_letter_id(printed, key, w->wave_id,
			    w->invitations[i], kinds[k]);
			REQUIRE(text_unhex(n->id, ID_BYTES, printed));
			n->letter = (uint32_t)(i * KINDS + k);
		}
	qsort(w->names, w->count * KINDS, sizeof(*w->names), by_id);
}

/* ABSENT when the wave's key is not here. */
static enum outcome
fill(struct db *db, const struct config *config, const struct wave_work *wave,
    struct wave_names *w)
{
	unsigned char *key = crypto_secret_new(LINK_KEY_BYTES);
	struct problem why;
	enum outcome o = read_link_key(key, config, wave, &why);

	empty(w);
	if (o == REFUSED)
		o = ABSENT;
	if (o == DONE)
		o = store_bounce_invitations(db, wave->wave_id,
		    &w->invitations, &w->count);
	REQUIRE(w->count < UINT32_MAX / KINDS);
	if (o == DONE)
		derive(w, key);
	crypto_secret_free(key);
	return o;
}

static bool
look_in(const struct wave_names *w, const unsigned char *id,
    struct found_letter *out)
{
	struct name wanted = { .letter = 0 };
	const struct name *n;

	memcpy(wanted.id, id, ID_BYTES);
	n = w->count == 0 ? NULL : bsearch(&wanted, w->names,
	    w->count * KINDS, sizeof(*n), by_id);
	if (n == NULL)
		return false;
	memcpy(out->wave_id, w->wave_id, sizeof(out->wave_id));
	memcpy(out->invitation_id, w->invitations[n->letter / KINDS],
	    sizeof(out->invitation_id));
	out->kind = kinds[n->letter % KINDS];
	return true;
}

static struct wave_names *
names_of(struct letter_index *x, const char *wave_id)
{
	struct wave_names *grown;

	for (size_t i = 0; i < x->count; i++)
		if (strcmp(x->waves[i].wave_id, wave_id) == 0)
			return &x->waves[i];
	grown = realloc(x->waves, (x->count + 1) * sizeof(*grown));
	if (grown == NULL)
		die("out of memory");
	x->waves = grown;
	grown[x->count] = (struct wave_names){ .count = 0 };
	text_copy(grown[x->count].wave_id, sizeof(grown->wave_id), wave_id);
	return &grown[x->count++];
}

/* DONE when the letter is one of this wave's. */
static enum outcome
look_at(struct db *db, const struct config *config, struct letter_index *x,
    const struct wave_work *wave, const unsigned char *id,
    struct found_letter *out)
{
	struct wave_names *w = names_of(x, wave->wave_id);
	size_t count = 0;
	enum outcome o;

	if (look_in(w, id, out))
		return DONE;
	o = store_bounce_invitation_count(db, wave->wave_id, &count);
	if (o != DONE || count == w->count)
		return o == DONE ? ABSENT : o;
	o = fill(db, config, wave, w);
	if (o != DONE)
		return o;
	return look_in(w, id, out) ? DONE : ABSENT;
}

enum outcome
find_letter(struct db *db, const struct config *config, struct letter_index *x,
    const char *letter_id, time_t now, struct found_letter *out)
{
	unsigned char id[ID_BYTES];
	struct wave_work *waves = NULL;
	size_t count = 0;
	enum outcome o;

	if (!text_unhex(id, sizeof(id), letter_id))
		return ABSENT;
	o = store_wave_work(db, now, &waves, &count);
	if (o == DONE)
		o = ABSENT;
	for (size_t i = 0; o == ABSENT && i < count; i++)
		if (waves[i].state == WAVE_OPEN ||
		    waves[i].state == WAVE_CLOSED)
			o = look_at(db, config, x, &waves[i], id, out);
	free(waves);
	return o;
}
