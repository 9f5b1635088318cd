/*
 * bounce.h - reads one message that came back: what it is, which letter it is
 * about, and what a server has against that letter. Whoever wrote it may have
 * made it up: nothing here is believed, and no key is checked (see
 * crypto/verp.h). Refuses to know waves and people.
 */
#ifndef MAIL_BOUNCE_H
#define MAIL_BOUNCE_H

#include <stddef.h>

#include "base/outcome.h"

#define BOUNCE_BYTES_MAX (512 * 1024)	/* what follows is not read */
#define BOUNCE_KEYS_MAX 8
#define BOUNCE_LETTER_CHARS 32		/* crypto/letter_id.h */
#define BOUNCE_MAC_CHARS 20		/* crypto/verp.h */
#define BOUNCE_TOKEN_CHARS 26		/* crypto/token.h */
#define BOUNCE_STATUS_CHARS 11		/* "5.123.123" */

enum bounce_what {
	BOUNCE_ORDINARY,	/* somebody wrote; or nothing that we know */
	BOUNCE_FAILED,		/* the letter did not arrive, for now or good */
	BOUNCE_DELAYED,		/* not yet; the server goes on */
	BOUNCE_DELIVERED,	/* it arrived, or went on elsewhere */
	BOUNCE_AUTO_REPLY,	/* out of office, receipts */
	BOUNCE_CHALLENGE,	/* "prove that you are a human" */
	BOUNCE_UNSUBSCRIBE,	/* to the address that says: no more mail */
	BOUNCE_TOO_MUCH,	/* not read: over message_limits.h */
};

/* Of BOUNCE_FAILED; definitions.md 5. */
enum bounce_class {
	BOUNCE_NO_CLASS,
	BOUNCE_HARD,		/* permanent: 5.1.x and all but these two */
	BOUNCE_SOFT,		/* 4.x.x, 5.2.2, or no reason given */
	BOUNCE_POLICY,		/* 5.7.x */
};

/* An address that it came back to, as far as it has the form of ours
 * (crypto/verp.h). Nothing else names a letter: Message-IDs and envelope ids
 * are quoted by replies, and stand in the logs of mail servers. */
struct bounce_key {
	char letter_id[BOUNCE_LETTER_CHARS + 1];	/* lower case */
	char mac[BOUNCE_MAC_CHARS + 1];			/* likewise */
};

struct bounce {
	enum bounce_what what;
	enum bounce_class class;
	char status[BOUNCE_STATUS_CHARS + 1];	/* RFC 3463, or "" */
	struct bounce_key keys[BOUNCE_KEYS_MAX];	/* as they came */
	size_t key_count;
	char token[BOUNCE_TOKEN_CHARS + 1];	/* of UNSUBSCRIBE; or "" */
};

/* envelope_to: where it was delivered to, as the mail server tells; NULL when
 * it does not. REFUSED when the bytes are no message at all; *out as it was.
 * What is over the limits of message_limits.h is skipped, as below, and that is
 * logged. mail_message_open must have been called. */
enum outcome mail_bounce_read(struct bounce *out, const char *envelope_to,
    const char *bytes, size_t len);

/* What the MIME library must not be shown, at all or once more: *out is
 * BOUNCE_TOO_MUCH, with the keys of the addresses that it came back to. */
void mail_bounce_skip(struct bounce *out, const char *envelope_to,
    const char *bytes, size_t len);

/* BOUNCE_NO_CLASS for 2.x.x; BOUNCE_SOFT for "". */
enum bounce_class mail_bounce_class(const char *status);

/* The status in what a server said of a letter ("550 5.1.1 no such user"):
 * a code of RFC 3463, else words that servers use, else that of the three
 * digits; "" when nothing tells. */
void mail_bounce_status(char status[BOUNCE_STATUS_CHARS + 1],
    const char *said);

#endif
