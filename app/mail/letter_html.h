/*
 * letter_html.h - the two faces of a letter's source (its form stands in
 * letter.h): plain text, and HTML of paragraphs, headings and lists. No
 * picture, no script, nothing to fetch; the one link is shown as it is.
 */
#ifndef MAIL_LETTER_HTML_H
#define MAIL_LETTER_HTML_H

#include <stddef.h>

#include "base/text.h"

/* Marks of title and headings off, never more than one empty line. */
void letter_plain(const char *source, struct text *out);

/* A whole document. A line that is exactly link becomes the link. */
void letter_html(const char *source, const char *title, const char *link,
    struct text *out);

/* Adds len bytes for text and quoted attributes. */
void letter_html_escape(struct text *out, const char *s, size_t len);

#endif
