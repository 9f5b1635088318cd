/*
 * respondent.c - calls the survey's functions. Refuses to know what a
 * draft or an envelope holds.
 */
#include <string.h>

#include "base/log.h"
#include "storage/respondent.h"

static bool
take(char *out, size_t size, const struct rows *rows, int column)
{
	const char *s = rows_text(rows, 0, column);

	if (strlen(s) >= size)
		return false;
	strcpy(out, s);
	return true;
}

enum outcome
store_find_invitation(struct db *db,
    const unsigned char token_hash[RESPONDENT_ID_BYTES], const char *known,
    struct found_invitation *out, struct text *document)
{
	const struct param params[] = {
		PARAM_BYTES(token_hash, RESPONDENT_ID_BYTES),
		PARAM_TEXT(known),
	};
	struct found_invitation found;
	struct rows *rows = NULL;
	enum outcome o;

	o = db_run(db, SQL_RESPONDENT_FIND, params, 2, &rows);
	if (o != DONE)
		return o;
	if (rows_count(rows) != 1) {
		rows_free(rows);
		return ABSENT;
	}
	found.revision = rows_int(rows, 0, 1);
	if (!take(found.wave_id, sizeof(found.wave_id), rows, 0) ||
	    !take(found.function_group, sizeof(found.function_group), rows,
	    2) || !take(found.status, sizeof(found.status), rows, 3)) {
		rows_free(rows);
		return log_failed("an invitation's row is not as expected");
	}
	if (!rows_null(rows, 0, 4))
		text_add(document, rows_text(rows, 0, 4),
		    rows_len(rows, 0, 4));
	*out = found;
	rows_free(rows);
	return DONE;
}

enum outcome
store_load_draft(struct db *db,
    const unsigned char draft_id[RESPONDENT_ID_BYTES],
    const unsigned char ballot_id[RESPONDENT_ID_BYTES], struct text *sealed,
    bool *spent)
{
	const struct param params[] = {
		PARAM_BYTES(draft_id, RESPONDENT_ID_BYTES),
		PARAM_BYTES(ballot_id, RESPONDENT_ID_BYTES),
	};
	struct rows *rows = NULL;
	enum outcome o;
	size_t len;

	o = db_run(db, SQL_RESPONDENT_LOAD, params, 2, &rows);
	if (o != DONE)
		return o;
	text_clear(sealed);
	if (!rows_null(rows, 0, 0)) {
		const unsigned char *bytes = rows_bytes(rows, 0, 0, &len);

		text_add(sealed, (const char *)bytes, len);
	}
	*spent = rows_bool(rows, 0, 1);
	rows_free(rows);
	return DONE;
}

/* Runs one writing function and reads the word it answers. */
static enum outcome
write_and_hear(struct db *db, enum sql statement, const struct param *params,
    size_t count, enum stored *out)
{
	static const struct { const char *word; enum stored stored; }
	    words[] = {
		{ "saved", STORED }, { "cast", STORED }, { "done", STORED },
		{ "changed", STORED_CHANGED }, { "spent", STORED_ALREADY },
		{ "already", STORED_ALREADY }, { "closed", STORED_CLOSED },
	};
	struct rows *rows = NULL;
	enum outcome o;

	o = db_run(db, statement, params, count, &rows);
	if (o == REFUSED)
		return log_failed("a write was refused: %s", db_sqlstate(db));
	if (o != DONE)
		return o;
	o = strcmp(rows_text(rows, 0, 0), "absent") == 0 ? ABSENT : FAILED;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].word, rows_text(rows, 0, 0)) == 0) {
			*out = words[i].stored;
			o = DONE;
		}
	rows_free(rows);
	return o == FAILED ? log_failed("an answer of the database is not "
	    "one of ours") : o;
}

enum outcome
store_save_draft(struct db *db, const struct draft_row *row, time_t now,
    enum stored *out)
{
	struct param params[] = {
		PARAM_BYTES(row->draft_id, RESPONDENT_ID_BYTES),
		PARAM_BYTES(row->ballot_id, RESPONDENT_ID_BYTES),
		PARAM_TEXT(row->wave_id),
		PARAM_TEXT(row->function_group),
		PARAM_BYTES(row->sealed->bytes, row->sealed->len),
		PARAM_NULL,
		PARAM_TIME(now),
	};

	if (row->expected != NULL)
		params[5] = (struct param)PARAM_BYTES(row->expected,
		    row->expected_len);
	return write_and_hear(db, SQL_RESPONDENT_SAVE, params, 7, out);
}

enum outcome
store_cast_envelope(struct db *db, const struct envelope_row *row, time_t now,
    enum stored *out)
{
	const struct param params[] = {
		PARAM_BYTES(row->ballot_id, RESPONDENT_ID_BYTES),
		PARAM_BYTES(row->draft_id, RESPONDENT_ID_BYTES),
		PARAM_TEXT(row->wave_id),
		PARAM_TEXT(row->questionnaire),
		PARAM_INT(row->version),
		PARAM_TEXT(row->function_group),
		PARAM_TEXT(row->day),
		PARAM_BYTES(row->sealed, row->sealed_len),
		PARAM_BYTES(row->mac, RESPONDENT_ID_BYTES),
		PARAM_TIME(now),
	};

	return write_and_hear(db, SQL_RESPONDENT_CAST, params, 10, out);
}

enum outcome
store_refuse(struct db *db, const struct refusal_row *row, time_t now,
    enum stored *out)
{
	const struct param params[] = {
		PARAM_BYTES(row->refusal_id, RESPONDENT_ID_BYTES),
		PARAM_TEXT(row->wave_id),
		PARAM_TEXT(row->function_group),
		PARAM_TEXT(row->kind),
		PARAM_TIME(now),
	};

	return write_and_hear(db, SQL_RESPONDENT_REFUSE, params, 5, out);
}

enum outcome
store_find_unsubscribe(struct db *db,
    const unsigned char hash[RESPONDENT_ID_BYTES], char wave_id[37])
{
	const struct param params[] = {
		PARAM_BYTES(hash, RESPONDENT_ID_BYTES),
	};
	struct rows *rows = NULL;
	enum outcome o = db_run(db, SQL_RESPONDENT_FIND_UNSUBSCRIBE, params,
	    1, &rows);

	if (o == DONE)
		text_copy(wave_id, 37, rows_null(rows, 0, 0) ? "" :
		    rows_text(rows, 0, 0));
	rows_free(rows);
	return o;
}

enum outcome
store_request_stop(struct db *db,
    const unsigned char stop_id[RESPONDENT_ID_BYTES], const char *wave_id,
    const char *what, time_t now, enum stored *out)
{
	const struct param params[] = {
		PARAM_BYTES(stop_id, RESPONDENT_ID_BYTES),
		PARAM_TEXT(wave_id[0] != '\0' ? wave_id :
		    "00000000-0000-0000-0000-000000000000"),
		PARAM_TEXT(what), PARAM_TIME(now),
	};

	return write_and_hear(db, SQL_RESPONDENT_STOP, params, 4, out);
}

enum outcome
store_stop_stands(struct db *db,
    const unsigned char stop_id[RESPONDENT_ID_BYTES], bool *out)
{
	const struct param params[] = {
		PARAM_BYTES(stop_id, RESPONDENT_ID_BYTES),
	};
	struct rows *rows = NULL;
	enum outcome o = db_run(db, SQL_RESPONDENT_STOP_STANDS, params, 1,
	    &rows);

	if (o == DONE)
		*out = rows_bool(rows, 0, 0);
	rows_free(rows);
	return o;
}
