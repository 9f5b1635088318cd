/*
 * test_invitee.c - promises about addresses, rows and doubles.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/invitee.h"

static void
assert_address(const char *typed, const char *address)
{
	const char *wrong;
	char *s = invitee_address(typed, &wrong);

	if (s == NULL)
		fail_msg("%s: %s", typed, wrong);
	assert_string_equal(s, address);
	free(s);
}

static void
assert_no_address(const char *typed, const char *says)
{
	const char *wrong = NULL;

	assert_null(invitee_address(typed, &wrong));
	assert_non_null(wrong);
	if (strstr(wrong, says) == NULL)
		fail_msg("%s: \"%s\" does not say \"%s\"", typed, wrong, says);
}

static void
an_address_is_normalised_for_the_mail(void **state)
{
	(void)state;
	assert_address("jan@example.org", "jan@example.org");
	assert_address("  Jan.de+Boer@EXAMPLE.Org\t",
	    "Jan.de+Boer@example.org");
	assert_address("jan@bücher.example", "jan@xn--bcher-kva.example");
	assert_address("jan@B\xC3\x9C" "CHER.example",
	    "jan@xn--bcher-kva.example");
	/* The same letter, composed and not. */
	assert_address("jan@bu\xCC\x88" "cher.example",
	    "jan@xn--bcher-kva.example");
	assert_address("o'neil@sub.example.org", "o'neil@sub.example.org");
}

static void
what_no_letter_can_go_to_is_refused(void **state)
{
	char long_local[80], long_host[300];

	(void)state;
	assert_no_address("", "geen e-mailadres");
	assert_no_address("   ", "geen e-mailadres");
	assert_no_address("jan", "ontbreekt");
	assert_no_address("jan@", "domeinnaam");
	assert_no_address("@example.org", "niets");
	assert_no_address("a@b@example.org", "meer dan één");
	assert_no_address("Jan <jan@example.org>", "zonder naam");
	assert_no_address("jan@example.org; piet@example.org", "Eén adres");
	assert_no_address("jan de boer@example.org", "spatie");
	assert_no_address("jan..boer@example.org", "punt");
	assert_no_address(".jan@example.org", "punt");
	assert_no_address("jan.@example.org", "punt");
	assert_no_address("rené@example.org", "é");
	assert_no_address("jan@localhost", "domeinnaam");
	assert_no_address("jan@192.0.2.1", "domeinnaam");
	assert_no_address("jan@example..org", "domeinnaam");
	assert_no_address("jan@-x.example", "domeinnaam");
	assert_no_address("jan@exa_mple.org", "domeinnaam");
	assert_no_address("jan@example.org.", "domeinnaam");
	assert_no_address("jan\n@example.org", "stuurteken");
	assert_no_address("jan@example.org\r\nBcc: x@example.org",
	    "stuurteken");
	assert_no_address("jan\xE9@example.org", "stuurteken");
	memset(long_local, 'x', 65);
	strcpy(long_local + 65, "@a.org");
	assert_no_address(long_local, "64");
	strcpy(long_host, "jan@");
	for (int i = 0; i < 60; i++)
		strcat(long_host, "abc.");
	strcat(long_host, "example");
	assert_int_equal(strlen(long_host), 251);
	assert_address(long_host, long_host);
	strcat(long_host, "abcd");
	assert_no_address(long_host, "");
}

static void
two_spellings_of_one_mailbox_have_one_key(void **state)
{
	char *a = invitee_address_key("Alice@example.org");
	char *b = invitee_address_key("alice@example.org");

	(void)state;
	assert_string_equal(a, b);
	free(a);
	free(b);
}

static void
names_are_compared_as_people_do(void **state)
{
	static const char *const same[] = { "Zorgcoördinator  VO",
	    " zorgcoördinator vo", "ZORGCOO\xCC\x88RDINATOR\xC2\xA0VO ",
	    "zorgcoördinator\tvo" };

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		char *s = invitee_fold(same[i]);

		assert_string_equal(s, "zorgcoördinator vo");
		free(s);
	}
	assert_null(invitee_fold("\xFF"));
}

static void
a_record_comes_back_as_it_was(void **state)
{
	char a[] = "jan@example.org", n[] = "Jan \"J\" Ünal";
	char o[] = "", m[] = "é";
	struct invitee i = { a, n, o, m }, back = { 0 };
	struct text t = { 0 };

	(void)state;
	invitee_to_record(&i, &t);
	assert_int_equal(invitee_from_record(&back, t.bytes, t.len), DONE);
	assert_string_equal(back.address, a);
	assert_string_equal(back.name, n);
	assert_string_equal(back.organisation, o);
	assert_string_equal(back.municipality, m);
	invitee_free(&back);
	assert_int_equal(invitee_from_record(&back, t.bytes, t.len - 1),
	    REFUSED);
	assert_int_equal(invitee_from_record(&back, "{}", 2), REFUSED);
	assert_null(back.address);
	text_free(&t);
}

