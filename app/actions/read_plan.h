/*
 * read_plan.h - the plan in a wave's settings.
 */
#ifndef ACTIONS_READ_PLAN_H
#define ACTIONS_READ_PLAN_H

#include "base/outcome.h"
#include "domain/plan.h"
#include "storage/wave.h"

/* FAILED, logged, when it cannot be read: the wave file was checked. */
enum outcome read_plan(const struct wave_row *wave, struct plan *out);

#endif
