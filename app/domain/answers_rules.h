/*
 * answers_rules.h - what the files about answers share: names in forms and
 * documents, and limits. Private to answers*.c.
 */
#ifndef DOMAIN_ANSWERS_RULES_H
#define DOMAIN_ANSWERS_RULES_H

#include <stdint.h>

#include "domain/answers.h"

#define OTHER_OPTION "anders_namelijk"	/* code of the free option */
#define OTHER_FIELD "_anders"		/* <code>_anders: its text */

/* Empties one answer, wiping what it held. */
void answer_clear(struct answer *answer, const struct question *question);

/* Whether a condition is true of the answers as they are. */
bool condition_holds(const struct answers *a, const struct condition *c);

/* Index of an option by code; option_count for the free option; SIZE_MAX when
 * there is no such option. */
size_t question_option(const struct question *q, const char *code,
    size_t len);

/* Bytes that s takes inside a JSON string, as answers_document writes it. */
size_t json_bytes(const char *s);

/* Whether a text is within the limits of its question (of its free option). */
bool text_fits(const struct question *q, const char *s);

/* Writes one given answer as a member of an open JSON object, after a comma
 * unless it is the first. */
void answers_put(struct text *out, bool *first, const struct question *q,
    const struct answer *answer);

#endif
