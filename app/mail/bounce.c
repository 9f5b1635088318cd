/*
 * bounce.c - takes a message apart (GMime) and decides what it is. A report
 * for machines is believed before words for people; who is out of office is
 * not undeliverable, whatever his words look like. Refuses to know a server's
 * words and headers one by one: those are in bounce_head, _report, _words.
 */
#include "mail/bounce.h"

#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "mail/bounce_inside.h"
#include "mail/message_limits.h"

#define DEPTH_MAX 6
#define PARTS_MAX 40
#define PART_MAX (256 * 1024)	/* bytes of one part that are read */

struct reading {
	struct bounce *b;
	struct bounce_head head;
	struct bounce_report report;
	bool is_report;		/* says so of itself */
	bool is_receipt;	/* message/disposition-notification */
	struct text words;	/* what there is to read, in one line */
	int parts;
};

static bool
is_type(GMimeObject *part, const char *type, const char *subtype)
{
	return g_mime_content_type_is_type(
	    g_mime_object_get_content_type(part), type, subtype);
}

/* A part's bytes, decoded; "" when there are none. */
static void
read_content(GMimePart *part, struct text *out)
{
	GMimeDataWrapper *data = g_mime_part_get_content(part);
	GByteArray *bytes = g_byte_array_new();
	GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
	size_t len;

	text_add(out, "", 0);
	if (data != NULL &&
	    g_mime_data_wrapper_write_to_stream(data, stream) >= 0) {
		len = bytes->len < PART_MAX ? bytes->len : PART_MAX;
		for (size_t i = 0; i < len; i++)
			if (bytes->data[i] == '\0')
				bytes->data[i] = ' ';
		text_add(out, (const char *)bytes->data, len);
	}
	g_object_unref(stream);
}

static void
read_leaf(struct reading *r, GMimeObject *part)
{
	struct text s = { 0 };

	if (!GMIME_IS_PART(part))
		return;
	read_content(GMIME_PART(part), &s);
	if (is_type(part, "message", "delivery-status") ||
	    is_type(part, "message", "global-delivery-status"))
		bounce_report_read(&r->report, s.bytes);
	else if (is_type(part, "message", "disposition-notification"))
		r->is_receipt = true;
	else if (is_type(part, "text", "*") &&
	    !is_type(part, "text", "rfc822-headers"))
		bounce_words_add(&r->words, s.bytes, s.len,
		    is_type(part, "text", "html"));
	text_free(&s);
}

/* A copy of the letter is not read: whoever was sent one can quote it. */
static void
read_part(struct reading *r, GMimeObject *part, int depth)
{
	if (part == NULL || depth > DEPTH_MAX || r->parts++ >= PARTS_MAX)
		return;
	if (GMIME_IS_MULTIPART(part)) {
		int count = g_mime_multipart_get_count(GMIME_MULTIPART(part));

		for (int i = 0; i < count && r->parts < PARTS_MAX; i++)
			read_part(r, g_mime_multipart_get_part(
			    GMIME_MULTIPART(part), i), depth + 1);
	} else {
		read_leaf(r, part);
	}
}

/* In words, from a mail system: is there a failure in them? */
static enum bounce_what
judge_words(struct reading *r)
{
	const struct bounce_head *h = &r->head;
	bool fails = bounce_head_fails(h);

	if (!h->names_failed && !h->system &&
	    !(fails && (h->postmaster || h->nobody)))
		return BOUNCE_ORDINARY;
	if (bounce_words_delay(r->words.bytes) ||
	    bounce_words_delay(h->subject))
		return BOUNCE_DELAYED;
	bounce_status_mend(r->b->status, r->words.bytes);
	return fails || h->names_failed || r->b->status[0] != '\0' ?
	    BOUNCE_FAILED : BOUNCE_ORDINARY;
}

static enum bounce_what
judge_report(struct reading *r)
{
	memcpy(r->b->status, r->report.status, sizeof(r->b->status));
	bounce_status_mend(r->b->status, r->report.diagnostic);
	bounce_status_mend(r->b->status, r->words.bytes);
	return r->report.what;
}

static enum bounce_what
judge(struct reading *r)
{
	const struct bounce_head *h = &r->head;
	enum bounce_what what;

	if (r->b->token[0] != '\0')
		return BOUNCE_UNSUBSCRIBE;
	if (h->vacation || r->is_receipt)
		return BOUNCE_AUTO_REPLY;
	if (h->challenge)
		return BOUNCE_CHALLENGE;
	if (r->report.there && (r->is_report || h->postmaster || h->nobody))
		return judge_report(r);
	what = judge_words(r);
	if (what != BOUNCE_ORDINARY)
		return what;
	if (bounce_words_challenge(r->words.bytes))
		return BOUNCE_CHALLENGE;
	return h->automatic || h->nobody ? BOUNCE_AUTO_REPLY : BOUNCE_ORDINARY;
}

static void
read_message(struct reading *r, GMimeMessage *m)
{
	GMimeObject *body = g_mime_message_get_mime_part(m);

	r->is_report = body != NULL && is_type(body, "multipart", "report");
	read_part(r, body, 0);
	bounce_words_cut(r->words.bytes);
	r->b->what = judge(r);
	if (r->b->what == BOUNCE_FAILED)
		r->b->class = mail_bounce_class(r->b->status);
	else
		r->b->status[0] = '\0';
}

/* False when the library finds no message in these bytes. */
static bool
parse(struct reading *r, const char *bytes, size_t len)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, len);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);

	text_add(&r->words, "", 0);
	if (m != NULL)
		bounce_head_read(&r->head, r->b, m);
	if (r->head.message)
		read_message(r, m);
	if (m != NULL)
		g_object_unref(m);
	g_object_unref(parser);
	g_object_unref(stream);
	text_free(&r->words);
	return r->head.message;
}

/* Some servers put the mailbox's separator before the message. */
static size_t
skip_from_line(const char *bytes, size_t len)
{
	const char *end;

	if (len < 5 || memcmp(bytes, "From ", 5) != 0)
		return 0;
	end = memchr(bytes, '\n', len);
	return end == NULL ? len : (size_t)(end + 1 - bytes);
}

void
mail_bounce_skip(struct bounce *out, const char *envelope_to,
    const char *bytes, size_t len)
{
	struct bounce b = { .what = BOUNCE_TOO_MUCH };

	if (envelope_to != NULL)
		bounce_addresses(&b, envelope_to);
	bounce_head_addresses(&b, bytes, len);
	b.token[0] = '\0';
	*out = b;
}

enum outcome
mail_bounce_read(struct bounce *out, const char *envelope_to,
    const char *bytes, size_t len)
{
	struct bounce b = { .what = BOUNCE_ORDINARY };
	struct reading r = { .b = &b };
	size_t from = skip_from_line(bytes, len);
	const char *too_much;

	if (len > BOUNCE_BYTES_MAX)
		len = BOUNCE_BYTES_MAX;
	if (from >= len)
		return REFUSED;
	too_much = mail_message_too_much(bytes + from, len - from);
	if (too_much != NULL) {
		log_info("a message has too many %s, and is not read",
		    too_much);
		mail_bounce_skip(out, envelope_to, bytes + from, len - from);
		return DONE;
	}
	if (envelope_to != NULL)
		bounce_addresses(&b, envelope_to);
	if (!parse(&r, bytes + from, len - from))
		return REFUSED;
	*out = b;
	return DONE;
}
