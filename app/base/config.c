/*
 * config.c - reads all settings and hands them to config_check.c. Knows where
 * settings come from, not what may stand in them or what they are used for.
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/config.h"
#include "base/config_check.h"
#include "base/log.h"

#define FILE_MAX 65536

extern char **environ;

/* What exists: its name, its place in struct config, its default. A size of 0
 * says that the place is an int. */
#define TEXT(name, field, otherwise) { name, offsetof(struct config, field), \
	sizeof(((struct config *)NULL)->field), 0, 0, otherwise }
#define NUMBER(name, field, least, most, otherwise) { name, \
	offsetof(struct config, field), 0, least, most, otherwise }
static const struct setting {
	const char *name;
	size_t at, size;
	int least, most;
	const char *otherwise;
} settings[] = {
	TEXT("AOJ_MODE", mode, "trial"),
	TEXT("AOJ_DATABASE", database, "host=/var/run/postgresql dbname=aoj"),
	TEXT("AOJ_SECRETS", secrets, ".run/secrets"),
	TEXT("AOJ_ASSETS", assets, "assets"),
	TEXT("AOJ_MAIL", mail, "maildir:.run/mail"),
	TEXT("AOJ_MAIL_USER", mail_user, ""),
	TEXT("AOJ_BOUNCE_ADDRESS", bounce_address, ""),
	TEXT("AOJ_BOUNCE_MAILDIR", bounce_maildir, ""),
	TEXT("AOJ_LETTER_HOSTS", letter_hosts, ""),
	TEXT("AOJ_SENDER_DOMAINS", sender_domains, ""),
	NUMBER("AOJ_MAIL_CONNECTIONS", mail_connections, 1, 16, "4"),
	NUMBER("AOJ_MAIL_RATE", mail_rate, 0, 10000, "0"),
	NUMBER("AOJ_MAIL_DOMAIN_RATE", mail_domain_rate, 0, 10000, "0"),
	NUMBER("AOJ_MAIL_GIVE_UP", mail_give_up, 1, 168, "24"),
	TEXT("AOJ_JOURNAL", journal, "/dev/shm"),
	TEXT("AOJ_OPERATOR_NAME", operator_name,
	    "de beheerder van deze installatie"),
	TEXT("AOJ_OPERATOR_MAIL", operator_mail, "beheer@example.org"),
	TEXT("AOJ_SURVEY_ADDRESS", survey_address, "127.0.0.1"),
	NUMBER("AOJ_SURVEY_PORT", survey_port, 1, 65535, "8800"),
	NUMBER("AOJ_SURVEY_WORKERS", survey_workers, 1, 64, "2"),
	NUMBER("AOJ_CLUSTER_PORT", cluster_port, 1024, 65535, "5499"),
};
#define SETTINGS (sizeof(settings) / sizeof(settings[0]))

/* The value of each setting, where one was given. */
struct given {
	char *file;			/* owned; lines of the settings file */
	const char *values[SETTINGS];	/* into file, or the environment */
};

/* Finds name among the settings; false when there is no such one. */
static bool
find_setting(const char *name, size_t len, size_t *at)
{
	for (size_t i = 0; i < SETTINGS; i++)
		if (strlen(settings[i].name) == len &&
		    strncmp(settings[i].name, name, len) == 0) {
			*at = i;
			return true;
		}
	return false;
}

static void
take_line(struct given *g, const char *path, int number, char *line,
    struct text *mistakes)
{
	char *equals = strchr(line, '='), *end;
	size_t at;

	line += strspn(line, " \t\r");
	if (*line == '\0' || *line == '#')
		return;
	if (equals == NULL || strncmp(line, "AOJ_", 4) != 0) {
		text_printf(mistakes, "%s:%d: \"%.60s\" is not a line "
		    "AOJ_NAME=value\n", path, number, line);
		return;
	}
	end = equals + strlen(equals);
	while (end > equals + 1 && strchr(" \t\r", end[-1]) != NULL)
		*--end = '\0';
	if (!find_setting(line, (size_t)(equals - line), &at))
		text_printf(mistakes, "%s:%d: %s: there is no such setting; "
		    "see conf/aoj.env.example\n", path, number, line);
	else if (g->values[at] != NULL)
		text_printf(mistakes, "%s:%d: %s: was given before\n", path,
		    number, line);
	else
		g->values[at] = equals + 1;
}

