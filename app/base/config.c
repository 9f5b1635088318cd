/*
 * config.c - reads all settings, says everything that is wrong with them in
 * one go. Knows what a setting may look like, not what it is used for.
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/config.h"
#include "base/log.h"

#define FILE_MAX 65536

/* KEY=value lines of the settings file, as pairs of strings in one buffer. */
struct pairs {
	char *buf;
	struct { const char *key, *value; } list[64];
	size_t count;
};

static void
mistake(struct text *mistakes, const char *key, const char *value,
    const char *right)
{
	text_printf(mistakes, "%s=%s: %s\n", key, value, right);
}

/* Reads the file that AOJ_ENV names; a missing name is no mistake. */
static void
read_file(struct pairs *p, struct text *mistakes)
{
	const char *path = getenv("AOJ_ENV");
	char *line, *save = NULL;
	size_t len;
	FILE *f;
	int number = 0;

	if (path == NULL || *path == '\0')
		return;
	f = fopen(path, "re");
	p->buf = calloc(1, FILE_MAX);
	if (f == NULL || p->buf == NULL) {
		mistake(mistakes, "AOJ_ENV", path, strerror(errno));
		if (f != NULL)
			(void)fclose(f);
		return;
	}
	len = fread(p->buf, 1, FILE_MAX - 1, f);
	(void)fclose(f);
	if (len == FILE_MAX - 1)
		mistake(mistakes, "AOJ_ENV", path, "longer than 64 KiB");
	for (line = strtok_r(p->buf, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save)) {
		char *equals;

		number++;
		line += strspn(line, " \t\r");
		if (*line == '\0' || *line == '#')
			continue;
		equals = strchr(line, '=');
		if (equals == NULL || strncmp(line, "AOJ_", 4) != 0 ||
		    p->count == sizeof(p->list) / sizeof(p->list[0])) {
			text_printf(mistakes, "%s: \"%.60s\" is not a line "
			    "AOJ_NAME=value\n", path, line);
			continue;
		}
		*equals = '\0';
		line[strcspn(line, " \t")] = '\0';
		equals++;
		equals[strcspn(equals, "\r")] = '\0';
		p->list[p->count].key = line;
		p->list[p->count++].value = equals;
	}
}

static const char *const known[] = { "AOJ_MODE", "AOJ_DATABASE",
    "AOJ_SECRETS", "AOJ_ASSETS", "AOJ_MAIL", "AOJ_MAIL_USER", "AOJ_JOURNAL",
    "AOJ_OPERATOR_NAME", "AOJ_OPERATOR_MAIL", "AOJ_SURVEY_ADDRESS",
    "AOJ_SURVEY_PORT", "AOJ_SURVEY_WORKERS", "AOJ_RUN_PORT" };

static void
find_unknown(const struct pairs *p, struct text *mistakes)
{
	for (size_t i = 0; i < p->count; i++) {
		size_t k;

		for (k = 0; k < sizeof(known) / sizeof(known[0]); k++)
			if (strcmp(p->list[i].key, known[k]) == 0)
				break;
		if (k == sizeof(known) / sizeof(known[0]))
			mistake(mistakes, p->list[i].key, p->list[i].value,
			    "no such setting; see conf/aoj.env.example");
	}
}

static const char *
value_of(const struct pairs *p, const char *key, const char *otherwise)
{
	const char *v = getenv(key);

	if (v != NULL)
		return v;
	for (size_t i = p->count; i-- > 0;)
		if (strcmp(p->list[i].key, key) == 0)
			return p->list[i].value;
	return otherwise;
}

static void
take(char *out, size_t size, const struct pairs *p, const char *key,
    const char *otherwise, struct text *mistakes)
{
	const char *v = value_of(p, key, otherwise);

	if (strlen(v) >= size)
		text_printf(mistakes, "%s=%.40s…: at most %zu bytes\n", key, v,
		    size - 1);
	else if (text_has_control(v, strlen(v), false))
		text_printf(mistakes, "%s: holds a control character or is "
		    "not UTF-8\n", key);
	else
		strcpy(out, v);
}

