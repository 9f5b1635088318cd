/*
 * wave_file_groups.c - the function groups of a wave file: the known ones by
 * code, new ones in full, and no word that could mean two of them. Source of
 * the table: the monitor's own list.
 */
#include <stdlib.h>
#include <string.h>

#include "domain/invitee.h"
#include "domain/wave_file_value.h"

#define NAME_MAX_CHARS 200
#define GROUPS_MAX 24
#define SYNONYMS_MAX 30

static const struct wave_file_group known[] = {
	{ .code = "ib", .name = "Intern begeleider",
	  .questionnaire = "uitvoering", .sector = "onderwijs",
	  .reporting_group = "PO" },
	{ .code = "zoco_vo",
	  .name = "Zorgcoördinator of ondersteuningscoördinator VO",
	  .questionnaire = "uitvoering", .sector = "onderwijs",
	  .reporting_group = "VO" },
	{ .code = "zoco_mbo", .name = "Zorgcoördinator mbo",
	  .questionnaire = "uitvoering", .sector = "onderwijs",
	  .reporting_group = "mbo" },
	{ .code = "consulent_po", .name = "Consulent of begeleider swv PO",
	  .questionnaire = "uitvoering", .sector = "onderwijs",
	  .reporting_group = "PO" },
	{ .code = "consulent_vo", .name = "Consulent of begeleider swv VO",
	  .questionnaire = "uitvoering", .sector = "onderwijs",
	  .reporting_group = "VO" },
	{ .code = "smw", .name = "Schoolmaatschappelijk werker",
	  .questionnaire = "uitvoering", .sector = "jeugdhulp",
	  .reporting_group = "jeugdhulp" },
	{ .code = "jeugdhulp", .name = "Jeugdhulpverlener",
	  .questionnaire = "uitvoering", .sector = "jeugdhulp",
	  .reporting_group = "jeugdhulp" },
	{ .code = "jgz", .name = "Medewerker jeugdgezondheidszorg",
	  .questionnaire = "uitvoering", .sector = "jeugdhulp",
	  .reporting_group = "jeugdhulp" },
	{ .code = "leerplicht",
	  .name = "Leerplichtambtenaar of RMC-medewerker",
	  .questionnaire = "uitvoering", .sector = "gemeente",
	  .reporting_group = "leerplicht" },
	{ .code = "kinderopvang",
	  .name = "Pedagogisch medewerker kinderopvang of voorschool",
	  .questionnaire = "uitvoering", .sector = "onderwijs",
	  .reporting_group = "voorschool" },
	{ .code = "anders_u", .name = "Andere functie in de uitvoering",
	  .questionnaire = "uitvoering" },
	{ .code = "beleid_gemeente", .name = "Beleidsmedewerker gemeente",
	  .questionnaire = "beleid", .sector = "gemeente",
	  .reporting_group = "gemeente" },
	{ .code = "directie_swv",
	  .name = "Directeur of coördinator samenwerkingsverband",
	  .questionnaire = "beleid", .sector = "onderwijs",
	  .reporting_group = "swv" },
	{ .code = "anders_b", .name = "Andere functie in het beleid",
	  .questionnaire = "beleid" },
};

static const struct wave_file_group *
known_group(const char *code)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].code, code) == 0)
			return &known[i];
	return NULL;
}

static void
synonyms(struct wf *w, struct wave_file_group *g, const json_t *o,
    const char *at)
{
	const json_t *list = wf_array(w, o, at, "synonyms", 0, SYNONYMS_MAX);
	char here[WF_POINTER_MAX], nth[WF_POINTER_MAX];
	const char *s;

	g->synonyms = wf_new(w, json_array_size(list), sizeof(char *));
	for (size_t i = 0; i < json_array_size(list); i++) {
		wf_nth(nth, wf_at(here, at, "synonyms"), i);
		s = wf_line(w, json_array_get(list, i), nth, NAME_MAX_CHARS);
		if (s != NULL)
			g->synonyms[g->synonym_count++] = s;
	}
}

static void
sector(struct wf *w, struct wave_file_group *g, const json_t *o,
    const char *at)
{
	const char *s = wf_text(w, o, at, "sector", NAME_MAX_CHARS, false);

	if (s == NULL)
		return;
	g->sector = s;
	if (strcmp(s, "onderwijs") != 0 && strcmp(s, "jeugdhulp") != 0 &&
	    strcmp(s, "gemeente") != 0)
		wf_wrong(w, at, "sector", "Een sector is onderwijs, jeugdhulp "
		    "of gemeente.");
}

/* "ib", or { "code": …, … }: a known group with what the wave calls it, or
 * one of the wave's own. False when nothing can be said of it. */
