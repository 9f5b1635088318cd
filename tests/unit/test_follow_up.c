/*
 * test_follow_up.c - questions that hang on answers of their own page: whether
 * they stand in the page, for whom, and what the script is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/follow_up.h"

#define QUESTION(code, when) "{\"code\":\"" code "\",\"type\":\"one\"," \
    "\"text\":\"Vraag " code "?\",\"options\":[{\"code\":\"ja\",\"label\":" \
    "\"Ja\"},{\"code\":\"nee\",\"label\":\"Nee\"}]" when "}"
#define IS(code, option) \
    "{\"question\":\"" code "\",\"is\":\"" option "\"}"
#define WHEN(condition) ",\"when\":" condition

/* Page 1: a. Page 2: everything that can hang on b, on m and on a. */
static const char file[] =
    "{\"questionnaire\":\"proef\",\"version\":1,"
    "\"title\":\"Proef\",\"minutes\":1,\"pages\":["
    "{\"code\":\"een\",\"title\":\"Een\",\"questions\":[" QUESTION("a", "")
    "]},{\"code\":\"twee\",\"title\":\"Twee\",\"questions\":["
    QUESTION("b", "") ","
    QUESTION("next", WHEN(IS("b", "ja"))) ","
    QUESTION("chain", WHEN(IS("next", "nee"))) ","
    QUESTION("further", WHEN(IS("b", "ja"))) ","
    QUESTION("either", WHEN("{\"question\":\"b\",\"in\":[\"ja\",\"nee\"]}"))
    ",{\"code\":\"m\",\"type\":\"mark\",\"text\":\"Welk cijfer?\"},"
    QUESTION("low", WHEN("{\"question\":\"m\",\"less_than\":10}")) ","
    QUESTION("not_low", WHEN("{\"not\":{\"question\":\"m\",\"at_most\":5}}"))
    ","
    QUESTION("with_a", WHEN("{\"all\":[" IS("a", "ja") "," IS("b", "nee")
    "]}")) ","
    QUESTION("or_a", WHEN("{\"any\":[" IS("a", "ja") "," IS("b", "nee")
    "]}")) ","
    QUESTION("both", WHEN("{\"all\":[" IS("b", "ja")
    ",{\"any\":[" IS("next", "ja") ",{\"question\":\"m\",\"equals\":7}]}]}"))
    ","
    QUESTION("neither", WHEN("{\"not\":{\"any\":[" IS("b", "ja") ","
    IS("next", "ja") "]}}"))
    "]}]}";

static struct questionnaire *q;

static int
read_file(void **state)
{
	struct mistakes m = { 0 };

	(void)state;
	if (questionnaire_parse(file, sizeof(file) - 1, NULL, &q, &m) == DONE)
		return 0;
	for (size_t i = 0; i < m.count; i++)
		print_error("%s: %s\n", m.list[i].pointer, m.list[i].text);
	mistakes_free(&m);
	return 1;
}

static int
free_file(void **state)
{
	(void)state;
	questionnaire_free(q);
	return 0;
}

static size_t
find(const char *code)
{
	size_t i = questionnaire_find(q, code, strlen(code));

	assert_true(i < q->question_count);
	return i;
}

/* Answers in which a has an option (or none, with NULL). */
static struct answers *
with_a(const char *option)
{
	struct answers *a = answers_new(q);

	if (option != NULL) {
		a->list[find("a")].given = true;
		a->list[find("a")].choice = strcmp(option, "ja") == 0 ? 0 : 1;
	}
	return a;
}

static void
assert_line(const char *a_is, const char *code, const char *words)
{
	struct answers *a = with_a(a_is);
	struct text line = { 0 };

	follow_up_line(a, find(code), false, &line);
	assert_string_equal(line.bytes, words);
	text_free(&line);
	answers_free(a);
}

static void
assert_data(const char *a_is, const char *code, const char *json)
{
	struct answers *a = with_a(a_is);
	struct text data = { 0 };

	follow_up_condition(a, find(code), false, &data);
	assert_string_equal(data.bytes, json);
	text_free(&data);
	answers_free(a);
}

static void
a_follow_up_stands_in_its_page_before_anything_is_answered(void **state)
{
	struct answers *a = with_a("nee");

	(void)state;
	assert_int_equal(question_standing(a, find("b")), STANDING_ALWAYS);
	assert_int_equal(question_standing(a, find("next")),
	    STANDING_FOLLOW_UP);
	assert_int_equal(question_standing(a, find("chain")),
	    STANDING_FOLLOW_UP);
	assert_int_equal(question_standing(a, find("not_low")),
	    STANDING_FOLLOW_UP);
	answers_free(a);
}

static void
answers_of_earlier_pages_decide_what_they_can(void **state)
{
	static const struct { const char *a, *code; enum standing standing; }
	    cases[] = {
		{ "ja", "with_a", STANDING_FOLLOW_UP },
		{ "nee", "with_a", STANDING_NEVER },
		{ NULL, "with_a", STANDING_NEVER },
		{ "ja", "or_a", STANDING_ALWAYS },
		{ "nee", "or_a", STANDING_FOLLOW_UP },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct answers *a = with_a(cases[i].a);

		assert_int_equal(question_standing(a, find(cases[i].code)),
		    cases[i].standing);
		answers_free(a);
	}
}

/* Gives question i answer number n: none, then each of its options. */
static void
set_answer(struct answers *a, size_t i, size_t n)
{
	static const int marks[] = { 4, 7, 10 };

	a->list[i].given = n > 0;
	a->list[i].choice = n == 2;
	if (q->questions[i].type == QUESTION_MARK && n > 0)
		a->list[i].mark = marks[n - 1];
}

