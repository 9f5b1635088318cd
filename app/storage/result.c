/*
 * result.c - what was counted, row by row.
 */
#include "storage/result.h"

#include <string.h>

#include "base/log.h"

void
result_wave_free(struct result_wave *r)
{
	wave_free(r->wave);
	text_free(&r->document);
	text_free(&r->list);
	text_free(&r->columns);
}

/* A text and the signature in the column after it; false when NULL. */
static bool
read_signed(const struct rows *r, int column, struct text *text,
    unsigned char signature[64])
{
	const unsigned char *bytes;
	size_t len;

	if (rows_null(r, 0, column) || rows_null(r, 0, column + 1))
		return false;
	text_add(text, rows_text(r, 0, column), rows_len(r, 0, column));
	bytes = rows_bytes(r, 0, column + 1, &len);
	REQUIRE(len == 64);
	memcpy(signature, bytes, len);
	return true;
}

static void
write_columns(const struct rows *r, struct text *out)
{
	static const char *const numbers[] = {
		"found", "foreign", "damaged", "unopened", "opened",
		"counted_at",
	};

	text_puts(out, "{");
	for (int i = 0; i < 6; i++)
		text_printf(out, "\"%s\":%lld,", numbers[i],
		    (long long)rows_int(r, 0, 7 + i));
	if (rows_null(r, 0, 13))
		text_puts(out, "\"list\":null,");
	else
		text_printf(out, "\"list\":\"%s\",", rows_text(r, 0, 13));
	text_printf(out, "\"groups\":%s,\"drafts\":%s,\"holders\":%s}",
	    rows_text(r, 0, 14), rows_text(r, 0, 15), rows_text(r, 0, 16));
}

enum outcome
store_result_wave(struct db *db, const char *code, struct result_wave *out)
{
	const struct param params[] = { PARAM_TEXT(code) };
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_RESULT_WAVE, params, 1, &r);

	if (o == DONE && rows_count(r) == 0)
		o = ABSENT;
	if (o == DONE)
		o = wave_from_document(rows_text(r, 0, 2), rows_len(r, 0, 2),
		    &out->wave);
	if (o == DONE) {
		out->is_signed = read_signed(r, 3, &out->document,
		    out->signature);
		out->has_list = read_signed(r, 5, &out->list,
		    out->list_signature);
		if (out->is_signed)
			write_columns(r, &out->columns);
	}
	rows_free(r);
	return o;
}

static const char *
text_or_null(const struct rows *r, size_t row, int column)
{
	return rows_null(r, row, column) ? NULL : rows_text(r, row, column);
}

enum outcome
store_result_responses(struct db *db, const char *wave_id,
    result_response *each, void *arg)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_RESULT_RESPONSES, params, 1, &r);

	for (size_t i = 0; o == DONE && i < rows_count(r); i++)
		each(arg, rows_text(r, i, 0), (int)rows_int(r, i, 1),
		    text_or_null(r, i, 2), rows_text(r, i, 3));
	rows_free(r);
	return o;
}

enum outcome
store_result_open_answers(struct db *db, const char *wave_id,
    result_open *each, void *arg)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_RESULT_OPEN_ANSWERS, params, 1, &r);

	for (size_t i = 0; o == DONE && i < rows_count(r); i++)
		each(arg, rows_text(r, i, 0), (int)rows_int(r, i, 1),
		    rows_text(r, i, 2), text_or_null(r, i, 3),
		    rows_text(r, i, 4));
	rows_free(r);
	return o;
}
