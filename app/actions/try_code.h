/*
 * try_code.h - whether a typed code is a holder's: the step that confirming
 * and counting share.
 */
#ifndef ACTIONS_TRY_CODE_H
#define ACTIONS_TRY_CODE_H

#include <stddef.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "storage/holder.h"

#define TRIED_SHARE_BYTES 33

/* DONE with the holder's share (TRIED_SHARE_BYTES, in locked memory); ABSENT
 * when it is a code but not this holder's; REFUSED (PROBLEM_CODE) when it is
 * no code at all, or this holder's while the share in the database is not the
 * one that was sealed to it. */
enum outcome try_code(const char *wave_id, const struct holder *holder,
    const char *typed, size_t len, unsigned char *share, struct problem *why);

#endif
