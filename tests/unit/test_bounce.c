/*
 * test_bounce.c - messages that come back, in the styles of many servers, are
 * what tests/mail/dsn/expected says they are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "mail/bounce.h"
#include "mail/message.h"
#include "mail/message_limits.h"

#define FOLDER "tests/mail/dsn/"
#define ID "3f6c0d1b9a7e4852c1d0e9f8a7b6c5d4"
#define MAC "k3qz7m2vtx5hn4wpyb6d"

static const char *const whats[] = {
	[BOUNCE_ORDINARY] = "ordinary", [BOUNCE_FAILED] = "failed",
	[BOUNCE_DELAYED] = "delayed", [BOUNCE_DELIVERED] = "delivered",
	[BOUNCE_AUTO_REPLY] = "auto-reply", [BOUNCE_CHALLENGE] = "challenge",
	[BOUNCE_UNSUBSCRIBE] = "unsubscribe",
	[BOUNCE_TOO_MUCH] = "too-much",
};
static const char *const classes[] = {
	[BOUNCE_NO_CLASS] = "-", [BOUNCE_HARD] = "hard",
	[BOUNCE_SOFT] = "soft", [BOUNCE_POLICY] = "policy",
};

static void
read_file(const char *name, struct text *out)
{
	char path[200], buffer[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), FOLDER "%s.eml", name);
	f = fopen(path, "r");
	assert_non_null(f);
	while ((n = fread(buffer, 1, sizeof(buffer), f)) > 0)
		text_add(out, buffer, n);
	fclose(f);
}

/* "what name status class", as the file of expectations has it. */
static void
describe(char out[100], const struct text *m)
{
	struct bounce b;

	if (mail_bounce_read(&b, NULL, m->bytes, m->len) != DONE) {
		snprintf(out, 100, "unreadable - - -");
		return;
	}
	snprintf(out, 100, "%s %s %s %s", whats[b.what], b.key_count == 0 ?
	    "-" : "verp", b.status[0] == '\0' ? "-" : b.status,
	    classes[b.class]);
	if (b.key_count > 0)
		assert_string_equal(b.keys[0].letter_id, ID);
}

static void
every_message_of_the_collection_is_what_it_is(void **state)
{
	char line[200], name[40], what[20], letter[20], status[20], class[20];
	char expected[100], got[100];
	FILE *f = fopen(FOLDER "expected", "r");
	int count = 0, wrong = 0;

	(void)state;
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		struct text m = { 0 };

		if (line[0] == '#')
			continue;
		assert_int_equal(sscanf(line, "%39s %19s %19s %19s %19s",
		    name, what, letter, status, class), 5);
		read_file(name, &m);
		snprintf(expected, sizeof(expected), "%s %s %s %s", what,
		    letter, status, class);
		describe(got, &m);
		if (strcmp(expected, got) != 0) {
			print_error("%s: %s, not %s\n", name, got, expected);
			wrong++;
		}
		text_free(&m);
		count++;
	}
	fclose(f);
	assert_true(count >= 25);
	assert_int_equal(wrong, 0);
}

/* Whoever carries messages turns LF into CR LF, or the other way. */
static void
line_ends_and_a_mailbox_s_separator_change_nothing(void **state)
{
	struct text m = { 0 }, other = { 0 };
	char first[100], second[100];

	(void)state;
	read_file("exim-unknown", &m);
	text_puts(&other, "From MAILER-DAEMON Tue Mar 17 10:02:14 2015\r\n");
	for (size_t i = 0; i < m.len; i++)
		text_add(&other, m.bytes[i] == '\n' ? "\r\n" : &m.bytes[i],
		    m.bytes[i] == '\n' ? 2 : 1);
	describe(first, &m);
	describe(second, &other);
	assert_string_equal(first, second);
	text_free(&m);
	text_free(&other);
}

static void
the_envelope_goes_before_headers_and_a_copy_is_nothing(void **state)
{
	static const char other[] =
	    "Monitor+0123456789ABCDEF0123456789abcdef-" MAC "@example.org";
	struct text m = { 0 };
	struct bounce b;

	(void)state;
	read_file("exim-unknown", &m);
	assert_int_equal(mail_bounce_read(&b, other, m.bytes, m.len), DONE);
	assert_int_equal(b.key_count, 2);
	assert_string_equal(b.keys[0].letter_id,
	    "0123456789abcdef0123456789abcdef");
	assert_string_equal(b.keys[1].letter_id, ID);
	assert_string_equal(b.keys[1].mac, MAC);
	text_free(&m);
}

