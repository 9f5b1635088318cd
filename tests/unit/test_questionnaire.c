/*
 * test_questionnaire.c - what a questionnaire file may say: each mistake is
 * named with its place and a sentence, conditions mean what they say, and
 * answers fit their envelope.
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

#include "domain/answers.h"
#include "domain/answers_rules.h"

#include "any_answers.h"

/* JSON here has ' for ". */
static const char base[] = "{'questionnaire':'proef','version':1,"
    "'title':'Proef','envelope_bytes':8192,'comment':['vrij'],"
    "'scales':{'jn':[{'code':'ja','label':'Ja'},"
    "{'code':'nee','label':'Nee'}]},"
    "'pages':[{'code':'een','title':'Een','questions':["
    "{'code':'functie','type':'one','text':'Functie?',"
    "'options_from':'function_groups','preset':'function_group',"
    "'other':{'label':'Anders, namelijk'},'required':false},"
    "{'code':'kleur','type':'one','text':'Kleur?','options':["
    "{'code':'rood','label':'Rood'},{'code':'groen','label':'Groen'},"
    "{'code':'blauw','label':'Blauw'}],'other':{'label':'Anders'}},"
    "{'code':'dieren','type':'several','text':'Dieren?','options':["
    "{'code':'hond','label':'Hond'},{'code':'kat','label':'Kat'}]},"
    "{'type':'statements','text':'Twee vragen.','scale':'jn','items':["
    "{'code':'s_een','text':'Een?'},{'code':'s_twee','text':'Twee?'}]},"
    "{'code':'cijfer','type':'mark','text':'Cijfer?'},"
    "{'code':'extra','type':'mark','text':'Extra?','required':false}]},"
    "{'code':'twee','title':'Twee','questions':["
    "{'code':'hangt','type':'mark','text':'Hangt af?','when':"
    "{'question':'kleur','is':'rood'}},"
    "{'code':'slot','type':'long','text':'Slot?','required':false}]}],"
    "'breakdowns':[{'code':'per_kleur','label':'Per kleur',"
    "'question':'kleur','groups':["
    "{'code':'warm','label':'Warm','values':['rood']},"
    "{'code':'koud','label':'Koud','values':['blauw','groen']}]}]}";

static const struct option groups[] = { { "ib", "Intern begeleider" },
    { "zoco_vo", "Zorgcoördinator" } };
static const struct option towns[] = { { "dordrecht", "Dordrecht" },
    { "sliedrecht", "Sliedrecht" } };
static const struct questionnaire_context context = {
	.function_groups = groups, .function_group_count = 2,
	.municipalities = towns, .municipality_count = 2 };

static json_t *
json(const char *text)
{
	char *copy = strdup(text), *c = copy;
	json_error_t error;
	json_t *out;

	assert_non_null(copy);
	while ((c = strchr(c, '\'')) != NULL)
		*c = '"';
	out = json_loads(copy, JSON_DECODE_ANY, &error);
	if (out == NULL)
		fail_msg("%s: %s", copy, error.text);
	free(copy);
	return out;
}

/* Puts value (NULL: nothing) at a pointer; behind a list, adds to it. */
static void
put(json_t *root, const char *pointer, const char *value)
{
	char copy[200], *key, *next;
	json_t *at = root;

	(void)snprintf(copy, sizeof(copy), "%s", pointer);
	key = copy + 1;
	while ((next = strchr(key, '/')) != NULL) {
		*next = '\0';
		at = json_is_array(at) ? json_array_get(at,
		    (size_t)atoi(key)) : json_object_get(at, key);
		assert_non_null(at);
		key = next + 1;
	}
	if (!json_is_array(at))
		assert_int_equal(value == NULL ? json_object_del(at, key) :
		    json_object_set_new(at, key, json(value)), 0);
	else if ((size_t)atoi(key) == json_array_size(at))
		assert_int_equal(json_array_append_new(at, json(value)), 0);
	else
		assert_int_equal(json_array_set_new(at, (size_t)atoi(key),
		    json(value)), 0);
}

static enum outcome
parse(const json_t *root, const struct questionnaire_context *with,
    struct questionnaire **out, struct mistakes *m)
{
	char *s = json_dumps(root, 0);
	enum outcome o;

	assert_non_null(s);
	o = questionnaire_parse(s, strlen(s), with, out, m);
	free(s);
	return o;
}

static struct questionnaire *
read_good(const json_t *root, const struct questionnaire_context *with)
{
	struct questionnaire *q = NULL;
	struct mistakes m = { 0 };

	if (parse(root, with, &q, &m) != DONE)
		fail_msg("%s: %s", m.list[0].pointer, m.list[0].text);
	assert_int_equal(m.count, 0);
	return q;
}

static void
must_name(const char *what, const struct mistakes *m, enum outcome o,
    const char *pointer, const char *says)
{
	assert_int_equal(o, REFUSED);
	if (m->count != 1 || strcmp(m->list[0].pointer, pointer) != 0 ||
	    strstr(m->list[0].text, says) == NULL)
		fail_msg("%s: %zu mistakes, the first “%s”: %s", what,
		    m->count, m->list[0].pointer, m->list[0].text);
	/* A sentence. */
	assert_int_equal(m->list[0].text[strlen(m->list[0].text) - 1], '.');
}

/* With that one change the file has a mistake there that says so, and no
 * mistake anywhere else. */
struct wrong { const char *pointer, *value, *where, *says; };

static void
all_wrong(const struct wrong *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct questionnaire *q = NULL;
		struct mistakes m = { 0 };
		json_t *root = json(base);
		char what[300];
		enum outcome o;

		(void)snprintf(what, sizeof(what), "%s = %s", list[i].pointer,
		    list[i].value == NULL ? "nothing" : list[i].value);
		put(root, list[i].pointer, list[i].value);
		o = parse(root, NULL, &q, &m);
		must_name(what, &m, o, list[i].where, list[i].says);
		assert_null(q);
		mistakes_free(&m);
		json_decref(root);
	}
}
#define ALL_WRONG(list) all_wrong(list, sizeof(list) / sizeof((list)[0]))

