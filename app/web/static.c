/*
 * static.c - static files from memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kore/kore.h>
#include <kore/http.h>
#include <zlib.h>

#include "base/log.h"
#include "web/reply.h"
#include "web/static.h"

#define FILES_MAX 16
#define FILE_MAX (1024 * 1024)

static struct static_file {
	char key[16], name[80];
	char etag[96];			/* the name, quoted: it holds a hash */
	const char *type;
	unsigned char *bytes, *gzip;
	size_t len, gzip_len;
} files[FILES_MAX];
static size_t file_count;

static const char *
type_of(const char *name)
{
	static const char *const types[][2] = {
		{ ".css", "text/css; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".svg", "image/svg+xml" },
		{ ".woff2", "font/woff2" },
	};
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		size_t tail = strlen(types[i][0]);

		if (len > tail && strcmp(name + len - tail, types[i][0]) == 0)
			return types[i][1];
	}
	die("static: %s is of no type we serve", name);
}

/* A gzip copy, kept when it is smaller by a tenth. */
static void
compress_file(struct static_file *f)
{
	z_stream z = { .next_in = f->bytes, .avail_in = (uInt)f->len };
	size_t room = f->len + f->len / 1000 + 64;

	if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) !=
	    Z_OK)
		die("static: zlib does not start");
	f->gzip = malloc(room);
	if (f->gzip == NULL)
		die("out of memory");
	z.next_out = f->gzip;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		die("static: zlib does not compress %s", f->name);
	f->gzip_len = z.total_out;
	(void)deflateEnd(&z);
	if (f->gzip_len * 10 > f->len * 9) {
		free(f->gzip);
		f->gzip = NULL;
	}
}

static void
load(struct static_file *f, const char *folder)
{
	char path[1024];
	size_t len;
	FILE *in;

	if (snprintf(path, sizeof(path), "%s/dist/%s", folder, f->name) >=
	    (int)sizeof(path) || (in = fopen(path, "rbe")) == NULL)
		die("static: %s cannot be read", f->name);
	f->bytes = malloc(FILE_MAX);
	if (f->bytes == NULL)
		die("out of memory");
	f->len = fread(f->bytes, 1, FILE_MAX, in);
	if (ferror(in) || f->len == 0 || f->len == FILE_MAX)
		die("static: %s is empty or too large", f->name);
	(void)fclose(in);
	f->type = type_of(f->name);
	len = strlen(f->name);
	f->etag[0] = '"';
	memcpy(f->etag + 1, f->name, len);
	f->etag[len + 1] = '"';
	f->etag[len + 2] = '\0';
	compress_file(f);
}

void
static_open(const char *assets)
{
	char path[1024], line[200];
	FILE *in;

	if (snprintf(path, sizeof(path), "%s/dist/manifest.txt", assets) >=
	    (int)sizeof(path) || (in = fopen(path, "re")) == NULL)
		die("static: %s/dist is not built: run make", assets);
	while (fgets(line, sizeof(line), in) != NULL) {
		struct static_file *f = &files[file_count];

		if (file_count == FILES_MAX ||
		    sscanf(line, "%15s %79s", f->key, f->name) != 2 ||
		    strchr(f->name, '/') != NULL)
			die("static: manifest.txt is not as we write it");
		load(f, assets);
		file_count++;
	}
	(void)fclose(in);
}

const char *
static_name(const char *key)
{
	for (size_t i = 0; i < file_count; i++)
		if (strcmp(files[i].key, key) == 0)
			return files[i].name;
	die("static: there is no %s", key);
}

bool
static_reply(struct http_request *req, const char *name)
{
	const char *known = NULL, *accepts = NULL;
	const struct static_file *f = NULL;

	for (size_t i = 0; i < file_count; i++)
		if (strcmp(files[i].name, name) == 0)
			f = &files[i];
	if (f == NULL)
		return false;
	(void)http_request_header(req, "if-none-match", &known);
	(void)http_request_header(req, "accept-encoding", &accepts);
	struct reply_bytes b = { .bytes = f->bytes, .len = f->len,
	    .type = f->type, .etag = f->etag, .cached = true,
	    .vary = f->gzip != NULL };

	if (known != NULL && strstr(known, f->etag) != NULL) {
		b.bytes = NULL;
		b.len = 0;
		reply_bytes(req, 304, &b);
		return true;
	}
	if (f->gzip != NULL && accepts != NULL &&
	    strstr(accepts, "gzip") != NULL) {
		b.bytes = f->gzip;
		b.len = f->gzip_len;
		b.gzip = true;
	}
	reply_bytes(req, 200, &b);
	return true;
}
