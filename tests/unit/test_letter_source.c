/*
 * test_letter_source.c - what is wrong with a text that somebody typed is
 * said, each mistake once and with its line; what is right is taken.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/letter_text.h"
#include "mail/letter.h"
#include "mail/letter_check.h"
#include "mail/letter_fields.h"
#include "mail/letter_hosts.h"
#include "mail/letter_source.h"

#define LINK "https://m.example.org/v?t=aaaaaaaaaaaaaaaaaaaaaaaaaa"
#define GOOD "Onderwerp: Hallo\n\n{{SALUTATION}}\n\n{{LINK}}\n\n" \
	"{{CLOSING_DATE}}\n{{CONTACT_ADDRESS}}\n"

static struct questionnaire questionnaire = { .code = "u", .minutes = 10 };
static struct wave_questionnaire questionnaires[] = { { &questionnaire, "" } };
static struct function_group groups[] = {
	{ .code = "ib", .name = "Intern begeleider", .questionnaire = "u" },
	{ .code = "jgz", .name = "Verpleegkundige", .questionnaire = "u" },
};

static struct wave
a_wave(void)
{
	return (struct wave){ .code = "m", .title = "Monitor",
	    .region_name = "Drechtsteden", .commissioner = "de gemeenten.",
	    .purpose = "Om te leren.", .researcher = "het bureau",
	    .link_base = "https://m.example.org:8443",
	    .sender_name = "Monitor", .sender_address = "m@mail.example.org",
	    .reply_to = "r@example.org", .contact_name = "Sanne",
	    .contact_address = "s@example.org", .closes_at = 1428962340,
	    .groups = groups, .group_count = 2,
	    .questionnaires = questionnaires, .questionnaire_count = 1 };
}

/* The mistakes, "regel N: sentence" a line; read and checked. */
static void
look(const struct wave *w, const char *file, size_t len, struct text *said)
{
	struct mistakes m = { 0 };
	struct text source = { 0 };
	enum outcome o = letter_source_read(file, len, &source, &m);

	if (o == DONE)
		o = mail_letter_check(source.bytes, w, "www.b.nl, c.nl", &m);
	assert_int_equal(o, m.count == 0 ? DONE : REFUSED);
	text_add(said, "", 0);
	for (size_t i = 0; i < m.count; i++)
		text_printf(said, "%s: %s\n", m.list[i].pointer,
		    m.list[i].text);
	mistakes_free(&m);
	text_free(&source);
}

static void
assert_wrong(const struct wave *w, const char *file, const char *begin,
    const char *part)
{
	struct text said = { 0 };

	look(w, file, strlen(file), &said);
	if (strncmp(said.bytes, begin, strlen(begin)) != 0 ||
	    strstr(said.bytes, part) == NULL ||
	    strchr(said.bytes, '\n') != said.bytes + said.len - 1)
		fail_msg("%s\nis not one mistake “%s … %s”: %s", file, begin,
		    part, said.bytes);
	text_free(&said);
}

static void
assert_good(const struct wave *w, const char *file)
{
	struct text said = { 0 };

	look(w, file, strlen(file), &said);
	assert_string_equal(said.bytes, "");
	text_free(&said);
}

static void
a_text_that_says_what_it_must_is_taken(void **state)
{
	struct wave w = a_wave();

	(void)state;
	assert_good(&w, GOOD);
	assert_good(&w, "\xef\xbb\xbf{{%AUTOESCAPE context=\"TEXT\"}} \r\n"
	    "Onderwerp: Hallo\r\n\r\n{{LINK}} \t\r\n{{CLOSING_DATE}} "
	    "{{CONTACT_ADDRESS}}\r\n\r\n{{#HAS_PHONE}}\r\nBel.\r\n"
	    "{{/HAS_PHONE}}");
	assert_good(&w, GOOD "a { b } c, 13.00 uur, m.b.t. dhr. B. de Wit, "
	    "o.a. B.V. en zo...dus\n");
}

