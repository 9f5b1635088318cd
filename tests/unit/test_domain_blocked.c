/*
 * test_domain_blocked.c - a run waits for a blocked domain as long for a
 * letter that nobody needs as for one that is wanted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "actions/domain_blocked.h"
#include "base/clock.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"

#define GIVE_UP (24 * 3600)
#define BEGIN 1427184000

static const char wave[] = "7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e5f";

static void
wanted_or_not_a_blocked_letter_waits_equally_long(void **state)
{
	struct letter_row yes = { .wanted = true }, no = { .wanted = false };
	struct run_letter a = { .row = &yes, .blocked = true };
	struct run_letter b = { .row = &no, .blocked = true };
	const struct plan plan = { .any_time = true };
	int tries = 0;

	(void)state;
	for (time_t now = BEGIN; blocked_waits(&a, &plan, GIVE_UP);
	    now = a.e.next) {
		assert_true(blocked_waits(&b, &plan, GIVE_UP));
		blocked_put_off(&a, &plan, now, GIVE_UP);
		blocked_put_off(&b, &plan, now, GIVE_UP);
		assert_int_equal(a.e.next, now + BLOCKED_RETRY);
		assert_int_equal(b.e.next, a.e.next);
		assert_true(++tries < 100);
	}
	assert_false(blocked_waits(&b, &plan, GIVE_UP));
	assert_int_equal(tries, 25);
	/* What nobody needed is not told as lost. */
	assert_int_equal(a.e.fate, 'G');
	assert_int_equal(b.e.fate, 'W');
	assert_string_equal(a.e.reply, BLOCKED_REPLY);
}

static void
nights_and_weekends_are_no_waiting(void **state)
{
	/* From Friday 15:30: an hour then, and four on Monday from 9:15. */
	const struct plan plan = { .send_from = 555, .send_until = 990 };
	struct letter_row row = { .wanted = true };
	struct run_letter l = { .row = &row, .blocked = true };
	time_t now = clock_from_local(2015, 3, 20, 15, 30);

	(void)state;
	for (; blocked_waits(&l, &plan, 5 * 3600); now = l.e.next)
		blocked_put_off(&l, &plan, now, 5 * 3600);
	assert_int_equal(now - BLOCKED_RETRY,
	    clock_from_local(2015, 3, 23, 13, 30));
}

static void
a_letter_to_another_domain_does_not_wait(void **state)
{
	unsigned char key[CONTACT_KEY_BYTES] = { 7 };
	unsigned char blocks[1][DOMAIN_HASH_BYTES];
	struct letter_row row = { .wanted = true };
	struct run_letter l = { .row = &row };
	struct letter_run r = { .contact_key = key };
	const struct plan plan = { .any_time = true };

	(void)state;
	assert_false(blocked_waits(&l, &plan, GIVE_UP));
	strcpy(r.run.wave_id, wave);
	assert_false(domain_blocked(&r, "jan@example.org"));
	crypto_contact_domain(blocks[0], key, wave, "example.org");
	r.blocks = blocks;
	r.block_count = 1;
	assert_true(domain_blocked(&r, "jan@example.org"));
	assert_false(domain_blocked(&r, "jan@sub.example.org"));
	assert_false(domain_blocked(&r, "example.org@example.net"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    wanted_or_not_a_blocked_letter_waits_equally_long),
		cmocka_unit_test(nights_and_weekends_are_no_waiting),
		cmocka_unit_test(a_letter_to_another_domain_does_not_wait),
	};

	crypto_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
