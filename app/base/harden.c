/*
 * harden.c - the kernel's and the allocator's part in keeping secrets.
 */
#include "base/harden.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define STACK_DEPTH (32 * 1024)		/* bytes */

/* glibc keeps up to 7 pieces of each size of 24, 40, … 1032 bytes. */
#define KEPT_EACH 7
#define KEPT_LEAST 24
#define KEPT_STEP 16
#define KEPT_MOST 1032
#define KEPT_SIZES ((KEPT_MOST - KEPT_LEAST) / KEPT_STEP + 1)

void
harden_against_debuggers(void)
{
#ifndef __SANITIZE_ADDRESS__	/* whose search for leaks is a debugger's */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		die("debuggers cannot be kept out: %s", strerror(errno));
#endif
}

void
harden_process(void)
{
	const struct rlimit none = { 0, 0 };

	if (setrlimit(RLIMIT_CORE, &none) != 0)
		die("core files cannot be turned off: %s", strerror(errno));
	harden_against_debuggers();
	(void)mallopt(M_PERTURB, 0x5a);
}

void
harden_wipe_freed(void)
{
#ifndef __SANITIZE_ADDRESS__
	void *pieces[KEPT_SIZES * KEPT_EACH];
	size_t count = 0;

	for (size_t size = KEPT_LEAST; size <= KEPT_MOST; size += KEPT_STEP)
		for (size_t i = 0; i < KEPT_EACH; i++) {
			void *p = malloc(size);

			if (p != NULL)
				explicit_bzero(p, size);
			pieces[count++] = p;
		}
	while (count > 0)
		free(pieces[--count]);
#endif
}

__attribute__((noinline)) void
harden_wipe_stack(void)
{
	char area[STACK_DEPTH];

	explicit_bzero(area, sizeof(area));
}
