/*
 * show_wave.c - one page of text about a wave, and what comes next. Says
 * nothing about who answered.
 */
#include <stdlib.h>
#include <string.h>

#include "actions/find_wave.h"
#include "actions/show_wave.h"
#include "actions/wave_fingerprint.h"
#include "base/log.h"
#include "storage/amendment.h"
#include "storage/function_group.h"
#include "storage/wave_work.h"

static void
say_time(struct text *out, const char *label, time_t t)
{
	char day[64], hour[32];

	text_date(day, sizeof(day), t, true);
	text_clock(hour, sizeof(hour), t);
	text_printf(out, "%-12s%s, %s\n", label, day, hour);
}

static void
say_contacts(struct text *out, const struct wave_row *w)
{
	char day[64];

	text_date(day, sizeof(day), w->contacts_destroyed != 0 ?
	    w->contacts_destroyed : w->contacts_until, true);
	text_printf(out, "Namen en adressen: %s %s\n",
	    w->contacts_destroyed != 0 ? "vernietigd op" : "bewaard tot",
	    day);
}

static void
say_holders(struct text *out, const struct wave_row *w,
    const struct holder_row *holders, size_t count, const char *fingerprint)
{

	text_printf(out, "\nSleutelhouders: %zu, van wie %d samen openen\n",
	    count, w->holders_needed);
	for (size_t i = 0; i < count; i++)
		text_printf(out, "  %s: %s\n", holders[i].name,
		    holders[i].confirmed ? "code gekregen en teruggetypt" :
		    holders[i].has_code ? "code gekregen" : "nog geen code");
	if (w->has_box)
		text_printf(out, "Vingerafdruk: %s\n", fingerprint);
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
say_groups(struct text *out, const struct group_rows *groups)
{
	text_puts(out, "\nFunctiegroepen\n");
	for (size_t i = 0; i < groups->count; i++) {
		const struct group_row *g = &groups->list[i];

		text_printf(out, "  %s (%s): ", g->group.name, g->group.code);
		if (g->merged_into != NULL)
			text_printf(out, "telt mee bij %s\n",
			    group_name(groups, g->merged_into));
		else
			text_printf(out, "%ld %s%s\n", g->all - g->doubles,
			    g->all - g->doubles == 1 ? "genodigde" :
			    "genodigden", g->invited < 0 &&
			    g->all - g->doubles < WAVE_GROUP_MIN ?
			    " (minder dan 5)" : "");
	}
}

static void
say_amendments(struct text *out, const struct group_rows *groups,
    const struct amendments *amended, size_t count)
{
	struct amended_group *names = calloc(groups->count + 1,
	    sizeof(*names));

	if (names == NULL)
		die("out of memory");
	for (size_t i = 0; i < groups->count; i++) {
		names[i].code = groups->groups[i].code;
		names[i].name = groups->groups[i].name;
	}
	text_puts(out, count > 0 ? "\n" : "");
	amendments_print(amended, count, names, groups->count, out);
	free(names);
}

static enum outcome
read_fingerprint(struct db *db, const struct wave_row *w, char *fingerprint)
{
	struct wave *wave = NULL;
	enum outcome o;

	if (!w->has_box)
		return DONE;
	o = store_wave_work_read(db, w->wave_id, &wave);
	if (o == DONE)
		wave_fingerprint(fingerprint, wave);
	wave_free(wave);
	return o;
}

static const char *
next_step(const struct wave_row *w, const struct holder_row *holders,
    size_t count, time_t now)
{
	switch (w->state) {
	case WAVE_DRAFT:
		if (!w->has_link_key)
			return "wacht tot aoj-post de sleutels heeft gemaakt";
		for (size_t i = 0; i < count; i++)
			if (!holders[i].confirmed)
				return "geef elke sleutelhouder een code (aoj "
				    "holder code) en laat die terugtypen (aoj "
				    "holder confirm)";
		return "maak de meting klaar (aoj wave ready)";
	case WAVE_READY:
		return "start de meting (aoj wave start)";
	case WAVE_OPEN:
		return now < w->closes_at ? "volg de respons (aoj rates)" :
		    "wacht tot aoj-post de meting sluit";
	case WAVE_CLOSED:
		return "tel de antwoorden (aoj count), een half uur na het "
		    "sluiten";
	case WAVE_COUNTED:
		break;
	}
	return "bekijk de respons (aoj rates)";
}

enum outcome
show_wave(struct db *db, const char *code, time_t now, struct text *out,
    struct problem *why)
{
	struct wave_row w = { 0 };
	struct group_rows groups = { 0 };
	struct holder_row *holders = NULL;
	struct amendments *amended = NULL;
	size_t count = 0, amended_count = 0;
	char fingerprint[80];
	enum outcome o = find_wave(db, code, &w, why);

	if (o == DONE)
		o = store_groups(db, w.wave_id, &groups);
	if (o == DONE)
		o = store_wave_holders(db, w.wave_id, &holders, &count);
	if (o == DONE)
		o = read_fingerprint(db, &w, fingerprint);
	if (o == DONE)
		o = store_amendments(db, w.wave_id, &amended, &amended_count);
	if (o == DONE) {
		text_printf(out, "%s%s (%s)\n%-12s%s\n",
		    w.trial ? "PROEF: " : "", w.title, w.code, "Stand:",
		    state_words(w.state));
		say_time(out, "Opent:", w.opens_at);
		say_time(out, "Sluit:", w.closes_at);
		text_printf(out, "%-12s%d\n", "Drempel:", w.threshold);
		say_contacts(out, &w);
		say_groups(out, &groups);
		say_amendments(out, &groups, amended, amended_count);
		say_holders(out, &w, holders, count, fingerprint);
		text_printf(out, "\nHierna: %s.\n",
		    next_step(&w, holders, count, now));
	}
	free(amended);
	store_wave_holders_free(holders, count);
	store_groups_free(&groups);
	store_wave_free(&w);
	return o;
}
