/*
 * ask_unsubscribe.h - somebody, or a robot, follows the List-Unsubscribe link
 * of a letter: a slip. Whether it is believed, post judges when a reminder
 * leaves. With the letter's own link it is undone: a second slip.
 */
#ifndef ACTIONS_ASK_UNSUBSCRIBE_H
#define ACTIONS_ASK_UNSUBSCRIBE_H

#include <time.h>

#include "actions/open_link.h"

/*
 * DONE whatever the token finds: unknown, too late, asked before. All of
 * these read and write nothing, and take the same time; only a first asking
 * is written, and nobody can ask first twice. chosen: on our page, as no
 * scanner does: that is always believed, and is written once more. FAILED.
 */
enum outcome ask_unsubscribe(struct survey *s, const struct token *token,
    bool chosen, time_t now);

/* Whether this person asked for no more mail, and did not undo it. */
enum outcome stop_request_stands(struct survey *s, const struct respondent *r,
    bool *out);

/* Wants mail again. DONE whatever there was to undo. FAILED. */
enum outcome undo_unsubscribe(struct survey *s, const struct respondent *r,
    time_t now);

#endif
