/*
 * counting.c - what counting stores: envelopes put aside, closed answers and
 * open answers, each in an order of its own. Refuses to know what an answer
 * says.
 */
#include "actions/counting.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "crypto/chance.h"
#include "domain/answers.h"
#include "storage/response.h"

void *
counting_list(size_t count, size_t size)
{
	void *list = calloc(count + 1, size);

	if (list == NULL)
		die("out of memory");
	return list;
}

void
counting_free(struct counting *c)
{
	ballot_opener_free(&c->opener);
	ballots_free(&c->ballots);
	for (size_t k = 0; c->groups != NULL &&
	    k < c->wave->questionnaire_count; k++)
		free(c->groups[k]);
	free(c->groups);
	free(c->verdicts);
	counted_rows_free(&c->rows);
	wave_free(c->wave);
}

enum outcome
counting_set_aside(struct counting *c)
{
	enum outcome outcome = DONE;
	size_t i;

	for (i = 0; outcome == DONE && i < c->ballots.count; i++)
		if (c->verdicts[i].kind == BALLOT_FOREIGN ||
		    c->verdicts[i].kind == BALLOT_DAMAGED)
			outcome = store_ballot_set_aside(c->db,
			    c->box.wave_id, &c->ballots.list[i],
			    c->verdicts[i].kind == BALLOT_FOREIGN ?
			    "foreign" : "damaged");
	return outcome;
}

/* Its code, or NULL for a group that may not stand there. */
static const char *
group_code(const struct counting *c, const struct disclosure_group *groups,
    size_t group)
{
	return groups[group].named ? c->wave->groups[group].code : NULL;
}

/* A questionnaire's place among those of the wave. */
static size_t
place_of(const struct counting *c, const struct questionnaire *q)
{
	size_t k = 0;

	while (c->wave->questionnaires[k].q != q)
		k++;
	return k;
}

static enum outcome
store_closed(struct counting *c, const struct verdict *v)
{
	const char *group = group_code(c, c->groups[place_of(c, v->q)],
	    v->group);
	const char *closed = c->opener.document->closed;
	struct text canonical = { 0 };

	REQUIRE(answers_canonical(closed, strlen(closed), &canonical) ==
	    DONE);
	counted_rows_add_response(&c->rows, v->q->code, v->q->version, group,
	    canonical.bytes);
	text_free(&canonical);
	return store_response_add(c->db, c->box.wave_id, v->q->code,
	    v->q->version, group, closed);
}

enum outcome
counting_store_closed(struct counting *c)
{
	size_t *order = counting_list(c->ballots.count, sizeof(*order));
	enum outcome outcome = DONE;
	const struct verdict *v;
	size_t i;

	crypto_shuffle(order, c->ballots.count);
	for (i = 0; outcome == DONE && i < c->ballots.count; i++) {
		v = &c->verdicts[order[i]];
		if (v->kind != BALLOT_OPENED)
			continue;
		/* It opened a moment ago, from the same bytes. */
		REQUIRE(ballot_open(&c->opener,
		    &c->ballots.list[order[i]]) == DONE);
		outcome = store_closed(c, v);
		ballot_close(&c->opener);
	}
	free(order);
	return outcome;
}

/* One open answer: which envelope, which of its answers. */
struct open_place {
	size_t ballot;
	size_t answer;
};

/* What is stored of the open answers of one questionnaire. */
struct open_answers {
	const struct questionnaire *q;
	struct open_place *places;	/* owned */
	size_t count;
	/* Which groups may stand beside its texts; and beside what was typed
	 * at "anders, namelijk" of a question, one row of groups each. */
	struct disclosure_group *groups, *typed;	/* owned */
};

/* May a group stand beside closed answers, it may beside open ones only if
 * enough are behind those too. */
static void
name_groups(const struct counting *c, const struct open_answers *o,
    struct disclosure_group *groups)
{
	const struct disclosure_group *closed = c->groups[place_of(c, o->q)];

	disclosure_open(groups, c->wave->group_count);
	for (size_t i = 0; i < c->wave->group_count; i++)
		groups[i].named = groups[i].named && closed[i].named;
}

/*
 * A closed answer says that something was typed: where few of a group did,
 * their texts would fit one row each (definitions.md, R7).
 */
static void
count_typed(struct counting *c, struct open_answers *o)
{
	size_t groups = c->wave->group_count, at;

	o->typed = counting_list(o->q->question_count * groups,
	    sizeof(*o->typed));
	for (size_t i = 0; i < o->count; i++) {
		const struct open_place *p = &o->places[i];

		REQUIRE(ballot_open(&c->opener,
		    &c->ballots.list[p->ballot]) == DONE);
		at = answers_typed_at(o->q,
		    c->opener.document->open[p->answer].question);
		if (at < o->q->question_count)
			o->typed[at * groups +
			    c->verdicts[p->ballot].group].responses++;
		ballot_close(&c->opener);
	}
	for (at = 0; at < o->q->question_count; at++)
		name_groups(c, o, &o->typed[at * groups]);
}

static void
find_open(struct counting *c, const struct questionnaire *q,
    struct open_answers *o)
{
	size_t total = 0;

	for (size_t i = 0; i < c->ballots.count; i++)
		if (c->verdicts[i].q == q)
			total += c->verdicts[i].open_count;
	o->q = q;
	o->places = counting_list(total, sizeof(*o->places));
	o->groups = counting_list(c->wave->group_count, sizeof(*o->groups));
	for (size_t i = 0; i < c->ballots.count; i++) {
		if (c->verdicts[i].q != q)
			continue;
		o->groups[c->verdicts[i].group].responses++;
		for (size_t j = 0; j < c->verdicts[i].open_count; j++)
			o->places[o->count++] = (struct open_place){ i, j };
	}
	name_groups(c, o, o->groups);
	count_typed(c, o);
}

static enum outcome
store_open(struct counting *c, const struct open_answers *o,
    const struct open_place *p)
{
	const struct open_answer *a;
	enum outcome outcome;
	const char *group;
	size_t at;

	REQUIRE(ballot_open(&c->opener, &c->ballots.list[p->ballot]) == DONE);
	a = &c->opener.document->open[p->answer];
	at = answers_typed_at(o->q, a->question);
	group = group_code(c, at == o->q->question_count ? o->groups :
	    &o->typed[at * c->wave->group_count],
	    c->verdicts[p->ballot].group);
	counted_rows_add_open(&c->rows, o->q->code, o->q->version,
	    a->question, group, a->text);
	outcome = store_open_answer_add(c->db, c->box.wave_id, o->q->code,
	    o->q->version, a->question, group, a->text);
	ballot_close(&c->opener);
	return outcome;
}

static enum outcome
store_open_of(struct counting *c, const struct questionnaire *q)
{
	struct open_answers o = { .count = 0 };
	enum outcome outcome = DONE;
	size_t *order;

	find_open(c, q, &o);
	order = counting_list(o.count, sizeof(*order));
	crypto_shuffle(order, o.count);
	for (size_t i = 0; outcome == DONE && i < o.count; i++)
		outcome = store_open(c, &o, &o.places[order[i]]);
	free(order);
	free(o.places);
	free(o.groups);
	free(o.typed);
	return outcome;
}

enum outcome
counting_store_open(struct counting *c)
{
	enum outcome outcome = DONE;

	/* Nobody knows whose they are: not even that they are of the wave. */
	if (!c->statement.listed)
		return DONE;
	for (size_t k = 0; outcome == DONE && k < c->wave->questionnaire_count;
	    k++)
		outcome = store_open_of(c, c->wave->questionnaires[k].q);
	return outcome;
}
