/*
 * test_template.c - pages escape what they are given, letters do not, and what
 * somebody forgot to set or to escape stops a test build.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/template.h"

#define HTML "{{%AUTOESCAPE context=\"HTML\"}}\n"
#define TEXT "{{%AUTOESCAPE context=\"TEXT\"}}\n"

/* A scratch folder with pages/, parts/ and again/ in it. */
static char scratch[] = "/tmp/aoj-template-XXXXXX";
static char pages[64];

static void
put(const char *file, const char *text)
{
	char path[200];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", scratch, file);
	f = fopen(path, "we");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
}

static void
take_away(const char *file)
{
	char path[200];

	(void)snprintf(path, sizeof(path), "%s/%s", scratch, file);
	assert_int_equal(remove(path), 0);
}

static void
expect(const char *file, const struct template_data *d, const char *html)
{
	struct text out = { 0 };

	assert_int_equal(template_render(file, d, &out), DONE);
	assert_string_equal(out.bytes, html);
	text_free(&out);
}

static const char hostile[] = "<b title='x' class=\"y\">&amp;\n</b>";

static void
what_a_page_is_given_is_escaped(void **state)
{
	struct template_data *d = template_data_new();

	(void)state;
	template_set(d, "VALUE", hostile);
	expect("value.html", d, "<p title=\"&lt;b title=&#39;x&#39; "
	    "class=&quot;y&quot;&gt;&amp;amp; &lt;/b&gt;\">"
	    "&lt;b title=&#39;x&#39; class=&quot;y&quot;&gt;&amp;amp; "
	    "&lt;/b&gt;</p>\n");
	template_data_free(d);
}

static void
a_link_that_is_a_script_does_not_stand_in_a_page(void **state)
{
	struct template_data *d = template_data_new();

	(void)state;
	template_set(d, "PATH", "javascript:alert(1)");
	expect("link.html", d, "<a href=\"#\">x</a>\n");
	template_set(d, "PATH", "/verder?a=1&b=2");
	expect("link.html", d, "<a href=\"/verder?a=1&amp;b=2\">x</a>\n");
	template_data_free(d);
}

static void
escaping_by_hand_keeps_line_breaks(void **state)
{
	struct template_data *d = template_data_new();
	struct text out = { 0 };

	(void)state;
	template_set(d, "VALUE", hostile);
	expect("area.html", d, "<textarea>\n&lt;b title=&#39;x&#39; "
	    "class=&quot;y&quot;&gt;&amp;amp;\n&lt;/b&gt;</textarea>\n");
	template_escape(&out, hostile);
	assert_string_equal(out.bytes, "&lt;b title=&#39;x&#39; "
	    "class=&quot;y&quot;&gt;&amp;amp;\n&lt;/b&gt;");
	text_free(&out);
	template_data_free(d);
}

static void
a_letter_says_what_it_is_given(void **state)
{
	struct template_data *d = template_data_new();

	(void)state;
	template_set(d, "VALUE", hostile);
	template_show(d, "MORE");
	expect("letter.txt", d, "Dag <b title='x' class=\"y\">&amp;\n</b>\n\n"
	    "Meer.\n");
	template_data_free(d);
}

static void
a_source_in_memory_is_a_letter_too(void **state)
{
	struct template_data *d = template_data_new();
	struct text out = { 0 };
	char source[64], expected[64];

	(void)state;
	template_set(d, "VALUE", hostile);
	/* More than are kept, and each of them twice. */
	for (int i = 0; i < 100; i++) {
		(void)snprintf(source, sizeof(source), "%d\n\n  {{VALUE}}\n",
		    i % 50);
		(void)snprintf(expected, sizeof(expected), "%d\n\n  %s\n",
		    i % 50, hostile);
		text_clear(&out);
		assert_int_equal(template_render_source(source, d, &out),
		    DONE);
		assert_string_equal(out.bytes, expected);
	}
	text_clear(&out);
	assert_int_equal(template_render_source("{{#A}}x", d, &out), FAILED);
	assert_int_equal(out.len, 0);
	text_free(&out);
	template_data_free(d);
}

