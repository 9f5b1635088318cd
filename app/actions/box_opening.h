/*
 * box_opening.h - inside of struct box_opening, for open_box.c and
 * count_wave.c alone.
 */
#ifndef ACTIONS_BOX_OPENING_H
#define ACTIONS_BOX_OPENING_H

#include "crypto/holder.h"
#include "domain/signed_list.h"
#include "domain/wave.h"
#include "storage/box.h"
#include "storage/holder.h"

struct box_opening {
	char *wave;			/* its code; owned */
	struct box box;
	bool without_list;
	struct signed_list list;	/* unless without; owned */
	struct wave *document;		/* owned */
	struct holders holders;
	/* In locked memory: one share per code given, in the order given. */
	unsigned char (*shares)[SHARE_BYTES];
	size_t *given;			/* whose: index into holders */
	size_t given_count;
};

#endif
