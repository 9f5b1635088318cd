/*
 * test_db.c - one connection against a real server that restarts, ends
 * connections, refuses and lies. Run by test_db.py, which says how to restart
 * the server (RESTART) and how to say something as its superuser (ADMIN, with
 * the statement on standard input).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/log.h"
#include "storage/db.h"

static struct config config;
static struct db *db;

static void
say(const char *statement)
{
	FILE *f = popen(getenv("ADMIN"), "w");

	assert_non_null(f);
	assert_true(fputs(statement, f) >= 0);
	assert_int_equal(pclose(f), 0);
}

static void
restart(void)
{
	assert_int_equal(system(getenv("RESTART")), 0);
}

static int64_t
number(enum sql statement)
{
	struct rows *rows = NULL;
	int64_t n;

	assert_int_equal(db_run(db, statement, NULL, 0, &rows), DONE);
	n = rows_int(rows, 0, 0);
	rows_free(rows);
	return n;
}

static enum outcome
add(int64_t k)
{
	const struct param params[] = { PARAM_INT(k) };

	return db_run(db, SQL_TEST_REFUSED, params, 1, NULL);
}

static int
open_database(void **state)
{
	(void)state;
	say("CREATE TABLE aoj.mine (k integer PRIMARY KEY CHECK (k < 1000));"
	    "GRANT SELECT, INSERT ON aoj.mine TO aoj_post;"
	    "CREATE TABLE aoj.later (k integer UNIQUE DEFERRABLE INITIALLY"
	    " DEFERRED); GRANT INSERT ON aoj.later TO aoj_post;"
	    "CREATE TABLE aoj.sought (k integer PRIMARY KEY)"
	    " WITH (autovacuum_enabled = off);"
	    "GRANT SELECT ON aoj.sought TO aoj_post; VACUUM aoj.sought;");
	return db_open(&db, &config, DB_POST) == DONE ? 0 : -1;
}

static int
close_database(void **state)
{
	(void)state;
	db_close(db);
	say("DROP TABLE aoj.mine, aoj.later, aoj.sought;");
	return 0;
}

static void
every_kind_of_value_goes_there_and_back(void **state)
{
	const char *uuid = "a141c675-cad7-dd51-3b39-657e68f53fb1";
	const struct param params[] = {
		PARAM_TEXT("Zo\xc3\xab '\"\\$1;--"), PARAM_INT(INT64_MIN),
		PARAM_BOOL(true), PARAM_TIME(1428396060), PARAM_TEXT(uuid),
		PARAM_TEXT("2015-04-07"),
	};
	struct rows *rows = NULL;

	(void)state;
	assert_int_equal(db_run(db, SQL_TEST_ECHO, params, 6, &rows), DONE);
	assert_int_equal(rows_count(rows), 1);
	assert_string_equal(rows_text(rows, 0, 0), params[0].p);
	assert_int_equal(rows_len(rows, 0, 0), strlen(params[0].p));
	assert_true(rows_int(rows, 0, 1) == INT64_MIN);
	assert_true(rows_bool(rows, 0, 2));
	assert_int_equal(rows_time(rows, 0, 3), 1428396060);
	assert_string_equal(rows_text(rows, 0, 4), uuid);
	assert_string_equal(rows_text(rows, 0, 5), "2015-04-07");
	rows_free(rows);
}

static void
so_it_does_beside_bytes(void **state)
{
	const char *uuid = "a141c675-cad7-dd51-3b39-657e68f53fb1";
	unsigned char bytes[70000];
	struct param params[] = {
		PARAM_TEXT(""), PARAM_INT(-1), PARAM_BOOL(false),
		PARAM_TIME(-1), PARAM_TEXT(uuid),
		PARAM_BYTES(bytes, sizeof(bytes)), PARAM_INT(-70000),
		PARAM_INT(-7),
	};
	const unsigned char *back;
	struct rows *rows = NULL;
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 7 + (i >> 8));
	assert_int_equal(db_run(db, SQL_TEST_ECHO_BYTES, params, 8, &rows),
	    DONE);
	assert_string_equal(rows_text(rows, 0, 0), "");
	assert_int_equal(rows_int(rows, 0, 1), -1);
	assert_string_equal(rows_text(rows, 0, 1), "-1");
	assert_false(rows_bool(rows, 0, 2));
	assert_string_equal(rows_text(rows, 0, 2), "f");
	assert_int_equal(rows_time(rows, 0, 3), -1);
	assert_string_equal(rows_text(rows, 0, 4), uuid);
	assert_int_equal(rows_len(rows, 0, 4), 36);
	back = rows_bytes(rows, 0, 5, &len);
	assert_int_equal(len, sizeof(bytes));
	assert_int_equal(rows_len(rows, 0, 5), sizeof(bytes));
	assert_memory_equal(back, bytes, len);
	assert_int_equal(rows_int(rows, 0, 6), -70000);
	assert_int_equal(rows_int(rows, 0, 7), -7);
	assert_true(rows_null(rows, 0, 8));
	rows_free(rows);

	/* No bytes are bytes too, and not NULL. */
	params[5].len = 0;
	params[5].p = NULL;
	assert_int_equal(db_run(db, SQL_TEST_ECHO_BYTES, params, 8, &rows),
	    DONE);
	assert_false(rows_null(rows, 0, 5));
	(void)rows_bytes(rows, 0, 5, &len);
	assert_int_equal(len, 0);
	rows_free(rows);
	params[5] = (struct param)PARAM_NULL;
	assert_int_equal(db_run(db, SQL_TEST_ECHO_BYTES, params, 8, &rows),
	    DONE);
	assert_true(rows_null(rows, 0, 5));
	rows_free(rows);
}

