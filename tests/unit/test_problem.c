/*
 * test_problem.c - every reason to refuse has a status and words, and a log
 * line stays one line.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/problem.h"
#include "base/text.h"

static void
every_reason_has_a_status_and_words(void **state)
{
	(void)state;
	for (int code = PROBLEM_NONE + 1; code < PROBLEM_CODES; code++) {
		enum problem_code c = (enum problem_code)code;

		assert_in_range(problem_status(c), 400, 499);
		assert_true(strlen(problem_words(c)) > 10);
		assert_true(text_is_utf8(problem_words(c),
		    strlen(problem_words(c))));
	}
}

static void
a_refusal_says_why(void **state)
{
	struct problem why = { 0 };

	(void)state;
	assert_int_equal(problem_set(&why, PROBLEM_NAME, "geen %s “%s”",
	    "meting", "x"), REFUSED);
	assert_int_equal(why.code, PROBLEM_NAME);
	assert_string_equal(why.text, "geen meting “x”");
	assert_int_equal(problem_set(NULL, PROBLEM_NAME, "%s", "x"), REFUSED);
}

static void
a_long_reason_is_cut_between_characters(void **state)
{
	char words[3 * PROBLEM_TEXT_MAX + 1];
	struct problem why = { 0 };

	(void)state;
	for (size_t i = 0; i + 3 < sizeof(words); i += 3)
		memcpy(words + i, "€", 3);
	words[sizeof(words) - 1] = '\0';
	problem_set(&why, PROBLEM_FIELD, "%s", words);
	assert_in_range(strlen(why.text), PROBLEM_TEXT_MAX - 3,
	    PROBLEM_TEXT_MAX - 1);
	assert_true(text_is_utf8(why.text, strlen(why.text)));
}

static void
a_log_line_stays_one_line(void **state)
{
	char got[4096], words[3000];
	int saved = dup(STDERR_FILENO), ends[2];
	ssize_t n;

	(void)state;
	memset(words, 'x', sizeof(words) - 1);
	words[sizeof(words) - 1] = '\0';
	assert_int_equal(pipe(ends), 0);
	assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
	log_open("test");
	log_info("one\ntwo\r\n");
	assert_int_equal(log_failed("%s", words), FAILED);
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	assert_int_equal(close(ends[1]), 0);
	n = read(ends[0], got, sizeof(got) - 1);
	assert_int_equal(close(ends[0]), 0);
	assert_int_equal(close(saved), 0);
	assert_true(n > 0);
	got[n] = '\0';
	assert_memory_equal(got, "test: one two\n", 14);
	assert_memory_equal(got + 14, "test: failed: xxx", 17);
	assert_int_equal(strcspn(got + 14, "\n"), n - 15);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_reason_has_a_status_and_words),
		cmocka_unit_test(a_refusal_says_why),
		cmocka_unit_test(a_long_reason_is_cut_between_characters),
		cmocka_unit_test(a_log_line_stays_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
