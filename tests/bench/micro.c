/*
 * micro.c - microseconds for a page of questions drawn, a draft opened and
 * read, one written and locked, and an envelope sealed, by the functions that
 * the survey itself calls. Kore is not here: what a page is answered with is
 * dropped.
 *
 *   micro ASSETS WAVE_DOCUMENT [FIGURE]     prints lines: page N.N, draft N.N,
 *                                           lock N.N, seal N.N; or only one
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "base/log.h"
#include "crypto/draft.h"
#include "crypto/envelope.h"
#include "domain/answers.h"
#include "survey/survey.h"
#include "web/static.h"

#define BATCHES 15
#define PAGES_A_BATCH 400
#define DRAFTS_A_BATCH 400
#define SEALS_A_BATCH 200
#define TEXTS 4			/* written in a draft, of 400 characters */

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
	if (status != 200 || len == 0)
		die("a page was not drawn");
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

/* A draft as somebody leaves it on the last page: everything chosen, a few
 * texts. */
struct draft {
	const char *wave_id;
	const struct questionnaire *q;
	struct answers *answers;
	struct text sealed;
};

static const unsigned char draft_key[DRAFT_KEY_BYTES] =
    "not a secret, for measuring only";
static const struct token token = { "fifteen letters" };

static void
fill_in(struct answers *a)
{
	size_t texts = 0;

	for (size_t i = 0; i < a->q->question_count; i++) {
		const struct question *q = &a->q->questions[i];
		struct answer *answer = &a->list[i];

		if (q->type == QUESTION_SHORT || q->type == QUESTION_LONG) {
			if (texts++ >= TEXTS)
				continue;
			answer->text = malloc(401);
			if (answer->text == NULL)
				die("out of memory");
			memset(answer->text, 'x', 400);
			for (size_t n = 7; n < 400; n += 8)
				answer->text[n] = ' ';
			memcpy(answer->text + 200, "é\n", 3);
			answer->text[400] = '\0';
		}
		if (q->type == QUESTION_SEVERAL) {
			answer->chosen = calloc(q->option_count + 1,
			    sizeof(bool));
			if (answer->chosen == NULL)
				die("out of memory");
			answer->chosen[0] = answer->chosen[1] = true;
		}
		answer->mark = 7;
		answer->given = true;
	}
}

static void
lock(void *arg)
{
	struct draft *d = arg;
	struct text plain = { 0 };

	text_clear(&d->sealed);
	answers_to_draft(d->answers, 3, &plain);
	crypto_draft_seal(&d->sealed, draft_key, d->wave_id, &token,
	    d->q->envelope_bytes, plain.bytes, plain.len);
	text_free(&plain);
}

static void
open_and_read(void *arg)
{
	struct draft *d = arg;
	struct answers *a = NULL;
	struct text plain = { 0 };
	size_t page = 0;

	if (crypto_draft_open(&plain, draft_key, d->wave_id, &token,
	    d->q->envelope_bytes, (const unsigned char *)d->sealed.bytes,
	    d->sealed.len) != DONE ||
	    answers_from_draft(d->q, plain.bytes, plain.len, &a, &page) !=
	    DONE || page != 3)
		die("a draft was not read");
	text_free(&plain);
	answers_free(a);
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

/* Prints one figure, when it is asked for. */
static void
print(const char *asked, const char *name, void (*round)(void *), void *arg,
    int rounds)
{
	if (asked == NULL || strcmp(asked, name) == 0)
		printf("%s %.1f\n", name, measure(round, arg, rounds));
}

int
main(int argc, char **argv)
{
	struct call c = { .has_respondent = true };
	struct draft draft = { .q = NULL };
	char folder[1024];
	struct wave *wave;

	if (argc < 3 || argc > 4 || sodium_init() < 0 || snprintf(folder,
	    sizeof(folder), "%s/pages", argv[1]) >= (int)sizeof(folder))
		die("micro ASSETS WAVE_DOCUMENT [FIGURE]");
	log_open("micro");
	template_open(folder);
	static_open(argv[1]);
	wave = read_wave(argv[2]);
	c.r.wave = wave;
	c.r.group = &wave->groups[0];
	c.r.q = wave_find_questionnaire(wave, wave->groups[0].questionnaire);
	c.r.answers = answers_new(c.r.q);
	fill_in(c.r.answers);
	draft = (struct draft){ .wave_id = wave->wave_id, .q = c.r.q,
	    .answers = c.r.answers };
	lock(&draft);
	print(argv[3], "page", draw, &c, PAGES_A_BATCH);
	print(argv[3], "draft", open_and_read, &draft, DRAFTS_A_BATCH);
	print(argv[3], "lock", lock, &draft, DRAFTS_A_BATCH);
	print(argv[3], "seal", seal, wave, SEALS_A_BATCH);
	text_free(&draft.sealed);
	answers_free(c.r.answers);
	wave_free(wave);
	return 0;
}