static void
bytes_come_as_text_where_they_must(void **state)
{
	const unsigned char bytes[] = { 0, '\\', 'x', 0xff };
	const struct param params[] = { PARAM_BYTES(bytes, sizeof(bytes)) };
	struct rows *rows = NULL;
	const unsigned char *back;
	size_t len;

	(void)state;
	assert_int_equal(db_run(db, SQL_TEST_BYTES_AMONG_TEXT, params, 1,
	    &rows), DONE);
	back = rows_bytes(rows, 0, 0, &len);
	assert_int_equal(len, sizeof(bytes));
	assert_memory_equal(back, bytes, len);
	assert_string_equal(rows_text(rows, 0, 1), "1.5");
	rows_free(rows);
}

static void
hostile_elements_of_an_array_stay_what_they_are(void **state)
{
	static const char *const texts[] = { "", "NULL", "null", "\"", "\\",
	    "{}", "},{", "a,b", " outer ", "\\\\\"", "\xc3\xab\n\t", "'; --",
	    NULL, "{\"a\":[1,\"\\\"\"]}" };
	const size_t count = sizeof(texts) / sizeof(texts[0]);
	struct text array = { 0 };
	struct param params[1];
	struct rows *rows = NULL;

	(void)state;
	for (size_t i = 0; i < count; i++)
		db_array_add(&array, texts[i]);
	db_array_end(&array);
	params[0] = (struct param)PARAM_TEXT(array.bytes);
	assert_int_equal(db_run(db, SQL_TEST_TEXTS, params, 1, &rows), DONE);
	assert_int_equal(rows_count(rows), count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(rows_null(rows, i, 0), texts[i] == NULL);
		if (texts[i] != NULL)
			assert_string_equal(rows_text(rows, i, 0), texts[i]);
	}
	rows_free(rows);
	text_free(&array);

	db_array_end(&array);
	params[0] = (struct param)PARAM_TEXT(array.bytes);
	assert_int_equal(db_run(db, SQL_TEST_TEXTS, params, 1, &rows), DONE);
	assert_int_equal(rows_count(rows), 0);
	rows_free(rows);
	text_free(&array);
}

