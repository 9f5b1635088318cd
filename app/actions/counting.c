/*
 * counting.c - what counting stores: envelopes put aside, closed answers and
 * open answers, each in an order of its own. Refuses to know what an answer
 * says.
 */
#include "actions/counting.h"

#include <stdlib.h>

#include "base/log.h"
#include "crypto/chance.h"
#include "domain/disclosure.h"
#include "storage/response.h"

void *
counting_list(size_t count, size_t size)
{
	void *list = calloc(count + 1, size);

	if (list == NULL)
		die("out of memory");
	return list;
}

enum outcome
counting_set_aside(struct counting *c)
{
	enum outcome outcome = DONE;
	size_t i;

	for (i = 0; outcome == DONE && i < c->ballots.count; i++)
		if (c->verdicts[i].kind != BALLOT_OPENED)
			outcome = store_ballot_set_aside(c->db,
			    c->box.wave_id, &c->ballots.list[i],
			    c->verdicts[i].kind == BALLOT_FOREIGN ?
			    "foreign" : "damaged");
	return outcome;
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
		outcome = store_response_add(c->db, c->box.wave_id,
		    v->q->code, v->q->version,
		    c->wave->groups[v->group].code,
		    c->opener.document->closed);
		ballot_close(&c->opener);
	}
	free(order);
	return outcome;
}

/* Which groups may stand beside the open answers of a questionnaire. */
static struct disclosure_group *
named_groups(const struct counting *c, const struct questionnaire *q)
{
	struct disclosure_group *groups;
	size_t i;

	groups = counting_list(c->wave->group_count, sizeof(*groups));
	for (i = 0; i < c->ballots.count; i++)
		if (c->verdicts[i].kind == BALLOT_OPENED &&
		    c->verdicts[i].q == q)
			groups[c->verdicts[i].group].responses++;
	disclosure_open(groups, c->wave->group_count);
	return groups;
}

/* One open answer: which envelope, which of its answers. */
struct open_place {
	size_t ballot;
	size_t answer;
};

static enum outcome
store_open_of(struct counting *c, const struct questionnaire *q,
    const struct disclosure_group *groups, const struct open_place *places,
    size_t count)
{
	size_t *order = counting_list(count, sizeof(*order));
	enum outcome outcome = DONE;
	const struct open_answer *a;
	size_t i, group;

	crypto_shuffle(order, count);
	for (i = 0; outcome == DONE && i < count; i++) {
		const struct open_place *p = &places[order[i]];

		group = c->verdicts[p->ballot].group;
		REQUIRE(ballot_open(&c->opener,
		    &c->ballots.list[p->ballot]) == DONE);
		a = &c->opener.document->open[p->answer];
		outcome = store_open_answer_add(c->db, c->box.wave_id,
		    q->code, q->version, a->question, groups[group].named ?
		    c->wave->groups[group].code : NULL, a->text);
		ballot_close(&c->opener);
	}
	free(order);
	return outcome;
}

enum outcome
counting_store_open(struct counting *c)
{
	struct disclosure_group *groups;
	struct open_place *places;
	const struct questionnaire *q;
	enum outcome outcome = DONE;
	size_t k, i, j, n, total = 0;

	for (i = 0; i < c->ballots.count; i++)
		total += c->verdicts[i].open_count;
	places = counting_list(total, sizeof(*places));
	for (k = 0; outcome == DONE && k < c->wave->questionnaire_count; k++) {
		q = c->wave->questionnaires[k].q;
		for (n = i = 0; i < c->ballots.count; i++)
			for (j = 0; c->verdicts[i].q == q &&
			    j < c->verdicts[i].open_count; j++)
				places[n++] = (struct open_place){ i, j };
		groups = named_groups(c, q);
		outcome = store_open_of(c, q, groups, places, n);
		free(groups);
	}
	free(places);
	return outcome;
}
