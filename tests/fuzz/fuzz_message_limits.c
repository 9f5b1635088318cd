/*
 * fuzz_message_limits.c - any bytes before a message's deepest header: it is
 * found, and what is within the limits stays so when its end is cut off.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "mail/message_limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
add_groups(struct text *m, size_t count)
{
	text_puts(m, "\n\nReply-To:");
	for (size_t i = 0; i < count; i++)
		text_puts(m, i % 20 == 0 ? "\r\n a:" : "a:");
	text_puts(m, "\n");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	struct text m = { 0 };

	text_add(&m, s, size);
	add_groups(&m, LIMIT_ADDRESS_COLONS + 1);
	REQUIRE(mail_message_too_much(m.bytes, m.len) != NULL);
	text_clear(&m);
	text_add(&m, s, size);
	if (mail_message_too_much(m.bytes, m.len) == NULL) {
		for (size_t cut = size; cut > 0; cut /= 2)
			REQUIRE(mail_message_too_much(m.bytes, cut) == NULL);
		/* Limits of the whole message may be near. */
		if (size < LIMIT_DASHES) {
			add_groups(&m, LIMIT_ADDRESS_COLONS);
			REQUIRE(mail_message_too_much(m.bytes, m.len) ==
			    NULL);
		}
	}
	text_free(&m);
	return 0;
}
