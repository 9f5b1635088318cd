/*
 * db.c - one connection to PostgreSQL: opening it, preparing what its process
 * may say, refusing servers that keep too much, and opening it again. With
 * db_run.c and rows.c all that knows libpq.
 */
#include "storage/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "storage/db_inside.h"

/* What differs between processes. Survey's time-outs are below those of the
 * web server, so that nobody waits for an answer that is no longer wanted. */
static const struct process {
	const char *name, *role;
	const struct statement_table *statements;
	const char *connect_s, *statement_ms, *lock_ms, *idle_ms;
} processes[] = {
	[DB_SURVEY] = { "survey", "aoj_survey", &statements_survey,
	    "3", "4000", "3000", "5000" },
	[DB_OFFICE] = { "office", "aoj_office", &statements_office,
	    "10", "60000", "10000", "60000" },
	[DB_POST] = { "post", "aoj_post", &statements_post,
	    "10", "60000", "30000", "300000" },
	[DB_COUNT] = { "count", "aoj_count", &statements_count,
	    "10", "600000", "10000", "600000" },
	[DB_RESULTS] = { "results", "aoj_results", &statements_results,
	    "10", "60000", "10000", "60000" },
};

/* Kept for processes that lose sight of the folder before they connect. */
#define PROCESSES (sizeof(processes) / sizeof(processes[0]))
static char passwords[PROCESSES][DB_PASSWORD_MAX];

enum outcome
db_read_password(const struct config *config, enum db_process process)
{
	char name[64], *password = passwords[process];
	unsigned char bytes[DB_PASSWORD_MAX];
	size_t len;
	enum outcome outcome;

	(void)snprintf(name, sizeof(name), "%s/database.password",
	    processes[process].name);
	outcome = config_secret(config->secrets, name, bytes, sizeof(bytes) - 1,
	    &len);
	if (outcome != DONE)
		return outcome;
	while (len > 0 && (bytes[len - 1] == '\n' || bytes[len - 1] == '\r'))
		len--;
	memcpy(password, bytes, len);
	password[len] = '\0';
	explicit_bzero(bytes, sizeof(bytes));
	if (len == 0 || strlen(password) != len)
		return log_failed("%s/%s: holds no password", config->secrets,
		    name);
	return DONE;
}

/* Messages outside a statement: only the one that announces the end counts. */
static void
on_notice(void *arg, const PGresult *result)
{
	struct db *db = arg;
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	if (state != NULL && strncmp(state, "57P", 3) == 0)
		db->doomed = true;
}

static enum outcome
prepare(struct db *db, const struct statement *s)
{
	PGresult *result = PQprepare(db->conn, s->name, s->text, 0, NULL);
	enum outcome outcome = DONE;

	if (db_succeeded(result)) {
		PQclear(result);
		result = PQdescribePrepared(db->conn, s->name);
	}
	if (db_succeeded(result) && (size_t)PQnparams(result) == s->params)
		db->binary[s->id] = rows_want_binary(result);
	else
		outcome = db_log_statement(db, s->name, result);
	PQclear(result);
	if (outcome != DONE)
		return outcome;
	/* PREPARE does not look at grants; this does, and runs nothing. */
	result = PQexec(db->conn, s->explain);
	if (!db_succeeded(result))
		outcome = db_log_statement(db, s->name, result);
	PQclear(result);
	return outcome;
}

/* A database whose clock was replaced for tests is not one for real waves. */
static enum outcome
check_clock(struct db *db)
{
	PGresult *result;
	enum outcome outcome = DONE;

	if (!db->production)
		return DONE;
	result = db_execute(db, SQL_DB_CLOCK, NULL, 0);
	if (!db_succeeded(result))
		outcome = db_log_statement(db, "db_clock", result);
	else if (PQntuples(result) != 1 ||
	    strcmp(PQgetvalue(result, 0, 0), "t") != 0)
		outcome = log_failed("this database must not be used: its "
		    "aoj.clock() is not the server's clock");
	PQclear(result);
	return outcome;
}

