/*
 * test_keyfile.c - promises about keys in files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/text.h"
#include "crypto/keyfile.h"

static char folder[64];

static int
new_folder(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/aoj-test-keyfile-XXXXXX");
	return mkdtemp(folder) == NULL;
}

static int
old_folder(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

static void
path_of(char path[128], const char *name)
{
	snprintf(path, 128, "%s/%s", folder, name);
}

static void
write_file(const char *name, const char *content, mode_t mode)
{
	char path[128];
	FILE *f;

	path_of(path, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(content, f);
	fclose(f);
	assert_int_equal(chmod(path, mode), 0);
}

static int
files_in_folder(void)
{
	char command[128];
	FILE *f;
	int n = -1;

	snprintf(command, sizeof(command), "ls -A '%s' | wc -l", folder);
	f = popen(command, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%d", &n), 1);
	pclose(f);
	return n;
}

static void
a_key_is_made_once_and_read_ever_after(void **state)
{
	unsigned char one[32] = { 0 }, two[32] = { 0 }, none[32] = { 0 };
	char path[128];
	struct stat st;

	(void)state;
	assert_int_equal(crypto_key_read(one, 32, folder, "a.key"), ABSENT);
	assert_memory_equal(one, none, 32);
	assert_int_equal(crypto_key_make(one, 32, folder, "a.key"), DONE);
	assert_memory_not_equal(one, none, 32);
	assert_int_equal(crypto_key_make(two, 32, folder, "a.key"), DONE);
	assert_memory_equal(one, two, 32);
	memset(two, 0, 32);
	assert_int_equal(crypto_key_read(two, 32, folder, "a.key"), DONE);
	assert_memory_equal(one, two, 32);
	path_of(path, "a.key");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(st.st_size, 65);
	assert_int_equal(files_in_folder(), 1);
}

static void
a_key_open_to_others_is_not_used(void **state)
{
	unsigned char key[32];
	char path[128];

	(void)state;
	assert_int_equal(crypto_key_make(key, 32, folder, "a.key"), DONE);
	path_of(path, "a.key");
	chmod(path, 0640);
	assert_int_equal(crypto_key_read(key, 32, folder, "a.key"), FAILED);
	chmod(path, 0604);
	assert_int_equal(crypto_key_make(key, 32, folder, "a.key"), FAILED);
	chmod(path, 0400);
	assert_int_equal(crypto_key_read(key, 32, folder, "a.key"), DONE);
	chmod(folder, 0770);
	assert_int_equal(crypto_key_read(key, 32, folder, "a.key"), FAILED);
	assert_int_equal(crypto_key_make(key, 32, folder, "b.key"), FAILED);
	chmod(folder, 0700);
	assert_int_equal(files_in_folder(), 1);
}

static void
what_is_no_key_is_not_used(void **state)
{
	static const char hex[] =
	    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
	unsigned char key[32] = "as it was";
	char line[80], path[128], target[128];

	(void)state;
	snprintf(line, sizeof(line), "%s\n", hex);
	write_file("good", line, 0600);
	write_file("empty", "", 0600);
	write_file("no line feed", hex, 0600);
	snprintf(line, sizeof(line), "%s\n\n", hex);
	write_file("more", line, 0600);
	snprintf(line, sizeof(line), "%.62s\n", hex);
	write_file("less", line, 0600);
	snprintf(line, sizeof(line), "%.62sxy\n", hex);
	write_file("not hex", line, 0600);
	snprintf(line, sizeof(line), "%.62s1F\n", hex);
	write_file("upper case", line, 0600);
	path_of(target, "good");
	path_of(path, "link");
	assert_int_equal(symlink(target, path), 0);
	path_of(path, "folder");
	assert_int_equal(mkdir(path, 0700), 0);
	path_of(path, "pipe");
	assert_int_equal(mkfifo(path, 0600), 0);

	assert_int_equal(crypto_key_read(key, 32, folder, "empty"), FAILED);
	assert_int_equal(crypto_key_read(key, 32, folder, "no line feed"),
	    FAILED);
	assert_int_equal(crypto_key_read(key, 32, folder, "more"), FAILED);
	assert_int_equal(crypto_key_read(key, 32, folder, "less"), FAILED);
	assert_int_equal(crypto_key_read(key, 32, folder, "not hex"), FAILED);
	assert_int_equal(crypto_key_read(key, 32, folder, "upper case"),
	    FAILED);
	assert_int_equal(crypto_key_read(key, 32, folder, "link"), FAILED);
	assert_int_equal(crypto_key_read(key, 32, folder, "folder"), FAILED);
	assert_int_equal(crypto_key_read(key, 32, folder, "pipe"), FAILED);
	assert_int_equal(crypto_key_read(key, 16, folder, "good"), FAILED);
	assert_string_equal((char *)key, "as it was");
	assert_int_equal(crypto_key_read(key, 32, folder, "good"), DONE);
	assert_int_equal(key[31], 0x1f);
}

static void
two_who_make_a_key_at_once_get_the_same(void **state)
{
	enum { MAKERS = 8 };
	unsigned char key[32], theirs[32];
	int ends[2], status, i;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	for (i = 0; i < MAKERS; i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0) {
			if (crypto_key_make(key, 32, folder, "a.key") != DONE)
				_exit(1);
			_exit(write(ends[1], key, 32) != 32);
		}
	}
	for (i = 0; i < MAKERS; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(crypto_key_read(key, 32, folder, "a.key"), DONE);
	for (i = 0; i < MAKERS; i++) {
		assert_int_equal(read(ends[0], theirs, 32), 32);
		assert_memory_equal(key, theirs, 32);
	}
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(files_in_folder(), 1);
}

static void
a_destroyed_key_is_gone(void **state)
{
	unsigned char one[32], two[32];

	(void)state;
	assert_int_equal(crypto_key_destroy(folder, "a.key"), ABSENT);
	assert_int_equal(crypto_key_make(one, 32, folder, "a.key"), DONE);
	assert_int_equal(crypto_key_destroy(folder, "a.key"), DONE);
	assert_int_equal(crypto_key_read(two, 32, folder, "a.key"), ABSENT);
	assert_int_equal(files_in_folder(), 0);
	assert_int_equal(crypto_key_make(two, 32, folder, "a.key"), DONE);
	assert_memory_not_equal(one, two, 32);
}

/* A second name of the file keeps showing what destroying wrote over it. */
static void
a_destroyed_key_is_overwritten(void **state)
{
	unsigned char key[32];
	char path[128], second[128], line[66] = "", hex[65];
	FILE *f;

	(void)state;
	assert_int_equal(crypto_key_make(key, 32, folder, "a.key"), DONE);
	path_of(path, "a.key");
	path_of(second, "second");
	assert_int_equal(link(path, second), 0);
	assert_int_equal(crypto_key_destroy(folder, "a.key"), DONE);
	f = fopen(second, "r");
	assert_non_null(f);
	assert_int_equal(fread(line, 1, 65, f), 65);
	fclose(f);
	text_hex(hex, key, 32);
	assert_memory_not_equal(line, hex, 64);
}

