/*
 * read_link_key.h - the link key of a wave, if this host has the one that its
 * links are made with; and the contact key beside it.
 */
#ifndef ACTIONS_READ_LINK_KEY_H
#define ACTIONS_READ_LINK_KEY_H

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "storage/wave_work.h"

/* "post/link/<wave>.key"; out has 80 bytes. */
void link_key_name(char *out, const char *wave_id);

/*
 * key, in locked memory, gets LINK_KEY_BYTES. REFUSED, with why, when the
 * file is not here or the wave's links are made with another key: then
 * nothing of this wave may be touched. FAILED, logged, when the file cannot
 * be read.
 */
enum outcome read_link_key(unsigned char *key, const struct config *config,
    const struct wave_work *wave, struct problem *why);

/* "contact/<wave>.key"; out has 80 bytes. */
void contact_key_name(char *out, const char *wave_id);

/* As above, CONTACT_KEY_BYTES of that file. */
enum outcome read_contact_key(unsigned char *key, const struct config *config,
    const char *wave_id, struct problem *why);

/* Whether both are here. */
enum outcome have_wave_keys(const struct config *config,
    const struct wave_work *wave, struct problem *why);

#endif