static void
a_section_stands_there_once_for_every_round(void **state)
{
	struct template_data *d = template_data_new(), *row;

	(void)state;
	expect("rows.html", d, "<ul></ul>\n");
	template_set(d, "ALL", "!");
	row = template_section(d, "ROW");
	template_set_number(row, "N", 1);
	row = template_section(d, "ROW");
	template_set_number(row, "N", -2);
	template_show(row, "LAST");
	expect("rows.html", d, "<ul><li>1!</li><li>-2! einde</li></ul>\n");
	template_data_free(d);
}

static void
a_part_sees_the_values_of_its_page(void **state)
{
	struct template_data *d = template_data_new();

	(void)state;
	template_set(d, "TITLE", "A & B");
	expect("whole.html", d, "<h1>A &amp; B</h1>\n<p>klaar</p>\n");
	template_data_free(d);
}

static void
rendering_adds_to_what_is_there(void **state)
{
	struct template_data *d = template_data_new();
	struct text out = { 0 };

	(void)state;
	text_puts(&out, "eerst ");
	assert_int_equal(template_render("rows.html", d, &out), DONE);
	assert_string_equal(out.bytes, "eerst <ul></ul>\n");
	text_free(&out);
	template_data_free(d);
}

/* Whether what a child process does ends as die() does. */
static bool
stops(void (*what)(void))
{
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		/* What it says on its way out is not for this test's reader,
		 * and what the parent owns is not its to look after. */
		int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

		(void)dup2(nowhere, 2);
		(void)setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
		what();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) && WEXITSTATUS(status) != 0;
}

static void
forget_a_value(void)
{
	struct text out = { 0 };

	(void)template_render("value.html", template_data_new(), &out);
}

static void
forget_a_value_of_a_round(void)
{
	struct template_data *d = template_data_new();
	struct text out = { 0 };

	template_set(d, "ALL", "!");
	template_set_number(template_section(d, "ROW"), "N", 1);
	(void)template_section(d, "ROW");
	(void)template_render("rows.html", d, &out);
}

static void
forget_nothing(void)
{
	struct template_data *d = template_data_new();
	struct text out = { 0 };

	template_set(d, "ALL", "");
	template_set_number(template_section(d, "ROW"), "N", 1);
	(void)template_render("rows.html", d, &out);
}

static void
misspell_a_section(void)
{
	template_show(template_data_new(), "ROWS");
}

static void
misspell_a_round(void)
{
	(void)template_section(template_data_new(), "ROWS");
}

static void
a_forgotten_value_stops_a_test_build(void **state)
{
	(void)state;
	assert_false(stops(forget_nothing));
	assert_true(stops(forget_a_value));
	assert_true(stops(forget_a_value_of_a_round));
	assert_true(stops(misspell_a_section));
	assert_true(stops(misspell_a_round));
}

/* A folder beside pages/ with one file in it is loaded. */
static void
load_again(void)
{
	char again[64];

	(void)snprintf(again, sizeof(again), "%s/again", scratch);
	template_open(again);
}

/* Whether loading stops at a file of this name and text. */
static bool
is_refused(const char *file, const char *text)
{
	bool refused;

	put(file, text);
	refused = stops(load_again);
	take_away(file);
	return refused;
}

static void
a_template_that_does_not_say_how_it_escapes_does_not_load(void **state)
{
	(void)state;
	assert_false(is_refused("again/x.html", HTML "<p>{{VALUE}}</p>\n"));
	assert_false(is_refused("again/x.txt", TEXT "Dag {{VALUE}}\n"));
	assert_true(is_refused("again/x.html", "<p>{{VALUE}}</p>\n"));
	assert_true(is_refused("again/x.html", "\n" HTML "<p>{{VALUE}}</p>\n"));
	assert_true(is_refused("again/x.html", TEXT "<p>{{VALUE}}</p>\n"));
	assert_true(is_refused("again/x.html", ""));
	assert_true(is_refused("again/x.txt", "Dag {{VALUE}}\n"));
	assert_true(is_refused("again/x.txt", HTML "Dag {{VALUE}}\n"));
}

