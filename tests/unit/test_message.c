/*
 * test_message.c - headers that nothing gets into, dates that are right, and
 * addresses that SMTP can carry.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "mail/message.h"

static struct message
plain(void)
{
	return (struct message){
		.from_name = "Monitor", .from_address = "monitor@example.org",
		.reply_to = "vraag@example.org", .to_name = "Jan Jansen",
		.to_address = "jan@example.org", .subject = "Uitnodiging",
		.message_id = "0123456789abcdef@example.org",
		.list_name = "Monitor 2015", .list_id = "m.example.org",
		.date = 1426500000, .text = "Hallo\n", .html = "<p>Hallo</p>\n",
	};
}

static char *
built(const struct message *m)
{
	struct text out = { 0 };
	char *copy;

	assert_int_equal(mail_message_build(m, &out), DONE);
	copy = strdup(out.bytes);
	text_free(&out);
	return copy;
}

/* The lines of a header, unfolded; NULL when it is not there once. */
static char *
header(const char *message, const char *name)
{
	size_t len = strlen(name);
	const char *end = strstr(message, "\r\n\r\n"), *at = message;
	struct text value = { 0 };
	bool in = false;
	char *copy;

	text_add(&value, "", 0);
	while (at < end + 2) {
		size_t line = strcspn(at, "\r");

		if (*at != ' ' && *at != '\t')
			in = strncasecmp(at, name, len) == 0 && at[len] == ':';
		if (in)
			text_add(&value, at, line);
		at += line + 2;
	}
	copy = strdup(value.bytes);
	text_free(&value);
	return copy;
}

static void
assert_header(const struct message *m, const char *name, const char *value)
{
	char *message = built(m), *found = header(message, name);

	assert_string_equal(found, value);
	free(found);
	free(message);
}

static void
a_letter_has_its_headers(void **state)
{
	struct message m = plain();

	(void)state;
	assert_header(&m, "From", "From: Monitor <monitor@example.org>");
	assert_header(&m, "To", "To: Jan Jansen <jan@example.org>");
	assert_header(&m, "Reply-To", "Reply-To: vraag@example.org");
	assert_header(&m, "Subject", "Subject: Uitnodiging");
	assert_header(&m, "Message-Id",
	    "Message-Id: <0123456789abcdef@example.org>");
	assert_header(&m, "List-Id", "List-Id: Monitor 2015 <m.example.org>");
	assert_header(&m, "Auto-Submitted", "Auto-Submitted: auto-generated");
	assert_header(&m, "Content-Language", "Content-Language: nl");
	assert_header(&m, "Bcc", "");
}

static void
a_reminder_follows_the_invitation(void **state)
{
	struct message m = plain();

	(void)state;
	assert_header(&m, "In-Reply-To", "");
	assert_header(&m, "References", "");
	m.in_reply_to = "fedcba9876543210@example.org";
	assert_header(&m, "In-Reply-To",
	    "In-Reply-To: <fedcba9876543210@example.org>");
	assert_header(&m, "References",
	    "References: <fedcba9876543210@example.org>");
}

static void
one_click_is_offered_over_https_alone(void **state)
{
	struct message m = plain();
	struct text link = { 0 };
	char *message;

	(void)state;
	assert_header(&m, "List-Unsubscribe", "");
	assert_header(&m, "List-Unsubscribe-Post", "");
	m.unsubscribe_address = "m%&?+afmelden-abc@example.org";
	assert_header(&m, "List-Unsubscribe", "List-Unsubscribe: "
	    "<mailto:m%25%26%3F+afmelden-abc@example.org?subject=afmelden>");
	assert_header(&m, "List-Unsubscribe-Post", "");
	m.unsubscribe_link = "https://m.example.org/u?u=abc";
	assert_header(&m, "List-Unsubscribe-Post",
	    "List-Unsubscribe-Post: List-Unsubscribe=One-Click");
	/* Each on a line of its own, never broken. */
	text_puts(&link, "https://");
	for (int i = 0; i < 25; i++)
		text_puts(&link, "monitor-");
	text_puts(&link, ".example.org/u?u=abc");
	m.unsubscribe_link = link.bytes;
	message = built(&m);
	text_puts(&link, ">,\r\n <mailto:m%25%26%3F+afmelden-abc@example.org"
	    "?subject=afmelden>\r\n");
	assert_non_null(strstr(message, "\r\nList-Unsubscribe: <"));
	assert_non_null(strstr(message, link.bytes));
	free(message);
	text_free(&link);
}