static void
so_do_bytes_in_an_array(void **state)
{
	const unsigned char hostile[] = { '"', '\\', '{', 0, '}', ',', 0xff };
	struct text array = { 0 };
	struct param params[1];
	struct rows *rows = NULL;
	const unsigned char *back;
	size_t len;

	(void)state;
	db_array_add_bytes(&array, hostile, sizeof(hostile));
	db_array_add(&array, NULL);
	db_array_add_bytes(&array, hostile, 0);
	db_array_end(&array);
	params[0] = (struct param)PARAM_TEXT(array.bytes);
	assert_int_equal(db_run(db, SQL_TEST_BYTESES, params, 1, &rows), DONE);
	assert_int_equal(rows_count(rows), 3);
	back = rows_bytes(rows, 0, 0, &len);
	assert_int_equal(len, sizeof(hostile));
	assert_memory_equal(back, hostile, len);
	assert_true(rows_null(rows, 1, 0));
	(void)rows_bytes(rows, 2, 0, &len);
	assert_int_equal(len, 0);
	rows_free(rows);
	text_free(&array);
}

static void
a_broken_rule_is_refused_and_anything_else_is_our_fault(void **state)
{
	const struct param wrong[] = { PARAM_TEXT("MARKER not a date") };
	struct rows *rows = NULL;

	(void)state;
	assert_int_equal(add(1), DONE);
	assert_string_equal(db_sqlstate(db), "");
	assert_int_equal(add(1), REFUSED);
	assert_string_equal(db_sqlstate(db), "23505");
	assert_int_equal(add(4711), REFUSED);
	assert_string_equal(db_sqlstate(db), "23514");
	assert_int_equal(db_run(db, SQL_TEST_WRONG, wrong, 1, &rows), FAILED);
	assert_null(rows);
	assert_string_equal(db_sqlstate(db), "22007");
	assert_int_equal(number(SQL_TEST_COUNT), 1);
}

static void
a_transaction_happens_as_a_whole(void **state)
{
	(void)state;
	assert_int_equal(db_begin(db), DONE);
	assert_int_equal(add(10), DONE);
	assert_int_equal(add(11), DONE);
	db_rollback(db);
	assert_int_equal(number(SQL_TEST_COUNT), 1);
	db_rollback(db);

	assert_int_equal(db_begin(db), DONE);
	assert_int_equal(add(10), DONE);
	assert_int_equal(add(1), REFUSED);
	assert_int_equal(db_run(db, SQL_TEST_COUNT, NULL, 0, NULL), FAILED);
	assert_int_equal(db_commit(db), FAILED);
	assert_int_equal(number(SQL_TEST_COUNT), 1);

	assert_int_equal(db_begin(db), DONE);
	assert_int_equal(add(10), DONE);
	assert_int_equal(db_commit(db), DONE);
	assert_int_equal(number(SQL_TEST_COUNT), 2);
}

static void
a_rule_looked_at_in_the_end_refuses_the_commit(void **state)
{
	const struct param params[] = { PARAM_INT(1) };

	(void)state;
	assert_int_equal(db_begin(db), DONE);
	for (int i = 0; i < 2; i++)
		assert_int_equal(db_run(db, SQL_TEST_BROKEN_LATER, params, 1,
		    NULL), DONE);
	assert_int_equal(add(20), DONE);
	assert_int_equal(db_commit(db), REFUSED);
	assert_string_equal(db_sqlstate(db), "23505");
	assert_int_equal(number(SQL_TEST_COUNT), 2);
}

static void
a_server_that_restarted_is_not_noticed(void **state)
{
	int64_t pid = number(SQL_TEST_PID);

	(void)state;
	restart();
	assert_int_not_equal(number(SQL_TEST_PID), pid);
	assert_int_equal(add(30), DONE);
	restart();
	assert_int_equal(add(31), DONE);
	restart();
	assert_int_equal(db_begin(db), DONE);
	db_rollback(db);
	assert_int_equal(number(SQL_TEST_COUNT), 4);
}

static void
a_connection_lost_in_a_statement_fails_it_once(void **state)
{
	struct rows *rows = NULL;

	(void)state;
	assert_int_equal(db_run(db, SQL_TEST_DIE, NULL, 0, &rows), FAILED);
	assert_null(rows);
	assert_int_equal(number(SQL_TEST_COUNT), 4);
}

