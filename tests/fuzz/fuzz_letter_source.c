/*
 * fuzz_letter_source.c - any bytes as a text of a wave's own: it is refused
 * with sentences, or a letter of it has its link alone, once, and names no
 * other host; and the template library says what the parser saw.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "mail/letter.h"
#include "mail/letter_check.h"
#include "mail/letter_fields.h"
#include "mail/letter_source.h"

#define LINK "https://m.example.org/v?t=aaaaaaaaaaaaaaaaaaaaaaaaaa"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct questionnaire questionnaire = { .code = "u", .minutes = 10 };
static struct wave_questionnaire questionnaires[] = { { &questionnaire, "" } };
static struct function_group group = { .code = "ib", .name = "IB",
    .questionnaire = "u" };
static struct wave wave = { .code = "m", .title = "Monitor",
    .region_name = "Drechtsteden", .commissioner = "de gemeenten",
    .purpose = "Om te leren.", .researcher = "het bureau",
    .link_base = "https://m.example.org", .sender_name = "Monitor",
    .sender_address = "m@example.org", .reply_to = "s@example.org",
    .contact_name = "Sanne", .contact_address = "s@example.org",
    .closes_at = 1428962340, .groups = &group, .group_count = 1,
    .questionnaires = questionnaires, .questionnaire_count = 1 };
static char address[] = "a@example.org", name[] = "Jan", school[] = "De Brug";
static const struct invitee person = { address, name, school, name };

static struct template_data *
data(const struct letter *l)
{
	struct text salutation = { 0 }, organisation = { 0 };
	struct template_data *d;

	letter_person(l->to, &salutation, &organisation);
	d = letter_data(l, &(struct letter_words){ salutation.bytes, l->link,
	    organisation.bytes });
	text_free(&salutation);
	text_free(&organisation);
	return d;
}

/* The view of the parser, its fields filled in as a letter's are. */
static void
expand(const struct letter_view *v, const struct letter *l, struct text *out)
{
	struct template_data *d = data(l);
	char field[64];

	text_add(out, "", 0);
	for (size_t i = 0; i < v->bytes.len; i++) {
		if (v->bytes.bytes[i] != LETTER_FIELD) {
			text_add(out, &v->bytes.bytes[i], 1);
			continue;
		}
		(void)snprintf(field, sizeof(field), "{{%s}}",
		    letter_fields[v->bytes.bytes[++i] - 'A']);
		REQUIRE(template_render_source(field, d, out) == DONE);
	}
	template_data_free(d);
}

static void
compare(const char *source, const struct letter *l)
{
	struct template_data *d = data(l);
	struct text seen = { 0 }, rendered = { 0 };
	struct letter_view v;

	letter_view_make(&v, source, &wave, true);
	expand(&v, l, &seen);
	text_add(&rendered, "", 0);
	REQUIRE(template_render_source(source, d, &rendered) == DONE);
	REQUIRE(strcmp(seen.bytes, rendered.bytes) == 0);
	for (size_t i = 0; i < v.line_count; i++)
		REQUIRE(v.lines[i] > 0 && (i == 0 ||
		    v.lines[i] >= v.lines[i - 1]));
	letter_view_free(&v);
	template_data_free(d);
	text_free(&seen);
	text_free(&rendered);
}

static void
write_letter(const struct letter *l)
{
	struct text subject = { 0 }, plain = { 0 }, html = { 0 };
	struct problem why = { .code = PROBLEM_NONE };
	const char *at;

	/* A field's words and those behind it can make a host together
	 * ("leren.Dus"): that is seen when they are filled in. */
	if (mail_letter_write(l, &subject, &plain, &html, &why) != DONE) {
		REQUIRE(strstr(why.text, "ander webadres") != NULL);
		REQUIRE(plain.len == 0 && html.len == 0);
		goto out;
	}
	at = strstr(plain.bytes, LINK);
	REQUIRE(at != NULL && (at == plain.bytes || at[-1] == '\n') &&
	    at[strlen(LINK)] == '\n' && strstr(at + 1, LINK) == NULL);
	REQUIRE(strstr(html.bytes, "href=\"" LINK "\"") != NULL);
	REQUIRE(strstr(plain.bytes, " evil.nl ") == NULL);
out:
	text_free(&subject);
	text_free(&plain);
	text_free(&html);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool open;
	struct mistakes m = { 0 };
	struct text source = { 0 };
	struct letter l = { "invitation", &wave, &group, &person, LINK,
	    NULL, NULL, false };

	if (!open)
		mail_letter_open("assets");
	open = true;
	wave.trial = size % 2;
	wave.remind_all = size % 3 == 0;
	if (letter_source_read((const char *)data, size, &source, &m) ==
	    DONE && letter_source_parse(source.bytes, &m) == DONE) {
		compare(source.bytes, &l);
		l.source = source.bytes;
		if (mail_letter_check(source.bytes, &wave, NULL, &m) == DONE)
			write_letter(&l);
	}
	for (size_t i = 0; i < m.count; i++)
		REQUIRE(text_is_utf8(m.list[i].text,
		    strlen(m.list[i].text)) && m.list[i].text[0] != '\0');
	mistakes_free(&m);
	text_free(&source);
	return 0;
}
