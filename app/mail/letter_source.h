/*
 * letter_source.h - reads a letter's source piece by piece: words, fields and
 * sections, each with its line. Refuses to know what a letter must say.
 */
#ifndef MAIL_LETTER_SOURCE_H
#define MAIL_LETTER_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"
#include "domain/questionnaire.h"
#include "domain/wave.h"

#define LETTER_SOURCE_MAX 16384		/* bytes */
#define LETTER_SUBJECT "Onderwerp: "

/*
 * A file as people save it, as it is kept: UTF-8 in one Unicode form, lines
 * end in LF and not in spaces, no BOM; the first line of a file of
 * assets/letters is left empty. REFUSED with every mistake ("regel N").
 */
enum outcome letter_source_read(const char *file, size_t len, struct text *out,
    struct mistakes *mistakes);

enum letter_piece_kind {
	PIECE_WORDS,		/* as they are */
	PIECE_FIELD,		/* {{NAME}} */
	PIECE_BEGIN, PIECE_END,	/* {{#NAME}}, {{/NAME}} */
	PIECE_WRONG,		/* looks like one of these and is none */
};

struct letter_piece {
	enum letter_piece_kind kind;
	const char *at;		/* words, name, or all of what is wrong */
	size_t len;
	long line;		/* where it begins, from 1 */
};

struct letter_reader {
	const char *at;		/* NUL-ended */
	long line;		/* 1 at the beginning */
};

/* The next piece; false at the end. */
bool letter_source_next(struct letter_reader *r, struct letter_piece *out);

/* Fields and sections are those of letter_fields.h, no section stands in
 * another, and each ends. REFUSED with every mistake. */
enum outcome letter_source_parse(const char *source,
    struct mistakes *mistakes);

/*
 * A source as the readers of one wave see it, before names are filled in: the
 * sections that are shown, and for each field two bytes, LETTER_FIELD and
 * 'A' + its place in letter_fields.
 */
#define LETTER_FIELD '\1'
struct letter_view {
	struct text bytes;
	long *lines;		/* of the source, one per line of the view */
	size_t line_count;
};

/* source has been parsed. The caller frees. */
void letter_view_make(struct letter_view *out, const char *source,
    const struct wave *w, bool organisation);
void letter_view_free(struct letter_view *v);

#endif
