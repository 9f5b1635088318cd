/*
 * wave_file.c - reads a wave file as a whole. Refuses to know how a wave is
 * kept.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "domain/wave_file_value.h"

#define TITLE_MAX 200
#define MUNICIPALITIES_MAX 40
#define PARTNERSHIPS_MAX 40
#define QUESTIONNAIRES_MAX 8
#define THRESHOLD_MIN 5		/* definitions.md 3: raised, never lowered */

/* code and name of the i-th element; both or false. Codes and names are
 * unique in their list. */
static bool
named(struct wf *w, const json_t *list, const char *list_at, size_t i,
    const char *const *keys, struct option *out)
{
	const json_t *o = json_array_get(list, i);
	char at[WF_POINTER_MAX];

	wf_nth(at, list_at, i);
	if (wf_object(w, o, at, keys) == NULL)
		return false;
	out->code = wf_code(w, o, at, "code", WF_CHOICE_MAX);
	out->label = wf_text(w, o, at, "name", TITLE_MAX, true);
	for (size_t j = 0; j < i; j++) {
		const json_t *other = json_array_get(list, j);

		if (json_equal(json_object_get(o, "code"),
		    json_object_get(other, "code")))
			wf_wrong(w, at, "code", "Deze code staat er al.");
		if (json_equal(json_object_get(o, "name"),
		    json_object_get(other, "name")))
			wf_wrong(w, at, "name", "Deze naam staat er al.");
	}
	return out->code != NULL && out->label != NULL;
}

static void
places(struct wf *w, struct wave_file *f)
{
	static const char *const keys[] = { "code", "name", NULL };
	static const char *const swv_keys[] = { "code", "name", "sector",
	    NULL };
	const json_t *o = wf_member(w, w->root, "", "region", keys, true);
	const json_t *list;
	char at[WF_POINTER_MAX];

	f->region.code = wf_code(w, o, "/region", "code", WF_CODE_MAX);
	f->region.label = wf_words(w, o, "/region", "name", TITLE_MAX, true);
	list = wf_array(w, w->root, "", "municipalities", 1,
	    MUNICIPALITIES_MAX);
	f->municipalities = wf_new(w, json_array_size(list),
	    sizeof(*f->municipalities));
	for (size_t i = 0; i < json_array_size(list); i++)
		if (named(w, list, "/municipalities", i, keys,
		    &f->municipalities[f->municipality_count]))
			f->municipality_count++;
	list = wf_array(w, w->root, "", "partnerships", 0, PARTNERSHIPS_MAX);
	f->partnerships = wf_new(w, json_array_size(list),
	    sizeof(*f->partnerships));
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct wave_file_partnership *p =
		    &f->partnerships[f->partnership_count];
		struct option name;

		if (!named(w, list, "/partnerships", i, swv_keys, &name))
			continue;
		p->code = name.code;
		p->name = name.label;
		wf_nth(at, "/partnerships", i);
		p->sector = wf_text(w, json_array_get(list, i), at, "sector",
		    20, true);
		if (p->sector != NULL && strcmp(p->sector, "PO") != 0 &&
		    strcmp(p->sector, "VO") != 0)
			wf_wrong(w, at, "sector", "Een samenwerkingsverband "
			    "is er voor PO of voor VO.");
		f->partnership_count++;
	}
}

static void
questionnaires(struct wf *w, struct wave_file *f)
{
	static const char *const keys[] = { "code", "version",
	    "regional_page", NULL };
	const json_t *list = wf_array(w, w->root, "", "questionnaires", 1,
	    QUESTIONNAIRES_MAX), *page;
	char at[WF_POINTER_MAX];

	f->questionnaires = wf_new(w, json_array_size(list),
	    sizeof(*f->questionnaires));
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *o = json_array_get(list, i);
		struct wave_file_questionnaire *q =
		    &f->questionnaires[f->questionnaire_count];

		wf_nth(at, "/questionnaires", i);
		if (wf_object(w, o, at, keys) == NULL)
			continue;
		q->code = wf_code(w, o, at, "code", WF_CODE_MAX);
		q->version = (int)wf_number(w, o, at, "version", 1, 9999, 0);
		if (json_object_get(o, "version") == NULL)
			wf_wrong(w, at, "version", "Dit veld ontbreekt.");
		if (q->code == NULL)
			continue;
		for (size_t j = 0; j < f->questionnaire_count; j++)
			if (strcmp(f->questionnaires[j].code, q->code) == 0)
				wf_wrong(w, at, "code", "Deze vragenlijst "
				    "staat er al.");
		page = json_object_get(o, "regional_page");
		if (json_is_object(page))
			q->regional_page = json_dumps(page, JSON_COMPACT);
		else if (page != NULL && !json_is_null(page))
			wf_wrong(w, at, "regional_page", "Hier hoort één "
			    "pagina: { … }, of null.");
		f->questionnaire_count++;
	}
}

