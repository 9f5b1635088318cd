/*
 * verify_wave.h - whether what is stored of a counted wave is what its box
 * signed. Anybody who may read results can ask.
 */
#ifndef ACTIONS_VERIFY_WAVE_H
#define ACTIONS_VERIFY_WAVE_H

#include <stdbool.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "storage/db.h"

/*
 * paper: the fingerprint as somebody typed it (spaces do not matter), or
 * NULL. Says in out, a line each, what was compared; *right when all of it
 * holds. REFUSED: no such wave, or not counted.
 */
enum outcome verify_wave(struct db *db, const char *code, const char *paper,
    struct text *out, bool *right, struct problem *why);

#endif