/* The session's settings, and what speaks against this server. */
static enum outcome
set_up(struct db *db)
{
	const struct process *p = &processes[db->process];
	const struct param settings[] = { PARAM_TEXT(p->statement_ms),
	    PARAM_TEXT(p->lock_ms), PARAM_TEXT(p->idle_ms) };
	PGresult *result = db_execute(db, SQL_DB_SETTINGS, settings, 3);
	enum outcome outcome = DONE;

	if (db_succeeded(result)) {
		PQclear(result);
		result = db_execute(db, SQL_DB_OBJECTIONS, NULL, 0);
	}
	if (!db_succeeded(result))
		outcome = db_log_statement(db, "db_objections", result);
	else if (!PQgetisnull(result, 0, 0))
		outcome = log_failed("this database server must not be used: "
		    "%s", PQgetvalue(result, 0, 0));
	PQclear(result);
	return outcome == DONE ? check_clock(db) : outcome;
}

/* LISTEN takes no parameter: the one command that is put together here. */
static enum outcome
listen_again(struct db *db)
{
	char command[160], *quoted;
	PGresult *result;
	enum outcome outcome = DONE;

	if (db->channel[0] == '\0')
		return DONE;
	quoted = PQescapeIdentifier(db->conn, db->channel,
	    strlen(db->channel));
	if (quoted == NULL)
		return db_log_connection(db, "listen");
	(void)snprintf(command, sizeof(command), "LISTEN %s", quoted);
	PQfreemem(quoted);
	result = PQexec(db->conn, command);
	if (!db_succeeded(result))
		outcome = db_log_statement(db, "listen", result);
	PQclear(result);
	/* What was said while nobody listened is lost: look for yourself. */
	db->notified = true;
	return outcome;
}

void
db_disconnect(struct db *db)
{
	PQfinish(db->conn);
	db->conn = NULL;
	db->doomed = false;
}

enum outcome
db_connect_again(struct db *db)
{
	const struct process *p = &processes[db->process];
	const char *keys[] = { "dbname", "user", "password", "client_encoding",
	    "connect_timeout", "application_name", "gssencmode", NULL };
	const char *values[] = { db->database, p->role, db->password, "UTF8",
	    p->connect_s, p->role, "disable", NULL };
	enum outcome outcome = DONE;

	db_disconnect(db);
	db->conn = PQconnectdbParams(keys, values, 1);
	if (db->conn == NULL)
		die("out of memory");
	if (PQstatus(db->conn) != CONNECTION_OK) {
		outcome = db_log_connection(db, p->role);
	} else if (!PQconnectionUsedPassword(db->conn)) {
		outcome = log_failed("database: %s was let in without a "
		    "password: pg_hba.conf must ask for scram-sha-256",
		    p->role);
	}
	if (outcome == DONE) {
		(void)PQsetNoticeReceiver(db->conn, on_notice, db);
		for (size_t i = 0; outcome == DONE && i < p->statements->count;
		    i++)
			outcome = prepare(db, &p->statements->list[i]);
	}
	db->planned_ms = clock_steady_ms();
	if (outcome == DONE)
		outcome = set_up(db);
	if (outcome == DONE)
		outcome = listen_again(db);
	if (outcome != DONE)
		db_disconnect(db);
	return outcome;
}

enum outcome
db_open(struct db **out, const struct config *config, enum db_process process)
{
	const struct process *p = &processes[process];
	struct db *db;
	enum outcome outcome;

	*out = NULL;
	REQUIRE(p->statements != NULL);
	if (passwords[process][0] == '\0') {
		outcome = db_read_password(config, process);
		if (outcome != DONE)
			return outcome;
	}
	db = calloc(1, sizeof(*db));
	if (db == NULL)
		die("out of memory");
	db->process = process;
	db->production = config->production;
	text_copy(db->database, sizeof(db->database), config->database);
	text_copy(db->password, sizeof(db->password), passwords[process]);
	for (size_t i = 0; i < p->statements->count; i++)
		db->statements[p->statements->list[i].id] =
		    &p->statements->list[i];
	outcome = db_connect_again(db);
	if (outcome == DONE) {
		db->run = 0;
		*out = db;
	} else {
		db_close(db);
	}
	return outcome;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	db_disconnect(db);
	explicit_bzero(db, sizeof(*db));
	free(db);
}

enum outcome
db_listen(struct db *db, const char *channel)
{
	REQUIRE(strlen(channel) < sizeof(db->channel) && !db->in_transaction);
	text_copy(db->channel, sizeof(db->channel), channel);
	if (!db_alive(db))
		return db_connect_again(db);
	return listen_again(db);
}
