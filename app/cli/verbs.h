/*
 * verbs.h - everything the operator can do.
 */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

#include "cli/cli.h"

extern const struct verb verbs[];
extern const size_t verb_count;

#endif