static void
need_folder(const char *key, const char *path, struct text *mistakes)
{
	struct stat st;

	if (stat(path, &st) != 0)
		mistake(mistakes, key, path, strerror(errno));
	else if (!S_ISDIR(st.st_mode))
		mistake(mistakes, key, path, "must be a folder");
}

static void
check_mail(const struct config *c, struct text *mistakes)
{
	bool maildir = strncmp(c->mail, "maildir:", 8) == 0;

	if (maildir && c->production)
		mistake(mistakes, "AOJ_MAIL", c->mail, "a Maildir sends "
		    "nothing: in production name smtp://host:port or "
		    "smtps://host:port");
	else if (maildir && c->mail[8] == '\0')
		mistake(mistakes, "AOJ_MAIL", c->mail,
		    "maildir: needs a folder");
	else if (!maildir && strncmp(c->mail, "smtp://", 7) != 0 &&
	    strncmp(c->mail, "smtps://", 8) != 0)
		mistake(mistakes, "AOJ_MAIL", c->mail, "must be "
		    "smtp://host:port, smtps://host:port or maildir:FOLDER");
	if (strchr(c->mail, '@') != NULL)
		mistake(mistakes, "AOJ_MAIL", "…", "holds no user or "
		    "password: see AOJ_MAIL_USER");
}

enum outcome
config_read(struct config *out, struct text *mistakes)
{
	struct config c = { 0 };
	struct pairs p = { 0 };
	const char *mode;

	read_file(&p, mistakes);
	find_unknown(&p, mistakes);
	mode = value_of(&p, "AOJ_MODE", "trial");
	c.production = strcmp(mode, "production") == 0;
	if (!c.production && strcmp(mode, "trial") != 0)
		mistake(mistakes, "AOJ_MODE", mode,
		    "must be trial or production");
	take(c.database, sizeof(c.database), &p, "AOJ_DATABASE",
	    "host=.run/socket port=5499 dbname=aoj", mistakes);
	if (strstr(c.database, "password") != NULL ||
	    strstr(c.database, "user=") != NULL ||
	    strncmp(c.database, "postgres", 8) == 0)
		mistake(mistakes, "AOJ_DATABASE", "…", "names host, port and "
		    "dbname (key=value); users and passwords are in "
		    "AOJ_SECRETS");
	take(c.secrets, sizeof(c.secrets), &p, "AOJ_SECRETS", ".run/secrets",
	    mistakes);
	take(c.assets, sizeof(c.assets), &p, "AOJ_ASSETS", "assets",
	    mistakes);
	take(c.mail, sizeof(c.mail), &p, "AOJ_MAIL", "maildir:.run/mail",
	    mistakes);
	take(c.mail_user, sizeof(c.mail_user), &p, "AOJ_MAIL_USER", "",
	    mistakes);
	take(c.journal, sizeof(c.journal), &p, "AOJ_JOURNAL", "/dev/shm",
	    mistakes);
	take(c.operator_name, sizeof(c.operator_name), &p,
	    "AOJ_OPERATOR_NAME", "de beheerder van deze installatie",
	    mistakes);
	take(c.operator_mail, sizeof(c.operator_mail), &p,
	    "AOJ_OPERATOR_MAIL", "beheer@example.org", mistakes);
	check_mail(&c, mistakes);
	need_folder("AOJ_SECRETS", c.secrets, mistakes);
	need_folder("AOJ_ASSETS", c.assets, mistakes);
	need_folder("AOJ_JOURNAL", c.journal, mistakes);
	if (c.production && strstr(c.operator_mail, "example.") != NULL)
		mistake(mistakes, "AOJ_OPERATOR_MAIL", c.operator_mail,
		    "must be a real address in production");
	free(p.buf);
	if (mistakes->len > 0)
		return REFUSED;
	*out = c;
	return DONE;
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
