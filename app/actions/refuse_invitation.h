/*
 * refuse_invitation.h - somebody says no: a slip, which shares nothing with his
 * invitation. Coming back writes nothing.
 */
#ifndef ACTIONS_REFUSE_INVITATION_H
#define ACTIONS_REFUSE_INVITATION_H

#include <stdbool.h>

#include "actions/open_link.h"
#include "base/problem.h"

/* DONE, also when it was said before. REFUSED (PROBLEM_LINK_SPENT) when the
 * wave is closed. not_eligible: "ik hoor niet bij de doelgroep". */
enum outcome refuse_invitation(struct survey *s, const struct respondent *r,
    bool not_eligible, time_t now, struct problem *why);

#endif
