/*
 * merge_groups.c - groups too small to count on their own, and their
 * neighbours.
 */
#include "actions/merge_groups.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "domain/merge.h"
#include "domain/wave.h"

static void
apply(struct group_rows *groups, const struct merge_group *m,
    struct text *said)
{
	for (size_t i = 0; i < groups->count; i++) {
		struct group_row *row = &groups->list[i];

		row->invited = m[i].counted;
		if (m[i].into == MERGE_NONE)
			continue;
		row->merged_into = strdup(groups->groups[m[i].into].code);
		if (row->merged_into == NULL)
			die("out of memory");
		text_printf(said, "“%s” heeft %ld genodigden, minder dan "
		    "%d, en telt mee bij “%s”.\n", row->group.name,
		    row->people, WAVE_GROUP_MIN,
		    groups->groups[m[i].into].name);
	}
}

enum outcome
merge_groups(struct group_rows *groups, bool trial, struct text *said,
    struct problem *why)
{
	struct merge_group *m = calloc(groups->count + 1, sizeof(*m));
	size_t lonely;
	enum outcome o = DONE;

	if (m == NULL)
		die("out of memory");
	for (size_t i = 0; i < groups->count; i++) {
		m[i].questionnaire = groups->list[i].questionnaire;
		m[i].invited = m[i].counted = groups->list[i].people;
		m[i].into = MERGE_NONE;
	}
	if (!trial)
		o = merge_small(m, groups->count, &lonely);
	if (o == DONE)
		apply(groups, m, said);
	else if (o == REFUSED)
		o = problem_set(why, PROBLEM_STATE, "De functiegroep “%s” "
		    "is met %ld genodigden te klein, en er is geen andere met "
		    "dezelfde vragenlijst om bij te tellen. Nodig er minstens "
		    "%d uit.", groups->groups[lonely].name,
		    groups->list[lonely].people, WAVE_GROUP_MIN);
	free(m);
	return o;
}