static void
what_would_break_a_header_is_refused(void **state)
{
	static const char *const links[] = { "", "https://a b", "https://a>",
	    "https://a\r\nBcc: x", "https://\xc3\xa9" };
	struct text out = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		struct message m = plain();

		m.unsubscribe_link = links[i];
		assert_int_equal(mail_message_build(&m, &out), REFUSED);
		m.unsubscribe_link = NULL;
		m.unsubscribe_address = links[i];
		assert_int_equal(mail_message_build(&m, &out), REFUSED);
		m.unsubscribe_address = NULL;
		m.in_reply_to = links[i];
		assert_int_equal(mail_message_build(&m, &out), REFUSED);
	}
	assert_int_equal(out.len, 0);
	text_free(&out);
}

static void
dates_are_right_when_the_clock_changes(void **state)
{
	static const struct { time_t t; const char *date; } cases[] = {
		{ 1427590799, "Date: Sun, 29 Mar 2015 01:59:59 +0100" },
		{ 1427590800, "Date: Sun, 29 Mar 2015 03:00:00 +0200" },
		{ 1445731200, "Date: Sun, 25 Oct 2015 02:00:00 +0200" },
		{ 1445734799, "Date: Sun, 25 Oct 2015 02:59:59 +0200" },
		{ 1445734800, "Date: Sun, 25 Oct 2015 02:00:00 +0100" },
		{ 1451602799, "Date: Thu, 31 Dec 2015 23:59:59 +0100" },
	};
	struct message m = plain();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		m.date = cases[i].t;
		assert_header(&m, "Date", cases[i].date);
	}
}

static void
nothing_gets_a_header_in_through_a_name(void **state)
{
	static const char *const evil[] = {
		"Jan\r\nBcc: x@example.org", "Jan\nBcc: x@example.org",
		"Jan\rBcc: x@example.org", "Jan\xc2\x85" "Bcc: x@example.org",
		"Jan\xe2\x80\xa8" "Bcc: x@example.org",
		"Jan\"; Bcc: <x@example.org>, \"", "Jan <x@example.org>,",
		"\x01\x02Jan\x7f", "Jan =?utf-8?q?=0D=0ABcc:_x?=",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(evil) / sizeof(evil[0]); i++) {
		struct message m = plain();
		char *message, *found;

		m.from_name = m.to_name = m.subject = m.list_name = evil[i];
		message = built(&m);
		found = header(message, "Bcc");
		assert_string_equal(found, "");
		free(found);
		found = header(message, "To");
		assert_non_null(strstr(found, " <jan@example.org>"));
		free(found);
		for (const char *c = message; *c != '\0'; c++)
			assert_true(*c >= 0x20 || *c == '\r' || *c == '\n' ||
			    *c == '\t');
		free(message);
	}
}

