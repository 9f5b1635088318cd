/*
 * find_wave.h - the wave that somebody named, or why not; what the office's
 * actions begin with.
 */
#ifndef ACTIONS_FIND_WAVE_H
#define ACTIONS_FIND_WAVE_H

#include "base/outcome.h"
#include "base/problem.h"
#include "storage/wave.h"

/* DONE with *out, which the caller frees; REFUSED when there is none. */
enum outcome find_wave(struct db *db, const char *code, struct wave_row *out,
    struct problem *why);

/* Inside a transaction: holds the wave and refuses when it is not in one of
 * the states from … until. */
enum outcome hold_wave(struct db *db, const struct wave_row *wave,
    enum wave_state from, enum wave_state until, struct problem *why);

/* REFUSED, with why, when names and addresses of the wave are destroyed. */
enum outcome names_are_kept(const struct wave_row *wave, struct problem *why);

/* A state in Dutch: "in voorbereiding", "klaar voor de start", … */
const char *state_words(enum wave_state state);

#endif
