/*
 * db_run.c - statements and transactions on one connection, and when a lost
 * one is opened again. Refuses to know what statements say; never logs a
 * parameter, nor the parts of an error that may quote one.
 */
#include "storage/db.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "storage/db_inside.h"

#define PLANS_MS 5000		/* how long a plan is kept */

/* An error of the connection itself, on one line. Returns FAILED. */
enum outcome
db_log_connection(const struct db *db, const char *what)
{
	char text[512];

	text_copy(text, sizeof(text), PQerrorMessage(db->conn));
	for (char *s = text; *s != '\0'; s++)
		if (*s == '\n')
			*s = s[1] == '\0' ? '\0' : ' ';
	return log_failed("database: %s: %s", what, text);
}

/*
 * A failed statement. Error texts are shown only where they name things of
 * the schema or the server; others may quote what was sent. Returns FAILED.
 */
enum outcome
db_log_statement(const struct db *db, const char *name, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	if (state == NULL)
		return db_log_connection(db, name);
	if (strncmp(state, "42", 2) != 0 && strncmp(state, "53", 2) != 0 &&
	    strncmp(state, "57", 2) != 0 && strncmp(state, "55", 2) != 0)
		return log_failed("database: %s: error %s", name, state);
	return log_failed("database: %s: error %s: %s", name, state, text);
}

static void
keep_state(struct db *db, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	text_copy(db->sqlstate, sizeof(db->sqlstate),
	    state == NULL ? "" : state);
}

/* One parameter as libpq wants it. number is room for one that is a number. */
static const char *
encode(const struct param *p, char *number, size_t size, int *length,
    int *format)
{
	struct tm tm;
	time_t t = (time_t)p->n;

	*length = 0;
	*format = 0;
	switch (p->kind) {
	case P_TEXT:
		return p->p;
	case P_BYTES:
		REQUIRE(p->len < 1U << 30);
		*length = (int)p->len;
		*format = 1;
		/* To libpq a null pointer is NULL, whatever its length. */
		return p->len == 0 ? "" : p->p;
	case P_INT:
		(void)snprintf(number, size, "%" PRId64, p->n);
		return number;
	case P_TIME:
		REQUIRE(gmtime_r(&t, &tm) != NULL);
		REQUIRE(strftime(number, size, "%Y-%m-%d %H:%M:%S+00",
		    &tm) > 0);
		return number;
	case P_BOOL:
		return p->n != 0 ? "t" : "f";
	case P_NULL:
		break;
	}
	return NULL;
}

void
db_meanwhile(struct db *db, db_while *call, void *arg)
{
	db->meanwhile = call;
	db->meanwhile_arg = arg;
}

/* The answer to what was sent; as PQexecPrepared would return it. */
static PGresult *
wait_for_answer(struct db *db)
{
	PGresult *last = NULL, *result;

	while (PQisBusy(db->conn)) {
		db->meanwhile(db->meanwhile_arg, PQsocket(db->conn));
		if (PQconsumeInput(db->conn) == 0)
			break;		/* what there is to say follows */
	}
	while ((result = PQgetResult(db->conn)) != NULL) {
		PQclear(last);
		last = result;
	}
	return last;
}

PGresult *
db_execute(struct db *db, enum sql id, const struct param *params, size_t count)
{
	const char *name = db->statements[id]->name;
	const char *values[SQL_PARAMETERS_MAX];
	int lengths[SQL_PARAMETERS_MAX], formats[SQL_PARAMETERS_MAX];
	char numbers[SQL_PARAMETERS_MAX][32];
	PGresult *result;

	for (size_t i = 0; i < count; i++)
		values[i] = encode(&params[i], numbers[i], sizeof(numbers[i]),
		    &lengths[i], &formats[i]);
	db->run++;
	if (db->meanwhile == NULL)
		result = PQexecPrepared(db->conn, name, (int)count, values,
		    lengths, formats, db->binary[id]);
	else if (PQsendQueryPrepared(db->conn, name, (int)count, values,
	    lengths, formats, db->binary[id]) != 0)
		result = wait_for_answer(db);
	else
		result = PQmakeEmptyPGresult(db->conn, PGRES_FATAL_ERROR);
	if (result == NULL)
		die("out of memory");
	keep_state(db, result);
	return result;
}

bool
db_succeeded(const PGresult *result)
{
	return PQresultStatus(result) == PGRES_TUPLES_OK ||
	    PQresultStatus(result) == PGRES_COMMAND_OK;
}

/*
 * A server that restarted has hung up, and said so: looking first is what
 * lets a statement be sent again safely. Costs one system call.
 */
bool
db_alive(struct db *db)
{
	struct pollfd fd = { .events = POLLIN };
	PGnotify *n;

	if (db->conn == NULL || PQstatus(db->conn) != CONNECTION_OK)
		return false;
	fd.fd = PQsocket(db->conn);
	for (;;) {
		while ((n = PQnotifies(db->conn)) != NULL) {
			db->notified = true;
			PQfreemem(n);
		}
		if (db->doomed || PQstatus(db->conn) != CONNECTION_OK)
			return false;
		if (poll(&fd, 1, 0) <= 0)
			return true;
		if (PQconsumeInput(db->conn) == 0)
			return false;
	}
}

