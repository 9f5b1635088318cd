/*
 * journal.h - what post knows of a claimed run and the database must not:
 * which letters a server has taken, which must wait. One file a run, in a
 * folder on tmpfs (no disk keeps the order of letters); the lock on it tells
 * the other processes of this host that somebody is at work, and that nobody
 * is when he was killed. Refuses to know addresses: a letter is the uuid of
 * its invitation.
 */
#ifndef MAIL_JOURNAL_H
#define MAIL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "mail/reply.h"

#define JOURNAL_FOLDER_MAX 320

/* Makes AOJ_JOURNAL/aoj-post-<uid>, and refuses (FAILED, logged) one that
 * somebody else made, or in production one that is not on tmpfs. folder has
 * JOURNAL_FOLDER_MAX bytes. */
enum outcome journal_folder(char *folder, const struct config *config);

/* A name for this folder in this life of the machine, the same for all its
 * processes: no other host has it, nor this one after a loss of power. name
 * has JOURNAL_NAME_MAX bytes. FAILED, logged. */
#define JOURNAL_NAME_MAX 48
enum outcome journal_name(char *name, const char *folder);

/* The journals there are: of runs that nobody here works on any more (held
 * by the caller until the list is freed), and of runs in hands. */
struct journal_list {
	struct journal_seen {
		char run_id[37];
		int lock;	/* descriptor, or -1 when in hands */
	} *list;
	size_t count;
};
enum outcome journal_list(const char *folder, struct journal_list *out);
void journal_list_free(struct journal_list *l);
/* Of a run that is settled. */
void journal_forget(const char *folder, const char *run_id);

struct journal;	/* one run's, locked */

/* Makes it, or takes up what a dead process left. ABSENT when another process
 * has it; FAILED, logged. */
enum outcome journal_open(struct journal **out, const char *folder,
    const char *run_id);
/* With the journal left behind, for whoever goes on; accepts NULL. */
void journal_close(struct journal *j);
/* The run is settled: nothing is left behind. */
void journal_end(struct journal *j);

/* What is known of one letter. */
struct journal_entry {
	char invitation_id[37];
	char fate;		/* 'A' accepted, 'G' given up, 'W' waits,
				 * 'N' was not needed */
	int tries;
	time_t first, next;	/* W: the first try, and when to try again */
	char reply[MAIL_REPLY_MAX + 1];
};

/* Durably, before the next letter. FAILED, logged: then nothing more may be
 * sent. */
enum outcome journal_write(struct journal *j, const struct journal_entry *e);

/* Every entry, in the order written: the last of a letter counts. An entry
 * that a kill cut short is not one. Back to the start with journal_rewind. */
void journal_rewind(struct journal *j);
enum outcome journal_read(struct journal *j, struct journal_entry *out);

#endif
