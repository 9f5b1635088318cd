/*
 * test_domain_blocked.c - a letter to a blocked domain waits in its run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "actions/domain_blocked.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"

#define BEGIN 1427184000

static const char wave[] = "7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e5f";

static void
a_blocked_letter_waits_an_hour_and_keeps_its_first_try(void **state)
{
	struct letter_row row = { .wanted = true };
	struct run_letter l = { .row = &row, .blocked = true };

	(void)state;
	blocked_put_off(&l, false, BEGIN);
	assert_int_equal(l.e.next, BEGIN + BLOCKED_RETRY);
	assert_int_equal(l.e.fate, 'W');
	blocked_put_off(&l, false, BEGIN + BLOCKED_RETRY);
	assert_int_equal(l.e.first, BEGIN);
	assert_int_equal(l.e.tries, 2);
	blocked_put_off(&l, true, BEGIN + 2 * BLOCKED_RETRY);
	assert_int_equal(l.e.fate, 'G');
	assert_string_equal(l.e.reply, BLOCKED_REPLY);
}

static void
a_letter_to_another_domain_does_not_wait(void **state)
{
	unsigned char key[CONTACT_KEY_BYTES] = { 7 };
	unsigned char blocks[1][DOMAIN_HASH_BYTES];
	struct letter_run r = { .contact_key = key };

	(void)state;
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
		    a_blocked_letter_waits_an_hour_and_keeps_its_first_try),
		cmocka_unit_test(a_letter_to_another_domain_does_not_wait),
	};

	crypto_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
