/*
 * bounce_words.c - what mail servers say to people, and the status that it
 * means. Codes first (RFC 3463), since words are in every language and mean
 * what their author liked. Refuses to know where the words stood.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mail/bounce_inside.h"

/* The first that stands in a text counts. */
static const struct { const char *words, *status; } meanings[] = {
	/* Full: before all that begins with "mailbox". */
	{ "mailbox is full", "5.2.2" }, { "mailbox full", "5.2.2" },
	{ "mailbox was full", "5.2.2" }, { "inbox is full", "5.2.2" },
	{ "mailbox has exceeded", "5.2.2" }, { "over quota", "5.2.2" },
	{ "quota exceeded", "5.2.2" }, { "exceeded its quota", "5.2.2" },
	{ "exceed mailbox quota", "5.2.2" }, { "over its quota", "5.2.2" },
	{ "exceeded storage allocation", "5.2.2" },
	{ "out of storage space", "5.2.2" }, { "disk quota", "5.2.2" },
	{ "postvak is vol", "5.2.2" }, { "postvak in is vol", "5.2.2" },
	{ "mailbox is vol", "5.2.2" }, { "mailbox vol", "5.2.2" },
	{ "mailbox van de ontvanger is vol", "5.2.2" },
	/* Not wanted there. */
	{ "blacklist", "5.7.1" }, { "blocklist", "5.7.1" },
	{ "block list", "5.7.1" }, { "blocked using", "5.7.1" },
	{ "message blocked", "5.7.1" }, { "blocked by", "5.7.1" },
	{ "rejected as spam", "5.7.1" }, { "considered spam", "5.7.1" },
	{ "identified as spam", "5.7.1" }, { "looks like spam", "5.7.1" },
	{ "likely unsolicited", "5.7.1" }, { "spam detected", "5.7.1" },
	{ "due to spam", "5.7.1" }, { "als spam", "5.7.1" },
	{ "policy violation", "5.7.1" }, { "policy reasons", "5.7.1" },
	{ "violates policy", "5.7.1" }, { "local policy", "5.7.1" },
	{ "policy restriction", "5.7.1" }, { "poor reputation", "5.7.1" },
	{ "content rejected", "5.7.1" }, { "relay access denied", "5.7.1" },
	{ "relaying denied", "5.7.1" }, { "unable to relay", "5.7.1" },
	{ "administrative prohibition", "5.7.1" },
	{ "not authorized to send", "5.7.1" }, { "spf fail", "5.7.1" },
	{ "fails dmarc", "5.7.1" }, { "niet gemachtigd", "5.7.1" },
	/* Nobody there. */
	{ "user unknown", "5.1.1" }, { "unknown user", "5.1.1" },
	{ "no such user", "5.1.1" }, { "user not found", "5.1.1" },
	{ "unknown recipient", "5.1.1" }, { "recipient unknown", "5.1.1" },
	{ "no such recipient", "5.1.1" }, { "recipient not found", "5.1.1" },
	{ "invalid recipient", "5.1.1" }, { "addressee unknown", "5.1.1" },
	{ "unknown address", "5.1.1" }, { "no mailbox here", "5.1.1" },
	{ "mailbox not found", "5.1.1" }, { "no such mailbox", "5.1.1" },
	{ "invalid mailbox", "5.1.1" }, { "unknown local part", "5.1.1" },
	{ "not listed in domino directory", "5.1.1" },
	{ "not listed in public name", "5.1.1" },
	{ "address couldn't be found", "5.1.1" },
	{ "couldn't be found", "5.1.1" }, { "wasn't found", "5.1.1" },
	{ "kan niet worden gevonden", "5.1.1" },
	{ "kan niet gevonden worden", "5.1.1" },
	{ "niet gevonden", "5.1.1" }, { "onbekende gebruiker", "5.1.1" },
	{ "onbekende ontvanger", "5.1.1" }, { "onbekend adres", "5.1.1" },
	{ "adres is onbekend", "5.1.1" }, { "adres bestaat niet", "5.1.1" },
	{ "bestaat niet", "5.1.1" }, { "werkt hier niet meer", "5.1.6" },
	{ "no longer works", "5.1.6" },
	/* Nobody there at all. */
	{ "host unknown", "5.1.2" }, { "unknown host", "5.1.2" },
	{ "host not found", "5.1.2" }, { "domain not found", "5.1.2" },
	{ "find any host by that name", "5.1.2" },
	{ "find any host named", "5.1.2" }, { "unrouteable", "5.1.2" },
	{ "unroutable", "5.1.2" }, { "name or service not known", "5.1.2" },
	/* Closed. */
	{ "account is disabled", "5.2.1" }, { "mailbox disabled", "5.2.1" },
	{ "has been disabled", "5.2.1" }, { "reach is inactive", "5.2.1" },
	{ "account is opgeheven", "5.2.1" },
	{ "mailbox unavailable", "5.1.1" }, { "does not exist", "5.1.1" },
	{ "address rejected", "5.1.0" },
	{ "message too large", "5.3.4" }, { "message is too large", "5.3.4" },
	{ "maximum message size", "5.3.4" }, { "te groot", "5.3.4" },
	/* For now. */
	{ "timed out", "4.4.1" }, { "connection refused", "4.4.1" },
	{ "retry timeout", "4.4.7" }, { "greylist", "4.7.1" },
	{ "try again later", "4.0.0" }, { "temporar", "4.0.0" },
	{ "permanent", "5.0.0" }, { "giving up on", "5.0.0" },
};

