/*
 * test_config.c - settings are checked as a whole, each mistake said once.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/stat.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/config.h"

extern char **environ;

static char folder[] = "/tmp/aoj-config-XXXXXX";
static char env_file[64], secrets[64];

static int
make_folder(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(env_file, sizeof(env_file), "%s/aoj.env", folder);
	snprintf(secrets, sizeof(secrets), "%s/secrets", folder);
	return mkdir(secrets, 0700);
}

static int
remove_folder(void **state)
{
	(void)state;
	if (unlink(env_file) != 0 && errno != ENOENT)
		return -1;
	return rmdir(secrets) != 0 || rmdir(folder) != 0 ? -1 : 0;
}

/* An environment with the settings file and nothing else of ours. */
static int
clean_environment(void **state)
{
	(void)state;
	assert_int_equal(clearenv(), 0);
	assert_int_equal(setenv("AOJ_ENV", env_file, 1), 0);
	return 0;
}

static void
write_file(const char *lines)
{
	FILE *f = fopen(env_file, "w");

	assert_non_null(f);
	fprintf(f, "AOJ_SECRETS=%s\nAOJ_ASSETS=%s\n%s", secrets, folder,
	    lines);
	assert_int_equal(fclose(f), 0);
}

static size_t
count_lines(const struct text *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->len; i++)
		n += t->bytes[i] == '\n';
	return n;
}

/* Reads settings that are wrong in as many ways as there are words. */
static void
expect_mistakes(const char *const *words, size_t count)
{
	struct config c = { .survey_port = 77 };
	struct text mistakes = { 0 };

	assert_int_equal(config_read(&c, &mistakes), REFUSED);
	for (size_t i = 0; i < count; i++)
		if (strstr(mistakes.bytes, words[i]) == NULL)
			fail_msg("\"%s\" is not in:\n%s", words[i],
			    mistakes.bytes);
	if (count_lines(&mistakes) != count)
		fail_msg("%zu mistakes instead of %zu:\n%s",
		    count_lines(&mistakes), count, mistakes.bytes);
	assert_int_equal(c.survey_port, 77);	/* left as it was */
	text_free(&mistakes);
}

static void
the_file_and_the_defaults_are_read(void **state)
{
	struct text mistakes = { 0 };
	struct config c;

	(void)state;
	write_file("# a comment\n\n  AOJ_SURVEY_PORT=8123 \r\n"
	    "AOJ_OPERATOR_NAME=Gemeente = Proefstad");
	assert_int_equal(config_read(&c, &mistakes), DONE);
	assert_int_equal(mistakes.len, 0);
	assert_false(c.production);
	assert_int_equal(c.survey_port, 8123);
	assert_int_equal(c.survey_workers, 2);
	assert_string_equal(c.operator_name, "Gemeente = Proefstad");
	assert_string_equal(c.secrets, secrets);
	assert_string_equal(c.mail_user, "");
	assert_int_equal(c.mail_connections, 4);
	assert_int_equal(c.mail_rate, 0);
	assert_int_equal(c.mail_domain_rate, 0);
	assert_int_equal(c.mail_give_up, 24);
}

static void
the_environment_goes_before_the_file(void **state)
{
	struct text mistakes = { 0 };
	struct config c;

	(void)state;
	write_file("AOJ_SURVEY_PORT=8123\n");
	setenv("AOJ_SURVEY_PORT", "8124", 1);
	assert_int_equal(config_read(&c, &mistakes), DONE);
	assert_int_equal(c.survey_port, 8124);
}

