/*
 * destroy_contacts.h - names and addresses are kept for some months after a
 * wave's closing (keep_contacts in its file). Then the records are emptied and
 * every host destroys its key to them, so that those of old backups open no
 * more either.
 */
#ifndef ACTIONS_DESTROY_CONTACTS_H
#define ACTIONS_DESTROY_CONTACTS_H

#include <time.h>

#include "base/config.h"
#include "base/outcome.h"
#include "storage/db.h"

/* Of all waves whose time is over: the records, with a row in the audit log,
 * then this host's keys. Killed anywhere, the next call does the rest. */
enum outcome destroy_contacts(struct db *db, const struct config *config,
    const char *who, time_t now);

/* This host's keys of waves whose records are empty. */
enum outcome destroy_contact_keys(struct db *db, const struct config *config);

#endif
