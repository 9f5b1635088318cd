/*
 * test_letter.c - one source, two faces that say the same, and a link that
 * stands alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "mail/letter.h"
#include "mail/letter_html.h"
#include "mail/mime.h"

#define LINK "https://m.example.org/v?t=aaaaaaaaaaaaaaaaaaaaaaaaaa"

static const char subject[] =
    "{{%AUTOESCAPE context=\"TEXT\"}}\nOnderwerp: Hallo {{REGION}}\n\n";

static const struct { const char *kind, *body; } sources[] = {
	{ "good", "# Titel\n\n{{SALUTATION}}\n\n{{LINK}}\n\n"
	    "{{#HAS_ORGANISATION}}bij {{ORGANISATION}}.{{/HAS_ORGANISATION}}\n"
	    "{{CLOSING_DATE}}, {{MINUTES}}\n" },
	{ "none", "{{SALUTATION}}{{#TRIAL}}{{/TRIAL}}{{#HAS_PHONE}}"
	    "{{/HAS_PHONE}}{{#REMIND_ALL}}{{/REMIND_ALL}}{{#REMIND_OPEN}}"
	    "{{/REMIND_OPEN}}\n" },
	{ "twice", "{{LINK}}\n\n{{LINK}}\n" },
	{ "inside", "Klik op {{LINK}}\n" },
	{ "behind", "{{LINK}} is de link\n" },
	{ "foreign", "{{LINK}}\n\nZie https://elders.example\n" },
	{ "bare", "{{LINK}}\n\nZie WWW.elders.example\n" },
	{ "host", "{{LINK}}\n\nZie elders.example.\n" },
	{ "own", "{{LINK}}\n\nZie https://m.example.org/privacy\n" },
};

static struct questionnaire questionnaire = { .code = "u", .minutes = 10 };
static struct wave_questionnaire questionnaires[] = { { &questionnaire, "" } };
static const struct function_group group = { .code = "ib",
    .name = "Intern begeleider", .questionnaire = "u" };
static struct wave wave = { .code = "m", .title = "Monitor",
    .region_name = "Drechtsteden", .commissioner = "de gemeenten.",
    .purpose = "Om te leren.", .researcher = "het bureau",
    .link_base = "https://m.example.org", .sender_name = "Monitor",
    .sender_address = "m@example.org", .reply_to = "s@example.org",
    .contact_name = "Sanne",
    .contact_address = "s@example.org", .closes_at = 1428962340,
    .questionnaires = questionnaires, .questionnaire_count = 1 };

static enum outcome
write_to(const char *kind, char *name, char *organisation, struct text *out,
    struct text *html)
{
	char address[] = "a@example.org", nothing[] = "";
	struct invitee to = { address, name, organisation, nothing };
	struct letter l = { kind, &wave, &group, &to, LINK, NULL, NULL,
	    false };
	struct problem why;
	struct text line = { 0 };
	enum outcome o = mail_letter_write(&l, &line, out, html, &why);

	if (o == DONE)
		assert_string_equal(line.bytes, "Hallo Drechtsteden");
	text_free(&line);
	return o;
}

static void
assert_letter(char *name, char *organisation, const char *expected)
{
	struct text plain = { 0 }, html = { 0 };

	assert_int_equal(write_to("good", name, organisation, &plain, &html),
	    DONE);
	assert_string_equal(plain.bytes, expected);
	text_free(&plain);
	text_free(&html);
}

static void
a_letter_is_filled_with_a_person_s_words(void **state)
{
	char name[] = "Jan Jansen", school[] = "De Brug B.V.", no[] = "";
	char link[] = "https://evil.example", www[] = "Www.evil.example";
	char address[] = "jan@example.org", hebrew[] = "שרה";
	char host[] = "Jan elders.nl", site[] = "Elders.nl.";
	char initials[] = "J.van Dijk";

	(void)state;
	assert_letter(name, school, "Titel\n\nGeachte Jan Jansen,\n\n" LINK
	    "\n\nbij De Brug B.V.\nmaandag 13 april 2015, 10\n");
	assert_letter(no, no, "Titel\n\nGeachte heer of mevrouw,\n\n" LINK
	    "\n\nmaandag 13 april 2015, 10\n");
	/* What a mail program would make a link of is no name. */
	assert_letter(link, www, "Titel\n\nGeachte heer of mevrouw,\n\n" LINK
	    "\n\nmaandag 13 april 2015, 10\n");
	assert_letter(address, no, "Titel\n\nGeachte heer of mevrouw,\n\n"
	    LINK "\n\nmaandag 13 april 2015, 10\n");
	assert_letter(host, site, "Titel\n\nGeachte heer of mevrouw,\n\n" LINK
	    "\n\nmaandag 13 april 2015, 10\n");
	assert_letter(initials, no, "Titel\n\nGeachte J.van Dijk,\n\n" LINK
	    "\n\nmaandag 13 april 2015, 10\n");
	/* Its own direction, and nobody else's. */
	assert_letter(hebrew, no, "Titel\n\nGeachte \u2068שרה\u2069,\n\n" LINK
	    "\n\nmaandag 13 april 2015, 10\n");
}