/* A table from strings: rows of cells, each row ended by NULL, then NULL. */
static const char *syn[] = { "intern begeleiders" };
static const struct invitee_group groups[] = {
	{ "ib", "Intern begeleider", syn, 1 },
	{ "zoco_vo", "Zorgcoördinator", NULL, 0 },
};

static enum outcome
read_list(struct invitee_list *l, const char *const *cells)
{
	struct invitee_cells rows[20];
	size_t count = 0;
	enum outcome o;

	for (; *cells != NULL; cells++, count++) {
		rows[count].line = (long)count + 1;
		rows[count].cells = (char **)(uintptr_t)cells;
		rows[count].count = 0;
		for (; *cells != NULL; cells++)
			rows[count].count++;
	}
	memset(l, 0, sizeof(*l));
	o = invitee_list_read(l, rows, count, groups, 2);
	return o == DONE ? invitee_list_judge(l, groups) : o;
}

static void
assert_verdict(const struct invitee_list *l, size_t i, long line,
    const char *field, enum invitee_fate fate, const char *says)
{
	assert_true(i < l->verdict_count);
	assert_int_equal(l->verdicts[i].line, line);
	assert_string_equal(l->verdicts[i].field, field);
	assert_int_equal(l->verdicts[i].fate, fate);
	if (strstr(l->verdicts[i].text, says) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", l->verdicts[i].text,
		    says);
}

static void
columns_come_in_any_order_and_by_any_usual_name(void **state)
{
	static const char *const cells[] = {
		"School", "FUNCTIE", "E-mail adres", "Naam:", "Gemeente", NULL,
		"De Brug", "Intern Begeleiders", "A@Example.org", "An", "Dordt",
		NULL, NULL };
	struct invitee_list l;

	(void)state;
	assert_int_equal(read_list(&l, cells), DONE);
	assert_int_equal(l.count, 1);
	assert_int_equal(l.rows[0].group, 0);
	assert_string_equal(l.rows[0].invitee.address, "A@example.org");
	assert_string_equal(l.rows[0].invitee.name, "An");
	assert_string_equal(l.rows[0].invitee.organisation, "De Brug");
	assert_string_equal(l.rows[0].invitee.municipality, "Dordt");
	assert_int_equal(l.verdict_count, 1);
	assert_verdict(&l, 0, 2, "", INVITEE_NEW, "Intern begeleider");
	invitee_list_free(&l);
}

static void
a_name_may_be_in_three_columns(void **state)
{
	static const char *const cells[] = {
		"email", "functiegroep", "achternaam", "voornaam",
		"tussenvoegsel", NULL,
		"a@example.org", "ib", "Boer", "Jan", "de", NULL,
		"b@example.org", "ib", "Ünal", "Ayşe", NULL, NULL };
	struct invitee_list l;

	(void)state;
	assert_int_equal(read_list(&l, cells), DONE);
	assert_string_equal(l.rows[0].invitee.name, "Jan de Boer");
	assert_string_equal(l.rows[1].invitee.name, "Ayşe Ünal");
	invitee_list_free(&l);
}

static void
a_header_that_does_not_do_is_explained(void **state)
{
	static const char *const none[] = { "jan@example.org", "ib", NULL,
	    NULL };
	static const char *const twice[] = { "email", "e-mail",
	    "functiegroep", NULL, NULL };
	static const char *const more[] = { "email", "functiegroep",
	    "telefoon", NULL, "a@example.org", "ib", "06", NULL, NULL };
	struct invitee_list l;

	(void)state;
	assert_int_equal(read_list(&l, none), REFUSED);
	assert_verdict(&l, 2, 1, "kop", INVITEE_REFUSED, "“email”");
	assert_verdict(&l, 3, 1, "kop", INVITEE_REFUSED, "“functiegroep”");
	invitee_list_free(&l);
	assert_int_equal(read_list(&l, twice), REFUSED);
	assert_verdict(&l, 0, 1, "kop", INVITEE_REFUSED, "kolommen 1 en 2");
	invitee_list_free(&l);
	assert_int_equal(read_list(&l, more), DONE);
	assert_verdict(&l, 0, 1, "kop", INVITEE_NOTE, "telefoon");
	invitee_list_free(&l);
}

