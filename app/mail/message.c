/*
 * message.c - builds RFC 5322 messages. Refuses to know what a letter is
 * about, who is asked and how it is sent.
 */
#include "mail/message.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <gmime/gmime.h>
#include <utf8proc.h>

#include "base/clock.h"
#include "base/log.h"
#include "mail/mime.h"

#define ADDRESS_MAX 254		/* bytes, RFC 5321 4.5.3.1.3 */
#define MIME_BOUNDARY_MAX 70	/* bytes, RFC 2046 5.1.1 */
#define USUAL_BYTES 8192		/* of a letter; more is made */

void
mail_message_open(void)
{
	static bool open;

	if (!open)
		g_mime_init();
	open = true;
}

bool
mail_address_good(const char *s)
{
	size_t len = strlen(s), local = strcspn(s, "@");

	if (len > ADDRESS_MAX || local == 0 || local > 64 || s[local] == '\0' ||
	    s[local + 1] == '\0')
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		bool ends = i == 0 || i == local - 1 || i == local + 1 ||
		    i == len - 1;

		if (i == local)
			continue;
		if (c == '.' && (ends || s[i + 1] == '.'))
			return false;
		if (!isalnum(c) && c != '.' && c != '-' && (i > local ||
		    strchr("!#$%&'*+/=?^_`{|}~", c) == NULL))
			return false;
	}
	return true;
}

/* Marks, embeddings, overrides and isolates of the bidirectional algorithm:
 * unbalanced, they turn around what stands behind a name. */
static bool
turns_direction(utf8proc_int32_t c)
{
	return c == 0x200e || c == 0x200f || c == 0x061c || c == 0xfeff ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

void
mail_one_line(const char *s, struct text *out)
{
	char *plain = text_normalise(s, strlen(s));
	const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)plain;
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	text_add(out, "", 0);
	if (plain == NULL)
		return;
	for (; *at != '\0'; at += n) {
		n = utf8proc_iterate(at, -1, &c);
		REQUIRE(n > 0);
		/* What looks encoded (RFC 2047) a reader would decode. */
		if (c == '?' && out->len > 0 &&
		    out->bytes[out->len - 1] == '=')
			text_puts(out, " ");
		if (c == '\n')
			text_puts(out, " ");
		else if (!turns_direction(c))
			text_add(out, (const char *)at, (size_t)n);
	}
	free(plain);
}

/* At most so many characters, cut between words where there are any. */
static void
cut(struct text *t, size_t chars)
{
	size_t len, space;

	if (text_chars(t->bytes, t->len) <= chars)
		return;
	for (len = 0, chars--; chars > 0; chars--)
		for (len++; ((unsigned char)t->bytes[len] & 0xc0) == 0x80;)
			len++;
	for (space = len; space > len / 2 && t->bytes[space] != ' ';)
		space--;
	t->len = t->bytes[space] == ' ' ? space : len;
	text_puts(t, "…");
}

/* A name as it stands in a header. */
static void
add_person(struct text *out, const char *header, const char *name,
    const char *address)
{
	struct text line = { 0 };

	mail_one_line(name == NULL ? "" : name, &line);
	mime_mailbox(out, header, line.bytes, address);
	text_free(&line);
}

/* RFC 5322 3.3, in Amsterdam time; the names are English, whatever a locale
 * says. */
static void
add_date(struct text *out, time_t t)
{
	static const char days[] = "MonTueWedThuFriSatSun";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct local_time l = clock_local(t);
	struct tm as_utc = { .tm_year = l.year - 1900, .tm_mon = l.month - 1,
	    .tm_mday = l.day, .tm_hour = l.hour, .tm_min = l.minute,
	    .tm_sec = l.second };
	int east = (int)(timegm(&as_utc) - t) / 60;

	text_printf(out, "Date: %.3s, %02d %.3s %d %02d:%02d:%02d "
	    "+%02d%02d\r\n", days + 3 * (l.weekday - 1), l.day,
	    months + 3 * (l.month - 1), l.year, l.hour, l.minute, l.second,
	    east / 60, east % 60);
}

/* An address inside a URI: what RFC 6068 2 does not let stand is encoded. */
static void
add_encoded(struct text *out, const char *address)
{
	for (; *address != '\0'; address++)
		if (isalnum((unsigned char)*address) ||
		    strchr("-._~!$'*+@", *address) != NULL)
			text_add(out, address, 1);
		else
			text_printf(out, "%%%02X", (unsigned char)*address);
}

/* RFC 2369 3.2, RFC 8058. The second word is for https alone. A URI is never
 * broken: one a line. */
