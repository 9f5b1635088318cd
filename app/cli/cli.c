/*
 * cli.c - arguments, files, settings and the database for the verbs.
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actions/destroy_contacts.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/cli.h"

const char *
cli_argument(const struct cli *c, int i)
{
	for (int n = 0; n < c->argc; n++)
		if (strncmp(c->argv[n], "--", 2) != 0 && i-- == 0)
			return c->argv[n];
	return NULL;
}

const char *
cli_option(const struct cli *c, const char *name)
{
	size_t len = strlen(name);

	for (int n = 0; n < c->argc; n++)
		if (strncmp(c->argv[n], name, len) == 0)
			return c->argv[n] + (name[len - 1] == '=' ? len : 0);
	return NULL;
}

static enum outcome
read_all(int fd, size_t max, struct text *out)
{
	char buf[65536];
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return FAILED;
		text_add(out, buf, (size_t)n);
		explicit_bzero(buf, (size_t)n);
		if (out->len > max)
			return REFUSED;
	}
	text_add(out, "", 0);
	return DONE;
}

enum outcome
cli_read(struct cli *c, const char *path, size_t max, struct text *out)
{
	bool input = strcmp(path, "-") == 0;
	int fd = input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	enum outcome o;

	if (fd < 0)
		return problem_set(&c->why, PROBLEM_INPUT, "%s: dit bestand "
		    "kan niet worden gelezen (%s).", path, strerror(errno));
	o = read_all(fd, max, out);
	if (o == FAILED)
		o = problem_set(&c->why, PROBLEM_INPUT, "%s: dit bestand kan "
		    "niet worden gelezen (%s).", path, strerror(errno));
	else if (o == REFUSED)
		problem_set(&c->why, PROBLEM_INPUT, "%s: dit bestand is "
		    "groter dan %zu kB.", path, max / 1024);
	if (!input)
		close(fd);
	return o;
}

/* Files made by root could not be read by the processes that need them. */
static enum outcome
become_owner(const char *secrets)
{
	struct stat st;

	if (geteuid() != 0)
		return DONE;
	if (stat(secrets, &st) != 0)
		return log_failed("%s: %s", secrets, strerror(errno));
	if (st.st_uid == 0)
		return DONE;
	if (setgroups(0, NULL) != 0 || setgid(st.st_gid) != 0 ||
	    setuid(st.st_uid) != 0)
		return log_failed("cannot become the owner of %s: %s",
		    secrets, strerror(errno));
	return DONE;
}

enum outcome
cli_open(struct cli *c, enum db_process process)
{
	struct text mistakes = { 0 };
	enum outcome o = config_read(&c->config, &mistakes);

	if (o != DONE) {
		fprintf(stderr, "aoj: de instellingen kloppen niet:\n%s",
		    mistakes.len > 0 ? mistakes.bytes : "");
		c->explained = true;
		o = FAILED;
	}
	text_free(&mistakes);
	if (o == DONE)
		o = become_owner(c->config.secrets);
	if (o == DONE)
		o = db_open(&c->db, &c->config, process);
	/* The office's host has keys of its own. What cannot be destroyed now
	 * is said in the log, and keeps nobody from working. */
	if (o == DONE && process == DB_OFFICE &&
	    destroy_contact_keys(c->db, &c->config) != DONE)
		return DONE;
	return o;
}

int
cli_end(struct cli *c, enum outcome outcome)
{
	const char *text = c->why.text;

	switch (outcome) {
	case DONE:
		return EXIT_DONE;
	case ABSENT:
	case REFUSED:
		if (*text == '\0' && c->why.code != PROBLEM_NONE)
			text = problem_words(c->why.code);
		fflush(stdout);
		if (*text != '\0')
			fprintf(stderr, "aoj: %s\n", text);
		return EXIT_REFUSED;
	case FAILED:
		break;
	}
	fflush(stdout);
	if (!c->explained)
		fprintf(stderr, "aoj: dit ging mis door een fout aan onze "
		    "kant. Er is niets half gedaan; probeer het opnieuw.\n");
	return EXIT_FAULT;
}

void
cli_mistakes(const char *path, const struct mistakes *m)
{
	for (size_t i = 0; i < m->count; i++)
		fprintf(stderr, "%s: %s: %s\n", path,
		    m->list[i].pointer[0] == '\0' ? "/" : m->list[i].pointer,
		    m->list[i].text);
}

char *
cli_line(char **rest)
{
	char *line, *end;

	while ((line = strsep(rest, "\n")) != NULL) {
		line += strspn(line, " \t\r");
		end = line + strlen(line);
		while (end > line && strchr(" \t\r", end[-1]) != NULL)
			*--end = '\0';
		if (*line != '\0')
			return line;
	}
	return NULL;
}

void
cli_forget(struct text *input)
{
	if (input->bytes != NULL)
		explicit_bzero(input->bytes, input->len);
	text_free(input);
}
