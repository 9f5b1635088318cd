/*
 * find_work.c - one look at all waves.
 */
#include "actions/find_work.h"

enum outcome
find_work(struct db *db, time_t now, struct wave_work **out, size_t *count)
{
	return store_wave_work(db, now, out, count);
}
