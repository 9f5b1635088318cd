/*
 * choice.c - a page with one question: nothing is chosen beforehand, so that
 * a robot that presses the only button gets the question back.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "survey/survey.h"

/* The code of an option as a form has it: all as long as the longest. */
static void
form_value(char *out, size_t size, const struct choice_page *p,
    const char *code)
{
	size_t longest = 0, len = strlen(code);

	for (size_t i = 0; i < 4 && p->options[i].code != NULL; i++)
		if (strlen(p->options[i].code) > longest)
			longest = strlen(p->options[i].code);
	REQUIRE(longest < size);
	memcpy(out, code, len);
	memset(out + len, FORM_FILL, longest - len);
	out[longest] = '\0';
}

void
show_choice(struct call *c, int status, const struct choice_page *p)
{
	bool bad = status != 200;
	struct template_data *d = screen_new(c, p->title, bad);
	char id[80];

	template_set(d, "HEAD", p->title);
	template_set(d, "ACTION", p->path);
	template_set(d, "QUESTION_TEXT", p->question);
	if (p->can_go_back)
		template_show(d, "BACK");
	if (p->unsubscribe != NULL)
		template_set(template_section(d, "UNSUBSCRIBE"), "TOKEN",
		    p->unsubscribe);
	for (size_t i = 0; i < 3 && p->lines[i] != NULL; i++)
		template_set(template_section(d, "LINE"), "LINE_TEXT",
		    p->lines[i]);
	for (size_t i = 0; i < 4 && p->options[i].code != NULL; i++) {
		struct template_data *o = template_section(d, "OPTION");

		(void)snprintf(id, sizeof(id), "keuze-%s", p->options[i].code);
		template_set(o, "OPTION_ID", id);
		form_value(id, sizeof(id), p, p->options[i].code);
		template_set(o, "OPTION_CODE", id);
		template_set(o, "OPTION_LABEL", p->options[i].label);
	}
	if (bad) {
		struct template_data *s = template_section(d, "FAULTS");

		(void)snprintf(id, sizeof(id), "keuze-%s", p->options[0].code);
		template_set(s, "FAULT_HEAD", "Er is nog één ding nodig");
		template_set(s, "FAULT_ID", id);
		template_set(s, "FAULT_TEXT", "Kies eerst wat voor u geldt.");
		template_set(d, "BAD_TEXT", "Kies eerst wat voor u geldt.");
		template_show(d, "BAD");
	}
	screen_show(c, status, "choice.html", d);
}

const char *
chosen(const struct call *c, const struct choice_page *p)
{
	static const char fill[] = { FORM_FILL, '\0' };
	const struct form_field *f = form_find(&c->form, "keuze");

	for (size_t i = 0; f != NULL && i < 4 && p->options[i].code != NULL;
	    i++) {
		size_t len = strlen(p->options[i].code);

		if (strncmp(f->value, p->options[i].code, len) == 0 &&
		    f->value[len + strspn(f->value + len, fill)] == '\0')
			return p->options[i].code;
	}
	return NULL;
}
