/*
 * test_mime.c - headers and bodies as written by us, read by GMime.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include <gmime/gmime.h>

#include "mail/mime.h"

static const char *const pieces[] = {
	"a", "Z", "9", " ", " ", ".", ",", "\"", "\\", "=", "?", "_", "(", "<",
	"@", "é", "ß", "€", "日", "🙂", "ا", "woord", " van der ",
	"eenheelerglangwoordzonderspaties",
};
#define PIECES (sizeof(pieces) / sizeof(pieces[0]))

static int
open_gmime(void **state)
{
	(void)state;
	g_mime_init();
	srand(20150316);
	return 0;
}

/* Words as they come out of mail_one_line: no space at either end, none that
 * looks encoded. */
static void
make_words(struct text *out, int count)
{
	text_add(out, "", 0);
	while (count-- > 0)
		text_puts(out, pieces[(size_t)rand() % PIECES]);
	while (out->len > 0 && out->bytes[out->len - 1] == ' ')
		out->bytes[--out->len] = '\0';
	while (out->bytes[0] == ' ')
		memmove(out->bytes, out->bytes + 1, out->len--);
	for (char *at; (at = strstr(out->bytes, "=?")) != NULL;)
		*at = 'x';
}

static void
assert_lines(const struct text *t, size_t most)
{
	const char *at = t->bytes;

	assert_true(t->len >= 2);
	assert_string_equal(t->bytes + t->len - 2, "\r\n");
	while (*at != '\0') {
		size_t len = strcspn(at, "\r\n");

		if (len > most)
			fail_msg("%zu bytes: %.200s", len, at);
		for (size_t i = 0; i < len; i++)
			assert_in_range((unsigned char)at[i], '\t', '~');
		assert_memory_equal(at + len, "\r\n", 2);
		at += len + 2;
	}
}

static char *
unfolded(const char *header, const char *name)
{
	size_t len = strlen(name) + 2;
	char *value;

	assert_memory_equal(header, name, len - 2);
	assert_memory_equal(header + len - 2, ": ", 2);
	value = g_mime_utils_header_unfold(header + len);
	g_strchomp(value);
	return value;
}

static void
words_are_read_as_they_were(void **state)
{
	(void)state;
	for (int i = 0; i < 4000; i++) {
		struct text words = { 0 }, out = { 0 };
		char *value, *read;

		make_words(&words, 1 + i % 60);
		mime_words(&out, "Subject", words.bytes);
		assert_lines(&out, 76);
		value = unfolded(out.bytes, "Subject");
		read = g_mime_utils_header_decode_text(NULL, value);
		assert_string_equal(read, words.bytes);
		g_free(read);
		g_free(value);
		text_free(&out);
		text_free(&words);
	}
}

static void
a_person_is_read_as_one_with_the_same_name(void **state)
{
	static const char address[] = "jan+x@een.lang.domein.example.org";

	(void)state;
	for (int i = 0; i < 4000; i++) {
		struct text words = { 0 }, out = { 0 };
		InternetAddressList *list;
		InternetAddress *one;
		char *value;

		make_words(&words, i % 60);
		mime_mailbox(&out, "To", words.bytes, address);
		assert_lines(&out, 76);
		value = unfolded(out.bytes, "To");
		list = internet_address_list_parse(NULL, value);
		assert_int_equal(internet_address_list_length(list), 1);
		one = internet_address_list_get_address(list, 0);
		assert_string_equal(internet_address_mailbox_get_addr(
		    INTERNET_ADDRESS_MAILBOX(one)), address);
		if (words.len > 0)
			assert_string_equal(internet_address_get_name(one),
			    words.bytes);
		g_object_unref(list);
		g_free(value);
		text_free(&out);
		text_free(&words);
	}
}

static char *
decoded(const struct text *quoted)
{
	GMimeEncoding state;
	char *out = malloc(quoted->len + 64);
	size_t len;

	assert_non_null(out);
	g_mime_encoding_init_decode(&state,
	    GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	len = g_mime_encoding_step(&state, quoted->bytes, quoted->len, out);
	len += g_mime_encoding_flush(&state, "", 0, out + len);
	out[len] = '\0';
	return out;
}

static void
a_body_is_read_as_it_was(void **state)
{
	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct text lines = { 0 }, wanted = { 0 }, out = { 0 };
		char *read;

		text_add(&lines, "", 0);
		text_add(&wanted, "", 0);
		for (int l = 0; l < i % 7; l++) {
			for (int n = rand() % 90; n > 0; n--) {
				const char *p = pieces[(size_t)rand() %
				    PIECES];

				text_puts(&lines, p);
				text_puts(&wanted, p);
			}
			text_puts(&lines, "\n");
			text_puts(&wanted, "\r\n");
		}
		text_add(&out, "", 0);
		mime_quoted(&out, lines.bytes);
		if (lines.len > 0)
			assert_lines(&out, 76);
		read = decoded(&out);
		assert_string_equal(read, wanted.bytes);
		free(read);
		text_free(&lines);
		text_free(&wanted);
		text_free(&out);
	}
}

static void
white_space_at_the_end_of_a_line_stays(void **state)
{
	struct text out = { 0 };

	(void)state;
	mime_quoted(&out, "a \n\t\n.b=c");
	assert_string_equal(out.bytes, "a=20\r\n=09\r\n.b=3Dc\r\n");
	text_free(&out);
}

/* The most that a byte, a line end and a soft break can cost. */
static void
the_worst_text_has_room(void **state)
{
	struct text worst = { 0 }, out = { 0 };

	(void)state;
	for (int i = 0; i < 20000; i++)
		text_puts(&worst, i % 997 == 0 ? "\n" : "€");
	mime_quoted(&out, worst.bytes);
	assert_lines(&out, 76);
	text_clear(&worst);
	text_clear(&out);
	for (int i = 0; i < 20000; i++)
		text_puts(&worst, "\n");
	mime_quoted(&out, worst.bytes);
	assert_int_equal(out.len, 40000);
	text_free(&worst);
	text_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_read_as_they_were),
		cmocka_unit_test(a_person_is_read_as_one_with_the_same_name),
		cmocka_unit_test(a_body_is_read_as_it_was),
		cmocka_unit_test(white_space_at_the_end_of_a_line_stays),
		cmocka_unit_test(the_worst_text_has_room),
	};

	return cmocka_run_group_tests(tests, open_gmime, NULL);
}