static void
an_address_that_smtp_cannot_carry_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "@", "a@", "@b.nl", "a b@c.nl", "a@b c.nl", "a@b@c.nl",
		"a\r\n@b.nl", "a@b.nl\r\nRCPT TO:<x@y.nl>", "a@b.nl>",
		"<a@b.nl", "\"a b\"@c.nl", ".a@b.nl", "a.@b.nl", "a..b@c.nl",
		"a@.b.nl",
		"a@b.nl.", "a@b..nl", "jos\xc3\xa9@b.nl", "a@b\xc3\xa9.nl",
		"a,b@c.nl", "a@b.nl,c@d.nl", "a@b.nl\x7f", "a(b)@c.nl",
	};
	struct text out = { 0 };
	char longest[300];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct message m = plain();

		assert_false(mail_address_good(bad[i]));
		m.to_address = bad[i];
		assert_int_equal(mail_message_build(&m, &out), REFUSED);
		assert_int_equal(out.len, 0);
	}
	assert_true(mail_address_good("o'brien+school@xn--bcher-kva.example"));
	assert_true(mail_address_good("a@b.nl"));
	memset(longest, 'a', sizeof(longest));
	longest[10] = '@';
	longest[254] = '\0';
	assert_true(mail_address_good(longest));
	longest[254] = 'a';
	longest[255] = '\0';
	assert_false(mail_address_good(longest));
}

static void
assert_line(const char *s, const char *line)
{
	struct text t = { 0 };

	mail_one_line(s, &t);
	assert_string_equal(t.bytes, line);
	text_free(&t);
}

static void
a_name_is_one_line_and_keeps_its_letters(void **state)
{
	(void)state;
	assert_line("", "");
	assert_line("  Jan\nJansen ", "Jan Jansen");
	assert_line("a\x01" "b\x1b[31m", "ab[31m");
	assert_line("שרה כהן", "שרה כהן");
	assert_line("Jan\xe2\x80\xaenesnaJ", "JannesnaJ");
	/* The joiner inside an emoji stays. */
	assert_line("👩‍🏫 Anne", "👩‍🏫 Anne");
	assert_line("\xff\xfe", "");
	assert_line("=?utf-8?q?a=0Db?=", "= ?utf-8?q?a=0Db?=");
	assert_line("=\xe2\x80\x8e?q", "= ?q");
	assert_line("e\xcc\x81", "é");
}

static void
a_long_subject_is_cut_between_words(void **state)
{
	struct message m = plain();

	(void)state;
	m.subject = "Uitnodiging voor de monitor aansluiting onderwijs en "
	    "jeugdhulp Drechtsteden";	/* "… onderwijs en…" */
	assert_header(&m, "Subject", "Subject: Uitnodiging voor de monitor "
	    "aansluiting onderwijs =?utf-8?b?ZW7igKY=?=");
	m.subject = "1234567890 1234567890 1234567890 1234567890 1234567890 "
	    "12345";
	assert_header(&m, "Subject", "Subject: 1234567890 1234567890 "
	    "1234567890 1234567890 1234567890 12345");
}

static void
lines_end_as_smtp_wants_and_none_is_too_long(void **state)
{
	struct message m = plain();
	char *message, *line;
	char big[5001];

	(void)state;
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	m.text = big;
	m.html = "een\ntwee\n.\n..\nFrom hier\n\xc3\xa9\xc3\xa9n\n";
	m.to_name = big;
	message = built(&m);
	for (line = message; *line != '\0';) {
		size_t len = strcspn(line, "\r\n");

		assert_true(len <= 998);
		assert_int_equal(strncmp(line + len, "\r\n", 2), 0);
		for (size_t i = 0; i < len; i++)
			assert_true((unsigned char)line[i] < 0x80);
		line += len + 2;
	}
	free(message);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_has_its_headers),
		cmocka_unit_test(a_reminder_follows_the_invitation),
		cmocka_unit_test(one_click_is_offered_over_https_alone),
		cmocka_unit_test(what_would_break_a_header_is_refused),
		cmocka_unit_test(dates_are_right_when_the_clock_changes),
		cmocka_unit_test(nothing_gets_a_header_in_through_a_name),
		cmocka_unit_test(an_address_that_smtp_cannot_carry_is_refused),
		cmocka_unit_test(a_name_is_one_line_and_keeps_its_letters),
		cmocka_unit_test(a_long_subject_is_cut_between_words),
		cmocka_unit_test(lines_end_as_smtp_wants_and_none_is_too_long),
	};

	mail_message_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
