/*
 * wave_fingerprint.h - the one fingerprint of a wave, on its holders' paper.
 */
#ifndef ACTIONS_WAVE_FINGERPRINT_H
#define ACTIONS_WAVE_FINGERPRINT_H

#include "domain/wave.h"

/* Of a wave with a box. out has 80 bytes. */
void wave_fingerprint(char *out, const struct wave *w);

#endif
