/*
 * stop_request.c - counts requests per mail domain and day.
 */
#include "domain/stop_request.h"

#include <stdlib.h>

#include "base/log.h"

bool
stop_too_many(size_t asked, size_t people)
{
	return asked > STOP_DOMAIN_MOST && asked * 5 > people;
}

bool
stop_needs_domains(const struct stop_ask *asks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t asked = 0;

		for (size_t k = i; k < count; k++)
			asked += asks[k].day == asks[i].day;
		if (asked > STOP_DOMAIN_MOST)
			return true;
	}
	return false;
}

static int
by_domain_and_day(const void *a, const void *b)
{
	const struct stop_ask *x = *(struct stop_ask *const *)a;
	const struct stop_ask *y = *(struct stop_ask *const *)b;
	int order = (x->domain > y->domain) - (x->domain < y->domain);

	return order != 0 ? order : (x->day > y->day) - (x->day < y->day);
}

static bool
is_believed(size_t asked, const struct stop_domain *d)
{
	if (d->word != STOP_UNDECIDED)
		return d->word == STOP_PEOPLE;
	return !stop_too_many(asked, d->people);
}

void
stop_judge(struct stop_ask *asks, size_t count,
    const struct stop_domain *domains)
{
	struct stop_ask **sorted = calloc(count + 1, sizeof(*sorted));
	size_t end;

	if (sorted == NULL)
		die("out of memory");
	for (size_t i = 0; i < count; i++)
		sorted[i] = &asks[i];
	qsort(sorted, count, sizeof(*sorted), by_domain_and_day);
	for (size_t i = 0; i < count; i = end) {
		size_t domain = sorted[i]->domain;
		bool believed;

		for (end = i; end < count && sorted[end]->domain == domain &&
		    sorted[end]->day == sorted[i]->day; end++)
			continue;
		believed = domain == STOP_NO_DOMAIN ||
		    is_believed(end - i, &domains[domain]);
		for (size_t k = i; k < end; k++)
			sorted[k]->believed = believed;
	}
	free(sorted);
}

static size_t
asked_on(const struct stop_ask *asks, size_t count, size_t domain, long day)
{
	size_t asked = 0;

	for (size_t i = 0; i < count; i++)
		asked += asks[i].domain == domain && asks[i].day == day;
	return asked;
}

bool
stop_has_scanner(const struct stop_ask *asks, size_t count, size_t domain,
    const struct stop_domain *domains)
{
	for (size_t i = 0; i < count; i++)
		if (asks[i].domain == domain && stop_too_many(asked_on(asks,
		    count, domain, asks[i].day), domains[domain].people))
			return true;
	return false;
}