static void
a_connection_lost_in_a_transaction_fails_all_of_it(void **state)
{
	(void)state;
	assert_int_equal(db_begin(db), DONE);
	assert_int_equal(add(40), DONE);
	restart();
	assert_int_equal(add(41), FAILED);
	assert_int_equal(add(42), FAILED);
	assert_int_equal(db_commit(db), FAILED);
	assert_int_equal(number(SQL_TEST_COUNT), 4);

	assert_int_equal(db_begin(db), DONE);
	assert_int_equal(add(40), DONE);
	restart();
	db_rollback(db);
	assert_int_equal(number(SQL_TEST_COUNT), 4);
}

static void
a_change_of_the_schema_outdates_no_statement(void **state)
{
	struct rows *rows = NULL;

	(void)state;
	assert_int_equal(db_run(db, SQL_TEST_OUTDATED, NULL, 0, NULL), DONE);
	say("ALTER TABLE aoj.mine ADD extra text DEFAULT 'new'; "
	    "GRANT SELECT ON aoj.mine TO aoj_post;");
	assert_int_equal(db_run(db, SQL_TEST_OUTDATED, NULL, 0, &rows), DONE);
	assert_string_equal(rows_text(rows, 0, 1), "new");
	rows_free(rows);
}

/* Whether a row is found by its key through the index. */
static bool
sought_by_index(void)
{
	const struct param one[] = { PARAM_INT(1) };
	struct rows *rows = NULL;
	bool found = false;

	assert_int_equal(db_run(db, SQL_TEST_SOUGHT, one, 1, NULL), DONE);
	assert_int_equal(db_run(db, SQL_TEST_PLAN, NULL, 0, &rows), DONE);
	for (size_t i = 0; i < rows_count(rows); i++)
		if (strstr(rows_text(rows, i, 0), "sought_pkey") != NULL)
			found = true;
	rows_free(rows);
	return found;
}

static void
a_plan_for_an_empty_table_is_not_kept_when_it_is_filled(void **state)
{
	int64_t end;

	(void)state;
	/* After five executions a plan is kept. */
	for (int i = 0; i < 10; i++)
		assert_false(sought_by_index());
	say("INSERT INTO aoj.sought SELECT generate_series(1, 20000);");
	end = clock_steady_ms() + 20000;
	while (!sought_by_index()) {
		assert_true(clock_steady_ms() < end);
		(void)usleep(20000);
	}
}

static void
whoever_listens_hears_also_after_a_restart(void **state)
{
	(void)state;
	assert_int_equal(db_listen(db, "test"), DONE);
	(void)db_notified(db);
	assert_false(db_notified(db));
	assert_int_equal(db_run(db, SQL_TEST_NOTIFY, NULL, 0, NULL), DONE);
	assert_true(db_notified(db));
	assert_false(db_notified(db));
	restart();
	assert_true(db_notified(db));	/* something may have been missed */
	assert_true(db_socket(db) >= 0);
	assert_int_equal(db_run(db, SQL_TEST_NOTIFY, NULL, 0, NULL), DONE);
	assert_true(db_notified(db));
}

/* Opening under a changed server; what was changed is put back. */
static enum outcome
opens_after(const char *change, const char *back)
{
	struct db *other = NULL;
	enum outcome outcome;

	say(change);
	outcome = db_open(&other, &config, DB_POST);
	db_close(other);
	say(back);
	if (outcome != DONE)
		assert_null(other);
	return outcome;
}