static void
add_unsubscribe(struct text *out, const struct message *m)
{
	if (m->unsubscribe_link != NULL || m->unsubscribe_address != NULL)
		text_puts(out, "List-Unsubscribe:");
	if (m->unsubscribe_link != NULL)
		text_printf(out, " <%s>%s\r\n", m->unsubscribe_link,
		    m->unsubscribe_address != NULL ? "," : "");
	if (m->unsubscribe_address != NULL) {
		text_puts(out, " <mailto:");
		add_encoded(out, m->unsubscribe_address);
		text_puts(out, "?subject=afmelden>\r\n");
	}
	if (m->unsubscribe_link != NULL)
		text_puts(out, "List-Unsubscribe-Post: "
		    "List-Unsubscribe=One-Click\r\n");
}

static void
add_thread(struct text *out, const char *in_reply_to)
{
	if (in_reply_to != NULL)
		text_printf(out, "In-Reply-To: <%s>\r\nReferences: <%s>\r\n",
		    in_reply_to, in_reply_to);
}

/* RFC 2919: a name for people in front of the list's own. */
static void
add_list(struct text *out, const struct message *m)
{
	struct text name = { 0 };

	mail_one_line(m->list_name, &name);
	cut(&name, MAIL_SUBJECT_CHARS);
	if (name.len > 0)
		mime_mailbox(out, "List-Id", name.bytes, m->list_id);
	else
		text_printf(out, "List-Id: <%s>\r\n", m->list_id);
	text_free(&name);
}

static void
add_headers(struct text *out, const struct message *m)
{
	struct text line = { 0 };

	add_person(out, "From", m->from_name, m->from_address);
	add_person(out, "Reply-To", NULL, m->reply_to);
	add_person(out, "To", m->to_name, m->to_address);
	mail_one_line(m->subject, &line);
	cut(&line, MAIL_SUBJECT_CHARS);
	mime_words(out, "Subject", line.bytes);
	add_date(out, m->date);
	text_printf(out, "Message-Id: <%s>\r\n", m->message_id);
	add_thread(out, m->in_reply_to);
	if (m->list_id != NULL)
		add_list(out, m);
	add_unsubscribe(out, m);
	text_puts(out, "Auto-Submitted: auto-generated\r\n"
	    "Content-Language: nl\r\nMIME-Version: 1.0\r\n");
	text_free(&line);
}

/* What no line of quoted-printable can be, the letter's own. */
static void
name_boundary(char out[MIME_BOUNDARY_MAX + 1], const char *message_id)
{
	size_t len = 2;

	memcpy(out, "=_", 2);
	for (; *message_id != '@' && len < MIME_BOUNDARY_MAX; message_id++)
		out[len++] = isalnum((unsigned char)*message_id) ?
		    *message_id : '-';
	out[len] = '\0';
}

static void
add_part(struct text *out, const char *boundary, const char *subtype,
    const char *lines, bool quoted)
{
	text_printf(out, "\r\n--%s\r\nContent-Type: text/%s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n", boundary,
	    subtype);
	if (quoted)
		text_puts(out, lines);
	else
		mime_quoted(out, lines);
}

/* Fits on a line of a header, between < and >. */
static bool
good_uri(const char *s)
{
	size_t len = strlen(s);

	for (size_t i = 0; i < len; i++)
		if (s[i] <= ' ' || s[i] > '~' || s[i] == '<' || s[i] == '>')
			return false;
	return len > 0 && len < 900;
}

enum outcome
mail_message_build(const struct message *m, struct text *out)
{
	char boundary[MIME_BOUNDARY_MAX + 1];

	if (!mail_address_good(m->from_address) ||
	    !mail_address_good(m->reply_to) ||
	    !mail_address_good(m->to_address) ||
	    !mail_address_good(m->message_id) ||
	    (m->in_reply_to != NULL && !mail_address_good(m->in_reply_to)) ||
	    (m->unsubscribe_address != NULL &&
	    !mail_address_good(m->unsubscribe_address)) ||
	    (m->unsubscribe_link != NULL && !good_uri(m->unsubscribe_link)))
		return REFUSED;
	text_reserve(out, USUAL_BYTES);
	name_boundary(boundary, m->message_id);
	add_headers(out, m);
	text_printf(out, "Content-Type: multipart/alternative;\r\n"
	    " boundary=\"%s\"\r\n", boundary);
	add_part(out, boundary, "plain", m->text, m->quoted);
	add_part(out, boundary, "html", m->html, m->quoted);
	text_printf(out, "\r\n--%s--\r\n", boundary);
	return DONE;
}
