/*
 * close_due_wave.c - from open to closed, on time.
 */
#include "actions/close_due_wave.h"

#include "actions/end_transaction.h"
#include "actions/write_audit.h"
#include "storage/wave_work.h"

enum outcome
close_due_wave(struct db *db, const char *wave_id, const char *who,
    time_t now)
{
	struct problem why = { .code = PROBLEM_NONE };
	enum outcome o = db_begin(db);

	if (o != DONE)
		return o;
	o = store_wave_work_close(db, wave_id, now);
	if (o == ABSENT) {
		db_rollback(db);
		return ABSENT;
	}
	if (o == DONE)
		o = write_audit(db, now, who, "close_wave", wave_id, "{}");
	return end_transaction(db, o, "close_due_wave", &why);
}
