/*
 * import_file.h - how an address list was read.
 */
#ifndef ACTIONS_IMPORT_FILE_H
#define ACTIONS_IMPORT_FILE_H

struct import_file {
	char delimiter;
	const char *encoding;	/* static */
};

#endif
