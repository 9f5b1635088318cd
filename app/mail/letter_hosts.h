/*
 * letter_hosts.h - which web and mail addresses may stand in a wave's own
 * text: those of the wave, and of hosts that the installation allows. What is
 * one, domain/web_address.h says. Refuses to know letters.
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
 * The first part of s that may not stand there, or NULL; sets *len. mail:
 * addresses of mail are looked at too. A page that somebody's own link opens
 * may never stand there.
 */
const char *letter_hosts_find(const struct letter_hosts *h, const char *s,
    bool mail, size_t *len);

#endif
