/*
 * wave.h - a wave as everything but storage sees it: people, texts, dates,
 * groups, questionnaires; and what may be done in which state. Pure.
 */
#ifndef DOMAIN_WAVE_H
#define DOMAIN_WAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/outcome.h"
#include "base/problem.h"
#include "base/text.h"
#include "domain/questionnaire.h"

#define WAVE_GRACE_SECONDS (30 * 60)	/* to send a draft after closing */
#define WAVE_GROUP_MIN 5		/* fewer invited: merged before start */
/* Months after closing that names and addresses are kept. */
#define WAVE_KEEP_CONTACTS 6
#define WAVE_KEEP_CONTACTS_MOST 24

enum wave_state {
	WAVE_DRAFT, WAVE_READY, WAVE_OPEN, WAVE_CLOSED, WAVE_COUNTED
};

struct function_group {
	const char *code, *name, *questionnaire;
	const char *sector, *reporting_group;	/* may be NULL */
	const char *merged_into;		/* NULL, or who counts it */
	long invited;				/* -1 before start */
};

struct wave_questionnaire {
	const struct questionnaire *q;	/* with the wave's lists and regional
					 * page; owned by the wave */
	const char *hash;		/* hex, of the published version */
};

/* What the survey knows of a wave: read from wave_document() in SQL. */
struct wave {
	char wave_id[37];
	const char *code, *title;
	int64_t revision;
	bool trial;
	enum wave_state state;
	time_t opens_at, closes_at;
	int threshold;
	const char *region_code, *region_name;
	/* from settings */
	const char *commissioner;	/* who asks: "De gemeenten van …" */
	const char *purpose;		/* what for, one or two sentences */
	const char *link_base;		/* "https://monitor.example.org" */
	const char *sender_name, *sender_address, *reply_to;
	const char *contact_name, *contact_address;
	const char *contact_phone;	/* may be NULL */
	const char *researcher;		/* who holds and reads the results */
	int keep_contacts;		/* months after closing */
	bool remind_all;		/* reminders go to everybody, with
					 * thanks to those who answered */
	const struct option *municipalities;
	size_t municipality_count;
	const struct function_group *groups;
	size_t group_count;
	const struct wave_questionnaire *questionnaires;
	size_t questionnaire_count;
	int holders_needed;
	const char **holders;
	size_t holder_count;
	unsigned char (*holder_publics)[32];	/* of their codes; zeros for
						 * one without */
	unsigned char box_public_key[32], list_public_key[32];
	unsigned char result_public_key[32];	/* zeros before there is one */
	char fingerprint[80];		/* of all of these, for people */
	void *arena;			/* owns all of the above */
	unsigned shares;		/* owners beside the first */
};

/* Parses the JSON of wave_document(). FAILED (logged) when it is not one. */
enum outcome wave_from_document(const char *json, size_t len,
    struct wave **out);
/* One more owner: each ends with wave_free. Accepts NULL, as that does. */
struct wave *wave_share(struct wave *w);
void wave_free(struct wave *w);

const struct function_group *wave_group(const struct wave *w, const char *code);
const struct questionnaire *wave_find_questionnaire(const struct wave *w,
    const char *code);
/* The one size of what a wave's slips hold: room for the longest answers to
 * any of its questionnaires. */
size_t wave_slip_bytes(const struct wave *w);
/* The other of the two questionnaires, or NULL when the wave has one. */
const struct questionnaire *wave_other_questionnaire(const struct wave *w,
    const char *code);

/* May someone with (without) a draft still answer now? Closing time counts,
 * not the state's name; with a draft, half an hour longer. */
bool wave_takes_answers(const struct wave *w, time_t now, bool has_draft);

#endif
