/* test_staff_mail.c - the record of a mail to staff. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/staff_mail.h"

static void
a_record_read_back_says_the_same(void **state)
{
	struct staff_mail m = { .to_name = (char[]){ "Zoë \"Z\"" },
	    .to_address = (char[]){ "z@example.org" },
	    .subject = (char[]){ "Kijk even" },
	    .text = (char[]){ "# Titel\n\nRegel\n" } };
	struct staff_mail back = { 0 };
	struct text record = { 0 };

	(void)state;
	staff_mail_to_record(&m, &record);
	assert_int_equal(staff_mail_from_record(&back, record.bytes,
	    record.len), DONE);
	assert_string_equal(back.to_name, m.to_name);
	assert_string_equal(back.to_address, m.to_address);
	assert_string_equal(back.subject, m.subject);
	assert_string_equal(back.text, m.text);
	assert_null(back.from_address);
	staff_mail_free(&back);
	text_free(&record);
}

static void
a_notice_says_from_whom_it_is(void **state)
{
	struct staff_mail m = { .to_name = (char[]){ "" },
	    .to_address = (char[]){ "z@example.org" },
	    .subject = (char[]){ "Vervangen" }, .text = (char[]){ "Regel\n" },
	    .from_name = (char[]){ "Monitor" },
	    .from_address = (char[]){ "m@example.org" },
	    .reply_to = (char[]){ "c@example.org" } };
	struct staff_mail back = { 0 };
	struct text record = { 0 };

	(void)state;
	staff_mail_to_record(&m, &record);
	assert_int_equal(staff_mail_from_record(&back, record.bytes,
	    record.len), DONE);
	assert_string_equal(back.from_name, m.from_name);
	assert_string_equal(back.from_address, m.from_address);
	assert_string_equal(back.reply_to, m.reply_to);
	staff_mail_free(&back);
	text_free(&record);
}

static void
what_is_no_record_changes_nothing(void **state)
{
	static const char *const wrong[] = { "", "{", "[]", "{}", "null",
	    "{\"to_name\":\"a\",\"to_address\":\"b\",\"subject\":\"c\"}",
	    "{\"to_name\":\"a\",\"to_address\":\"b\",\"subject\":\"c\","
	    "\"text\":1}",
	    "{\"to_name\":\"a\",\"to_address\":\"b\",\"subject\":\"c\","
	    "\"text\":\"d\",\"more\":\"e\"}",
	    "{\"to_name\":\"a\",\"to_address\":\"b\",\"subject\":\"c\","
	    "\"text\":\"d\",\"from_name\":\"e\"}" };
	struct staff_mail m = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(staff_mail_from_record(&m, wrong[i],
		    strlen(wrong[i])), REFUSED);
	assert_null(m.to_name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_read_back_says_the_same),
		cmocka_unit_test(a_notice_says_from_whom_it_is),
		cmocka_unit_test(what_is_no_record_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
