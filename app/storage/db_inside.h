/*
 * db_inside.h - what db.c, db_run.c and rows.c share, and nobody else.
 */
#ifndef STORAGE_DB_INSIDE_H
#define STORAGE_DB_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "storage/db.h"

#define DB_PASSWORD_MAX 256

/* NULL where the program was not linked with that process's statements. */
#pragma weak statements_survey
#pragma weak statements_office
#pragma weak statements_post
#pragma weak statements_count
#pragma weak statements_results

struct db {
	PGconn *conn;			/* owned; NULL before the first try */
	enum db_process process;
	bool production;		/* test databases are refused */
	char database[512];		/* conninfo without user and password */
	char password[DB_PASSWORD_MAX];
	char channel[64];		/* listened to; "" for none */
	const struct statement *statements[SQL_STATEMENTS]; /* NULL: not ours */
	bool binary[SQL_STATEMENTS];	/* results that hold bytes */
	bool in_transaction;
	bool doomed;			/* the server said it will hang up */
	bool notified;
	db_while *meanwhile;		/* may be NULL */
	void *meanwhile_arg;
	char sqlstate[6];		/* of the last one; "" if done */
	int64_t planned_ms;		/* no plan is older; steady clock */
	uint64_t run;
};

/* db.c: opens the connection (again), prepares, checks the server. */
enum outcome db_connect_again(struct db *db);
void db_disconnect(struct db *db);

/* db_run.c: whether the connection is there, as far as one can tell without
 * asking; takes in what the server said by itself. */
bool db_alive(struct db *db);
/* One prepared statement, sent and answered; never NULL. */
PGresult *db_execute(struct db *db, enum sql id, const struct param *params,
    size_t count);
bool db_succeeded(const PGresult *result);
/* Both log on one line and return FAILED. */
enum outcome db_log_connection(const struct db *db, const char *what);
enum outcome db_log_statement(const struct db *db, const char *name,
    const PGresult *result);

/* rows.c: takes over the result. */
struct rows *rows_from(PGresult *result);
/* Whether results with these columns are asked for in binary: they hold bytes
 * (hexadecimal would double them), and every type is one that rows.c reads. */
bool rows_want_binary(const PGresult *description);

#endif
