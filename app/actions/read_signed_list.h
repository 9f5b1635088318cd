/*
 * read_signed_list.h - the list that post left of a wave's envelopes, if the
 * key that was fixed with the box signed it.
 */
#ifndef ACTIONS_READ_SIGNED_LIST_H
#define ACTIONS_READ_SIGNED_LIST_H

#include "base/outcome.h"
#include "base/problem.h"
#include "domain/signed_list.h"
#include "storage/box.h"
#include "storage/db.h"

/* REFUSED, with why: post has not looked yet, has refused to sign, or the
 * signature is not right. *out is the caller's to free. */
enum outcome read_signed_list(struct db *db, const struct box *box,
    struct signed_list *out, struct problem *why);

/* Whether post has refused to sign: then nothing is counted at all. */
enum outcome signing_was_refused(struct db *db, const struct box *box,
    struct problem *why);

#endif
