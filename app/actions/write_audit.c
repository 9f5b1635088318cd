/*
 * write_audit.c - one row of the audit log and its link in the chain.
 */
#include "actions/write_audit.h"

#include <string.h>

#include "base/text.h"
#include "crypto/chain.h"
#include "storage/audit.h"

static void
add_piece(struct text *row, const char *piece)
{
	text_printf(row, "%zu:%s\n", strlen(piece), piece);
}

enum outcome
write_audit(struct db *db, time_t now, const char *who, const char *what,
    const char *wave_id, const char *detail)
{
	struct audit_row row = { .at = now, .who = who, .what = what,
	    .wave_id = wave_id };
	struct text spelled = { 0 }, whole = { 0 };
	enum outcome outcome;

	outcome = store_audit_last(db, detail, row.previous, &spelled);
	if (outcome != DONE)
		goto out;
	row.detail = spelled.bytes;
	text_printf(&whole, "%lld\n", (long long)now);
	add_piece(&whole, who);
	add_piece(&whole, what);
	add_piece(&whole, wave_id != NULL ? wave_id : "");
	add_piece(&whole, spelled.bytes);
	crypto_chain_next(row.hash, row.previous, whole.bytes, whole.len);
	outcome = store_audit_add(db, &row);
out:
	text_free(&spelled);
	text_free(&whole);
	return outcome;
}
