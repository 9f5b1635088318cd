/*
 * log.h - lines for the operator, on standard error, one event a line.
 * A log line never holds a token, an address, an answer, a key or a form:
 * callers pass names of things and error texts of libraries, nothing else.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

/* Sets the word that starts every line ("survey", "post", …). */
void log_open(const char *process);

/* Something the operator should know of. */
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Our fault. Returns FAILED, so that `return log_failed(…)` logs it once. */
#include "base/outcome.h"
enum outcome log_failed(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

/* At start only, or on a broken promise between our own functions. */
void die(const char *fmt, ...)
    __attribute__((noreturn, format(printf, 1, 2)));

#define REQUIRE(fact) do { \
	if (!(fact)) \
		die("%s:%d: broken promise: %s", __FILE__, __LINE__, #fact); \
} while (0)

#endif
