/*
 * add_questionnaire.h - publishes a questionnaire version, for good.
 */
#ifndef ACTIONS_ADD_QUESTIONNAIRE_H
#define ACTIONS_ADD_QUESTIONNAIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "domain/questionnaire.h"
#include "storage/db.h"

struct added_questionnaire {
	char code[64], title[512];
	int version;
	bool already;		/* this very text was published before */
};

/* REFUSED with every mistake of the file, or with why when this version is
 * published with another text. */
enum outcome add_questionnaire(struct db *db, const char *json, size_t len,
    const char *who, time_t now, struct added_questionnaire *out,
    struct mistakes *mistakes, struct problem *why);

#endif
