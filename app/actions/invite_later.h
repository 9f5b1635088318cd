/*
 * invite_later.h - invitations of an open wave, for people who join it or get
 * a new link; part of another action's transaction.
 */
#ifndef ACTIONS_INVITE_LATER_H
#define ACTIONS_INVITE_LATER_H

#include <stddef.h>
#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "storage/wave.h"

struct newcomer {
	const char *invitee_id;
	const char *group;	/* that counts him; one of the wave's */
	char invitation_id[37];	/* filled in */
};

struct later {
	struct db *db;
	const struct config *config;
	const struct wave_row *wave;	/* held, and open */
	time_t now;
	const char *what;	/* "added", "corrected" */
	const char *replaces;	/* of a correction, which invitation; or NULL */
	struct text *said;	/* Dutch: when which letters leave */
	struct problem *why;
};

/*
 * Their invitations leave at the moment of a planned run of their own group,
 * or when five of it wait: an invitation that is alone in time led to its
 * envelope. A reminder they get in a run that is planned for others of their
 * group as well. REFUSED when the wave closes before a letter could leave.
 */
enum outcome invite_later(struct later *l, struct newcomer *people,
    size_t count);

#endif
