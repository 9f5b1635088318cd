/*
 * test_wave_file.c - promises about wave files: the examples are right, and
 * every mistake is named with its place and a sentence.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/clock.h"
#include "domain/plan.h"
#include "domain/wave_file.h"

#define NOW 1426500000		/* Monday 16 March 2015, 11:00 */
#define EXAMPLE "conf/waves/drechtsteden-2015.json"
#define TRIAL "conf/waves/demonstratie.json"

static const char uitvoering[] = "{\"questionnaire\":\"uitvoering\","
    "\"version\":1,\"title\":\"U\",\"pages\":[{\"code\":\"p\",\"title\":\"P\","
    "\"questions\":[{\"code\":\"u_cijfer\",\"type\":\"mark\",\"text\":"
    "\"Welk cijfer?\"}]}]}";
static const char beleid[] = "{\"questionnaire\":\"beleid\","
    "\"version\":1,\"title\":\"B\",\"pages\":[{\"code\":\"p\",\"title\":\"P\","
    "\"questions\":[{\"code\":\"b_cijfer\",\"type\":\"mark\",\"text\":"
    "\"Welk cijfer?\"}]}]}";
static const struct wave_file_published published[] = {
	{ "uitvoering", 1, uitvoering, sizeof(uitvoering) - 1 },
	{ "beleid", 1, beleid, sizeof(beleid) - 1 },
};

static struct wave_file *
read_good(const json_t *root)
{
	struct wave_file *f = NULL;
	struct mistakes m = { 0 };
	char *s = json_dumps(root, 0);

	if (wave_file_read(s, strlen(s), NOW, published, 2, &f, &m) != DONE)
		fail_msg("%s: %s", m.list[0].pointer, m.list[0].text);
	free(s);
	return f;
}

static json_t *
load(const char *path)
{
	json_t *root = json_load_file(path, 0, NULL);

	assert_non_null(root);
	return root;
}

/* Puts value (JSON text; NULL: nothing) at a pointer. */
static void
put(json_t *root, const char *pointer, const char *value)
{
	char copy[200], *key, *next;
	json_t *at = root, *v = NULL;

	if (value != NULL) {
		v = json_loads(value, JSON_DECODE_ANY, NULL);
		assert_non_null(v);
	}
	snprintf(copy, sizeof(copy), "%s", pointer);
	key = copy + 1;
	while ((next = strchr(key, '/')) != NULL) {
		*next = '\0';
		at = json_is_array(at) ? json_array_get(at,
		    (size_t)atoi(key)) : json_object_get(at, key);
		assert_non_null(at);
		key = next + 1;
	}
	if (json_is_array(at) && v == NULL)
		json_array_remove(at, (size_t)atoi(key));
	else if (json_is_array(at))
		json_array_set_new(at, (size_t)atoi(key), v);
	else if (v == NULL)
		json_object_del(at, key);
	else
		json_object_set_new(at, key, v);
}

/* With that one change the file has a mistake there that says so, and no
 * mistake anywhere else. */
static void
wrong(const char *path, const char *pointer, const char *value,
    const char *where, const char *says)
{
	struct wave_file *f = NULL;
	struct mistakes m = { 0 };
	json_t *root = load(path);
	char *s;

	put(root, pointer, value);
	s = json_dumps(root, 0);
	assert_int_equal(wave_file_read(s, strlen(s), NOW, published, 2, &f,
	    &m), REFUSED);
	assert_null(f);
	if (m.count != 1 || strcmp(m.list[0].pointer, where) != 0 ||
	    strstr(m.list[0].text, says) == NULL)
		fail_msg("%s = %s: %zu mistakes, the first %s: %s", pointer,
		    value == NULL ? "nothing" : value, m.count,
		    m.list[0].pointer, m.list[0].text);
	mistakes_free(&m);
	free(s);
	json_decref(root);
}

