/*
 * holder.c - the verbs about opening codes, and the way to the counting
 * process. No code is ever an argument.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "actions/confirm_holder.h"
#include "actions/give_holder_code.h"
#include "actions/read_secret.h"
#include "actions/verify_wave.h"
#include "base/log.h"
#include "cli/cli.h"

/* Past stdio, whose buffers nobody wipes. */
static bool
write_secret(const char *s)
{
	size_t len = strlen(s);
	ssize_t n;

	if (fflush(stdout) != 0)
		return false;
	for (; len > 0; s += n, len -= (size_t)n) {
		n = write(STDOUT_FILENO, s, len);
		if (n <= 0)
			return false;
	}
	return true;
}

int
cli_holder_code(struct cli *c)
{
	const char *wave = cli_argument(c, 0), *name = cli_argument(c, 1);
	struct given_code *code = NULL;
	enum outcome o = cli_open(c, DB_COUNT);

	if (o == DONE)
		o = give_holder_code(c->db, c->who, c->now, wave, name, &code,
		    &c->why);
	if (o != DONE)
		goto out;
	printf("Openingscode van %s voor de meting “%s”:\n\n    ", name, wave);
	if (!write_secret(code->text)) {
		o = log_failed("the code cannot be shown; give a new one");
		goto out;
	}
	printf("\n\nDeze code is nu één keer te zien. Schrijf hem op, bewaar "
	    "hem goed en typ hem terug:\naoj holder confirm %s \"%s\"\n", wave,
	    name);
	if (code->fingerprint[0] != '\0')
		printf("\nDe stembus is gemaakt. Vingerafdruk, om bij de code "
		    "te schrijven:\n%s\n", code->fingerprint);
	else
		printf("\nNog zonder code: %zu.\n", code->without_code);
out:
	given_code_free(code);
	return cli_end(c, o);
}

int
cli_holder_confirm(struct cli *c)
{
	const char *wave = cli_argument(c, 0), *name = cli_argument(c, 1);
	struct secret_line *line = NULL;
	enum outcome o = cli_open(c, DB_COUNT);

	if (o == DONE)
		o = read_secret(STDIN_FILENO, &line, &c->why);
	if (o == ABSENT)
		o = problem_set(&c->why, PROBLEM_INPUT, "Er staat geen code op "
		    "de standaardinvoer.");
	if (o == DONE)
		o = confirm_holder(c->db, c->who, c->now, wave, name,
		    line->text, line->len, &c->why);
	if (o == DONE)
		printf("De code van %s klopt.\n", name);
	secret_line_free(line);
	return cli_end(c, o);
}

int
cli_verify(struct cli *c)
{
	struct text said = { 0 };
	bool right = false;
	enum outcome o = cli_open(c, DB_RESULTS);

	if (o == DONE)
		o = verify_wave(c->db, cli_argument(c, 0),
		    cli_option(c, "--fingerprint="), &said, &right, &c->why);
	if (o == DONE)
		fputs(said.bytes, stdout);
	text_free(&said);
	return o == DONE && !right ? EXIT_REFUSED : cli_end(c, o);
}

/* Counting has a process of its own, which ends with the count. */
int
cli_count(struct cli *c)
{
	char path[PATH_MAX];
	char program[] = "aoj-count";
	char *argv[4] = { program, NULL, NULL, NULL };
	ssize_t n = readlink("/proc/self/exe", path,
	    sizeof(path) - sizeof(program));

	if (n > 0) {
		path[n] = '\0';
		strcpy(strrchr(path, '/') + 1, program);
		for (int i = 0; i < c->argc; i++)
			argv[strncmp(c->argv[i], "--", 2) == 0 ? 2 : 1] =
			    c->argv[i];
		execv(path, argv);
	}
	log_failed("%s beside this program cannot be started", program);
	return EXIT_FAULT;
}
