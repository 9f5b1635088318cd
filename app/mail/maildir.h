/*
 * maildir.h - delivers letters into a Maildir, for a newcomer and for tests:
 * the letters are files to look at. Nothing is sent; production refuses it.
 */
#ifndef MAIL_MAILDIR_H
#define MAIL_MAILDIR_H

#include "base/outcome.h"
#include "base/text.h"

/* Makes folder with tmp, new and cur (mode 0700) where they are missing.
 * FAILED, logged. */
enum outcome mail_maildir_open(const char *folder);
/* One folder of that mode, unless it is there. FAILED, logged. */
enum outcome mail_maildir_make(const char *path);

/* Writes message under a name that is the letter's own: delivering it again
 * does nothing. DONE means it is there, whole and on disk; FAILED is logged,
 * and nothing is there. */
enum outcome mail_maildir_deliver(const char *folder, const char *name,
    const struct text *message);

#endif