static void
the_example_of_2015_is_right(void **state)
{
	json_t *root = load(EXAMPLE), *settings;
	struct wave_file *f = read_good(root);

	(void)state;
	assert_string_equal(f->code, "drechtsteden-2015");
	assert_false(f->trial);
	assert_int_equal(f->municipality_count, 6);
	assert_string_equal(f->municipalities[2].code, "hendrik-ido-ambacht");
	assert_int_equal(f->group_count, 5);
	assert_string_equal(f->groups[0].code, "ib");
	assert_string_equal(f->groups[0].questionnaire, "uitvoering");
	assert_string_equal(f->groups[0].reporting_group, "PO");
	assert_string_equal(f->groups[4].code, "directie_swv");
	assert_string_equal(f->groups[4].questionnaire, "beleid");
	assert_int_equal(f->holder_count, 3);
	assert_int_equal(f->holders_needed, 2);
	assert_int_equal(f->threshold, 5);
	assert_int_equal(f->opens_at, clock_from_local(2015, 3, 16, 0, 0));
	assert_int_equal(f->closes_at, clock_from_local(2015, 4, 13, 23, 59));
	settings = json_loads(f->settings, 0, NULL);
	assert_string_equal(json_string_value(json_object_get(json_object_get(
	    settings, "sender"), "reply_to")), "onderzoeker@example.org");
	assert_string_equal(json_string_value(json_object_get(json_object_get(
	    settings, "plan"), "send_until")), "16:30");
	json_decref(settings);
	wave_file_free(f);
	json_decref(root);
}

static void
the_trial_begins_on_the_day_it_is_used(void **state)
{
	json_t *root = load(TRIAL);
	struct wave_file *f = read_good(root);

	(void)state;
	assert_true(f->trial);
	assert_int_equal(f->opens_at, clock_from_local(2015, 3, 16, 0, 0));
	assert_int_equal(f->closes_at, clock_from_local(2015, 4, 13, 23, 59));
	assert_int_equal(f->holder_count, 1);
	assert_int_equal(f->holders_needed, 1);
	assert_int_equal(f->threshold, 5);
	wave_file_free(f);
	json_decref(root);
}

static void
three_holders_of_whom_two_open_is_the_default(void **state)
{
	json_t *root = load(EXAMPLE);
	struct wave_file *f;

	(void)state;
	put(root, "/holders", NULL);
	f = read_good(root);
	assert_int_equal(f->holder_count, 3);
	assert_int_equal(f->holders_needed, 2);
	wave_file_free(f);
	json_decref(root);
}

static void
what_is_wrong_with_texts_and_codes_is_said(void **state)
{
	(void)state;
	wrong(EXAMPLE, "/wave", NULL, "/wave", "ontbreekt");
	wrong(EXAMPLE, "/wave", "\"Met Hoofdletters\"", "/wave", "code");
	wrong(EXAMPLE, "/wave", "\"-x\"", "/wave", "code");
	wrong(EXAMPLE, "/wave", "7", "/wave", "een tekst");
	wrong(EXAMPLE, "/title", "\"\"", "/title", "leeg");
	wrong(EXAMPLE, "/title", "\"a\\nb\"", "/title", "stuurteken");
	wrong(EXAMPLE, "/title", "\" a\"", "/title", "spatie");
	wrong(EXAMPLE, "/trial", "\"nee\"", "/trial", "true of false");
	wrong(EXAMPLE, "/titel", "\"x\"", "/titel", "bestaat niet");
}

static void
what_is_wrong_with_places_is_said(void **state)
{
	(void)state;
	wrong(EXAMPLE, "/region", NULL, "/region", "ontbreekt");
	wrong(EXAMPLE, "/region/name", NULL, "/region/name", "ontbreekt");
	wrong(EXAMPLE, "/municipalities", "[]", "/municipalities", "1 tot 40");
	wrong(EXAMPLE, "/municipalities/3/code", "\"dordrecht\"",
	    "/municipalities/3/code", "staat er al");
	wrong(EXAMPLE, "/municipalities/0", "\"Dordrecht\"",
	    "/municipalities/0", "object");
	wrong(EXAMPLE, "/partnerships/0/sector", "\"MBO\"",
	    "/partnerships/0/sector", "PO of voor VO");
}