#define P0 "/pages/0"
#define Q0 "/pages/0/questions/"
#define Q1 "/pages/1/questions/"

static void
what_is_wrong_with_the_whole_is_said(void **state)
{
	static const struct wrong list[] = {
		{ "/questionnaire", NULL, "", "“questionnaire” ontbreekt" },
		{ "/questionnaire", "'Proef'", "/questionnaire", "geen code" },
		{ "/questionnaire", "'1a'", "/questionnaire", "geen code" },
		{ "/questionnaire", "'_a'", "/questionnaire", "geen code" },
		{ "/questionnaire", "'a-b'", "/questionnaire", "geen code" },
		{ "/questionnaire", "'a23456789012345678901234567890123'",
		    "/questionnaire", "te lang: 33 tekens, hoogstens 32" },
		{ "/version", NULL, "", "“version” ontbreekt" },
		{ "/version", "0", "/version", "van 1 tot en met 9999" },
		{ "/version", "1.5", "/version", "geheel getal" },
		{ "/version", "'1'", "/version", "geheel getal" },
		{ "/title", NULL, "", "“title” ontbreekt" },
		{ "/title", "7", "/title", "moet tekst zijn" },
		{ "/title", "''", "/title", "leeg" },
		{ "/title", "'a\\u0007'", "/title", "stuurteken" },
		{ "/minutes", "121", "/minutes", "van 1 tot en met 120" },
		{ "/envelope_bytes", "512", "/envelope_bytes", "van 1024" },
		{ "/envelope_bytes", "8000", "/envelope_bytes", "veelvoud" },
		{ "/scales/jn", "[{'code':'ja','label':'Ja'}]", "/scales/jn",
		    "2 tot en met 60" },
		{ "/pages", NULL, "/pages", "geen pagina" },
		{ "/pages", "{}", "/pages", "geen pagina" },
		{ "/titel", "'x'", "/titel", "“titel” is hier onbekend" },
		{ "/a~b", "'x'", "/a~0b", "onbekend" },
	};
	struct mistakes m = { 0 };
	struct questionnaire *q = NULL;
	json_t *root = json(base);
	static char large[512 * 1024 + 1];

	(void)state;
	ALL_WRONG(list);
	put(root, Q0 "3", "{'code':'s','type':'mark','text':'?'}");
	put(root, "/scales", "[]");
	must_name("scales", &m, parse(root, NULL, &q, &m), "/scales",
	    "“scales” moet een object");
	mistakes_free(&m);
	json_decref(root);
	must_name("[]", &m, questionnaire_parse("[]", 2, NULL, &q, &m), "",
	    "is een object");
	mistakes_free(&m);
	must_name("{,", &m, questionnaire_parse("{\n ,", 4, NULL, &q, &m), "",
	    "regel 2");
	mistakes_free(&m);
	must_name("twice", &m, questionnaire_parse("{\"a\":1,\"a\":2}", 13,
	    NULL, &q, &m), "", "geen JSON");
	mistakes_free(&m);
	memset(large, ' ', sizeof(large));
	must_name("large", &m, questionnaire_parse(large, sizeof(large), NULL,
	    &q, &m), "", "groter dan 524288 bytes");
	mistakes_free(&m);
}

static void
what_is_wrong_with_a_page_is_said(void **state)
{
	static const struct wrong list[] = {
		{ "/pages/2", "7", "/pages/2", "moet een object" },
		{ P0 "/code", NULL, P0, "“code” ontbreekt" },
		{ P0 "/title", NULL, P0, "“title” ontbreekt" },
		{ "/pages/1/code", "'een'", "/pages/1/code",
		    "al een pagina met de code “een”" },
		{ P0 "/intro", "''", P0 "/intro", "leeg" },
		{ P0 "/terms", "{}", P0 "/terms", "moet een lijst" },
		{ P0 "/terms", "[{'term':'CJG'}]", P0 "/terms/0",
		    "“explanation” ontbreekt" },
		{ P0 "/terms", "[{'explanation':'x'}]", P0 "/terms/0",
		    "“term” ontbreekt" },
		{ P0 "/terms", "[{'term':'x','explanation':'x','x':1}]",
		    P0 "/terms/0/x", "onbekend" },
		{ "/pages/1/questions", "[]", "/pages/1", "geen vragen" },
		{ P0 "/x", "1", P0 "/x", "“x” is hier onbekend" },
		{ "/pages/1/when", "7", "/pages/1/when", "object" },
	};

	(void)state;
	ALL_WRONG(list);
}

static void
what_is_wrong_with_a_question_is_said(void **state)
{
	static const struct wrong list[] = {
		{ Q0 "6", "7", Q0 "6", "moet een object" },
		{ Q0 "5/code", NULL, Q0 "5", "“code” ontbreekt" },
		{ Q0 "5/code", "'cijfer'", Q0 "5/code",
		    "al een vraag met de code “cijfer”" },
		{ Q0 "3/items/1/code", "'s_een'", Q0 "3/items/1/code",
		    "al een vraag met de code “s_een”" },
		{ Q0 "5/code", "'extra_anders'", Q0 "5/code", "“_anders”" },
		{ Q0 "5/code", "'form'", Q0 "5/code", "gereserveerd" },
		{ Q0 "5/type", NULL, Q0 "5", "“type” ontbreekt" },
		{ Q0 "5/type", "'matrix'", Q0 "5/type",
		    "geen soort vraag “matrix”" },
		{ Q0 "5/text", NULL, Q0 "5", "“text” ontbreekt" },
		{ Q0 "5/hint", "[]", Q0 "5/hint", "moet tekst zijn" },
		{ Q0 "5/required", "'nee'", Q0 "5/required", "true of false" },
		{ Q0 "5/verplicht", "true", Q0 "5/verplicht", "onbekend" },
		{ Q0 "5/items", "[]", Q0 "5/items", "onbekend" },
		{ Q0 "5/scale", "'jn'", Q0 "5", "geen antwoorden" },
		{ Q0 "5/options_from", "'municipalities'", Q0 "5",
		    "geen antwoorden" },
		{ Q0 "5/max_chars", "10", Q0 "5", "short en long" },
		{ Q0 "5/max_bytes", "10", Q0 "5", "short en long" },
		{ Q1 "1/max_chars", "1001", Q1 "1/max_chars", "1000" },
		{ Q1 "1/max_bytes", "1501", Q1 "1/max_bytes", "1500" },
		{ Q1 "1", "{'code':'s','type':'short','text':'S?',"
		    "'max_chars':101}", Q1 "1/max_chars", "100" },
		{ Q0 "5/other", "{'label':'A'}", Q0 "5/other", "“one”" },
		{ Q0 "2/other", "{'label':'A'}", Q0 "2/other", "“one”" },
		{ Q0 "5/preset", "'function_group'", Q0 "5/preset",
		    "“preset”" },
		{ Q0 "0/preset", "'region'", Q0 "0/preset", "“preset”" },
		{ Q0 "1/preset", "'function_group'", Q0 "1/preset",
		    "“preset”" },
	};

	(void)state;
	ALL_WRONG(list);
}

