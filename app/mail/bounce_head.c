/*
 * bounce_head.c - what the headers of a message tell: whether a mail system
 * wrote it, whether anybody typed it, and which of our own addresses it came
 * back to. Header names and subjects are those that programs use (RFC 3834,
 * and the habits of vacation programs). Refuses to know who wrote it.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "mail/bounce_inside.h"

#define HEADERS_MAX 400
#define VALUE_MAX 2000		/* bytes of one header that are read */

static const char hex[] = "0123456789abcdef";
static const char base32[] = "abcdefghijklmnopqrstuvwxyz234567";
static const char unsubscribe[] = "+afmelden-";

/* Copies n characters of an alphabet, in lower case; false otherwise. */
static bool
take(char *out, const char *s, size_t n, const char *alphabet)
{
	for (size_t i = 0; i < n; i++) {
		out[i] = (char)tolower((unsigned char)s[i]);
		if (out[i] == '\0' || strchr(alphabet, out[i]) == NULL)
			return false;
	}
	out[n] = '\0';
	return true;
}

/* Of "<letter>-<MAC>@". */
static void
add_key(struct bounce *b, const char *s)
{
	struct bounce_key key;

	if (b->key_count == BOUNCE_KEYS_MAX ||
	    !take(key.letter_id, s, BOUNCE_LETTER_CHARS, hex) ||
	    s[BOUNCE_LETTER_CHARS] != '-' || !take(key.mac,
	    s + BOUNCE_LETTER_CHARS + 1, BOUNCE_MAC_CHARS, base32))
		return;
	for (size_t i = 0; i < b->key_count; i++)
		if (memcmp(&b->keys[i], &key, sizeof(key)) == 0)
			return;
	b->keys[b->key_count++] = key;
}

void
bounce_addresses(struct bounce *b, const char *s)
{
	char token[BOUNCE_TOKEN_CHARS + 1];
	size_t words = sizeof(unsubscribe) - 1;
	size_t verp = BOUNCE_LETTER_CHARS + 1 + BOUNCE_MAC_CHARS;

	for (; (s = strchr(s, '+')) != NULL; s++) {
		size_t len = strcspn(s, "@");

		if (s[len] == '\0')
			return;
		if (len == words + BOUNCE_TOKEN_CHARS &&
		    strncasecmp(s, unsubscribe, words) == 0 &&
		    take(token, s + words, BOUNCE_TOKEN_CHARS, base32))
			memcpy(b->token, token, sizeof(token));
		else if (len == 1 + verp)
			add_key(b, s + 1);
	}
}

static bool
named(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcasecmp(name, *list) == 0)
			return true;
	return false;
}

/* A mail system's own name stands in From. */
static void
read_from(struct bounce_head *h, const char *words)
{
	static const char *const systems[] = {
		"mailer-daemon", "mailerdaemon", "mail-daemon", "maildaemon",
		"mdaemon@", "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e",
		"mail delivery", "delivery subsystem", "mail deliver system",
		NULL
	};
	static const char *const keepers[] = {
		"postmaster", "mail administrator", "mail system", NULL
	};

	h->system |= bounce_words_hold(words, systems);
	h->postmaster |= h->system || bounce_words_hold(words, keepers);
}

/* Headers that say: nobody typed this. */
static void
read_mark(struct bounce_head *h, const char *name, const char *words)
{
	static const char *const vacations[] = {
		"X-Autoreply", "X-Autorespond", "X-AutoReply-From",
		"X-Mail-Autoreply", "X-Auto-Reply", "X-Autoresponder",
		"X-Vacation", NULL
	};
	static const char *const challenges[] = {
		"X-Boxtrapper", "X-Spamarrest-Challenge", "X-TMDA-Confirm",
		"X-Challenge", "X-Challenge-Response", NULL
	};
	static const char *const precedences[] = {
		"auto_reply", "bulk", "junk", NULL
	};

	if (named(name, vacations))
		h->vacation = true;
	else if (named(name, challenges))
		h->challenge = true;
	else if (strcasecmp(name, "X-Failed-Recipients") == 0)
		h->names_failed = true;
	else if (strcasecmp(name, "Auto-Submitted") == 0)
		h->automatic |= *words != '\0' &&
		    strncmp(words, "no", 2) != 0;
	else if (strcasecmp(name, "X-Auto-Response-Suppress") == 0)
		h->automatic = true;
	else if (strcasecmp(name, "Precedence") == 0)
		h->automatic |= bounce_words_hold(words, precedences);
}

/* Where our own addresses stand. */
static const char *const ours[] = {
	"Delivered-To", "X-Original-To", "Envelope-To", "To", NULL
};

