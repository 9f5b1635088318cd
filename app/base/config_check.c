/*
 * config_check.c - what may stand in each setting, on a trial installation and
 * in production. Changes nothing, opens nothing.
 */
#include <sys/stat.h>
#include <sys/vfs.h>

#include <arpa/inet.h>
#include <errno.h>
#include <linux/magic.h>
#include <string.h>

#include "base/config_check.h"

#define BOUNCE_LOCAL_MAX 10	/* crypto/verp.h */

void
config_mistake(struct text *mistakes, const char *name, const char *value,
    const char *right)
{
	text_printf(mistakes, "%s=%s: %s\n", name, value, right);
}

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* Whether a conninfo of libpq names key; value points behind its "=". */
static bool
conninfo_has(const char *conninfo, const char *key, const char **value)
{
	size_t len = strlen(key);

	for (const char *p = conninfo; (p = strstr(p, key)) != NULL; p += len)
		if ((p == conninfo || strchr(" \t", p[-1]) != NULL) &&
		    p[len + strspn(p + len, " ")] == '=') {
			*value = p + len + strspn(p + len, " ") + 1;
			*value += strspn(*value, " '");
			return true;
		}
	return false;
}

static void
check_database(const struct config *c, struct text *mistakes)
{
	static const char *const here[] = { "/", "127.0.0.1", "::1",
	    "localhost" };
	const char *host, *mode;
	bool local = false;

	/* The value is not repeated: it may hold a password by mistake. */
	if (begins(c->database, "postgres:") ||
	    begins(c->database, "postgresql:") ||
	    conninfo_has(c->database, "user", &host) ||
	    conninfo_has(c->database, "password", &host)) {
		config_mistake(mistakes, "AOJ_DATABASE", "…", "must name "
		    "host, port and dbname as key=value; each process has its "
		    "own user, and its password in AOJ_SECRETS");
		return;
	}
	if (!c->production)
		return;
	if (!conninfo_has(c->database, "hostaddr", &host) &&
	    !conninfo_has(c->database, "host", &host))
		return;
	for (size_t i = 0; i < sizeof(here) / sizeof(here[0]); i++)
		local |= begins(host, here[i]);
	if (strcspn(host, ",") < strcspn(host, " "))
		local = false;
	if (!local && (!conninfo_has(c->database, "sslmode", &mode) ||
	    !begins(mode, "verify-")))
		config_mistake(mistakes, "AOJ_DATABASE", c->database, "must "
		    "say sslmode=verify-full: this database is elsewhere");
}

static void
check_mail(const struct config *c, struct text *mistakes)
{
	bool maildir = begins(c->mail, "maildir:");
	const char *host = strstr(c->mail, "://");

	if (strchr(c->mail, '@') != NULL && !maildir) {
		config_mistake(mistakes, "AOJ_MAIL", "…", "must not hold a "
		    "user or a password; see AOJ_MAIL_USER");
		return;
	}
	if (maildir && c->production)
		config_mistake(mistakes, "AOJ_MAIL", c->mail, "must be "
		    "smtp://host:port or smtps://host:port in production: a "
		    "Maildir sends nothing");
	else if (maildir && c->mail[strlen("maildir:")] == '\0')
		config_mistake(mistakes, "AOJ_MAIL", c->mail,
		    "must name a folder, maildir:FOLDER");
	else if (!maildir && ((!begins(c->mail, "smtp://") &&
	    !begins(c->mail, "smtps://")) || host[3] == '\0'))
		config_mistake(mistakes, "AOJ_MAIL", c->mail, "must be "
		    "smtp://host:port, smtps://host:port or maildir:FOLDER");
	if (maildir && c->mail_user[0] != '\0')
		config_mistake(mistakes, "AOJ_MAIL_USER", c->mail_user,
		    "must be empty: a Maildir asks for no user");
}

/* Whole host names in lower case, without scheme, port or path. */
static void
check_hosts(const char *name, const char *value, struct text *mistakes)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";
	const char *s = value + strspn(value, ", ");
	size_t len;

	for (; *s != '\0'; s += len, s += strspn(s, ", ")) {
		len = strcspn(s, ", ");
		if (strspn(s, good) >= len && memchr(s, '.', len) != NULL &&
		    s[0] != '.' && s[len - 1] != '.' && s[0] != '-')
			continue;
		config_mistake(mistakes, name, value, "must be host "
		    "names in lower case, such as www.example.org, with a "
		    "space between");
		return;
	}
}

