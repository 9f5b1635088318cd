/*
 * letter_source.c - the parser of letters' sources. What it lets through is
 * plain {{NAME}} and sections; nothing else of the template library's syntax
 * ever reaches the library from a source that somebody typed.
 */
#include "mail/letter_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/log.h"
#include "domain/wave_file.h"
#include "mail/letter_fields.h"

#define SHOWN_MAX 40		/* bytes of a mistake that are repeated */

static const char bom[] = "\xef\xbb\xbf";
static const char pragma[] = "{{%AUTOESCAPE context=\"TEXT\"}}";

static void
wrong(struct mistakes *m, long line, const char *what)
{
	char at[32];

	(void)snprintf(at, sizeof(at), "regel %ld", line);
	wave_file_mistake(m, at, "%s", what);
}

/* Characters that show nothing: controls, marks of direction, what parts or
 * joins a word unseen. */
static bool
is_unseen(utf8proc_int32_t c)
{
	utf8proc_category_t kind = utf8proc_category(c);

	return kind == UTF8PROC_CATEGORY_CC || kind == UTF8PROC_CATEGORY_ZL ||
	    kind == UTF8PROC_CATEGORY_ZP ||
	    kind == UTF8PROC_CATEGORY_CF;
}

static bool
has_unseen(const char *s, size_t len)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	for (size_t at = 0; at < len; at += (size_t)n) {
		n = utf8proc_iterate((const utf8proc_uint8_t *)s + at,
		    (utf8proc_ssize_t)(len - at), &c);
		REQUIRE(n > 0);
		if (is_unseen(c))
			return true;
	}
	return false;
}

/* The bytes of a line but for the spaces at its end. */
static size_t
without_end(const char *line, size_t len)
{
	while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\t' ||
	    line[len - 1] == '\r'))
		len--;
	return len;
}

/* One line of a file, its end off, in NFC. */
static void
read_line(const char *line, size_t len, long number, struct text *out,
    struct mistakes *m)
{
	char *good;

	if (!text_is_utf8(line, len))
		wrong(m, number, "Deze regel is geen UTF-8. Bewaar het "
		    "bestand als tekst in UTF-8.");
	else if (has_unseen(line, len))
		wrong(m, number, "Op deze regel staat een teken dat niet te "
		    "zien is, zoals een tab. Haal het weg.");
	else if ((good = text_normalise(line, len)) != NULL) {
		text_puts(out, good);
		free(good);
	}
	text_puts(out, "\n");
}

enum outcome
letter_source_read(const char *file, size_t len, struct text *out,
    struct mistakes *mistakes)
{
	size_t before = mistakes->count, end, at = 0;
	long number = 1;

	if (len > LETTER_SOURCE_MAX) {
		wave_file_mistake(mistakes, "hele brief", "De brief is langer "
		    "dan %d kB.", LETTER_SOURCE_MAX / 1024);
		return REFUSED;
	}
	if (len >= sizeof(bom) - 1 && memcmp(file, bom, sizeof(bom) - 1) == 0)
		at = sizeof(bom) - 1;
	for (; at < len; at = end + 1, number++) {
		const char *lf = memchr(file + at, '\n', len - at);
		size_t n;

		end = lf == NULL ? len : (size_t)(lf - file);
		n = without_end(file + at, end - at);
		if (number == 1 && n == sizeof(pragma) - 1 &&
		    memcmp(file + at, pragma, n) == 0)
			n = 0;
		read_line(file + at, n, number, out, mistakes);
	}
	text_add(out, "", 0);
	return mistakes->count == before ? DONE : REFUSED;
}

static bool
is_name(const char *s, size_t len)
{
	return len > 0 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789_") >= len;
}

/* What stands between two pairs of braces, which end on the same line. */
static void
read_tag(const char *at, size_t len, struct letter_piece *out)
{
	const char *inside = at + 2;
	size_t n = len - 4;

	*out = (struct letter_piece){ .kind = PIECE_WRONG, .at = at,
	    .len = len };
	if (is_name(inside, n))
		*out = (struct letter_piece){ .kind = PIECE_FIELD,
		    .at = inside, .len = n };
	else if (n > 1 && (*inside == '#' || *inside == '/') &&
	    is_name(inside + 1, n - 1))
		*out = (struct letter_piece){ .kind = *inside == '#' ?
		    PIECE_BEGIN : PIECE_END, .at = inside + 1, .len = n - 1 };
}

