/*
 * create_wave.h - a wave from its file, with the key for its address list.
 */
#ifndef ACTIONS_CREATE_WAVE_H
#define ACTIONS_CREATE_WAVE_H

#include <stddef.h>
#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "domain/questionnaire.h"
#include "storage/db.h"

/*
 * DONE with the wave's name in code (64 bytes). REFUSED with every mistake of
 * the file, or with why. Makes <secrets>/contact/<wave_id>.key before the
 * wave: killed in between, it leaves a key that opens nothing, never a wave
 * without its key.
 */
enum outcome create_wave(struct db *db, const struct config *config,
    const char *json, size_t len, const char *who, time_t now,
    char code[64], struct mistakes *mistakes, struct problem *why);

#endif
