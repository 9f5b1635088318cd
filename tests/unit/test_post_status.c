/*
 * test_post_status.c - promises about what the office sees of letters: the
 * order, the next moment, and nothing that tells of a small group who
 * answered.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>

#include "domain/post_status.h"

#define MONDAY 1426500000	/* 16 March 2015, 11:00 in Amsterdam */
#define DAY 86400

static const struct post_status_row rows[] = {
	{ "reminder_1", "ib", "Intern begeleiders", 138, 0, 0, 2, MONDAY, 0,
	    MONDAY + 3 * DAY, 0, 0, 0 },
	{ "invitation", "ib", "Intern begeleiders", 138, 0, 0, 2, MONDAY, 0,
	    MONDAY + 3 * DAY, 138, 137, 1 },
	{ "last_call", "ib", "Intern begeleiders", 138, 2, 0, 0,
	    MONDAY + 20 * DAY, MONDAY + 20 * DAY, MONDAY + 21 * DAY, 0, 0,
	    0 },
	{ "reminder_1", "jeugdhulp", "Jeugdhulpprofessionals", 9, 0, 0, 1,
	    MONDAY, 0, MONDAY + 3 * DAY, 6606, 7717, 8818 },
	{ "invitation", "jeugdhulp", "Jeugdhulpprofessionals", 9, 0, 0, 1,
	    MONDAY, 0, MONDAY + 3 * DAY, 9, 9, 0 },
	{ "reminder_2", "ib", "Intern begeleiders", 138, 1, 1, 0,
	    MONDAY + 7 * DAY, MONDAY + 8 * DAY, MONDAY + 11 * DAY, 0, 0, 0 },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static struct post_status_row list[ROWS];

static struct post_status
wave(void)
{
	struct post_status s = {
		.wave = "drechtsteden-2015", .title = "Drechtsteden 2015",
		.open = true, .at = MONDAY + 7 * DAY, .list = list,
		.count = ROWS,
	};

	memcpy(list, rows, sizeof(rows));
	post_status_sort(&s);
	return s;
}

static void
letters_stand_in_the_order_in_which_they_leave(void **state)
{
	static const char *const order[][2] = {
		{ "invitation", "ib" }, { "invitation", "jeugdhulp" },
		{ "reminder_1", "ib" }, { "reminder_1", "jeugdhulp" },
		{ "reminder_2", "ib" }, { "last_call", "ib" },
	};
	struct post_status s = wave();

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		assert_string_equal(s.list[i].kind, order[i][0]);
		assert_string_equal(s.list[i].code, order[i][1]);
	}
}

static void
the_next_moment_is_the_first_that_is_due(void **state)
{
	struct post_status s = wave();

	(void)state;
	assert_int_equal(post_status_next(&s), MONDAY + 8 * DAY);
	s.count = 2;
	assert_int_equal(post_status_next(&s), 0);
}

static void
reminders_have_no_number_even_where_one_is_given(void **state)
{
	struct post_status s = wave();

	(void)state;
	for (int json = 0; json < 2; json++) {
		struct text out = { 0 };

		post_status_print(&s, json == 1, &out);
		assert_null(strstr(out.bytes, "6606"));
		assert_null(strstr(out.bytes, "7717"));
		assert_null(strstr(out.bytes, "8818"));
		assert_non_null(strstr(out.bytes, "137"));
		text_free(&out);
	}
}

static void
a_line_says_why_reminders_have_no_number(void **state)
{
	struct post_status s = wave();
	struct text out = { 0 };

	(void)state;
	post_status_print(&s, false, &out);
	assert_non_null(strstr(out.bytes, "wordt nergens bewaard"));
	text_clear(&out);
	s.count = 2;
	post_status_print(&s, false, &out);
	assert_null(strstr(out.bytes, "wordt nergens bewaard"));
	text_free(&out);
}

static void
the_table_reads_well(void **state)
{
	struct post_status s = wave();
	struct text out = { 0 };

	(void)state;
	s.count = 3;
	s.list[2] = s.list[4];
	post_status_print(&s, false, &out);
	assert_string_equal(out.bytes,
	    "Drechtsteden 2015\n"
	    "Brieven op 23 maart 2015, 11.00 uur\n"
	    "\n"
	    "De volgende ronde staat gepland op dinsdag 24 maart 2015, "
	    "11.00 uur.\n"
	    "\n"
	    "Uitnodiging\n"
	    "functiegroep            wacht  bezig  klaar  gepland vanaf     "
	    "brieven  verstuurd  opgegeven\n"
	    "Intern begeleiders          0      0      2  16-03-2015 11.00  "
	    "    138        137          1\n"
	    "Jeugdhulpprofessionals      0      0      1  16-03-2015 11.00  "
	    "      9          9          0\n"
	    "\n"
	    "Tweede herinnering\n"
	    "functiegroep            wacht  bezig  klaar  gepland vanaf     "
	    "klaar om\n"
	    "Intern begeleiders          1      1      0  23-03-2015 11.00  "
	    "27-03-2015 11.00\n"
	    "\n"
	    "Hoeveel herinneringen er zijn verstuurd, wordt nergens bewaard: "
	    "een herinnering gaat alleen\nnaar wie niet heeft geantwoord. Een "
	    "ronde is klaar als haar tijd om is.\n");
	text_free(&out);
}

