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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct questionnaire *q;
	const char *json = (const char *)data;
	struct opened_document d;
	struct mistakes m = { 0 };
	struct text again = { 0 };
	struct answers *a;
	size_t page = 0;

	if (q == NULL && questionnaire_parse(list, strlen(list), NULL, &q,
	    &m) != DONE)
		abort();
	if (document_read(q, json, size, &d) == DONE) {
		if (d.closed == NULL)
			abort();
		opened_document_free(&d);
	}
	a = answers_new(q);
	if (answers_from_draft(a, json, size, &page) == DONE) {
		struct answers *b = answers_new(q);
		struct text twice = { 0 };

		answers_to_draft(a, page, &again);
		if (answers_from_draft(b, again.bytes, again.len, &page) !=
		    DONE)
			abort();
		answers_to_draft(b, page, &twice);
		if (twice.len != again.len ||
		    memcmp(twice.bytes, again.bytes, again.len) != 0)
			abort();
		text_free(&twice);
		answers_free(b);
	}
	text_free(&again);
	answers_free(a);
	return 0;
}
