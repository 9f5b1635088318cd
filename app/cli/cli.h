/*
 * cli.h - what the verbs of the operator's command share: settings, files,
 * the database, and how an outcome becomes an exit code.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "base/problem.h"
#include "domain/invitee.h"
#include "domain/questionnaire.h"
#include "storage/db.h"

enum exit_code { EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, EXIT_FAULT };

/* One run of the command. */
struct cli {
	const struct verb *verb;
	int argc;		/* what follows the verb's words */
	char **argv;
	struct config config;
	struct db *db;		/* after cli_open */
	char who[80];		/* for the audit log */
	time_t now;
	struct problem why;
	bool explained;		/* a fault that was said in full already */
};

struct verb {
	const char *words[2];	/* second NULL for verbs of one word */
	const char *arguments;	/* for usage */
	int least, most;	/* how many arguments, options not counted */
	const char *options;	/* "--dry-run --format=": all that are known */
	const char *what;	/* one line */
	const char *help;	/* the rest */
	int (*run)(struct cli *c);
};

/* The i-th argument that is no option; NULL past the last. */
const char *cli_argument(const struct cli *c, int i);
/* Whether an option is given; for one that ends with "=" its value. */
const char *cli_option(const struct cli *c, const char *name);

/* Reads a file of at most max bytes; "-" is standard input. Says what is
 * wrong. The caller frees. */
enum outcome cli_read(struct cli *c, const char *path, size_t max,
    struct text *out);
#define CLI_LINES_MAX 4096	/* bytes of standard input, for an address */
/* The next line of a text that was read, which is not blank, without the
 * spaces around it; NULL when there is none. Ends it in place. */
char *cli_line(char **rest);
/* Wipes and frees what was read. */
void cli_forget(struct text *input);

/* Logs in as the role whose work the verb does. Started as root, the command
 * first becomes the user who owns the secrets, so that the files it makes can
 * be read by the other processes. */
enum outcome cli_open(struct cli *c, enum db_process process);

/* Says why (REFUSED) and gives the exit code. */
int cli_end(struct cli *c, enum outcome outcome);
/* Every mistake of a file: "FILE: POINTER: sentence". */
void cli_mistakes(const char *path, const struct mistakes *m);
/* What an address list is told, row by row; or only what is wrong with it. */
void cli_verdicts(const struct invitee_list *list, bool all);

/* One file a noun: wave.c, holder.c, invitees.c, questionnaire.c, post.c … */
int cli_wave_create(struct cli *c);
int cli_wave_ready(struct cli *c);
int cli_wave_start(struct cli *c);
int cli_wave_close(struct cli *c);
int cli_wave_show(struct cli *c);
int cli_rates(struct cli *c);
int cli_post_status(struct cli *c);
int cli_post_check(struct cli *c);
int cli_plan(struct cli *c);
int cli_plan_move(struct cli *c);
int cli_post_pause(struct cli *c);
int cli_post_resume(struct cli *c);
int cli_holder_code(struct cli *c);
int cli_holder_confirm(struct cli *c);
int cli_count(struct cli *c);
int cli_verify(struct cli *c);
int cli_settings(struct cli *c);
int cli_invitees_import(struct cli *c);
int cli_invitees_undelivered(struct cli *c);
int cli_invitee_correct(struct cli *c);
int cli_invitee_withdraw(struct cli *c);
int cli_invitee_add(struct cli *c);
int cli_bounce(struct cli *c);
int cli_bounce_blocked(struct cli *c);
int cli_bounce_lift(struct cli *c);
int cli_letter_set(struct cli *c);
int cli_letter_unset(struct cli *c);
int cli_letter_show(struct cli *c);
int cli_letter_preview(struct cli *c);
int cli_letter_keyperson(struct cli *c);
int cli_questionnaire_check(struct cli *c);
int cli_questionnaire_add(struct cli *c);
int cli_domain_list(struct cli *c);
int cli_domain_believe(struct cli *c);
int cli_domain_scanner(struct cli *c);

#endif