static void
a_pause_and_the_end_are_said(void **state)
{
	struct post_status s = wave();
	struct text out = { 0 };

	(void)state;
	s.paused = true;
	post_status_print(&s, false, &out);
	assert_non_null(strstr(out.bytes, "gepauzeerd"));
	text_clear(&out);
	s.open = false;
	post_status_print(&s, false, &out);
	assert_null(strstr(out.bytes, "gepauzeerd"));
	assert_null(strstr(out.bytes, "volgende ronde"));
	assert_non_null(strstr(out.bytes, "gesloten"));
	text_free(&out);
}

static void
the_json_says_the_same(void **state)
{
	struct post_status s = wave();
	struct text out = { 0 };
	json_t *o, *row;

	(void)state;
	post_status_print(&s, true, &out);
	o = json_loads(out.bytes, 0, NULL);
	assert_non_null(o);
	assert_int_equal(json_integer_value(json_object_get(o,
	    "next_due_at")), MONDAY + 8 * DAY);
	row = json_array_get(json_object_get(o, "letters"), 0);
	assert_int_equal(json_integer_value(json_object_get(row, "sent")),
	    137);
	row = json_array_get(json_object_get(o, "letters"), 3);
	assert_null(json_object_get(row, "letters"));
	assert_null(json_object_get(row, "sent"));
	assert_null(json_object_get(row, "given_up"));
	assert_int_equal(json_integer_value(json_object_get(row, "done_by")),
	    MONDAY + 3 * DAY);
	json_decref(o);
	text_free(&out);
}

static void
alerts_stand_first_in_amsterdam_time_and_no_more_than_ten(void **state)
{
	struct post_alert alerts[POST_STATUS_ALERTS_MOST + 2];
	struct post_status s = wave();
	struct text out = { 0 };
	size_t lines = 0;
	char *at;

	(void)state;
	for (size_t i = 0; i < POST_STATUS_ALERTS_MOST + 2; i++)
		alerts[i] = (struct post_alert){ MONDAY, "mail_block",
		    "Er wacht iets." };
	/* After the change of the clocks on 29 March. */
	alerts[0].at = MONDAY + 14 * DAY;
	alerts[1].text = NULL;
	s.alerts = alerts;
	s.alert_count = POST_STATUS_ALERTS_MOST;
	post_status_print(&s, false, &out);
	assert_non_null(strstr(out.bytes, "eerst\n30-03-2015 12.00  Er wacht "
	    "iets.\n16-03-2015 11.00  Deze melding is hier niet te lezen"));
	assert_true(strstr(out.bytes, "Meldingen") < strstr(out.bytes,
	    "Uitnodiging"));
	assert_null(strstr(out.bytes, "oudere meldingen"));
	s.alert_count += 2;
	text_clear(&out);
	post_status_print(&s, false, &out);
	for (at = out.bytes; (at = strstr(at, "Er wacht")) != NULL; at++)
		lines++;
	assert_int_equal(lines, POST_STATUS_ALERTS_MOST - 1);
	assert_non_null(strstr(out.bytes, "oudere meldingen"));
	text_free(&out);
}

static void
json_has_every_alert_and_null_for_what_cannot_be_read(void **state)
{
	static const struct post_alert alerts[] = {
		{ MONDAY, "mail_block", "Zin." },
		{ MONDAY - 1, "unsubscribe_held", NULL },
	};
	struct post_status s = wave();
	struct text out = { 0 };
	const json_t *told;
	json_t *o;

	(void)state;
	s.alerts = alerts;
	s.alert_count = 2;
	post_status_print(&s, true, &out);
	o = json_loadb(out.bytes, out.len, 0, NULL);
	told = json_object_get(o, "alerts");
	assert_int_equal(json_array_size(told), 2);
	assert_string_equal(json_string_value(json_object_get(
	    json_array_get(told, 0), "text")), "Zin.");
	assert_true(json_is_null(json_object_get(json_array_get(told, 1),
	    "text")));
	json_decref(o);
	text_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_stand_in_the_order_in_which_they_leave),
		cmocka_unit_test(the_next_moment_is_the_first_that_is_due),
		cmocka_unit_test(
		    reminders_have_no_number_even_where_one_is_given),
		cmocka_unit_test(a_line_says_why_reminders_have_no_number),
		cmocka_unit_test(the_table_reads_well),
		cmocka_unit_test(a_pause_and_the_end_are_said),
		cmocka_unit_test(the_json_says_the_same),
		cmocka_unit_test(
		    alerts_stand_first_in_amsterdam_time_and_no_more_than_ten),
		cmocka_unit_test(
		    json_has_every_alert_and_null_for_what_cannot_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
