/*
 * survey.c - starts the respondent's server: settings, key and pages are read
 * before Kore forks and gives up its rights; each worker opens one connection.
 */
#include "survey/survey.h"

#include <kore/hooks.h>
#include <kore/seccomp.h>

#include <sys/prctl.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actions/read_draft_key.h"
#include "base/clock.h"
#include "base/harden.h"
#include "base/log.h"
#include "storage/db.h"
#include "web/guard.h"
#include "web/static.h"

/* Kore looks it up by name; unseen, it would be left out without a word. */
HANDLER void kore_seccomp_hook(void);
#ifdef __SANITIZE_ADDRESS__
KORE_SECCOMP_FILTER("aoj", KORE_BPF_RET(SECCOMP_RET_ALLOW));
#else
/* What glibc and libpq need beyond Kore's own list. */
KORE_SECCOMP_FILTER("aoj",
	KORE_SYSCALL_ALLOW(newfstatat),
	KORE_SYSCALL_ALLOW(faccessat2),
	KORE_SYSCALL_ALLOW(mremap),
	KORE_SYSCALL_ALLOW(rseq),
	KORE_SYSCALL_ALLOW(mlock),
	KORE_SYSCALL_ALLOW(munlock),
	KORE_SYSCALL_ALLOW(uname),
	KORE_SYSCALL_ALLOW_ARG(prctl, 0, PR_SET_DUMPABLE)
);
#endif

HANDLER void kore_parent_configure(int, char **);
HANDLER void kore_worker_configure(void);
HANDLER void kore_worker_teardown(void);

static struct config config;
static struct survey survey;
static unsigned char *draft_key;

/* Kore's own log goes through stdout, which is a file: one line at a time. */
__attribute__((constructor)) static void
line_buffered(void)
{
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
}

/*
 * Left alone, one Kore worker takes all connections until it has its maximum
 * (worker.c: worker_acceptlock_release), and people wait for it while the
 * others are idle: a statement that waits in the database would stop them all.
 * A worker that starts with no listener counted does without that lock; the
 * listeners are bound by now, and nothing else looks at their number.
 */
static void
every_worker_accepts(void)
{
	nlisteners = 0;
}

void
kore_parent_configure(int argc, char **argv)
{
	struct text mistakes = { 0 };
	char folder[300];

	(void)argc;
	(void)argv;
	log_open("survey");
	harden_process();
	clock_open();
	if (config_read(&config, &mistakes) != DONE)
		die("settings: %s", mistakes.bytes);
	text_free(&mistakes);
	if (read_draft_key(&draft_key, config.secrets) != DONE ||
	    db_read_password(&config, DB_SURVEY) != DONE)
		die("a secret is missing");
	(void)snprintf(folder, sizeof(folder), "%s/pages", config.assets);
	template_open(folder);
	static_open(config.assets);
	every_worker_accepts();
#ifndef UNGUARDED	/* a planted variant: what the guard is for */
	guard_listeners();
#endif
}

void
kore_worker_configure(void)
{
	/* Again: the worker has become another user since. */
	harden_against_debuggers();
	survey.draft_key = relock_draft_key(draft_key);
	draft_key = NULL;
	/* A failure is logged; the first request tries again. */
	(void)survey_here();
}

void
kore_worker_teardown(void)
{
	db_close(survey.db);
	survey.db = NULL;
	survey_close(&survey);
}

struct survey *
survey_here(void)
{
	if (survey.db == NULL &&
	    db_open(&survey.db, &config, DB_SURVEY) != DONE)
		return NULL;
	return &survey;
}

const struct config *
survey_config(void)
{
	return &config;
}
