/*
 * template.h - pages and letters from templates (ctemplate) with automatic
 * escaping. The shim behind this header is the one C++ file of the house.
 * A template whose first line lacks {{%AUTOESCAPE context="HTML"}} (for .txt
 * letters: context="TEXT" is our own word, no escaping) does not load.
 */
#ifndef BASE_TEMPLATE_H
#define BASE_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "base/text.h"

struct template_data;	/* values and sections for one rendering */

/* Loads every template below folder (names relative to it); dies at the
 * first that does not parse or lacks its escaping pragma. */
void template_open(const char *folder);

/* A tree of values. Strings are copied. A test build stops at a value that a
 * template names and nobody set, and at a section that no template has. */
struct template_data *template_data_new(void);
void template_data_free(struct template_data *d);
void template_set(struct template_data *d, const char *name, const char *value);
void template_set_number(struct template_data *d, const char *name, long value);
/* Shows {{#name}}…{{/name}} once, with the surrounding values. */
void template_show(struct template_data *d, const char *name);
/* Adds one round of section name; the result belongs to d and sees its
 * values. */
struct template_data *template_section(struct template_data *d,
    const char *name);
/* Adds s at the end of out, escaped for text and quoted attributes of HTML as
 * templates do it, with its line breaks. */
void template_escape(struct text *out, const char *s);

/* Renders file at the end of out. FAILED (logged) when there is none. */
enum outcome template_render(const char *file, const struct template_data *d,
    struct text *out);

/* The same for a source in memory: plain words as a .txt file's (nothing is
 * escaped), without the pragma. What was parsed is kept, of the last few
 * sources only. FAILED (logged) when it is no template. */
enum outcome template_render_source(const char *source,
    const struct template_data *d, struct text *out);

#endif