static void
what_is_wrong_with_questionnaires_is_said(void **state)
{
	(void)state;
	wrong(EXAMPLE, "/questionnaires/1/version", "2", "/questionnaires/1",
	    "niet gepubliceerd");
	wrong(EXAMPLE, "/questionnaires/1/version", "0",
	    "/questionnaires/1/version", "geheel getal");
	wrong(EXAMPLE, "/questionnaires/0/regional_page", "[]",
	    "/questionnaires/0/regional_page", "één pagina");
	wrong(EXAMPLE, "/questionnaires/0/regional_page",
	    "{\"code\":\"r\",\"title\":\"R\"}",
	    "/questionnaires/0/regional_page", "geen vragen");
	wrong(EXAMPLE, "/questionnaires/0/regional_page",
	    "{\"code\":\"r\",\"title\":\"R\",\"questions\":[{\"code\":"
	    "\"u_cijfer\",\"type\":\"mark\",\"text\":\"x\"}]}",
	    "/questionnaires/0/regional_page/questions/0/code", "");
}

static void
what_is_wrong_with_function_groups_is_said(void **state)
{
	(void)state;
	wrong(EXAMPLE, "/function_groups/0", "\"tovenaar\"",
	    "/function_groups/0", "geen bekende functiegroep");
	wrong(EXAMPLE, "/function_groups/0", "{\"code\":\"nieuw\","
	    "\"questionnaire\":\"uitvoering\"}",
	    "/function_groups/0/name", "ontbreekt");
	wrong(EXAMPLE, "/function_groups/0", "{\"code\":\"nieuw\",\"name\":"
	    "\"Nieuw\",\"questionnaire\":\"derde\"}", "/function_groups/0",
	    "die deze meting niet heeft");
	wrong(EXAMPLE, "/function_groups/0/questionnaire", "\"beleid\"",
	    "/function_groups/0/questionnaire", "hoort bij");
	wrong(EXAMPLE, "/function_groups/0/sector", "\"zorg\"",
	    "/function_groups/0/sector", "onderwijs, jeugdhulp");
	wrong(EXAMPLE, "/function_groups/2", "\"ib\"", "/function_groups/2",
	    "betekent ook");
	wrong(EXAMPLE, "/function_groups/1/synonyms",
	    "[\"INTERN  begeleiders\"]", "/function_groups/1",
	    "“INTERN  begeleiders” betekent ook de functiegroep “ib”");
	wrong(EXAMPLE, "/function_groups/1/code",
	    "\"een-code-die-veel-te-lang-is\"", "/function_groups/1/code",
	    "1 tot 24");
}

static void
what_is_wrong_with_dates_and_plan_is_said(void **state)
{
	(void)state;
	wrong(EXAMPLE, "/dates/opens", "\"16-03-2015\"", "/dates/opens",
	    "2015-03-16");
	wrong(EXAMPLE, "/dates/opens", "\"2015-02-30\"", "/dates/opens",
	    "datum");
	wrong(EXAMPLE, "/dates/closes", "\"2015-03-15\"", "/dates/closes",
	    "voordat");
	wrong(EXAMPLE, "/dates/closes", "\"2016-03-15\"", "/dates/closes",
	    "180 dagen");
	wrong(EXAMPLE, "/dates", "{\"opens\":\"2015-01-05\",\"closes\":"
	    "\"2015-03-15\"}", "/dates/closes", "al voorbij");
	wrong(EXAMPLE, "/dates", "{\"opens\":\"2015-03-16\",\"days\":28}",
	    "/dates/days", "Alleen een proef");
	wrong(TRIAL, "/dates", "{}", "/dates/closes", "ontbreekt");
	wrong(TRIAL, "/dates/closes", "\"2015-04-01\"", "/dates/days",
	    "Kies");
	wrong(EXAMPLE, "/plan/send_from", "\"9:15\"", "/plan/send_from",
	    "09:15");
	wrong(EXAMPLE, "/plan/send_until", "\"09:30\"", "/plan/send_until",
	    "een uur");
	wrong(EXAMPLE, "/plan/any_time", "true", "/plan/any_time",
	    "Alleen een proef");
	wrong(EXAMPLE, "/plan/herinneringen", "[7]", "/plan/herinneringen",
	    "bestaat niet");
}

