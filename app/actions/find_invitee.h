/*
 * find_invitee.h - somebody on the list of an open wave, as an administrator
 * names him: by the number that lists show, or by his address. For actions on
 * one person, inside their transaction.
 */
#ifndef ACTIONS_FIND_INVITEE_H
#define ACTIONS_FIND_INVITEE_H

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "storage/amendment.h"
#include "storage/wave.h"

/* A number names a person, not a link: characters of a random id that no
 * answer, draft or envelope has anything to do with. */
#define INVITEE_NUMBER_CHARS 13

/* "1b4e28ba-2fa1" */
void invitee_number(char out[INVITEE_NUMBER_CHARS + 1],
    const char *invitee_id);

/* The wave of this name, held in the transaction that this begins, open and
 * not past its closing time; with its contact key. Ends in end_transaction
 * when *begun. */
enum outcome hold_open_wave(struct db *db, const struct config *config,
    const char *code, time_t now, struct wave_row *wave, unsigned char *key,
    bool *begun, struct problem *why);

/* The other of number and address is NULL. REFUSED when there is nobody, or
 * when he is not invited any more: then why says so. */
enum outcome find_invitee(struct db *db, const struct wave_row *wave,
    const unsigned char *key, const char *number, const char *address,
    struct listed_row *out, struct problem *why);

/* An address as letters go to it, and what doubles are found by; REFUSED with
 * what is wrong. The caller frees *out. */
enum outcome read_address(const char *typed, const unsigned char *key,
    const char *wave_id, char **out, unsigned char hash[INVITEE_HASH_BYTES],
    struct problem *why);

#endif
