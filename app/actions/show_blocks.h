/*
 * show_blocks.h - the mail domains that refuse a wave's letters.
 */
#ifndef ACTIONS_SHOW_BLOCKS_H
#define ACTIONS_SHOW_BLOCKS_H

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "storage/db.h"

/* One domain a line, in order; out is for the administrator's eyes. */
enum outcome show_blocks(struct db *db, const struct config *config,
    const char *wave, struct text *out, struct problem *why);

#endif