static void
what_is_wrong_with_answers_to_choose_is_said(void **state)
{
	static const struct wrong list[] = {
		{ Q0 "2/options", NULL, Q0 "2", "Geef precies één van" },
		{ Q0 "2/scale", "'jn'", Q0 "2", "Geef precies één van" },
		{ Q0 "5", "{'code':'x','type':'one','text':'?',"
		    "'options_from':'regions'}", Q0 "5/options_from",
		    "“municipalities”" },
		{ Q0 "3/scale", "'x'", Q0 "3/scale", "geen schaal “x”" },
		{ Q0 "3/scale", "7", Q0 "3/scale", "geen schaal “”" },
		{ Q0 "3/items", "[]", Q0 "3", "“items” ontbreekt" },
		{ Q0 "3/items", NULL, Q0 "3", "“items” ontbreekt" },
		{ Q0 "3/items/0/text", NULL, Q0 "3/items/0", "“text”" },
		{ Q0 "3/items/0/type", "'one'", Q0 "3/items/0/type",
		    "onbekend" },
		{ Q0 "3/code", "'blok'", Q0 "3/code", "onbekend" },
		{ Q0 "3/other", "{'label':'A'}", Q0 "3/other", "onbekend" },
		{ Q0 "2/options", "[{'code':'a','label':'A'}]",
		    Q0 "2/options", "2 tot en met 60" },
		{ Q0 "2/options", "{}", Q0 "2/options", "2 tot en met 60" },
		{ Q0 "2/options/1/code", "'hond'", Q0 "2/options/1",
		    "“hond” staat er twee keer" },
		{ Q0 "2/options/1/code", "'anders_namelijk'",
		    Q0 "2/options/1", "gereserveerd" },
		{ Q0 "2/options/1/label", NULL, Q0 "2/options/1",
		    "“label” ontbreekt" },
		{ Q0 "2/options/1/x", "1", Q0 "2/options/1/x", "onbekend" },
		{ Q0 "1/other", "{}", Q0 "1/other", "“label” ontbreekt" },
		{ Q0 "1/other/max_chars", "101", Q0 "1/other/max_chars",
		    "van 1 tot en met 100" },
		{ Q0 "1/other/x", "1", Q0 "1/other/x", "onbekend" },
		{ Q0 "0/code", "'a2345678901234567890123456'",
		    Q0 "0/other", "te lang" },
	};

	(void)state;
	ALL_WRONG(list);
}

static void
what_is_wrong_with_a_condition_is_said(void **state)
{
	static const struct wrong list[] = {
		{ Q1 "1/when", "[]", Q1 "1/when", "moet een object" },
		{ Q1 "1/when", "{'is':'ja'}", Q1 "1/when/question",
		    "geen eerdere vraag" },
		{ Q1 "1/when", "{'question':'niets','is':'ja'}",
		    Q1 "1/when/question", "“niets” is geen eerdere vraag" },
		{ Q1 "0/when", "{'question':'slot','is':'ja'}",
		    Q1 "0/when/question", "“slot” is geen eerdere vraag" },
		{ Q1 "0/when", "{'question':'hangt','at_least':2}",
		    Q1 "0/when/question", "“hangt” is geen eerdere vraag" },
		{ "/pages/1/when", "{'question':'hangt','at_least':2}",
		    "/pages/1/when/question", "geen eerdere vraag" },
		{ Q1 "1/when", "{'question':'kleur'}", Q1 "1/when",
		    "precies één vergelijking" },
		{ Q1 "1/when", "{'question':'kleur','is':'rood',"
		    "'in':['rood']}", Q1 "1/when", "precies één" },
		{ Q1 "1/when", "{'question':'kleur','was':'rood',"
		    "'is':'rood'}", Q1 "1/when/was", "onbekend" },
		{ Q1 "1/when", "{'question':'kleur','is':'paars'}",
		    Q1 "1/when/is", "“kleur” heeft geen antwoord “paars”" },
		{ Q1 "1/when", "{'question':'kleur','is':7}",
		    Q1 "1/when/is", "geen antwoord" },
		{ Q1 "1/when", "{'question':'kleur','in':['rood','paars']}",
		    Q1 "1/when/in/1", "geen antwoord “paars”" },
		{ Q1 "1/when", "{'question':'dieren',"
		    "'is':'anders_namelijk'}", Q1 "1/when/is",
		    "geen antwoord “anders_namelijk”" },
		{ Q1 "1/when", "{'question':'kleur','in':[]}", Q1 "1/when",
		    "lijst van codes" },
		{ Q1 "1/when", "{'question':'kleur','in':'rood'}",
		    Q1 "1/when", "lijst van codes" },
		{ Q1 "1/when", "{'question':'cijfer','is':'7'}", Q1 "1/when",
		    "“cijfer” heeft die niet" },
		{ Q1 "1/when", "{'question':'kleur','at_least':7}",
		    Q1 "1/when", "“kleur” is dat niet" },
		{ Q1 "1/when", "{'question':'cijfer','at_least':11}",
		    Q1 "1/when/at_least", "van 1 tot en met 10" },
		{ Q1 "1/when", "{'all':[]}", Q1 "1/when/all", "lijst" },
		{ Q1 "1/when", "{'any':{}}", Q1 "1/when/any", "lijst" },
		{ Q1 "1/when", "{'any':[7]}", Q1 "1/when/any/0", "object" },
		{ Q1 "1/when", "{'not':[]}", Q1 "1/when/not", "object" },
		{ Q1 "1/when", "{'all':[{'question':'kleur','is':'rood'}],"
		    "'question':'kleur','is':'rood'}", Q1 "1/when",
		    "staan alleen" },
		{ Q1 "1/when", "{'not':{'not':{'not':{'not':{'not':{'not':"
		    "{'not':{'not':{'not':{'question':'kleur',"
		    "'is':'rood'}}}}}}}}}}", Q1 "1/when/not/not/not/not/not"
		    "/not/not/not/not", "te diep" },
	};

	(void)state;
	ALL_WRONG(list);
}

