/*
 * fuzz_wave_file.c - any bytes as a wave file: a wave, or mistakes with a
 * pointer and a sentence.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "domain/plan.h"
#include "domain/wave_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW 1426500000		/* 16 March 2015 */

#define PUBLISHED(code) "{\"questionnaire\":\"" code "\",\"version\":1," \
    "\"title\":\"T\",\"pages\":[{\"code\":\"p\",\"title\":\"P\"," \
    "\"questions\":[{\"code\":\"x_cijfer\",\"type\":\"mark\"," \
    "\"text\":\"Welk cijfer?\"}]}]}"

static const char uitvoering[] = PUBLISHED("uitvoering");
static const char beleid[] = PUBLISHED("beleid");
static const struct wave_file_published published[] = {
	{ "uitvoering", 1, uitvoering, sizeof(uitvoering) - 1 },
	{ "beleid", 1, beleid, sizeof(beleid) - 1 },
};

static void
check(const struct wave_file *f)
{
	json_t *settings = json_loads(f->settings, 0, NULL);
	char *plan = json_dumps(json_object_get(settings, "plan"), 0);
	struct plan p;

	REQUIRE(plan != NULL &&
	    plan_from_settings(&p, plan, strlen(plan)) == DONE);
	REQUIRE(f->code != NULL && f->title != NULL);
	REQUIRE(f->group_count > 0 && f->municipality_count > 0);
	REQUIRE(f->closes_at > f->opens_at && f->closes_at > NOW);
	REQUIRE(f->holders_needed >= 1 &&
	    (size_t)f->holders_needed <= f->holder_count);
	REQUIRE(f->trial || (f->holders_needed >= 2 && !p.any_time));
	REQUIRE(f->threshold >= 5);
	free(plan);
	json_decref(settings);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wave_file *f = NULL;
	struct mistakes m = { 0 };

	if (wave_file_read((const char *)data, size, NOW, published, 2, &f,
	    &m) == DONE) {
		check(f);
		REQUIRE(m.count == 0);
	} else {
		REQUIRE(m.count > 0 && f == NULL);
	}
	for (size_t i = 0; i < m.count; i++) {
		REQUIRE(m.list[i].text[0] != '\0');
		REQUIRE(m.list[i].pointer[0] == '\0' ||
		    m.list[i].pointer[0] == '/');
		REQUIRE(text_is_utf8(m.list[i].pointer,
		    strlen(m.list[i].pointer)));
	}
	wave_file_free(f);
	mistakes_free(&m);
	return 0;
}