static void
what_is_written_is_read_alike(void **state)
{
	struct text mistakes = { 0 }, first = { 0 }, second = { 0 };
	struct config c;
	FILE *f;

	(void)state;
	write_file("AOJ_SURVEY_WORKERS=7\nAOJ_MAIL=smtps://mail.test:465\n"
	    "AOJ_MAIL_USER=monitor\n");
	assert_int_equal(config_read(&c, &mistakes), DONE);
	config_write(&c, &first);
	f = fopen(env_file, "w");
	assert_non_null(f);
	fputs(first.bytes, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(config_read(&c, &mistakes), DONE);
	config_write(&c, &second);
	assert_string_equal(first.bytes, second.bytes);
	text_free(&first);
	text_free(&second);
}

static void
every_mistake_is_named_at_once(void **state)
{
	static const char *const words[] = {
		":3: \"nonsense\" is not a line AOJ_NAME=value",
		":4: AOJ_WORKERS=2: there is no such setting",
		":6: AOJ_SURVEY_PORT=1: was given before",
		"AOJ_DATABSE=x: there is no such setting",
		"AOJ_SURVEY_PORT=99999: must be a number from 1 to 65535",
		"AOJ_SURVEY_WORKERS=two: must be a number from 1 to 64",
		"AOJ_MAIL_CONNECTIONS=17: must be a number from 1 to 16",
		"AOJ_MAIL_RATE=-1: must be a number from 0 to 10000",
		"AOJ_MAIL_DOMAIN_RATE=1/s: must be a number from 0 to 10000",
		"AOJ_MAIL_GIVE_UP=0: must be a number from 1 to 168",
		"AOJ_MODE=test: must be trial or production",
		"AOJ_MAIL=pigeon: must be smtp://",
		"AOJ_JOURNAL=/nowhere: No such file",
		"AOJ_OPERATOR_MAIL=nobody: must be an e-mail address",
		"AOJ_SURVEY_ADDRESS=localhost: must be a numeric address",
	};

	(void)state;
	setenv("AOJ_DATABSE", "x", 1);
	write_file("nonsense\nAOJ_WORKERS=2\nAOJ_SURVEY_PORT=99999\n"
	    "AOJ_SURVEY_PORT=1\nAOJ_SURVEY_WORKERS=two\n"
	    "AOJ_MAIL_CONNECTIONS=17\nAOJ_MAIL_RATE=-1\n"
	    "AOJ_MAIL_DOMAIN_RATE=1/s\nAOJ_MAIL_GIVE_UP=0\nAOJ_MODE=test\n"
	    "AOJ_MAIL=pigeon\nAOJ_JOURNAL=/nowhere\nAOJ_OPERATOR_MAIL=nobody\n"
	    "AOJ_SURVEY_ADDRESS=localhost\n");
	expect_mistakes(words, sizeof(words) / sizeof(words[0]));
}

static void
production_refuses_what_a_trial_may(void **state)
{
	static const char *const words[] = {
		"dbname=aoj: must say sslmode=verify-full",
		"AOJ_MAIL=maildir:/tmp/mail: must be smtp://",
		"AOJ_JOURNAL=/usr: must be on a tmpfs",
		"AOJ_OPERATOR_MAIL=beheer@example.org: must be the operator's",
		"AOJ_SURVEY_ADDRESS=0.0.0.0: must be the one address",
	};

	(void)state;
	write_file("AOJ_MODE=production\nAOJ_MAIL=maildir:/tmp/mail\n"
	    "AOJ_JOURNAL=/usr\nAOJ_SURVEY_ADDRESS=0.0.0.0\n"
	    "AOJ_DATABASE=host=db.example.org dbname=aoj\n");
	expect_mistakes(words, sizeof(words) / sizeof(words[0]));
}

static void
production_accepts_what_is_right(void **state)
{
	struct text mistakes = { 0 };
	struct config c;

	(void)state;
	write_file("AOJ_MODE=production\nAOJ_MAIL=smtps://mail.test:465\n"
	    "AOJ_JOURNAL=/dev/shm\nAOJ_OPERATOR_MAIL=beheer@proefstad.test\n"
	    "AOJ_DATABASE=host=db1,db2 dbname=aoj sslmode=verify-full\n"
	    "AOJ_SURVEY_ADDRESS=10.0.0.2\n");
	if (config_read(&c, &mistakes) != DONE)
		fail_msg("%s", mistakes.bytes);
	assert_true(c.production);
}

static void
hosts_of_letters_are_whole_names(void **state)
{
	static const char *const bad[] = { "https://a.nl", "a.nl/x", "A.nl",
	    "a.nl, b", "a.nl.", ".nl", "a.nl;b.nl", "-a.nl", "b\u00fc.nl" };
	static const char *const words[] = { "AOJ_LETTER_HOSTS=" };
	static const char *const sender_words[] = { "AOJ_SENDER_DOMAINS=" };
	struct text mistakes = { 0 };
	struct config c;

	(void)state;
	write_file("AOJ_LETTER_HOSTS= www.a.nl,  b.nl c.d.nl ");
	if (config_read(&c, &mistakes) != DONE)
		fail_msg("%s", mistakes.bytes);
	assert_string_equal(c.letter_hosts, " www.a.nl,  b.nl c.d.nl");
	assert_string_equal(c.sender_domains, "");
	write_file("");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		setenv("AOJ_LETTER_HOSTS", bad[i], 1);
		expect_mistakes(words, 1);
		unsetenv("AOJ_LETTER_HOSTS");
		setenv("AOJ_SENDER_DOMAINS", bad[i], 1);
		expect_mistakes(sender_words, 1);
		unsetenv("AOJ_SENDER_DOMAINS");
	}
}

static void
production_needs_whole_paths(void **state)
{
	static const char *const words[] = {
		"AOJ_ASSETS=assets: must be a whole path",
	};

	(void)state;
	write_file("AOJ_MODE=production\nAOJ_MAIL=smtps://mail.test:465\n"
	    "AOJ_OPERATOR_MAIL=beheer@proefstad.test\n");
	setenv("AOJ_ASSETS", "assets", 1);
	expect_mistakes(words, 1);
}

