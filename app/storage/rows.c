/*
 * rows.c - reading the results of statements, as text or in PostgreSQL's
 * binary format, whichever was asked for. Source of the formats: PostgreSQL
 * 15, "Frontend/Backend Protocol", and the send functions of its types.
 * Refuses to know connections.
 */
#include "storage/db_inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

/* Types by their fixed numbers in pg_type. */
enum {
	T_BOOL = 16, T_BYTEA = 17, T_NAME = 19, T_INT8 = 20, T_INT2 = 21,
	T_INT4 = 23, T_TEXT = 25, T_JSON = 114, T_VARCHAR = 1043,
	T_TIMESTAMPTZ = 1184, T_UUID = 2950
};

#define EPOCH_2000 946684800	/* 2000-01-01 in seconds since 1970 */

/* A value that had to be made: lives as long as its rows. */
struct made {
	struct made *next;
	size_t len;
	char bytes[];
};

struct rows {
	PGresult *result;
	struct made **made;	/* so that reading leaves rows constant */
	struct made *first;
};

struct rows *
rows_from(PGresult *result)
{
	struct rows *r = malloc(sizeof(*r));

	if (r == NULL)
		die("out of memory");
	r->result = result;
	r->first = NULL;
	r->made = &r->first;
	return r;
}

void
rows_free(struct rows *r)
{
	struct made *m, *next;

	if (r == NULL)
		return;
	for (m = r->first; m != NULL; m = next) {
		next = m->next;
		explicit_bzero(m->bytes, m->len);
		free(m);
	}
	PQclear(r->result);
	free(r);
}

bool
rows_want_binary(const PGresult *description)
{
	bool bytes = false;

	for (int i = 0; i < PQnfields(description); i++)
		switch (PQftype(description, i)) {
		case T_BYTEA:
			bytes = true;
			break;
		case T_BOOL: case T_INT2: case T_INT4: case T_INT8:
		case T_NAME: case T_TEXT: case T_JSON: case T_VARCHAR:
		case T_TIMESTAMPTZ: case T_UUID:
			break;
		default:
			return false;
		}
	return bytes;
}

/* A value's bytes as they came. Asking for one that is not there, or for
 * NULL where a value is a promise, is our own mistake. */
static const unsigned char *
value(const struct rows *r, size_t row, int column, size_t *len)
{
	int at = (int)row;

	REQUIRE(row < rows_count(r) && column < PQnfields(r->result));
	REQUIRE(!PQgetisnull(r->result, at, column));
	*len = (size_t)PQgetlength(r->result, at, column);
	return (const unsigned char *)PQgetvalue(r->result, at, column);
}

static char *
make(const struct rows *r, size_t len)
{
	struct made *m = malloc(sizeof(*m) + len + 1);

	if (m == NULL)
		die("out of memory");
	m->next = *r->made;
	m->len = len;
	m->bytes[len] = '\0';
	*r->made = m;
	return m->bytes;
}

static int64_t
big_endian(const unsigned char *v, size_t len)
{
	uint64_t n = (v[0] & 0x80) != 0 ? UINT64_MAX : 0;

	for (size_t i = 0; i < len; i++)
		n = n << 8 | v[i];
	return (int64_t)n;
}

size_t
rows_count(const struct rows *r)
{
	return (size_t)PQntuples(r->result);
}

bool
rows_null(const struct rows *r, size_t row, int column)
{
	REQUIRE(row < rows_count(r) && column < PQnfields(r->result));
	return PQgetisnull(r->result, (int)row, column) != 0;
}

static const char *
uuid_text(const struct rows *r, const unsigned char *v)
{
	char hex[33], *s = make(r, 36);

	text_hex(hex, v, 16);
	(void)snprintf(s, 37, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8,
	    hex + 12, hex + 16, hex + 20);
	return s;
}

const char *
rows_text(const struct rows *r, size_t row, int column)
{
	size_t len;
	const unsigned char *v = value(r, row, column, &len);
	char *s;

	if (PQfformat(r->result, column) == 0)
		return (const char *)v;
	switch (PQftype(r->result, column)) {
	case T_UUID:
		REQUIRE(len == 16);
		return uuid_text(r, v);
	case T_BOOL:
		return v[0] != 0 ? "t" : "f";
	case T_INT2: case T_INT4: case T_INT8:
		s = make(r, 24);
		(void)snprintf(s, 24, "%" PRId64, big_endian(v, len));
		return s;
	case T_NAME: case T_TEXT: case T_JSON: case T_VARCHAR:
		return (const char *)v;
	default:
		die("column %d of a result is not text", column);
	}
}

size_t
rows_len(const struct rows *r, size_t row, int column)
{
	size_t len;

	if (PQfformat(r->result, column) == 1 &&
	    PQftype(r->result, column) == T_BYTEA)
		(void)value(r, row, column, &len);
	else
		len = strlen(rows_text(r, row, column));
	return len;
}

int64_t
rows_int(const struct rows *r, size_t row, int column)
{
	size_t len;
	const unsigned char *v = value(r, row, column, &len);
	char *end;
	long long n;

	if (PQfformat(r->result, column) == 1) {
		REQUIRE(len == 2 || len == 4 || len == 8);
		return big_endian(v, len);
	}
	n = strtoll((const char *)v, &end, 10);
	REQUIRE(len > 0 && *end == '\0');
	return n;
}

bool
rows_bool(const struct rows *r, size_t row, int column)
{
	size_t len;
	const unsigned char *v = value(r, row, column, &len);

	REQUIRE(len == 1);
	return PQfformat(r->result, column) == 1 ? v[0] != 0 : v[0] == 't';
}

/* "2015-04-07 21:59:00.25+00": the session's zone is UTC, its style ISO. */
static time_t
time_from_text(const char *s)
{
	struct tm tm = { .tm_isdst = 0 };

	REQUIRE(sscanf(s, "%d-%d-%d %d:%d:%d", &tm.tm_year, &tm.tm_mon,
	    &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec) == 6);
	REQUIRE(strstr(s, "+00") != NULL && strstr(s, "BC") == NULL);
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	return timegm(&tm);
}

time_t
rows_time(const struct rows *r, size_t row, int column)
{
	size_t len;
	const unsigned char *v = value(r, row, column, &len);
	int64_t us;

	REQUIRE(PQftype(r->result, column) == T_TIMESTAMPTZ);
	if (PQfformat(r->result, column) == 0)
		return time_from_text((const char *)v);
	us = big_endian(v, len);
	REQUIRE(us != INT64_MAX && us != INT64_MIN);
	/* Whole seconds, downwards, before 2000 too. */
	return (time_t)(us / 1000000 - (us % 1000000 < 0) + EPOCH_2000);
}

const unsigned char *
rows_bytes(const struct rows *r, size_t row, int column, size_t *len)
{
	size_t n;
	const unsigned char *v = value(r, row, column, &n);
	unsigned char *made;

	if (PQfformat(r->result, column) == 1 ||
	    PQftype(r->result, column) != T_BYTEA) {
		*len = n;
		return v;
	}
	REQUIRE(n >= 2 && v[0] == '\\' && v[1] == 'x');
	*len = (n - 2) / 2;
	made = (unsigned char *)make(r, *len);
	REQUIRE(text_unhex(made, *len, (const char *)v + 2));
	return made;
}
