/*
 * text.h - a growing byte buffer and the few things we do to UTF-8 text.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/* A growing buffer, always followed by a NUL that is not counted in len.
 * Zero-initialise it; text_free accepts that state. Running out of memory
 * dies: there is no answer that would be better. */
struct text {
	char *bytes;	/* owned; NULL while empty */
	size_t len;	/* bytes in use */
	size_t size;	/* bytes allocated */
};

/* Makes room for more bytes, all at once: growing later copies and wipes. */
void text_reserve(struct text *t, size_t more);
void text_add(struct text *t, const char *bytes, size_t len);
void text_puts(struct text *t, const char *s);
void text_printf(struct text *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void text_clear(struct text *t);	/* keeps the memory */
void text_free(struct text *t);		/* wipes, frees, zeroes */

/* Whether s is well-formed UTF-8 without NUL. */
bool text_is_utf8(const char *s, size_t len);

/* Characters (code points) in well-formed UTF-8. */
size_t text_chars(const char *s, size_t len);

/* Whether s holds a control character; line feed is allowed if lines. */
bool text_has_control(const char *s, size_t len, bool lines);

/* Normalises what came from a text field: NFC, CR LF and CR become LF, outer
 * white space off, other control characters out. Returns a new string the
 * caller frees, or NULL when s is not UTF-8. */
char *text_normalise(const char *s, size_t len);

/* Hexadecimal, lower case. out has 2 * len + 1 bytes. */
void text_hex(char *out, const unsigned char *bytes, size_t len);
/* Exactly len bytes from 2 * len hexadecimal digits; false otherwise. */
bool text_unhex(unsigned char *out, size_t len, const char *hex);

/* Copies into a buffer of size, cut on a character boundary, always ended. */
void text_copy(char *out, size_t size, const char *s);

/* A cell of RFC 4180, always quoted; what a spreadsheet would take for a
 * formula gets an apostrophe in front. */
void text_csv_cell(struct text *out, const char *s);

/* "dinsdag 7 april 2015", "7 april 2015", "23.59 uur": Amsterdam time. */
void text_date(char *out, size_t size, time_t t, bool weekday);
void text_clock(char *out, size_t size, time_t t);

#endif
