/*
 * main.c - aoj-count: reads opening codes and counts one wave, all or
 * nothing, then ends. Nothing secret in arguments, nothing left in memory
 * that is swapped or dumped.
 */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "actions/count_wave.h"
#include "actions/open_box.h"
#include "actions/read_secret.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/harden.h"
#include "base/log.h"
#include "base/problem.h"
#include "base/text.h"
#include "domain/count_statement.h"
#include "storage/db.h"

enum { EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, EXIT_FAULT };

static const char usage[] =
	"gebruik: aoj-count METING [--without-list]\n"
	"\n"
	"Telt een gesloten meting, in een keer of helemaal niet. Toont eerst\n"
	"hoeveel enveloppen elke functiegroep heeft, en leest dan van de\n"
	"standaardinvoer: ja, en de openingscodes, elk op een regel; op een\n"
	"terminal blijven codes onzichtbaar. Schrijft het telverslag.\n"
	"--without-list is voor als de sleutel weg is waarmee aoj-post de\n"
	"lijst van enveloppen ondertekent: functiegroepen en open antwoorden\n"
	"worden dan niet opgeslagen.\n"
	"Eindigt met 0 geteld, 1 geweigerd, 2 verkeerd gebruik, 3 storing.\n";

/* Codes, keys and opened documents lie in locked memory in any case; where the
 * limit allows it the rest of the process does too. */
static void
lock_memory(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 &&
	    limit.rlim_cur == RLIM_INFINITY &&
	    mlockall(MCL_CURRENT | MCL_FUTURE) != 0)
		log_info("only secrets are locked in memory, not the whole "
		    "process: %s", strerror(errno));
}

/* The operator's name on this machine, for the audit log. */
static void
operator_name(char *out, size_t size)
{
	const struct passwd *user = getpwuid(getuid());

	if (user != NULL)
		text_copy(out, size, user->pw_name);
	else
		snprintf(out, size, "uid %ld", (long)getuid());
}

/* One code, as it comes. ABSENT at the end of the input. */
static enum outcome
read_code(struct box_opening *opening, struct problem *why)
{
	struct secret_line *line = NULL;
	enum outcome outcome;

	outcome = read_secret(STDIN_FILENO, &line, why);
	if (outcome == DONE)
		outcome = box_opening_add(opening, line->text, line->len, why);
	secret_line_free(line);
	return outcome;
}

/*
 * On a terminal a wrong code may be typed again and reading ends with the
 * last code that is needed; elsewhere the first wrong one ends it, and the
 * input is read to its end.
 */
static enum outcome
read_codes(struct box_opening *opening, struct problem *why)
{
	bool terminal = isatty(STDIN_FILENO);
	enum outcome outcome;

	for (;;) {
		if (terminal && box_opening_missing(opening) == 0)
			return DONE;
		if (terminal)
			fprintf(stderr, "Openingscode (nog %zu nodig): ",
			    box_opening_missing(opening));
		outcome = read_code(opening, why);
		if (outcome == ABSENT)
			return DONE;
		if (outcome == DONE)
			fprintf(stderr, "De code van %s klopt.\n",
			    box_opening_last(opening));
		else if (outcome == REFUSED && terminal)
			fprintf(stderr, "%s\n", why->text);
		else
			return outcome;
	}
}

/* Holders see what would be opened, and say that they want it. */
static enum outcome
ask(const struct box_opening *opening, struct problem *why)
{
	struct secret_line *line = NULL;
	struct text shown = { NULL, 0, 0 };
	enum outcome outcome;
	bool yes;

	box_opening_print(opening, &shown);
	fprintf(stderr, "%s\nTellen? Typ ja: ", shown.bytes);
	text_free(&shown);
	outcome = read_secret(STDIN_FILENO, &line, why);
	yes = outcome == DONE && strcmp(line->text, "ja") == 0;
	secret_line_free(line);
	if (outcome == FAILED || (outcome == DONE && yes))
		return outcome;
	return problem_set(why, PROBLEM_INPUT, "Er is geen ja gegeven. Er is "
	    "niets geteld.");
}

static enum outcome
count(const struct config *config, const char *wave, bool without_list,
    struct problem *why)
{
	struct box_opening *opening = NULL;
	struct count_statement statement = { .found = 0 };
	struct text printed = { NULL, 0, 0 };
	struct db *db = NULL;
	enum outcome outcome;
	char who[64];

	operator_name(who, sizeof(who));
	outcome = db_open(&db, config, DB_COUNT);
	if (outcome == DONE)
		outcome = open_box(db, wave, without_list, &opening, why);
	if (outcome == DONE)
		outcome = ask(opening, why);
	if (outcome == DONE)
		outcome = read_codes(opening, why);
	if (outcome == DONE)
		outcome = count_wave(db, opening, who, clock_now(),
		    &statement, why);
	if (outcome == DONE) {
		count_statement_print(&statement, &printed);
		if (fwrite(printed.bytes, 1, printed.len, stdout) !=
		    printed.len || fflush(stdout) != 0)
			outcome = log_failed("the wave was counted, but its "
			    "statement could not be printed: %s",
			    strerror(errno));
	}
	text_free(&printed);
	count_statement_free(&statement);
	box_opening_free(opening);
	db_close(db);
	return outcome;
}

int
main(int argc, char **argv)
{
	struct problem why = { .code = PROBLEM_NONE };
	struct text mistakes = { NULL, 0, 0 };
	struct config config;
	bool without_list;

	log_open("count");
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(usage, stdout);
		return EXIT_DONE;
	}
	without_list = argc == 3 && strcmp(argv[2], "--without-list") == 0;
	if ((argc != 2 && !without_list) || argv[1][0] == '-') {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	harden_process();
	lock_memory();
	clock_open();
	if (config_read(&config, &mistakes) != DONE) {
		fputs(mistakes.bytes, stderr);
		text_free(&mistakes);
		return EXIT_FAULT;
	}
	switch (count(&config, argv[1], without_list, &why)) {
	case DONE:
		return EXIT_DONE;
	case REFUSED:
		fprintf(stderr, "%s\n", why.text[0] != '\0' ? why.text :
		    problem_words(why.code));
		return EXIT_REFUSED;
	default:
		fprintf(stderr, "Storing: de regel hierboven zegt welke. "
		    "Tellen gebeurt helemaal of niet; aoj wave show %s zegt "
		    "of de meting geteld is.\n", argv[1]);
		return EXIT_FAULT;
	}
}
