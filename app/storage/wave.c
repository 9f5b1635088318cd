/*
 * wave.c - reads and writes waves for the office. Refuses to know when a wave
 * may change its state; the database refuses edges that do not exist.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "storage/function_group.h"
#include "storage/wave.h"

static char *
copy(const char *s)
{
	char *c = strdup(s);

	if (c == NULL)
		die("out of memory");
	return c;
}

static enum wave_state
state_of(const char *word)
{
	static const char *words[] = { "draft", "ready", "open", "closed",
	    "counted" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i]) == 0)
			return (enum wave_state)i;
	die("a wave cannot be %s", word);
}

void
store_wave_free(struct wave_row *w)
{
	free(w->code);
	free(w->title);
	free(w->settings);
	*w = (struct wave_row){ 0 };
}

enum outcome
store_wave_find(struct db *db, const char *code, struct wave_row *out)
{
	struct param p[] = { PARAM_TEXT(code) };
	struct rows *r = NULL;
	struct wave_row w = { 0 };
	const unsigned char *key;
	size_t len;
	enum outcome o;

	o = db_run(db, SQL_WAVE_BY_CODE, p, 1, &r);
	if (o == DONE && rows_count(r) == 0)
		o = ABSENT;
	if (o != DONE)
		goto out;
	text_copy(w.wave_id, sizeof(w.wave_id), rows_text(r, 0, 0));
	w.code = copy(rows_text(r, 0, 1));
	w.title = copy(rows_text(r, 0, 2));
	w.state = state_of(rows_text(r, 0, 3));
	w.trial = rows_bool(r, 0, 4);
	w.opens_at = rows_time(r, 0, 5);
	w.closes_at = rows_time(r, 0, 6);
	w.threshold = (int)rows_int(r, 0, 7);
	w.holders_needed = (int)rows_int(r, 0, 8);
	w.has_box = !rows_null(r, 0, 9);
	if (w.has_box) {
		key = rows_bytes(r, 0, 9, &len);
		REQUIRE(len == sizeof(w.box_public_key));
		memcpy(w.box_public_key, key, len);
	}
	w.has_link_key = rows_bool(r, 0, 10);
	w.settings = copy(rows_text(r, 0, 11));
	w.paused = rows_bool(r, 0, 12);
	w.contacts_until = rows_time(r, 0, 13);
	if (!rows_null(r, 0, 14))
		w.contacts_destroyed = rows_time(r, 0, 14);
	*out = w;
out:
	rows_free(r);
	return o;
}

enum outcome
store_wave_lock(struct db *db, const char *wave_id, enum wave_state *state)
{
	struct param p[] = { PARAM_TEXT(wave_id) };
	struct rows *r = NULL;
	enum outcome o;

	o = db_run(db, SQL_WAVE_LOCK, p, 1, &r);
	if (o == DONE && rows_count(r) == 0)
		o = ABSENT;
	else if (o == DONE)
		*state = state_of(rows_text(r, 0, 0));
	rows_free(r);
	return o;
}

void
store_region_names_free(struct region_name *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(names[i].kind);
		free(names[i].code);
		free(names[i].name);
		free(names[i].sector);
	}
	free(names);
}

enum outcome
store_region_names(struct db *db, const char *region,
    struct region_name **out, size_t *count)
{
	struct param p[] = { PARAM_TEXT(region) };
	struct region_name *names;
	struct rows *r = NULL;
	enum outcome o;

	o = db_run(db, SQL_REGION_NAMES, p, 1, &r);
	if (o != DONE)
		return o;
	names = calloc(rows_count(r) + 1, sizeof(*names));
	if (names == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++) {
		names[i].kind = copy(rows_text(r, i, 0));
		names[i].code = copy(rows_text(r, i, 1));
		names[i].name = copy(rows_text(r, i, 2));
		if (!rows_null(r, i, 3))
			names[i].sector = copy(rows_text(r, i, 3));
	}
	*out = names;
	*count = rows_count(r);
	rows_free(r);
	return DONE;
}

/* Runs a statement of parameters that are text or NULL. */
static enum outcome
run_texts(struct db *db, enum sql statement, const char *const *texts,
    size_t count)
{
	struct param p[8];

	REQUIRE(count <= sizeof(p) / sizeof(p[0]));
	for (size_t i = 0; i < count; i++)
		p[i] = texts[i] == NULL ? (struct param)PARAM_NULL :
		    (struct param)PARAM_TEXT(texts[i]);
	return db_run(db, statement, p, count, NULL);
}

static enum outcome
places_insert(struct db *db, const char *wave_id, const struct wave_file *f)
{
	struct text codes = { 0 }, names = { 0 };
	const char *region = f->region.code;
	enum outcome o;

	for (size_t i = 0; i < f->municipality_count; i++) {
		db_array_add(&codes, f->municipalities[i].code);
		db_array_add(&names, f->municipalities[i].label);
	}
	db_array_end(&codes);
	db_array_end(&names);
	o = run_texts(db, SQL_MUNICIPALITY_INSERT, (const char *const[]){
	    region, codes.bytes, names.bytes }, 3);
	if (o == DONE)
		o = run_texts(db, SQL_WAVE_MUNICIPALITY_INSERT, (const char
		    *const[]){ wave_id, region, codes.bytes }, 3);
	text_free(&codes);
	text_free(&names);
	return o;
}

