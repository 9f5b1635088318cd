/*
 * letter_html.c - a letter's source as text and as HTML. Refuses to know
 * where the words come from: all of them are escaped.
 */
#include "mail/letter_html.h"

#include <stdbool.h>
#include <string.h>

/* A column that reads well on a phone; colours are the reader's own, light or
 * dark. */
static const char style[] =
	"body{margin:0;font:1em/1.5 sans-serif;background:Canvas;"
	"color:CanvasText}"
	"main{max-width:36em;margin:0 auto;padding:1em;"
	"overflow-wrap:anywhere}"
	"h1{font-size:1.4em;line-height:1.25}"
	"h2{font-size:1.1em;margin:1.5em 0 0}"
	"p{margin:.5em 0 1em}"
	".link{padding:.75em;border:2px solid;border-radius:4px}";

enum element { NOTHING, PARAGRAPH, LIST };

void
letter_html_escape(struct text *out, const char *s, size_t len)
{
	const char *end = s + len, *from = s;

	for (; s < end; s++) {
		const char *as = *s == '&' ? "&amp;" : *s == '<' ? "&lt;" :
		    *s == '>' ? "&gt;" : *s == '"' ? "&quot;" : NULL;

		if (as == NULL)
			continue;
		text_add(out, from, (size_t)(s - from));
		text_puts(out, as);
		from = s + 1;
	}
	text_add(out, from, (size_t)(end - from));
}

/* Spaces at a line's end mean nothing. */
static size_t
line_len(const char *line, size_t *with_end)
{
	size_t len = strcspn(line, "\n");

	*with_end = len + (line[len] == '\n');
	while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\r'))
		len--;
	return len;
}

/* How many bytes of a line are its mark: "# ", "## ". */
static size_t
heading_mark(const char *line, size_t len)
{
	return len > 2 && strncmp(line, "# ", 2) == 0 ? 2 :
	    len > 3 && strncmp(line, "## ", 3) == 0 ? 3 : 0;
}

void
letter_plain(const char *source, struct text *out)
{
	size_t len, step, mark, empty = 0;
	bool any = false;

	for (; *source != '\0'; source += step) {
		len = line_len(source, &step);
		if (len == 0) {
			empty++;
			continue;
		}
		if (any && empty > 0)
			text_puts(out, "\n");
		mark = heading_mark(source, len);
		text_add(out, source + mark, len - mark);
		text_puts(out, "\n");
		empty = 0;
		any = true;
	}
}

static void
leave(struct text *out, enum element *in)
{
	if (*in == PARAGRAPH)
		text_puts(out, "</p>\n");
	else if (*in == LIST)
		text_puts(out, "</ul>\n");
	*in = NOTHING;
}

static void
add_heading(struct text *out, const char *line, size_t len, size_t mark)
{
	int level = (int)mark - 1;

	text_printf(out, "<h%d>", level);
	letter_html_escape(out, line + mark, len - mark);
	text_printf(out, "</h%d>\n", level);
}

static void
add_link(struct text *out, const char *link, size_t len)
{
	text_puts(out, "<p class=\"link\"><a href=\"");
	letter_html_escape(out, link, len);
	text_puts(out, "\">");
	letter_html_escape(out, link, len);
	text_puts(out, "</a></p>\n");
}

static void
add_line(struct text *out, const char *line, size_t len, const char *link,
    enum element *in)
{
	size_t mark = heading_mark(line, len);
	bool item = len > 2 && strncmp(line, "- ", 2) == 0;
	bool is_link = strlen(link) == len && memcmp(line, link, len) == 0;

	if (mark > 0 || is_link || item != (*in == LIST))
		leave(out, in);
	if (mark > 0) {
		add_heading(out, line, len, mark);
	} else if (is_link) {
		add_link(out, line, len);
	} else if (item) {
		text_puts(out, *in == LIST ? "<li>" : "<ul>\n<li>");
		letter_html_escape(out, line + 2, len - 2);
		text_puts(out, "</li>\n");
		*in = LIST;
	} else {
		text_puts(out, *in == PARAGRAPH ? "<br>\n" : "<p>");
		letter_html_escape(out, line, len);
		*in = PARAGRAPH;
	}
}

void
letter_html(const char *source, const char *title, const char *link,
    struct text *out)
{
	enum element in = NOTHING;
	size_t len, step;

	text_puts(out, "<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
	    "content=\"width=device-width, initial-scale=1\">\n<meta "
	    "name=\"color-scheme\" content=\"light dark\">\n<title>");
	letter_html_escape(out, title, strlen(title));
	text_printf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n"
	    "<main>\n", style);
	for (; *source != '\0'; source += step) {
		len = line_len(source, &step);
		if (len == 0)
			leave(out, &in);
		else
			add_line(out, source, len, link, &in);
	}
	leave(out, &in);
	text_puts(out, "</main>\n</body>\n</html>\n");
}