static void
the_unsubscribe_address_is_known_by_its_form(void **state)
{
	static const char plain[] = "From: a@example.org\nSubject: x\n\nx\n";
	struct text m = { 0 };
	struct bounce b;

	(void)state;
	read_file("unsubscribe", &m);
	assert_int_equal(mail_bounce_read(&b, NULL, m.bytes, m.len), DONE);
	assert_string_equal(b.token, "5l3rn256ozvpyp4nzsn6u2l2ry");
	text_free(&m);
	assert_int_equal(mail_bounce_read(&b,
	    "m+AFMELDEN-5l3rn256ozvpyp4nzsn6u2l2ry@example.org", plain,
	    sizeof(plain) - 1), DONE);
	assert_int_equal(b.what, BOUNCE_UNSUBSCRIBE);
	assert_int_equal(mail_bounce_read(&b,
	    "m+afmelden-5l3rn256ozvpyp4nzsn6u2l2r@example.org", plain,
	    sizeof(plain) - 1), DONE);
	assert_int_equal(b.what, BOUNCE_ORDINARY);
}

static void
a_server_s_words_have_a_status(void **state)
{
	static const struct { const char *said, *status; } all[] = {
		{ "550 5.1.1 <a@b>: unknown", "5.1.1" },
		{ "550-5.7.26 This mail has been blocked", "5.7.26" },
		{ "550 #5.1.0 Address rejected.", "5.1.0" },
		{ "552 Mailbox full", "5.2.2" },
		{ "550 No such user here", "5.1.1" },
		{ "554 5.0.0 rejected as spam", "5.7.1" },
		{ "452 4.2.2 over quota", "4.2.2" },
		{ "450 user unknown", "4.0.0" },
		{ "550 temporarily not", "5.0.0" },
		{ "550 go away", "5.0.0" },
		{ "connected to 192.0.2.5, 550.1.2.3", "" },
		{ "version 5.1.10.3 of 4550", "" },
		{ "see our privacy policy", "" },
		{ "no answer", "" }, { "", "" },
	};
	char status[BOUNCE_STATUS_CHARS + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		mail_bounce_status(status, all[i].said);
		if (strcmp(status, all[i].status) != 0)
			print_error("%s\n", all[i].said);
		assert_string_equal(status, all[i].status);
	}
}

static void
classes_are_those_of_the_definitions(void **state)
{
	(void)state;
	assert_int_equal(mail_bounce_class("5.1.1"), BOUNCE_HARD);
	assert_int_equal(mail_bounce_class("5.4.1"), BOUNCE_HARD);
	assert_int_equal(mail_bounce_class("5.0.0"), BOUNCE_HARD);
	assert_int_equal(mail_bounce_class("5.2.1"), BOUNCE_HARD);
	assert_int_equal(mail_bounce_class("5.2.2"), BOUNCE_SOFT);
	assert_int_equal(mail_bounce_class("4.7.1"), BOUNCE_SOFT);
	assert_int_equal(mail_bounce_class(""), BOUNCE_SOFT);
	assert_int_equal(mail_bounce_class("5.7.1"), BOUNCE_POLICY);
	assert_int_equal(mail_bounce_class("5.7.133"), BOUNCE_POLICY);
	assert_int_equal(mail_bounce_class("2.1.5"), BOUNCE_NO_CLASS);
}

static void
what_is_no_message_is_refused_and_what_is_large_is_cut(void **state)
{
	static const char *const none[] = { "", "\n", "x", "From x\n",
	    "geen koppen\n\nniets\n", "From nobody Tue\n\n\n" };
	struct text m = { 0 };
	struct bounce b = { .what = BOUNCE_CHALLENGE };

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_int_equal(mail_bounce_read(&b, NULL, none[i],
		    strlen(none[i])), REFUSED);
	assert_int_equal(b.what, BOUNCE_CHALLENGE);
	read_file("postfix-unknown", &m);
	while (m.len < 3 * BOUNCE_BYTES_MAX)
		text_puts(&m, "a line behind the last boundary\n");
	assert_int_equal(mail_bounce_read(&b, NULL, m.bytes, m.len), DONE);
	assert_int_equal(b.what, BOUNCE_FAILED);
	text_free(&m);
}

