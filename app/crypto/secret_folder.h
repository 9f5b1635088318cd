/*
 * secret_folder.h - files of one process alone (mode 0600), in folders of its
 * own: read, and put there durably (write, fsync, a name only for what is
 * whole, fsync of the folder). For keyfile.c and record.c.
 */
#ifndef CRYPTO_SECRET_FOLDER_H
#define CRYPTO_SECRET_FOLDER_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/outcome.h"

/* folder/name, and in parent the folder that the file itself is in. False
 * when that is too long. */
bool secret_paths(char path[PATH_MAX], char parent[PATH_MAX],
    const char *folder, const char *name);

/* At most size bytes. ABSENT when there is none; FAILED, logged, also when
 * others may read the file or write into its folder. */
enum outcome secret_file_read(char *out, size_t size, ssize_t *n,
    const char *path, const char *parent);

/*
 * Makes the folder too (mode 0700); the one above must be there. With replace
 * false it never overwrites: DONE too when there is a file of that name,
 * which stays. FAILED, logged.
 */
enum outcome secret_file_put(const char *path, const char *parent,
    const char *bytes, size_t len, bool replace);

bool secret_folder_sync(const char *parent);
bool secret_write_all(int fd, const char *bytes, size_t len);

#endif
