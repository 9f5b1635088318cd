/*
 * add_questionnaire.c - publishes a questionnaire version. The text is kept
 * byte by byte as it was given; its hash names it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/add_questionnaire.h"
#include "actions/end_transaction.h"
#include "actions/write_audit.h"
#include "base/log.h"
#include "crypto/digest.h"
#include "crypto/keyfile.h"
#include "storage/questionnaire.h"

#define UNIQUE_VIOLATION "23505"

static enum outcome
publish(struct db *db, const struct questionnaire *q, const char *document,
    const unsigned char hash[DIGEST_BYTES], const char *who, time_t now,
    struct problem *why)
{
	struct text detail = { 0 };
	enum outcome o = db_begin(db);

	if (o != DONE)
		return o;
	text_printf(&detail, "{\"questionnaire\":\"%s\",\"version\":%d}",
	    q->code, q->version);
	o = store_questionnaire_insert(db, q, document, hash, now);
	if (o == REFUSED && strcmp(db_sqlstate(db), UNIQUE_VIOLATION) == 0)
		problem_set(why, PROBLEM_DOUBLE, "Iemand anders publiceerde "
		    "net deze versie.");
	if (o == DONE)
		o = write_audit(db, now, who, "add_questionnaire", NULL,
		    detail.bytes);
	text_free(&detail);
	return end_transaction(db, o, "add_questionnaire", why);
}

enum outcome
add_questionnaire(struct db *db, const char *json, size_t len,
    const char *who, time_t now, struct added_questionnaire *out,
    struct mistakes *mistakes, struct problem *why)
{
	unsigned char hash[DIGEST_BYTES], there[QUESTIONNAIRE_HASH_BYTES];
	struct questionnaire *q = NULL;
	struct text document = { 0 };
	enum outcome o;

	o = questionnaire_parse(json, len, NULL, &q, mistakes);
	if (o != DONE)
		return o;
	crypto_open();
	crypto_document_hash(hash, json, len);
	text_add(&document, json, len);
	snprintf(out->code, sizeof(out->code), "%s", q->code);
	text_copy(out->title, sizeof(out->title), q->title);
	out->version = q->version;
	out->already = false;
	o = store_questionnaire_hash(db, q->code, q->version, there);
	if (o == ABSENT) {
		o = publish(db, q, document.bytes, hash, who, now, why);
	} else if (o == DONE && memcmp(hash, there, sizeof(hash)) == 0) {
		out->already = true;
	} else if (o == DONE) {
		o = problem_set(why, PROBLEM_DOUBLE, "Versie %d van de "
		    "vragenlijst “%s” is al gepubliceerd met een andere "
		    "tekst. Een wijziging is een nieuwe versie.", q->version,
		    q->code);
	}
	text_free(&document);
	questionnaire_free(q);
	return o;
}
