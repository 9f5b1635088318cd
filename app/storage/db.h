/*
 * db.h - one connection to PostgreSQL for one process, its prepared
 * statements, transactions, and reconnecting. Nobody but what lies behind it
 * (db.c, db_run.c, rows.c) knows libpq.
 * Statements live in storage/<noun>.sql under `-- name [process …]: why`; the
 * build makes enum sql and the table of them (statements.h). A connection
 * prepares those of its own process and runs EXPLAIN EXECUTE on each: a typo
 * or a missing grant stops the start.
 */
#ifndef STORAGE_DB_H
#define STORAGE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "storage/statements.h"

enum db_process { DB_SURVEY, DB_OFFICE, DB_POST, DB_COUNT, DB_RESULTS };

struct db;	/* one connection; not shared between processes or threads */

/* Connects as the process's role with the password in
 * <secrets>/<process>/database.password. Refuses servers that would keep what
 * must not be kept (auto_explain, track_commit_timestamp, logical slots).
 * FAILED, logged, when that does not work; *out then NULL. */
enum outcome db_open(struct db **out, const struct config *config,
    enum db_process process);
void db_close(struct db *db);
/* Reads the password already now and keeps it in memory, for a process that
 * will have lost sight of the folder when it connects (chroot). FAILED,
 * logged. */
enum outcome db_read_password(const struct config *config,
    enum db_process process);

/* Results of one statement; freed by the caller, NULL accepted. */
struct rows;
void rows_free(struct rows *r);
size_t rows_count(const struct rows *r);
bool rows_null(const struct rows *r, size_t row, int column);
/* NUL-ended. */
const char *rows_text(const struct rows *r, size_t row, int column);
size_t rows_len(const struct rows *r, size_t row, int column);
int64_t rows_int(const struct rows *r, size_t row, int column);
bool rows_bool(const struct rows *r, size_t row, int column);
/* A timestamptz. */
time_t rows_time(const struct rows *r, size_t row, int column);
/* A bytea. */
const unsigned char *rows_bytes(const struct rows *r, size_t row, int column,
    size_t *len);

/* Parameters of a statement, in order. Pointers must live until db_run
 * returns. */
struct param {
	enum { P_NULL, P_TEXT, P_BYTES, P_INT, P_TIME, P_BOOL } kind;
	const void *p;
	size_t len;
	int64_t n;
};
#define PARAM_NULL		{ .kind = P_NULL }
#define PARAM_TEXT(s)		{ .kind = P_TEXT, .p = (s) }
#define PARAM_BYTES(b, l)	{ .kind = P_BYTES, .p = (b), .len = (l) }
#define PARAM_INT(i)		{ .kind = P_INT, .n = (i) }
#define PARAM_TIME(t)		{ .kind = P_TIME, .n = (t) }
#define PARAM_BOOL(b)		{ .kind = P_BOOL, .n = (b) }

/*
 * Runs one prepared statement. DONE with *out (may be NULL when rows do not
 * matter). A connection that was lost is opened again before a statement
 * outside a transaction, and such a statement is tried once more only when it
 * cannot have run; FAILED, logged, otherwise. A violated constraint is
 * REFUSED with its SQLSTATE in db_sqlstate. Inside a transaction anything but
 * DONE means: roll back.
 */
enum outcome db_run(struct db *db, enum sql statement,
    const struct param *params, size_t count, struct rows **out);
const char *db_sqlstate(const struct db *db);
/* Statements run since the connection was made; for the benchmark. */
uint64_t db_statement_count(const struct db *db);

/* A transaction; every path ends in commit or rollback, also when a commit
 * fails. Rollback never fails, and without a transaction does nothing. A
 * commit is REFUSED when a rule that is looked at in the end is broken. */
enum outcome db_begin(struct db *db);
enum outcome db_commit(struct db *db);
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);

/* Arrays as parameters: a text[] / uuid[] / bytea[] literal built safely. A
 * NULL value is a NULL element; the end makes "{…}". */
struct text;
void db_array_add(struct text *array, const char *value);
void db_array_add_bytes(struct text *array, const unsigned char *bytes,
    size_t len);
void db_array_end(struct text *array);

/* What to do from now on while an answer is awaited (NULL: nothing): called
 * until the answer is there, it returns when the socket has something to read.
 * It must not use this db. */
typedef void db_while(void *arg, int socket);
void db_meanwhile(struct db *db, db_while *call, void *arg);

/* Waiting for NOTIFY (post): listens, and returns the socket to poll. */
enum outcome db_listen(struct db *db, const char *channel);
int db_socket(const struct db *db);
/* Eats pending notifications; true also after a lost connection. */
bool db_notified(struct db *db);

#endif