static void
what_is_wrong_with_a_breakdown_is_said(void **state)
{
	static const struct wrong list[] = {
		{ "/breakdowns", "{}", "/breakdowns", "moet een lijst" },
		{ "/breakdowns/0/code", NULL, "/breakdowns/0", "“code”" },
		{ "/breakdowns/0/label", NULL, "/breakdowns/0", "“label”" },
		{ "/breakdowns/0/x", "1", "/breakdowns/0/x", "onbekend" },
		{ "/breakdowns/0/question", "'dieren'", "/breakdowns/0",
		    "één antwoord" },
		{ "/breakdowns/0/question", "'niets'", "/breakdowns/0",
		    "één antwoord" },
		{ "/breakdowns/0/groups", "[{'code':'a','label':'A',"
		    "'values':['rood']}]", "/breakdowns/0", "twee groepen" },
		{ "/breakdowns/0/groups/1/code", "'warm'",
		    "/breakdowns/0/groups/1/code", "al een groep" },
		{ "/breakdowns/0/groups/1/values", "[]",
		    "/breakdowns/0/groups/1", "“values” ontbreekt" },
		{ "/breakdowns/0/groups/1/values", "['paars']",
		    "/breakdowns/0/groups/1", "geen antwoord “paars”" },
		{ "/breakdowns/0/groups/1/values", "['rood']",
		    "/breakdowns/0/groups/1", "“rood” staat al in" },
		{ "/breakdowns/1", "{'code':'per_kleur','label':'Nog eens',"
		    "'question':'kleur','groups':[{'code':'a','label':'A',"
		    "'values':['rood']},{'code':'b','label':'B',"
		    "'values':['groen']}]}", "/breakdowns/1/code",
		    "al een uitsplitsing" },
	};

	(void)state;
	ALL_WRONG(list);
}

static void
the_most_there_can_be_is_taken_and_one_more_is_not(void **state)
{
	static const struct { int pages, questions; const char *where; }
	    cases[] = { { 60, 2, NULL }, { 61, 2, "/pages/60" },
	    { 1, 200, NULL }, { 1, 201, "/pages/0/questions/200" } };

	(void)state;
	for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++) {
		json_t *root = json("{'questionnaire':'x','version':1,"
		    "'title':'X','envelope_bytes':65536,'pages':[]}");
		struct questionnaire *q = NULL;
		struct mistakes m = { 0 };
		enum outcome o;
		int n = 0;

		for (int p = 0; p < cases[c].pages; p++) {
			json_t *page = json_pack("{s:o, s:s, s:[]}", "code",
			    json_sprintf("p%d", p), "title", "P",
			    "questions");

			assert_non_null(page);
			for (int i = 0; i < cases[c].questions; i++)
				json_array_append_new(json_object_get(page,
				    "questions"), json_pack("{s:o, s:s, s:s}",
				    "code", json_sprintf("q%d", n++), "type",
				    "mark", "text", "?"));
			json_array_append_new(json_object_get(root, "pages"),
			    page);
		}
		o = parse(root, NULL, &q, &m);
		if (cases[c].where == NULL)
			assert_int_equal(o, DONE);
		else
			must_name("many", &m, o, cases[c].where, "hoogstens");
		mistakes_free(&m);
		questionnaire_free(q);
		json_decref(root);
	}
}

/* ---- what a wave fills in ---- */

static void
wrong_in_a_wave(const struct questionnaire_context *with, const char *where,
    const char *says)
{
	struct questionnaire *q = NULL;
	struct mistakes m = { 0 };
	json_t *root = json(base);

	must_name(where, &m, parse(root, with, &q, &m), where, says);
	mistakes_free(&m);
	json_decref(root);
}

static void
a_page_of_the_region_comes_after_the_core(void **state)
{
	static const char good[] = "{\"code\":\"regio\",\"title\":\"Regio\","
	    "\"questions\":[{\"code\":\"r_een\",\"type\":\"mark\","
	    "\"text\":\"?\",\"when\":{\"question\":\"kleur\","
	    "\"is\":\"rood\"}}]}";
	static const struct { const char *page, *where, *says; } list[] = {
		{ "{", "/regional_page", "geen JSON" },
		{ "[]", "/regional_page", "object" },
		{ "{\"code\":\"een\",\"title\":\"R\",\"questions\":[{\"code\":"
		    "\"r\",\"type\":\"mark\",\"text\":\"?\"}]}",
		    "/regional_page/code", "al een pagina" },
		{ "{\"code\":\"r\",\"title\":\"R\",\"questions\":[{\"code\":"
		    "\"kleur\",\"type\":\"mark\",\"text\":\"?\"}]}",
		    "/regional_page/questions/0/code", "al een vraag" },
		{ "{\"code\":\"r\",\"title\":\"R\",\"questions\":[{\"code\":"
		    "\"r\",\"type\":\"mark\",\"text\":\"?\"}],\"when\":"
		    "{\"all\":[{\"question\":\"kleur\",\"is\":\"rood\"},"
		    "{\"question\":\"kleur\",\"is\":\"groen\"}]}}",
		    "/regional_page", "onbereikbaar" },
	};
	struct questionnaire_context with = context;
	json_t *root = json(base);
	struct questionnaire *q;

	(void)state;
	with.regional_page = good;
	q = read_good(root, &with);
	assert_int_equal(q->page_count, 3);
	assert_true(q->pages[2].regional);
	assert_false(q->pages[1].regional);
	assert_string_equal(q->questions[q->question_count - 1].code, "r_een");
	questionnaire_free(q);
	json_decref(root);
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		with.regional_page = list[i].page;
		wrong_in_a_wave(&with, list[i].where, list[i].says);
	}
}

