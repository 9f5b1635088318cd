/*
 * dies.c - loaded before the MIME library: as the library, but it has a fault,
 * and ends the process at a message with "X-Dies: yes" in it.
 */
#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <gmime/gmime.h>

GMimeStream *
g_mime_stream_mem_new_with_buffer(const char *buffer, size_t len)
{
	static const char mark[] = "X-Dies: yes";
	GMimeStream *(*real)(const char *, size_t);
	void *found = dlsym(RTLD_NEXT, "g_mime_stream_mem_new_with_buffer");

	if (found == NULL || memmem(buffer, len, mark, sizeof(mark) - 1) !=
	    NULL)
		abort();
	memcpy(&real, &found, sizeof(real));
	return real(buffer, len);
}
