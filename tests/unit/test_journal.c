/*
 * test_journal.c - what a killed process leaves is found again, whole lines
 * only, and by one process at a time.
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
#define ONE "0e2c1d6a-9a55-4a57-8d22-0d4cbe2a1001"
#define TWO "0e2c1d6a-9a55-4a57-8d22-0d4cbe2a1002"

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

static struct journal_entry
entry(const char *id, char fate, const char *reply)
{
	struct journal_entry e = { .fate = fate, .tries = 3, .first = 1000,
	    .next = 2000 };

	strcpy(e.invitation_id, id);
	strcpy(e.reply, reply);
	return e;
}

static void
write_entry(struct journal *j, const char *id, char fate, const char *reply)
{
	struct journal_entry e = entry(id, fate, reply);

	assert_int_equal(journal_write(j, &e), DONE);
}

static void
what_was_written_is_read_back(void **state)
{
	struct journal *j = NULL;
	struct journal_entry e;

	(void)state;
	assert_int_equal(journal_open(&j, folder, RUN), DONE);
	assert_int_equal(journal_read(j, &e), ABSENT);
	write_entry(j, ONE, 'W', "451 4.7.1 later, please");
	write_entry(j, TWO, 'A', "");
	write_entry(j, ONE, 'G', "550 no");
	journal_close(j);
	assert_int_equal(journal_open(&j, folder, RUN), DONE);
	assert_int_equal(journal_read(j, &e), DONE);
	assert_string_equal(e.invitation_id, ONE);
	assert_int_equal(e.fate, 'W');
	assert_int_equal(e.tries, 3);
	assert_int_equal(e.first, 1000);
	assert_int_equal(e.next, 2000);
	assert_string_equal(e.reply, "451 4.7.1 later, please");
	assert_int_equal(journal_read(j, &e), DONE);
	assert_string_equal(e.invitation_id, TWO);
	assert_string_equal(e.reply, "");
	assert_int_equal(journal_read(j, &e), DONE);
	assert_int_equal(e.fate, 'G');
	assert_int_equal(journal_read(j, &e), ABSENT);
	journal_end(j);
	assert_int_equal(journal_open(&j, folder, RUN), DONE);
	assert_int_equal(journal_read(j, &e), ABSENT);
	journal_end(j);
}

static void
a_line_that_a_kill_cut_short_is_no_entry(void **state)
{
	char path[JOURNAL_FOLDER_MAX + 60];
	struct journal *j = NULL;
	struct journal_entry e;
	int seen, fd;

	(void)state;
	snprintf(path, sizeof(path), "%s/%s.journal", folder, RUN);
	for (off_t keep = 0; keep < 60; keep++) {
		assert_int_equal(journal_open(&j, folder, RUN), DONE);
		write_entry(j, ONE, 'A', "250 2.0.0");
		journal_close(j);
		fd = open(path, O_WRONLY);
		assert_true(fd >= 0);
		assert_int_equal(ftruncate(fd, keep), 0);
		assert_int_equal(close(fd), 0);
		assert_int_equal(journal_open(&j, folder, RUN), DONE);
		write_entry(j, TWO, 'A', "250 2.0.0");
		journal_close(j);
		assert_int_equal(journal_open(&j, folder, RUN), DONE);
		for (seen = 0; journal_read(j, &e) == DONE; seen++)
			assert_int_equal(e.fate, 'A');
		assert_string_equal(e.invitation_id, TWO);
		assert_true(seen <= 2);
		journal_end(j);
	}
}

static void
a_file_that_is_full_is_said_and_goes_on_where_it_was(void **state)
{
	struct rlimit before, small;
	struct journal *j = NULL;
	struct journal_entry e = entry(TWO, 'A', "250 2.0.0");
	int seen;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(journal_open(&j, folder, RUN), DONE);
	write_entry(j, ONE, 'A', "");
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 80;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(journal_write(j, &e), FAILED);
	assert_int_equal(journal_write(j, &e), FAILED);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(journal_write(j, &e), DONE);
	journal_close(j);
	assert_int_equal(journal_open(&j, folder, RUN), DONE);
	for (seen = 0; journal_read(j, &e) == DONE; seen++)
		;
	assert_int_equal(seen, 2);
	assert_string_equal(e.invitation_id, TWO);
	journal_end(j);
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
		cmocka_unit_test(what_was_written_is_read_back),
		cmocka_unit_test(a_line_that_a_kill_cut_short_is_no_entry),
		cmocka_unit_test(
		    a_file_that_is_full_is_said_and_goes_on_where_it_was),
		cmocka_unit_test(one_process_has_a_run_at_a_time),
		cmocka_unit_test(somebody_else_s_folder_is_refused),
		cmocka_unit_test(a_folder_has_a_name_that_no_other_has),
	};

	return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
