/*
 * spell_domain.h - a mail domain as somebody types it.
 */
#ifndef ACTIONS_SPELL_DOMAIN_H
#define ACTIONS_SPELL_DOMAIN_H

#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"

/* As it stands in addresses: case and IDN as an import makes them. A leading
 * @ is left out. REFUSED, with why. */
enum outcome spell_domain(const char *typed, struct text *out,
    struct problem *why);

#endif
