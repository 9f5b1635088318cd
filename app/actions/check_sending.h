/*
 * check_sending.h - whether a wave's letters would arrive anywhere: its sender
 * beside its link, the address they come back to, and what the mail server says
 * before any letter.
 */
#ifndef ACTIONS_CHECK_SENDING_H
#define ACTIONS_CHECK_SENDING_H

#include <stdbool.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "domain/wave.h"

/* REFUSED, with why, when the sender's domain is another than the link's and
 * is not declared. In a trial wave that is DONE, and said. */
enum outcome check_sender(const struct config *config, const struct wave *w,
    struct text *said, struct problem *why);

/* REFUSED, with why, when the address that letters come back to leaves no room
 * for the letter's name and MAC (crypto/verp.h). */
enum outcome check_returns(const struct config *config, const struct wave *w,
    struct problem *why);

/* Asks the mail server whether it takes a letter from this wave to its
 * contact, and sends none; after check_returns. REFUSED, with why, when it
 * would take none; what a person should know all the same goes to said, as
 * Dutch lines. Takes as long as the server does, minutes at worst: not inside
 * a transaction. */
enum outcome check_server(const struct config *config, const struct wave *w,
    struct text *said, struct problem *why);

#endif
