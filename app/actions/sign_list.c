/*
 * sign_list.c - one signature for all time: a count that failed can be run
 * again on the same envelopes and on no others.
 */
#include "actions/sign_list.h"

#include <stdlib.h>
#include <string.h>

#include "actions/read_list_key.h"
#include "base/log.h"
#include "crypto/record.h"
#include "storage/amendment.h"

#define HEX_LEN ((size_t)(2 * SIGNATURE_BYTES))

void
kept_list_free(struct kept_list *k)
{
	signed_list_free(&k->list);
	text_free(&k->bytes);
}

static void
fill_groups(struct signed_list *list, const struct wave *wave,
    const struct genuine_ballots *g, const struct amendments *amended,
    size_t amended_count)
{
	list->groups = calloc(wave->group_count + 1, sizeof(*list->groups));
	if (list->groups == NULL)
		die("out of memory");
	for (size_t i = 0; i < wave->group_count; i++) {
		const struct function_group *f = &wave->groups[i];
		struct listed_group *to = &list->groups[list->group_count++];

		text_copy(to->code, sizeof(to->code), f->code);
		to->invited = f->invited;
		to->genuine = genuine_ballots_of(g, f->code);
		for (size_t k = 0; k < amended_count; k++)
			if (strcmp(amended[k].function_group, f->code) == 0) {
				to->added = amended[k].added;
				to->corrected = amended[k].corrected;
			}
	}
}

static enum outcome
make_list(struct db *db, const char *wave_id, const struct genuine_ballots *g,
    struct text *bytes)
{
	struct signed_list list = { .genuine = g->count,
	    .foreign_found = g->foreign_count };
	struct amendments *amended = NULL;
	struct wave *wave = NULL;
	size_t amended_count = 0;
	enum outcome o = store_wave_work_read(db, wave_id, &wave);

	if (o == DONE)
		o = store_amendments(db, wave_id, &amended, &amended_count);
	if (o == ABSENT)
		o = log_failed("wave %s is gone", wave_id);
	if (o == DONE) {
		text_copy(list.wave_id, sizeof(list.wave_id), wave_id);
		crypto_ballot_list_hash(list.hash, g->list, g->count);
		fill_groups(&list, wave, g, amended, amended_count);
		signed_list_write(&list, bytes);
	}
	signed_list_free(&list);
	free(amended);
	wave_free(wave);
	return o;
}

/* The record is the signature in hexadecimal, a line feed, and the list. */
static enum outcome
read_record(const struct text *record, const unsigned char *seed,
    struct kept_list *out)
{
	unsigned char public_key[SIGN_PUBLIC_BYTES];
	const char *bytes = record->bytes + HEX_LEN + 1;
	char hex[HEX_LEN + 1];
	size_t len;

	if (record->len <= HEX_LEN + 1 || record->bytes[HEX_LEN] != '\n')
		return log_failed("a signed list is not one");
	len = record->len - HEX_LEN - 1;
	memcpy(hex, record->bytes, HEX_LEN);
	hex[HEX_LEN] = '\0';
	crypto_sign_public(public_key, seed);
	if (!text_unhex(out->signature, SIGNATURE_BYTES, hex) ||
	    !crypto_sign_is(out->signature, public_key, SIGN_LIST, bytes,
	    len) || signed_list_read(bytes, len, &out->list) != DONE)
		return log_failed("a signed list is damaged");
	text_add(&out->bytes, bytes, len);
	return DONE;
}

enum outcome
sign_list(struct db *db, const struct config *config, const char *wave_id,
    const struct genuine_ballots *g, const unsigned char *seed,
    struct kept_list *out)
{
	struct text bytes = { 0 }, fresh = { 0 }, record = { 0 };
	unsigned char signature[SIGNATURE_BYTES];
	char name[LIST_NAME_MAX], hex[HEX_LEN + 1];
	enum outcome o = make_list(db, wave_id, g, &bytes);

	if (o == DONE) {
		crypto_sign_text(signature, seed, SIGN_LIST, bytes.bytes,
		    bytes.len);
		text_hex(hex, signature, sizeof(signature));
		text_printf(&fresh, "%s\n%s", hex, bytes.bytes);
		list_record_name(name, wave_id);
		o = crypto_record_keep(&record, config->secrets, name,
		    &fresh);
	}
	if (o == DONE)
		o = read_record(&record, seed, out);
	text_free(&bytes);
	text_free(&fresh);
	text_free(&record);
	return o;
}
