/*
 * read_list_key.h - the key that signs the list of a wave's envelopes. It is
 * on one post host, in a folder that only post reads and in no backup; beside
 * it stands what post must not forget about that list.
 */
#ifndef ACTIONS_READ_LIST_KEY_H
#define ACTIONS_READ_LIST_KEY_H

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "storage/wave_work.h"

#define LIST_NAME_MAX 80
/* "post/list/<wave>.key", the secret half. */
void list_key_name(char out[LIST_NAME_MAX], const char *wave_id);
/* "post/list/<wave>.signed": the signature, and what it signs. */
void list_record_name(char out[LIST_NAME_MAX], const char *wave_id);
/* "post/list/<wave>.nights": envelopes of each group, as of midnight. */
void list_nights_name(char out[LIST_NAME_MAX], const char *wave_id);

/* seed, in locked memory, gets SIGN_SEED_BYTES. ABSENT when this host has no
 * such key; REFUSED, with why, when it has another than the wave's. */
enum outcome read_list_key(unsigned char *seed, const struct config *config,
    const struct wave_work *wave, struct problem *why);

#endif
