/*
 * read_secret.h - a line that nobody else should read: from a terminal
 * without showing it, or from a pipe, into locked memory.
 */
#ifndef ACTIONS_READ_SECRET_H
#define ACTIONS_READ_SECRET_H

#include <stddef.h>

#include "base/outcome.h"
#include "base/problem.h"

#define SECRET_LINE_MAX 256

struct secret_line {
	char text[SECRET_LINE_MAX];	/* NUL-ended, without the line feed */
	size_t len;
};

/* Reads the next line that is not blank. DONE with *out, which the caller
 * frees; ABSENT at the end of the input; REFUSED when the line is too long;
 * FAILED, logged, when reading fails. */
enum outcome read_secret(int fd, struct secret_line **out,
    struct problem *why);
/* Wipes; NULL is fine. */
void secret_line_free(struct secret_line *line);

#endif
