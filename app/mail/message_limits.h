/*
 * message_limits.h - what the MIME library may be shown. It follows groups in
 * an address header by calling itself, once a colon, and compares addresses
 * with each other: one header of a stranger's could end the process, or keep
 * it for minutes. Real messages stay far below these limits. Refuses to know
 * what a message says.
 */
#ifndef MAIL_MESSAGE_LIMITS_H
#define MAIL_MESSAGE_LIMITS_H

#include <stddef.h>

/* Of one header, whichever part it stands on. */
#define LIMIT_HEADER_BYTES (128 * 1024)
#define LIMIT_HEADER_LINES 2000
/* Of one field with the lines that go on with it. */
#define LIMIT_FIELD_BYTES (32 * 1024)
#define LIMIT_FIELD_DEPTH 50		/* comments within comments */
/* Of a field with addresses. */
#define LIMIT_ADDRESS_BYTES (8 * 1024)
#define LIMIT_ADDRESS_COLONS 50		/* groups within groups */
/* Of the whole message. */
#define LIMIT_ADDRESSES_BYTES (64 * 1024)	/* in all such fields */
#define LIMIT_TYPES 100		/* Content-Type: parts within parts */
#define LIMIT_DASHES 2000	/* lines that may end a part */

/*
 * NULL when the library may be shown these bytes; else what there is too much
 * of, for the log. Headers of inner parts count as the outer one does. Which
 * lines are a header is for the library to say: all that could be one is taken
 * for one, wherever it stands.
 */
const char *mail_message_too_much(const char *bytes, size_t len);

#endif