static void
every_mistake_is_said_with_its_line(void **state)
{
	static const struct { const char *file, *begin, *part; } cases[] = {
		{ GOOD "{{NAAM}}\n", "regel 9: {{NAAM}} bestaat niet",
		    "{{SALUTATION}}, {{LINK}}, " },
		{ GOOD "\n\n{{#PROEF}}x", "regel 11: {{#PROEF}} bestaat "
		    "niet", "{{#TRIAL}}, " },
		{ GOOD "{{/PROEF}}x", "regel 9: {{/PROEF}} bestaat niet", "" },
		{ GOOD "{{#TRIAL}}x\n{{#HAS_PHONE}}{{/TRIAL}}",
		    "regel 10: Een deel begint pas", "" },
		{ GOOD "{{#TRIAL}}", "regel 9: Het deel {{#TRIAL}} houdt "
		    "niet op", "{{/TRIAL}} ontbreekt" },
		{ GOOD "{{/TRIAL}}", "regel 9: ", "niet is begonnen" },
		{ GOOD "{{%PRAGMA}}", "regel 9: “{{%PRAGMA}}”", "veld" },
		{ GOOD "{{>INCLUDE}}", "regel 9: “{{>INCLUDE}}”", "veld" },
		{ GOOD "{{! stil }}", "regel 9: “{{! stil }}”", "veld" },
		{ GOOD "{{=| |=}}", "regel 9: “{{=| |=}}”", "veld" },
		{ GOOD "{{REGION:h}}", "regel 9: “{{REGION:h}}”", "veld" },
		{ GOOD "{{ REGION }}", "regel 9: “{{ REGION }}”", "veld" },
		{ GOOD "{{{REGION}}", "regel 9: “{{{REGION}}”", "veld" },
		{ GOOD "{{}}", "regel 9: “{{}}”", "veld" },
		{ GOOD "a\nb {{", "regel 10: “{{”", "veld" },
		{ GOOD "b }}\n", "regel 9: “}}”", "veld" },
		{ GOOD "Klik {{LINK}}\n", "regel 9: Het veld {{LINK}} staat",
		    "alleen" },
		{ GOOD "{{LINK}}\n", "regel 9: De link staat al", "" },
		{ "\nHallo\n{{LINK}}\n{{CLOSING_DATE}}{{CONTACT_ADDRESS}}",
		    "regel 2: Een brief begint", "Onderwerp: " },
		{ "Onderwerp: \n{{LINK}}\n{{CLOSING_DATE}}"
		    "{{CONTACT_ADDRESS}}", "regel 1: Een brief begint", "" },
		{ "Onderwerp: {{SALUTATION}}\n{{LINK}}\n{{CLOSING_DATE}}"
		    "{{CONTACT_ADDRESS}}", "regel 1: In het onderwerp", "" },
		{ "Onderwerp: x\n{{CLOSING_DATE}}{{CONTACT_ADDRESS}}",
		    "hele brief: De persoonlijke link ontbreekt", "" },
		{ "Onderwerp: x\n{{#HAS_ORGANISATION}}\n{{LINK}}\n"
		    "{{/HAS_ORGANISATION}}{{CLOSING_DATE}}"
		    "{{CONTACT_ADDRESS}}", "hele brief: De persoonlijke link",
		    "niet in elke brief" },
		{ "Onderwerp: x\n{{LINK}}\n{{CONTACT_ADDRESS}}",
		    "hele brief: De sluitingsdatum ontbreekt", "" },
		{ "Onderwerp: x\n{{LINK}}\n{{CLOSING_DATE}}",
		    "hele brief: Het adres voor vragen ontbreekt", "" },
		{ GOOD "a\tb", "regel 9: ", "niet te zien" },
		{ GOOD "a\u200b.nl", "regel 9: ", "niet te zien" },
		{ GOOD "a\u202e.nl", "regel 9: ", "niet te zien" },
		{ GOOD "a\u200d.nl", "regel 9: ", "niet te zien" },
		{ GOOD "a\xff", "regel 9: ", "UTF-8" },
	};
	struct wave w = a_wave();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_wrong(&w, cases[i].file, cases[i].begin, cases[i].part);
}

