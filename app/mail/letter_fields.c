/*
 * letter_fields.c - fills a letter's source with a wave's and a person's
 * words. Refuses to know what a source looks like.
 */
#include "mail/letter_fields.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/log.h"
#include "domain/web_address.h"
#include "mail/message.h"

const char *const letter_fields[] = {
	"SALUTATION", "LINK", "CLOSING_DATE", "MINUTES", "REGION", "TITLE",
	"COMMISSIONER", "PURPOSE", "RESEARCHER", "GROUP_NAME", "ORGANISATION",
	"SENDER_NAME", "SENDER_ADDRESS", "CONTACT_NAME", "CONTACT_ADDRESS",
	"CONTACT_PHONE", NULL
};

enum { TRIAL, HAS_ORGANISATION, HAS_PHONE, REMIND_ALL, REMIND_OPEN };

const char *const letter_sections[] = {
	[TRIAL] = "TRIAL",
	[HAS_ORGANISATION] = "HAS_ORGANISATION",
	[HAS_PHONE] = "HAS_PHONE",
	[REMIND_ALL] = "REMIND_ALL",
	[REMIND_OPEN] = "REMIND_OPEN",
	NULL
};

int
letter_name_find(const char *const *names, const char *name, size_t len)
{
	for (int i = 0; names[i] != NULL; i++)
		if (strlen(names[i]) == len &&
		    memcmp(names[i], name, len) == 0)
			return i;
	return -1;
}

bool
letter_section_shown(const struct wave *w, bool organisation, int section)
{
	switch (section) {
	case TRIAL:
		return w->trial;
	case HAS_ORGANISATION:
		return organisation;
	case HAS_PHONE:
		return w->contact_phone != NULL && *w->contact_phone != '\0';
	case REMIND_ALL:
		return w->remind_all;
	case REMIND_OPEN:
		return !w->remind_all;
	default:
		return false;
	}
}

static bool
is_right_to_left(const char *s)
{
	const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)s;
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	for (; *at != '\0'; at += n) {
		n = utf8proc_iterate(at, -1, &c);
		REQUIRE(n > 0);
		if ((c >= 0x590 && c < 0x900) || (c >= 0xfb1d && c < 0xfe00) ||
		    (c >= 0xfe70 && c < 0xff00) ||
		    (c >= 0x10800 && c < 0x11000) ||
		    (c >= 0x1e800 && c < 0x1f000))
			return true;
	}
	return false;
}

/* Somebody's words inside a sentence of ours: one line, and its direction
 * stays its own (first strong isolate … pop). */
static void
add_words(struct text *out, const char *s)
{
	struct text line = { 0 };

	mail_one_line(s, &line);
	if (is_right_to_left(line.bytes))
		text_printf(out, "\u2068%s\u2069", line.bytes);
	else
		text_puts(out, line.bytes);
	text_free(&line);
}

static void
set_words(struct template_data *d, const char *name, const char *s)
{
	struct text t = { 0 };

	text_add(&t, "", 0);
	add_words(&t, s);
	template_set(d, name, t.bytes);
	text_free(&t);
}

/* Words that our sentence puts a full stop behind. */
static void
add_phrase(struct text *out, const char *s)
{
	char *copy = strdup(s);
	size_t len;

	if (copy == NULL)
		die("out of memory");
	for (len = strlen(copy); len > 0 && copy[len - 1] == '.'; len--)
		copy[len - 1] = '\0';
	add_words(out, copy);
	free(copy);
}

static void
set_phrase(struct template_data *d, const char *name, const char *s)
{
	struct text t = { 0 };

	text_add(&t, "", 0);
	add_phrase(&t, s);
	template_set(d, name, t.bytes);
	text_free(&t);
}

/* Judged as they will stand in the letter: a person's words never hold it
 * back, they are left out. */
static bool
has_web_address(const struct text *words)
{
	size_t len;

	return web_address_find(words->bytes, NULL, &len) != NULL;
}

void
letter_person(const struct invitee *to, struct text *salutation,
    struct text *organisation)
{
	text_puts(salutation, "Geachte ");
	add_words(salutation, to->name);
	text_puts(salutation, ",");
	/* A name that reads as a link, or is an address, is none. */
	if (*to->name == '\0' || has_web_address(salutation) ||
	    strchr(to->name, '@') != NULL) {
		text_clear(salutation);
		text_puts(salutation, "Geachte heer of mevrouw,");
	}
	text_add(organisation, "", 0);
	add_phrase(organisation, to->organisation);
	if (has_web_address(organisation))
		text_clear(organisation);
}

static void
show_sections(struct template_data *d, const struct wave *w, bool organisation)
{
	for (int i = 0; letter_sections[i] != NULL; i++)
		if (letter_section_shown(w, organisation, i))
			template_show(d, letter_sections[i]);
}

static struct template_data *
wave_data(const struct wave *w)
{
	struct template_data *d = template_data_new();
	char date[64];

	text_date(date, sizeof(date), w->closes_at, true);
	template_set(d, "CLOSING_DATE", date);
	set_words(d, "REGION", w->region_name);
	set_words(d, "TITLE", w->title);
	set_phrase(d, "COMMISSIONER", w->commissioner);
	set_words(d, "PURPOSE", w->purpose);
	set_phrase(d, "RESEARCHER", w->researcher);
	set_words(d, "SENDER_NAME", w->sender_name);
	set_words(d, "SENDER_ADDRESS", w->sender_address);
	set_words(d, "CONTACT_NAME", w->contact_name);
	set_words(d, "CONTACT_ADDRESS", w->contact_address);
	set_words(d, "CONTACT_PHONE", w->contact_phone == NULL ? "" :
	    w->contact_phone);
	return d;
}

struct template_data *
letter_data(const struct letter *l, const struct letter_words *words)
{
	struct template_data *d = wave_data(l->wave);
	const struct questionnaire *q = wave_find_questionnaire(l->wave,
	    l->group->questionnaire);

	REQUIRE(q != NULL);
	template_set_number(d, "MINUTES", q->minutes);
	set_words(d, "GROUP_NAME", l->group->name);
	template_set(d, "LINK", words->link);
	template_set(d, "SALUTATION", words->salutation);
	template_set(d, "ORGANISATION", words->organisation);
	show_sections(d, l->wave, *words->organisation != '\0');
	return d;
}

struct template_data *
letter_data_wave(const struct wave *w)
{
	struct template_data *d = wave_data(w);
	int minutes = 0;

	for (size_t i = 0; i < w->questionnaire_count; i++)
		if (w->questionnaires[i].q->minutes > minutes)
			minutes = w->questionnaires[i].q->minutes;
	template_set_number(d, "MINUTES", minutes);
	show_sections(d, w, false);
	return d;
}
