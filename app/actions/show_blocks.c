/*
 * show_blocks.c - opens the names of blocked domains.
 */
#include "actions/show_blocks.h"

#include <stdlib.h>
#include <string.h>

#include "actions/find_wave.h"
#include "actions/read_link_key.h"
#include "base/log.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "storage/bounce.h"

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct text *)a)->bytes,
	    ((const struct text *)b)->bytes);
}

static enum outcome
open_all(const unsigned char *key, const char *wave_id,
    const struct mail_block_row *blocks, size_t count, struct text *names)
{
	enum outcome o = DONE;

	for (size_t i = 0; o == DONE && i < count; i++)
		o = crypto_contact_open(&names[i], key, "mail_block", wave_id,
		    blocks[i].mail_block_id,
		    (const unsigned char *)blocks[i].sealed.bytes,
		    blocks[i].sealed.len);
	return o == REFUSED ? log_failed("wave %s: a blocked domain does not "
	    "open", wave_id) : o;
}

enum outcome
show_blocks(struct db *db, const struct config *config, const char *wave,
    struct text *out, struct problem *why)
{
	struct mail_block_row *blocks = NULL;
	struct wave_row w = { 0 };
	struct text *names = NULL;
	unsigned char *key;
	size_t count = 0;
	enum outcome o = find_wave(db, wave, &w, why);

	crypto_open();
	key = crypto_secret_new(CONTACT_KEY_BYTES);
	if (o == DONE)
		o = names_are_kept(&w, why);
	if (o == DONE)
		o = read_contact_key(key, config, w.wave_id, why);
	if (o == DONE)
		o = store_mail_block_list(db, w.wave_id, &blocks, &count);
	if (o != DONE)
		goto out;
	names = calloc(count + 1, sizeof(*names));
	if (names == NULL)
		die("out of memory");
	o = open_all(key, w.wave_id, blocks, count, names);
	if (o == DONE)
		qsort(names, count, sizeof(*names), by_name);
	for (size_t i = 0; o == DONE && i < count; i++)
		text_printf(out, "%s\n", names[i].bytes);
out:
	for (size_t i = 0; names != NULL && i < count; i++)
		text_free(&names[i]);
	free(names);
	store_mail_block_free(blocks, count);
	crypto_secret_free(key);
	store_wave_free(&w);
	return o;
}