static void
all_mistakes_are_said_at_once(void **state)
{
	struct wave w = a_wave();
	struct text said = { 0 }, big = { 0 };
	size_t lines = 0;

	(void)state;
	look(&w, "{{LINK}} hier\nwww.x.nl\n", 23, &said);
	for (size_t i = 0; i < said.len; i++)
		lines += said.bytes[i] == '\n';
	/* no subject, no link, another host, no date, no contact */
	assert_int_equal(lines, 5);
	text_clear(&said);
	look(&w, "", 0, &said);
	assert_non_null(strstr(said.bytes, "De brief is leeg."));
	text_clear(&said);
	text_puts(&big, GOOD);
	while (big.len <= LETTER_SOURCE_MAX)
		text_puts(&big, "a\n");
	look(&w, big.bytes, big.len, &said);
	assert_string_equal(said.bytes, "hele brief: De brief is langer dan "
	    "16 kB.\n");
	text_free(&big);
	text_free(&said);
}

static void
a_trial_says_that_it_is_one(void **state)
{
	struct wave w = a_wave();

	(void)state;
	w.trial = true;
	assert_wrong(&w, "Onderwerp: x\n{{LINK}}\n{{CLOSING_DATE}}PROEF"
	    "{{CONTACT_ADDRESS}}", "regel 1: Deze meting is een proef", "");
	assert_wrong(&w, "Onderwerp: PROEF\n{{LINK}}\n{{CLOSING_DATE}}"
	    "{{CONTACT_ADDRESS}}", "hele brief: Deze meting is een proef", "");
	assert_good(&w, "Onderwerp: {{#TRIAL}}PROEF{{/TRIAL}}\n{{LINK}}\n"
	    "{{CLOSING_DATE}}{{#TRIAL}}\nPROEF\n{{/TRIAL}}"
	    "{{CONTACT_ADDRESS}}");
}

static void
no_other_host_stands_in_a_letter(void **state)
{
	static const char *const bad[] = {
		"https://evil.nl", "http://m.example.org.evil.nl/x",
		"https://m.example.org@evil.nl/", "ftp://x", "https://",
		"https://m.example.org/v?t=aaaaaaaaaaaaaaaaaaaaaaaaaa",
		"https://m.example.org/u?u=aaaaaaaaaaaaaaaaaaaaaaaaaa",
		"https://m.example.org\\@evil.nl", "https://b.nl",
		"https://m.example.org%2eevil.nl", "www.evil.nl", "WWW.EVIL",
		"evil.nl", "Zie evil.nl.", "(evil.co.uk)", "“evil.nl”",
		"evil.nl/pad", "b\u00fccher.example", "https://c.nl/://x.nl",
		"xn--bcher-kva.example", "evil.xn--p1ai", "info@evil.nl",
		"{{CONTACT_ADDRESS}}.evil.nl", "{{REGION}}.nl",
		"https://{{REGION}}/", "evil{{#HAS_PHONE}} {{/HAS_PHONE}}.nl",
		"klaar.Nieuwe zin", "sub.m.example.org",
		"mailto:a@evil.nl", "“a@evil.nl”", "a@b\u00fccher.example",
	};
	static const char *const good[] = {
		"https://m.example.org/contact", "https://m.example.org.",
		"M.EXAMPLE.ORG", "https://m.example.org:8443/x", "www.b.nl",
		"https://c.nl/pad?x=1, en c.nl.", "s@example.org",
		"r@example.org", "m@mail.example.org", "iemand@c.nl",
		"Geen adres. Wel 10.30 uur, 078.12.34.", "{{REGION}}. Dus",
		"@collega's", "wie@thuis",
	};
	struct wave w = a_wave();
	char file[400];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(file, sizeof(file), "%s%s\n", GOOD, bad[i]);
		assert_wrong(&w, file, "regel 9: “", "webadres");
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		(void)snprintf(file, sizeof(file), "%s%s\n", GOOD, good[i]);
		assert_good(&w, file);
	}
}

