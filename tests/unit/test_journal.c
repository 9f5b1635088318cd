/*
 * test_journal.c - what a killed process leaves is found again, whole, and by
 * one process at a time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "mail/journal.h"

#define RUN "0e2c1d6a-9a55-4a57-8d22-0d4cbe2a0001"

static char scratch[64], folder[JOURNAL_FOLDER_MAX];

static int
make_scratch(void **state)
{
	struct config config = { 0 };

	(void)state;
	strcpy(scratch, "/tmp/aoj-journal-XXXXXX");
	if (mkdtemp(scratch) == NULL)
		return -1;
	strcpy(config.journal, scratch);
	return journal_folder(folder, &config) == DONE ? 0 : -1;
}

static int
remove_scratch(void **state)
{
	char path[JOURNAL_FOLDER_MAX + 60];

	(void)state;
	snprintf(path, sizeof(path), "%s/%s.journal", folder, RUN);
	(void)unlink(path);
	(void)rmdir(folder);
	return rmdir(scratch);
}

#define LEN 100

static const unsigned char *
filled(unsigned char with)
{
	static unsigned char bytes[LEN];

	memset(bytes, with, sizeof(bytes));
	return bytes;
}

/* Opens it anew and says with what a place is filled; -1 for nothing. */
static int
found(size_t place)
{
	const unsigned char *bytes;
	struct journal *j = NULL;
	int with = -1;

	assert_int_equal(journal_open(&j, folder, RUN), DONE);
	bytes = journal_place(j, place, LEN);
	if (bytes != NULL) {
		with = bytes[0];
		assert_memory_equal(bytes, filled((unsigned char)with), LEN);
	}
	journal_close(j);
	return with;
}

static void
both_places_are_there_from_the_first_writing_on(void **state)
{
	char path[JOURNAL_FOLDER_MAX + 60];
	struct journal *j = NULL;
	struct stat st;

	(void)state;
	snprintf(path, sizeof(path), "%s/%s.journal", folder, RUN);
	assert_int_equal(journal_open(&j, folder, RUN), DONE);
	assert_null(journal_place(j, 0, LEN));
	for (size_t i = 0; i < 9; i++) {
		assert_int_equal(journal_write(j, i % 2, filled((unsigned char)
		    i), LEN), DONE);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_size, 2 * LEN);
		assert_int_equal(st.st_mtime, 0);
	}
	journal_close(j);
	assert_int_equal(found(0), 8);
	assert_int_equal(found(1), 7);
	assert_int_equal(journal_open(&j, folder, RUN), DONE);
	assert_null(journal_place(j, 0, LEN + 1));
	journal_end(j);
	assert_int_equal(found(0), -1);
	journal_forget(folder, RUN);
}

static void
a_writing_that_is_cut_short_leaves_the_one_before(void **state)
{
	struct rlimit before, small;
	struct journal *j = NULL;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(journal_open(&j, folder, RUN), DONE);
	assert_int_equal(journal_write(j, 0, filled(1), LEN), DONE);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = LEN + LEN / 2;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(journal_write(j, 1, filled(2), LEN), FAILED);
	assert_int_equal(journal_write(j, 1, filled(2), LEN), FAILED);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(journal_write(j, 1, filled(2), LEN), DONE);
	journal_close(j);
	assert_int_equal(found(0), 1);
	assert_int_equal(found(1), 2);
	journal_forget(folder, RUN);
}

static void
one_process_has_a_run_at_a_time(void **state)
{
	struct journal *j = NULL, *other = NULL;
	struct journal_list list;

	(void)state;
	assert_int_equal(journal_open(&j, folder, RUN), DONE);
	assert_int_equal(journal_open(&other, folder, RUN), ABSENT);
	assert_int_equal(journal_list(folder, &list), DONE);
	assert_int_equal(list.count, 1);
	assert_string_equal(list.list[0].run_id, RUN);
	assert_true(list.list[0].lock < 0);
	journal_list_free(&list);
	journal_close(j);
	assert_int_equal(journal_list(folder, &list), DONE);
	assert_int_equal(list.count, 1);
	assert_true(list.list[0].lock >= 0);
	assert_int_equal(journal_open(&other, folder, RUN), ABSENT);
	journal_list_free(&list);
	journal_forget(folder, RUN);
	assert_int_equal(journal_list(folder, &list), DONE);
	assert_int_equal(list.count, 0);
	journal_list_free(&list);
}

static void
somebody_else_s_folder_is_refused(void **state)
{
	char made[JOURNAL_FOLDER_MAX];
	struct config config = { 0 };

	(void)state;
	strcpy(config.journal, scratch);
	assert_int_equal(chmod(folder, 0777), 0);
	assert_int_equal(journal_folder(made, &config), FAILED);
	assert_int_equal(chmod(folder, 0700), 0);
	assert_int_equal(journal_folder(made, &config), DONE);
	strcpy(config.journal, "/nonexistent");
	assert_int_equal(journal_folder(made, &config), FAILED);
}

static void
a_folder_has_a_name_that_no_other_has(void **state)
{
	char one[JOURNAL_NAME_MAX], again[JOURNAL_NAME_MAX];
	char other[JOURNAL_NAME_MAX] = "as it was";

	(void)state;
	assert_int_equal(journal_name(one, folder), DONE);
	assert_int_equal(journal_name(again, folder), DONE);
	assert_string_equal(one, again);
	assert_int_equal(journal_name(other, "/nowhere"), FAILED);
	assert_string_equal(other, "as it was");
	assert_int_equal(journal_name(other, scratch), DONE);
	assert_string_not_equal(one, other);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    both_places_are_there_from_the_first_writing_on),
		cmocka_unit_test(
		    a_writing_that_is_cut_short_leaves_the_one_before),
		cmocka_unit_test(one_process_has_a_run_at_a_time),
		cmocka_unit_test(somebody_else_s_folder_is_refused),
		cmocka_unit_test(a_folder_has_a_name_that_no_other_has),
	};

	return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
