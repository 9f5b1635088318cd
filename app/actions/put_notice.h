/*
 * put_notice.h - a mail to an address whose invitation was replaced. Who could
 * make a letter come back could have it replaced too: whoever got it reads
 * that, and whom to tell.
 */
#ifndef ACTIONS_PUT_NOTICE_H
#define ACTIONS_PUT_NOTICE_H

#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "storage/db.h"

/* Into the outbox, in the wave's name, without any link; it leaves at most
 * once. The same words for everybody. */
enum outcome put_notice(struct db *db, const struct config *config,
    const char *wave_id, const char *address, time_t now);

#endif