/* What a questionnaire says once it has the wave's lists and page in it. */
static void
judged(struct wf *w, const struct wave_file *f,
    const struct wave_file_questionnaire *q,
    const struct wave_file_published *published, const char *at)
{
	struct questionnaire_context context = {
		.municipalities = f->municipalities,
		.municipality_count = f->municipality_count,
		.regional_page = q->regional_page,
	};
	struct option *groups = wf_new(w, f->group_count, sizeof(*groups));
	struct questionnaire *parsed = NULL;
	struct mistakes wrong = { 0 };
	char here[2 * WF_POINTER_MAX];

	for (size_t i = 0; i < f->group_count; i++) {
		const struct wave_file_group *g = &f->groups[i];

		if (g->questionnaire != NULL &&
		    strcmp(g->questionnaire, q->code) == 0)
			groups[context.function_group_count++] =
			    (struct option){ g->code, g->name };
	}
	context.function_groups = groups;
	if (questionnaire_parse(published->document, published->len, &context,
	    &parsed, &wrong) == REFUSED) {
		for (size_t i = 0; i < wrong.count; i++) {
			const char *p = wrong.list[i].pointer;

			/* The core itself was checked when it was published. */
			snprintf(here, sizeof(here), "%s%s", at,
			    strncmp(p, "/regional_page", 14) == 0 ? p : "");
			wf_wrong(w, here, NULL, "%s", wrong.list[i].text);
		}
	}
	mistakes_free(&wrong);
	questionnaire_free(parsed);
}

static void
published_versions(struct wf *w, const struct wave_file *f,
    const struct wave_file_published *published, size_t published_count)
{
	char at[WF_POINTER_MAX];

	for (size_t i = 0; i < f->questionnaire_count; i++) {
		const struct wave_file_questionnaire *q =
		    &f->questionnaires[i];
		size_t j = 0;

		while (j < published_count &&
		    (strcmp(published[j].code, q->code) != 0 ||
		    published[j].version != q->version))
			j++;
		wf_nth(at, "/questionnaires", i);
		if (j < published_count)
			judged(w, f, q, &published[j], at);
		else if (q->version > 0)
			wf_wrong(w, at, NULL, "Van de vragenlijst “%s” is "
			    "versie %d niet gepubliceerd (aoj questionnaire "
			    "add).", q->code, q->version);
	}
}

static void
read_all(struct wf *w, struct wave_file *f, time_t now,
    const struct wave_file_published *published, size_t published_count)
{
	static const char *const keys[] = { "$schema", "wave", "title",
	    "trial", "region", "municipalities", "partnerships",
	    "questionnaires", "function_groups", "dates", "plan", "sender",
	    "contact", "commissioner", "purpose", "researcher", "link_base",
	    "holders", "threshold", "keep_contacts", NULL };

	if (wf_object(w, w->root, "", keys) == NULL)
		return;
	f->code = wf_code(w, w->root, "", "wave", WF_CODE_MAX);
	f->title = wf_words(w, w->root, "", "title", TITLE_MAX, true);
	f->trial = wf_flag(w, w->root, "", "trial");
	f->threshold = (int)wf_number(w, w->root, "", "threshold",
	    THRESHOLD_MIN, 100, THRESHOLD_MIN);
	places(w, f);
	questionnaires(w, f);
	wf_groups(w, f);
	wf_dates(w, f, now);
	wf_holders(w, f);
	wf_settings(w, f);
	published_versions(w, f, published, published_count);
}

enum outcome
wave_file_read(const char *json, size_t len, time_t now,
    const struct wave_file_published *published, size_t published_count,
    struct wave_file **out, struct mistakes *mistakes)
{
	struct wf *w = calloc(1, sizeof(*w));
	struct wave_file *f = calloc(1, sizeof(*f));
	json_error_t error;

	if (w == NULL || f == NULL)
		die("out of memory");
	f->arena = w;
	w->mistakes = mistakes;
	if (len > WAVE_FILE_MAX) {
		wf_wrong(w, "", NULL, "Het bestand is groter dan 1 MB.");
	} else {
		w->root = json_loadb(json, len, JSON_REJECT_DUPLICATES,
		    &error);
		if (w->root == NULL)
			wf_wrong(w, "", NULL, "Dit is geen geldige JSON: "
			    "regel %d, teken %d: %s.", error.line,
			    error.column, error.text);
		else
			read_all(w, f, now, published, published_count);
	}
	if (mistakes->count > 0) {
		wave_file_free(f);
		return REFUSED;
	}
	w->mistakes = NULL;
	*out = f;
	return DONE;
}

void
wave_file_free(struct wave_file *f)
{
	struct wf *w;

	if (f == NULL)
		return;
	w = f->arena;
	for (size_t i = 0; i < f->questionnaire_count; i++)
		free(f->questionnaires[i].regional_page);
	for (size_t i = 0; i < w->block_count; i++)
		free(w->blocks[i]);
	free(w->blocks);
	json_decref(w->root);
	free(f->settings);
	free(w);
	free(f);
}