static void
what_is_wrong_with_reminders_is_said(void **state)
{
	(void)state;
	wrong(EXAMPLE, "/plan/reminders", "3", "/plan/reminders", "een lijst");
	wrong(EXAMPLE, "/plan/reminders", "[3, 6, 9, 12]", "/plan/reminders",
	    "0 tot 3 onderdelen");
	wrong(EXAMPLE, "/plan/reminders", "[2, 14]", "/plan/reminders/0",
	    "van 3 tot en met 180");
	wrong(EXAMPLE, "/plan/reminders", "[7.5]", "/plan/reminders/0",
	    "aantal dagen");
	wrong(EXAMPLE, "/plan/reminders", "[7, \"14\"]", "/plan/reminders/1",
	    "aantal dagen");
	wrong(EXAMPLE, "/plan/reminders", "[7, 9]", "/plan/reminders/1",
	    "10 of meer");
	wrong(EXAMPLE, "/plan/reminders", "[7, 7]", "/plan/reminders/1",
	    "10 of meer");
	wrong(EXAMPLE, "/plan/reminders", "[7, 28]", "/plan/reminders/1",
	    "voor de sluiting");
	wrong(EXAMPLE, "/plan/last_call", "1", "/plan/last_call", "true of");
	wrong(EXAMPLE, "/plan", "{\"reminders\":[7,14,21],\"last_call\":true}",
	    "/plan/last_call", "hoogstens 3");
	wrong(EXAMPLE, "/plan/remind_all", "\"ja\"", "/plan/remind_all",
	    "true of false");
}

static void
what_is_wrong_with_days_without_letters_is_said(void **state)
{
	static const char may[] = "[{\"from\":\"2015-04-25\",\"until\":"
	    "\"2015-05-03\",\"name\":\"meivakantie\"},{\"from\":%s,"
	    "\"until\":%s,\"name\":%s}]";
	static const char *const second[][5] = {
		{ "\"25-4-2015\"", "\"2015-05-03\"", "\"x\"", "/from",
		    "een datum" },
		{ "\"2015-04-25\"", "\"2015-04-31\"", "\"x\"", "/until",
		    "een datum" },
		{ "\"2015-04-25\"", "\"2015-04-24\"", "\"x\"", "/until",
		    "voordat zij begint" },
		{ "\"2015-04-25\"", "\"2015-04-25\"", "\"\"", "/name",
		    "leeg" },
		{ "\"2015-04-25\"", "\"2015-04-25\"", "7", "/name",
		    "een tekst" },
	};
	char value[400], where[100];

	(void)state;
	for (size_t i = 0; i < sizeof(second) / sizeof(second[0]); i++) {
		snprintf(value, sizeof(value), may, second[i][0],
		    second[i][1], second[i][2]);
		snprintf(where, sizeof(where), "/plan/blackouts/1%s",
		    second[i][3]);
		wrong(EXAMPLE, "/plan/blackouts", value, where, second[i][4]);
	}
	wrong(EXAMPLE, "/plan/blackouts", "{}", "/plan/blackouts", "een lijst");
	wrong(EXAMPLE, "/plan/blackouts", "[7]", "/plan/blackouts/0", "object");
	wrong(EXAMPLE, "/plan/blackouts", "[{\"from\":\"2015-04-25\","
	    "\"until\":\"2015-04-25\"}]", "/plan/blackouts/0/name",
	    "ontbreekt");
	wrong(EXAMPLE, "/plan/liberation_day", "\"often\"",
	    "/plan/liberation_day", "yearly, five_yearly of off");
	wrong(EXAMPLE, "/plan/liberation_day", "true", "/plan/liberation_day",
	    "een tekst");
}

/* What the settings of a wave with this plan say of it. */
static struct plan
planned(const char *path, const char *pointer, const char *value)
{
	json_t *root = load(path), *settings;
	struct wave_file *f;
	struct plan p;
	char *s;

	put(root, pointer, value);
	f = read_good(root);
	settings = json_loads(f->settings, 0, NULL);
	s = json_dumps(json_object_get(settings, "plan"), 0);
	assert_int_equal(plan_from_settings(&p, s, strlen(s)), DONE);
	free(s);
	json_decref(settings);
	wave_file_free(f);
	json_decref(root);
	return p;
}

