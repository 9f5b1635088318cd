/*
 * unsubscribe.c - too many at once: a window of two minutes over the askings
 * of each run and of each domain. Refuses to know who asked.
 */
#include "domain/unsubscribe.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static const char *
run_of(const struct unsubscribe_ask *a)
{
	return a->run == NULL ? "" : a->run;
}

static const char *
domain_of(const struct unsubscribe_ask *a)
{
	return a->domain == NULL ? "" : a->domain;
}

static bool
much_of_run(const struct unsubscribe_ask *a, size_t count)
{
	return count >= UNSUBSCRIBE_RUN_LEAST && count * 5 > a->run_letters;
}

static bool
much_of_domain(const struct unsubscribe_ask *a, size_t count)
{
	(void)a;
	return count > UNSUBSCRIBE_DOMAIN_MOST;
}

/* By what they have in common, then by time. */
static int
compare(const char *a, const char *b, time_t x, time_t y)
{
	int order = strcmp(a, b);

	return order != 0 ? order : (x > y) - (x < y);
}

static int
by_run(const void *a, const void *b)
{
	const struct unsubscribe_ask *x = *(struct unsubscribe_ask *const *)a;
	const struct unsubscribe_ask *y = *(struct unsubscribe_ask *const *)b;

	return compare(run_of(x), run_of(y), x->asked_at, y->asked_at);
}

static int
by_domain(const void *a, const void *b)
{
	const struct unsubscribe_ask *x = *(struct unsubscribe_ask *const *)a;
	const struct unsubscribe_ask *y = *(struct unsubscribe_ask *const *)b;

	return compare(domain_of(x), domain_of(y), x->asked_at, y->asked_at);
}

/* Of the sorted: marks all that lie in a window with too many. */
static void
mark(struct unsubscribe_ask **sorted, size_t count,
    const char *(*key)(const struct unsubscribe_ask *),
    bool (*too_many)(const struct unsubscribe_ask *, size_t),
    enum unsubscribe_fate fate)
{
	size_t end = 0, marked = 0;

	for (size_t i = 0; i < count; i++) {
		const char *mine = key(sorted[i]);

		if (*mine == '\0')
			continue;
		for (end = end > i ? end : i; end < count &&
		    strcmp(key(sorted[end]), mine) == 0 &&
		    sorted[end]->asked_at - sorted[i]->asked_at <
		    UNSUBSCRIBE_SECONDS; end++)
			continue;
		if (!too_many(sorted[i], end - i))
			continue;
		for (marked = marked > i ? marked : i; marked < end; marked++)
			sorted[marked]->fate = fate;
	}
}

void
unsubscribe_judge(struct unsubscribe_ask *asks, size_t count)
{
	struct unsubscribe_ask **sorted = calloc(count + 1, sizeof(*sorted));

	if (sorted == NULL)
		die("out of memory");
	for (size_t i = 0; i < count; i++) {
		asks[i].fate = UNSUBSCRIBE_STANDS;
		sorted[i] = &asks[i];
	}
	qsort(sorted, count, sizeof(*sorted), by_run);
	mark(sorted, count, run_of, much_of_run, UNSUBSCRIBE_RUN);
	qsort(sorted, count, sizeof(*sorted), by_domain);
	mark(sorted, count, domain_of, much_of_domain, UNSUBSCRIBE_DOMAIN);
	free(sorted);
}

bool
unsubscribe_is_due(time_t asked_at, time_t now)
{
	return now - asked_at >= UNSUBSCRIBE_SECONDS;
}