static bool
group(struct wf *w, struct wave_file_group *g, const json_t *value,
    const char *at)
{
	static const char *const keys[] = { "code", "name", "questionnaire",
	    "sector", "reporting_group", "synonyms", NULL };
	const struct wave_file_group *model;
	const char *code, *s;

	if (json_is_string(value)) {
		code = wf_line(w, value, at, NAME_MAX_CHARS);
		model = code == NULL ? NULL : known_group(code);
		if (model != NULL)
			*g = *model;
		else if (code != NULL)
			wf_wrong(w, at, NULL, "“%s” is geen bekende "
			    "functiegroep. Een eigen functiegroep is een "
			    "object met code, name en questionnaire.", code);
		return model != NULL;
	}
	if (wf_object(w, value, at, keys) == NULL)
		return false;
	code = wf_code(w, value, at, "code", WF_CHOICE_MAX);
	if (code == NULL)
		return false;
	model = known_group(code);
	if (model != NULL)
		*g = *model;
	g->code = code;
	s = wf_words(w, value, at, "name", NAME_MAX_CHARS, model == NULL);
	g->name = s != NULL ? s : model != NULL ? model->name : code;
	s = wf_text(w, value, at, "questionnaire", 63, model == NULL);
	if (s != NULL && model != NULL && strcmp(s, model->questionnaire) != 0)
		wf_wrong(w, at, "questionnaire", "De functiegroep “%s” hoort "
		    "bij de vragenlijst %s.", code, model->questionnaire);
	g->questionnaire = s != NULL ? s :
	    model != NULL ? model->questionnaire : NULL;
	sector(w, g, value, at);
	s = wf_text(w, value, at, "reporting_group", 63, false);
	if (s != NULL)
		g->reporting_group = s;
	synonyms(w, g, value, at);
	return true;
}

/* Whether the wave has this questionnaire. Only said when the list of
 * questionnaires itself could be read. */
static void
in_wave(struct wf *w, const struct wave_file *f,
    const struct wave_file_group *g, const char *at)
{
	if (g->questionnaire == NULL || f->questionnaire_count == 0)
		return;
	for (size_t i = 0; i < f->questionnaire_count; i++)
		if (strcmp(f->questionnaires[i].code, g->questionnaire) == 0)
			return;
	wf_wrong(w, at, NULL, "De functiegroep “%s” hoort bij de vragenlijst "
	    "“%s”, die deze meting niet heeft.", g->code, g->questionnaire);
}

/* Every word that an address list may use for a group, the i-th; NULL past
 * the last. */
static const char *
word(const struct wave_file_group *g, size_t i)
{
	if (i < 2)
		return i == 0 ? g->code : g->name;
	return i - 2 < g->synonym_count ? g->synonyms[i - 2] : NULL;
}

/* The first word of b that a knows too, or NULL. */
static const char *
shared_word(const struct wave_file_group *a, const struct wave_file_group *b)
{
	const char *found = NULL, *x, *y;

	for (size_t i = 0; found == NULL && (y = word(b, i)) != NULL; i++) {
		char *folded = invitee_fold(y);

		for (size_t j = 0; (x = word(a, j)) != NULL; j++) {
			char *other = invitee_fold(x);

			if (folded != NULL && other != NULL &&
			    strcmp(folded, other) == 0)
				found = y;
			free(other);
		}
		free(folded);
	}
	return found;
}

static void
each_questionnaire_has_one(struct wf *w, const struct wave_file *f)
{
	char at[WF_POINTER_MAX];

	for (size_t i = 0; i < f->questionnaire_count; i++) {
		bool used = false;

		for (size_t j = 0; j < f->group_count; j++)
			used |= f->groups[j].questionnaire != NULL &&
			    strcmp(f->groups[j].questionnaire,
			    f->questionnaires[i].code) == 0;
		if (!used)
			wf_wrong(w, wf_nth(at, "/questionnaires", i), NULL,
			    "Geen enkele functiegroep krijgt de vragenlijst "
			    "“%s”.", f->questionnaires[i].code);
	}
}

void
wf_groups(struct wf *w, struct wave_file *f)
{
	const json_t *list = wf_array(w, w->root, "", "function_groups", 1,
	    GROUPS_MAX);
	char at[WF_POINTER_MAX];

	f->groups = wf_new(w, json_array_size(list), sizeof(*f->groups));
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct wave_file_group *g = &f->groups[f->group_count];

		wf_nth(at, "/function_groups", i);
		if (!group(w, g, json_array_get(list, i), at))
			continue;
		in_wave(w, f, g, at);
		for (size_t j = 0; j < f->group_count; j++) {
			const char *s = shared_word(&f->groups[j], g);

			if (s != NULL)
				wf_wrong(w, at, NULL, "“%s” betekent ook de "
				    "functiegroep “%s”.", s,
				    f->groups[j].code);
		}
		f->group_count++;
	}
	if (list != NULL)
		each_questionnaire_has_one(w, f);
}
