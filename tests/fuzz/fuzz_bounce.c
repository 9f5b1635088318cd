/*
 * fuzz_bounce.c - any bytes as a message that came back: it is read, and what
 * is said of it is well-formed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "mail/bounce.h"
#include "mail/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_keys(const struct bounce *b)
{
	REQUIRE(b->key_count <= BOUNCE_KEYS_MAX);
	for (size_t i = 0; i < b->key_count; i++) {
		const struct bounce_key *k = &b->keys[i];

		REQUIRE(strspn(k->letter_id, "0123456789abcdef") ==
		    BOUNCE_LETTER_CHARS);
		REQUIRE(strspn(k->mac, "abcdefghijklmnopqrstuvwxyz234567") ==
		    BOUNCE_MAC_CHARS);
	}
	REQUIRE((b->token[0] != '\0') == (b->what == BOUNCE_UNSUBSCRIBE));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = malloc(size + 1), status[BOUNCE_STATUS_CHARS + 1];
	struct bounce b;

	REQUIRE(s != NULL);
	memcpy(s, data, size);
	s[size] = '\0';
	mail_message_open();
	if (mail_bounce_read(&b, s, (const char *)data, size) == DONE) {
		check_keys(&b);
		REQUIRE(b.what == BOUNCE_FAILED ||
		    (b.class == BOUNCE_NO_CLASS && b.status[0] == '\0'));
	}
	mail_bounce_status(status, s);
	REQUIRE(strlen(status) <= BOUNCE_STATUS_CHARS);
	free(s);
	return 0;
}
