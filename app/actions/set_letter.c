/*
 * set_letter.c - a wave's own text of a letter is checked as a whole, stored
 * and written into the audit log, or nothing is.
 */
#include "actions/set_letter.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "actions/end_transaction.h"
#include "actions/find_wave.h"
#include "actions/write_audit.h"
#include "base/log.h"
#include "mail/letter_check.h"
#include "mail/letter_source.h"
#include "storage/letter_text.h"

struct change {
	struct db *db;
	const struct config *config;
	const struct letter_name *name;
	const char *source;	/* NULL: taken back */
	const char *who;
	time_t now;
	struct mistakes *mistakes;
	struct problem *why;
};

static enum outcome
check_there(const struct change *c, const struct letter_texts *texts)
{
	const struct letter_text *t = letter_text_of(texts, c->name->kind,
	    c->name->function_group);

	if (c->source != NULL || (t != NULL &&
	    (t->function_group == NULL) == (c->name->function_group == NULL)))
		return DONE;
	return problem_set(c->why, PROBLEM_NAME, "Deze brief heeft geen eigen "
	    "tekst die terug te nemen is.");
}

static enum outcome
check(const struct change *c, struct named_letter *l)
{
	enum outcome o = check_there(c, &l->texts);

	if (o == DONE && c->source != NULL)
		o = mail_letter_check(c->source, l->wave,
		    c->config->letter_hosts, c->mistakes);
	if (o != DONE)
		return o;
	letter_texts_put(&l->texts, c->name->kind, c->name->function_group,
	    c->source);
	return mail_letter_compare(&l->texts, c->name->kind,
	    c->name->function_group, l->wave, c->config->letter_hosts,
	    c->mistakes);
}

static enum outcome
store(const struct change *c, const char *wave_id)
{
	enum outcome o = store_letter_text_set(c->db, wave_id, c->name->kind,
	    c->name->function_group, c->source);

	if (o == REFUSED)
		o = problem_set(c->why, PROBLEM_STATE, "De eerste brieven van "
		    "deze soort zijn al onderweg. Hun tekst verandert niet "
		    "meer.");
	return o;
}

static enum outcome
audit(const struct change *c, const char *wave_id)
{
	json_t *detail = json_pack("{s:s, s:s?, s:i}", "kind", c->name->kind,
	    "function_group", c->name->function_group, "bytes",
	    c->source == NULL ? 0 : (int)strlen(c->source));
	char *json = json_dumps(detail, JSON_COMPACT);
	enum outcome o;

	REQUIRE(json != NULL);
	o = write_audit(c->db, c->now, c->who, c->source == NULL ?
	    "unset_letter" : "set_letter", wave_id, json);
	free(json);
	json_decref(detail);
	return o;
}

static enum outcome
change(const struct change *c)
{
	struct named_letter l = { 0 };
	struct wave_row row = { 0 };
	enum outcome o = find_wave(c->db, c->name->wave, &row, c->why);

	if (o != DONE)
		return o;
	o = db_begin(c->db);
	/* Nobody else changes a text of this wave until it is stored. */
	if (o == DONE)
		o = hold_wave(c->db, &row, WAVE_DRAFT, WAVE_OPEN, c->why);
	if (o == DONE)
		o = find_letter_text(c->db, c->config, c->name, &l, c->why);
	if (o == DONE)
		o = check(c, &l);
	if (o == REFUSED && c->mistakes->count > 0)
		(void)problem_set(c->why, PROBLEM_FIELD, "De brief klopt "
		    "niet.");
	if (o == DONE)
		o = store(c, row.wave_id);
	if (o == DONE)
		o = audit(c, row.wave_id);
	o = end_transaction(c->db, o, "set_letter", c->why);
	named_letter_free(&l);
	store_wave_free(&row);
	return o;
}

enum outcome
set_letter(struct db *db, const struct config *config,
    const struct letter_name *name, const char *file, size_t len,
    const char *who, time_t now, struct mistakes *mistakes,
    struct problem *why)
{
	struct change c = { db, config, name, NULL, who, now, mistakes, why };
	struct text source = { 0 };
	enum outcome o = letter_source_read(file, len, &source, mistakes);

	c.source = source.bytes;
	if (o == DONE)
		o = change(&c);
	text_free(&source);
	return o;
}

enum outcome
unset_letter(struct db *db, const struct config *config,
    const struct letter_name *name, const char *who, time_t now,
    struct mistakes *mistakes, struct problem *why)
{
	const struct change c = { db, config, name, NULL, who, now, mistakes,
	    why };

	return change(&c);
}
