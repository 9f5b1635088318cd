/*
 * static.h - the few files that pages are made of, in memory from the start:
 * named by their contents, so a browser may keep them for ever; with a gzip
 * copy where that is smaller.
 */
#ifndef WEB_STATIC_H
#define WEB_STATIC_H

#include <stdbool.h>

struct http_request;

/* Loads <assets>/dist; dies when it is not built. */
void static_open(const char *assets);

/* The file name of CSS, JS, ICON or FONT. */
const char *static_name(const char *key);

/* Answers a request for /s/NAME; false when there is no such file. */
bool static_reply(struct http_request *req, const char *name);

#endif