/* Filled in for somebody; the text part. */
static enum outcome
fill(const struct wave *w, const char *source, struct text *plain)
{
	static char address[] = "a@example.org", name[] = "Jan", no[] = "";
	const struct invitee to = { address, name, no, no };
	const struct letter l = { "invitation", w, &groups[0], &to, LINK,
	    source, "www.b.nl", false };
	struct text subject = { 0 }, html = { 0 };
	struct problem why = { .code = PROBLEM_NONE };
	enum outcome o = mail_letter_write(&l, &subject, plain, &html, &why);

	assert_true(o == DONE || why.text[0] != '\0');
	text_free(&subject);
	text_free(&html);
	return o;
}

static void
a_wave_s_own_text_is_filled_in_like_any_other(void **state)
{
	struct wave w = a_wave();
	struct text plain = { 0 }, source = { 0 };

	(void)state;
	assert_int_equal(fill(&w, GOOD "{{#REMIND_OPEN}}open{{/REMIND_OPEN}}"
	    "{{#REMIND_ALL}}alle{{/REMIND_ALL}} {{REGION}} {{MINUTES}}\n",
	    &plain), DONE);
	assert_string_equal(plain.bytes, "Geachte Jan,\n\n" LINK "\n\n"
	    "maandag 13 april 2015\ns@example.org\nopen Drechtsteden 10\n");
	/* Every field that is known has a value. */
	text_puts(&source, GOOD);
	for (int i = 0; letter_fields[i] != NULL; i++)
		if (strcmp(letter_fields[i], "LINK") != 0)
			text_printf(&source, "%d{{%s}}\n", i,
			    letter_fields[i]);
	text_clear(&plain);
	assert_int_equal(fill(&w, source.bytes, &plain), DONE);
	/* More sources than are kept, and the first one again. */
	for (int i = 0; i < 50; i++) {
		char file[200], end[20];

		(void)snprintf(end, sizeof(end), "\nnummer %d\n", i % 40);
		(void)snprintf(file, sizeof(file), "%s%s", GOOD, end);
		text_clear(&plain);
		assert_int_equal(fill(&w, file, &plain), DONE);
		assert_non_null(strstr(plain.bytes, end));
	}
	text_free(&source);
	text_free(&plain);
}

static void
a_text_that_no_longer_fits_its_wave_is_not_sent(void **state)
{
	struct wave w = a_wave();
	struct text plain = { 0 };

	(void)state;
	assert_int_equal(fill(&w, "Onderwerp: x\n{{LINK}}", &plain), REFUSED);
	assert_int_equal(fill(&w, GOOD "{{>x}}{{LINK}}", &plain), REFUSED);
	assert_int_equal(fill(&w, GOOD "zie www.b.nl", &plain), DONE);
	w.purpose = "Zie https://evil.nl";
	assert_int_equal(fill(&w, GOOD "{{PURPOSE}}", &plain), REFUSED);
	w.purpose = "Zie https://www.b.nl/";
	assert_int_equal(fill(&w, GOOD "{{PURPOSE}}", &plain), DONE);
	text_free(&plain);
}

static void
compare(const struct letter_texts *t, const char *kind, const char *group,
    const char *says)
{
	struct wave w = a_wave();
	struct mistakes m = { 0 };
	enum outcome o = mail_letter_compare(t, kind, group, &w, NULL, &m);

	assert_int_equal(o, says == NULL ? DONE : REFUSED);
	if (says != NULL) {
		assert_int_equal(m.count, 1);
		if (strstr(m.list[0].text, says) == NULL)
			fail_msg("“%s” is not in: %s", says, m.list[0].text);
	}
	mistakes_free(&m);
}

