/*
 * load_slips.c - reads and sorts a wave's refusals, and its requests for no
 * more mail as far as they are believed.
 */
#include "actions/load_slips.h"

#include <stdlib.h>
#include <string.h>

#include "actions/load_ballots.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/keyfile.h"

static int
by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, SLIP_ID_BYTES);
}

/* Of the stops those that stand and are believed, into s. */
static void
take_stopped(struct slips *s, const struct stops *stops)
{
	s->stopped = calloc(stops->count + 1, sizeof(*s->stopped));
	if (s->stopped == NULL)
		die("out of memory");
	for (size_t i = 0; i < stops->count; i++)
		if (stops->rows[i].stands && stops->asks[i].believed)
			memcpy(s->stopped[s->stopped_count++],
			    stops->rows[i].stop_id, SLIP_ID_BYTES);
	qsort(s->stopped, s->stopped_count, sizeof(*s->stopped), by_bytes);
}

enum outcome
load_slips(struct db *db, struct slips *s, const char *wave_id,
    const struct stop_keys *keys, time_t now)
{
	struct slips fresh = { .at = now };
	struct stops stops = { .rows = NULL };
	enum outcome o;

	if (ballots_fresh(s->at, now) && strcmp(s->wave_id, wave_id) == 0)
		return DONE;
	text_copy(fresh.wave_id, sizeof(fresh.wave_id), wave_id);
	o = store_slip_refusals(db, wave_id, &fresh.refused,
	    &fresh.refused_count);
	if (o == DONE)
		o = judge_stops(db, wave_id, keys, &stops);
	if (o == DONE) {
		qsort(fresh.refused, fresh.refused_count,
		    sizeof(*fresh.refused), by_bytes);
		take_stopped(&fresh, &stops);
		slips_forget(s);
		*s = fresh;
	} else {
		slips_forget(&fresh);
	}
	stops_free(&stops);
	return o;
}

static bool
holds(unsigned char (*ids)[SLIP_ID_BYTES], size_t count,
    const unsigned char id[SLIP_ID_BYTES])
{
	return count > 0 && bsearch(id, ids, count, sizeof(*ids), by_bytes) !=
	    NULL;
}

bool
slips_refused(const struct slips *s,
    const unsigned char refusal_id[SLIP_ID_BYTES])
{
	return holds(s->refused, s->refused_count, refusal_id);
}

bool
slips_stopped(const struct slips *s,
    const unsigned char stop_id[SLIP_ID_BYTES])
{
	return holds(s->stopped, s->stopped_count, stop_id);
}

static void
forget(unsigned char (*ids)[SLIP_ID_BYTES], size_t count)
{
	if (ids != NULL)
		crypto_wipe(ids, count * sizeof(*ids));
	free(ids);
}

void
slips_forget(struct slips *s)
{
	forget(s->refused, s->refused_count);
	forget(s->stopped, s->stopped_count);
	*s = (struct slips){ .refused = NULL };
}
