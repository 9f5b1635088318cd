/*
 * letter_check.h - everything that is wrong with a wave's own text of a
 * letter, said in sentences with the line, before anybody gets it.
 */
#ifndef MAIL_LETTER_CHECK_H
#define MAIL_LETTER_CHECK_H

#include "base/outcome.h"
#include "domain/letter_text.h"
#include "domain/questionnaire.h"
#include "domain/wave.h"

/*
 * What a source must be and say for the readers of one wave: syntax, subject,
 * the link alone on its line, closing date, contact, no other host (hosts:
 * AOJ_LETTER_HOSTS). What "regel N" cannot name is said of "hele brief".
 */
enum outcome mail_letter_check(const char *source, const struct wave *w,
    const char *hosts, struct mistakes *mistakes);

/*
 * The text of kind for function_group (NULL: all groups that have none of
 * their own) among all texts of its wave: filled in, its subject is short
 * enough and it says something else than every other letter. Texts that come
 * with the program count too. The text has been checked, if it is the wave's.
 */
enum outcome mail_letter_compare(const struct letter_texts *texts,
    const char *kind, const char *function_group, const struct wave *w,
    const char *hosts, struct mistakes *mistakes);

#endif
