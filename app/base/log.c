/*
 * log.c - one line an event on standard error. Knows nothing of what it says.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static char process_name[32] = "aoj";

static void
line(const char *level, const char *fmt, va_list ap)
{
	char buf[2048];
	int head, body;
	size_t len;

	head = snprintf(buf, sizeof(buf), "%s: %s", process_name, level);
	if (head < 0)
		return;
	body = vsnprintf(buf + head, sizeof(buf) - (size_t)head - 1, fmt, ap);
	if (body < 0)
		return;
	len = strlen(buf);
	/* A line stays one line, whatever a library's text holds. */
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)buf[i] < 0x20)
			buf[i] = ' ';
	while (len > 0 && buf[len - 1] == ' ')
		len--;
	buf[len++] = '\n';
	/* One write, so that lines of several processes do not mix. */
	(void)fwrite(buf, 1, len, stderr);
	(void)fflush(stderr);
}

void
log_open(const char *process)
{
	(void)snprintf(process_name, sizeof(process_name), "%s", process);
}

void
log_info(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	line("", fmt, ap);
	va_end(ap);
}

enum outcome
log_failed(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	line("failed: ", fmt, ap);
	va_end(ap);
	return FAILED;
}

void
die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	line("stopped: ", fmt, ap);
	va_end(ap);
	exit(3);
}
