/*
 * test_answers.c - what somebody fills in: asked or not, kept, checked,
 * written as one document and read back. Uses the monitor's own list.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/answers.h"

#include "any_answers.h"

static const struct option groups[] = { { "ib", "Intern begeleider" },
    { "zoco_vo", "Zorgcoördinator" } };
static const struct option towns[] = { { "dordrecht", "Dordrecht" },
    { "sliedrecht", "Sliedrecht" }, { "zwijndrecht", "Zwijndrecht" } };
static const struct questionnaire_context context = {
	.function_groups = groups, .function_group_count = 2,
	.municipalities = towns, .municipality_count = 3 };

static struct questionnaire *q;

static int
read_list(void **state)
{
	static char json[1 << 19];
	FILE *f = fopen("conf/questionnaires/uitvoering-1.json", "r");
	struct mistakes m = { 0 };
	size_t len;

	(void)state;
	assert_non_null(f);
	len = fread(json, 1, sizeof(json), f);
	(void)fclose(f);
	assert_int_equal(questionnaire_parse(json, len, &context, &q, &m),
	    DONE);
	return 0;
}

static int
forget_list(void **state)
{
	(void)state;
	questionnaire_free(q);
	return 0;
}

static size_t
at(const char *code)
{
	size_t i = questionnaire_find(q, code, strlen(code));

	assert_true(i < q->question_count);
	return i;
}

/* Sends fields (pairs ended by NULL) as the page of the first of them. */
static enum outcome
send(struct answers *a, bool complete, struct page_faults *faults,
    const char *const *pairs)
{
	struct form_field fields[40];
	size_t count = 0, page = q->questions[at(pairs[0])].page;

	for (; pairs[2 * count] != NULL; count++)
		fields[count] = (struct form_field){ pairs[2 * count],
		    pairs[2 * count + 1], strlen(pairs[2 * count + 1]) };
	return answers_take_page(a, page, fields, count, complete, faults);
}

static void
the_invited_group_is_chosen_beforehand(void **state)
{
	struct answers *a = answers_new(q);

	(void)state;
	answers_preset(a, "zoco_vo");
	assert_true(a->list[at("u_functie")].given);
	assert_int_equal(a->list[at("u_functie")].choice, 1);
	answers_free(a);
}

static void
a_question_is_asked_only_when_its_condition_holds(void **state)
{
	struct answers *a = answers_new(q);
	struct page_faults f = { 0 };

	(void)state;
	assert_false(answers_asked(a, at("u_doelen_richting")));
	(void)send(a, false, &f, (const char *[]){ "u_doelen", "ja", NULL });
	assert_true(answers_asked(a, at("u_doelen_richting")));
	(void)send(a, false, &f, (const char *[]){ "u_doelen", "nee", NULL });
	assert_false(answers_asked(a, at("u_doelen_richting")));
	assert_int_equal(f.count, 0);
	answers_free(a);
}

static void
each_fault_is_named_with_its_question(void **state)
{
	static char long_text[1100];
	static const struct { const char *name, *value, *other, *text;
	    enum answer_fault fault; } cases[] = {
		{ "u_werkveld", "tovenaar", NULL, NULL, FAULT_UNKNOWN_OPTION },
		{ "u_werkveld", "po", "u_werkveld", "vo", FAULT_TWICE },
		{ "u_cijfer", "11", NULL, NULL, FAULT_UNKNOWN_OPTION },
		{ "u_cijfer", "07", NULL, NULL, FAULT_UNKNOWN_OPTION },
		{ "u_cijfer", "", NULL, NULL, FAULT_UNKNOWN_OPTION },
		{ "u_trots", long_text, NULL, NULL, FAULT_TOO_LONG },
		{ "u_trots", "\xff\xfe", NULL, NULL, FAULT_NOT_TEXT },
		{ "u_functie", "anders_namelijk", NULL, NULL,
		    FAULT_OTHER_MISSING },
		{ "u_gemeente", "amsterdam", NULL, NULL,
		    FAULT_UNKNOWN_OPTION },
	};

	(void)state;
	memset(long_text, 'x', 1001);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct answers *a = answers_new(q);
		struct page_faults f = { 0 };
		bool found = false;

		assert_int_equal(send(a, true, &f, (const char *[]){
		    cases[i].name, cases[i].value, cases[i].other,
		    cases[i].text, NULL }), REFUSED);
		for (size_t k = 0; k < f.count; k++)
			found |= f.list[k].question == at(cases[i].name) &&
			    f.list[k].fault == cases[i].fault;
		assert_true(found);
		page_faults_free(&f);
		answers_free(a);
	}
}