static void
a_password_in_the_database_setting_is_not_repeated(void **state)
{
	struct text mistakes = { 0 };
	struct config c;

	(void)state;
	write_file("AOJ_DATABASE=host=/run password = geheim\n");
	assert_int_equal(config_read(&c, &mistakes), REFUSED);
	assert_non_null(strstr(mistakes.bytes, "AOJ_DATABASE=…"));
	assert_null(strstr(mistakes.bytes, "geheim"));
	text_clear(&mistakes);
	write_file("AOJ_DATABASE=postgresql://aoj:geheim@db/aoj\n");
	assert_int_equal(config_read(&c, &mistakes), REFUSED);
	assert_null(strstr(mistakes.bytes, "geheim"));
	text_free(&mistakes);
}

static void
secrets_that_others_can_open_are_refused(void **state)
{
	static const char *const words[] = { "must be open to its owner" };

	(void)state;
	write_file("");
	assert_int_equal(chmod(secrets, 0750), 0);
	expect_mistakes(words, 1);
	assert_int_equal(chmod(secrets, 0700), 0);
}

static void
a_missing_file_is_a_mistake_and_an_empty_name_is_none(void **state)
{
	static const char *const words[] = { "AOJ_ENV=/nowhere: No such" };
	struct text mistakes = { 0 };
	struct config c;

	(void)state;
	setenv("AOJ_SECRETS", secrets, 1);
	setenv("AOJ_ASSETS", folder, 1);
	setenv("AOJ_ENV", "/nowhere", 1);
	expect_mistakes(words, 1);
	setenv("AOJ_ENV", "", 1);
	assert_int_equal(config_read(&c, &mistakes), DONE);
}

static void
a_setting_is_one_line_of_utf8_that_fits(void **state)
{
	static const char *const words[] = {
		"AOJ_OPERATOR_NAME=…: must be one line of UTF-8",
		": must have at most 127 bytes",
	};
	char long_name[300];

	(void)state;
	write_file("");
	setenv("AOJ_OPERATOR_NAME", "a\xff", 1);
	memset(long_name, 'x', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	setenv("AOJ_MAIL_USER", long_name, 1);
	expect_mistakes(words, 2);
}

static void
an_address_for_bounces_leaves_room_for_a_tag(void **state)
{
	static const char *const bad[] = { "monitoring1@example.org",
	    "Monitor@example.org", "monitor", "monitor@example", "@example.org",
	    "monitor+x@example.org", "monitor@example.org>",
	    "a b@example.org" };
	static const char *const words[] = { "AOJ_BOUNCE_ADDRESS=" };
	static const char *const away[] = { "AOJ_BOUNCE_MAILDIR=/nowhere" };
	struct text mistakes = { 0 };
	struct config c;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		write_file("");
		setenv("AOJ_BOUNCE_ADDRESS", bad[i], 1);
		expect_mistakes(words, 1);
	}
	setenv("AOJ_BOUNCE_ADDRESS", "monitoring@example.org", 1);
	assert_int_equal(config_read(&c, &mistakes), DONE);
	setenv("AOJ_BOUNCE_MAILDIR", "/nowhere", 1);
	expect_mistakes(away, 1);
}

static void
a_secret_is_a_private_file_of_the_right_size(void **state)
{
	unsigned char out[8];
	char path[96];
	size_t len = 99;
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/key", secrets);
	assert_int_equal(config_secret(secrets, "key", out, 8, &len), FAILED);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("12345678", f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(config_secret(secrets, "key", out, 8, &len), FAILED);
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(config_secret(secrets, "key", out, 7, &len), FAILED);
	assert_int_equal(len, 99);
	assert_int_equal(config_secret(secrets, "key", out, 8, &len), DONE);
	assert_int_equal(len, 8);
	assert_memory_equal(out, "12345678", 8);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_int_equal(config_secret(secrets, "key", out, 8, &len), FAILED);
	assert_int_equal(unlink(path), 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, clean_environment)
	const struct CMUnitTest tests[] = {
		TEST(the_file_and_the_defaults_are_read),
		TEST(the_environment_goes_before_the_file),
		TEST(what_is_written_is_read_alike),
		TEST(every_mistake_is_named_at_once),
		TEST(production_refuses_what_a_trial_may),
		TEST(production_accepts_what_is_right),
		TEST(hosts_of_letters_are_whole_names),
		TEST(production_needs_whole_paths),
		TEST(a_password_in_the_database_setting_is_not_repeated),
		TEST(secrets_that_others_can_open_are_refused),
		TEST(a_missing_file_is_a_mistake_and_an_empty_name_is_none),
		TEST(a_setting_is_one_line_of_utf8_that_fits),
		TEST(an_address_for_bounces_leaves_room_for_a_tag),
		TEST(a_secret_is_a_private_file_of_the_right_size),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