static void
lists_of_a_wave_have_their_limits(void **state)
{
	static struct option many[25];
	static char codes[25][30];
	struct questionnaire_context with = context;

	(void)state;
	for (size_t i = 0; i < 25; i++) {
		(void)snprintf(codes[i], sizeof(codes[i]), "groep_%zu", i);
		many[i] = (struct option){ codes[i], "Groep" };
	}
	with.function_groups = many;
	with.function_group_count = 25;
	wrong_in_a_wave(&with, Q0 "0", "25, hoogstens 24");
	(void)snprintf(codes[3], sizeof(codes[3]),
	    "a234567890123456789012345");
	with.function_group_count = 24;
	wrong_in_a_wave(&with, Q0 "0", "langer dan 24 tekens");
}

/* ---- conditions ---- */

/* Answers the first page as a form "kleur=rood&cijfer=7" would. */
static struct answers *
answered(const struct questionnaire *q, const char *form)
{
	struct answers *a = answers_new(q);
	struct page_faults faults = { 0 };
	struct form_field fields[10];
	char *copy = strdup(form), *rest = copy, *field;
	size_t n = 0;

	while ((field = strsep(&rest, "&")) != NULL && *field != '\0') {
		char *value = strchr(field, '=');

		assert_non_null(value);
		*value++ = '\0';
		fields[n++] = (struct form_field){ field, value,
		    strlen(value) };
	}
	assert_int_equal(answers_take_page(a, 0, fields, n, false, &faults),
	    DONE);
	free(copy);
	return a;
}

static void
conditions_mean_what_they_say(void **state)
{
	static const struct { const char *when, *form; bool asked; } list[] = {
		{ "{'question':'kleur','is':'rood'}", "kleur=rood", true },
		{ "{'question':'kleur','is':'rood'}", "kleur=groen", false },
		{ "{'question':'kleur','is':'rood'}", "", false },
		{ "{'question':'kleur','is':'anders_namelijk'}",
		    "kleur=anders_namelijk&kleur_anders=wit", true },
		{ "{'question':'kleur','is':'rood'}",
		    "kleur=anders_namelijk&kleur_anders=rood", false },
		{ "{'question':'kleur','in':['rood','groen']}", "kleur=groen",
		    true },
		{ "{'question':'kleur','in':['rood','groen']}", "kleur=blauw",
		    false },
		{ "{'question':'functie','is':'zoco_vo'}", "functie=zoco_vo",
		    true },
		{ "{'question':'functie','is':'zoco_vo'}", "functie=ib",
		    false },
		{ "{'question':'dieren','is':'kat'}", "dieren=hond&dieren=kat",
		    true },
		{ "{'question':'dieren','is':'kat'}", "dieren=hond", false },
		{ "{'question':'dieren','in':['hond','kat']}", "dieren=kat",
		    true },
		{ "{'question':'s_twee','is':'nee'}", "s_twee=nee", true },
		{ "{'question':'s_twee','is':'nee'}", "s_een=nee", false },
		{ "{'question':'cijfer','less_than':6}", "cijfer=5", true },
		{ "{'question':'cijfer','less_than':6}", "cijfer=6", false },
		{ "{'question':'cijfer','less_than':6}", "", false },
		{ "{'question':'cijfer','at_most':6}", "cijfer=6", true },
		{ "{'question':'cijfer','at_most':6}", "cijfer=7", false },
		{ "{'question':'cijfer','more_than':6}", "cijfer=7", true },
		{ "{'question':'cijfer','more_than':6}", "cijfer=6", false },
		{ "{'question':'cijfer','at_least':6}", "cijfer=6", true },
		{ "{'question':'cijfer','at_least':6}", "cijfer=5", false },
		{ "{'question':'cijfer','equals':10}", "cijfer=10", true },
		{ "{'question':'cijfer','equals':10}", "cijfer=1", false },
		{ "{'all':[{'question':'kleur','is':'rood'},"
		    "{'question':'cijfer','at_least':6}]}",
		    "kleur=rood&cijfer=6", true },
		{ "{'all':[{'question':'kleur','is':'rood'},"
		    "{'question':'cijfer','at_least':6}]}",
		    "kleur=rood&cijfer=5", false },
		{ "{'any':[{'question':'kleur','is':'rood'},"
		    "{'question':'cijfer','at_least':6}]}",
		    "kleur=groen&cijfer=6", true },
		{ "{'any':[{'question':'kleur','is':'rood'},"
		    "{'question':'cijfer','at_least':6}]}",
		    "kleur=groen&cijfer=5", false },
		{ "{'not':{'question':'kleur','is':'rood'}}", "kleur=groen",
		    true },
		{ "{'not':{'question':'kleur','is':'rood'}}", "kleur=rood",
		    false },
		{ "{'not':{'question':'kleur','is':'rood'}}", "", true },
		{ "{'not':{'any':[{'question':'kleur','is':'rood'},"
		    "{'all':[{'question':'dieren','is':'hond'},"
		    "{'not':{'question':'cijfer','equals':3}}]}]}}",
		    "kleur=groen&dieren=hond&cijfer=3", true },
		{ "{'not':{'any':[{'question':'kleur','is':'rood'},"
		    "{'all':[{'question':'dieren','is':'hond'},"
		    "{'not':{'question':'cijfer','equals':3}}]}]}}",
		    "kleur=groen&dieren=hond&cijfer=4", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		/* On a question, and on its page. */
		for (int page = 0; page < 2; page++) {
			json_t *root = json(base);
			struct questionnaire *q;
			struct answers *a;
			size_t hangt;

			put(root, Q1 "0/when", page ? NULL : list[i].when);
			if (page)
				put(root, "/pages/1/when", list[i].when);
			q = read_good(root, &context);
			a = answered(q, list[i].form);
			hangt = questionnaire_find(q, "hangt", 5);
			if (answers_asked(a, hangt) != list[i].asked)
				fail_msg("%s with “%s”", list[i].when,
				    list[i].form);
			assert_int_equal(answers_page_asked(a, 1),
			    page ? list[i].asked : true);
			answers_free(a);
			questionnaire_free(q);
			json_decref(root);
		}
	}
}

static void
a_condition_on_a_question_that_is_not_asked_is_false(void **state)
{
	static const struct { const char *form; int mark; bool high; }
	    list[] = { { "kleur=rood", 9, true }, { "kleur=rood", 3, false },
	    { "kleur=groen", 9, false } };

	(void)state;
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		json_t *root = json(base);
		struct questionnaire *q;
		struct answers *a;
		size_t extra;

		put(root, Q0 "5/when", "{'question':'kleur','is':'rood'}");
		put(root, Q1 "0/when", "{'question':'extra','at_least':9}");
		put(root, Q1 "1/when", "{'not':{'question':'extra',"
		    "'at_least':9}}");
		q = read_good(root, &context);
		a = answered(q, list[i].form);
		/* Answered when it was asked, and asked no more. */
		extra = questionnaire_find(q, "extra", 5);
		a->list[extra].given = true;
		a->list[extra].mark = list[i].mark;
		assert_int_equal(answers_asked(a, questionnaire_find(q,
		    "hangt", 5)), list[i].high);
		assert_int_equal(answers_asked(a, questionnaire_find(q,
		    "slot", 4)), !list[i].high);
		answers_free(a);
		questionnaire_free(q);
		json_decref(root);
	}
}

