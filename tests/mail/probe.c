/*
 * probe.c - mail_probe as a program, for test_probe.py: settings from the
 * environment, a line a step, "+" or "-" before it.
 *
 *   probe SENDER ADDRESS
 */
#include <signal.h>
#include <stdio.h>

#include "base/log.h"
#include "mail/probe.h"

static void
on_step(void *arg, bool good, const char *sentence)
{
	(void)arg;
	printf("%c %s\n", good ? '+' : '-', sentence);
}

int
main(int argc, char **argv)
{
	struct text mistakes = { 0 };
	struct config config;

	log_open("probe");
	if (argc != 3 || signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return 2;
	if (config_read(&config, &mistakes) != DONE)
		die("%s", mistakes.bytes);
	switch (mail_probe(&config, argv[1], argv[2], on_step, NULL)) {
	case DONE:
		return 0;
	case REFUSED:
		return 1;
	case ABSENT:
		return 4;
	default:
		return 3;
	}
}
