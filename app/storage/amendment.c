/*
 * amendment.c - changes to the list of an open wave.
 */
#include "storage/amendment.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

void
store_listed_free(struct listed_row *row)
{
	text_free(&row->sealed);
}

static void
read_listed(const struct rows *r, struct listed_row *out)
{
	const unsigned char *bytes;
	size_t len;

	text_copy(out->invitee_id, sizeof(out->invitee_id),
	    rows_text(r, 0, 0));
	text_copy(out->invitation_id, sizeof(out->invitation_id),
	    rows_text(r, 0, 1));
	text_copy(out->function_group, sizeof(out->function_group),
	    rows_text(r, 0, 2));
	text_copy(out->status, sizeof(out->status), rows_text(r, 0, 3));
	bytes = rows_bytes(r, 0, 4, &len);
	text_clear(&out->sealed);
	text_add(&out->sealed, (const char *)bytes, len);
	bytes = rows_bytes(r, 0, 5, &len);
	REQUIRE(len == sizeof(out->hash));
	memcpy(out->hash, bytes, len);
	out->added = rows_bool(r, 0, 6);
}

enum outcome
store_listed_find(struct db *db, const char *wave_id, const char *id,
    const unsigned char *hash, struct listed_row *out)
{
	struct param p[] = { PARAM_TEXT(wave_id), PARAM_NULL, PARAM_NULL };
	struct rows *r = NULL;
	enum outcome o;

	if (id != NULL)
		p[1] = (struct param)PARAM_TEXT(id);
	if (hash != NULL)
		p[2] = (struct param)PARAM_BYTES(hash, INVITEE_HASH_BYTES);
	o = db_run(db, SQL_AMENDMENT_FIND, p, 3, &r);
	if (o == DONE && rows_count(r) != 1)
		o = rows_count(r) == 0 ? ABSENT : REFUSED;
	if (o == DONE)
		read_listed(r, out);
	rows_free(r);
	return o;
}

enum outcome
store_invitation_fate(struct db *db, const char *invitation_id,
    struct invitation_fate *out)
{
	struct param p[] = { PARAM_TEXT(invitation_id) };
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_AMENDMENT_LETTER, p, 1, &r);

	if (o != DONE)
		return o;
	out->under_way = rows_count(r) > 0 &&
	    strcmp(rows_text(r, 0, 0), "claimed") == 0;
	out->accepted = rows_count(r) > 0 && rows_bool(r, 0, 1);
	rows_free(r);
	r = NULL;
	o = db_run(db, SQL_AMENDMENT_REACHED_NOBODY, p, 1, &r);
	if (o == DONE)
		out->reached_nobody = rows_bool(r, 0, 0);
	rows_free(r);
	return o;
}

enum outcome
store_invitation_end(struct db *db, const char *wave_id,
    const char *invitation_id, const char *status)
{
	struct param p[] = {
		PARAM_TEXT(invitation_id), PARAM_TEXT(wave_id),
		PARAM_TEXT(status),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_AMENDMENT_END, p, 3, &r);

	if (o == DONE && rows_count(r) == 0)
		o = ABSENT;
	rows_free(r);
	return o;
}

enum outcome
store_withdrawn(struct db *db, const char *wave_id,
    const char *function_group, long *count)
{
	struct param p[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(function_group),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_AMENDMENT_WITHDRAWN, p, 2, &r);

	if (o == DONE)
		*count = (long)rows_int(r, 0, 0);
	rows_free(r);
	return o;
}

enum outcome
store_later_invite(struct db *db, const char *wave_id, const struct text *ids,
    const struct text *invitee_ids, const struct text *groups)
{
	struct param p[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(ids->bytes),
		PARAM_TEXT(invitee_ids->bytes), PARAM_TEXT(groups->bytes),
	};

	return db_run(db, SQL_AMENDMENT_INVITE, p, 4, NULL);
}

enum outcome
store_amendment_add(struct db *db, const char *wave_id,
    const struct text *ids, const struct text *groups, const char *what,
    const char *replaces)
{
	struct param p[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(ids->bytes),
		PARAM_TEXT(groups->bytes), PARAM_TEXT(what), PARAM_NULL,
	};

	if (replaces != NULL)
		p[4] = (struct param)PARAM_TEXT(replaces);
	return db_run(db, SQL_AMENDMENT_ADD, p, 5, NULL);
}

enum outcome
store_later_waiting(struct db *db, const char *wave_id,
    const char *function_group, long *waiting, time_t *next)
{
	struct param p[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(function_group),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_AMENDMENT_WAITING, p, 2, &r);

	if (o == DONE) {
		*waiting = (long)rows_int(r, 0, 0);
		*next = rows_null(r, 0, 1) ? 0 : rows_time(r, 0, 1);
	}
	rows_free(r);
	return o;
}

enum outcome
store_later_reminders(struct db *db, const char *wave_id,
    const char *function_group, time_t from, struct joined_row **out,
    size_t *count)
{
	struct param p[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(function_group),
		PARAM_TIME(from),
	};
	struct joined_row *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_AMENDMENT_REMINDERS, p, 3, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++)
		text_copy(list[i].kind, sizeof(list[i].kind),
		    rows_text(r, i, 0));
	*out = list;
	*count = rows_count(r);
	rows_free(r);
	return DONE;
}

enum outcome
store_amendments(struct db *db, const char *wave_id, struct amendments **out,
    size_t *count)
{
	struct param p[] = { PARAM_TEXT(wave_id) };
	struct amendments *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_AMENDMENT_COUNTS, p, 1, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++) {
		text_copy(list[i].function_group,
		    sizeof(list[i].function_group), rows_text(r, i, 0));
		list[i].corrected = (long)rows_int(r, i, 1);
		list[i].added = (long)rows_int(r, i, 2);
		list[i].withdrawn = (long)rows_int(r, i, 3);
	}
	*out = list;
	*count = rows_count(r);
	rows_free(r);
	return DONE;
}
