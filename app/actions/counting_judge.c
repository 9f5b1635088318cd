/*
 * counting_judge.c - what each envelope is, and how many of each group. Too
 * few of a questionnaire stay closed: their numbers alone would say whose the
 * answers are.
 */
#include "actions/counting.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static char *
new_copy(const char *s)
{
	char *copy = strdup(s);

	if (copy == NULL)
		die("out of memory");
	return copy;
}

static void
begin_groups(struct counting *c)
{
	struct count_statement *s = &c->statement;

	s->groups = counting_list(c->wave->group_count, sizeof(*s->groups));
	s->group_count = c->wave->group_count;
	for (size_t i = 0; i < s->group_count; i++) {
		s->groups[i].code = new_copy(c->wave->groups[i].code);
		s->groups[i].name = new_copy(c->wave->groups[i].name);
	}
}

/* By what the rows say; which envelopes are damaged nobody knows yet. */
static size_t
genuine_of(const struct counting *c, const struct questionnaire *q)
{
	size_t count = 0;

	for (size_t i = 0; i < c->ballots.count; i++)
		count += !c->ballots.list[i].is_foreign &&
		    strcmp(c->ballots.list[i].questionnaire, q->code) == 0;
	return count;
}

static bool
too_few(const struct counting *c, size_t count)
{
	return !c->wave->trial && count < DISCLOSURE_CLOSED_MIN;
}

/* One questionnaire: opens its envelopes; if too few are whole, they count as
 * unopened too. */
static void
judge_questionnaire(struct counting *c, const struct questionnaire *q,
    struct disclosure_group *groups)
{
	size_t opened = 0;

	for (size_t i = 0; i < c->ballots.count; i++) {
		if (c->verdicts[i].kind != BALLOT_OPENED ||
		    c->verdicts[i].q != q)
			continue;
		opened++;
		groups[c->verdicts[i].group].responses++;
	}
	for (size_t i = 0; too_few(c, opened) && i < c->ballots.count; i++)
		if (c->verdicts[i].kind == BALLOT_OPENED &&
		    c->verdicts[i].q == q)
			c->verdicts[i] = (struct verdict){
				.kind = BALLOT_UNOPENED };
	if (too_few(c, opened))
		memset(groups, 0, c->wave->group_count * sizeof(*groups));
	disclosure_closed(groups, c->wave->group_count);
	for (size_t i = 0; i < c->wave->group_count; i++)
		groups[i].named = c->statement.listed &&
		    (c->wave->trial || groups[i].named);
}

/* Those of questionnaires that too few answered stay closed. */
static void
leave_closed(struct counting *c, const struct questionnaire *q)
{
	for (size_t i = 0; i < c->ballots.count; i++)
		if (!c->ballots.list[i].is_foreign &&
		    strcmp(c->ballots.list[i].questionnaire, q->code) == 0)
			c->verdicts[i].kind = BALLOT_UNOPENED;
}

static void
judge_each(struct counting *c)
{
	for (size_t k = 0; k < c->wave->questionnaire_count; k++)
		if (too_few(c, genuine_of(c, c->wave->questionnaires[k].q)))
			leave_closed(c, c->wave->questionnaires[k].q);
	for (size_t i = 0; i < c->ballots.count; i++)
		if (c->verdicts[i].kind != BALLOT_UNOPENED)
			ballot_judge(&c->opener, &c->ballots.list[i],
			    &c->verdicts[i]);
}

static void
sum_up(struct counting *c)
{
	struct count_statement *s = &c->statement;

	s->found = c->ballots.count;
	for (size_t i = 0; i < c->ballots.count; i++) {
		const struct verdict *v = &c->verdicts[i];

		s->foreign_found += v->kind == BALLOT_FOREIGN;
		s->damaged += v->kind == BALLOT_DAMAGED;
		s->unopened += v->kind == BALLOT_UNOPENED;
		if (v->kind == BALLOT_OPENED) {
			s->opened++;
			s->groups[v->group].opened++;
		}
	}
}

void
counting_judge(struct counting *c)
{
	c->verdicts = counting_list(c->ballots.count, sizeof(*c->verdicts));
	c->groups = counting_list(c->wave->questionnaire_count,
	    sizeof(*c->groups));
	begin_groups(c);
	judge_each(c);
	for (size_t k = 0; k < c->wave->questionnaire_count; k++) {
		c->groups[k] = counting_list(c->wave->group_count,
		    sizeof(**c->groups));
		judge_questionnaire(c, c->wave->questionnaires[k].q,
		    c->groups[k]);
	}
	sum_up(c);
}
