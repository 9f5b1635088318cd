/*
 * open_invitee.h - the person behind a sealed record of the address list.
 */
#ifndef ACTIONS_OPEN_INVITEE_H
#define ACTIONS_OPEN_INVITEE_H

#include <stddef.h>

#include "base/outcome.h"
#include "domain/invitee.h"

/* key is the wave's contact key. The caller frees *out with invitee_free.
 * REFUSED when the record does not open, or is none; *out as it was. */
enum outcome open_invitee(struct invitee *out, const unsigned char *key,
    const char *wave_id, const char *invitee_id, const unsigned char *sealed,
    size_t len);

#endif
