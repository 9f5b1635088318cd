/*
 * read_draft_key.h - the key that, with a link, opens half-filled answers:
 * read once, before the server gives up its rights.
 */
#ifndef ACTIONS_READ_DRAFT_KEY_H
#define ACTIONS_READ_DRAFT_KEY_H

#include "base/outcome.h"

/* *out is in locked memory, for as long as the process lives. Also starts the
 * crypto library. FAILED, logged, when there is no proper key. */
enum outcome read_draft_key(unsigned char **out, const char *secrets);

/* A worker inherits the parent's memory, but not its lock: moves the key to
 * locked memory of its own and wipes what it inherited. */
unsigned char *relock_draft_key(unsigned char *inherited);

#endif
