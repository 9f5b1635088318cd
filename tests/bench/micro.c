/*
 * micro.c - microseconds for a page of questions drawn and an envelope sealed,
 * by the functions that the survey itself calls. Kore is not here: what a page
 * is answered with is counted and dropped.
 *
 *   micro ASSETS WAVE_DOCUMENT     prints two lines: page N.N, seal N.N
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "base/log.h"
#include "crypto/envelope.h"
#include "domain/answers.h"
#include "survey/survey.h"
#include "web/static.h"

#define BATCHES 15
#define PAGES_A_BATCH 400
#define SEALS_A_BATCH 200

static size_t answered;

/* Kore's, as far as a page needs it. */
void
http_response_header(struct http_request *req, const char *name,
    const char *value)
{
	(void)req;
	(void)name;
	(void)value;
}

void
http_response(struct http_request *req, int status, const void *bytes,
    size_t len)
{
	(void)req;
	(void)bytes;
	if (status != 200)
		die("a page was not drawn");
	answered += len;
}

int
http_request_header(struct http_request *req, const char *name,
    const char **value)
{
	(void)req;
	(void)name;
	*value = NULL;
	return KORE_RESULT_ERROR;
}

static double
microseconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
smaller_first(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The median of all batches, per round. */
static double
measure(void (*round)(void *), void *arg, int rounds)
{
	double took[BATCHES];

	for (size_t i = 0; i < BATCHES; i++) {
		double begun = microseconds();

		for (int j = 0; j < rounds; j++)
			round(arg);
		took[i] = (microseconds() - begun) / rounds;
	}
	qsort(took, BATCHES, sizeof(took[0]), smaller_first);
	return took[BATCHES / 2];
}

static void
draw(void *arg)
{
	show_page(arg, 200, 1, NULL, false);
}

/* As much as a document of the real questionnaire is padded to. */
static void
seal(void *arg)
{
	static unsigned char out[65536];
	static char document[2000];
	const struct wave *wave = arg;
	size_t size = wave->questionnaires[0].q->envelope_bytes;

	if (size + ENVELOPE_OVERHEAD > sizeof(out))
		die("an envelope is larger than this program expects");
	memset(document, 'x', sizeof(document));
	crypto_envelope_seal(out, size, document, sizeof(document),
	    wave->box_public_key);
}

static struct wave *
read_wave(const char *path)
{
	struct text json = { 0 };
	struct wave *wave = NULL;
	char buf[4096];
	size_t n;
	FILE *f = fopen(path, "re");

	if (f == NULL)
		die("%s cannot be read", path);
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		text_add(&json, buf, n);
	(void)fclose(f);
	if (wave_from_document(json.bytes, json.len, &wave) != DONE)
		die("%s holds no wave", path);
	text_free(&json);
	return wave;
}

int
main(int argc, char **argv)
{
	struct call c = { .has_respondent = true };
	char folder[1024];
	struct wave *wave;

	if (argc != 3 || sodium_init() < 0 || snprintf(folder, sizeof(folder),
	    "%s/pages", argv[1]) >= (int)sizeof(folder))
		die("micro ASSETS WAVE_DOCUMENT");
	log_open("micro");
	template_open(folder);
	static_open(argv[1]);
	wave = read_wave(argv[2]);
	c.r.wave = wave;
	c.r.group = &wave->groups[0];
	c.r.q = wave_find_questionnaire(wave, wave->groups[0].questionnaire);
	c.r.answers = answers_new(c.r.q);
	printf("page %.1f\n", measure(draw, &c, PAGES_A_BATCH));
	printf("seal %.1f\n", measure(seal, wave, SEALS_A_BATCH));
	printf("bytes %zu\n", answered / (BATCHES * PAGES_A_BATCH));
	answers_free(c.r.answers);
	wave_free(wave);
	return 0;
}
