/*
 * record.c - records in files. Refuses to know what they say.
 */
#include "crypto/record.h"

#include <stdlib.h>

#include "base/log.h"
#include "crypto/secret_folder.h"

enum outcome
crypto_record_read(struct text *out, const char *folder, const char *name)
{
	char path[PATH_MAX], parent[PATH_MAX];
	enum outcome outcome;
	ssize_t n = 0;
	char *bytes;

	if (!secret_paths(path, parent, folder, name))
		return log_failed("the path of a record is too long");
	if ((bytes = malloc(RECORD_BYTES_MAX + 1)) == NULL)
		die("out of memory");
	outcome = secret_file_read(bytes, RECORD_BYTES_MAX + 1, &n, path,
	    parent);
	if (outcome == DONE && n > RECORD_BYTES_MAX)
		outcome = log_failed("%s: is too large", path);
	if (outcome == DONE)
		text_add(out, bytes, (size_t)n);
	free(bytes);
	return outcome;
}

static enum outcome
put_record(const char *folder, const char *name, const struct text *bytes,
    bool replace)
{
	char path[PATH_MAX], parent[PATH_MAX];

	REQUIRE(bytes->len <= RECORD_BYTES_MAX);
	if (!secret_paths(path, parent, folder, name))
		return log_failed("the path of a record is too long");
	return secret_file_put(path, parent, bytes->bytes, bytes->len,
	    replace);
}

enum outcome
crypto_record_keep(struct text *kept, const char *folder, const char *name,
    const struct text *bytes)
{
	enum outcome outcome = put_record(folder, name, bytes, false);

	if (outcome == DONE)
		outcome = crypto_record_read(kept, folder, name);
	return outcome == ABSENT ? log_failed("%s: gone as soon as it was "
	    "written", name) : outcome;
}

enum outcome
crypto_record_replace(const char *folder, const char *name,
    const struct text *bytes)
{
	return put_record(folder, name, bytes, true);
}