/* Parts in parts in parts: as deep as the bytes allow. */
static void
a_message_that_is_nested_without_end_is_not_read(void **state)
{
	struct text m = { 0 };
	struct bounce b;

	(void)state;
	text_puts(&m, "From: a@example.org\n");
	for (int i = 0; m.len < BOUNCE_BYTES_MAX; i++)
		text_printf(&m, "Content-Type: multipart/mixed; boundary=%d\n\n"
		    "--%d\n", i, i);
	assert_int_equal(mail_bounce_read(&b, NULL, m.bytes, m.len), DONE);
	assert_int_equal(b.what, BOUNCE_TOO_MUCH);
	text_clear(&m);
	text_puts(&m, "From: a@example.org\n");
	while (m.len < BOUNCE_BYTES_MAX)
		text_puts(&m, "Content-Type: message/rfc822\n\n");
	assert_int_equal(mail_bounce_read(&b, NULL, m.bytes, m.len), DONE);
	assert_int_equal(b.what, BOUNCE_TOO_MUCH);
	text_free(&m);
}

/* What is not read still says whose letter it may be about. */
static void
a_message_that_is_not_read_is_known_by_its_addresses_alone(void **state)
{
	static const char *const fields[] = {
		"From", "To", "Cc", "Bcc", "Reply-To", "Sender"
	};
	struct text m = { 0 };
	struct bounce b;

	(void)state;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		text_printf(&m, "From x\nDelivered-To: a+" ID "-" MAC
		    "@example.org\r\nTo: a+afmelden-5l3rn256ozvpyp4nzsn6u2"
		    "l2ry@example.org\r\n%s:", fields[i]);
		for (int n = 0; n < 45000; n++)
			text_puts(&m, n % 300 == 0 ? "\r\n a:" : "a:");
		text_puts(&m, "\r\n\r\nTo: a+0123456789abcdef0123456789abcdef"
		    "-" MAC "@example.org\r\n");
		assert_int_equal(mail_bounce_read(&b, NULL, m.bytes, m.len),
		    DONE);
		assert_int_equal(b.what, BOUNCE_TOO_MUCH);
		assert_int_equal(b.key_count, 1);
		assert_string_equal(b.keys[0].letter_id, ID);
		assert_string_equal(b.token, "");
		text_clear(&m);
	}
	text_free(&m);
}

/* At the limits, the library lives and is done soon. */
static void
what_is_as_deep_as_may_be_is_read(void **state)
{
	struct text m = { 0 };
	struct bounce b;

	(void)state;
	text_puts(&m, "From: a@example.org\nTo: ");
	for (int i = 0; i < LIMIT_ADDRESS_COLONS; i++)
		text_puts(&m, "a:");
	text_puts(&m, "\nDate: ");
	for (int i = 0; i < LIMIT_FIELD_DEPTH; i++)
		text_puts(&m, "(");
	text_puts(&m, "\n");
	for (int i = 0; i < LIMIT_TYPES; i++)
		text_printf(&m, "Content-Type: multipart/digest; boundary=%d"
		    "\n\n--%d\n\n", i, i);
	assert_int_equal(mail_bounce_read(&b, NULL, m.bytes, m.len), DONE);
	assert_int_equal(b.what, BOUNCE_ORDINARY);
	text_clear(&m);
	text_puts(&m, "Subject: x\n");
	while (m.len < LIMIT_ADDRESSES_BYTES - LIMIT_ADDRESS_BYTES) {
		size_t begin = m.len;

		text_puts(&m, "To: ");
		while (m.len - begin < LIMIT_ADDRESS_BYTES - 2)
			text_puts(&m, "a,");
		text_puts(&m, "\n");
	}
	assert_int_equal(mail_bounce_read(&b, NULL, m.bytes, m.len), DONE);
	assert_int_equal(b.what, BOUNCE_ORDINARY);
	text_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_message_of_the_collection_is_what_it_is),
		cmocka_unit_test(
		    line_ends_and_a_mailbox_s_separator_change_nothing),
		cmocka_unit_test(
		    the_envelope_goes_before_headers_and_a_copy_is_nothing),
		cmocka_unit_test(the_unsubscribe_address_is_known_by_its_form),
		cmocka_unit_test(a_server_s_words_have_a_status),
		cmocka_unit_test(classes_are_those_of_the_definitions),
		cmocka_unit_test(
		    what_is_no_message_is_refused_and_what_is_large_is_cut),
		cmocka_unit_test(
		    a_message_that_is_nested_without_end_is_not_read),
		cmocka_unit_test(
		    a_message_that_is_not_read_is_known_by_its_addresses_alone),
		cmocka_unit_test(what_is_as_deep_as_may_be_is_read),
	};

	mail_message_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