static void
two_reminders_are_planned_as_far_as_the_wave_is_open(void **state)
{
	struct plan p = planned(EXAMPLE, "/plan", NULL);

	(void)state;
	assert_int_equal(p.reminder_count, 2);
	assert_int_equal(p.reminders[1], 14);
	assert_false(p.last_call || p.remind_all);
	assert_int_equal(p.liberation, LIBERATION_YEARLY);
	p = planned(EXAMPLE, "/plan/reminders", "[]");
	assert_int_equal(p.reminder_count, 0);
	p = planned(TRIAL, "/dates/days", "14");
	assert_int_equal(p.reminder_count, 1);
	assert_true(p.any_time);
	p = planned(TRIAL, "/dates/days", "1");
	assert_int_equal(p.reminder_count, 0);
	p = planned(EXAMPLE, "/plan", "{\"reminders\":[5],\"last_call\":true,"
	    "\"remind_all\":true,\"liberation_day\":\"off\",\"blackouts\":"
	    "[{\"from\":\"2015-04-02\",\"until\":\"2015-04-02\",\"name\":"
	    "\"studiedag\"}]}");
	assert_true(p.last_call && p.remind_all);
	assert_int_equal(p.liberation, LIBERATION_OFF);
	assert_string_equal(p.blackouts[0].name, "studiedag");
}

static void
what_is_wrong_with_people_and_links_is_said(void **state)
{
	(void)state;
	wrong(EXAMPLE, "/sender/address", "\"monitor\"", "/sender/address",
	    "apenstaartje");
	wrong(EXAMPLE, "/sender/reply_to", "\"a@b\"", "/sender/reply_to",
	    "domeinnaam");
	wrong(EXAMPLE, "/contact", NULL, "/contact", "ontbreekt");
	wrong(EXAMPLE, "/contact/fax", "\"1\"", "/contact/fax",
	    "bestaat niet");
	wrong(EXAMPLE, "/purpose", NULL, "/purpose", "ontbreekt");
	wrong(EXAMPLE, "/link_base", "\"http://localhost:8080\"",
	    "/link_base", "https");
	wrong(EXAMPLE, "/link_base", "\"https://monitor.example.org/\"",
	    "/link_base", "schuine streep");
	wrong(EXAMPLE, "/link_base", "\"https://Monitor.example.org\"",
	    "/link_base", "kleine letters");
	wrong(EXAMPLE, "/link_base", "\"https://u:p@example.org\"",
	    "/link_base", "begin van een link");
	wrong(EXAMPLE, "/link_base", "\"https://example.org:99999\"",
	    "/link_base", "begin van een link");
	wrong(TRIAL, "/link_base", "\"http://example.org\"", "/link_base",
	    "eigen computer");
	wrong(EXAMPLE, "/holders/names", "[\"Ans\",\"ans \"]",
	    "/holders/names/1", "spatie");
	wrong(EXAMPLE, "/holders/names", "[\"Ans\",\"ANS\"]",
	    "/holders/names/1", "staat er al");
	wrong(EXAMPLE, "/holders", "{\"names\":[\"Ans\"]}", "/holders/names",
	    "Alleen een proef");
	wrong(EXAMPLE, "/holders/needed", "1", "/holders/needed",
	    "Alleen in een proef");
	wrong(EXAMPLE, "/holders/needed", "4", "/holders/needed", "van 1 tot");
	wrong(EXAMPLE, "/threshold", "4", "/threshold", "van 5 tot");
	wrong(EXAMPLE, "/keep_contacts", "0", "/keep_contacts", "van 1 tot");
	wrong(EXAMPLE, "/keep_contacts", "25", "/keep_contacts", "24");
}

