/*
 * create_wave.c - makes a wave, or says everything that is wrong with its
 * file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/create_wave.h"
#include "actions/end_transaction.h"
#include "actions/read_link_key.h"
#include "actions/write_audit.h"
#include "crypto/chance.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "domain/wave_file.h"
#include "storage/questionnaire.h"
#include "storage/wave.h"

#define UNIQUE_VIOLATION "23505"

/* Regions and places are shared by waves: the same code is the same place. */
static void
compare_name(struct mistakes *m, const struct region_name *was,
    const char *kind, const char *code, const char *name, const char *sector,
    const char *pointer)
{
	if (strcmp(was->kind, kind) != 0 || strcmp(was->code, code) != 0)
		return;
	if (strcmp(was->name, name) != 0)
		wave_file_mistake(m, pointer, "De code “%s” heet in eerdere "
		    "metingen “%s”.", code, was->name);
	if (sector != NULL && was->sector != NULL &&
	    strcmp(was->sector, sector) != 0)
		wave_file_mistake(m, pointer, "De code “%s” hoort in eerdere "
		    "metingen bij %s.", code, was->sector);
}

static enum outcome
check_names(struct db *db, const struct wave_file *f, struct mistakes *m)
{
	struct region_name *names = NULL;
	size_t count = 0;
	char at[64];
	enum outcome o = store_region_names(db, f->region.code, &names,
	    &count);

	for (size_t i = 0; o == DONE && i < count; i++) {
		compare_name(m, &names[i], "region", f->region.code,
		    f->region.label, NULL, "/region/name");
		for (size_t j = 0; j < f->municipality_count; j++) {
			snprintf(at, sizeof(at), "/municipalities/%zu", j);
			compare_name(m, &names[i], "municipality",
			    f->municipalities[j].code,
			    f->municipalities[j].label, NULL, at);
		}
		for (size_t j = 0; j < f->partnership_count; j++) {
			snprintf(at, sizeof(at), "/partnerships/%zu", j);
			compare_name(m, &names[i], "partnership",
			    f->partnerships[j].code, f->partnerships[j].name,
			    f->partnerships[j].sector, at);
		}
	}
	store_region_names_free(names, count);
	return o;
}

static enum outcome
check(struct db *db, const struct wave_file *f, struct mistakes *m)
{
	struct wave_row there = { 0 };
	enum outcome o = store_wave_find(db, f->code, &there);

	if (o == DONE)
		wave_file_mistake(m, "/wave", "Er is al een meting met de "
		    "naam “%s”.", f->code);
	store_wave_free(&there);
	if (o == DONE || o == ABSENT)
		o = check_names(db, f, m);
	return o == DONE && m->count > 0 ? REFUSED : o;
}

/* One transaction; *kept tells whether the wave may be there now: a commit
 * that fails may have happened all the same. */
static enum outcome
insert(struct db *db, const char *wave_id, const struct wave_file *f,
    const char *who, time_t now, bool *kept, struct problem *why)
{
	enum outcome o = db_begin(db);

	if (o != DONE)
		return o;
	o = store_wave_insert(db, wave_id, f);
	if (o == REFUSED && strcmp(db_sqlstate(db), UNIQUE_VIOLATION) == 0)
		problem_set(why, PROBLEM_DOUBLE, "Iemand anders maakte net een "
		    "meting met dezelfde naam. Probeer het opnieuw.");
	if (o == DONE)
		o = write_audit(db, now, who, "create_wave", wave_id, "{}");
	if (o == DONE)		/* its keys are post's to make */
		o = store_wave_notify(db, wave_id);
	*kept = o == DONE;
	return end_transaction(db, o, "create_wave", why);
}

enum outcome
create_wave(struct db *db, const struct config *config, const char *json,
    size_t len, const char *who, time_t now, char code[64],
    struct mistakes *mistakes, struct problem *why)
{
	struct wave_file_published *published = NULL;
	struct wave_file *f = NULL;
	struct rows *rows = NULL;
	unsigned char *key;
	char wave_id[37], name[64];
	size_t count = 0;
	bool kept = false;
	enum outcome o;

	crypto_open();
	key = crypto_secret_new(CONTACT_KEY_BYTES);
	o = store_questionnaire_all(db, &published, &count, &rows);
	if (o == DONE)
		o = wave_file_read(json, len, now, published, count, &f,
		    mistakes);
	if (o == DONE)
		o = check(db, f, mistakes);
	if (o != DONE)
		goto out;
	crypto_uuid(wave_id);
	contact_key_name(name, wave_id);
	o = crypto_key_make(key, CONTACT_KEY_BYTES, config->secrets, name);
	if (o == DONE)
		o = insert(db, wave_id, f, who, now, &kept, why);
	if (!kept)
		crypto_key_destroy(config->secrets, name);
	if (o == DONE)
		snprintf(code, 64, "%s", f->code);
out:
	crypto_secret_free(key);
	wave_file_free(f);
	free(published);
	rows_free(rows);
	return o;
}
