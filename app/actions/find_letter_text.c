/*
 * find_letter_text.c - finds what an action about a letter's text is about.
 */
#include "actions/find_letter_text.h"

#include <string.h>

#include "actions/find_wave.h"
#include "base/log.h"
#include "mail/letter.h"
#include "storage/letter_text.h"
#include "storage/wave_work.h"

static enum outcome
check_kind(const char *kind, struct problem *why)
{
	struct text t = { 0 };

	if (kind == NULL || letter_kind_exists(kind))
		return DONE;
	for (size_t i = 0; letter_kinds[i] != NULL; i++)
		text_printf(&t, "%s%s", i == 0 ? "" : ", ", letter_kinds[i]);
	(void)problem_set(why, PROBLEM_NAME, "Er is geen brief “%.60s”. Wel: "
	    "%s.", kind, t.bytes);
	text_free(&t);
	return REFUSED;
}

static enum outcome
check_group(const struct wave *w, const char *code, struct problem *why)
{
	const struct function_group *g;

	if (code == NULL)
		return DONE;
	g = wave_group(w, code);
	if (g == NULL)
		return problem_set(why, PROBLEM_NAME, "Deze meting heeft geen "
		    "functiegroep met de code “%.60s”.", code);
	if (g->merged_into != NULL)
		return problem_set(why, PROBLEM_NAME, "De functiegroep “%s” "
		    "telt mee bij %s, en krijgt de brieven van die groep.",
		    g->name, g->merged_into);
	return DONE;
}

enum outcome
find_letter_text(struct db *db, const struct config *config,
    const struct letter_name *name, struct named_letter *out,
    struct problem *why)
{
	enum outcome o = check_kind(name->kind, why);

	if (o == DONE)
		o = find_wave(db, name->wave, &out->row, why);
	if (o == DONE)
		o = store_wave_work_read(db, out->row.wave_id, &out->wave);
	if (o == ABSENT)
		o = log_failed("wave %s is gone", out->row.wave_id);
	if (o == DONE)
		o = check_group(out->wave, name->function_group, why);
	if (o == DONE)
		o = store_letter_texts(db, out->row.wave_id, &out->texts);
	if (o == DONE)
		mail_letter_open(config->assets);
	return o;
}

void
named_letter_free(struct named_letter *l)
{
	store_wave_free(&l->row);
	wave_free(l->wave);
	letter_texts_free(&l->texts);
	*l = (struct named_letter){ 0 };
}
