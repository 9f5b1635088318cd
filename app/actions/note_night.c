/*
 * note_night.c - numbers of envelopes, night by night, in a file: its first
 * line is the day, each other one a group and a number. Refuses to tell
 * anybody, and to keep anything in the database.
 */
#include "actions/note_night.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/read_link_key.h"
#include "actions/read_list_key.h"
#include "base/clock.h"
#include "base/log.h"
#include "crypto/keyfile.h"
#include "crypto/record.h"
#include "crypto/signature.h"
#include "crypto/token.h"

static void
print_day(char out[16], time_t now)
{
	struct local_time today = clock_local(now);

	(void)snprintf(out, 16, "%04d-%02d-%02d", today.year % 10000,
	    today.month % 100, today.day % 100);
}

/* The number noted of a group; 0 when there is none. */
static size_t
noted_of(const struct text *nights, const char *group)
{
	size_t len = strlen(group);

	for (const char *at = nights->bytes; at != NULL;
	    at = strchr(at, '\n')) {
		at += *at == '\n';
		if (strncmp(at, group, len) == 0 && at[len] == ' ')
			return (size_t)strtoul(at + len, NULL, 10);
	}
	return 0;
}

static enum outcome
write_night(const struct config *config, const struct wave *wave,
    const struct genuine_ballots *g, const struct text *before,
    const char *day)
{
	struct text nights = { 0 };
	char name[LIST_NAME_MAX];
	size_t now, then;
	enum outcome o;

	text_printf(&nights, "%s\n", day);
	for (size_t i = 0; i < wave->group_count; i++) {
		now = genuine_ballots_of(g, wave->groups[i].code);
		then = noted_of(before, wave->groups[i].code);
		text_printf(&nights, "%s %zu\n", wave->groups[i].code,
		    now > then ? now : then);
	}
	list_nights_name(name, wave->wave_id);
	o = crypto_record_replace(config->secrets, name, &nights);
	text_free(&nights);
	return o;
}

static enum outcome
count_night(struct db *db, const struct config *config,
    const struct wave_work *wave, const struct text *before, const char *day,
    struct problem *why)
{
	unsigned char *key = crypto_secret_new(LINK_KEY_BYTES);
	struct genuine_ballots g = { .list = NULL };
	struct wave *whole = NULL;
	enum outcome o = read_link_key(key, config, wave, why);

	if (o == DONE)
		o = store_wave_work_read(db, wave->wave_id, &whole);
	if (o == ABSENT)
		o = log_failed("wave %s is gone", wave->wave_id);
	if (o == DONE)
		o = find_genuine_ballots(db, key, wave->wave_id, &g);
	if (o == DONE)
		o = write_night(config, whole, &g, before, day);
	genuine_ballots_free(&g);
	wave_free(whole);
	crypto_secret_free(key);
	return o;
}

static enum outcome
read_nights(const struct config *config, const char *wave_id,
    struct text *out)
{
	char name[LIST_NAME_MAX];
	enum outcome o;

	list_nights_name(name, wave_id);
	o = crypto_record_read(out, config->secrets, name);
	return o == ABSENT ? DONE : o;
}

enum outcome
note_night(struct db *db, const struct config *config,
    const struct wave_work *wave, time_t now, struct problem *why)
{
	unsigned char *seed = crypto_secret_new(SIGN_SEED_BYTES);
	struct text before = { 0 };
	char day[16];
	enum outcome o = read_list_key(seed, config, wave, why);

	crypto_secret_free(seed);
	print_day(day, now);
	if (o == DONE)
		o = read_nights(config, wave->wave_id, &before);
	if (o == DONE && (before.len < strlen(day) ||
	    strncmp(before.bytes, day, strlen(day)) != 0))
		o = count_night(db, config, wave, &before, day, why);
	text_free(&before);
	return o;
}

enum outcome
night_had_more(const struct config *config, const char *wave_id,
    const struct genuine_ballots *g, bool *more, char group[64])
{
	struct text nights = { 0 };
	enum outcome o = read_nights(config, wave_id, &nights);
	char *rest = nights.bytes, *line, *space;

	*more = false;
	(void)strsep(&rest, "\n");	/* the day */
	while (o == DONE && !*more && (line = strsep(&rest, "\n")) != NULL) {
		if ((space = strchr(line, ' ')) == NULL)
			continue;
		*space = '\0';
		text_copy(group, 64, line);
		*more = genuine_ballots_of(g, group) <
		    strtoul(space + 1, NULL, 10);
	}
	text_free(&nights);
	return o;
}
