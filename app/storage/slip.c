/*
 * slip.c - slips of a wave, all at once: no query asks for one person's.
 */
#include "storage/slip.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static void *
new_list(const struct rows *r, size_t size)
{
	void *list = calloc(rows_count(r) + 1, size);

	if (list == NULL)
		die("out of memory");
	return list;
}

static void
read_id(unsigned char out[SLIP_ID_BYTES], const struct rows *r, size_t row,
    int column)
{
	const unsigned char *bytes;
	size_t len;

	bytes = rows_bytes(r, row, column, &len);
	REQUIRE(len == SLIP_ID_BYTES);
	memcpy(out, bytes, SLIP_ID_BYTES);
}

enum outcome
store_slip_refusals(struct db *db, const char *wave_id,
    unsigned char (**out)[SLIP_ID_BYTES], size_t *count)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	unsigned char (*ids)[SLIP_ID_BYTES];
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_SLIP_REFUSALS, params, 1, &r);

	if (o != DONE)
		return o;
	ids = new_list(r, sizeof(*ids));
	for (size_t i = 0; i < rows_count(r); i++)
		read_id(ids[i], r, i, 0);
	*count = rows_count(r);
	*out = ids;
	rows_free(r);
	return DONE;
}

enum outcome
store_slip_stops(struct db *db, const char *wave_id, struct stop_row **out,
    size_t *count)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct rows *r = NULL;
	struct stop_row *list;
	enum outcome o = db_run(db, SQL_SLIP_STOPS, params, 1, &r);

	if (o != DONE)
		return o;
	list = new_list(r, sizeof(*list));
	for (size_t i = 0; i < rows_count(r); i++) {
		read_id(list[i].stop_id, r, i, 0);
		list[i].day = (long)rows_int(r, i, 1);
		list[i].stands = rows_bool(r, i, 2);
		list[i].chosen = rows_bool(r, i, 3);
	}
	*count = rows_count(r);
	*out = list;
	rows_free(r);
	return DONE;
}

enum outcome
store_slip_today(struct db *db, long *day)
{
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_SLIP_TODAY, NULL, 0, &r);

	if (o == DONE)
		*day = (long)rows_int(r, 0, 0);
	rows_free(r);
	return o;
}

enum outcome
store_slip_people(struct db *db, const char *wave_id,
    struct slip_person **out, size_t *count)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct rows *r = NULL;
	struct slip_person *list;
	enum outcome o = db_run(db, SQL_SLIP_PEOPLE, params, 1, &r);

	if (o != DONE)
		return o;
	list = new_list(r, sizeof(*list));
	for (size_t i = 0; i < rows_count(r); i++) {
		struct slip_person *p = &list[i];
		const unsigned char *sealed = rows_bytes(r, i, 2,
		    &p->sealed_len);

		text_copy(p->invitation_id, sizeof(p->invitation_id),
		    rows_text(r, i, 0));
		text_copy(p->invitee_id, sizeof(p->invitee_id),
		    rows_text(r, i, 1));
		p->withdrawn = rows_bool(r, i, 3);
		p->from_start = rows_bool(r, i, 4);
		p->sealed = malloc(p->sealed_len + 1);
		if (p->sealed == NULL)
			die("out of memory");
		memcpy(p->sealed, sealed, p->sealed_len);
	}
	*count = rows_count(r);
	*out = list;
	rows_free(r);
	return DONE;
}

void
store_slip_people_free(struct slip_person *people, size_t count)
{
	for (size_t i = 0; people != NULL && i < count; i++)
		free(people[i].sealed);
	free(people);
}

enum outcome
store_slip_unsubscribe(struct db *db, const unsigned char hash[SLIP_ID_BYTES],
    time_t now, char wave_id[37])
{
	const struct param params[] = {
		PARAM_BYTES(hash, SLIP_ID_BYTES), PARAM_TIME(now),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_SLIP_UNSUBSCRIBE, params, 2, &r);

	if (o == DONE && rows_count(r) == 0)
		o = ABSENT;
	if (o == DONE)
		text_copy(wave_id, 37, rows_text(r, 0, 0));
	rows_free(r);
	return o;
}

enum outcome
store_slip_stop(struct db *db, const char *wave_id,
    const struct text *stop_ids, time_t now, size_t *added)
{
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(stop_ids->bytes),
		PARAM_TIME(now),
	};
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_SLIP_STOP, params, 3, &r);

	if (o == DONE)
		*added = (size_t)rows_int(r, 0, 0);
	rows_free(r);
	return o;
}

enum outcome
store_domain_words(struct db *db, const char *wave_id,
    struct domain_word_row **out, size_t *count)
{
	const struct param params[] = { PARAM_TEXT(wave_id) };
	struct domain_word_row *list;
	struct rows *r = NULL;
	enum outcome o = db_run(db, SQL_DOMAIN_WORDS, params, 1, &r);

	if (o != DONE)
		return o;
	list = new_list(r, sizeof(*list));
	for (size_t i = 0; i < rows_count(r); i++) {
		read_id(list[i].domain_hash, r, i, 0);
		list[i].people = rows_bool(r, i, 1);
	}
	*count = rows_count(r);
	*out = list;
	rows_free(r);
	return DONE;
}

enum outcome
store_domain_word_set(struct db *db, const char *wave_id,
    const char *domain_word_id, const unsigned char hash[SLIP_DOMAIN_BYTES],
    const struct text *sealed, bool people)
{
	const struct param params[] = {
		PARAM_TEXT(wave_id), PARAM_TEXT(domain_word_id),
		PARAM_BYTES(hash, SLIP_DOMAIN_BYTES),
		PARAM_BYTES(sealed->bytes, sealed->len),
		PARAM_BOOL(people),
	};

	return db_run(db, SQL_DOMAIN_WORD_SET, params, 5, NULL);
}