/* One letter among many is the letter that it is alone, encoded. */
static void
a_letter_of_many_says_what_it_says_alone(void **state)
{
	char names[][32] = { "Jan = Jansen", "", "שרה", "Zoë <b>", "www.x.nl" };
	char schools[][32] = { "De Brug & Co.", "", "…", "Été", "= x" };
	char address[] = "a@example.org", nothing[] = "";
	struct letter_forms forms = { { NULL } };
	struct problem why;

	(void)state;
	for (size_t i = 0; i < 25; i++) {
		struct text alone[3] = { { 0 } }, many[3] = { { 0 } };
		struct text quoted[3] = { { 0 } };
		const struct invitee to = { address, names[i % 5],
		    schools[i / 5], nothing };
		const struct letter l = { .kind = "good", .wave = &wave,
		    .group = &group, .to = &to, .link = LINK };

		assert_int_equal(mail_letter_write(&l, &alone[0], &alone[1],
		    &alone[2], &why), DONE);
		assert_int_equal(mail_letter_write_one(&l, &forms, &many[0],
		    &many[1], &many[2], &why), DONE);
		text_puts(&quoted[0], alone[0].bytes);
		mime_quoted(&quoted[1], alone[1].bytes);
		mime_quoted(&quoted[2], alone[2].bytes);
		for (size_t k = 0; k < 3; k++) {
			assert_string_equal(many[k].bytes, quoted[k].bytes);
			text_free(&alone[k]);
			text_free(&many[k]);
			text_free(&quoted[k]);
		}
	}
	mail_letter_forms_free(&forms);
}

static void
a_letter_without_its_link_alone_once_is_refused(void **state)
{
	char name[] = "Jan", no[] = "";

	(void)state;
	for (size_t i = 1; i < sizeof(sources) / sizeof(sources[0]); i++) {
		struct text plain = { 0 }, html = { 0 };

		assert_int_equal(write_to(sources[i].kind, name, no, &plain,
		    &html), REFUSED);
		assert_int_equal(plain.len + html.len, 0);
	}
}

static void
html_says_what_the_text_says_and_nothing_is_markup(void **state)
{
	static const char source[] = "\n# A & B\n\n\nEen <b>\"regel\"</b>\n"
	    "tweede\n- punt <i>\n- nog een\n## Kop\n\n" LINK "\nna\n- \n#\n";
	struct text plain = { 0 }, html = { 0 };
	const char *body;

	(void)state;
	letter_plain(source, &plain);
	assert_string_equal(plain.bytes, "A & B\n\nEen <b>\"regel\"</b>\n"
	    "tweede\n- punt <i>\n- nog een\nKop\n\n" LINK "\nna\n-\n#\n");
	letter_html(source, "T <&>", LINK, &html);
	assert_non_null(strstr(html.bytes, "<title>T &lt;&amp;&gt;</title>"));
	body = strstr(html.bytes, "<main>\n");
	assert_non_null(body);
	assert_string_equal(body, "<main>\n<h1>A &amp; B</h1>\n"
	    "<p>Een &lt;b&gt;&quot;regel&quot;&lt;/b&gt;<br>\ntweede</p>\n"
	    "<ul>\n<li>punt &lt;i&gt;</li>\n<li>nog een</li>\n</ul>\n"
	    "<h2>Kop</h2>\n<p class=\"link\"><a href=\"" LINK "\">" LINK
	    "</a></p>\n<p>na<br>\n-<br>\n#</p>\n</main>\n</body>\n</html>\n");
	text_free(&plain);
	text_free(&html);
}

static void
a_proof_says_so_above_all_and_is_the_same_letter(void **state)
{
	char address[] = "a@example.org", name[] = "Jan", nothing[] = "";
	struct invitee to = { address, name, nothing, nothing };
	struct letter l = { .kind = "good", .wave = &wave,
	    .group = &group, .to = &to, .link = LINK };
	struct text about = { 0 }, plain = { 0 }, html = { 0 };
	struct text proof = { 0 }, marked = { 0 }, page = { 0 };
	struct problem why;

	(void)state;
	assert_int_equal(mail_letter_write(&l, &about, &plain, &html, &why),
	    DONE);
	l.proof = true;
	assert_int_equal(mail_letter_write(&l, &proof, &marked, &page, &why),
	    DONE);
	assert_int_equal(strncmp(proof.bytes, "Proefbrief: ", 12), 0);
	assert_string_equal(proof.bytes + 12, about.bytes);
	assert_int_equal(strncmp(marked.bytes, "PROEFBRIEF. ", 12), 0);
	assert_string_equal(marked.bytes + marked.len - plain.len,
	    plain.bytes);
	assert_non_null(strstr(page.bytes, "<p>PROEFBRIEF. "));
	assert_non_null(strstr(page.bytes, "<title>Proefbrief: "));
	text_free(&about);
	text_free(&plain);
	text_free(&html);
	text_free(&proof);
	text_free(&marked);
	text_free(&page);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_is_filled_with_a_person_s_words),
		cmocka_unit_test(a_letter_of_many_says_what_it_says_alone),
		cmocka_unit_test(
		    a_letter_without_its_link_alone_once_is_refused),
		cmocka_unit_test(
		    a_proof_says_so_above_all_and_is_the_same_letter),
		cmocka_unit_test(
		    html_says_what_the_text_says_and_nothing_is_markup),
	};
	char folder[] = "/tmp/aoj-letters-XXXXXX", path[100];
	int failed;

	if (mkdtemp(folder) == NULL)
		return 1;
	snprintf(path, sizeof(path), "%s/letters", folder);
	if (mkdir(path, 0700) != 0)
		return 1;
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		FILE *f;

		snprintf(path, sizeof(path), "%s/letters/%s.txt", folder,
		    sources[i].kind);
		f = fopen(path, "w");
		if (f == NULL || fprintf(f, "%s%s", subject,
		    sources[i].body) < 0 || fclose(f) != 0)
			return 1;
	}
	mail_letter_open(folder);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		snprintf(path, sizeof(path), "%s/letters/%s.txt", folder,
		    sources[i].kind);
		(void)unlink(path);
	}
	snprintf(path, sizeof(path), "%s/letters", folder);
	(void)rmdir(path);
	(void)rmdir(folder);
	return failed;
}
