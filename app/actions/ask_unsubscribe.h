/*
 * ask_unsubscribe.h - somebody, or a robot, follows the List-Unsubscribe link
 * of a letter: noted, and nothing else; post decides two minutes later.
 */
#ifndef ACTIONS_ASK_UNSUBSCRIBE_H
#define ACTIONS_ASK_UNSUBSCRIBE_H

#include <time.h>

#include "actions/open_link.h"

/*
 * DONE whatever the token finds: unknown, too late, asked before. All of
 * these read and write nothing, and take the same time; only a first asking
 * is written, and nobody can ask first twice. FAILED.
 */
enum outcome ask_unsubscribe(struct survey *s, const struct token *token,
    time_t now);

#endif