static void
every_mistake_of_a_row_has_its_own_verdict(void **state)
{
	static char long_name[2 * INVITEE_NAME_MAX + 3];
	const char *cells[] = {
		"email", "functiegroep", "naam", "organisatie", NULL,
		"jan@", "tovenaar", "Jan", "X", NULL,
		"", "", "", "Y", NULL,
		"a@example.org", "ib", "Jan\nBcc: x", "a\x01", NULL,
		"b@example.org", "ib", long_name, "", NULL,
		"c@example.org", "ib", "C", "", "extra", NULL,
		"d@example.org", "ib", "\xE2\x80\xAE" "gpj.exe", "", NULL,
		NULL };
	struct invitee_list l;

	(void)state;
	for (size_t i = 0; i <= INVITEE_NAME_MAX; i++)
		memcpy(long_name + 2 * i, "é", 3);
	assert_int_equal(read_list(&l, cells), REFUSED);
	assert_int_equal(l.refused, 6);
	assert_int_equal(l.fresh, 0);
	assert_verdict(&l, 0, 2, "email", INVITEE_REFUSED, "domeinnaam");
	assert_verdict(&l, 1, 2, "functiegroep", INVITEE_REFUSED, "“tovenaar”");
	assert_verdict(&l, 2, 3, "email", INVITEE_REFUSED, "geen e-mailadres");
	assert_verdict(&l, 3, 3, "functiegroep", INVITEE_REFUSED,
	    "geen functiegroep");
	assert_verdict(&l, 4, 4, "naam", INVITEE_REFUSED, "stuurteken");
	assert_verdict(&l, 5, 4, "organisatie", INVITEE_REFUSED, "stuurteken");
	assert_verdict(&l, 6, 5, "naam", INVITEE_REFUSED, "200 tekens");
	assert_verdict(&l, 7, 6, "rij", INVITEE_REFUSED, "meer velden");
	assert_verdict(&l, 8, 7, "naam", INVITEE_REFUSED, "stuurteken");
	assert_int_equal(l.verdict_count, 9);
	invitee_list_free(&l);
}

static void
doubles_in_one_group_are_merged_and_in_two_refused(void **state)
{
	static const char *const cells[] = {
		"email", "functiegroep", NULL,
		"Alice@Example.org", "ib", NULL,
		"bob@example.org", "ib", NULL,
		"alice@example.org", "IB", NULL,
		"bob@EXAMPLE.org", "zoco_vo", NULL,
		NULL };
	struct invitee_list l;

	(void)state;
	assert_int_equal(read_list(&l, cells), REFUSED);
	assert_int_equal(l.doubles, 1);
	assert_int_equal(l.refused, 1);
	assert_int_equal(l.rows[2].same, 0);
	assert_verdict(&l, 2, 4, "email", INVITEE_DOUBLE, "regel 2");
	assert_verdict(&l, 3, 5, "functiegroep", INVITEE_REFUSED, "regel 3");
	invitee_list_free(&l);
}

static void
whoever_is_on_the_list_already_is_merged_or_refused(void **state)
{
	static const char *const cells[] = {
		"email", "functiegroep", NULL,
		"a@example.org", "ib", NULL,
		"a@example.org", "ib", NULL,
		"b@example.org", "ib", NULL,
		NULL };
	struct invitee_list l;

	(void)state;
	assert_int_equal(read_list(&l, cells), DONE);
	invitee_list_meet(&l, 0, 0, groups);
	invitee_list_meet(&l, 1, 0, groups);
	assert_int_equal(invitee_list_judge(&l, groups), DONE);
	assert_int_equal(l.doubles, 2);
	assert_int_equal(l.rows[1].same, INVITEE_KNOWN);
	invitee_list_meet(&l, 2, 1, groups);
	assert_int_equal(invitee_list_judge(&l, groups), REFUSED);
	assert_int_equal(l.refused, 1);
	invitee_list_free(&l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_normalised_for_the_mail),
		cmocka_unit_test(what_no_letter_can_go_to_is_refused),
		cmocka_unit_test(two_spellings_of_one_mailbox_have_one_key),
		cmocka_unit_test(names_are_compared_as_people_do),
		cmocka_unit_test(a_record_comes_back_as_it_was),
		cmocka_unit_test(columns_come_in_any_order_and_by_any_usual_name),
		cmocka_unit_test(a_name_may_be_in_three_columns),
		cmocka_unit_test(a_header_that_does_not_do_is_explained),
		cmocka_unit_test(every_mistake_of_a_row_has_its_own_verdict),
		cmocka_unit_test(doubles_in_one_group_are_merged_and_in_two_refused),
		cmocka_unit_test(whoever_is_on_the_list_already_is_merged_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
