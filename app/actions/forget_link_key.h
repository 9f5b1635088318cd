/*
 * forget_link_key.h - a counted wave needs no links any more: with the key
 * goes the last way from a person to a ballot id.
 */
#ifndef ACTIONS_FORGET_LINK_KEY_H
#define ACTIONS_FORGET_LINK_KEY_H

#include "base/config.h"
#include "base/outcome.h"

/* And the list key with what stands beside it. DONE when a file was
 * destroyed, ABSENT when there was none. */
enum outcome forget_link_key(const struct config *config,
    const char *wave_id);

#endif
