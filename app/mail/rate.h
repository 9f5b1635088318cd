/*
 * rate.h - how fast letters may leave: in all, and to one receiving domain.
 * Token buckets: what was not used is saved up to a tenth of the limit, so
 * that a busy moment does not cost speed and no minute gets much more than its
 * share. Pure: the time is the caller's. Refuses to keep an address: a domain
 * is a number here.
 */
#ifndef MAIL_RATE_H
#define MAIL_RATE_H

#include <stdint.h>

struct mail_rates;

/* Letters in all in a second, and to one domain in a minute; 0: no limit. */
struct mail_rates *mail_rates_new(int a_second, int a_minute_to_one);
void mail_rates_free(struct mail_rates *r);	/* accepts NULL */

/* What stands behind the @, whatever its case, as a number; never 0. */
uint64_t mail_domain(const char *address);

/* Milliseconds until the next letter may leave; 0: now. */
int64_t mail_rates_wait(struct mail_rates *r, int64_t now_ms);
/* The same for letters to one domain. */
int64_t mail_rates_wait_for(struct mail_rates *r, uint64_t domain,
    int64_t now_ms);

/* A letter to domain leaves. */
void mail_rates_take(struct mail_rates *r, uint64_t domain, int64_t now_ms);

#endif
