/*
 * test_rates.c - promises about response: what is printed, and how small
 * groups are merged.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>

#include "domain/merge.h"
#include "domain/rates.h"

static struct rate drechtsteden[] = {
	{ "ib", "Intern begeleiders", NULL, 138, 59, 4,
	  3, 2, 1, 132 },
	{ "zoco_vo", "Zorgcoördinatoren", NULL, 29, 14, 0, 0, 0, 0, 29 },
	{ "jeugdhulp", "Jeugdhulpprofessionals", NULL, 9, 5, 1, 0, 0, 0,
	  9 },
	{ "beleid_gemeente", "Beleidsmedewerkers", NULL, 8, 4, 0,
	  0, 0, 0, 8 },
	{ "directie_swv", "Directeuren", NULL, 9, 9, 0, 0, 1, 0, 9 },
};

static struct rates
published(void)
{
	return (struct rates){ "drechtsteden-2015", "Drechtsteden 2015",
	    false, true, false, 1430000000, drechtsteden, 5 };
}

static void
percentages_are_whole_and_round_half_up(void **state)
{
	(void)state;
	assert_int_equal(rates_percentage(59, 138), 43);
	assert_int_equal(rates_percentage(14, 29), 48);
	assert_int_equal(rates_percentage(5, 9), 56);
	assert_int_equal(rates_percentage(4, 8), 50);
	assert_int_equal(rates_percentage(9, 9), 100);
	assert_int_equal(rates_percentage(91, 193), 47);
	assert_int_equal(rates_percentage(1, 200), 1);
	assert_int_equal(rates_percentage(1, 201), 0);
	assert_int_equal(rates_percentage(0, 5), 0);
	assert_int_equal(rates_percentage(0, 0), -1);
	assert_int_equal(rates_percentage(3, 0), -1);
}

static void
the_total_is_computed_from_what_is_shown(void **state)
{
	struct rates r = published();
	struct rate total = rates_total(&r);

	(void)state;
	assert_int_equal(total.sent, 193);
	assert_int_equal(total.response, 91);
}

static void
the_table_of_2015_is_printed(void **state)
{
	struct rates r = published();
	struct text t = { 0 };

	(void)state;
	rates_print(&r, RATES_TEXT, &t);
	assert_non_null(strstr(t.bytes,
	    "functiegroep            verstuurd  respons    %\n"
	    "Intern begeleiders            138      59    43\n"
	    "Zorgcoördinatoren              29      14    48\n"
	    "Jeugdhulpprofessionals          9       5    56\n"
	    "Beleidsmedewerkers              8       4    50\n"
	    "Directeuren                     9       9   100\n"
	    "totaal                        193      91    47\n"));
	text_free(&t);
	rates_print(&r, RATES_CSV, &t);
	assert_non_null(strstr(t.bytes, "\"ib\",\"Intern begeleiders\",138,59,"
	    "43,,3,2,1,135,98,132,45,4\r\n"));
	assert_non_null(strstr(t.bytes, "\"\",\"totaal\",193,91,47,,3,3,1,"
	    "189,98,187,49,5\r\n"));
	text_free(&t);
}

static void
a_second_table_says_whom_the_letters_reached(void **state)
{
	struct rates r = published();
	struct text t = { 0 };
	json_t *o, *total;

	(void)state;
	rates_print(&r, RATES_TEXT, &t);
	assert_non_null(strstr(t.bytes, "\n\n"
	    "functiegroep            bereikt    van    %  netto respons    van"
	    "    %\n"
	    "Intern begeleiders          135    138   98             59    132"
	    "   45\n"));
	assert_non_null(strstr(t.bytes,
	    "totaal                      189    193   98             91    187"
	    "   49\n"));
	text_clear(&t);
	rates_print(&r, RATES_JSON, &t);
	o = json_loadb(t.bytes, t.len, 0, NULL);
	total = json_object_get(o, "total");
	assert_int_equal(json_integer_value(json_object_get(total,
	    "reached_percentage")), 98);
	assert_int_equal(json_integer_value(json_object_get(total, "net")),
	    187);
	assert_int_equal(json_integer_value(json_object_get(total,
	    "net_percentage")), 49);
	json_decref(o);
	text_free(&t);
}

static void
who_answered_all_the_same_is_part_of_the_net_response(void **state)
{
	struct rate all = { .sent = 9, .response = 4, .not_eligible = 1,
	    .undelivered = 3, .not_sent = 1 };

	(void)state;
	assert_int_equal(rates_reached(&all), 5);
	assert_int_equal(rates_net(&all), 4);
	all.response = 5;
	assert_int_equal(rates_net(&all), 5);
}

static void
small_groups_and_empty_ones_say_so(void **state)
{
	struct rate list[] = {
		{ "a", "=Één", NULL, 9, 2, 0, 0, 9, 0, 2 },
		{ "b", "Twee", "a", 0, 0, 0, 0, 0, 0, 0 },
		{ "c", "Drie", NULL, 0, 0, 0, 0, 0, 0, 0 },
	};
	struct rates r = { "x", "X", true, false, false, 1430000000, list, 3 };
	struct text t = { 0 };
	json_t *o, *g;

	(void)state;
	rates_print(&r, RATES_TEXT, &t);
	assert_non_null(strstr(t.bytes, "PROEF: X\n"));
	assert_non_null(strstr(t.bytes, "=Één                          9       "
	    "2    22\n"));
	assert_non_null(strstr(t.bytes, "Twee                  telt mee bij "
	    "=Één\n"));
	assert_non_null(strstr(t.bytes, "Drie                          0       "
	    "0     –\n"));
	text_free(&t);
	rates_print(&r, RATES_CSV, &t);
	assert_non_null(strstr(t.bytes, "\"'=Één\",9,2,22,,0,9,0,0,0,2,100,"
	    "0\r\n"));
	assert_non_null(strstr(t.bytes, "\"b\",\"Twee\",,,,\"a\",,,,,,,,\r\n"));
	assert_non_null(strstr(t.bytes, "\"Drie\",0,0,–,,0,0,0,0,–,0,–,0\r\n"));
	text_free(&t);
	rates_print(&r, RATES_JSON, &t);
	o = json_loadb(t.bytes, t.len, 0, NULL);
	assert_non_null(o);
	g = json_object_get(o, "groups");
	assert_int_equal(json_array_size(g), 3);
	assert_true(json_is_null(json_object_get(json_array_get(g, 2),
	    "percentage")));
	assert_null(json_object_get(json_array_get(g, 1), "sent"));
	assert_int_equal(json_integer_value(json_object_get(
	    json_object_get(o, "total"), "percentage")), 22);
	json_decref(o);
	text_free(&t);
}

static void
a_third_table_counts_who_said_no(void **state)
{
	struct rates r = published();
	struct text t = { 0 };
	json_t *o, *g;

	(void)state;
	rates_print(&r, RATES_TEXT, &t);
	assert_non_null(strstr(t.bytes, "\n\n"
	    "functiegroep            wil niet meedoen  hoort er niet bij\n"
	    "Intern begeleiders                     4                  3\n"));
	assert_non_null(strstr(t.bytes,
	    "totaal                                 5                  3\n"));
	text_free(&t);
	rates_print(&r, RATES_CSV, &t);
	assert_non_null(strstr(t.bytes, ",refused\r\n"));
	text_free(&t);
	rates_print(&r, RATES_JSON, &t);
	o = json_loadb(t.bytes, t.len, 0, NULL);
	g = json_object_get(o, "groups");
	assert_int_equal(json_integer_value(json_object_get(json_array_get(g,
	    0), "refused")), 4);
	assert_int_equal(json_integer_value(json_object_get(
	    json_object_get(o, "total"), "refused")), 5);
	json_decref(o);
	text_free(&t);
}

/* Who may look each minute sees who has just sent something. */
static void
counts_of_last_midnight_say_so(void **state)
{
	struct rates r = published();
	struct text t = { 0 };
	json_t *o;

	(void)state;
	rates_print(&r, RATES_TEXT, &t);
	assert_null(strstr(t.bytes, "middernacht"));
	r.final = false;
	r.midnight = true;
	text_clear(&t);
	rates_print(&r, RATES_TEXT, &t);
	assert_non_null(strstr(t.bytes, "de stand van afgelopen middernacht"));
	assert_non_null(strstr(t.bytes, "staan hier morgen"));
	text_clear(&t);
	rates_print(&r, RATES_JSON, &t);
	o = json_loadb(t.bytes, t.len, 0, NULL);
	assert_true(json_is_true(json_object_get(o, "as_of_midnight")));
	json_decref(o);
	text_free(&t);
}

