/*
 * harden.h - a process that holds secrets leaves nothing behind: no core file,
 * nothing for debuggers, nothing in memory that it has given back.
 */
#ifndef BASE_HARDEN_H
#define BASE_HARDEN_H

/* No core file, no debugger but root's, freed memory overwritten; dies where
 * that cannot be had. Children inherit it, but a process that changes its user
 * or runs another program has to keep debuggers out again. */
void harden_process(void);
void harden_against_debuggers(void);

/* Overwrites what this thread gave back in small pieces: the allocator keeps
 * those for the next request as they were. It goes through some 230 KB, so
 * not where nothing secret is given back. */
void harden_wipe_freed(void);

/* Overwrites the stack below the caller, as deep as calls of ours go. */
void harden_wipe_stack(void);

#endif
