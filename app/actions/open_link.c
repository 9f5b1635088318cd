/*
 * open_link.c - from a token to a person's page. Writes nothing.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "actions/open_link.h"
#include "actions/wave_fingerprint.h"
#include "base/log.h"
#include "storage/respondent.h"

/* Notes the revisions at hand, as an array literal for the database. */
static void
note_revisions(struct survey *s)
{
	size_t at = 0;

	for (size_t i = 0; i < WAVES_KEPT; i++)
		if (s->waves[i] != NULL)
			at += (size_t)snprintf(s->known + at,
			    sizeof(s->known) - at, "%c%" PRId64,
			    at == 0 ? '{' : ',', s->waves[i]->revision);
	REQUIRE(at > 0 && at + 1 < sizeof(s->known));
	s->known[at++] = '}';
	s->known[at] = '\0';
}

static const struct wave *
at_hand(const struct survey *s, int64_t revision)
{
	for (size_t i = 0; i < WAVES_KEPT; i++)
		if (s->waves[i] != NULL && s->waves[i]->revision == revision)
			return s->waves[i];
	return NULL;
}

/* Keeps a wave in the place of an older revision of it, or of the oldest. */
static enum outcome
keep_wave(struct survey *s, const struct text *document,
    const struct wave **out)
{
	struct wave *w = NULL;
	size_t place = WAVES_KEPT;

	if (wave_from_document(document->bytes, document->len, &w) != DONE)
		return FAILED;
	wave_fingerprint(w->fingerprint, w);
	for (size_t i = 0; i < WAVES_KEPT; i++)
		if (s->waves[i] != NULL &&
		    strcmp(s->waves[i]->wave_id, w->wave_id) == 0)
			place = i;
	if (place == WAVES_KEPT) {
		place = s->wave_next;
		s->wave_next = (s->wave_next + 1) % WAVES_KEPT;
	}
	wave_free(s->waves[place]);
	s->waves[place] = w;
	note_revisions(s);
	*out = w;
	return DONE;
}

/* Puts a draft into r; REFUSED when it is not one, or of no list here. */
static enum outcome
read_draft(struct respondent *r, const struct text *plain)
{
	const struct questionnaire *q;
	struct answers *answers = NULL;
	char code[64];

	if (draft_questionnaire(plain->bytes, plain->len, code,
	    sizeof(code)) != DONE)
		return REFUSED;
	q = wave_find_questionnaire(r->wave, code);
	if (q == NULL || answers_from_draft(q, plain->bytes, plain->len,
	    &answers, &r->page) != DONE)
		return REFUSED;
	answers_free(r->answers);
	r->answers = answers;
	r->q = q;
	return DONE;
}

/* Puts a stored draft into r; one that does not open is left as it is. */
static enum outcome
take_draft(struct survey *s, struct respondent *r, const struct text *sealed)
{
	struct text plain = { 0 };
	enum outcome o;

	if (sealed->len < DRAFT_NONCE_BYTES ||
	    crypto_draft_open(&plain, s->draft_key, r->wave->wave_id,
	    &r->token, wave_slip_bytes(r->wave),
	    (const unsigned char *)sealed->bytes, sealed->len) != DONE)
		return log_failed("a draft of wave %s does not open",
		    r->wave->code);
	memcpy(r->version, sealed->bytes, DRAFT_NONCE_BYTES);
	r->has_draft = true;
	o = read_draft(r, &plain);
	text_free(&plain);
	return o == DONE ? DONE : log_failed("a draft of wave %s is not "
	    "readable", r->wave->code);
}

static enum outcome
load(struct survey *s, struct respondent *r, const struct token *token,
    struct text *sealed)
{
	unsigned char draft_id[DERIVED_BYTES], ballot_id[DERIVED_BYTES];

	crypto_draft_id(draft_id, token);
	crypto_ballot_id(ballot_id, token);
	return store_load_draft(s->db, draft_id, ballot_id, sealed, &r->spent);
}

/* What follows from the two rows. */
static enum outcome
fill_in(struct survey *s, struct respondent *r, const struct text *sealed,
    const struct found_invitation *found, bool look, time_t now)
{
	r->takes_answers = !r->spent && wave_takes_answers(r->wave, now,
	    sealed->len > 0);
	if (!r->takes_answers)
		return DONE;
	r->group = wave_group(r->wave, found->function_group);
	if (r->group == NULL)
		return log_failed("wave %s has an invitation of no group",
		    r->wave->code);
	r->q = wave_find_questionnaire(r->wave, r->group->questionnaire);
	if (r->q == NULL)
		return log_failed("wave %s lacks a questionnaire",
		    r->wave->code);
	if (look)
		return DONE;
	if (sealed->len > 0) {
		if (take_draft(s, r, sealed) != DONE)
			return FAILED;
	} else {
		r->answers = answers_new(r->q);
		answers_preset(r->answers, r->group->code);
	}
	return DONE;
}

static bool
link_is_dead(const struct found_invitation *found)
{
	return strcmp(found->status, "withdrawn") == 0 ||
	    strcmp(found->status, "duplicate") == 0;
}

static enum outcome
find(struct survey *s, const struct token *token, bool look, time_t now,
    struct respondent *out)
{
	unsigned char token_hash[DERIVED_BYTES];
	struct found_invitation found;
	struct text document = { 0 }, sealed = { 0 };
	struct respondent r = { .token = *token };
	enum outcome o, loaded;

	crypto_token_hash(token_hash, token);
	o = store_find_invitation(s->db, token_hash, s->known[0] == '\0' ?
	    "{}" : s->known, &found, &document);
	if (o == FAILED)
		goto out;
	/* Asked for a link that does not exist too: it takes as long. */
	loaded = load(s, &r, token, &sealed);
	if (o == DONE && (loaded != DONE || link_is_dead(&found)))
		o = loaded != DONE ? loaded : ABSENT;
	if (o != DONE)
		goto out;
	r.wave = at_hand(s, found.revision);
	if (document.len > 0 && r.wave == NULL)
		o = keep_wave(s, &document, &r.wave);
	if (o == DONE && r.wave == NULL)
		o = log_failed("a wave came without its document");
	if (o == DONE)
		o = fill_in(s, &r, &sealed, &found, look, now);
	if (o == DONE) {
		*out = r;
		memset(&r, 0, sizeof(r));
	}
out:
	respondent_free(&r);
	text_free(&document);
	text_free(&sealed);
	return o;
}

enum outcome
open_link(struct survey *s, const struct token *token, time_t now,
    struct respondent *out)
{
	return find(s, token, false, now, out);
}

enum outcome
look_at_link(struct survey *s, const struct token *token, time_t now,
    struct respondent *out)
{
	return find(s, token, true, now, out);
}

enum outcome
reopen_draft(struct survey *s, struct respondent *r, time_t now)
{
	struct text sealed = { 0 };
	enum outcome o = load(s, r, &r->token, &sealed);

	if (o == DONE && sealed.len > 0)
		o = take_draft(s, r, &sealed);
	else if (o == DONE)
		r->has_draft = false;
	r->takes_answers = wave_takes_answers(r->wave, now, r->has_draft);
	text_free(&sealed);
	return o;
}

void
respondent_free(struct respondent *r)
{
	answers_free(r->answers);
	sodium_memzero(r, sizeof(*r));
}

void
survey_close(struct survey *s)
{
	for (size_t i = 0; i < WAVES_KEPT; i++) {
		wave_free(s->waves[i]);
		s->waves[i] = NULL;
	}
	s->known[0] = '\0';
}
