/*
 * test_contact.c - promises about the sealed address list.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"

static const char wave[] = "7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e5f";
static const char other_wave[] = "7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e50";
static const char row[] = "01234567-89ab-4def-8123-456789abcdef";
static unsigned char key[CONTACT_KEY_BYTES];

static void
seal(struct text *sealed, const char *plain)
{
	crypto_contact_seal(sealed, key, "invitee", wave, row, plain,
	    strlen(plain));
}

static enum outcome
open_as(const struct text *sealed, struct text *plain, const char *table,
    const char *wave_id, const char *row_id)
{
	return crypto_contact_open(plain, key, table, wave_id, row_id,
	    (const unsigned char *)sealed->bytes, sealed->len);
}

static void
a_contact_opens_only_in_its_own_row(void **state)
{
	struct text sealed = { 0 }, plain = { 0 };

	(void)state;
	seal(&sealed, "{\"name\":\"Jan\"}");
	assert_int_equal(open_as(&sealed, &plain, "outbox", wave, row),
	    REFUSED);
	assert_int_equal(open_as(&sealed, &plain, "invitee", other_wave, row),
	    REFUSED);
	assert_int_equal(open_as(&sealed, &plain, "invitee", wave, wave),
	    REFUSED);
	assert_int_equal(plain.len, 0);
	assert_int_equal(open_as(&sealed, &plain, "invitee", wave, row), DONE);
	assert_string_equal(plain.bytes, "{\"name\":\"Jan\"}");
	key[0] ^= 1;
	assert_int_equal(open_as(&sealed, &plain, "invitee", wave, row),
	    REFUSED);
	key[0] ^= 1;
	text_free(&sealed);
	text_free(&plain);
}

static void
a_contact_with_one_changed_byte_does_not_open(void **state)
{
	struct text sealed = { 0 }, plain = { 0 };
	size_t i;

	(void)state;
	seal(&sealed, "{}");
	assert_int_equal(sealed.len, CONTACT_STEP + 40);
	for (i = 0; i < sealed.len; i++) {
		sealed.bytes[i] ^= 1;
		assert_int_equal(open_as(&sealed, &plain, "invitee", wave,
		    row), REFUSED);
		sealed.bytes[i] ^= 1;
	}
	text_free(&sealed);
	text_free(&plain);
}

static void
short_and_long_contacts_have_one_size(void **state)
{
	struct text sealed = { 0 };
	char plain[CONTACT_STEP];

	(void)state;
	memset(plain, 'x', sizeof(plain));
	plain[CONTACT_STEP - 1] = '\0';
	seal(&sealed, plain);
	assert_int_equal(sealed.len, CONTACT_STEP + 40);
	text_clear(&sealed);
	seal(&sealed, "");
	assert_int_equal(sealed.len, CONTACT_STEP + 40);
	text_free(&sealed);
}

/* Vector from Python's hashlib. */
static void
doubles_are_found_within_a_wave_only(void **state)
{
	unsigned char vector_key[CONTACT_KEY_BYTES], one[32], two[32];
	char hex[65];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(vector_key); i++)
		vector_key[i] = (unsigned char)(64 + i);
	crypto_contact_duplicate(one, vector_key, wave, "jan@example.org");
	text_hex(hex, one, 32);
	assert_string_equal(hex, "905082224a7e29e37bdeeb3bdc5323b5"
	    "9772de41b1f8b1cf170f1e3856d97865");
	crypto_contact_duplicate(two, vector_key, wave, "jan@example.org");
	assert_memory_equal(one, two, 32);
	crypto_contact_duplicate(two, vector_key, other_wave,
	    "jan@example.org");
	assert_memory_not_equal(one, two, 32);
	crypto_contact_duplicate(two, vector_key, wave, "jan@example.or");
	assert_memory_not_equal(one, two, 32);
}

static void
a_domain_is_found_within_a_wave_and_by_no_address(void **state)
{
	unsigned char one[32], two[32];

	(void)state;
	crypto_contact_domain(one, key, wave, "example.org");
	crypto_contact_domain(two, key, wave, "example.org");
	assert_memory_equal(one, two, 32);
	crypto_contact_domain(two, key, other_wave, "example.org");
	assert_memory_not_equal(one, two, 32);
	crypto_contact_duplicate(two, key, wave, "example.org");
	assert_memory_not_equal(one, two, 32);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_contact_opens_only_in_its_own_row),
		cmocka_unit_test(
		    a_contact_with_one_changed_byte_does_not_open),
		cmocka_unit_test(short_and_long_contacts_have_one_size),
		cmocka_unit_test(doubles_are_found_within_a_wave_only),
		cmocka_unit_test(
		    a_domain_is_found_within_a_wave_and_by_no_address),
	};

	crypto_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
