/*
 * start.c - the way in: the page behind the link, which changes nothing and
 * shows nothing personal, and "Beginnen".
 */
#include <stdlib.h>
#include <string.h>

#include "actions/link_token.h"
#include "base/log.h"
#include "survey/mold.h"
#include "web/reply.h"

HANDLER int survey_link(struct http_request *);
HANDLER int survey_begin(struct http_request *);
HANDLER int survey_resume(struct http_request *);

/* What a group is called with all that were merged into it. */
static size_t
group_names(const struct wave *w, const struct function_group *group,
    const char **names)
{
	size_t count = 0;

	names[count++] = group->name;
	for (size_t i = 0; i < w->group_count; i++)
		if (w->groups[i].merged_into != NULL &&
		    strcmp(w->groups[i].merged_into, group->code) == 0)
			names[count++] = w->groups[i].name;
	return count;
}

/* How many were asked: whoever makes the list could put invented people into
 * a group, so that its figures are one person's. Who is in it can judge. */
static void
say_group_size(struct template_data *d, const struct wave *w,
    const struct function_group *group)
{
	const char **names = calloc(w->group_count + 1, sizeof(*names));
	size_t count;
	struct template_data *size, *said;

	if (names == NULL)
		die("out of memory");
	if (group->invited > 0) {
		count = group_names(w, group, names);
		size = template_section(d, "GROUP_SIZE");
		said = template_section(size, group->invited == 1 ? "ALONE" :
		    "MANY");
		template_set_number(said, "INVITED", group->invited);
		for (size_t i = 0; i < count; i++) {
			struct template_data *g = template_section(said,
			    "GROUP");

			template_set(g, "NAME", names[i]);
			if (i + 1 < count)
				template_show(g, i + 2 < count ? "COMMA" :
				    "OR");
		}
		if (count > 1)
			template_show(size, "MERGED");
	}
	free(names);
}

/* With holes where the link goes: the same for all of a group. */
static struct template_data *
start_data(const struct call *c, bool holes)
{
	const struct wave *w = c->r.wave;
	struct template_data *d = screen_new(c, "Welkom", false);
	char token[TOKEN_CHARS + 1], closes[140];

	link_token_print(token, &c->token);
	closing_words(closes, sizeof(closes), w);
	template_set(d, "TOKEN", holes ? MOLD_TOKEN : token);
	if (holes)
		template_set(d, "FORM", MOLD_FORM);
	template_set(d, "COMMISSIONER", w->commissioner);
	template_set(d, "PURPOSE", w->purpose);
	template_set(d, "GROUP_NAME", c->r.group->name);
	say_group_size(d, w, c->r.group);
	template_set_number(d, "MINUTES", c->r.q->minutes);
	template_set(d, "CLOSES", closes);
	template_set(d, "CONTACT_NAME", w->contact_name);
	template_set(d, "CONTACT_ADDRESS", w->contact_address);
	return d;
}

static void
show_start(struct call *c)
{
	const struct mold *m;
	struct mold_key key;

	memset(&key, 0, sizeof(key));
	key.kind = MOLD_START;
	key.revision = c->r.wave->revision;
	key.list = (uint32_t)(c->r.group - c->r.wave->groups);
	m = mold_find(&key);
	if (m == NULL)
		m = mold_make(&key, "start.html", start_data(c, true));
	if (m != NULL)
		mold_show(c, m, 0);
	else
		screen_show(c, 200, "start.html", start_data(c, false));
}

/* GET /v?t=TOKEN */
int
survey_link(struct http_request *req)
{
	const struct form_field *t;
	struct call c;

	if (call_begin(&c, req, CALL_GET, NEED_NOTHING)) {
		t = form_find(&c.query, "t");
		/* Only the link counts here, whatever this browser has. */
		c.has_token = t != NULL &&
		    link_token_read(&c.token, t->value, t->value_len);
		if (!c.has_token)
			memset(&c.token, 0, sizeof(c.token));
		link_token_form(c.form_value, &c.token);
		/* A malformed token is looked up like any unknown one. */
		if (call_look(&c))
			show_start(&c);
	}
	call_end(&c);
	return KORE_RESULT_OK;
}

/* Where this person goes on. */
static void
go_on(struct call *c)
{
	size_t page = answers_next_page(c->r.answers, c->r.page);

	go_to_page(c, page, false);
}

/* POST /begin: sets the cookie; writes nothing. */
int
survey_begin(struct http_request *req)
{
	char token[TOKEN_CHARS + 1];
	struct call c;

	if (call_begin(&c, req, CALL_POST, NEED_NOTHING)) {
		if (!call_token_from_form(&c)) {
			screen_spent(&c);
		} else if (call_person(&c)) {
			link_token_print(token, &c.token);
			reply_cookie(req, token, true);
			explicit_bzero(token, sizeof(token));
			go_on(&c);
		}
	}
	call_end(&c);
	return KORE_RESULT_OK;
}

/* GET /verder: back to where one was. */
int
survey_resume(struct http_request *req)
{
	struct call c;

	if (call_begin(&c, req, CALL_GET, NEED_LINK))
		go_on(&c);
	call_end(&c);
	return KORE_RESULT_OK;
}
