/*
 * read_secret.c - a line into locked memory. Refuses to know what it is.
 */
#include "actions/read_secret.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/log.h"
#include "crypto/keyfile.h"

static volatile sig_atomic_t caught;

static void
catch_signal(int number)
{
	caught = number;
}

/*
 * Byte by byte: what is read beyond the line would lie in a buffer that
 * nobody wipes. A signal ends the read, so that the terminal can be restored
 * before the process ends.
 */
static enum outcome
read_line(int fd, struct secret_line *line, bool *too_long)
{
	ssize_t n;
	char c;

	line->len = 0;
	*too_long = false;
	for (;;) {
		n = read(fd, &c, 1);
		if (n < 0 && errno == EINTR && caught == 0)
			continue;
		if (n < 0)
			return log_failed("reading a code: %s",
			    strerror(errno));
		if (n == 0 && line->len == 0)
			return ABSENT;
		if (n == 0 || c == '\n')
			break;
		if (line->len + 1 >= sizeof(line->text))
			*too_long = true;
		else
			line->text[line->len++] = c;
	}
	line->text[line->len] = '\0';
	return DONE;
}

static bool
is_blank(const struct secret_line *line)
{
	return strspn(line->text, " \t\r") == line->len;
}

/* Lines until one is not blank. */
static enum outcome
read_lines(int fd, struct secret_line *line, struct problem *why)
{
	enum outcome outcome;
	bool too_long;

	do {
		outcome = read_line(fd, line, &too_long);
		if (outcome == DONE && too_long)
			return problem_set(why, PROBLEM_CODE,
			    "Deze regel is te lang voor een openingscode.");
	} while (outcome == DONE && is_blank(line));
	return outcome;
}

/* The same on a terminal, which does not show what is typed meanwhile. */
static enum outcome
read_hidden(int fd, const struct termios *shown, struct secret_line *line,
    struct problem *why)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction catching = { .sa_handler = catch_signal };
	struct sigaction before[4];
	struct termios hidden = *shown;
	enum outcome outcome;
	size_t i;

	caught = 0;
	for (i = 0; i < 4; i++)
		sigaction(numbers[i], &catching, &before[i]);
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	hidden.c_lflag |= ECHONL;
	if (tcsetattr(fd, TCSAFLUSH, &hidden) != 0)
		outcome = log_failed("terminal: %s", strerror(errno));
	else
		outcome = read_lines(fd, line, why);
	if (tcsetattr(fd, TCSAFLUSH, shown) != 0)
		outcome = log_failed("terminal: %s", strerror(errno));
	for (i = 0; i < 4; i++)
		sigaction(numbers[i], &before[i], NULL);
	if (caught != 0)
		raise(caught);
	return outcome;
}

enum outcome
read_secret(int fd, struct secret_line **out, struct problem *why)
{
	struct secret_line *line;
	struct termios shown;
	enum outcome outcome;

	crypto_open();
	line = crypto_secret_new(sizeof(*line));
	if (tcgetattr(fd, &shown) == 0)
		outcome = read_hidden(fd, &shown, line, why);
	else
		outcome = read_lines(fd, line, why);
	if (outcome == DONE)
		*out = line;
	else
		crypto_secret_free(line);
	return outcome;
}

void
secret_line_free(struct secret_line *line)
{
	crypto_secret_free(line);
}
