/*
 * main.c - aoj-post: the calendar and the letters. Gives waves their links,
 * sends what is due, closes what has ended, checks the ballots of closed
 * waves. Runs until it is told to stop.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/harden.h"
#include "base/log.h"
#include "post/post.h"

enum { EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, EXIT_FAULT };

static const char usage[] =
	"gebruik: aoj-post [--once]\n"
	"\n"
	"Verstuurt brieven zodra zij aan de beurt zijn, sluit metingen op\n"
	"tijd en kijkt daarna de enveloppen na. Blijft draaien; met --once\n"
	"tot er niets meer aan de beurt is. Instellingen: zie\n"
	"conf/aoj.env.example.\n"
	"Eindigt met 0 gedaan, 2 verkeerd gebruik, 3 storing.\n";

/* Addresses and links pass through this process: where the limit allows it
 * nothing is swapped. Keys lie in locked memory in any case. */
static void
lock_memory(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 &&
	    limit.rlim_cur == RLIM_INFINITY &&
	    mlockall(MCL_CURRENT | MCL_FUTURE) != 0)
		log_info("only keys are locked in memory, not the whole "
		    "process: %s", strerror(errno));
}

/* TERM and INT come as something to read, between two letters. */
static int
open_signals(void)
{
	sigset_t set;
	int fd;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0 ||
	    signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		die("signals: %s", strerror(errno));
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		die("signals: %s", strerror(errno));
	return fd;
}

static int
work(const struct config *config, bool once)
{
	struct post p = { .config = config, .look = true,
	    .mailbox_fd = MAILBOX_UNWATCHED };
	bool good = false;

	p.signals = open_signals();
	if (sending_open(&p.sending, config) == DONE &&
	    bounce_reader_open(&p.bounces, config) == DONE &&
	    db_open(&p.db, config, DB_POST) == DONE &&
	    db_listen(p.db, "post") == DONE) {
		p.sending->bounces = p.bounces;
		good = post_loop(&p, once);
	}
	post_runs_free(&p);
	free(p.waves);
	free(p.serves);
	text_free(&p.frozen);
	text_free(&p.said);
	db_close(p.db);
	bounce_reader_close(p.bounces);
	sending_close(p.sending);
	if (p.mailbox_fd >= 0)
		(void)close(p.mailbox_fd);
	(void)close(p.signals);
	return good ? EXIT_DONE : EXIT_FAULT;
}

int
main(int argc, char **argv)
{
	struct text mistakes = { 0 };
	struct config config;
	bool once = argc == 2 && strcmp(argv[1], "--once") == 0;

	log_open("post");
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(usage, stdout);
		return EXIT_DONE;
	}
	if (argc > 1 && !once) {
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
	text_free(&mistakes);
	return work(&config, once);
}