static enum outcome
partnerships_insert(struct db *db, const char *wave_id,
    const struct wave_file *f)
{
	struct text codes = { 0 }, names = { 0 }, sectors = { 0 };
	enum outcome o;

	for (size_t i = 0; i < f->partnership_count; i++) {
		db_array_add(&codes, f->partnerships[i].code);
		db_array_add(&names, f->partnerships[i].name);
		db_array_add(&sectors, f->partnerships[i].sector);
	}
	db_array_end(&codes);
	db_array_end(&names);
	db_array_end(&sectors);
	o = run_texts(db, SQL_PARTNERSHIP_INSERT, (const char *const[]){
	    f->region.code, codes.bytes, names.bytes, sectors.bytes }, 4);
	if (o == DONE)
		o = run_texts(db, SQL_WAVE_PARTNERSHIP_INSERT, (const char
		    *const[]){ wave_id, f->region.code, codes.bytes }, 3);
	text_free(&codes);
	text_free(&names);
	text_free(&sectors);
	return o;
}

static enum outcome
parts_insert(struct db *db, const char *wave_id, const struct wave_file *f)
{
	struct text holders = { 0 };
	enum outcome o = DONE;

	for (size_t i = 0; o == DONE && i < f->questionnaire_count; i++) {
		struct param p[] = {
			PARAM_TEXT(wave_id),
			PARAM_TEXT(f->questionnaires[i].code),
			PARAM_INT(f->questionnaires[i].version),
			PARAM_NULL,
		};

		if (f->questionnaires[i].regional_page != NULL)
			p[3] = (struct param)PARAM_TEXT(
			    f->questionnaires[i].regional_page);
		o = db_run(db, SQL_WAVE_QUESTIONNAIRE_INSERT, p, 4, NULL);
	}
	for (size_t i = 0; o == DONE && i < f->group_count; i++)
		o = store_group_insert(db, wave_id, (int)i + 1,
		    &f->groups[i]);
	for (size_t i = 0; i < f->holder_count; i++)
		db_array_add(&holders, f->holders[i]);
	db_array_end(&holders);
	if (o == DONE)
		o = run_texts(db, SQL_WAVE_HOLDER_INSERT,
		    (const char *const[]){ wave_id, holders.bytes }, 2);
	text_free(&holders);
	return o;
}

enum outcome
store_wave_insert(struct db *db, const char *wave_id,
    const struct wave_file *f)
{
	struct param p[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(f->code),
		PARAM_TEXT(f->title), PARAM_TEXT(f->region.code),
		PARAM_BOOL(f->trial), PARAM_TIME(f->opens_at),
		PARAM_TIME(f->closes_at), PARAM_INT(f->threshold),
		PARAM_INT(f->holders_needed), PARAM_TEXT(f->settings),
	};
	enum outcome o;

	/* The region first: the wave refers to it. */
	o = run_texts(db, SQL_REGION_INSERT, (const char *const[]){
	    f->region.code, f->region.label }, 2);
	if (o == DONE)
		o = db_run(db, SQL_WAVE_INSERT, p, 10, NULL);
	if (o == DONE)
		o = places_insert(db, wave_id, f);
	if (o == DONE)
		o = partnerships_insert(db, wave_id, f);
	if (o == DONE)
		o = parts_insert(db, wave_id, f);
	return o;
}

void
store_wave_holders_free(struct holder_row *holders, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(holders[i].name);
	free(holders);
}

enum outcome
store_wave_holders(struct db *db, const char *wave_id,
    struct holder_row **out, size_t *count)
{
	struct param p[] = { PARAM_TEXT(wave_id) };
	struct holder_row *list;
	struct rows *r = NULL;
	enum outcome o;

	o = db_run(db, SQL_WAVE_HOLDERS, p, 1, &r);
	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++) {
		list[i].name = copy(rows_text(r, i, 0));
		list[i].has_code = rows_bool(r, i, 1);
		list[i].confirmed = rows_bool(r, i, 2);
	}
	*out = list;
	*count = rows_count(r);
	rows_free(r);
	return DONE;
}

enum outcome
store_wave_ready(struct db *db, const char *wave_id)
{
	return run_texts(db, SQL_WAVE_READY, &wave_id, 1);
}

enum outcome
store_wave_open(struct db *db, const char *wave_id)
{
	return run_texts(db, SQL_WAVE_OPEN, &wave_id, 1);
}

enum outcome
store_wave_close(struct db *db, const char *wave_id, time_t now)
{
	struct param p[] = { PARAM_TEXT(wave_id), PARAM_TIME(now) };

	return db_run(db, SQL_WAVE_CLOSE, p, 2, NULL);
}

enum outcome
store_wave_pause(struct db *db, const char *wave_id, bool paused)
{
	struct param p[] = { PARAM_TEXT(wave_id), PARAM_BOOL(paused) };
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_WAVE_PAUSE, p, 2, &r);

	if (o == DONE && rows_count(r) == 0)
		o = ABSENT;
	rows_free(r);
	return o;
}

enum outcome
store_wave_notify(struct db *db, const char *wave_id)
{
	return run_texts(db, SQL_WAVE_NOTIFY_POST, &wave_id, 1);
}
