/*
 * test_form.c - forms as browsers post them, and as nobody should.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "web/form.h"

static void
parse(struct form *f, const char *body)
{
	memset(f, 0, sizeof(*f));
	assert_int_equal(form_parse(f, body, strlen(body)), DONE);
}

static void
expect(const struct form *f, size_t i, const char *name, const char *value)
{
	assert_true(i < f->count);
	assert_string_equal(f->list[i].name, name);
	assert_string_equal(f->list[i].value, value);
	assert_int_equal(f->list[i].value_len, strlen(value));
}

static void
refuse(const char *body, size_t len)
{
	struct form f = { .count = 7 };

	assert_int_equal(form_parse(&f, body, len), REFUSED);
	assert_int_equal(f.count, 7);
}

static void
a_text_keeps_its_line_breaks(void **state)
{
	struct form f;

	(void)state;
	parse(&f, "u_slot=E%C3%A9n%0D%0Atwee%0Adrie%09vier+vijf&"
	    "_knop=volgende");
	assert_int_equal(f.count, 2);
	expect(&f, 0, "u_slot", "Eén\r\ntwee\ndrie\tvier vijf");
	expect(&f, 1, "_knop", "volgende");
	form_free(&f);
	assert_int_equal(f.count, 0);
	assert_null(f.bytes);
}

static void
an_empty_value_is_not_an_absent_one(void **state)
{
	struct form f;

	(void)state;
	parse(&f, "a=&b&&=c&d==&");
	assert_int_equal(f.count, 4);
	expect(&f, 0, "a", "");
	expect(&f, 1, "b", "");
	expect(&f, 2, "", "c");
	expect(&f, 3, "d", "=");
	assert_non_null(form_find(&f, "a"));
	assert_null(form_find(&f, "e"));
	form_free(&f);
	parse(&f, "");
	assert_int_equal(f.count, 0);
	form_free(&f);
}

static void
several_boxes_of_one_question_all_arrive_in_order(void **state)
{
	struct form f;

	(void)state;
	parse(&f, "b_domein=jeugd&x=1&b_domein=zorg");
	expect(&f, 0, "b_domein", "jeugd");
	expect(&f, 2, "b_domein", "zorg");
	/* What must be one value is none when it is two. */
	assert_null(form_find(&f, "b_domein"));
	assert_string_equal(form_find(&f, "x")->value, "1");
	form_free(&f);
}

static void
names_are_decoded_too(void **state)
{
	struct form f;

	(void)state;
	parse(&f, "%66or%6D=%2B%26%3d%25+");
	expect(&f, 0, "form", "+&=% ");
	form_free(&f);
}

static void
a_malformed_escape_is_refused(void **state)
{
	static const char *const bad[] = { "a=%", "a=%4", "a=%4g", "a=%g4",
	    "a=1&b=%%20", "%=1", "a=% 1", "a=%-1", "a=%0x" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refuse(bad[i], strlen(bad[i]));
}

static void
a_nul_is_refused(void **state)
{
	(void)state;
	refuse("a=%00", 5);
	refuse("a=x%00y&b=1", 11);
	refuse("a=\0b", 4);
	refuse("a\0=b", 4);
}

static void
what_is_not_utf8_is_refused(void **state)
{
	(void)state;
	refuse("a=%ff", 5);
	refuse("a=%C3", 5);
	refuse("%ED%A0%80=1", 11);
	refuse("a=\xe9", 3);
	/* Two halves in two fields do not make one character. */
	refuse("a=%C3&b=%A9", 11);
}

/* len bytes that make one field. */
static char *
long_body(size_t len)
{
	char *body = malloc(len + 1);

	assert_non_null(body);
	memset(body, 'x', len);
	body[1] = '=';
	body[len] = '\0';
	return body;
}

static void
a_form_of_64_kilobytes_is_taken_and_a_byte_more_is_not(void **state)
{
	char *body = long_body(FORM_BODY_MAX + 1);
	struct form f = { .count = 0 };

	(void)state;
	refuse(body, FORM_BODY_MAX + 1);
	assert_int_equal(form_parse(&f, body, FORM_BODY_MAX), DONE);
	assert_int_equal(f.list[0].value_len, FORM_BODY_MAX - 2);
	form_free(&f);
	free(body);
}

static void
four_hundred_fields_are_taken_and_one_more_is_not(void **state)
{
	struct text body = { 0 };
	struct form f;

	(void)state;
	text_puts(&body, "a=1");
	for (int i = 1; i < FORM_FIELDS_MAX; i++)
		text_puts(&body, "&a=1");
	parse(&f, body.bytes);
	assert_int_equal(f.count, FORM_FIELDS_MAX);
	form_free(&f);
	text_puts(&body, "&");
	refuse(body.bytes, body.len);
	text_free(&body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_keeps_its_line_breaks),
		cmocka_unit_test(an_empty_value_is_not_an_absent_one),
		cmocka_unit_test(
		    several_boxes_of_one_question_all_arrive_in_order),
		cmocka_unit_test(names_are_decoded_too),
		cmocka_unit_test(a_malformed_escape_is_refused),
		cmocka_unit_test(a_nul_is_refused),
		cmocka_unit_test(what_is_not_utf8_is_refused),
		cmocka_unit_test(
		    a_form_of_64_kilobytes_is_taken_and_a_byte_more_is_not),
		cmocka_unit_test(
		    four_hundred_fields_are_taken_and_one_more_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
