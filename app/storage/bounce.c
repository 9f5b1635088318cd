/*
 * bounce.c - what came back, as rows. Refuses to open a record.
 */
#include "storage/bounce.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

/* Runs a statement that gives a row when something changed: else ABSENT. */
static enum outcome
change(struct db *db, enum sql statement, const struct param *params,
    size_t count)
{
	struct rows *r = NULL;
	enum outcome o = db_run(db, statement, params, count, &r);

	if (o == DONE && rows_count(r) == 0)
		o = ABSENT;
	rows_free(r);
	return o;
}

static void
copy_bytes(struct text *out, const struct rows *r, size_t row, int column)
{
	size_t len;
	const unsigned char *bytes = rows_bytes(r, row, column, &len);

	text_clear(out);
	text_add(out, (const char *)bytes, len);
}

enum outcome
store_undelivered_add(struct db *db, const char *invitation_id,
    const char *wave_id, const char *status, const char *reason)
{
	const struct param p[] = {
		PARAM_TEXT(invitation_id), PARAM_TEXT(wave_id),
		PARAM_TEXT(status), PARAM_TEXT(reason),
	};

	return change(db, SQL_BOUNCE_UNDELIVERED, p, 4);
}

enum outcome
store_bounce_count(struct db *db, const char *wave_id, const char *kind,
    const char *class)
{
	const struct param p[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(kind), PARAM_TEXT(class),
	};

	return db_run(db, SQL_BOUNCE_COUNT, p, 3, NULL);
}

enum outcome
store_bounce_person(struct db *db, const char *invitation_id,
    char invitee_id[37], struct text *sealed)
{
	const struct param p[] = { PARAM_TEXT(invitation_id) };
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_BOUNCE_PERSON, p, 1, &r);

	if (o == DONE && rows_count(r) == 0)
		o = ABSENT;
	if (o == DONE) {
		text_copy(invitee_id, 37, rows_text(r, 0, 0));
		copy_bytes(sealed, r, 0, 1);
	}
	rows_free(r);
	return o;
}

enum outcome
store_bounce_invitations(struct db *db, const char *wave_id,
    char (**out)[37], size_t *count)
{
	const struct param p[] = { PARAM_TEXT(wave_id) };
	char (*ids)[37];
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_BOUNCE_INVITATIONS, p, 1, &r);

	if (o != DONE)
		return o;
	ids = calloc(rows_count(r) + 1, sizeof(*ids));
	if (ids == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++)
		text_copy(ids[i], sizeof(ids[i]), rows_text(r, i, 0));
	*count = rows_count(r);
	*out = ids;
	rows_free(r);
	return DONE;
}

enum outcome
store_bounce_invitation_count(struct db *db, const char *wave_id,
    size_t *count)
{
	const struct param p[] = { PARAM_TEXT(wave_id) };
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_BOUNCE_INVITATION_COUNT, p, 1, &r);

	if (o == DONE)
		*count = (size_t)rows_int(r, 0, 0);
	rows_free(r);
	return o;
}

enum outcome
store_mail_block_add(struct db *db, const char *mail_block_id,
    const char *wave_id, const unsigned char hash[DOMAIN_HASH_BYTES],
    const struct text *sealed)
{
	const struct param p[] = {
		PARAM_TEXT(mail_block_id), PARAM_TEXT(wave_id),
		PARAM_BYTES(hash, DOMAIN_HASH_BYTES),
		PARAM_BYTES(sealed->bytes, sealed->len),
	};

	return change(db, SQL_MAIL_BLOCK_ADD, p, 4);
}

enum outcome
store_mail_blocks(struct db *db, const char *wave_id,
    unsigned char (**out)[DOMAIN_HASH_BYTES], size_t *count)
{
	const struct param p[] = { PARAM_TEXT(wave_id) };
	unsigned char (*list)[DOMAIN_HASH_BYTES] = NULL;
	const unsigned char *hash;
	struct rows *r = NULL;
	size_t len;
	enum outcome o = db_run(db, SQL_MAIL_BLOCKS, p, 1, &r);

	if (o != DONE)
		return o;
	if (rows_count(r) > 0) {
		list = calloc(rows_count(r), sizeof(*list));
		if (list == NULL)
			die("out of memory");
	}
	for (size_t i = 0; i < rows_count(r); i++) {
		hash = rows_bytes(r, i, 0, &len);
		REQUIRE(len == DOMAIN_HASH_BYTES);
		memcpy(list[i], hash, len);
	}
	*out = list;
	*count = rows_count(r);
	rows_free(r);
	return DONE;
}

enum outcome
store_mail_block_list(struct db *db, const char *wave_id,
    struct mail_block_row **out, size_t *count)
{
	const struct param p[] = { PARAM_TEXT(wave_id) };
	struct mail_block_row *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_MAIL_BLOCK_LIST, p, 1, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++) {
		text_copy(list[i].mail_block_id,
		    sizeof(list[i].mail_block_id), rows_text(r, i, 0));
		copy_bytes(&list[i].sealed, r, i, 1);
	}
	*out = list;
	*count = rows_count(r);
	rows_free(r);
	return DONE;
}

void
store_mail_block_free(struct mail_block_row *blocks, size_t count)
{
	for (size_t i = 0; blocks != NULL && i < count; i++)
		text_free(&blocks[i].sealed);
	free(blocks);
}

enum outcome
store_mail_block_lift(struct db *db, const char *wave_id,
    const unsigned char hash[DOMAIN_HASH_BYTES])
{
	const struct param p[] = {
		PARAM_TEXT(wave_id), PARAM_BYTES(hash, DOMAIN_HASH_BYTES),
	};

	return change(db, SQL_MAIL_BLOCK_LIFT, p, 2);
}

static void
read_undelivered(struct undelivered_row *u, const struct rows *r, size_t row)
{
	text_copy(u->function_group, sizeof(u->function_group),
	    rows_text(r, row, 0));
	text_copy(u->invitee_id, sizeof(u->invitee_id), rows_text(r, row, 1));
	copy_bytes(&u->sealed, r, row, 2);
	if (!rows_null(r, row, 3))
		text_copy(u->reason, sizeof(u->reason), rows_text(r, row, 3));
	if (!rows_null(r, row, 4))
		text_copy(u->reply, sizeof(u->reply), rows_text(r, row, 4));
	u->waits = !rows_null(r, row, 5) && rows_bool(r, row, 5);
	if (!rows_null(r, row, 6))
		u->leaves = rows_time(r, row, 6);
}

enum outcome
store_undelivered(struct db *db, const char *wave_id,
    struct undelivered_row **out, size_t *count)
{
	const struct param p[] = { PARAM_TEXT(wave_id) };
	struct undelivered_row *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_UNDELIVERED_LIST, p, 1, &r);

	if (o != DONE)
		return o;
	list = calloc(rows_count(r) + 1, sizeof(*list));
	if (list == NULL)
		die("out of memory");
	for (size_t i = 0; i < rows_count(r); i++)
		read_undelivered(&list[i], r, i);
	*out = list;
	*count = rows_count(r);
	rows_free(r);
	return DONE;
}

void
store_undelivered_free(struct undelivered_row *rows, size_t count)
{
	for (size_t i = 0; rows != NULL && i < count; i++)
		text_free(&rows[i].sealed);
	free(rows);
}