/* What is wrong with a text for the last question. */
static enum answer_fault
slot_fault(struct answers *a, const char *s)
{
	struct page_faults f = { 0 };
	enum answer_fault fault = FAULT_NONE;

	(void)send(a, true, &f, (const char *[]){ "u_slot", s, NULL });
	for (size_t i = 0; i < f.count; i++)
		if (f.list[i].question == at("u_slot"))
			fault = f.list[i].fault;
	page_faults_free(&f);
	return fault;
}

static void
bytes_count_as_the_document_writes_them(void **state)
{
	static char quotes[800];
	struct answers *a = answers_new(q);

	(void)state;
	memset(quotes, '"', 760);
	assert_int_equal(slot_fault(a, quotes), FAULT_TOO_LONG);
	quotes[750] = '\0';
	assert_int_equal(slot_fault(a, quotes), FAULT_NONE);
	answers_free(a);
}

/* Who goes back or stops keeps all that is within the limits. */
static void
a_text_of_an_unfinished_page_is_cut_at_its_limits(void **state)
{
	static const struct { const char *sign; size_t typed, kept; } cases[] =
	{
		{ "x", 1000, 1000 }, { "x", 1001, 1000 }, { "\"", 1000, 750 },
		{ "é", 1000, 750 }, { "😀", 1000, 375 }, { "€", 501, 500 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct answers *a = answers_new(q);
		struct page_faults f = { 0 };
		struct text typed = { 0 };

		for (size_t n = 0; n < cases[i].typed; n++)
			text_puts(&typed, cases[i].sign);
		assert_int_equal(send(a, false, &f, (const char *[]){ "u_slot",
		    typed.bytes, NULL }), DONE);
		typed.bytes[cases[i].kept * strlen(cases[i].sign)] = '\0';
		assert_string_equal(a->list[at("u_slot")].text, typed.bytes);
		text_free(&typed);
		answers_free(a);
	}
}

static void
options_are_as_long_in_a_form(void **state)
{
	struct answers *a = answers_new(q);
	struct page_faults f = { 0 };

	(void)state;
	assert_int_equal(question_form_width(&q->questions[at("u_cijfer")]),
	    2);
	assert_int_equal(question_form_width(&q->questions[at("u_functie")]),
	    strlen("anders_namelijk"));
	assert_int_equal(send(a, false, &f, (const char *[]){ "u_cijfer", "7.",
	    NULL }), DONE);
	assert_int_equal(a->list[at("u_cijfer")].mark, 7);
	assert_int_equal(send(a, false, &f, (const char *[]){ "u_werkveld",
	    "po........", NULL }), DONE);
	assert_int_equal(a->list[at("u_werkveld")].choice, 0);
	assert_int_equal(send(a, false, &f, (const char *[]){ "u_werkveld",
	    "po.o", NULL }), REFUSED);
	assert_int_equal(f.list[0].fault, FAULT_UNKNOWN_OPTION);
	page_faults_free(&f);
	answers_free(a);
}

static const struct document_header header = {
	.wave_id = "0f8fad5b-d9cb-469f-a165-70867728950e",
	.questionnaire = "uitvoering", .version = 1, .function_group = "ib",
	.ballot_id = "00112233445566778899aabbccddeeff"
	    "00112233445566778899aabbccddeeff" };

static void
what_is_written_is_read_back_and_nothing_else_is(void **state)
{
	(void)state;
	for (seed = 1; seed < 1000; seed += 7) {
		uint64_t kept = seed;	/* any_… moves it */
		struct answers *a = answers_new(q), *b = NULL;
		struct opened_document d;
		struct page_faults f = { 0 };
		struct text doc = { 0 }, draft = { 0 }, again = { 0 };
		size_t page = 0;

		for (size_t i = 0; i < q->question_count; i++)
			any_answer(&a->list[i], &q->questions[i]);
		assert_int_equal(answers_complete(a, &page, &f), DONE);
		answers_document(a, &header, &doc);
		assert_true(doc.len <= questionnaire_document_max(q));
		assert_int_equal(document_read(q, doc.bytes, doc.len, &d),
		    DONE);
		assert_string_equal(d.header.ballot_id, header.ballot_id);
		opened_document_free(&d);

		answers_to_draft(a, 3, &draft);
		assert_int_equal(answers_from_draft(q, draft.bytes, draft.len,
		    &b, &page), DONE);
		assert_int_equal(page, 3);
		answers_document(b, &header, &again);
		assert_string_equal(again.bytes, doc.bytes);

		/* A space more: not ours. */
		text_add(&doc, " ", 1);
		assert_int_equal(document_read(q, doc.bytes, doc.len, &d),
		    REFUSED);
		seed = kept;
		text_free(&doc);
		text_free(&draft);
		text_free(&again);
		answers_free(a);
		answers_free(b);
	}
}

static void
open_answers_are_kept_apart_from_closed_ones(void **state)
{
	struct answers *a = answers_new(q);
	struct opened_document d;
	struct text doc = { 0 };

	(void)state;
	seed = 42;
	for (size_t i = 0; i < q->question_count; i++)
		if (q->questions[i].required)
			any_answer(&a->list[i], &q->questions[i]);
	a->list[at("u_functie")].choice = 2;
	free(a->list[at("u_functie")].text);
	a->list[at("u_functie")].text = strdup("conciërge");
	a->list[at("u_trots")].given = true;
	a->list[at("u_trots")].text = strdup("Op ons overleg.");
	answers_document(a, &header, &doc);
	assert_int_equal(document_read(q, doc.bytes, doc.len, &d), DONE);
	assert_int_equal(d.open_count, 2);
	assert_string_equal(d.open[0].question, "u_functie_anders");
	assert_string_equal(d.open[0].text, "conciërge");
	assert_string_equal(d.open[1].question, "u_trots");
	assert_null(strstr(d.closed, "overleg."));
	assert_null(strstr(d.closed, "conci"));
	assert_non_null(strstr(d.closed, "\"u_functie\":\"anders_namelijk\""));
	opened_document_free(&d);
	text_free(&doc);
	answers_free(a);
}

static void
what_is_not_asked_any_more_is_not_sent(void **state)
{
	struct answers *a = answers_new(q);
	struct text doc = { 0 };

	(void)state;
	seed = 7;
	for (size_t i = 0; i < q->question_count; i++)
		any_answer(&a->list[i], &q->questions[i]);
	a->list[at("u_overleg")].choice = 1;	/* nee */
	answers_document(a, &header, &doc);
	assert_null(strstr(doc.bytes, "u_overleg_ouders"));
	text_free(&doc);
	a->list[at("u_overleg")].choice = 0;	/* ja: they are back */
	answers_document(a, &header, &doc);
	assert_non_null(strstr(doc.bytes, "u_overleg_ouders"));
	text_free(&doc);
	answers_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_invited_group_is_chosen_beforehand),
		cmocka_unit_test(
		    a_question_is_asked_only_when_its_condition_holds),
		cmocka_unit_test(each_fault_is_named_with_its_question),
		cmocka_unit_test(bytes_count_as_the_document_writes_them),
		cmocka_unit_test(
		    a_text_of_an_unfinished_page_is_cut_at_its_limits),
		cmocka_unit_test(options_are_as_long_in_a_form),
		cmocka_unit_test(
		    what_is_written_is_read_back_and_nothing_else_is),
		cmocka_unit_test(open_answers_are_kept_apart_from_closed_ones),
		cmocka_unit_test(what_is_not_asked_any_more_is_not_sent),
	};

	return cmocka_run_group_tests(tests, read_list, forget_list);
}
