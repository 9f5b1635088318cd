/*
 * problem.c - the one table of reasons to refuse.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/log.h"
#include "base/problem.h"
#include "base/text.h"

static const struct {
	int status;
	const char *words;
} reasons[PROBLEM_CODES] = {
	[PROBLEM_NONE] = { 500, "Er ging iets mis." },
	[PROBLEM_INPUT] = { 400, "Wat u stuurde, kunnen wij niet lezen." },
	[PROBLEM_FIELD] = { 422,
	    "Een of meer velden zijn niet goed ingevuld." },
	[PROBLEM_LINK_SPENT] = { 410,
	    "Met deze link kunt u niets meer invullen." },
	[PROBLEM_TOO_LATE] = { 410, "Het is te laat om te versturen." },
	[PROBLEM_OTHER_LINK] = { 409,
	    "In deze browser is een andere link geopend." },
	[PROBLEM_STATE] = { 409, "Dat kan nu niet." },
	[PROBLEM_NAME] = { 404, "Dat bestaat niet." },
	[PROBLEM_DOUBLE] = { 409, "Dat bestaat al." },
	[PROBLEM_CODE] = { 403, "Deze openingscode klopt niet." },
	[PROBLEM_SECRET] = { 403,
	    "Het sleutelbestand ontbreekt of is niet het juiste." },
};

enum outcome
problem_set(struct problem *why, enum problem_code code, const char *fmt, ...)
{
	char long_text[4 * PROBLEM_TEXT_MAX];
	va_list ap;

	if (why == NULL)
		return REFUSED;
	va_start(ap, fmt);
	if (vsnprintf(long_text, sizeof(long_text), fmt, ap) < 0)
		long_text[0] = '\0';
	va_end(ap);
	why->code = code;
	text_copy(why->text, sizeof(why->text), long_text);
	return REFUSED;
}

int
problem_status(enum problem_code code)
{
	REQUIRE(code < PROBLEM_CODES);
	return reasons[code].status;
}

const char *
problem_words(enum problem_code code)
{
	REQUIRE(code < PROBLEM_CODES);
	return reasons[code].words;
}
