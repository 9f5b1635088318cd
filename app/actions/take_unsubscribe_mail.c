/*
 * take_unsubscribe_mail.c - counts such mail; what it asks for is not written
 * down here yet, so it is kept for a person to read.
 */
#include "actions/take_unsubscribe_mail.h"

#include "base/log.h"

enum outcome
take_unsubscribe_mail(struct db *db, const struct config *config,
    const char *token, time_t now)
{
	static unsigned long count;

	(void)db;
	(void)config;
	(void)token;
	(void)now;
	log_info("mail to the unsubscribe address: %lu so far", ++count);
	return ABSENT;
}