static void
read_file(struct given *g, struct text *mistakes)
{
	const char *path = getenv("AOJ_ENV");
	char *line, *next;
	FILE *f;
	size_t len;
	int number = 0;

	if (path == NULL && access(CONFIG_FILE, F_OK) == 0)
		path = CONFIG_FILE;
	if (path == NULL || *path == '\0')
		return;
	f = fopen(path, "re");
	if (f == NULL) {
		config_mistake(mistakes, "AOJ_ENV", path, strerror(errno));
		return;
	}
	g->file = calloc(1, FILE_MAX);
	if (g->file == NULL)
		die("no memory");
	len = fread(g->file, 1, FILE_MAX - 1, f);
	if (ferror(f))
		config_mistake(mistakes, "AOJ_ENV", path, "cannot be read");
	else if (len == FILE_MAX - 1 || memchr(g->file, '\0', len) != NULL)
		config_mistake(mistakes, "AOJ_ENV", path,
		    "must be a text file of at most 64 KiB");
	(void)fclose(f);
	for (line = g->file; line != NULL; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		take_line(g, path, ++number, line, mistakes);
	}
}

/* The environment goes before the file; a misspelt name is a mistake there
 * too. AOJ_ENV and AOJ_CLOCK are read elsewhere. */
static void
read_environment(struct given *g, struct text *mistakes)
{
	for (char **e = environ; *e != NULL; e++) {
		size_t len = strcspn(*e, "="), at;

		if (strncmp(*e, "AOJ_", 4) != 0 || (*e)[len] != '=')
			continue;
		if (find_setting(*e, len, &at))
			g->values[at] = *e + len + 1;
		else if (strncmp(*e, "AOJ_ENV=", len + 1) != 0 &&
		    strncmp(*e, "AOJ_CLOCK=", len + 1) != 0)
			text_printf(mistakes, "%.60s: there is no such "
			    "setting; see conf/aoj.env.example\n", *e);
	}
}

/* A value that cannot be taken leaves the place as it was. */
static void
take(struct config *c, const struct setting *s, const char *value,
    struct text *mistakes)
{
	char *place = (char *)c + s->at, *end, right[80];
	long number;

	if (s->size > 0 && strlen(value) >= s->size) {
		snprintf(right, sizeof(right), "must have at most %zu bytes",
		    s->size - 1);
		config_mistake(mistakes, s->name, value, right);
	} else if (s->size > 0) {
		if (text_has_control(value, strlen(value), false))
			config_mistake(mistakes, s->name, "…",
			    "must be one line of UTF-8");
		else
			memcpy(place, value, strlen(value) + 1);
	} else {
		errno = 0;
		number = strtol(value, &end, 10);
		snprintf(right, sizeof(right), "must be a number from %d to "
		    "%d", s->least, s->most);
		if (end == value || *end != '\0' || errno != 0 ||
		    number < s->least || number > s->most)
			config_mistake(mistakes, s->name, value, right);
		else
			*(int *)(void *)place = (int)number;
	}
}

enum outcome
config_read(struct config *out, struct text *mistakes)
{
	struct config c = { 0 };
	struct given g = { 0 };

	read_file(&g, mistakes);
	read_environment(&g, mistakes);
	for (size_t i = 0; i < SETTINGS; i++) {
		take(&c, &settings[i], settings[i].otherwise, mistakes);
		if (g.values[i] != NULL)
			take(&c, &settings[i], g.values[i], mistakes);
	}
	c.production = strcmp(c.mode, "production") == 0;
	config_check(&c, mistakes);
	free(g.file);
	if (mistakes->len > 0)
		return REFUSED;
	*out = c;
	return DONE;
}

void
config_write(const struct config *c, struct text *out)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		const char *place = (const char *)c + settings[i].at;

		if (settings[i].size > 0)
			text_printf(out, "%s=%s\n", settings[i].name, place);
		else
			text_printf(out, "%s=%d\n", settings[i].name,
			    *(const int *)(const void *)place);
	}
}

enum outcome
config_secret(const char *folder, const char *name, unsigned char *out,
    size_t size, size_t *len)
{
	char path[1024];
	struct stat st;
	ssize_t n;
	int fd;

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >=
	    (int)sizeof(path))
		return log_failed("%s: the path is too long", name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return log_failed("%s: %s", path, strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	    (st.st_mode & 077) != 0) {
		(void)close(fd);
		return log_failed("%s: must be a file that only its owner "
		    "can read (mode 0600)", path);
	}
	if (st.st_size <= 0 || (size_t)st.st_size > size) {
		(void)close(fd);
		return log_failed("%s: must hold 1 to %zu bytes", path, size);
	}
	n = read(fd, out, size);
	(void)close(fd);
	if (n != st.st_size)
		return log_failed("%s: cannot be read", path);
	*len = (size_t)n;
	return DONE;
}
