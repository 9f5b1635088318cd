/*
 * test_verp.c - the envelope sender of a letter names it, and nobody but post
 * can make one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/keyfile.h"
#include "crypto/verp.h"
#include "mail/bounce.h"
#include "mail/message.h"

#define ID "3f6c0d1b9a7e4852c1d0e9f8a7b6c5d4"
#define OTHER "3f6c0d1b9a7e4852c1d0e9f8a7b6c5d5"

static unsigned char key[MAC_KEY_BYTES], other_key[MAC_KEY_BYTES] = { 1 };

/* Letters are under way for weeks: what came from a key stays. */
static void
a_mac_is_the_same_for_all_time(void **state)
{
	char mac[VERP_MAC_CHARS + 1];

	(void)state;
	crypto_verp_mac(mac, key, ID);
	assert_string_equal(mac, "7h5nfl6qjmuwrh5mglwl");
}

static void
a_mac_is_of_one_letter_and_one_key(void **state)
{
	char mac[VERP_MAC_CHARS + 1];

	(void)state;
	crypto_verp_mac(mac, key, ID);
	assert_true(crypto_verp_is(key, ID, mac));
	assert_false(crypto_verp_is(key, OTHER, mac));
	assert_false(crypto_verp_is(other_key, ID, mac));
	mac[VERP_MAC_CHARS - 1] ^= 1;
	assert_false(crypto_verp_is(key, ID, mac));
	assert_false(crypto_verp_is(key, ID, ""));
}

static void
a_sender_fits_in_a_command_and_is_read_back(void **state)
{
	static const char plain[] = "From: a@example.org\n\nx\n";
	char sender[320];
	struct bounce b;

	(void)state;
	crypto_verp_address(sender, sizeof(sender), "monitor123@example.org",
	    key, ID);
	assert_int_equal(strcspn(sender, "@"), 64);
	assert_true(mail_address_good(sender));
	assert_int_equal(strncmp(sender, "monitor123+" ID "-", 44), 0);
	assert_string_equal(strchr(sender, '@'), "@example.org");
	assert_int_equal(mail_bounce_read(&b, sender, plain,
	    sizeof(plain) - 1), DONE);
	assert_int_equal(b.key_count, 1);
	assert_string_equal(b.keys[0].letter_id, ID);
	assert_true(crypto_verp_is(key, ID, b.keys[0].mac));
}

static void
an_address_leaves_room_for_a_tag_of_64_octets_in_all(void **state)
{
	(void)state;
	assert_true(crypto_verp_fits("monitor123@example.org"));
	assert_false(crypto_verp_fits("monitor1234@example.org"));
	assert_true(crypto_verp_fits("m@a-long-name-of-a-host.example.org"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mac_is_the_same_for_all_time),
		cmocka_unit_test(a_mac_is_of_one_letter_and_one_key),
		cmocka_unit_test(a_sender_fits_in_a_command_and_is_read_back),
		cmocka_unit_test(
		    an_address_leaves_room_for_a_tag_of_64_octets_in_all),
	};

	crypto_open();
	mail_message_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