static const char *const copies[] = {
	"--- below this line is a copy of the message",
	"--- this is a copy of the message",
	"--- this is a copy of your message",
	"--- original message", "-----original message",
	"----- original bericht", "-----oorspronkelijk bericht",
	"--- unsent message follows", "--- the header of the original",
	"--- returned message", "original message headers:",
	"oorspronkelijke berichtkoppen:", "original message follows", NULL,
};

static const char *const delays[] = {
	"has not yet been delivered", "not yet been delivered",
	"will continue to try", "will be retried", "will keep trying",
	"still being retried", "do not need to resend", "warning message "
	"only", "delivery is delayed", "delivery has been delayed",
	"delivery delayed", "message is delayed", "message delayed",
	"could not send message for past", "nog niet bezorgd",
	"is vertraagd", "wordt opnieuw geprobeerd", NULL,
};

static const char *const challenges[] = {
	"prove that you are", "prove you are", "verify that you are a",
	"verify yourself", "one-time verification", "requires verification "
	"before", "requires confirmation before", "held until you confirm",
	"bewijs dat u", "bevestig eenmalig", "eenmalig te bevestigen",
	"nadat u dit bevestigt", NULL,
};

void
bounce_words_add(struct text *words, const char *s, size_t len, bool html)
{
	bool tag = false, space = words->len > 0;

	text_add(words, "", 0);
	for (size_t i = 0; i < len && words->len < BOUNCE_WORDS_MAX; i++) {
		unsigned char c = (unsigned char)s[i];
		char low = (char)tolower(c);

		if (html && (c == '<' || c == '>')) {
			tag = c == '<';
			c = ' ';
		}
		if (tag || isspace(c) || c < 0x20) {
			space |= !tag;
			continue;
		}
		if (space && words->len > 0)
			text_add(words, " ", 1);
		space = false;
		text_add(words, &low, 1);
	}
}

bool
bounce_words_hold(const char *words, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strstr(words, *list) != NULL)
			return true;
	return false;
}

void
bounce_words_cut(char *words)
{
	for (const char *const *c = copies; *c != NULL; c++) {
		char *found = strstr(words, *c);

		if (found != NULL)
			*found = '\0';
	}
}

bool
bounce_words_delay(const char *words)
{
	return bounce_words_hold(words, delays);
}

bool
bounce_words_challenge(const char *words)
{
	return bounce_words_hold(words, challenges);
}

