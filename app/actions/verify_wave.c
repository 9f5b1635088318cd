/*
 * verify_wave.c - compares signature, statement and rows with each other, and
 * the keys with the fingerprint on paper.
 */
#include "actions/verify_wave.h"

#include <string.h>

#include "actions/wave_fingerprint.h"
#include "crypto/counted_rows.h"
#include "crypto/keyfile.h"
#include "crypto/signature.h"
#include "domain/answers.h"
#include "domain/count_statement.h"
#include "domain/signed_list.h"
#include "storage/result.h"

struct verification {
	struct text *out;
	bool right;
};

static void
say(struct verification *v, bool holds, const char *good, const char *bad)
{
	text_printf(v->out, "%s  %s\n", holds ? "klopt      " : "KLOPT NIET ",
	    holds ? good : bad);
	v->right = v->right && holds;
}

static bool
same_digits(const char *a, const char *b)
{
	for (;;) {
		a += strspn(a, " ");
		b += strspn(b, " ");
		if (*a != *b)
			return false;
		if (*a == '\0')
			return true;
		a++;
		b++;
	}
}

static void
check_fingerprint(struct verification *v, const struct wave *w,
    const char *paper)
{
	char fingerprint[80];

	wave_fingerprint(fingerprint, w);
	if (paper != NULL)
		say(v, same_digits(paper, fingerprint), "De vingerafdruk is "
		    "die op papier.", "De vingerafdruk is niet die op papier: "
		    "de sleutels in de database zijn verwisseld.");
	else
		text_printf(v->out, "vergelijk    Vingerafdruk: %s. Staat die "
		    "zo op het papier van de\n             "
		    "sleutelhouders?\n", fingerprint);
}

static void
add_response(void *arg, const char *questionnaire, int version,
    const char *function_group, const char *answers)
{
	struct text canonical = { 0 };

	/* Not an object: no count stored it, and its hash will be missed. */
	if (answers_canonical(answers, strlen(answers), &canonical) != DONE)
		text_puts(&canonical, answers);
	counted_rows_add_response(arg, questionnaire, version, function_group,
	    canonical.bytes);
	text_free(&canonical);
}

static void
add_open(void *arg, const char *questionnaire, int version,
    const char *question, const char *function_group, const char *answer)
{
	counted_rows_add_open(arg, questionnaire, version, question,
	    function_group, answer);
}

static enum outcome
check_rows(struct verification *v, struct db *db, const struct result_wave *r)
{
	struct counted_rows rows = { .hashes = NULL };
	unsigned char hash[32];
	enum outcome o = store_result_responses(db, r->wave->wave_id,
	    add_response, &rows);

	if (o == DONE)
		o = store_result_open_answers(db, r->wave->wave_id, add_open,
		    &rows);
	if (o == DONE) {
		counted_rows_hash(&rows, hash);
		say(v, count_statement_tells(r->document.bytes,
		    r->document.len, r->wave->wave_id, hash),
		    "De antwoorden in de database zijn die van de telling.",
		    "Er zijn na de telling antwoorden bijgekomen, weggehaald "
		    "of veranderd.");
	}
	counted_rows_free(&rows);
	return o;
}

static void
check_list(struct verification *v, const struct result_wave *r)
{
	struct signed_list list = { .groups = NULL };
	bool holds = r->has_list && crypto_sign_is(r->list_signature,
	    r->wave->list_public_key, SIGN_LIST, r->list.bytes,
	    r->list.len) && signed_list_read(r->list.bytes, r->list.len,
	    &list) == DONE && strcmp(list.wave_id, r->wave->wave_id) == 0;

	if (!count_statement_listed(r->document.bytes, r->document.len)) {
		text_puts(v->out, "let op       Geteld zonder de lijst van "
		    "aoj-post.\n");
	} else {
		say(v, holds && count_statement_is_of(r->document.bytes,
		    r->document.len, list.hash), "De telling is van de "
		    "enveloppen op de ondertekende lijst.", "De lijst van "
		    "enveloppen is niet die van de telling.");
	}
	signed_list_free(&list);
}

static enum outcome
check(struct verification *v, struct db *db, const struct result_wave *r,
    const char *paper)
{
	if (!r->is_signed) {
		text_puts(v->out, "zonder handtekening: deze meting is geteld "
		    "toen tellingen nog niet werden\nondertekend. Er is niets "
		    "om haar mee te vergelijken.\n");
		v->right = false;
		return DONE;
	}
	check_fingerprint(v, r->wave, paper);
	say(v, crypto_sign_is(r->signature, r->wave->result_public_key,
	    SIGN_COUNT, r->document.bytes, r->document.len),
	    "Het telverslag is ondertekend met de stembus van deze meting.",
	    "De handtekening onder het telverslag klopt niet.");
	say(v, count_statement_agrees(r->document.bytes, r->document.len,
	    r->columns.bytes, r->columns.len), "De getallen in de database "
	    "zijn die van het telverslag.", "De getallen in de database zijn "
	    "niet die van het telverslag.");
	check_list(v, r);
	return check_rows(v, db, r);
}

enum outcome
verify_wave(struct db *db, const char *code, const char *paper,
    struct text *out, bool *right, struct problem *why)
{
	struct verification v = { .out = out, .right = true };
	struct result_wave r = { .wave = NULL };
	enum outcome o;

	crypto_open();
	o = store_result_wave(db, code, &r);
	if (o == ABSENT)
		o = problem_set(why, PROBLEM_NAME, "Er is geen meting met de "
		    "naam %s.", code);
	if (o == DONE && r.wave->state != WAVE_COUNTED)
		o = problem_set(why, PROBLEM_STATE, "De meting %s is nog niet "
		    "geteld.", code);
	if (o == DONE)
		o = check(&v, db, &r, paper);
	result_wave_free(&r);
	*right = v.right;
	return o;
}
