/*
 * stop_request.h - which requests for no more mail are believed. Scanners
 * press what is in a letter, in every letter they see: when many of one mail
 * domain ask on one day, a scanner may have asked for them. Source:
 * definitions.md 6, point 4. Pure: refuses to know who asked.
 */
#ifndef DOMAIN_STOP_REQUEST_H
#define DOMAIN_STOP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#define STOP_DOMAIN_MOST 3	/* more, and more than a fifth: a scanner */
#define STOP_DOMAIN_NAMED 10	/* people; fewer would be recognised */

/* What an administrator said of a domain's requests. */
enum stop_word { STOP_UNDECIDED, STOP_PEOPLE, STOP_SCANNER };

/* One mail domain of a wave. */
struct stop_domain {
	size_t people;		/* with an address there */
	enum stop_word word;
};

/* One person's request of one day. */
struct stop_ask {
	size_t domain;		/* its place; STOP_NO_DOMAIN: not known */
	long day;
	bool believed;		/* stop_judge's answer */
};
#define STOP_NO_DOMAIN ((size_t)-1)

/* Whether so many of a domain's people, on one day, are a scanner. */
bool stop_too_many(size_t asked, size_t people);

/* Whether anything hangs on domains: else everybody is believed. */
bool stop_needs_domains(const struct stop_ask *asks, size_t count);

/* Fills in `believed` of each. In what order they stand does not matter. */
void stop_judge(struct stop_ask *asks, size_t count,
    const struct stop_domain *domains);

/* Whether there was a day with too many requests of this domain, whatever an
 * administrator said of it. */
bool stop_has_scanner(const struct stop_ask *asks, size_t count,
    size_t domain, const struct stop_domain *domains);

#endif
