/*
 * newcomer.h - people who join an open wave, or get a new link: into which
 * runs their letters go.
 */
#ifndef STORAGE_NEWCOMER_H
#define STORAGE_NEWCOMER_H

#include <time.h>

#include "base/outcome.h"
#include "storage/db.h"

/* due, ends: the slot of a run that may leave now; reminders: those that begin
 * from then on they get too. *changed: how many letters got a place. */
enum outcome store_newcomers_place(struct db *db, const char *wave_id,
    time_t due, time_t ends, time_t reminders, long *changed);

#endif