/* How many bytes of words until something else may begin. */
static size_t
words(const char *s)
{
	size_t n = 0;

	while (s[n] != '\0' && strncmp(s + n, "{{", 2) != 0 &&
	    strncmp(s + n, "}}", 2) != 0)
		n++;
	return n;
}

bool
letter_source_next(struct letter_reader *r, struct letter_piece *out)
{
	const char *at = r->at, *end;
	long line = r->line;
	size_t n;

	if (*at == '\0')
		return false;
	n = words(at);
	if (n > 0) {
		*out = (struct letter_piece){ .kind = PIECE_WORDS, .at = at,
		    .len = n };
		for (size_t i = 0; i < n; i++)
			r->line += at[i] == '\n';
	} else {
		end = strstr(at, "}}");
		n = strcspn(at, "\n");
		if (end != NULL && end > at && (size_t)(end - at) < n) {
			n = (size_t)(end + 2 - at);
			read_tag(at, n, out);
		} else {
			n = 2;
			*out = (struct letter_piece){ .kind = PIECE_WRONG,
			    .at = at, .len = n };
		}
	}
	out->line = line;
	r->at += n;
	return true;
}

/* "{{A}}, {{B}}, …" */
static void
list(struct text *out, const char *const *names, const char *mark)
{
	for (int i = 0; names[i] != NULL; i++)
		text_printf(out, "%s{{%s%s}}", i == 0 ? "" : ", ", mark,
		    names[i]);
}

static void
not_known(struct mistakes *m, const struct letter_piece *p)
{
	bool field = p->kind == PIECE_FIELD;
	int len = p->len > SHOWN_MAX ? SHOWN_MAX : (int)p->len;
	struct text t = { 0 };

	text_printf(&t, "{{%s%.*s}} bestaat niet. Wel bestaan ",
	    field ? "" : p->kind == PIECE_BEGIN ? "#" : "/", len, p->at);
	list(&t, field ? letter_fields : letter_sections, field ? "" : "#");
	text_puts(&t, ".");
	wrong(m, p->line, t.bytes);
	text_free(&t);
}

static void
not_a_tag(struct mistakes *m, const struct letter_piece *p)
{
	struct text t = { 0 }, shown = { 0 };
	char part[SHOWN_MAX + 1];

	text_add(&shown, p->at, p->len);
	text_copy(part, sizeof(part), shown.bytes);
	text_printf(&t, "“%s” kan hier niet staan. Tussen {{ en }} staat de "
	    "naam van een veld, zoals {{REGION}}, of het begin of eind van "
	    "een deel, zoals {{#HAS_PHONE}} en {{/HAS_PHONE}}.", part);
	wrong(m, p->line, t.bytes);
	text_free(&shown);
	text_free(&t);
}

static void
not_closed(struct mistakes *m, const struct letter_piece *open)
{
	char what[160];

	(void)snprintf(what, sizeof(what), "Het deel {{#%.*s}} houdt niet op: "
	    "{{/%.*s}} ontbreekt.", (int)open->len, open->at, (int)open->len,
	    open->at);
	wrong(m, open->line, what);
}

/* A section that begins or ends; open is the one that stands open. */
static void
section(struct mistakes *m, const struct letter_piece *p,
    struct letter_piece *open)
{
	bool same = open->len == p->len &&
	    memcmp(open->at, p->at, p->len) == 0;

	if (letter_name_find(letter_sections, p->at, p->len) < 0) {
		not_known(m, p);
	} else if (p->kind == PIECE_BEGIN) {
		if (open->len > 0)
			wrong(m, p->line, "Een deel begint pas als het vorige "
			    "is opgehouden.");
		else
			*open = *p;
	} else if (same) {
		open->len = 0;
	} else {
		wrong(m, p->line, "Hier houdt een deel op dat niet is "
		    "begonnen.");
	}
}

enum outcome
letter_source_parse(const char *source, struct mistakes *mistakes)
{
	struct letter_reader r = { source, 1 };
	struct letter_piece p, open = { .at = "" };
	size_t before = mistakes->count;

	while (letter_source_next(&r, &p)) {
		if (p.kind == PIECE_WRONG)
			not_a_tag(mistakes, &p);
		else if (p.kind == PIECE_FIELD &&
		    letter_name_find(letter_fields, p.at, p.len) < 0)
			not_known(mistakes, &p);
		else if (p.kind == PIECE_BEGIN || p.kind == PIECE_END)
			section(mistakes, &p, &open);
	}
	if (open.len > 0)
		not_closed(mistakes, &open);
	return mistakes->count == before ? DONE : REFUSED;
}
