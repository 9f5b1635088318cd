/*
 * close_wave.c - brings the closing time to now. A closed wave never reopens.
 */
#include "actions/close_wave.h"
#include "actions/end_transaction.h"
#include "actions/find_wave.h"
#include "actions/write_audit.h"

enum outcome
close_wave(struct db *db, const char *code, const char *who, time_t now,
    struct problem *why)
{
	struct wave_row wave = { 0 };
	enum outcome o = find_wave(db, code, &wave, why);

	if (o != DONE)
		return o;
	o = db_begin(db);
	if (o == DONE)
		o = hold_wave(db, &wave, WAVE_OPEN, WAVE_OPEN, why);
	if (o == DONE)
		o = store_wave_close(db, wave.wave_id, now);
	if (o == DONE)
		o = store_wave_notify(db, wave.wave_id);
	if (o == DONE)
		o = write_audit(db, now, who, "close_wave", wave.wave_id,
		    "{}");
	o = end_transaction(db, o, "close_wave", why);
	store_wave_free(&wave);
	return o;
}
