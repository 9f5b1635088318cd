/*
 * config_check.h - what may stand in a setting. Private to base.
 */
#ifndef BASE_CONFIG_CHECK_H
#define BASE_CONFIG_CHECK_H

#include "base/config.h"

/* Adds one line: setting, value, what would be right. */
void config_mistake(struct text *mistakes, const char *name, const char *value,
    const char *right);

/* Looks at all settings together; adds a line for each mistake. */
void config_check(const struct config *c, struct text *mistakes);

#endif
