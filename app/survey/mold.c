/*
 * mold.c - cuts pages at their marks, keeps the pieces, and fills the holes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/link_token.h"
#include "base/log.h"
#include "survey/mold.h"
#include "web/reply.h"

#define MOLDS_KEPT 96		/* of about 10 KB */
#define MARK '\x1f'
#define ROOM_IN_HOLES 2048	/* bytes: what most people fill in on a page */

/* Text as it stands, and the hole behind it. */
struct piece {
	const char *text;	/* in the mold's own copy of the page */
	size_t len;
	char hole;		/* F, T, V, C; 0 at the end */
	size_t question, option;
};

struct mold {
	struct mold_key key;
	char *html;		/* owned */
	size_t len;		/* of it */
	struct piece *pieces;	/* owned */
	size_t count;
};

static struct mold molds[MOLDS_KEPT];
static size_t mold_next;

static const char checked[] = " checked";

void
mold_mark_text(char mark[MOLD_MARK_SIZE], size_t question)
{
	(void)snprintf(mark, MOLD_MARK_SIZE, "%cV%zu%c", MARK, question, MARK);
}

void
mold_mark_chosen(char mark[MOLD_MARK_SIZE], size_t question, size_t option)
{
	(void)snprintf(mark, MOLD_MARK_SIZE, "%cC%zu.%zu%c", MARK, question,
	    option, MARK);
}

static bool
read_number(const char **at, size_t *out)
{
	const char *s = *at;

	*out = 0;
	for (; **at >= '0' && **at <= '9' && *at - s < 6; (*at)++)
		*out = *out * 10 + (size_t)(**at - '0');
	return *at > s;
}

/* Reads the mark at *at and goes behind it. */
static bool
read_mark(const char **at, struct piece *p)
{
	const char *s = *at + 1;
	bool ok;

	p->hole = *s++;
	switch (p->hole) {
	case 'F':
	case 'T':
		ok = true;
		break;
	case 'V':
		ok = read_number(&s, &p->question);
		break;
	case 'C':
		ok = read_number(&s, &p->question) && *s++ == '.' &&
		    read_number(&s, &p->option);
		break;
	default:
		return false;
	}
	if (!ok || *s != MARK)
		return false;
	*at = s + 1;
	return true;
}

static struct piece *
add_piece(struct mold *m, const char *text, size_t len)
{
	struct piece *p = realloc(m->pieces, (m->count + 1) * sizeof(*p));

	if (p == NULL)
		die("out of memory");
	m->pieces = p;
	p = &m->pieces[m->count++];
	memset(p, 0, sizeof(*p));
	p->text = text;
	p->len = len;
	return p;
}

/* The mark of a choice is cut out where it stands; its hole is where the word
 * stands that says so, further on in the same tag. */
static bool
cut_choice(struct mold *m, const char **at)
{
	struct piece hole = m->pieces[m->count - 1];
	const char *word = strstr(*at, checked), *tag = strchr(*at, '>');
	struct piece *p;

	if (word == NULL || tag == NULL || word > tag)
		return false;
	m->pieces[m->count - 1].hole = 0;
	p = add_piece(m, *at, (size_t)(word - *at));
	p->hole = 'C';
	p->question = hole.question;
	p->option = hole.option;
	*at = word + strlen(checked);
	return true;
}

static bool
cut(struct mold *m)
{
	const char *at = m->html, *mark;

	while ((mark = strchr(at, MARK)) != NULL) {
		(void)add_piece(m, at, (size_t)(mark - at));
		at = mark;
		if (!read_mark(&at, &m->pieces[m->count - 1]))
			return false;
		if (m->pieces[m->count - 1].hole == 'C' &&
		    !cut_choice(m, &at))
			return false;
	}
	(void)add_piece(m, at, strlen(at));
	return true;
}

static void
empty(struct mold *m)
{
	free(m->html);
	free(m->pieces);
	memset(m, 0, sizeof(*m));
}

const struct mold *
mold_find(const struct mold_key *key)
{
	for (size_t i = 0; i < MOLDS_KEPT; i++)
		if (molds[i].html != NULL &&
		    memcmp(&molds[i].key, key, sizeof(*key)) == 0)
			return &molds[i];
	return NULL;
}

const struct mold *
mold_make(const struct mold_key *key, const char *file,
    struct template_data *d)
{
	struct mold *m = &molds[mold_next];
	struct text html = { 0 };
	bool ok;

	empty(m);
	ok = template_render(file, d, &html) == DONE;
	template_data_free(d);
	if (ok) {
		m->key = *key;
		m->html = strdup(html.bytes);
		m->len = html.len;
		if (m->html == NULL)
			die("out of memory");
		ok = cut(m);
	}
	text_free(&html);
	if (!ok) {
		empty(m);
		(void)log_failed("%s is rendered anew for everybody", file);
		return NULL;
	}
	mold_next = (mold_next + 1) % MOLDS_KEPT;
	return m;
}

bool
answer_is(const struct question *q, const struct answer *a, size_t option)
{
	if (!a->given)
		return false;
	if (q->type == QUESTION_SEVERAL)
		return a->chosen != NULL && option < q->option_count &&
		    a->chosen[option];
	if (q->type == QUESTION_MARK)
		return (size_t)a->mark == option;
	return a->choice == option;
}

static void
fill_hole(const struct call *c, const struct piece *p, struct text *out)
{
	const struct answer *a = NULL;
	char token[TOKEN_CHARS + 1];

	if (p->hole == 'V' || p->hole == 'C') {
		REQUIRE(p->question < c->r.q->question_count);
		a = &c->r.answers->list[p->question];
	}

	switch (p->hole) {
	case 'F':
		text_puts(out, c->form_value);
		break;
	case 'T':
		link_token_print(token, &c->token);
		text_puts(out, token);
		explicit_bzero(token, sizeof(token));
		break;
	case 'V':
		if (a->text != NULL)
			template_escape(out, a->text);
		break;
	case 'C':
		if (answer_is(&c->r.q->questions[p->question], a, p->option))
			text_puts(out, checked);
		break;
	}
}

void
mold_show(struct call *c, const struct mold *m, size_t size)
{
	struct text html = { 0 };

	text_reserve(&html, size > 0 ? size : m->len + ROOM_IN_HOLES);
	for (size_t i = 0; i < m->count; i++) {
		const struct piece *p = &m->pieces[i];

		text_add(&html, p->text, p->len);
		fill_hole(c, p, &html);
	}
	reply_page(c->req, 200, &html, size);
	text_free(&html);
}
