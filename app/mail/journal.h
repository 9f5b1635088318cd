/*
 * journal.h - where what post knows of a claimed run outlives it: which
 * letters a server has taken, which must wait. One file a run, in a folder on
 * tmpfs (no disk keeps the order of letters); the lock on it tells the other
 * processes of this host that somebody is at work, and that nobody is when he
 * was killed. Refuses to know what stands in it: it comes sealed.
 */
#ifndef MAIL_JOURNAL_H
#define MAIL_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/config.h"
#include "base/outcome.h"

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

/*
 * A journal has two places, each of len bytes, that are written in turns: what
 * was written last is whole, or the other is. Its size is that of the first
 * writing, its time of change is none.
 */
#define JOURNAL_PLACES 2

/* What a dead process left in a place; NULL when there is nothing of that
 * size. Lives as long as j. */
const unsigned char *journal_place(const struct journal *j, size_t place,
    size_t len);

/* Durably, before the next letter. FAILED, logged: then nothing more may be
 * sent. */
enum outcome journal_write(struct journal *j, size_t place,
    const unsigned char *bytes, size_t len);

#endif
