/*
 * letter_view.c - a letter's source as the readers of one wave see it. Refuses
 * to know what is wrong with it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "mail/letter_fields.h"
#include "mail/letter_source.h"

/* A line of the view is the line of the source where it first shows
 * something. */
static void
at_line(struct letter_view *v, long line)
{
	bool fresh = v->bytes.len == 0 ||
	    v->bytes.bytes[v->bytes.len - 1] == '\n';

	if (!fresh)
		return;
	v->lines = realloc(v->lines, (v->line_count + 1) *
	    sizeof(*v->lines));
	if (v->lines == NULL)
		die("out of memory");
	v->lines[v->line_count++] = line;
}

static void
add_words(struct letter_view *v, const struct letter_piece *p)
{
	long line = p->line;
	size_t n;

	for (size_t at = 0; at < p->len; at += n) {
		n = strcspn(p->at + at, "\n");
		n = at + n < p->len ? n + 1 : p->len - at;
		at_line(v, line++);
		text_add(&v->bytes, p->at + at, n);
	}
}

void
letter_view_make(struct letter_view *out, const char *source,
    const struct wave *w, bool organisation)
{
	struct letter_reader r = { source, 1 };
	struct letter_piece p;
	bool shown = true;
	char field[2] = { LETTER_FIELD, 0 };

	*out = (struct letter_view){ 0 };
	text_add(&out->bytes, "", 0);
	while (letter_source_next(&r, &p)) {
		if (p.kind == PIECE_BEGIN)
			shown = letter_section_shown(w, organisation,
			    letter_name_find(letter_sections, p.at, p.len));
		else if (p.kind == PIECE_END)
			shown = true;
		else if (shown && p.kind == PIECE_WORDS)
			add_words(out, &p);
		else if (shown && p.kind == PIECE_FIELD) {
			field[1] = (char)('A' + letter_name_find(letter_fields,
			    p.at, p.len));
			at_line(out, p.line);
			text_add(&out->bytes, field, 2);
		}
	}
}

void
letter_view_free(struct letter_view *v)
{
	text_free(&v->bytes);
	free(v->lines);
	*v = (struct letter_view){ 0 };
}