bool
bounce_status_at(char status[BOUNCE_STATUS_CHARS + 1], const char *s)
{
	size_t at = 0, digits;

	if (*s != '2' && *s != '4' && *s != '5')
		return false;
	for (int part = 0; part < 3; part++) {
		digits = strspn(s + at, "0123456789");
		if (digits == 0 || digits > (part == 0 ? 1 : 3) ||
		    (part < 2 && s[at + digits] != '.'))
			return false;
		at += digits + (part < 2);
	}
	if (s[at] == '.' && isdigit((unsigned char)s[at + 1]))
		return false;
	(void)snprintf(status, BOUNCE_STATUS_CHARS + 1, "%.*s", (int)at, s);
	return true;
}

/* The three digits of a reply; 0 when these are none. */
static int
reply_at(const char *s)
{
	if ((*s != '4' && *s != '5') || s[1] < '0' || s[1] > '7' ||
	    !isdigit((unsigned char)s[2]) ||
	    (s[3] != ' ' && s[3] != '-' && s[3] != '\0'))
		return 0;
	return *s - '0';
}

/* A code of RFC 3463; behind a reply's three digits or a # when sure is
 * asked for. */
static bool
find_code(char *status, const char *s, bool sure)
{
	char before = ' ';

	for (; *s != '\0'; before = *s++) {
		const char *code = s;

		if (isalnum((unsigned char)before) || before == '.')
			continue;
		if (*s == '#')
			code = s + 1;
		else if (reply_at(s) != 0)
			code = s + 3 + strspn(s + 3, "- #(");
		else if (sure)
			continue;
		if (bounce_status_at(status, code))
			return true;
	}
	return false;
}

static bool
find_meaning(char *status, const char *s)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (strstr(s, meanings[i].words) != NULL) {
			(void)snprintf(status, BOUNCE_STATUS_CHARS + 1, "%s",
			    meanings[i].status);
			return true;
		}
	return false;
}

static bool
find_reply(char *status, const char *s)
{
	char before = ' ';

	for (; *s != '\0'; before = *s++)
		if (!isalnum((unsigned char)before) && before != '.' &&
		    reply_at(s) != 0) {
			(void)snprintf(status, BOUNCE_STATUS_CHARS + 1,
			    "%d.0.0", reply_at(s));
			return true;
		}
	return false;
}

/* Whether it says nothing but the class. */
static bool
is_vague(const char *status)
{
	return status[0] == '\0' || strcmp(status + 1, ".0.0") == 0;
}

/* Takes found when it says more than status, and does not contradict what a
 * server said in digits. */
static void
refine(char *status, const char *found)
{
	if (is_vague(status) && found[0] != '\0' &&
	    (status[0] == '\0' || status[0] == found[0]))
		(void)snprintf(status, BOUNCE_STATUS_CHARS + 1, "%s", found);
}

void
bounce_status_mend(char status[BOUNCE_STATUS_CHARS + 1], const char *words)
{
	char code[BOUNCE_STATUS_CHARS + 1] = "";
	char found[BOUNCE_STATUS_CHARS + 1] = "";

	if (!is_vague(status))
		return;
	if (!find_code(code, words, true))
		(void)find_reply(code, words);
	if (find_meaning(found, words))
		refine(code, found);
	if (find_code(found, words, false))
		refine(code, found);
	/* A report's 5.0.0 says that a server gave up, and no more; its 4.0.0
	 * that it did not wait for good. */
	if (status[0] == '5' && !is_vague(code))
		status[0] = '\0';
	refine(status, code);
}

void
mail_bounce_status(char status[BOUNCE_STATUS_CHARS + 1], const char *said)
{
	struct text words = { 0 };

	status[0] = '\0';
	bounce_words_add(&words, said, strlen(said), false);
	bounce_status_mend(status, words.bytes);
	text_free(&words);
}

enum bounce_class
mail_bounce_class(const char *status)
{
	if (strcmp(status, "5.2.2") == 0 || status[0] == '4' ||
	    status[0] == '\0')
		return BOUNCE_SOFT;
	if (strncmp(status, "5.7.", 4) == 0)
		return BOUNCE_POLICY;
	return status[0] == '5' ? BOUNCE_HARD : BOUNCE_NO_CLASS;
}
