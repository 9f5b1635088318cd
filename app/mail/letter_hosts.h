/*
 * letter_hosts.h - finds what a mail program would make a link of: "://",
 * "www.", host names and addresses; and says which of them may stand in a
 * letter. Refuses to know letters.
 */
#ifndef MAIL_LETTER_HOSTS_H
#define MAIL_LETTER_HOSTS_H

#include <stdbool.h>
#include <stddef.h>

#include "domain/wave.h"

struct letter_hosts {
	const struct wave *wave;	/* its link's host, its people's
					 * addresses */
	const char *more;	/* host names, a space or comma between;
				 * NULL: none */
};

/*
 * Looks at one line (or more, without control characters but LF and
 * LETTER_FIELD). names: a bare host name counts too, and an address; without
 * it only what is plainly a link. False with the part that may not stand
 * there.
 */
bool letter_hosts_allowed(const struct letter_hosts *h, const char *line,
    size_t len, bool names, const char **bad, size_t *bad_len);

/* The same for the bare names of hosts in a finished letter, by the rule that
 * a wave's texts are held to (domain/web_address.h), which knows that somebody
 * is called J.van Dijk. */
bool letter_hosts_named(const struct letter_hosts *h, const char *words,
    const char **bad, size_t *bad_len);

#endif