static void
a_letter_says_something_else_than_every_other(void **state)
{
	struct letter_texts t = { 0 };
	char longer[200];

	(void)state;
	compare(&t, "reminder_1", NULL, NULL);
	letter_texts_put(&t, "reminder_1", NULL, GOOD "een\n");
	compare(&t, "reminder_1", NULL, NULL);
	/* Another subject or another line break makes no other letter. */
	letter_texts_put(&t, "reminder_2", NULL, "Onderwerp: Anders\n\n"
	    "{{SALUTATION}}\n\n{{LINK}}\n{{CLOSING_DATE}} {{CONTACT_ADDRESS}}"
	    "\n\n\neen\n");
	compare(&t, "reminder_2", NULL, "hetzelfde als reminder_1");
	compare(&t, "reminder_1", NULL, "hetzelfde als reminder_2");
	/* For one group it is another. */
	letter_texts_put(&t, "reminder_1", "ib", GOOD "twee\n");
	compare(&t, "reminder_1", "ib", NULL);
	compare(&t, "reminder_2", NULL, "hetzelfde als reminder_1");
	letter_texts_put(&t, "reminder_1", "jgz", GOOD "drie\n");
	compare(&t, "reminder_2", NULL, NULL);
	letter_texts_put(&t, "reminder_1", "jgz", NULL);
	compare(&t, "reminder_1", "jgz", "hetzelfde als reminder_2");
	(void)snprintf(longer, sizeof(longer), "\nOnderwerp: %s{{REGION}}\n%s",
	    "en een onderwerp dat met de regio erbij te lang wordt ",
	    strchr(GOOD "vier\n", '\n'));
	letter_texts_put(&t, "last_call", NULL, longer);
	compare(&t, "last_call", NULL, "66 tekens");
	letter_texts_free(&t);
}

static void
a_letter_has_the_text_of_its_group_else_of_its_wave(void **state)
{
	struct letter_texts t = { 0 };

	(void)state;
	assert_null(letter_text_of(&t, "reminder_1", "ib"));
	letter_texts_put(&t, "reminder_1", NULL, "wave");
	letter_texts_put(&t, "reminder_1", "ib", "group");
	letter_texts_put(&t, "reminder_2", "ib", "other");
	assert_string_equal(letter_text_of(&t, "reminder_1", "ib")->source,
	    "group");
	assert_string_equal(letter_text_of(&t, "reminder_1", "jgz")->source,
	    "wave");
	assert_string_equal(letter_text_of(&t, "reminder_1", NULL)->source,
	    "wave");
	assert_null(letter_text_of(&t, "reminder_2", NULL));
	letter_texts_put(&t, "reminder_1", "ib", "again");
	assert_int_equal(t.count, 3);
	assert_string_equal(letter_text_of(&t, "reminder_1", "ib")->source,
	    "again");
	letter_texts_put(&t, "reminder_1", "ib", NULL);
	assert_string_equal(letter_text_of(&t, "reminder_1", "ib")->source,
	    "wave");
	assert_true(letter_kind_exists("last_call"));
	assert_false(letter_kind_exists("keyperson"));
	letter_texts_free(&t);
}

/* The letters that come with the program keep the rules of everybody's. */
static void
the_program_s_own_letters_would_be_taken(void **state)
{
	struct wave w = a_wave();
	struct letter_texts t = { 0 };

	(void)state;
	for (int variant = 0; variant < 8; variant++) {
		w.trial = variant & 1;
		w.remind_all = variant & 2;
		w.contact_phone = variant & 4 ? "078 12 34" : NULL;
		for (size_t i = 0; letter_kinds[i] != NULL; i++) {
			struct text source = { 0 };

			assert_int_equal(mail_letter_asset("assets",
			    letter_kinds[i], &source), DONE);
			assert_good(&w, source.bytes);
			letter_texts_put(&t, letter_kinds[i], NULL,
			    source.bytes);
			text_free(&source);
		}
		for (size_t i = 0; letter_kinds[i] != NULL; i++)
			compare(&t, letter_kinds[i], NULL, NULL);
	}
	letter_texts_free(&t);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_that_says_what_it_must_is_taken),
		cmocka_unit_test(every_mistake_is_said_with_its_line),
		cmocka_unit_test(all_mistakes_are_said_at_once),
		cmocka_unit_test(a_trial_says_that_it_is_one),
		cmocka_unit_test(no_other_host_stands_in_a_letter),
		cmocka_unit_test(
		    a_wave_s_own_text_is_filled_in_like_any_other),
		cmocka_unit_test(
		    a_text_that_no_longer_fits_its_wave_is_not_sent),
		cmocka_unit_test(
		    a_letter_says_something_else_than_every_other),
		cmocka_unit_test(
		    a_letter_has_the_text_of_its_group_else_of_its_wave),
		cmocka_unit_test(the_program_s_own_letters_would_be_taken),
	};

	mail_letter_open("assets");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
