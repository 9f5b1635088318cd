/*
 * tell_small_run.c - the database does not let such a run be claimed; here it
 * becomes an alert.
 */
#include "actions/tell_small_run.h"

#include "actions/raise_alert.h"
#include "domain/plan.h"
#include "domain/wave.h"
#include "storage/mail_run.h"
#include "storage/outbox.h"

#define WHAT "small_run"

enum outcome
tell_small_run(struct db *db, const struct config *config,
    const char *wave_id, time_t now)
{
	struct text kind = { 0 }, group = { 0 }, sentence = { 0 };
	bool told = false;
	enum outcome o = store_mail_run_small(db, wave_id, now, &kind,
	    &group);

	if (o == DONE)
		o = store_alert_lately(db, wave_id, WHAT, 0, &told);
	if (o == DONE && !told) {
		text_printf(&sentence, "Een ronde van minder dan %d mensen "
		    "(%s, %s) vertrekt niet: het moment van zo’n brief zou "
		    "iemand kunnen verraden.", WAVE_GROUP_MIN,
		    plan_kind_words(kind.bytes), group.bytes);
		o = raise_alert(db, config, wave_id, WHAT, sentence.bytes,
		    now);
	}
	text_free(&kind);
	text_free(&group);
	text_free(&sentence);
	return o == ABSENT ? DONE : o;
}
