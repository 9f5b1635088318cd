/*
 * test_answers_draft.c - a draft says all that was filled in, and nothing that
 * is not whole is taken for one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/answers.h"

/* Every type of question; one with a free option, one with a condition. */
static const char list[] = "{\"questionnaire\":\"q\",\"version\":1,"
    "\"title\":\"T\",\"pages\":[{\"code\":\"p\",\"title\":\"P\","
    "\"questions\":[{\"code\":\"a\",\"type\":\"one\",\"text\":\"A\","
    "\"options\":[{\"code\":\"ja\",\"label\":\"J\"},{\"code\":\"nee\","
    "\"label\":\"N\"}],\"other\":{\"label\":\"O\"}},{\"code\":\"ab\","
    "\"type\":\"several\",\"text\":\"B\",\"required\":false,\"options\":"
    "[{\"code\":\"x\",\"label\":\"X\"},{\"code\":\"y\",\"label\":\"Y\"},"
    "{\"code\":\"xy\",\"label\":\"Z\"}],"
    "\"when\":{\"question\":\"a\",\"is\":\"ja\"}},{\"code\":\"c\","
    "\"type\":\"mark\",\"text\":\"C\"},{\"code\":\"d\",\"type\":\"short\","
    "\"text\":\"D\",\"required\":false},{\"code\":\"e\",\"type\":\"long\","
    "\"text\":\"E\",\"required\":false}]}]}";
enum { A, AB, C, D, E };

#define HEAD "aoj draft 1\tq\t1\n"
#define FULL HEAD "a\tanders_namelijk\na_anders\tiets\nab\tx xy\nc\t10\n" \
    "d\tkort\ne\teen\\ntwee\\\\\n.\n"

static struct questionnaire *q;

