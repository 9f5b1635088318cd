/*
 * proof_letter.h - a letter of a wave to anybody, marked as a proof: nobody's
 * name, a link that never works, a sender as real letters have.
 */
#ifndef ACTIONS_PROOF_LETTER_H
#define ACTIONS_PROOF_LETTER_H

#include <time.h>

#include "actions/compose_letter.h"
#include "base/config.h"
#include "domain/letter_text.h"
#include "mail/message.h"

/* An envelope sender of the form that a wave's letters have (crypto/verp.h),
 * its code made with a key that nobody keeps: what comes back to it is
 * nobody's letter. */
#define PROOF_SENDER_MAX 320
void proof_sender(char out[PROOF_SENDER_MAX], const struct config *config,
    const struct wave *w);

/* The wave's invitation to its first function group, to this address (one that
 * can stand in a letter). Each proof has a Message-ID of its own. REFUSED,
 * with why, when the letter cannot be written. */
enum outcome proof_letter(const struct config *config, const struct wave *w,
    const struct letter_texts *texts, const char *address, time_t now,
    struct composed *out, struct problem *why);

#endif