/* A folder that is there; private when only its owner may look inside. */
static void
check_folder(const struct config *c, const char *name, const char *path,
    bool private, struct text *mistakes)
{
	struct stat st;

	if (c->production && path[0] != '/')
		config_mistake(mistakes, name, path, "must be a whole path, "
		    "from /, in production");
	else if (stat(path, &st) != 0)
		config_mistake(mistakes, name, path, strerror(errno));
	else if (!S_ISDIR(st.st_mode))
		config_mistake(mistakes, name, path, "must be a folder");
	else if (private && (st.st_mode & 077) != 0)
		config_mistake(mistakes, name, path, "must be open to its "
		    "owner only: chmod 700");
}

/* The part before the @ is followed by "+", a letter's name and its MAC, and
 * may have 64 octets in all. */
static void
check_bounces(const struct config *c, struct text *mistakes)
{
	static const char letters[] =
	    "abcdefghijklmnopqrstuvwxyz0123456789.-_";
	const char *address = c->bounce_address, *at = strchr(address, '@');
	size_t local = strspn(address, letters);

	if (c->bounce_maildir[0] != '\0')
		check_folder(c, "AOJ_BOUNCE_MAILDIR", c->bounce_maildir,
		    false, mistakes);
	if (address[0] == '\0')
		return;
	if (at == NULL || at != address + local || local < 1 ||
	    local > BOUNCE_LOCAL_MAX || strchr(at, '.') == NULL ||
	    at[1 + strspn(at + 1, letters)] != '\0')
		config_mistake(mistakes, "AOJ_BOUNCE_ADDRESS", address, "must "
		    "be an e-mail address in lower case with at most 10 "
		    "characters before the @");
	else if (c->production && strstr(at, "example.") != NULL)
		config_mistake(mistakes, "AOJ_BOUNCE_ADDRESS", address, "must "
		    "be an address of your own in production");
}

static void
check_journal(const struct config *c, struct text *mistakes)
{
	struct statfs fs;

	check_folder(c, "AOJ_JOURNAL", c->journal, false, mistakes);
	/* What happens inside a run of letters must not reach a disk. */
	if (c->production && statfs(c->journal, &fs) == 0 &&
	    fs.f_type != TMPFS_MAGIC)
		config_mistake(mistakes, "AOJ_JOURNAL", c->journal,
		    "must be on a tmpfs, such as /run or /dev/shm");
}

static void
check_operator(const struct config *c, struct text *mistakes)
{
	const char *at = strchr(c->operator_mail, '@');

	if (at == NULL || at == c->operator_mail || strchr(at, '.') == NULL ||
	    strpbrk(c->operator_mail, " <>,;\"") != NULL)
		config_mistake(mistakes, "AOJ_OPERATOR_MAIL", c->operator_mail,
		    "must be an e-mail address");
	else if (c->production && strstr(at, "example.") != NULL)
		config_mistake(mistakes, "AOJ_OPERATOR_MAIL", c->operator_mail,
		    "must be the operator's own address in production");
	if (c->operator_name[0] == '\0')
		config_mistake(mistakes, "AOJ_OPERATOR_NAME", "",
		    "must say who runs this installation");
}

/* Without TLS in front browsers keep the link's cookie on this computer only,
 * and nobody else's network may carry it. */
static void
check_survey(const struct config *c, struct text *mistakes)
{
	struct in6_addr v6;
	struct in_addr v4;

	if (inet_pton(AF_INET, c->survey_address, &v4) != 1 &&
	    inet_pton(AF_INET6, c->survey_address, &v6) != 1)
		config_mistake(mistakes, "AOJ_SURVEY_ADDRESS",
		    c->survey_address, "must be a numeric address, such as "
		    "127.0.0.1");
	else if (!c->production && !begins(c->survey_address, "127.") &&
	    strcmp(c->survey_address, "::1") != 0)
		config_mistake(mistakes, "AOJ_SURVEY_ADDRESS",
		    c->survey_address, "must be 127.0.0.1 in a trial: there "
		    "is no TLS in front of it");
	else if (strcmp(c->survey_address, "0.0.0.0") == 0 ||
	    strcmp(c->survey_address, "::") == 0)
		config_mistake(mistakes, "AOJ_SURVEY_ADDRESS",
		    c->survey_address, "must be the one address that the TLS "
		    "front reaches");
}

void
config_check(const struct config *c, struct text *mistakes)
{
	if (!c->production && strcmp(c->mode, "trial") != 0)
		config_mistake(mistakes, "AOJ_MODE", c->mode,
		    "must be trial or production");
	check_database(c, mistakes);
	check_folder(c, "AOJ_SECRETS", c->secrets, true, mistakes);
	check_folder(c, "AOJ_ASSETS", c->assets, false, mistakes);
	check_mail(c, mistakes);
	check_bounces(c, mistakes);
	check_hosts("AOJ_LETTER_HOSTS", c->letter_hosts, mistakes);
	check_hosts("AOJ_SENDER_DOMAINS", c->sender_domains, mistakes);
	check_journal(c, mistakes);
	check_operator(c, mistakes);
	check_survey(c, mistakes);
}