static void
a_template_with_a_mistake_does_not_load(void **state)
{
	(void)state;
	assert_false(is_refused("again/x.html", HTML
	    "{{%INSERT parts/title.html}}\n"));
	assert_true(is_refused("again/value.html", HTML "twice\n"));
	assert_true(is_refused("again/x.html", HTML "{{#A}}<p>\n"));
	assert_true(is_refused("again/x.html", HTML
	    "{{%INSERT parts/none.html}}\n"));
	assert_true(is_refused("again/x.html", HTML
	    "{{%INSERT parts/title.html\n"));
	put("parts/round.html", "{{%INSERT parts/round.html}}\n");
	assert_true(is_refused("again/x.html", HTML
	    "{{%INSERT parts/round.html}}\n"));
	take_away("parts/round.html");
}

static void
a_template_that_is_not_there_is_our_fault(void **state)
{
	struct template_data *d = template_data_new();
	struct text out = { 0 };

	(void)state;
	assert_int_equal(template_render("none.html", d, &out), FAILED);
	assert_null(out.bytes);
	template_data_free(d);
}

static int
make_scratch(void **state)
{
	static const char *const folders[] = { "pages", "parts", "again" };
	char path[64];

	(void)state;
	if (mkdtemp(scratch) == NULL)
		return -1;
	(void)snprintf(pages, sizeof(pages), "%s/pages", scratch);
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", scratch,
		    folders[i]);
		if (mkdir(path, 0700) != 0)
			return -1;
	}
	put("parts/title.html", "<h1>{{TITLE}}</h1>\n");
	put("pages/value.html", HTML "<p title=\"{{VALUE}}\">{{VALUE}}</p>\n");
	put("pages/link.html", HTML "<a href=\"{{PATH}}\">x</a>\n");
	put("pages/area.html", HTML "<textarea>\n"
	    "{{VALUE:pre_escape}}</textarea>\n");
	put("pages/letter.txt", TEXT "Dag {{VALUE}}\n\n"
	    "{{#MORE}}Meer.\n{{/MORE}}");
	put("pages/rows.html", HTML "<ul>{{#ROW}}<li>{{N}}{{ALL}}"
	    "{{#LAST}} einde{{/LAST}}</li>{{/ROW}}</ul>\n");
	put("pages/whole.html", HTML "{{%INSERT parts/title.html}}\n"
	    "<p>klaar</p>\n");
	template_open(pages);
	return 0;
}

static int
remove_scratch(void **state)
{
	static const char *const files[] = { "parts/title.html",
	    "pages/value.html", "pages/link.html", "pages/area.html",
	    "pages/letter.txt", "pages/rows.html", "pages/whole.html",
	    "parts", "pages", "again" };

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		take_away(files[i]);
	return rmdir(scratch);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_page_is_given_is_escaped),
		cmocka_unit_test(
		    a_link_that_is_a_script_does_not_stand_in_a_page),
		cmocka_unit_test(escaping_by_hand_keeps_line_breaks),
		cmocka_unit_test(a_letter_says_what_it_is_given),
		cmocka_unit_test(a_source_in_memory_is_a_letter_too),
		cmocka_unit_test(a_section_stands_there_once_for_every_round),
		cmocka_unit_test(a_part_sees_the_values_of_its_page),
		cmocka_unit_test(rendering_adds_to_what_is_there),
		cmocka_unit_test(a_forgotten_value_stops_a_test_build),
		cmocka_unit_test(
		    a_template_that_does_not_say_how_it_escapes_does_not_load),
		cmocka_unit_test(a_template_with_a_mistake_does_not_load),
		cmocka_unit_test(a_template_that_is_not_there_is_our_fault),
	};

	return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
