/*
 * test_text.c - the growing buffer, and what is done to UTF-8.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

static void
a_buffer_grows_and_stays_ended(void **state)
{
	struct text t = { 0 };

	(void)state;
	text_free(&t);
	text_add(&t, "", 0);
	assert_string_equal(t.bytes, "");
	for (int i = 0; i < 1000; i++)
		text_printf(&t, "%d,", i);
	assert_int_equal(t.len, 10 * 2 + 90 * 3 + 900 * 4);
	assert_int_equal(strlen(t.bytes), t.len);
	assert_string_equal(t.bytes + t.len - 4, "999,");
	text_clear(&t);
	assert_int_equal(t.len, 0);
	text_puts(&t, "é");
	assert_string_equal(t.bytes, "é");
	text_free(&t);
	assert_null(t.bytes);
	assert_int_equal(t.size, 0);
}

static void
room_is_made_once(void **state)
{
	struct text t = { 0 };
	const char *there;

	(void)state;
	text_reserve(&t, 5000);
	there = t.bytes;
	assert_string_equal(t.bytes, "");
	for (int i = 0; i < 5000; i++)
		text_add(&t, "x", 1);
	assert_ptr_equal(t.bytes, there);
	text_reserve(&t, 5000);
	assert_int_equal(strlen(t.bytes), 5000);
	text_free(&t);
}

static void
malformed_utf8_is_not_utf8(void **state)
{
	static const char *const bad[] = { "\x80", "a\xc3", "\xc0\xaf",
	    "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "\xe2\x82" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char behind[64] = "tekst ";

		assert_false(text_is_utf8(bad[i], strlen(bad[i])));
		strcat(behind, bad[i]);
		assert_false(text_is_utf8(behind, strlen(behind)));
		assert_true(text_has_control(behind, strlen(behind), true));
		strcat(behind, " tekst");
		assert_false(text_is_utf8(behind, strlen(behind)));
	}
	assert_false(text_is_utf8("a\0b", 3));
	assert_true(text_is_utf8("", 0));
	assert_true(text_is_utf8("één € 😀", strlen("één € 😀")));
}

static void
characters_are_counted_not_bytes(void **state)
{
	(void)state;
	assert_int_equal(text_chars("één € 😀", strlen("één € 😀")), 7);
	assert_int_equal(text_chars("", 0), 0);
}

static void
control_characters_are_seen(void **state)
{
	(void)state;
	assert_false(text_has_control("a b", 3, false));
	assert_true(text_has_control("a\nb", 3, false));
	assert_false(text_has_control("a\nb", 3, true));
	assert_true(text_has_control("a\tb", 3, true));
	assert_true(text_has_control("a\x7f", 2, true));
	assert_true(text_has_control("\xc2\x85", 2, true));
	assert_true(text_has_control("\xe2\x80\xa8", 3, true));
	assert_true(text_has_control("\xff", 1, true));
	assert_true(text_has_control("tekst\x01tekst", 11, true));
	assert_true(text_has_control("é\xc2\x9f", 4, true));
	assert_true(text_has_control("tekst\nb", 7, false));
	assert_false(text_has_control("één\nb €", 11, true));
}

/* Texts are looked at eight bytes at a time: no place is looked past. */
static void
a_control_character_is_seen_at_any_place(void **state)
{
	char s[33];

	(void)state;
	for (size_t len = 1; len < sizeof(s); len++)
		for (size_t i = 0; i < len; i++)
			for (int byte = 1; byte < 256; byte++) {
				bool control = byte < 0x20 || byte == 0x7f ||
				    byte >= 0x80;

				memset(s, i % 2 == 0 ? ' ' : '~', len);
				s[i] = (char)byte;
				assert_int_equal(text_has_control(s, len,
				    false), control);
				assert_int_equal(text_is_utf8(s, len),
				    byte < 0x80);
			}
}

static void
expect_normal(const char *from, const char *to)
{
	char *s = text_normalise(from, strlen(from));

	assert_non_null(s);
	assert_string_equal(s, to);
	free(s);
}

static void
a_text_field_is_normalised(void **state)
{
	(void)state;
	expect_normal("  twee\r\nregels\rdrie\n\n", "twee\nregels\ndrie");
	expect_normal("e\xcc\x81\xcc\x81n", "\xc3\xa9\xcc\x81n");
	expect_normal("a\tb\x01" "c\xe2\x80\xa8", "a bc");
	expect_normal(" \r\n\t ", "");
	expect_normal("", "");
	expect_normal("a\x7f\x1f" "b~", "ab~");
	expect_normal("x\r\n\r\ny\r", "x\n\ny");
	assert_null(text_normalise("a\xff", 2));
	assert_null(text_normalise("a\0b", 3));
}

static void
normalising_twice_changes_nothing_more(void **state)
{
	static const char *const texts[] = { "\r\n a \r\r b\t", "ﬁn É́",
	    "\xcc\x81x", "a\xc2\xa0", "\xe1\x84\x80\xe1\x85\xa1" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char *once = text_normalise(texts[i], strlen(texts[i]));

		assert_non_null(once);
		expect_normal(once, once);
		free(once);
	}
}

static void
hexadecimal_goes_there_and_back(void **state)
{
	unsigned char out[3] = { 9, 9, 9 };
	char hex[7];

	(void)state;
	text_hex(hex, (const unsigned char *)"\x00\xab\xff", 3);
	assert_string_equal(hex, "00abff");
	assert_true(text_unhex(out, 3, "00ABff"));
	assert_memory_equal(out, "\x00\xab\xff", 3);
	assert_false(text_unhex(out, 3, "00abf"));
	assert_false(text_unhex(out, 3, "00abff0"));
	assert_false(text_unhex(out, 3, "00abfg"));
	assert_false(text_unhex(out, 3, ""));
}

static void
a_copy_is_cut_between_characters(void **state)
{
	char out[6];

	(void)state;
	text_copy(out, sizeof(out), "abcde");
	assert_string_equal(out, "abcde");
	text_copy(out, sizeof(out), "abcdé");
	assert_string_equal(out, "abcd");
	text_copy(out, 1, "é");
	assert_string_equal(out, "");
}

static void
dates_are_dutch_words(void **state)
{
	char out[64];

	(void)state;
	text_date(out, sizeof(out), clock_from_local(2015, 4, 7, 23, 59),
	    true);
	assert_string_equal(out, "dinsdag 7 april 2015");
	text_date(out, sizeof(out), clock_from_local(2024, 2, 29, 0, 0),
	    false);
	assert_string_equal(out, "29 februari 2024");
	text_clock(out, sizeof(out), clock_from_local(2015, 4, 7, 9, 5));
	assert_string_equal(out, "9.05 uur");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_buffer_grows_and_stays_ended),
		cmocka_unit_test(room_is_made_once),
		cmocka_unit_test(malformed_utf8_is_not_utf8),
		cmocka_unit_test(characters_are_counted_not_bytes),
		cmocka_unit_test(control_characters_are_seen),
		cmocka_unit_test(a_control_character_is_seen_at_any_place),
		cmocka_unit_test(a_text_field_is_normalised),
		cmocka_unit_test(normalising_twice_changes_nothing_more),
		cmocka_unit_test(hexadecimal_goes_there_and_back),
		cmocka_unit_test(a_copy_is_cut_between_characters),
		cmocka_unit_test(dates_are_dutch_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
