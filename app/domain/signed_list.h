/*
 * signed_list.h - what post leaves of the envelopes of a closed wave, as the
 * one text that is signed and that count compares with what it opens. Pure.
 */
#ifndef DOMAIN_SIGNED_LIST_H
#define DOMAIN_SIGNED_LIST_H

#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"
#include "domain/amendment.h"

/* A function group; one that was merged has nobody. */
struct listed_group {
	char code[64];
	long invited;			/* at the start */
	long added, corrected;		/* invitations made after it */
	size_t genuine;			/* envelopes */
};

struct signed_list {
	char wave_id[37];
	size_t genuine, foreign_found;
	unsigned char hash[32];		/* crypto/ballot_list.h */
	struct listed_group *groups;	/* owned */
	size_t group_count;
};

/* Always the same bytes for the same list. */
void signed_list_write(const struct signed_list *list, struct text *out);
/* REFUSED when it is none; *out as it was. */
enum outcome signed_list_read(const char *bytes, size_t len,
    struct signed_list *out);
void signed_list_free(struct signed_list *list);

/* NULL when the list does not know the group. */
const struct listed_group *signed_list_group(const struct signed_list *list,
    const char *code);

/* The envelopes of each group, for people. Groups are called by their code
 * where names has none. */
void signed_list_print(const struct signed_list *list,
    const struct amended_group *names, size_t name_count, struct text *out);

#endif
