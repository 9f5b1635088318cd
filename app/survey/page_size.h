/*
 * page_size.h - the one size that each page with answers on it has, whatever
 * is answered, and each form that is sent from it: sizes are seen by networks
 * and by what stands in front of us, and follow the answers otherwise.
 */
#ifndef SURVEY_PAGE_SIZE_H
#define SURVEY_PAGE_SIZE_H

#include "survey/survey.h"

/* Bytes of a page of the questionnaire being filled in (page_count: of the
 * check page): what the longest answers make of it, faults and all. */
size_t page_size(const struct call *c, size_t page);

/* Bytes of the longest form a browser sends from a page, for the script to
 * fill up to. */
size_t form_size(const struct questionnaire *q, size_t page);

/* Adds a text that no other within the limit of a question's characters is
 * longer than in HTML. */
void widest_text(struct text *out, const struct question *q);
/* A fault for each question of a page: the one with the longest words. */
void widest_faults(struct page_faults *out, const struct questionnaire *q,
    size_t page);

/* The pages at their widest (page_screen.c, check.c). */
struct template_data *widest_page(const struct call *c, size_t page);
struct template_data *widest_check(const struct call *c);

#endif
