/*
 * judge_stops.h - requests for no more mail of a wave beside the mail domains
 * of its people, in the memory of post: which are believed, and at which
 * domain a scanner asks. What is found is never written down.
 */
#ifndef ACTIONS_JUDGE_STOPS_H
#define ACTIONS_JUDGE_STOPS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "domain/stop_request.h"
#include "storage/db.h"
#include "storage/slip.h"

/* The wave's keys; not owned. */
struct stop_keys {
	const unsigned char *link, *contact;
};

/* Zero-initialise; stops_free after use. rows and asks go together. */
struct stops {
	struct stop_row *rows;
	struct stop_ask *asks;
	size_t count;
	char **names;			/* of domains, sorted */
	struct stop_domain *domains;	/* go with names */
	size_t *present;		/* people there, not withdrawn */
	size_t domain_count;		/* 0 when nothing hangs on domains */
};
void stops_free(struct stops *s);

/* Every request, judged. FAILED, logged. */
enum outcome judge_stops(struct db *db, const char *wave_id,
    const struct stop_keys *keys, struct stops *out);

/* For an administrator: requests of days that are over, of people who were
 * invited at the start. Who joins later, and asks, would show by counting how
 * many of the others did. The words are filled in, nothing is judged. */
enum outcome read_stops(struct db *db, const char *wave_id,
    const struct stop_keys *keys, struct stops *out);

#endif