static void
read_header(struct bounce_head *h, struct bounce *b, const char *name,
    const char *value)
{
	static const char *const any[] = {
		"From", "To", "Date", "Subject", "Received", "Return-Path",
		"Message-ID", "Delivered-To", "Content-Type", NULL
	};
	struct text words = { 0 };

	bounce_words_add(&words, value, strnlen(value, VALUE_MAX), false);
	h->message |= named(name, any);
	if (named(name, ours))
		bounce_addresses(b, words.bytes);
	else if (strcasecmp(name, "From") == 0 ||
	    strcasecmp(name, "Sender") == 0)
		read_from(h, words.bytes);
	else if (strcasecmp(name, "Return-Path") == 0)
		h->nobody |= strcmp(words.bytes, "<>") == 0;
	else
		read_mark(h, name, words.bytes);
	text_free(&words);
}

/* Whether the subject begins with one of these, after "Re: " and the like. */
static bool
begins(const char *s, const char *const *list)
{
	static const char *const answers[] = {
		"re: ", "aw: ", "antw: ", "fw: ", NULL
	};

	for (size_t i = 0; answers[i] != NULL; i++)
		if (strncmp(s, answers[i], strlen(answers[i])) == 0) {
			s += strlen(answers[i]);
			break;
		}
	for (; *list != NULL; list++)
		if (strncmp(s, *list, strlen(*list)) == 0)
			return true;
	return false;
}

bool
bounce_head_fails(const struct bounce_head *h)
{
	static const char *const failures[] = {
		"undeliver", "delivery status notification", "delivery failure",
		"delivery has failed", "delivery failed", "failure notice",
		"failed delivery", "returned mail", "mail delivery",
		"mail system error", "message not delivered", "not delivered",
		"delivery report", "delivery problem", "returned to sender",
		"warning: message", "could not be delivered",
		"niet te bezorgen", "niet bezorgd", "onbestelbaar",
		"onbezorgbaar", "kon niet worden bezorgd",
		"kan niet worden bezorgd", "kan niet worden afgeleverd",
		"bezorging mislukt", "bezorgen mislukt", "niet afgeleverd",
		"bezorging vertraagd", "unzustellbar", "non remis", NULL
	};

	return bounce_words_hold(h->subject, failures);
}

static void
read_subject(struct bounce_head *h, GMimeMessage *m)
{
	static const char *const vacations[] = {
		"out of office", "out of the office", "out-of-office",
		"automatic reply", "auto reply", "auto-reply", "autoreply",
		"auto:", "automatisch antwoord", "automatische beantwoording",
		"automatische reactie", "afwezig", "ik ben afwezig",
		"niet aanwezig", "niet op kantoor", "vakantie", "vacation",
		"on vacation", "met vakantie", "met verlof",
		"zwangerschapsverlof", "i am out", "away from my mail",
		"abwesen", "automatische antwort", "ontvangstbevestiging",
		"wij hebben uw bericht ontvangen", NULL
	};
	static const char *const challenges[] = {
		"please confirm your message", "please confirm your email",
		"your email requires verification", "verification required",
		"sender verification", "confirm your message",
		"message requires confirmation", "[verification]",
		"bevestig uw bericht", "bevestig uw e-mail", NULL
	};
	const char *subject = g_mime_message_get_subject(m);
	struct text words = { 0 };

	if (subject == NULL)
		subject = "";
	bounce_words_add(&words, subject, strnlen(subject, VALUE_MAX), false);
	text_copy(h->subject, sizeof(h->subject), words.bytes);
	text_free(&words);
	h->vacation |= begins(h->subject, vacations);
	h->challenge |= begins(h->subject, challenges) ||
	    strstr(h->subject, "[verification]") != NULL;
}

void
bounce_head_read(struct bounce_head *h, struct bounce *b, GMimeMessage *m)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(
	    GMIME_OBJECT(m));
	int count = g_mime_header_list_get_count(list);

	for (int i = 0; i < count && i < HEADERS_MAX; i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
		const char *name = g_mime_header_get_name(header);
		const char *value = g_mime_header_get_raw_value(header);

		if (name != NULL && value != NULL)
			read_header(h, b, name, value);
	}
	read_subject(h, m);
}

/* One line each: the mail server's own fields are never folded. */
void
bounce_head_addresses(struct bounce *b, const char *bytes, size_t len)
{
	char line[VALUE_MAX];

	for (int i = 0; i < HEADERS_MAX && len > 0; i++) {
		const char *end = memchr(bytes, '\n', len);
		size_t n = end == NULL ? len : (size_t)(end - bytes);
		size_t used = n < sizeof(line) ? n : sizeof(line) - 1;
		size_t name;

		memcpy(line, bytes, used);
		line[used] = '\0';
		if (line[strspn(line, "\r")] == '\0')
			return;
		name = strcspn(line, ":");
		if (line[name] == ':') {
			line[name] = '\0';
			if (named(line, ours))
				bounce_addresses(b, line + name + 1);
		}
		if (end == NULL)
			return;
		bytes += n + 1;
		len -= n + 1;
	}
}
