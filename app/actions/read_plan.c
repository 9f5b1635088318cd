/*
 * read_plan.c - takes the plan out of a wave's settings.
 */
#include "actions/read_plan.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

enum outcome
read_plan(const struct wave_row *wave, struct plan *out)
{
	json_t *settings = json_loads(wave->settings, 0, NULL);
	char *json = json_dumps(json_object_get(settings, "plan"),
	    JSON_COMPACT);
	enum outcome o = REFUSED;

	if (json != NULL)
		o = plan_from_settings(out, json, strlen(json));
	free(json);
	json_decref(settings);
	if (o == REFUSED)
		return log_failed("the plan of wave %s cannot be read",
		    wave->wave_id);
	return o;
}
