/*
 * message.c - builds RFC 5322 messages with GMime. Refuses to know what a
 * letter is about, who is asked and how it is sent.
 */
#include "mail/message.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <gmime/gmime.h>
#include <utf8proc.h>

#include "base/clock.h"
#include "base/log.h"

#define ADDRESS_MAX 254		/* bytes, RFC 5321 4.5.3.1.3 */

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

static void
add_person(GMimeMessage *m, GMimeAddressType type, const char *name,
    const char *address)
{
	InternetAddress *person;
	struct text line = { 0 };

	mail_one_line(name == NULL ? "" : name, &line);
	person = internet_address_mailbox_new(line.len > 0 ? line.bytes : NULL,
	    address);
	internet_address_set_charset(person, "utf-8");
	internet_address_list_add(g_mime_message_get_addresses(m, type),
	    person);
	g_object_unref(person);
	text_free(&line);
}

/* RFC 5322 3.3, in Amsterdam time; the names are English, whatever a locale
 * says. */
static void
add_date(GMimeMessage *m, time_t t)
{
	struct local_time l = clock_local(t);
	struct tm as_utc = { .tm_year = l.year - 1900, .tm_mon = l.month - 1,
	    .tm_mday = l.day, .tm_hour = l.hour, .tm_min = l.minute,
	    .tm_sec = l.second };
	GTimeZone *zone = g_time_zone_new_offset(
	    (int32_t)(timegm(&as_utc) - t));
	GDateTime *utc, *date;

	utc = g_date_time_new_from_unix_utc(t);
	date = g_date_time_to_timezone(utc, zone);
	g_mime_message_set_date(m, date);
	g_date_time_unref(date);
	g_date_time_unref(utc);
	g_time_zone_unref(zone);
}

/* A GMimePart with its charset said, since a GMimeTextPart chooses one. */
static void
add_part(GMimeMultipart *parts, const char *subtype, const char *content)
{
	GMimePart *part = g_mime_part_new_with_type("text", subtype);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(content,
	    strlen(content));
	GMimeDataWrapper *data = g_mime_data_wrapper_new_with_stream(stream,
	    GMIME_CONTENT_ENCODING_DEFAULT);

	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part),
	    "charset", "utf-8");
	g_mime_part_set_content(part, data);
	g_mime_part_set_content_encoding(part,
	    GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	g_mime_multipart_add(parts, GMIME_OBJECT(part));
	g_object_unref(data);
	g_object_unref(stream);
	g_object_unref(part);
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

/* Folded by hand: a URI is never broken. */
static void
add_raw(GMimeObject *o, const char *name, const struct text *value)
{
	GMimeHeader *h;

	g_mime_object_append_header(o, name, "", NULL);
	h = g_mime_header_list_get_header(g_mime_object_get_header_list(o),
	    name);
	g_mime_header_set_raw_value(h, value->bytes);
}

/* RFC 2369 3.2, RFC 8058. The second word is for https alone. */
static void
add_unsubscribe(GMimeObject *o, const struct message *m)
{
	struct text t = { 0 };

	if (m->unsubscribe_link != NULL)
		text_printf(&t, " <%s>", m->unsubscribe_link);
	if (m->unsubscribe_address != NULL) {
		text_puts(&t, t.len > 0 ? ",\n <mailto:" : " <mailto:");
		add_encoded(&t, m->unsubscribe_address);
		text_puts(&t, "?subject=afmelden>");
	}
	if (t.len > 0) {
		text_puts(&t, "\n");
		add_raw(o, "List-Unsubscribe", &t);
	}
	if (m->unsubscribe_link != NULL)
		g_mime_object_set_header(o, "List-Unsubscribe-Post",
		    "List-Unsubscribe=One-Click", "utf-8");
	text_free(&t);
}

static void
add_thread(GMimeObject *o, const char *in_reply_to)
{
	struct text t = { 0 };

	if (in_reply_to == NULL)
		return;
	text_printf(&t, "<%s>", in_reply_to);
	g_mime_object_set_header(o, "In-Reply-To", t.bytes, "utf-8");
	g_mime_object_set_header(o, "References", t.bytes, "utf-8");
	text_free(&t);
}

/* RFC 2919: a name for people in front of the list's own. */
static void
add_list(GMimeObject *o, const struct message *m)
{
	struct text list = { 0 };

	mail_one_line(m->list_name, &list);
	cut(&list, MAIL_SUBJECT_CHARS);
	if (list.len > 0) {
		char *name = g_mime_utils_header_encode_phrase(NULL,
		    list.bytes, "utf-8");

		text_clear(&list);
		text_printf(&list, "%s ", name);
		g_free(name);
	}
	text_printf(&list, "<%s>", m->list_id);
	g_mime_object_set_header(o, "List-Id", list.bytes, "utf-8");
	text_free(&list);
}

static void
add_headers(GMimeMessage *message, const struct message *m)
{
	GMimeObject *o = GMIME_OBJECT(message);
	struct text line = { 0 };

	add_person(message, GMIME_ADDRESS_TYPE_FROM, m->from_name,
	    m->from_address);
	add_person(message, GMIME_ADDRESS_TYPE_REPLY_TO, NULL, m->reply_to);
	add_person(message, GMIME_ADDRESS_TYPE_TO, m->to_name, m->to_address);
	mail_one_line(m->subject, &line);
	cut(&line, MAIL_SUBJECT_CHARS);
	g_mime_message_set_subject(message, line.bytes, "utf-8");
	add_date(message, m->date);
	g_mime_message_set_message_id(message, m->message_id);
	add_thread(o, m->in_reply_to);
	if (m->list_id != NULL)
		add_list(o, m);
	add_unsubscribe(o, m);
	g_mime_object_set_header(o, "Auto-Submitted", "auto-generated",
	    "utf-8");
	g_mime_object_set_header(o, "Content-Language", "nl", "utf-8");
	text_free(&line);
}

/* SMTP wants CR LF everywhere (RFC 5321 2.3.8). */
static void
add_lines(struct text *out, const char *s)
{
	size_t len;

	for (; *s != '\0'; s += len) {
		len = strcspn(s, "\r\n");
		text_add(out, s, len);
		if (s[len] == '\0')
			break;
		text_puts(out, "\r\n");
		len += s[len] == '\r' && s[len + 1] == '\n' ? 2 : 1;
	}
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
	GMimeMessage *message;
	GMimeMultipart *parts;
	char *written;

	if (!mail_address_good(m->from_address) ||
	    !mail_address_good(m->reply_to) ||
	    !mail_address_good(m->to_address) ||
	    !mail_address_good(m->message_id) ||
	    (m->in_reply_to != NULL && !mail_address_good(m->in_reply_to)) ||
	    (m->unsubscribe_address != NULL &&
	    !mail_address_good(m->unsubscribe_address)) ||
	    (m->unsubscribe_link != NULL && !good_uri(m->unsubscribe_link)))
		return REFUSED;
	message = g_mime_message_new(FALSE);
	parts = g_mime_multipart_new_with_subtype("alternative");
	add_headers(message, m);
	add_part(parts, "plain", m->text);
	add_part(parts, "html", m->html);
	g_mime_message_set_mime_part(message, GMIME_OBJECT(parts));
	written = g_mime_object_to_string(GMIME_OBJECT(message), NULL);
	if (written == NULL)
		die("out of memory");
	add_lines(out, written);
	explicit_bzero(written, strlen(written));
	g_free(written);
	g_object_unref(parts);
	g_object_unref(message);
	return DONE;
}
