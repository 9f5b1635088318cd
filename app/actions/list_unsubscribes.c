/*
 * list_unsubscribes.c - what is held, in the order of groups and addresses:
 * the order of asking is nobody's business.
 */
#include "actions/list_unsubscribes.h"

#include <stdlib.h>
#include <string.h>

#include "actions/find_wave.h"
#include "actions/held_unsubscribes.h"
#include "base/log.h"
#include "storage/function_group.h"

struct line {
	const char *group;
	const struct invitee *person;
	const struct unsubscribe_row *row;
};

static const char *
address_of(const struct line *l)
{
	return l->person->address == NULL ? "(gegevens niet te lezen)" :
	    l->person->address;
}

static int
by_group(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = strcmp(x->group, y->group);

	return order != 0 ? order : strcmp(address_of(x), address_of(y));
}

static const char *
group_name(const struct group_rows *groups, const char *code)
{
	for (size_t i = 0; i < groups->count; i++)
		if (strcmp(groups->groups[i].code, code) == 0)
			return groups->groups[i].name;
	return code;
}

static void
say_line(struct text *out, const struct line *l)
{
	const char *organisation = l->person->organisation;
	const char *at = strrchr(address_of(l), '@');
	char day[64], hour[32];

	text_date(day, sizeof(day), l->row->asked_at, false);
	text_clock(hour, sizeof(hour), l->row->asked_at);
	text_printf(out, "%s\t%s\t%s\t%s, %s\t", l->group,
	    organisation == NULL || *organisation == '\0' ? "–" :
	    organisation, address_of(l), day, hour);
	if (l->row->held == UNSUBSCRIBE_RUN)
		text_printf(out, "binnen twee minuten meer dan 20 %% van een "
		    "ronde brieven\n");
	else
		text_printf(out, "binnen twee minuten meer dan %d van %s\n",
		    UNSUBSCRIBE_DOMAIN_MOST, at == NULL ? "één domein" :
		    at + 1);
}

static void
say(struct text *out, const char *code, const struct held_unsubscribes *h,
    const struct group_rows *groups)
{
	struct line *lines = calloc(h->count + 1, sizeof(*lines));

	if (lines == NULL)
		die("out of memory");
	for (size_t i = 0; i < h->count; i++)
		lines[i] = (struct line){ .row = &h->rows[i],
		    .person = &h->people[i],
		    .group = group_name(groups, h->rows[i].function_group) };
	qsort(lines, h->count, sizeof(*lines), by_group);
	if (h->count == 0)
		text_puts(out, "Er wachten geen afmeldingen.\n");
	else
		text_printf(out, "Te bevestigen: %zu. Deze afmeldingen kwamen "
		    "met veel tegelijk; misschien deed een scanner\ndat, en "
		    "niet de mensen zelf. Zij krijgen geen brieven tot u "
		    "beslist:\n"
		    "  aoj unsubscribe confirm %s -|--all   zij willen "
		    "geen mail meer\n"
		    "  aoj unsubscribe dismiss %s -|--all   zij hebben "
		    "niets gevraagd\n"
		    "Met - leest aoj één adres van de standaardinvoer.\n\n",
		    h->count, code, code);
	for (size_t i = 0; i < h->count; i++)
		say_line(out, &lines[i]);
	free(lines);
}

enum outcome
list_unsubscribes(struct db *db, const struct config *config,
    const char *code, struct text *out, struct problem *why)
{
	struct held_unsubscribes held = { .rows = NULL };
	struct group_rows groups = { 0 };
	struct wave_row wave = { 0 };
	enum outcome o = find_wave(db, code, &wave, why);

	if (o == DONE)
		o = store_groups(db, wave.wave_id, &groups);
	if (o == DONE)
		o = held_unsubscribes(db, config, wave.wave_id, &held, why);
	if (o == DONE)
		say(out, code, &held, &groups);
	held_unsubscribes_free(&held);
	store_groups_free(&groups);
	store_wave_free(&wave);
	return o;
}
