/*
 * test_record.c - promises about what a process must not forget.
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

#include "base/log.h"
#include "crypto/keyfile.h"
#include "crypto/record.h"

static char folder[] = "/tmp/aoj-record-XXXXXX";
static const char name[] = "post/list.signed";

static enum outcome
put(bool replace, const char *words, struct text *kept)
{
	struct text t = { 0 };
	enum outcome o;

	text_puts(&t, words);
	o = replace ? crypto_record_replace(folder, name, &t) :
	    crypto_record_keep(kept, folder, name, &t);
	text_free(&t);
	return o;
}

static void
assert_stands(const char *words)
{
	struct text t = { 0 };

	assert_int_equal(crypto_record_read(&t, folder, name), DONE);
	assert_string_equal(t.bytes, words);
	text_free(&t);
}

static void
what_was_kept_first_stands(void **state)
{
	struct text kept = { 0 };
	char path[200];
	struct stat st;

	(void)state;
	assert_int_equal(crypto_record_read(&kept, folder, name), ABSENT);
	assert_int_equal(put(false, "the first", &kept), DONE);
	assert_string_equal(kept.bytes, "the first");
	text_clear(&kept);
	assert_int_equal(put(false, "another", &kept), DONE);
	assert_string_equal(kept.bytes, "the first");
	assert_stands("the first");
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	text_free(&kept);
}

static void
what_is_replaced_is_gone(void **state)
{
	(void)state;
	assert_int_equal(put(true, "a newer one", NULL), DONE);
	assert_stands("a newer one");
	assert_int_equal(crypto_key_destroy(folder, name), DONE);
	assert_int_equal(crypto_key_destroy(folder, name), ABSENT);
}

static void
a_record_that_others_may_read_is_none(void **state)
{
	struct text t = { 0 };
	char path[200];

	(void)state;
	assert_int_equal(put(true, "mine", NULL), DONE);
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(crypto_record_read(&t, folder, name), FAILED);
	assert_int_equal(chmod(path, 0600), 0);
	assert_stands("mine");
	text_free(&t);
}

static int
make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL;
}

static int
remove_folder(void **state)
{
	char path[200];

	(void)state;
	(void)crypto_key_destroy(folder, name);
	(void)snprintf(path, sizeof(path), "%s/post", folder);
	return rmdir(path) != 0 || rmdir(folder) != 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_kept_first_stands),
		cmocka_unit_test(what_is_replaced_is_gone),
		cmocka_unit_test(a_record_that_others_may_read_is_none),
	};

	log_open("test");
	crypto_open();
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