static void
a_page_holds_all_that_its_answers_can_ask_for(void **state)
{
	const size_t varied[] = { find("a"), find("b"), find("next"),
	    find("m") };
	bool asked[3][64] = { 0 }, not_asked[3][64] = { 0 };
	struct answers *a = answers_new(q);

	(void)state;
	for (size_t n = 0; n < 3 * 3 * 3 * 4; n++) {
		size_t rest = n;

		for (size_t v = 0; v < 4; v++) {
			size_t choices = v == 3 ? 4 : 3;

			set_answer(a, varied[v], rest % choices);
			rest /= choices;
		}
		for (size_t i = 1; i < q->question_count; i++)
			(answers_asked(a, i) ? asked : not_asked)
			    [n % 3][i] = true;
	}
	for (size_t n = 0; n < 3; n++) {
		set_answer(a, varied[0], n);
		for (size_t i = 1; i < q->question_count; i++)
			assert_int_equal(question_standing(a, i),
			    !asked[n][i] ? STANDING_NEVER :
			    !not_asked[n][i] ? STANDING_ALWAYS :
			    STANDING_FOLLOW_UP);
	}
	answers_free(a);
}

static void
the_line_says_for_whom_a_follow_up_is(void **state)
{
	(void)state;
	assert_line("ja", "next", "Alleen als u hierboven “Ja” koos.");
	assert_line("ja", "chain", "Alleen als u hierboven “Nee” koos.");
	assert_line("ja", "further",
	    "Alleen als u bij “Vraag b?” “Ja” koos.");
	assert_line("ja", "either",
	    "Alleen als u bij “Vraag b?” “Ja” of “Nee” koos.");
	assert_line("ja", "low",
	    "Alleen als uw cijfer hierboven lager is dan 10.");
	assert_line("ja", "not_low",
	    "Alleen als uw cijfer bij “Welk cijfer?” hoger is dan 5.");
	assert_line("ja", "both", "Alleen als u bij “Vraag b?” “Ja” koos, en "
	    "u bij “Vraag next?” “Ja” koos of uw cijfer bij “Welk cijfer?” 7 "
	    "is.");
	assert_line("ja", "neither", "Alleen als u bij “Vraag b?” niet “Ja” "
	    "koos en u bij “Vraag next?” niet “Ja” koos.");
}

static void
the_line_leaves_out_what_earlier_pages_have_decided(void **state)
{
	(void)state;
	assert_line("ja", "with_a",
	    "Alleen als u bij “Vraag b?” “Nee” koos.");
	assert_line("nee", "or_a",
	    "Alleen als u bij “Vraag b?” “Nee” koos.");
}

static void
the_script_is_told_what_its_page_decides(void **state)
{
	(void)state;
	assert_data("ja", "either", "[\"is\",\"b\",[\"ja\",\"nee\"]]");
	assert_data("ja", "low", "[\"<\",\"m\",10]");
	assert_data("ja", "not_low", "[\"niet\",[\"<=\",\"m\",5]]");
	assert_data("ja", "with_a", "[\"en\",[\"is\",\"b\",[\"nee\"]]]");
	assert_data("nee", "or_a", "[\"of\",[\"is\",\"b\",[\"nee\"]]]");
	assert_data("ja", "both", "[\"en\",[\"is\",\"b\",[\"ja\"]],"
	    "[\"of\",[\"is\",\"next\",[\"ja\"]],[\"=\",\"m\",7]]]");
}

static void
a_page_that_mixes_its_answers_with_earlier_ones_is_known(void **state)
{
	(void)state;
	assert_false(page_mixes_conditions(q, 0));
	assert_true(page_mixes_conditions(q, 1));
}

/* Sends page 2 with b, and next as `next`. */
static void
send_page(struct answers *a, const char *b, const char *next)
{
	const struct form_field fields[] = { { "b", b, strlen(b) },
	    { "next", next, strlen(next) } };
	struct page_faults faults = { 0 };

	assert_int_equal(answers_take_page(a, 1, fields, 2, false, &faults),
	    DONE);
	page_faults_free(&faults);
}

static void
a_follow_up_that_is_answered_and_not_asked_is_not_kept(void **state)
{
	struct answers *a = with_a("nee");

	(void)state;
	send_page(a, "ja", "nee");
	assert_true(a->list[find("next")].given);
	send_page(a, "nee", "nee");
	assert_false(a->list[find("next")].given);
	answers_free(a);
}

static void
an_answer_that_an_earlier_page_rules_out_is_kept(void **state)
{
	struct answers *a = with_a("nee");

	(void)state;
	set_answer(a, find("with_a"), 1);
	send_page(a, "nee", "nee");
	assert_true(a->list[find("with_a")].given);
	answers_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_follow_up_stands_in_its_page_before_anything_is_answered),
		cmocka_unit_test(answers_of_earlier_pages_decide_what_they_can),
		cmocka_unit_test(
		    a_page_holds_all_that_its_answers_can_ask_for),
		cmocka_unit_test(the_line_says_for_whom_a_follow_up_is),
		cmocka_unit_test(
		    the_line_leaves_out_what_earlier_pages_have_decided),
		cmocka_unit_test(the_script_is_told_what_its_page_decides),
		cmocka_unit_test(
		    a_page_that_mixes_its_answers_with_earlier_ones_is_known),
		cmocka_unit_test(
		    a_follow_up_that_is_answered_and_not_asked_is_not_kept),
		cmocka_unit_test(
		    an_answer_that_an_earlier_page_rules_out_is_kept),
	};

	return cmocka_run_group_tests(tests, read_file, free_file);
}
