/*
 * slip.h - refusals and requests for no more mail of a wave, as post reads
 * them; and the words of administrators about mail domains. Refuses to know
 * whose a slip is, and to open a person's record.
 */
#ifndef STORAGE_SLIP_H
#define STORAGE_SLIP_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "base/text.h"
#include "storage/db.h"

#define SLIP_ID_BYTES 32
#define SLIP_DOMAIN_BYTES 32

/* In no order; the caller frees *out. */
enum outcome store_slip_refusals(struct db *db, const char *wave_id,
    unsigned char (**out)[SLIP_ID_BYTES], size_t *count);

/* Somebody's request of one day, counted from 1 January 2000 in Amsterdam. */
struct stop_row {
	unsigned char stop_id[SLIP_ID_BYTES];
	long day;
	bool stands;		/* not undone since */
	bool chosen;		/* on our page, as no scanner does */
};
/* In no order; the caller frees *out. */
enum outcome store_slip_stops(struct db *db, const char *wave_id,
    struct stop_row **out, size_t *count);
/* The database's day, counted likewise. */
enum outcome store_slip_today(struct db *db, long *day);

/* Somebody on the list, sealed. */
struct slip_person {
	char invitation_id[37], invitee_id[37];
	bool withdrawn;
	bool from_start;	/* neither added nor corrected later */
	unsigned char *sealed;	/* owned */
	size_t sealed_len;
};
enum outcome store_slip_people(struct db *db, const char *wave_id,
    struct slip_person **out, size_t *count);
void store_slip_people_free(struct slip_person *people, size_t count);

/* The open wave of an unsubscribe hash; ABSENT for none. */
enum outcome store_slip_unsubscribe(struct db *db,
    const unsigned char hash[SLIP_ID_BYTES], time_t now, char wave_id[37]);
/* Stop ids as an array of db_array; *added says how many were new. */
enum outcome store_slip_stop(struct db *db, const char *wave_id,
    const struct text *stop_ids, time_t now, size_t *added);

struct domain_word_row {
	unsigned char domain_hash[SLIP_DOMAIN_BYTES];
	bool people;		/* false: a scanner */
};
enum outcome store_domain_words(struct db *db, const char *wave_id,
    struct domain_word_row **out, size_t *count);
/* The office's. sealed: the domain under the wave's contact key. */
enum outcome store_domain_word_set(struct db *db, const char *wave_id,
    const char *domain_word_id, const unsigned char hash[SLIP_DOMAIN_BYTES],
    const struct text *sealed, bool people);

#endif