static void
a_format_has_a_name(void **state)
{
	enum rates_format f;

	(void)state;
	assert_int_equal(rates_format_read("json", &f), DONE);
	assert_int_equal(f, RATES_JSON);
	assert_int_equal(rates_format_read("xml", &f), REFUSED);
}

static void
assert_merged(const char *questionnaires, const long *invited,
    const long *into, const long *counted)
{
	struct merge_group g[8] = { { 0 } };
	static const char *const names[] = { "u", "b" };
	size_t n = strlen(questionnaires), lonely;

	for (size_t i = 0; i < n; i++) {
		g[i].questionnaire = names[questionnaires[i] == 'b'];
		g[i].invited = invited[i];
	}
	assert_int_equal(merge_small(g, n, &lonely), DONE);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(g[i].into, into[i] < 0 ? MERGE_NONE :
		    (size_t)into[i]);
		assert_int_equal(g[i].counted, counted[i]);
	}
}

static void
small_groups_are_merged_with_a_neighbour(void **state)
{
	(void)state;
	assert_merged("uuubb", (long[]){ 138, 29, 9, 8, 9 },
	    (long[]){ -1, -1, -1, -1, -1 }, (long[]){ 138, 29, 9, 8, 9 });
	/* The next one of the same questionnaire … */
	assert_merged("uub", (long[]){ 4, 5, 9 }, (long[]){ 1, -1, -1 },
	    (long[]){ 0, 9, 9 });
	/* … else the one before. */
	assert_merged("ubu", (long[]){ 7, 9, 4 }, (long[]){ -1, -1, 0 },
	    (long[]){ 11, 9, 0 });
	/* Small ones gather. */
	assert_merged("uuuu", (long[]){ 2, 2, 2, 40 },
	    (long[]){ 2, 2, -1, -1 }, (long[]){ 0, 0, 6, 40 });
	assert_merged("uuuu", (long[]){ 30, 2, 1, 1 },
	    (long[]){ -1, 0, 0, 0 }, (long[]){ 34, 0, 0, 0 });
	/* An empty group has nobody to hide, but may get somebody later. */
	assert_merged("uub", (long[]){ 0, 20, 0 }, (long[]){ 1, -1, -1 },
	    (long[]){ 0, 20, 0 });
}

static void
somebody_without_a_neighbour_stops_the_start(void **state)
{
	struct merge_group g[] = { { .questionnaire = "u", .invited = 50 },
	    { .questionnaire = "b", .invited = 4 } };
	size_t lonely = 9;

	(void)state;
	assert_int_equal(merge_small(g, 2, &lonely), REFUSED);
	assert_int_equal(lonely, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(percentages_are_whole_and_round_half_up),
		cmocka_unit_test(the_total_is_computed_from_what_is_shown),
		cmocka_unit_test(the_table_of_2015_is_printed),
		cmocka_unit_test(a_second_table_says_whom_the_letters_reached),
		cmocka_unit_test(
		    who_answered_all_the_same_is_part_of_the_net_response),
		cmocka_unit_test(small_groups_and_empty_ones_say_so),
		cmocka_unit_test(a_third_table_counts_who_said_no),
		cmocka_unit_test(counts_of_last_midnight_say_so),
		cmocka_unit_test(a_format_has_a_name),
		cmocka_unit_test(small_groups_are_merged_with_a_neighbour),
		cmocka_unit_test(somebody_without_a_neighbour_stops_the_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
