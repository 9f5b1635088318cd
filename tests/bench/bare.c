/*
 * bare.c - the reference of `make bench`: a Kore module that does what any
 * module must do to keep the same promises to the database, and nothing else.
 * The same statements, prepared, through the same driver, with parameters of
 * the same sizes and the same durability; a constant page of the same size;
 * no template, no form, no cryptography. Rows come from a file that the
 * benchmark wrote (BARE_ROWS: token hash, draft id, ballot id in hex a line).
 */
#include <sys/types.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kore/kore.h>
#include <kore/http.h>
#include <kore/hooks.h>
#include <kore/seccomp.h>
#include <libpq-fe.h>

void kore_seccomp_hook(void);
KORE_SECCOMP_FILTER("bare",
	KORE_SYSCALL_ALLOW(newfstatat),
	KORE_SYSCALL_ALLOW(faccessat2),
	KORE_SYSCALL_ALLOW(mremap),
	KORE_SYSCALL_ALLOW(rseq),
	KORE_SYSCALL_ALLOW(uname)
)

#define NONCE 24

struct row {
	unsigned char token_hash[32], draft_id[32], ballot_id[32];
};

int bare_start(struct http_request *);
int bare_page(struct http_request *);
int bare_save(struct http_request *);
int bare_cast(struct http_request *);
int bare_constant(struct http_request *);
void kore_parent_configure(int, char **);
void kore_worker_configure(void);

static PGconn *db;
static struct row *rows;
static size_t row_count, row_next, workers;
static char *page;		/* as long as the longest page asked for */
static size_t start_bytes, page_bytes, draft_bytes, envelope_bytes;
static char known[64], wave_id[40], group[64], questionnaire[64], day[16];
static char now[40];
static unsigned char *sealed;	/* as long as the larger of both */

static size_t
number(const char *name)
{
	const char *s = getenv(name);

	if (s == NULL)
		fatal("%s is not set", name);
	return strtoull(s, NULL, 10);
}

static void
word(char *out, size_t size, const char *name)
{
	const char *s = getenv(name);

	if (s == NULL || strlen(s) >= size)
		fatal("%s is not set, or too long", name);
	strcpy(out, s);
}

static void
unhex(unsigned char *out, const char *hex)
{
	for (size_t i = 0; i < 32; i++) {
		unsigned int byte;

		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			fatal("BARE_ROWS is not hexadecimal");
		out[i] = (unsigned char)byte;
	}
}

static void
read_rows(void)
{
	const char *path = getenv("BARE_ROWS");
	char line[256];
	FILE *f;

	if (path == NULL || (f = fopen(path, "r")) == NULL)
		fatal("BARE_ROWS cannot be read");
	while (fgets(line, sizeof(line), f) != NULL) {
		if (strlen(line) < 3 * 64 + 2)
			fatal("BARE_ROWS has a short line");
		rows = kore_realloc(rows, (row_count + 1) * sizeof(*rows));
		unhex(rows[row_count].token_hash, line);
		unhex(rows[row_count].draft_id, line + 65);
		unhex(rows[row_count].ballot_id, line + 130);
		row_count++;
	}
	(void)fclose(f);
	if (row_count == 0)
		fatal("BARE_ROWS is empty");
}

static void
prepare(const char *name, const char *sql)
{
	PGresult *r = PQprepare(db, name, sql, 0, NULL);

	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		fatal("%s: %s", name, PQerrorMessage(db));
	PQclear(r);
}

/* As the survey does: every worker takes connections (survey.c says why). */
void
kore_parent_configure(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	nlisteners = 0;
}

void
kore_worker_configure(void)
{
	const char *keys[] = { "host", "port", "dbname", "user", "password",
	    NULL };
	const char *values[] = { getenv("BARE_HOST"), getenv("BARE_PORT"),
	    getenv("BARE_DBNAME"), "aoj_survey", getenv("BARE_PASSWORD"),
	    NULL };

	workers = number("BARE_WORKERS");
	start_bytes = number("BARE_START_BYTES");
	page_bytes = number("BARE_PAGE_BYTES");
	draft_bytes = number("BARE_DRAFT_BYTES");
	envelope_bytes = number("BARE_ENVELOPE_BYTES");
	word(known, sizeof(known), "BARE_KNOWN");
	word(wave_id, sizeof(wave_id), "BARE_WAVE_ID");
	word(group, sizeof(group), "BARE_GROUP");
	word(questionnaire, sizeof(questionnaire), "BARE_QUESTIONNAIRE");
	word(day, sizeof(day), "BARE_DAY");
	word(now, sizeof(now), "BARE_NOW");
	page = kore_malloc(start_bytes + page_bytes);
	memset(page, 'x', start_bytes + page_bytes);
	sealed = kore_malloc(draft_bytes + envelope_bytes);
	memset(sealed, 0xa5, draft_bytes + envelope_bytes);
	read_rows();
	row_next = (size_t)(worker->id - 1);

	db = PQconnectdbParams(keys, values, 0);
	if (PQstatus(db) != CONNECTION_OK)
		fatal("bare: %s", PQerrorMessage(db));
	prepare("find", "SELECT wave_id, revision, function_group, status,"
	    " document FROM aoj.find_invitation($1::bytea, $2::bigint[])");
	prepare("load", "SELECT sealed, spent FROM"
	    " aoj.load_draft($1::bytea, $2::bytea)");
	prepare("save", "SELECT aoj.save_draft($1::bytea, $2::bytea, $3::uuid,"
	    " $4::text, $5::bytea, $6::bytea, $7::timestamptz)");
	prepare("cast", "SELECT aoj.cast_envelope($1::bytea, $2::bytea,"
	    " $3::uuid, $4::text, $5::integer, $6::text, $7::date, $8::bytea,"
	    " $9::bytea, $10::timestamptz)");
}

