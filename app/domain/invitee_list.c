/*
 * invitee_list.c - a whole address list: all its rows, the doubles among
 * them, and what would happen to each.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "domain/invitee_row.h"

static void *
grow(size_t count, size_t size)
{
	void *p = calloc(count + 1, size);

	if (p == NULL)
		die("out of memory");
	return p;
}

static void
names_fold(struct invitee_names *n, const struct invitee_group *groups,
    size_t group_count)
{
	size_t room = 0;

	for (size_t i = 0; i < group_count; i++)
		room += 2 + groups[i].synonym_count;
	n->list = grow(room, sizeof(*n->list));
	for (size_t i = 0; i < group_count; i++) {
		for (size_t j = 0; j < groups[i].synonym_count + 2; j++) {
			char *s = invitee_fold(j == 0 ? groups[i].code :
			    j == 1 ? groups[i].name :
			    groups[i].synonyms[j - 2]);

			if (s == NULL)
				continue;
			n->list[n->count].folded = s;
			n->list[n->count++].group = i;
		}
	}
}

static void
names_free(struct invitee_names *n)
{
	for (size_t i = 0; i < n->count; i++)
		free(n->list[i].folded);
	free(n->list);
}

/* By address, and within one address in the order of the list. */
static int
by_address(const void *a, const void *b)
{
	const struct invitee_row *x = *(struct invitee_row *const *)a;
	const struct invitee_row *y = *(struct invitee_row *const *)b;
	int order = strcmp(x->key, y->key);

	return order != 0 ? order : (x > y) - (x < y);
}

/*
 * The first row of an address counts. Rows with a mistake do not take part:
 * mending them may change their address.
 */
static void
doubles_find(struct invitee_list *l, const struct invitee_group *groups)
{
	struct invitee_row **sorted = grow(l->count, sizeof(*sorted));
	struct invitee_row *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < l->count; i++)
		if (l->rows[i].good)
			sorted[n++] = &l->rows[i];
	qsort(sorted, n, sizeof(*sorted), by_address);
	for (size_t i = 0; i < n; i++) {
		struct invitee_row *row = sorted[i];

		if (first == NULL || strcmp(first->key, row->key) != 0) {
			first = row;
		} else if (first->group == row->group) {
			row->fate = INVITEE_DOUBLE;
			row->same = (size_t)(first - l->rows);
		} else {
			row->good = false;
			invitee_say(l, row->line, "functiegroep",
			    INVITEE_REFUSED, "Dit adres staat ook op regel "
			    "%ld, met functiegroep “%s”. Kies één "
			    "functiegroep.", first->line,
			    groups[first->group].name);
		}
	}
	free(sorted);
}

enum outcome
invitee_list_read(struct invitee_list *out, const struct invitee_cells *rows,
    size_t row_count, const struct invitee_group *groups, size_t group_count)
{
	struct invitee_list l = { 0 };
	struct invitee_columns columns;
	struct invitee_names names = { 0 };
	enum outcome o;

	REQUIRE(row_count > 0);
	o = invitee_columns_read(&l, &rows[0], &columns);
	if (o == DONE) {
		names_fold(&names, groups, group_count);
		l.count = row_count - 1;
		l.rows = grow(l.count, sizeof(*l.rows));
		for (size_t i = 0; i < l.count; i++)
			invitee_row_read(&l, &l.rows[i], &rows[i + 1],
			    &columns, &names);
		doubles_find(&l, groups);
		names_free(&names);
	}
	*out = l;
	return o;
}

void
invitee_list_meet(struct invitee_list *l, size_t row, size_t there,
    const struct invitee_group *groups)
{
	struct invitee_row *r = &l->rows[row];

	if (r->group == there) {
		r->fate = INVITEE_DOUBLE;
		r->same = INVITEE_KNOWN;
		return;
	}
	r->good = false;
	invitee_say(l, r->line, "functiegroep", INVITEE_REFUSED, "Dit adres "
	    "staat al op de lijst van deze meting, met functiegroep “%s”.",
	    groups[there].name);
}

static int
by_line(const void *a, const void *b)
{
	const struct verdict *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return strcmp(x->field, y->field);
}

enum outcome
invitee_list_judge(struct invitee_list *l, const struct invitee_group *groups)
{
	bool header_refused = false;

	for (size_t i = 0; i < l->verdict_count; i++)
		header_refused |= l->verdicts[i].fate == INVITEE_REFUSED &&
		    strcmp(l->verdicts[i].field, "kop") == 0;
	l->fresh = l->doubles = l->refused = 0;
	for (size_t i = 0; i < l->count; i++) {
		const struct invitee_row *r = &l->rows[i];

		if (!r->good) {
			l->refused++;
		} else if (r->fate == INVITEE_NEW) {
			l->fresh++;
			invitee_say(l, r->line, "", INVITEE_NEW, "Wordt "
			    "uitgenodigd als “%s”.", groups[r->group].name);
		} else if (r->same == INVITEE_KNOWN) {
			l->doubles++;
			invitee_say(l, r->line, "email", INVITEE_DOUBLE,
			    "Dit adres staat al op de lijst van deze meting, "
			    "met dezelfde functiegroep: telt één keer.");
		} else {
			l->doubles++;
			invitee_say(l, r->line, "email", INVITEE_DOUBLE,
			    "Dit adres staat ook op regel %ld, met dezelfde "
			    "functiegroep: telt één keer.",
			    l->rows[r->same].line);
		}
	}
	if (l->verdict_count > 0)
		qsort(l->verdicts, l->verdict_count, sizeof(*l->verdicts),
		    by_line);
	return l->refused > 0 || header_refused ? REFUSED : DONE;
}

void
invitee_list_free(struct invitee_list *l)
{
	for (size_t i = 0; i < l->count; i++) {
		invitee_free(&l->rows[i].invitee);
		if (l->rows[i].key != NULL)
			explicit_bzero(l->rows[i].key,
			    strlen(l->rows[i].key));
		free(l->rows[i].key);
	}
	for (size_t i = 0; i < l->verdict_count; i++)
		free(l->verdicts[i].text);
	free(l->rows);
	free(l->verdicts);
	*l = (struct invitee_list){ 0 };
}
