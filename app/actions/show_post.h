/*
 * show_post.h - how far the letters of a wave are, as far as the office may
 * know it.
 */
#ifndef ACTIONS_SHOW_POST_H
#define ACTIONS_SHOW_POST_H

#include <stdbool.h>
#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "storage/db.h"

/* As text, or as JSON; with the alerts there were, if the key of the wave's
 * address list is here. REFUSED before the wave has started. */
enum outcome show_post(struct db *db, const struct config *config,
    const char *wave, bool json, time_t now, struct text *out,
    struct problem *why);

#endif