static void
a_server_that_keeps_too_much_is_refused(void **state)
{
	(void)state;
	assert_int_equal(opens_after("SELECT 1;", "SELECT 1;"), DONE);
	assert_int_equal(opens_after(
	    "ALTER ROLE aoj_post SET log_statement = 'all';",
	    "ALTER ROLE aoj_post SET log_statement = 'none';"), FAILED);
	assert_int_equal(opens_after(
	    "ALTER ROLE aoj_post SET session_preload_libraries = "
	    "'auto_explain';",
	    "ALTER ROLE aoj_post RESET session_preload_libraries;"), FAILED);
	assert_int_equal(opens_after(
	    "ALTER ROLE aoj_post IN DATABASE aoj SET "
	    "log_min_duration_statement = 0;",
	    "ALTER ROLE aoj_post IN DATABASE aoj RESET ALL;"), FAILED);
	assert_int_equal(opens_after(
	    "ALTER ROLE aoj_post SET synchronous_commit = off;",
	    "ALTER ROLE aoj_post RESET synchronous_commit;"), FAILED);
	assert_int_equal(opens_after("ALTER ROLE aoj_post BYPASSRLS;",
	    "ALTER ROLE aoj_post NOBYPASSRLS;"), FAILED);
	say("ALTER SYSTEM SET track_commit_timestamp = on;");
	restart();
	assert_int_equal(opens_after("SELECT 1;",
	    "ALTER SYSTEM RESET track_commit_timestamp; "), FAILED);
	say("ALTER SYSTEM SET wal_level = logical;");
	restart();
	assert_int_equal(opens_after("SELECT "
	    "pg_create_logical_replication_slot('spy', 'test_decoding');",
	    "SELECT pg_drop_replication_slot('spy');"), FAILED);
	say("ALTER SYSTEM RESET wal_level;");
	restart();
	assert_int_equal(opens_after("SELECT 1;", "SELECT 1;"), DONE);
}

static void
a_missing_grant_stops_the_start(void **state)
{
	(void)state;
	assert_int_equal(opens_after("REVOKE INSERT ON aoj.mine FROM aoj_post;",
	    "GRANT INSERT ON aoj.mine TO aoj_post;"), FAILED);
}

static void
a_server_that_is_away_fails_quietly_and_comes_back(void **state)
{
	struct config nowhere = config;
	struct db *other = NULL;

	(void)state;
	(void)snprintf(nowhere.database, sizeof(nowhere.database),
	    "host=/nonexistent dbname=aoj");
	assert_int_equal(db_open(&other, &nowhere, DB_POST), FAILED);
	assert_null(other);
	assert_int_equal(system(getenv("STOP")), 0);
	assert_int_equal(db_run(db, SQL_TEST_COUNT, NULL, 0, NULL), FAILED);
	assert_int_equal(db_begin(db), FAILED);
	assert_true(db_notified(db));
	restart();
	assert_int_equal(number(SQL_TEST_COUNT), 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_value_goes_there_and_back),
		cmocka_unit_test(so_it_does_beside_bytes),
		cmocka_unit_test(bytes_come_as_text_where_they_must),
		cmocka_unit_test(hostile_elements_of_an_array_stay_what_they_are),
		cmocka_unit_test(so_do_bytes_in_an_array),
		cmocka_unit_test(a_broken_rule_is_refused_and_anything_else_is_our_fault),
		cmocka_unit_test(a_transaction_happens_as_a_whole),
		cmocka_unit_test(a_rule_looked_at_in_the_end_refuses_the_commit),
		cmocka_unit_test(a_server_that_restarted_is_not_noticed),
		cmocka_unit_test(a_connection_lost_in_a_statement_fails_it_once),
		cmocka_unit_test(a_connection_lost_in_a_transaction_fails_all_of_it),
		cmocka_unit_test(a_change_of_the_schema_outdates_no_statement),
		cmocka_unit_test(a_plan_for_an_empty_table_is_not_kept_when_it_is_filled),
		cmocka_unit_test(whoever_listens_hears_also_after_a_restart),
		cmocka_unit_test(a_server_that_keeps_too_much_is_refused),
		cmocka_unit_test(a_missing_grant_stops_the_start),
		cmocka_unit_test(a_server_that_is_away_fails_quietly_and_comes_back),
	};
	struct text mistakes = { 0 };

	log_open("test_db");
	if (config_read(&config, &mistakes) != DONE)
		die("%s", mistakes.bytes);
	return cmocka_run_group_tests(tests, open_database, close_database);
}