#define IS_RED "{'question':'kleur','is':'rood'}"
#define IS_GREEN "{'question':'kleur','is':'groen'}"
#define IS_BLUE "{'question':'kleur','is':'blauw'}"
#define IS_OTHER "{'question':'kleur','is':'anders_namelijk'}"

static void
what_nobody_can_reach_is_said(void **state)
{
	static const struct { const char *when; bool possible; } list[] = {
		{ "{'all':[" IS_RED "," IS_GREEN "]}", false },
		{ "{'all':[" IS_RED "," IS_RED "]}", true },
		{ "{'any':[" IS_RED "," IS_GREEN "]}", true },
		{ "{'all':[" IS_RED ",{'not':" IS_RED "}]}", false },
		{ "{'all':[" IS_RED ",{'not':" IS_GREEN "}]}", true },
		{ "{'all':[" IS_RED ",{'all':[{'question':'cijfer',"
		    "'at_least':2}," IS_GREEN "]}]}", false },
		{ "{'any':[{'all':[" IS_RED "," IS_GREEN "]},"
		    "{'all':[" IS_BLUE ",{'not':" IS_BLUE "}]}]}", false },
		{ "{'any':[{'all':[" IS_RED "," IS_GREEN "]}," IS_BLUE "]}",
		    true },
		{ "{'all':[{'question':'kleur','in':['rood','groen']},"
		    "{'question':'kleur','in':['blauw','groen']}]}", true },
		{ "{'all':[{'question':'kleur','in':['rood','groen']},"
		    IS_BLUE "]}", false },
		{ "{'all':[{'not':" IS_RED "},{'not':" IS_GREEN "},{'not':"
		    IS_BLUE "}]}", true },
		{ "{'all':[{'not':" IS_RED "},{'not':" IS_GREEN "},{'not':"
		    IS_BLUE "},{'not':" IS_OTHER "}]}", false },
		{ "{'all':[" IS_OTHER "," IS_RED "]}", false },
		{ "{'question':'cijfer','less_than':1}", false },
		{ "{'question':'cijfer','more_than':10}", false },
		{ "{'question':'cijfer','at_most':1}", true },
		{ "{'all':[{'question':'cijfer','less_than':5},"
		    "{'question':'cijfer','more_than':5}]}", false },
		{ "{'all':[{'question':'cijfer','less_than':6},"
		    "{'question':'cijfer','more_than':4}]}", true },
		/* Several answers may be given at once. */
		{ "{'all':[{'question':'dieren','is':'hond'},"
		    "{'question':'dieren','is':'kat'}]}", true },
		/* What must be answered is; what need not be may be empty. */
		{ "{'not':{'question':'cijfer','at_least':1}}", false },
		{ "{'not':{'question':'extra','at_least':1}}", true },
		{ "{'not':{'question':'functie','in':['ib','zoco_vo',"
		    "'anders_namelijk']}}", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		for (int page = 0; page < 2; page++) {
			json_t *root = json(base);
			struct questionnaire *q = NULL;
			struct mistakes m = { 0 };
			enum outcome o;

			put(root, Q1 "0/when", page ? NULL : list[i].when);
			if (page)
				put(root, "/pages/1/when", list[i].when);
			o = parse(root, &context, &q, &m);
			if (list[i].possible && o != DONE)
				fail_msg("%s: %s", list[i].when,
				    m.list[0].text);
			if (!list[i].possible)
				must_name(list[i].when, &m, o, "/pages/1",
				    "onbereikbaar");
			mistakes_free(&m);
			questionnaire_free(q);
			json_decref(root);
		}
	}
}

static void
a_question_that_its_page_contradicts_is_unreachable(void **state)
{
	struct questionnaire *q = NULL;
	struct mistakes m = { 0 };
	json_t *root = json(base);

	(void)state;
	put(root, "/pages/1/when", IS_GREEN);
	must_name("page", &m, parse(root, NULL, &q, &m), "/pages/1",
	    "“hangt” is onbereikbaar");
	mistakes_free(&m);
	/* Not asked of everybody, so a later "not" of all it has is met. */
	put(root, "/pages/1/when", "{'question':'kleur','in':['rood',"
	    "'groen']}");
	put(root, Q1 "1/when", "{'not':{'question':'hangt','at_least':1}}");
	questionnaire_free(read_good(root, NULL));
	json_decref(root);
}

/* ---- the envelope ---- */

static void
one_byte_too_many_for_the_envelope_is_refused(void **state)
{
	json_t *root = json("{'questionnaire':'x','version':1,'title':'X',"
	    "'envelope_bytes':1024,'pages':[{'code':'p','title':'P',"
	    "'questions':[{'code':'t','type':'long','text':'?',"
	    "'max_bytes':100}]}]}");
	struct questionnaire *q = read_good(root, NULL);
	size_t room = 1023 - questionnaire_document_max(q);
	struct mistakes m = { 0 };
	char bytes[20];

	(void)state;
	questionnaire_free(q);
	(void)snprintf(bytes, sizeof(bytes), "%zu", 100 + room);
	put(root, "/pages/0/questions/0/max_bytes", bytes);
	q = read_good(root, NULL);
	assert_int_equal(questionnaire_document_max(q), 1023);
	questionnaire_free(q);
	(void)snprintf(bytes, sizeof(bytes), "%zu", 101 + room);
	put(root, "/pages/0/questions/0/max_bytes", bytes);
	q = NULL;
	must_name("one more", &m, parse(root, NULL, &q, &m),
	    "/envelope_bytes", "1024 bytes");
	mistakes_free(&m);
	json_decref(root);
}

/* The longest there is for one question. */
static void
longest_answer(struct answer *a, const struct question *q)
{
	size_t longest = 0, len;

	a->given = true;
	a->mark = 10;
	if (q->type == QUESTION_SHORT || q->type == QUESTION_LONG)
		len = (size_t)q->max_bytes;
	else
		len = q->other_label != NULL ? (size_t)q->other_chars * 3 / 2 :
		    0;
	if (q->type == QUESTION_SEVERAL) {
		a->chosen = calloc(q->option_count + 1, sizeof(bool));
		assert_non_null(a->chosen);
		memset(a->chosen, true, q->option_count);
	}
	for (size_t i = 0; i < q->option_count; i++)
		if (strlen(q->options[i].code) > longest) {
			longest = strlen(q->options[i].code);
			a->choice = i;
		}
	if (len == 0)
		return;
	/* As many bytes as may be, in no more characters than may be. */
	a->text = calloc(1, len + 1);
	assert_non_null(a->text);
	for (size_t i = 0; i + 1 < len; i += 2)
		memcpy(a->text + i, "é", 2);
	if (q->type == QUESTION_ONE)
		a->choice = q->option_count;
}

static void
the_longest_answers_there_are_fit(void **state)
{
	static struct option many[28];
	static char codes[28][25];
	static const struct document_header h = {
		.wave_id = "0f8fad5b-d9cb-469f-a165-70867728950e",
		.questionnaire = "proef", .version = 9999,
		.function_group = "a23456789012345678901234",
		.ballot_id = "00112233445566778899aabbccddeeff"
		    "00112233445566778899aabbccddeeff" };
	const struct questionnaire_context with = {
		.function_groups = many, .function_group_count = 24,
		.municipalities = many, .municipality_count = 28 };
	json_t *root = json(base);
	struct questionnaire *q;
	struct text document = { 0 };
	struct answers *a;
	size_t most;

	(void)state;
	for (size_t i = 0; i < 28; i++) {
		(void)snprintf(codes[i], sizeof(codes[i]),
		    "a234567890123456789012%02zu", i);
		many[i] = (struct option){ codes[i], "Veel" };
	}
	put(root, Q1 "0/when", NULL);
	put(root, Q0 "6", "{'code':'plaatsen','type':'several','text':'?',"
	    "'options_from':'municipalities'}");
	q = read_good(root, NULL);
	most = questionnaire_document_max(q);
	questionnaire_free(q);
	/* The largest lists of a wave are what is reckoned with without. */
	q = read_good(root, &with);
	assert_int_equal(questionnaire_document_max(q), most);
	a = answers_new(q);
	for (size_t i = 0; i < q->question_count; i++)
		longest_answer(&a->list[i], &q->questions[i]);
	answers_document(a, &h, &document);
	assert_in_range(document.len, most - 100, most);
	text_free(&document);
	answers_free(a);
	questionnaire_free(q);
	json_decref(root);
}

/* ---- what is not asked is not sent: judged from the file alone ---- */

static bool
is_one_of(const json_t *answer, const json_t *value)
{
	const json_t *item;
	size_t i;

	if (!json_is_array(answer))
		return json_equal(answer, value);
	json_array_foreach(answer, i, item)
		if (json_equal(item, value))
			return true;
	return false;
}

/* The few kinds of conditions that the monitor's own files have. */
static bool
file_says(const json_t *when, const json_t *given, const json_t *asked)
{
	const char *on = json_string_value(json_object_get(when, "question"));
	const json_t *answer = json_object_get(given, on), *value;
	size_t i;

	if (!json_is_true(json_object_get(asked, on)) || answer == NULL)
		return false;
	assert_int_equal(json_object_size(when), 2);
	if ((value = json_object_get(when, "is")) != NULL)
		return is_one_of(answer, value);
	if ((value = json_object_get(when, "less_than")) != NULL)
		return json_integer_value(answer) < json_integer_value(value);
	value = json_object_get(when, "in");
	assert_true(json_is_array(value));
	for (i = 0; i < json_array_size(value); i++)
		if (is_one_of(answer, json_array_get(value, i)))
			return true;
	return false;
}

static void
ask(const json_t *question, const json_t *block, const json_t *page,
    const json_t *given, json_t *asked)
{
	const json_t *when = json_object_get(question, "when");
	const json_t *of_page = json_object_get(page, "when");

	if (when == NULL)
		when = json_object_get(block, "when");
	json_object_set_new(asked, json_string_value(json_object_get(question,
	    "code")), json_boolean((when == NULL || file_says(when, given,
	    asked)) && (of_page == NULL || file_says(of_page, given, asked))));
}

/* {code: whether it is asked} of all questions of a file. */
static json_t *
asked_by_file(const json_t *file, const json_t *given)
{
	json_t *asked = json_object();
	const json_t *page, *question, *item;
	size_t p, i, k;

	json_array_foreach(json_object_get(file, "pages"), p, page)
		json_array_foreach(json_object_get(page, "questions"), i,
		    question) {
			const json_t *items = json_object_get(question,
			    "items");

			if (items == NULL)
				ask(question, NULL, page, given, asked);
			json_array_foreach(items, k, item)
				ask(item, question, page, given, asked);
		}
	return asked;
}

static const struct document_header header = {
	.wave_id = "0f8fad5b-d9cb-469f-a165-70867728950e",
	.questionnaire = "uitvoering", .version = 1, .function_group = "ib",
	.ballot_id = "00112233445566778899aabbccddeeff"
	    "00112233445566778899aabbccddeeff" };

/* All that was given to what is asked is sent, and nothing else is. */
static size_t
judge_document(const json_t *file, const struct answers *a)
{
	struct text given_all = { 0 }, document = { 0 };
	json_t *whole, *sent, *kept, *asked;
	size_t left_out = 0, found = 0;
	bool first = true;
	const char *code;
	json_t *is_asked;

	text_puts(&given_all, "{");
	for (size_t i = 0; i < a->q->question_count; i++)
		answers_put(&given_all, &first, &a->q->questions[i],
		    &a->list[i]);
	text_puts(&given_all, "}");
	answers_document(a, &header, &document);
	whole = json_loadb(document.bytes, document.len, 0, NULL);
	sent = json_object_get(whole, "answers");
	kept = json_loadb(given_all.bytes, given_all.len, 0, NULL);
	asked = asked_by_file(file, kept);
	assert_int_equal(json_object_size(asked), a->q->question_count);
	json_object_foreach(asked, code, is_asked) {
		const json_t *given = json_object_get(kept, code),
		    *out = json_object_get(sent, code);
		char other[64];

		if (json_is_true(is_asked) && given != NULL) {
			assert_true(json_equal(out, given));
			found++;
		} else {
			assert_null(out);
			left_out += given != NULL;
		}
		(void)snprintf(other, sizeof(other), "%s_anders", code);
		if (out != NULL && json_is_string(out) && strcmp(
		    json_string_value(out), "anders_namelijk") == 0)
			found++;
		else
			assert_null(json_object_get(sent, other));
	}
	assert_int_equal(json_object_size(sent), found);
	json_decref(whole);
	json_decref(kept);
	json_decref(asked);
	text_free(&given_all);
	text_free(&document);
	return left_out;
}

static void
what_is_not_asked_is_never_sent(void **state)
{
	static const char *const files[] = {
		"conf/questionnaires/uitvoering-1.json",
		"conf/questionnaires/beleid-1.json" };

	(void)state;
	for (size_t f = 0; f < 2; f++) {
		json_t *file = json_load_file(files[f], 0, NULL);
		struct questionnaire *q = read_good(file, &context);
		size_t left_out = 0;

		for (uint64_t round = 1; round <= 200; round++) {
			struct answers *a = answers_new(q);

			seed = round * 7919;
			for (size_t i = 0; i < q->question_count; i++)
				any_answer(&a->list[i], &q->questions[i]);
			left_out += judge_document(file, a);
			answers_free(a);
		}
		/* Chance did give answers that had to stay behind. */
		assert_true(left_out > 20);
		questionnaire_free(q);
		json_decref(file);
	}
}

/* A list in which each question hangs twice on the one before it. */
static enum outcome
parse_doubling(int questions, struct mistakes *m)
{
	json_t *list = json_array(), *root;
	struct questionnaire *out = NULL;
	enum outcome o;
	char code[16] = "";

	for (int i = 0; i < questions; i++) {
		json_t *q;
		char before[16];

		text_copy(before, sizeof(before), code);
		(void)snprintf(code, sizeof(code), "v%d", i);
		q = json_pack("{s:s,s:s,s:s,s:[{s:s,s:s},{s:s,s:s}]}", "code",
		    code, "type", "one", "text", "Vraag?", "options", "code",
		    "ja", "label", "Ja", "code", "nee", "label", "Nee");
		if (i > 0)
			assert_int_equal(json_object_set_new(q, "when",
			    json_pack("{s:[{s:s,s:s},{s:s,s:s}]}", "any",
			    "question", before, "is", "ja", "question",
			    before, "is", "nee")), 0);
		assert_int_equal(json_array_append_new(list, q), 0);
	}
	root = json_pack("{s:s,s:i,s:s,s:i,s:[{s:s,s:s,s:o}]}",
	    "questionnaire", "proef", "version", 1, "title", "Proef",
	    "minutes", 1, "pages", "code", "een", "title", "Een",
	    "questions", list);
	assert_non_null(root);
	o = parse(root, NULL, &out, m);
	json_decref(root);
	questionnaire_free(out);
	return o;
}

static void
conditions_that_take_too_long_to_judge_are_refused(void **state)
{
	struct mistakes m = { 0 };

	(void)state;
	assert_int_equal(parse_doubling(10, &m), DONE);
	assert_int_equal(parse_doubling(40, &m), REFUSED);
	assert_int_equal(m.count, 1);
	assert_non_null(strstr(m.list[0].text, "te veel andere voorwaarden"));
	mistakes_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_with_the_whole_is_said),
		cmocka_unit_test(what_is_wrong_with_a_page_is_said),
		cmocka_unit_test(what_is_wrong_with_a_question_is_said),
		cmocka_unit_test(what_is_wrong_with_answers_to_choose_is_said),
		cmocka_unit_test(what_is_wrong_with_a_condition_is_said),
		cmocka_unit_test(what_is_wrong_with_a_breakdown_is_said),
		cmocka_unit_test(
		    the_most_there_can_be_is_taken_and_one_more_is_not),
		cmocka_unit_test(a_page_of_the_region_comes_after_the_core),
		cmocka_unit_test(lists_of_a_wave_have_their_limits),
		cmocka_unit_test(conditions_mean_what_they_say),
		cmocka_unit_test(
		    conditions_that_take_too_long_to_judge_are_refused),
		cmocka_unit_test(
		    a_condition_on_a_question_that_is_not_asked_is_false),
		cmocka_unit_test(what_nobody_can_reach_is_said),
		cmocka_unit_test(
		    a_question_that_its_page_contradicts_is_unreachable),
		cmocka_unit_test(one_byte_too_many_for_the_envelope_is_refused),
		cmocka_unit_test(the_longest_answers_there_are_fit),
		cmocka_unit_test(what_is_not_asked_is_never_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
