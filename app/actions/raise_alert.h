/*
 * raise_alert.h - tells a wave's administrator that something needs a person:
 * kept as an alert (aoj post status shows it), and mailed to the wave's
 * contact.
 */
#ifndef ACTIONS_RAISE_ALERT_H
#define ACTIONS_RAISE_ALERT_H

#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "storage/db.h"

#define ALERT_MAIL_EVERY 3600	/* seconds: one mail for one trouble */

/*
 * what is a code ("mail_block"); sentence is Dutch, whole, for a person, and
 * may name a mail domain or an organisation, never somebody's address. In the
 * caller's transaction, or in one of its own. The same `what` again within an
 * hour is kept, and not mailed. FAILED, logged; what is said to be known only
 * in the log, since the wave's keys are not here, is DONE.
 */
enum outcome raise_alert(struct db *db, const struct config *config,
    const char *wave_id, const char *what, const char *sentence, time_t now);

#endif