static int
read_list(void **state)
{
	struct mistakes m = { 0 };

	(void)state;
	assert_int_equal(questionnaire_parse(list, strlen(list), NULL, &q, &m),
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

static struct answers *
taken(const char *draft)
{
	struct answers *a = NULL;
	size_t page = 0;

	assert_int_equal(answers_from_draft(q, draft, strlen(draft), &a,
	    &page), DONE);
	assert_int_equal(page, 1);
	return a;
}

static void
refused(const char *draft, size_t len)
{
	struct answers *a = NULL;
	/* Of its own length: a byte too far is seen. */
	char *copy = malloc(len + 1);
	size_t page = 99;

	assert_non_null(copy);
	memcpy(copy + 1, draft, len);
	assert_int_equal(answers_from_draft(q, copy + 1, len, &a, &page),
	    REFUSED);
	assert_null(a);
	assert_int_equal(page, 99);
	free(copy);
}

static void
expect_written(const char *draft, const char *written)
{
	struct answers *a = taken(draft);
	struct text out = { 0 };

	answers_to_draft(a, 1, &out);
	assert_string_equal(out.bytes, written);
	text_free(&out);
	answers_free(a);
}

static void
every_type_of_answer_comes_back(void **state)
{
	struct answers *a = taken(FULL);

	(void)state;
	assert_true(a->list[A].given && a->list[AB].given && a->list[C].given &&
	    a->list[D].given && a->list[E].given);
	assert_int_equal(a->list[A].choice, 2);
	assert_string_equal(a->list[A].text, "iets");
	assert_true(a->list[AB].chosen[0] && a->list[AB].chosen[2]);
	assert_false(a->list[AB].chosen[1]);
	assert_int_equal(a->list[C].mark, 10);
	assert_string_equal(a->list[D].text, "kort");
	assert_string_equal(a->list[E].text, "een\ntwee\\");
	answers_free(a);
	expect_written(FULL, FULL);
	expect_written(HEAD ".\n", HEAD ".\n");
}

static void
any_text_comes_back(void **state)
{
	static const char *const texts[] = { "x", "\\", "\\\\", "\\n", "\n\n",
	    "a\nb\\nc\\\n", "é € 😀", ".", "\n.\n", "\"x\": 'y', <b> & {}",
	    "a=b;c d  e ", "aoj draft 1", "\\t" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (size_t n = A; n <= E; n += n == A ? 3 : 1) {
			struct answers *a = answers_new(q), *b;
			struct text out = { 0 };

			a->list[n].text = strdup(texts[i]);
			a->list[n].given = n != A;
			answers_to_draft(a, 1, &out);
			b = taken(out.bytes);
			assert_string_equal(b->list[n].text, texts[i]);
			assert_int_equal(b->list[n].given, n != A);
			text_free(&out);
			answers_free(a);
			answers_free(b);
		}
}

/* A tab parts code and answer; one that is typed becomes a space. */
static void
a_typed_tab_does_not_break_a_draft(void **state)
{
	const struct form_field field = { "e", "een\ttwee", 8 };
	struct answers *a = answers_new(q), *b;
	struct page_faults f = { 0 };
	struct text out = { 0 };

	(void)state;
	assert_int_equal(answers_take_page(a, 0, &field, 1, false, &f), DONE);
	answers_to_draft(a, 1, &out);
	b = taken(out.bytes);
	assert_string_equal(b->list[E].text, "een twee");
	text_free(&out);
	answers_free(a);
	answers_free(b);
}

static void
the_text_of_an_option_not_chosen_now_is_kept(void **state)
{
	(void)state;
	expect_written(HEAD "a\tja\na_anders\tiets\n.\n",
	    HEAD "a\tja\na_anders\tiets\n.\n");
	expect_written(HEAD "a_anders\tiets\n.\n",
	    HEAD "a_anders\tiets\n.\n");
}

static void
lines_are_found_in_any_order(void **state)
{
	(void)state;
	expect_written(HEAD "e\tE\nc\t1\na_anders\tiets\nab\ty\nd\tD\n"
	    "a\tnee\n.\n", HEAD "a\tnee\na_anders\tiets\nab\ty\nc\t1\nd\tD\n"
	    "e\tE\n.\n");
}

static void
what_the_list_does_not_know_is_left_out(void **state)
{
	static const char *const lines[] = { "z\tja\n", "aa\tja\n",
	    "a_ander\tx\n", "a_anders_\tx\n", "e_anders\tx\n", "\tx\n", "z\t\n",
	    "z\t\xff\n", "a\tmisschien\n", "a\t\n", "a\tj\n", "a\tja \n",
	    "a\tanders\n", "ab\tz\n", "ab\t\n", "ab\t \n",
	    "ab\tanders_namelijk\n", "c\t0\n", "c\t11\n", "c\t\n",
	    "c\t-1\n", "c\t7x\n", "c\t1000000000\n", "d\t\n", "a_anders\t\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct text draft = { 0 };

		text_printf(&draft, HEAD "%s.\n", lines[i]);
		expect_written(draft.bytes, HEAD ".\n");
		text_clear(&draft);
		text_printf(&draft, HEAD "%sd\tkort\n.\n", lines[i]);
		expect_written(draft.bytes, HEAD "d\tkort\n.\n");
		text_free(&draft);
	}
	expect_written(HEAD "ab\tz y q\n.\n", HEAD "ab\ty\n.\n");
	expect_written(HEAD "ab\t y  x x\n.\n", HEAD "ab\tx y\n.\n");
}

static void
a_draft_cut_anywhere_is_refused(void **state)
{
	(void)state;
	for (size_t len = 0; len < strlen(FULL); len++)
		refused(FULL, len);
}

static void
a_draft_with_any_byte_changed_does_no_harm(void **state)
{
	char draft[] = FULL;

	(void)state;
	for (size_t i = 0; i < strlen(FULL); i++)
		for (int byte = 0; byte < 256; byte++) {
			struct answers *a = NULL;
			size_t page = 0;

			draft[i] = (char)byte;
			if (answers_from_draft(q, draft, strlen(FULL), &a,
			    &page) == DONE)
				answers_free(a);
			draft[i] = FULL[i];
		}
}

static void
what_is_malformed_is_refused(void **state)
{
	static const char *const drafts[] = { "", "\n", ".\n",
	    /* heads */
	    "{\"draft\":1,\"questionnaire\":\"q\",\"page\":0,\"answers\":{}}",
	    "aoj draft 2\tq\t1\n.\n", "aoj draft 1\tr\t1\n.\n",
	    "aoj draft 1\tqq\t1\n.\n", "aoj draft 1\t\t1\n.\n",
	    "aoj draft 1\tq\t\n.\n", "aoj draft 1\tq\t-1\n.\n",
	    "aoj draft 1\tq\t1x\n.\n", "aoj draft 1\tq\t1\t2\n.\n",
	    "aoj draft 1\tq\t9999999\n.\n", "aoj draft 1\tq\n.\n",
	    "aoj draft 1 q 1\n.\n", "aoj draft 1\tq\t1\r\n.\r\n",
	    /* lines */
	    HEAD "a\n.\n", HEAD "\n.\n", HEAD "a ja\n.\n", HEAD ".\n.\n",
	    HEAD ".\na\tja\n", HEAD "..\n", HEAD ".\n ",
	    /* twice */
	    HEAD "a\tja\na\tnee\n.\n", HEAD "a_anders\tx\na_anders\ty\n.\n",
	    HEAD "ab\tx\nab\ty\n.\n", HEAD "c\t1\nd\tD\nc\t1\n.\n",
	    HEAD "d\tx\nd\tx\n.\n",
	    /* texts */
	    HEAD "e\tx\\\n.\n", HEAD "e\tx\\t\n.\n", HEAD "e\t\\x\n.\n",
	    HEAD "e\tx\ty\n.\n", HEAD "e\tx\ry\n.\n", HEAD "e\t\xff\n.\n",
	    HEAD "e\t\xc3\n.\n", HEAD "e\t\xc2\x85\n.\n",
	    HEAD "a_anders\t\x01\n.\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(drafts) / sizeof(drafts[0]); i++)
		refused(drafts[i], strlen(drafts[i]));
	refused(HEAD "e\tx\0y\n.\n", strlen(HEAD) + 8);
}

static void
a_page_that_is_not_there_is_the_first(void **state)
{
	struct answers *a = NULL;
	size_t page = 99;

	(void)state;
	assert_int_equal(answers_from_draft(q, "aoj draft 1\tq\t2\n.\n", 18, &a,
	    &page), DONE);
	assert_int_equal(page, 0);
	answers_free(a);
}

static void
a_draft_names_its_list(void **state)
{
	static const char *const none[] = { "", "aoj draft 1\t\t1",
	    "aoj draft 1\tab\t\n", "aoj draft 2\tab\t1\n", "{}\n",
	    "aoj draft 1\tabc\t1\n" };
	char code[3] = "";

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_int_equal(draft_questionnaire(none[i], strlen(none[i]),
		    code, sizeof(code)), REFUSED);
	assert_string_equal(code, "");
	assert_int_equal(draft_questionnaire("aoj draft 1\tab\t1\n", 17, code,
	    sizeof(code)), DONE);
	assert_string_equal(code, "ab");
}

static void
drafts_are_alike_but_for_their_page(void **state)
{
	static const struct { const char *a, *b; bool alike; } pairs[] = {
		{ "aoj draft 1\tq\t1\na\tja\n.\n",
		    "aoj draft 1\tq\t12\na\tja\n.\n", true },
		{ "aoj draft 1\tq\t1\na\tja\n.\n",
		    "aoj draft 1\tq\t1\na\tje\n.\n", false },
		{ "aoj draft 1\tq\t1\n.\n",
		    "aoj draft 1\tq\t1\na\tja\n.\n", false },
		{ "aoj draft 1\tq\t1\n.\n", "aoj draft 1\tr\t1\n.\n",
		    false },
		{ "{}", "{}", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct text a = { 0 }, b = { 0 };

		text_puts(&a, pairs[i].a);
		text_puts(&b, pairs[i].b);
		assert_int_equal(drafts_alike(&a, &b), pairs[i].alike);
		assert_int_equal(drafts_alike(&b, &a), pairs[i].alike);
		text_free(&a);
		text_free(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_of_answer_comes_back),
		cmocka_unit_test(any_text_comes_back),
		cmocka_unit_test(a_typed_tab_does_not_break_a_draft),
		cmocka_unit_test(the_text_of_an_option_not_chosen_now_is_kept),
		cmocka_unit_test(lines_are_found_in_any_order),
		cmocka_unit_test(what_the_list_does_not_know_is_left_out),
		cmocka_unit_test(a_draft_cut_anywhere_is_refused),
		cmocka_unit_test(a_draft_with_any_byte_changed_does_no_harm),
		cmocka_unit_test(what_is_malformed_is_refused),
		cmocka_unit_test(a_page_that_is_not_there_is_the_first),
		cmocka_unit_test(a_draft_names_its_list),
		cmocka_unit_test(drafts_are_alike_but_for_their_page),
	};

	return cmocka_run_group_tests(tests, read_list, forget_list);
}
