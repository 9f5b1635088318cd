/*
 * main.c - the operator's command: finds the verb, checks its arguments, and
 * turns what happened into an exit code. Refuses to know how anything is done.
 */
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/harden.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/verbs.h"

static void
say_usage(FILE *out, const struct verb *v)
{
	fprintf(out, "Gebruik: aoj %s%s%s %s\n", v->words[0],
	    v->words[1] != NULL ? " " : "",
	    v->words[1] != NULL ? v->words[1] : "", v->arguments);
}

static int
say_help(const struct verb *v)
{
	say_usage(stdout, v);
	printf("\n%s\n\n%s", v->what, v->help);
	return EXIT_DONE;
}

static void
say_verbs(FILE *out, const char *word)
{
	char name[80];

	for (size_t i = 0; i < verb_count; i++) {
		const struct verb *v = &verbs[i];

		if (word != NULL && strcmp(word, v->words[0]) != 0)
			continue;
		snprintf(name, sizeof(name), "%s%s%s %s", v->words[0],
		    v->words[1] != NULL ? " " : "",
		    v->words[1] != NULL ? v->words[1] : "", v->arguments);
		fprintf(out, "  aoj %s\n      %s\n", name, v->what);
	}
}

static int
say_all(FILE *out, const char *word, int code)
{
	fprintf(out, "aoj: een meting beheren\n\n");
	say_verbs(out, word);
	fprintf(out, "\nMeer over een opdracht: aoj OPDRACHT --help\n"
	    "Instellingen: AOJ_… in de omgeving, of in het bestand dat AOJ_ENV "
	    "noemt.\n"
	    "Afloop: 0 gedaan, 1 geweigerd (met de reden), 2 verkeerd "
	    "gebruik, 3 onze fout.\n");
	return code;
}

static bool
is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static const struct verb *
find_verb(int argc, char **argv)
{
	for (size_t i = 0; i < verb_count; i++) {
		const struct verb *v = &verbs[i];

		if (strcmp(argv[1], v->words[0]) == 0 &&
		    (v->words[1] == NULL || (argc > 2 &&
		    strcmp(argv[2], v->words[1]) == 0)))
			return v;
	}
	return NULL;
}

static bool
word_known(const char *word)
{
	for (size_t i = 0; i < verb_count; i++)
		if (strcmp(verbs[i].words[0], word) == 0)
			return true;
	return false;
}

/* Whether option is one of the verb's; "--format=" stands for any value. */
static bool
option_known(const struct verb *v, const char *option)
{
	const char *known = v->options;
	size_t len;

	for (; *known != '\0'; known += len + (known[len] == ' ')) {
		len = strcspn(known, " ");
		if (known[len - 1] == '=' ? strncmp(option, known, len) == 0 :
		    strlen(option) == len && strncmp(option, known, len) == 0)
			return true;
	}
	return false;
}

/* "--format csv" becomes "--format=csv", so that there is one form. */
static bool
join_options(struct cli *c, char joined[80])
{
	int to = 0;

	for (int i = 0; i < c->argc; i++) {
		if (strcmp(c->argv[i], "--format") == 0 &&
		    strstr(c->verb->options, "--format=") != NULL) {
			if (i + 1 == c->argc)
				return false;
			snprintf(joined, 80, "--format=%s", c->argv[++i]);
			c->argv[to++] = joined;
		} else {
			c->argv[to++] = c->argv[i];
		}
	}
	c->argc = to;
	return true;
}

static bool
arguments_right(struct cli *c, char joined[80])
{
	int plain = 0;

	if (!join_options(c, joined))
		return false;
	for (int i = 0; i < c->argc; i++) {
		if (strncmp(c->argv[i], "--", 2) != 0)
			plain++;
		else if (!option_known(c->verb, c->argv[i]))
			return false;
	}
	return plain >= c->verb->least && plain <= c->verb->most;
}

static void
set_who(struct cli *c)
{
	const struct passwd *p = getpwuid(getuid());

	if (p != NULL)
		text_copy(c->who, sizeof(c->who), p->pw_name);
	else
		snprintf(c->who, sizeof(c->who), "uid %ld", (long)getuid());
}

static int
run(struct cli *c)
{
	int code = c->verb->run(c);

	db_close(c->db);
	/* What could not be written was not said: a full disk is no success. */
	if ((fflush(stdout) != 0 || ferror(stdout)) && code == EXIT_DONE) {
		log_failed("standard output cannot be written");
		code = EXIT_FAULT;
	}
	return code;
}

int
main(int argc, char **argv)
{
	struct cli c = { 0 };
	char joined[80];

	log_open("aoj");
	harden_process();
	if (argc < 2)
		return say_all(stderr, NULL, EXIT_USAGE);
	if (is_help(argv[1]) || strcmp(argv[1], "help") == 0)
		return say_all(stdout, NULL, EXIT_DONE);
	c.verb = find_verb(argc, argv);
	if (c.verb == NULL && argc > 2 && is_help(argv[2]) &&
	    word_known(argv[1]))
		return say_all(stdout, argv[1], EXIT_DONE);
	if (c.verb == NULL)
		return say_all(stderr, word_known(argv[1]) ? argv[1] : NULL,
		    EXIT_USAGE);
	c.argc = argc - (c.verb->words[1] != NULL ? 3 : 2);
	c.argv = argv + (argc - c.argc);
	for (int i = 0; i < c.argc; i++)
		if (is_help(c.argv[i]))
			return say_help(c.verb);
	if (!arguments_right(&c, joined)) {
		say_usage(stderr, c.verb);
		return EXIT_USAGE;
	}
	clock_open();
	c.now = clock_now();
	set_who(&c);
	return run(&c);
}
