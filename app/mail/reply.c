/*
 * reply.c - server replies made fit to keep. Refuses to know what they mean
 * for a letter.
 */
#include "mail/reply.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"

#define MASK "[...]"

int
mail_reply_code(const char *reply)
{
	int code = 0;

	for (size_t i = 0; i < 3; i++) {
		if (!isdigit((unsigned char)reply[i]))
			return 0;
		code = code * 10 + (reply[i] - '0');
	}
	return code;
}

/* "2.1.5", RFC 3463: three numbers of one to three digits. */
static bool
enhanced_code(const char *word, size_t len)
{
	size_t dots = 0, digits = 0;

	for (size_t i = 0; i < len; i++) {
		if (word[i] == '.') {
			if (digits == 0)
				return false;
			dots++;
			digits = 0;
		} else if (!isdigit((unsigned char)word[i]) || ++digits > 3) {
			return false;
		}
	}
	return dots == 2 && digits > 0;
}

/* Whether the part before the @ stands in word, whatever the case. */
static bool
names_somebody(const char *word, size_t len, const char *address)
{
	size_t local = strcspn(address, "@");

	if (memchr(word, '@', len) != NULL)
		return true;
	for (size_t i = 0; local > 1 && i + local <= len; i++)
		if (strncasecmp(word + i, address, local) == 0)
			return true;
	return false;
}

static void
add_word(struct text *t, const char *word, size_t len, const char *address)
{
	if (t->len > 0)
		text_puts(t, " ");
	if (names_somebody(word, len, address)) {
		text_puts(t, MASK);
		return;
	}
	for (size_t i = 0; i < len; i++)
		text_add(t, isprint((unsigned char)word[i]) &&
		    (unsigned char)word[i] < 0x80 ? &word[i] : "?", 1);
}

void
mail_reply_keep(char *out, const char *reply, const char *address)
{
	bool accepted = mail_reply_code(reply) / 100 == 2;
	struct text t = { 0 };
	size_t len, words = 0;

	text_add(&t, "", 0);
	for (; *reply != '\0' && t.len < MAIL_REPLY_MAX; reply += len) {
		reply += strspn(reply, " \t\r\n");
		len = strcspn(reply, " \t\r\n");
		if (len == 0)
			break;
		if (accepted && (words > 1 ||
		    (words == 1 && !enhanced_code(reply, len))))
			break;
		add_word(&t, reply, len, address);
		words++;
	}
	text_copy(out, MAIL_REPLY_MAX + 1, t.bytes);
	text_free(&t);
}
