/*
 * tally_refused.c - counts by group, in memory, and keeps the numbers that may
 * be told (domain/disclosure.h). What may not be told is not kept either: a
 * copy of the database should not know it.
 */
#include "actions/tally_refused.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "domain/disclosure.h"
#include "storage/wave_work.h"

/* Merged groups have nobody: at the start their people moved. */
static struct disclosure_refused
tally(const char *group, const struct invited_row *invited,
    const bool *has_cast, size_t count)
{
	struct disclosure_refused g = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (invited[i].duplicate ||
		    strcmp(invited[i].function_group, group) != 0)
			continue;
		g.invited++;
		g.refused += invited[i].refused;
		g.answered += invited[i].refused && has_cast[i];
	}
	return g;
}

enum outcome
tally_refused(struct db *db, const char *wave_id,
    const struct invited_row *invited, const bool *has_cast, size_t count)
{
	struct text groups = { 0 }, answered = { 0 };
	struct wave *wave = NULL;
	char number[24];
	enum outcome o = store_wave_work_read(db, wave_id, &wave);

	if (o != DONE)
		return o;
	for (size_t i = 0; i < wave->group_count; i++) {
		struct disclosure_refused g = tally(wave->groups[i].code,
		    invited, has_cast, count);

		/* Who joined later makes a group no larger. */
		if (wave->groups[i].invited >= 0 &&
		    g.invited > wave->groups[i].invited)
			g.invited = wave->groups[i].invited;
		if (!disclosure_refused_shown(&g, wave->threshold))
			continue;
		(void)snprintf(number, sizeof(number), "%ld", g.answered);
		db_array_add(&groups, wave->groups[i].code);
		db_array_add(&answered, number);
	}
	db_array_end(&groups);
	db_array_end(&answered);
	o = store_ballot_check_refused(db, wave_id, &groups, &answered);
	text_free(&groups);
	text_free(&answered);
	wave_free(wave);
	return o;
}
