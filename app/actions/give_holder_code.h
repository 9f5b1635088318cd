/*
 * give_holder_code.h - gives a holder a new opening code. The last holder
 * without one makes the box: its key pair, and everybody's share of it.
 */
#ifndef ACTIONS_GIVE_HOLDER_CODE_H
#define ACTIONS_GIVE_HOLDER_CODE_H

#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "storage/db.h"

struct given_code {
	char text[64];		/* as printed; shown once, kept nowhere */
	char fingerprint[80];	/* of the new box; empty while it is not made */
	size_t without_code;	/* holders that have none yet */
};

/*
 * Only while the wave is a draft: REFUSED (PROBLEM_STATE) afterwards,
 * PROBLEM_NAME when there is no such wave or holder. A holder who had a code
 * gets another; then there is a new box and everybody confirms again. *out is
 * in locked memory; given_code_free wipes it.
 */
enum outcome give_holder_code(struct db *db, const char *who, time_t now,
    const char *wave, const char *holder, struct given_code **out,
    struct problem *why);
void given_code_free(struct given_code *code);

#endif