static void
a_first_key_makes_its_folder_and_no_more(void **state)
{
	unsigned char one[32], two[32];
	char path[128];
	struct stat st;

	(void)state;
	assert_int_equal(crypto_key_read(one, 32, folder, "new/a.key"),
	    ABSENT);
	assert_int_equal(crypto_key_destroy(folder, "new/a.key"), ABSENT);
	assert_int_equal(crypto_key_make(one, 32, folder, "new/a.key"), DONE);
	path_of(path, "new");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(crypto_key_read(two, 32, path, "a.key"), DONE);
	assert_memory_equal(one, two, 32);
	assert_int_equal(crypto_key_make(one, 32, folder, "no/such/a.key"),
	    FAILED);
	assert_int_equal(files_in_folder(), 1);
}

/* Secrets that could be swapped out are no secrets: better not to start. */
static void
memory_that_cannot_be_locked_stops_the_process(void **state)
{
	int status;
	pid_t pid;

	(void)state;
#if defined(__SANITIZE_ADDRESS__)
	skip();		/* its mlock does nothing and says that it did */
#endif
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct rlimit none = { 0, 0 };
		FILE *quiet = freopen("/dev/null", "w", stderr);

		if (quiet == NULL || setrlimit(RLIMIT_MEMLOCK, &none) != 0 ||
		    (geteuid() == 0 && setuid(65534) != 0))
			_exit(0);
		crypto_secret_new(32);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_not_equal(status, 0);
}

#define test(name) \
	cmocka_unit_test_setup_teardown(name, new_folder, old_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_key_is_made_once_and_read_ever_after),
		test(a_key_open_to_others_is_not_used),
		test(what_is_no_key_is_not_used),
		test(two_who_make_a_key_at_once_get_the_same),
		test(a_destroyed_key_is_gone),
		test(a_destroyed_key_is_overwritten),
		test(a_first_key_makes_its_folder_and_no_more),
		test(memory_that_cannot_be_locked_stops_the_process),
	};

	crypto_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
