/*
 * fuzz_form.c - bodies, query strings and cookies, as anybody may send them;
 * what a form holds is then taken as a page of answers.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "web/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char list[] = "{\"questionnaire\":\"q\",\"version\":1,"
    "\"title\":\"T\",\"pages\":[{\"code\":\"p\",\"title\":\"P\","
    "\"questions\":[{\"code\":\"a\",\"type\":\"one\",\"text\":\"A\","
    "\"options\":[{\"code\":\"ja\",\"label\":\"J\"},{\"code\":\"nee\","
    "\"label\":\"N\"}],\"other\":{\"label\":\"O\"}},{\"code\":\"c\","
    "\"type\":\"mark\",\"text\":\"C\"},{\"code\":\"d\",\"type\":\"long\","
    "\"text\":\"D\",\"required\":false}]}]}";

static void
take_page(const struct form *f)
{
	static struct questionnaire *q;
	struct mistakes m = { 0 };
	struct page_faults faults = { 0 };
	struct answers *a;
	size_t bad = 0;

	if (q == NULL && questionnaire_parse(list, strlen(list), NULL, &q,
	    &m) != DONE)
		abort();
	a = answers_new(q);
	if (answers_take_page(a, 0, f->list, f->count, true, &faults) ==
	    DONE && answers_complete(a, &bad, &faults) != DONE)
		abort();
	page_faults_free(&faults);
	answers_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct form f = { .count = 0 };
	const char *value;
	char *header;
	size_t len;

	if (form_parse(&f, (const char *)data, size) == DONE) {
		for (size_t i = 0; i < f.count; i++)
			if (f.list[i].value[f.list[i].value_len] != '\0' ||
			    !text_is_utf8(f.list[i].value,
			    f.list[i].value_len))
				abort();
		take_page(&f);
		form_free(&f);
	}
	header = strndup((const char *)data, size);
	if (header == NULL)
		abort();
	if (cookie_find(header, "__Host-aoj", &value, &len) &&
	    (value < header || value + len > header + size))
		abort();
	free(header);
	return 0;
}
