/*
 * show_letter.c - texts of letters to read. Writes nothing.
 */
#include "actions/show_letter.h"

#include <string.h>

#include "actions/find_wave.h"
#include "mail/letter.h"

static void
say_kind(const struct named_letter *l, const char *kind, struct text *out)
{
	bool own = letter_text_of(&l->texts, kind, NULL) != NULL;

	text_printf(out, "%-12s%s\n", kind, own ? "eigen tekst van deze "
	    "meting" : "tekst van het programma");
	for (size_t i = 0; i < l->wave->group_count; i++) {
		const struct function_group *g = &l->wave->groups[i];
		const struct letter_text *t = letter_text_of(&l->texts, kind,
		    g->code);

		if (t != NULL && t->function_group != NULL)
			text_printf(out, "%-12s%s (%s): eigen tekst van deze "
			    "functiegroep\n", "", g->name, g->code);
	}
}

enum outcome
show_letter(struct db *db, const struct config *config,
    const struct letter_name *name, struct text *out, struct problem *why)
{
	struct named_letter l = { 0 };
	const struct letter_text *t;
	enum outcome o = find_letter_text(db, config, name, &l, why);

	if (o == DONE && name->kind == NULL) {
		for (size_t i = 0; letter_kinds[i] != NULL; i++)
			say_kind(&l, letter_kinds[i], out);
	} else if (o == DONE) {
		t = letter_text_of(&l.texts, name->kind,
		    name->function_group);
		if (t != NULL)
			text_puts(out, t->source);
		else
			o = mail_letter_asset(config->assets, name->kind, out);
	}
	named_letter_free(&l);
	return o;
}

enum outcome
show_keyperson(struct db *db, const struct config *config, const char *wave,
    struct text *out, struct problem *why)
{
	const struct letter_name name = { .wave = wave };
	struct text subject = { 0 }, plain = { 0 };
	struct named_letter l = { 0 };
	enum outcome o = find_letter_text(db, config, &name, &l, why);

	if (o == DONE && l.row.state > WAVE_OPEN)
		o = problem_set(why, PROBLEM_STATE, "Dit kan niet: de meting "
		    "“%s” is %s.", wave, state_words(l.row.state));
	if (o == DONE)
		o = mail_letter_keyperson(l.wave, &subject, &plain, why);
	if (o == DONE)
		text_printf(out, "Onderwerp: %s\n\n%s", subject.bytes,
		    plain.bytes);
	text_free(&subject);
	text_free(&plain);
	named_letter_free(&l);
	return o;
}
