/*
 * questionnaire_breakdown.c - reads how results may be split: by the groups of
 * answers to one question. No other breakdown will ever exist.
 */
#include <string.h>

#include "domain/questionnaire_build.h"

#define BREAKDOWNS_MAX 20

static bool
is_in_a_group(const struct breakdown *d, const char *value)
{
	for (size_t i = 0; i < d->group_count; i++)
		for (size_t v = 0; v < d->groups[i].value_count; v++)
			if (strcmp(d->groups[i].values[v], value) == 0)
				return true;
	return false;
}

/* Lists that the wave fills in are not known here: any code may stand. */
static bool
has_answer(const struct question *q, const char *code)
{
	if (q->options_from != OPTIONS_OWN ||
	    (q->other_label != NULL && strcmp(code, OTHER_CODE) == 0))
		return true;
	for (size_t i = 0; i < q->option_count; i++)
		if (strcmp(q->options[i].code, code) == 0)
			return true;
	return false;
}

static void
group_values(struct build *b, const struct breakdown *d,
    struct breakdown_group *g, const json_t *values, const char *pointer)
{
	const struct question *q = &b->questions[d->question];
	const json_t *value;
	size_t i;

	if (json_array_size(values) == 0)
		build_mistake(b, pointer, "“values” ontbreekt of is leeg.");
	g->values = arena_new(b->arena, json_array_size(values),
	    sizeof(*g->values));
	json_array_foreach(values, i, value) {
		const char *code = json_string_value(value);

		if (code == NULL || !has_answer(q, code))
			build_mistake(b, pointer, "De vraag “%s” heeft geen "
			    "antwoord “%s”.", q->code,
			    code == NULL ? "" : code);
		else if (is_in_a_group(d, code))
			build_mistake(b, pointer, "Het antwoord “%s” staat al "
			    "in een groep.", code);
		else
			g->values[g->value_count++] = arena_copy(b->arena,
			    code);
	}
}

static void
breakdown_group(struct build *b, struct breakdown *d, const json_t *item,
    const char *pointer)
{
	static const char *const keys[] = { "code", "label", "values", NULL };
	struct breakdown_group *g = &d->groups[d->group_count++];

	build_keys(b, item, pointer, keys);
	g->code = build_code(b, item, pointer, "code");
	g->label = build_text(b, item, pointer, "label", LABEL_MAX, false);
	for (size_t i = 0; g->code != NULL && &d->groups[i] < g; i++)
		if (d->groups[i].code != NULL &&
		    strcmp(d->groups[i].code, g->code) == 0)
			build_mistake(b, build_in(b, pointer, "code"), "Er is "
			    "al een groep met de code “%s”.", g->code);
	group_values(b, d, g, json_object_get(item, "values"), pointer);
}

static void
breakdown(struct build *b, struct breakdown *out, const json_t *item,
    const char *pointer)
{
	static const char *const keys[] = { "code", "label", "question",
	    "groups", NULL };
	const char *code = json_string_value(json_object_get(item,
	    "question"));
	const json_t *groups = json_object_get(item, "groups"), *group;
	struct breakdown *d = &out[b->q->breakdown_count];
	size_t i;

	build_keys(b, item, pointer, keys);
	d->code = build_code(b, item, pointer, "code");
	d->label = build_text(b, item, pointer, "label", LABEL_MAX, false);
	for (i = 0; d->code != NULL && i < b->q->breakdown_count; i++)
		if (out[i].code != NULL && strcmp(out[i].code, d->code) == 0)
			build_mistake(b, build_in(b, pointer, "code"), "Er is "
			    "al een uitsplitsing met de code “%s”.", d->code);
	d->question = code == NULL ? b->q->question_count :
	    questionnaire_find(b->q, code, strlen(code));
	if (d->question == b->q->question_count ||
	    b->questions[d->question].type != QUESTION_ONE) {
		build_mistake(b, pointer, "Een uitsplitsing gaat over een "
		    "vraag met één antwoord.");
		return;
	}
	if (json_array_size(groups) < 2)
		build_mistake(b, pointer, "Een uitsplitsing heeft minstens "
		    "twee groepen.");
	d->groups = arena_new(b->arena, json_array_size(groups),
	    sizeof(*d->groups));
	json_array_foreach(groups, i, group)
		breakdown_group(b, d, group, build_at(b, build_in(b, pointer,
		    "groups"), i));
	b->q->breakdown_count++;
}

void
build_breakdowns(struct build *b, const json_t *list)
{
	struct breakdown *out;
	const json_t *item;
	size_t i;

	if (list == NULL)
		return;
	if (!json_is_array(list) || json_array_size(list) > BREAKDOWNS_MAX) {
		build_mistake(b, "/breakdowns", "“breakdowns” moet een lijst "
		    "van hoogstens %d zijn.", BREAKDOWNS_MAX);
		return;
	}
	out = arena_new(b->arena, json_array_size(list), sizeof(*out));
	json_array_foreach(list, i, item)
		breakdown(b, out, item, build_at(b, "/breakdowns", i));
	b->q->breakdowns = out;
}
