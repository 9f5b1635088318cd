/*
 * fuzz_letter.c - any words as a name, a letter's source and a server's
 * reply: what comes out is one line, escaped, and without an address; and no
 * web address in them is overlooked.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "domain/web_address.h"
#include "mail/letter_html.h"
#include "mail/message.h"
#include "mail/reply.h"

#define LINK "https://m.example.org/v?t=aaaaaaaaaaaaaaaaaaaaaaaaaa"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
fuzz_message(const char *s)
{
	struct message m = {
		.from_name = s, .from_address = "a@example.org",
		.reply_to = "b@example.org", .to_name = s,
		.to_address = "c@example.org", .subject = s,
		.message_id = "d@example.org", .list_name = s,
		.list_id = "e.example.org", .text = s, .html = s,
	};
	struct text out = { 0 };
	size_t line = 0;
	const char *end;

	REQUIRE(mail_message_build(&m, &out) == DONE);
	for (size_t i = 0; i < out.len; i++, line++) {
		REQUIRE((unsigned char)out.bytes[i] < 0x80);
		if (out.bytes[i] == '\r')
			REQUIRE(out.bytes[i + 1] == '\n');
		if (out.bytes[i] == '\n') {
			REQUIRE(i > 0 && out.bytes[i - 1] == '\r');
			line = 0;
		}
		REQUIRE(line < 998);
	}
	end = strstr(out.bytes, "\r\n\r\n");
	REQUIRE(end != NULL);
	for (const char *at = out.bytes; at < end; at = strchr(at, '\n') + 1)
		REQUIRE(strncasecmp(at, "bcc:", 4) != 0 &&
		    strncasecmp(at, "cc:", 3) != 0);
	m.to_address = s;
	text_clear(&out);
	if (mail_message_build(&m, &out) == DONE)
		REQUIRE(mail_address_good(s) && strpbrk(s, " \r\n<>") == NULL);
	text_free(&out);
}

static void
fuzz_faces(const char *s)
{
	struct text plain = { 0 }, html = { 0 };

	letter_plain(s, &plain);
	REQUIRE(plain.bytes == NULL || strstr(plain.bytes, "\n\n\n") == NULL);
	letter_html(s, s, LINK, &html);
	REQUIRE(strstr(strstr(html.bytes, "<main>"), "<script") == NULL);
	text_free(&plain);
	text_free(&html);
}

static void
fuzz_web_address(const char *s)
{
	size_t len = 0;
	const char *at = web_address_find(s, LINK, &len);

	if (at == NULL)
		REQUIRE(strstr(s, "://") == NULL);
	else
		REQUIRE(at >= s && len > 0 && len <= strlen(at));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = malloc(size + 1), kept[MAIL_REPLY_MAX + 1];
	struct text line = { 0 };

	REQUIRE(s != NULL);
	memcpy(s, data, size);
	s[size] = '\0';
	mail_message_open();
	mail_reply_keep(kept, s, "jan.jansen@example.org");
	REQUIRE(strchr(kept, '@') == NULL);
	REQUIRE(strstr(kept, "jan.jansen") == NULL);
	REQUIRE(!text_has_control(kept, strlen(kept), false));
	mail_one_line(s, &line);
	REQUIRE(!text_has_control(line.bytes, line.len, false));
	REQUIRE(strstr(line.bytes, "=?") == NULL);
	text_free(&line);
	fuzz_faces(s);
	fuzz_web_address(s);
	fuzz_message(s);
	free(s);
	return 0;
}