/*
 * A plan fits the tables as they were when it was made: one for an empty table
 * reads all of it, and would do so with 100,000 rows too. So plans are made
 * anew every few seconds, which costs less than a thousandth of that time. The
 * survey has no such statement: its plans are the same whatever a table holds
 * (migrations/deploy/lookups.sql), and it runs them hundreds of times a second.
 * False when the connection must be opened again.
 */
static bool
forget_old_plans(struct db *db)
{
	int64_t now = clock_steady_ms();
	PGresult *result;
	bool done;

	if (db->statements[SQL_DB_FORGET_PLANS] == NULL ||
	    now - db->planned_ms < PLANS_MS)
		return true;
	result = db_execute(db, SQL_DB_FORGET_PLANS, NULL, 0);
	done = db_succeeded(result);
	PQclear(result);
	db->planned_ms = now;
	return done;
}

/* Errors after which a statement has certainly not run: gone or outdated
 * after a change of the schema, a server that only reads (the other one has
 * taken over), a deadlock or a conflict that undid it. */
static bool
may_try_again(const struct db *db)
{
	static const char *const states[] = {
		"26000", "0A000", "25006", "40001", "40P01"
	};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(db->sqlstate, states[i]) == 0)
			return true;
	return false;
}

static enum outcome
judge(struct db *db, enum sql id, PGresult *result, struct rows **out)
{
	enum outcome outcome;

	if (db_succeeded(result)) {
		if (out != NULL)
			*out = rows_from(result);
		else
			PQclear(result);
		return DONE;
	}
	if (strncmp(db->sqlstate, "23", 2) == 0)
		outcome = REFUSED;
	else
		outcome = db_log_statement(db, db->statements[id]->name,
		    result);
	PQclear(result);
	return outcome;
}

enum outcome
db_run(struct db *db, enum sql statement, const struct param *params,
    size_t count, struct rows **out)
{
	const struct statement *s = db->statements[statement];
	PGresult *result;

	REQUIRE(s != NULL && s->params == count);
	db->sqlstate[0] = '\0';
	if (db->in_transaction) {
		if (db->conn == NULL || PQstatus(db->conn) != CONNECTION_OK)
			return FAILED;	/* logged when it was lost */
		result = db_execute(db, statement, params, count);
		return judge(db, statement, result, out);
	}
	if (!(db_alive(db) && forget_old_plans(db)) &&
	    db_connect_again(db) != DONE)
		return FAILED;
	result = db_execute(db, statement, params, count);
	if (!db_succeeded(result) && may_try_again(db)) {
		PQclear(result);
		if (db->sqlstate[0] != '4' && db_connect_again(db) != DONE)
			return FAILED;
		result = db_execute(db, statement, params, count);
	}
	return judge(db, statement, result, out);
}

const char *
db_sqlstate(const struct db *db)
{
	return db->sqlstate;
}

uint64_t
db_statement_count(const struct db *db)
{
	return db->run;
}

enum outcome
db_begin(struct db *db)
{
	enum outcome outcome;

	REQUIRE(!db->in_transaction);
	outcome = db_run(db, SQL_DB_BEGIN, NULL, 0, NULL);
	db->in_transaction = outcome == DONE;
	return outcome;
}

/*
 * COMMIT of a transaction in which something failed answers ROLLBACK, without
 * an error. A connection lost here leaves open whether it happened: FAILED.
 */
enum outcome
db_commit(struct db *db)
{
	PGresult *result;
	enum outcome outcome;
	bool committed;

	REQUIRE(db->in_transaction);
	db->in_transaction = false;
	db->sqlstate[0] = '\0';
	if (db->conn == NULL || PQstatus(db->conn) != CONNECTION_OK)
		return FAILED;
	result = db_execute(db, SQL_DB_COMMIT, NULL, 0);
	committed = strcmp(PQcmdStatus(result), "COMMIT") == 0;
	if (db_succeeded(result) && !committed) {
		PQclear(result);
		return log_failed("database: committing what had failed");
	}
	outcome = judge(db, SQL_DB_COMMIT, result, NULL);
	return outcome;
}

void
db_rollback(struct db *db)
{
	PGresult *result;

	if (!db->in_transaction)
		return;
	db->in_transaction = false;
	if (db->conn == NULL || PQstatus(db->conn) != CONNECTION_OK)
		return;		/* the server rolls back what it lost */
	result = db_execute(db, SQL_DB_ROLLBACK, NULL, 0);
	if (!db_succeeded(result))
		db_disconnect(db);
	PQclear(result);
}

bool
db_in_transaction(const struct db *db)
{
	return db->in_transaction;
}

int
db_socket(const struct db *db)
{
	return db->conn == NULL ? -1 : PQsocket(db->conn);
}

bool
db_notified(struct db *db)
{
	bool notified;

	/* Something may have been said while the connection was gone. */
	if (!db_alive(db) && (db->in_transaction ||
	    db_connect_again(db) != DONE))
		db->notified = true;
	notified = db->notified;
	db->notified = false;
	return notified;
}
