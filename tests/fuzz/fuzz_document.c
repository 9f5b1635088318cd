/*
 * fuzz_document.c - what comes out of a draft or an envelope: whatever is
 * taken is written again as the same bytes.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/answers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A small list with every type of question and a condition. */
static const char list[] = "{\"questionnaire\":\"q\",\"version\":1,"
    "\"title\":\"T\",\"pages\":[{\"code\":\"p\",\"title\":\"P\","
    "\"questions\":[{\"code\":\"a\",\"type\":\"one\",\"text\":\"A\","
    "\"options\":[{\"code\":\"ja\",\"label\":\"J\"},{\"code\":\"nee\","
    "\"label\":\"N\"}],\"other\":{\"label\":\"O\"}},{\"code\":\"b\","
    "\"type\":\"several\",\"text\":\"B\",\"required\":false,\"options\":"
    "[{\"code\":\"x\",\"label\":\"X\"},{\"code\":\"y\",\"label\":\"Y\"}],"
    "\"when\":{\"question\":\"a\",\"is\":\"ja\"}},{\"code\":\"c\","
    "\"type\":\"mark\",\"text\":\"C\"},{\"code\":\"d\",\"type\":\"long\","
    "\"text\":\"D\",\"required\":false}]}]}";

/* Whatever is taken is a whole draft, and is read back as it was written. */
static void
read_draft(const struct questionnaire *q, const char *draft, size_t size)
{
	struct answers *a = NULL, *b = NULL, *c = NULL;
	struct text again = { 0 }, twice = { 0 };
	size_t page = 0, same = 0;
	char code[64];

	if (answers_from_draft(q, draft, size, &a, &page) != DONE) {
		if (a != NULL)
			abort();
		return;
	}
	if (draft_questionnaire(draft, size, code, sizeof(code)) != DONE ||
	    strcmp(code, q->code) != 0)
		abort();
	answers_to_draft(a, page, &again);
	if (answers_from_draft(q, again.bytes, again.len, &b, &same) != DONE ||
	    same != page)
		abort();
	answers_to_draft(b, page, &twice);
	if (twice.len != again.len ||
	    memcmp(twice.bytes, again.bytes, again.len) != 0)
		abort();
	/* Anywhere else it does not end. */
	if (answers_from_draft(q, again.bytes, size % again.len, &c, &same) !=
	    REFUSED)
		abort();
	text_free(&again);
	text_free(&twice);
	answers_free(a);
	answers_free(b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct questionnaire *q;
	const char *json = (const char *)data;
	struct opened_document d;
	struct mistakes m = { 0 };

	if (q == NULL && questionnaire_parse(list, strlen(list), NULL, &q,
	    &m) != DONE)
		abort();
	if (document_read(q, json, size, &d) == DONE) {
		if (d.closed == NULL)
			abort();
		opened_document_free(&d);
	}
	read_draft(q, json, size);
	return 0;
}
