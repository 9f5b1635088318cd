/*
 * open_person.h - who a letter goes to: the sealed record of one invitee, for
 * the actions that hold the wave's contact key.
 */
#ifndef ACTIONS_OPEN_PERSON_H
#define ACTIONS_OPEN_PERSON_H

#include <stddef.h>

#include "base/outcome.h"
#include "domain/invitee.h"

/* DONE with *out, which the caller frees with invitee_free; REFUSED when the
 * record does not open or is none. */
enum outcome open_person(const unsigned char *contact_key,
    const char *wave_id, const char *invitee_id, const unsigned char *sealed,
    size_t len, struct invitee *out);

#endif
