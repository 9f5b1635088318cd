/*
 * test_read_secret.c - promises about codes that are typed or piped in.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "actions/read_secret.h"
#include "base/problem.h"

/* The reading end of a pipe that holds input and has ended. */
static int
piped(const char *input)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], input, strlen(input)),
	    strlen(input));
	close(ends[1]);
	return ends[0];
}

static void
assert_line(int fd, const char *right)
{
	struct secret_line *line = NULL;
	struct problem why;

	if (right == NULL) {
		assert_int_equal(read_secret(fd, &line, &why), ABSENT);
		assert_null(line);
		return;
	}
	assert_int_equal(read_secret(fd, &line, &why), DONE);
	assert_string_equal(line->text, right);
	assert_int_equal(line->len, strlen(right));
	secret_line_free(line);
}

static void
lines_come_one_by_one_and_blank_ones_do_not_count(void **state)
{
	int fd = piped("\n  \r\nfirst one\r\n\nsecond");

	(void)state;
	assert_line(fd, "first one\r");
	assert_line(fd, "second");
	assert_line(fd, NULL);
	close(fd);
	fd = piped("");
	assert_line(fd, NULL);
	close(fd);
}

static void
a_line_that_is_too_long_is_refused(void **state)
{
	struct secret_line *line = NULL;
	char input[600];
	struct problem why;
	int fd;

	(void)state;
	memset(input, 'A', sizeof(input));
	strcpy(input + 500, "\nnext\n");
	fd = piped(input);
	assert_int_equal(read_secret(fd, &line, &why), REFUSED);
	assert_int_equal(why.code, PROBLEM_CODE);
	assert_line(fd, "next");
	close(fd);
}

/* Both ends of a terminal. */
static void
terminal(int *master, int *slave)
{
	*master = posix_openpt(O_RDWR | O_NOCTTY);
	assert_true(*master >= 0);
	assert_int_equal(grantpt(*master), 0);
	assert_int_equal(unlockpt(*master), 0);
	*slave = open(ptsname(*master), O_RDWR | O_NOCTTY);
	assert_true(*slave >= 0);
}

static bool
echoes(int fd)
{
	struct termios t;

	assert_int_equal(tcgetattr(fd, &t), 0);
	return (t.c_lflag & ECHO) != 0;
}

static void
wait_until_hidden(int fd)
{
	int waits;

	for (waits = 0; echoes(fd); waits++) {
		assert_true(waits < 10000);
		usleep(1000);
	}
}

static void
a_terminal_does_not_show_a_code(void **state)
{
	char shown[64] = "";
	int master, slave, status;
	ssize_t n;
	pid_t pid;

	(void)state;
	terminal(&master, &slave);
	assert_true(echoes(slave));
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct secret_line *line = NULL;
		struct problem why;

		_exit(read_secret(slave, &line, &why) != DONE ||
		    strcmp(line->text, "SECRET") != 0);
	}
	wait_until_hidden(slave);
	assert_int_equal(write(master, "SECRET\n", 7), 7);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_true(echoes(slave));
	n = read(master, shown, sizeof(shown) - 1);
	assert_true(n > 0);
	assert_null(strstr(shown, "SECRET"));
	close(master);
	close(slave);
}

static void
a_signal_leaves_the_terminal_as_it_was(void **state)
{
	int master, slave, status;
	pid_t pid;

	(void)state;
	terminal(&master, &slave);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct secret_line *line = NULL;
		struct problem why;

		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(1);
		read_secret(slave, &line, &why);
		_exit(0);
	}
	wait_until_hidden(slave);
	assert_int_equal(kill(pid, SIGTERM), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
	assert_true(echoes(slave));
	close(master);
	close(slave);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    lines_come_one_by_one_and_blank_ones_do_not_count),
		cmocka_unit_test(a_line_that_is_too_long_is_refused),
		cmocka_unit_test(a_terminal_does_not_show_a_code),
		cmocka_unit_test(a_signal_leaves_the_terminal_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