static void
a_web_address_in_a_text_of_letters_is_said(void **state)
{
	static const char *const texts[] = { "/title", "/region/name",
	    "/commissioner", "/purpose", "/researcher", "/contact/name",
	    "/contact/phone", "/sender/name", "/function_groups/1/name" };
	json_t *root = load(EXAMPLE);

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		wrong(EXAMPLE, texts[i], "\"Zie elders.nl, of bel\"", texts[i],
		    "“elders.nl” leest als een webadres");
		wrong(EXAMPLE, texts[i], "\"https://elders.nl\"", texts[i],
		    "webadres");
		wrong(EXAMPLE, texts[i], "\"https://monitor.example.org/v\"",
		    texts[i], "webadres");
	}
	/* Of its own, the name; and addresses of mail. */
	put(root, "/purpose", "\"Lees meer op monitor.example.org, of vraag "
	    "het aan jan@elders.nl.\"");
	wave_file_free(read_good(root));
	json_decref(root);
}

static void
http_is_for_a_trial_on_this_computer(void **state)
{
	static const char *const good[] = { "\"http://localhost\"",
	    "\"http://127.0.0.1:8080\"", "\"http://[::1]:8080\"",
	    "\"https://monitor.example.org:8443\"" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		json_t *root = load(TRIAL);

		put(root, "/link_base", good[i]);
		wave_file_free(read_good(root));
		json_decref(root);
	}
}

static void
every_mistake_is_named_in_one_go(void **state)
{
	static const char *const where[] = { "/wave", "/threshold",
	    "/region/code", "/function_groups/3/name", "/dates/closes",
	    "/holders/needed", "/purpose", "/link_base", "/sender/address",
	    "/plan/any_time" };
	json_t *root = load(EXAMPLE);
	struct wave_file *f = NULL;
	struct mistakes m = { 0 };
	char *s;

	(void)state;
	for (size_t i = 0; i < sizeof(where) / sizeof(where[0]); i++)
		put(root, where[i], "[]");
	s = json_dumps(root, 0);
	assert_int_equal(wave_file_read(s, strlen(s), NOW, published, 2, &f,
	    &m), REFUSED);
	for (size_t i = 0; i < sizeof(where) / sizeof(where[0]); i++) {
		bool found = false;

		for (size_t j = 0; j < m.count; j++)
			found |= strcmp(m.list[j].pointer, where[i]) == 0;
		if (!found)
			fail_msg("%s is not named", where[i]);
	}
	mistakes_free(&m);
	free(s);
	json_decref(root);
}

static void
what_is_no_json_says_where(void **state)
{
	static const char *const bad[] = { "", "{", "[1,\n2,,3]",
	    "{\"wave\":1,\"wave\":2}", "{\"wave\":\"\xff\"}" };
	struct wave_file *f = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct mistakes m = { 0 };

		assert_int_equal(wave_file_read(bad[i], strlen(bad[i]), NOW,
		    NULL, 0, &f, &m), REFUSED);
		assert_int_equal(m.count, 1);
		assert_non_null(strstr(m.list[0].text, "JSON: regel"));
		mistakes_free(&m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_of_2015_is_right),
		cmocka_unit_test(the_trial_begins_on_the_day_it_is_used),
		cmocka_unit_test(three_holders_of_whom_two_open_is_the_default),
		cmocka_unit_test(what_is_wrong_with_texts_and_codes_is_said),
		cmocka_unit_test(what_is_wrong_with_places_is_said),
		cmocka_unit_test(what_is_wrong_with_questionnaires_is_said),
		cmocka_unit_test(what_is_wrong_with_function_groups_is_said),
		cmocka_unit_test(what_is_wrong_with_dates_and_plan_is_said),
		cmocka_unit_test(what_is_wrong_with_reminders_is_said),
		cmocka_unit_test(what_is_wrong_with_days_without_letters_is_said),
		cmocka_unit_test(two_reminders_are_planned_as_far_as_the_wave_is_open),
		cmocka_unit_test(what_is_wrong_with_people_and_links_is_said),
		cmocka_unit_test(a_web_address_in_a_text_of_letters_is_said),
		cmocka_unit_test(http_is_for_a_trial_on_this_computer),
		cmocka_unit_test(every_mistake_is_named_in_one_go),
		cmocka_unit_test(what_is_no_json_says_where),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