static const struct row *
next_row(void)
{
	const struct row *r = &rows[row_next % row_count];

	row_next += workers;
	return r;
}

/* One statement; a NULL result means that it failed. */
static PGresult *
run(const char *name, int count, const char *const *values, const int *sizes,
    const int *formats)
{
	PGresult *r = PQexecPrepared(db, name, count, values, sizes, formats,
	    1);

	if (PQresultStatus(r) != PGRES_TUPLES_OK || PQntuples(r) != 1) {
		kore_log(LOG_ERR, "%s: %s", name, PQerrorMessage(db));
		PQclear(r);
		return NULL;
	}
	return r;
}

/* What every request of the survey begins with. nonce may be NULL. */
static bool
find_and_load(const struct row *row, unsigned char *nonce)
{
	const char *find[] = { (const char *)row->token_hash, known };
	const char *load[] = { (const char *)row->draft_id,
	    (const char *)row->ballot_id };
	static const int find_sizes[] = { 32, 0 }, find_formats[] = { 1, 0 };
	static const int load_sizes[] = { 32, 32 }, load_formats[] = { 1, 1 };
	PGresult *r = run("find", 2, find, find_sizes, find_formats);

	if (r == NULL)
		return false;
	PQclear(r);
	r = run("load", 2, load, load_sizes, load_formats);
	if (r == NULL)
		return false;
	if (nonce != NULL && PQgetlength(r, 0, 0) >= NONCE)
		memcpy(nonce, PQgetvalue(r, 0, 0), NONCE);
	PQclear(r);
	return true;
}

static void
eat_body(struct http_request *req)
{
	unsigned char buf[4096];

	while (http_body_read(req, buf, sizeof(buf)) > 0)
		continue;
}

static int
answer(struct http_request *req, int status, size_t bytes)
{
	http_response_header(req, "content-type", "text/html; charset=utf-8");
	http_response(req, status, bytes == 0 ? NULL : page, bytes);
	return KORE_RESULT_OK;
}

int
bare_constant(struct http_request *req)
{
	return answer(req, 200, start_bytes);
}

int
bare_start(struct http_request *req)
{
	if (!find_and_load(next_row(), NULL))
		return answer(req, 503, 0);
	return answer(req, 200, start_bytes);
}

int
bare_page(struct http_request *req)
{
	if (!find_and_load(next_row(), NULL))
		return answer(req, 503, 0);
	return answer(req, 200, page_bytes);
}

int
bare_save(struct http_request *req)
{
	const struct row *row = next_row();
	unsigned char expected[NONCE];
	const char *values[] = { (const char *)row->draft_id,
	    (const char *)row->ballot_id, wave_id, group,
	    (const char *)sealed, (const char *)expected, now };
	const int sizes[] = { 32, 32, 0, 0, (int)draft_bytes, NONCE, 0 };
	static const int formats[] = { 1, 1, 0, 0, 1, 1, 0 };
	PGresult *r;

	eat_body(req);
	if (!find_and_load(row, expected))
		return answer(req, 503, 0);
	for (size_t i = 0; i < NONCE && ++sealed[i] == 0; i++)
		continue;
	r = run("save", 7, values, sizes, formats);
	if (r == NULL || strncmp(PQgetvalue(r, 0, 0), "saved", 5) != 0) {
		PQclear(r);
		return answer(req, 503, 0);
	}
	PQclear(r);
	http_response_header(req, "location", "/pagina/2");
	return answer(req, 303, 0);
}

int
bare_cast(struct http_request *req)
{
	const struct row *row = next_row();
	const char *values[] = { (const char *)row->ballot_id,
	    (const char *)row->draft_id, wave_id, questionnaire, "1", group,
	    day, (const char *)sealed,
	    (const char *)row->ballot_id, now };
	const int sizes[] = { 32, 32, 0, 0, 0, 0, 0, (int)envelope_bytes, 32,
	    0 };
	static const int formats[] = { 1, 1, 0, 0, 0, 0, 0, 1, 1, 0 };
	PGresult *r;

	eat_body(req);
	if (!find_and_load(row, NULL))
		return answer(req, 503, 0);
	r = run("cast", 10, values, sizes, formats);
	if (r == NULL || strncmp(PQgetvalue(r, 0, 0), "cast", 4) != 0) {
		PQclear(r);
		return answer(req, 503, 0);
	}
	PQclear(r);
	http_response_header(req, "location", "/bedankt");
	return answer(req, 303, 0);
}
