/*
 * mime.h - how a message is written down (RFC 5322, 2045, 2047): headers that
 * are folded and encoded, bodies in quoted-printable. What a library does with
 * objects per header and per part takes ten times as long, a hundred thousand
 * times. Refuses to know what a header means. All lines end in CR LF and have
 * at most 76 bytes, where a word lets them.
 */
#ifndef MAIL_MIME_H
#define MAIL_MIME_H

#include "base/text.h"

/* "Name: value". The value is one line of UTF-8 (mail_one_line); encoded
 * where it must be, folded between words. */
void mime_words(struct text *out, const char *name, const char *value);

/* "Name: Display <address>"; display may be NULL or "". */
void mime_mailbox(struct text *out, const char *name, const char *display,
    const char *address);

/* Lines that end in LF, as quoted-printable. */
void mime_quoted(struct text *out, const char *lines);

#endif
