/*
 * read_bounce.c - from a message to the one row that it makes, if any.
 */
#include "actions/read_bounce.h"

#include <stdlib.h>
#include <string.h>

#include "actions/end_transaction.h"
#include "actions/find_letter.h"
#include "actions/nameless_bounce.h"
#include "actions/open_person.h"
#include "actions/raise_alert.h"
#include "actions/read_link_key.h"
#include "base/log.h"
#include "crypto/chance.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "crypto/verp.h"
#include "domain/undelivered.h"
#include "mail/message.h"
#include "mail/rate.h"
#include "storage/bounce.h"

#define REFUSED_SECONDS (24 * 3600)	/* a domain waits */

_Static_assert(BOUNCE_LETTER_CHARS == LETTER_ID_CHARS &&
    BOUNCE_MAC_CHARS == VERP_MAC_CHARS && BOUNCE_TOKEN_CHARS == TOKEN_CHARS,
    "mail and crypto spell the same names");

struct bounce_reader {
	const struct config *config;
	unsigned char *mac_key;		/* owned, locked */
	struct letter_index *letters;	/* owned */
	struct nameless nameless;
	struct refused {		/* domains that refused a reminder */
		char wave_id[37];
		uint64_t domain;
		time_t until;
	} *refused;			/* owned */
	size_t refused_count;
};

const char *
bounce_fate_words(enum bounce_fate fate)
{
	static const char *const words[] = {
		[BOUNCE_KEPT] = "Dit is geen melding van een mailserver, maar "
		    "een bericht voor een mens. Er is niets veranderd.",
		[BOUNCE_NOTHING] = "Dit is een automatisch antwoord of een "
		    "tussenbericht. Er is niets veranderd.",
		[BOUNCE_FORGED] = "Dit bericht hoort niet bij een brief van "
		    "ons: het adres klopt niet. Er is niets veranderd. "
		    "Bewaar het, en laat een mens het bekijken.",
		[BOUNCE_UNKNOWN] = "Bij dit bericht is geen brief gevonden. "
		    "Er is niets veranderd. Bewaar het, en laat een mens het "
		    "bekijken.",
		[BOUNCE_UNDELIVERED] = "Een uitnodiging is niet aangekomen. "
		    "Dat is genoteerd; er gaan geen herinneringen heen.",
		[BOUNCE_KNOWN] = "Een uitnodiging is niet aangekomen. Dat was "
		    "al bekend.",
		[BOUNCE_COUNTED] = "Een brief is niet aangekomen. Dat is "
		    "alleen geteld.",
		[BOUNCE_REMINDER] = "Een herinnering kwam terug. Daarvan wordt "
		    "niets bewaard.",
		[BOUNCE_BLOCKED] = "Een mailserver weigert onze brieven. De "
		    "brieven voor dat domein wachten nu.",
		[BOUNCE_UNSUBSCRIBED] = "Iemand wil geen mail meer. Dat is "
		    "genoteerd.",
		[BOUNCE_SKIPPED] = "Dit bericht is niet gelezen: het is te "
		    "lang of te ingewikkeld voor dit programma. Er is niets "
		    "veranderd. Bewaar het, en laat een mens het bekijken.",
	};

	return words[fate];
}

enum outcome
bounce_reader_open(struct bounce_reader **out, const struct config *config)
{
	struct bounce_reader *b = calloc(1, sizeof(*b));
	enum outcome o;

	if (b == NULL)
		die("out of memory");
	crypto_open();
	mail_message_open();
	b->config = config;
	b->letters = letter_index_new();
	b->mac_key = crypto_secret_new(MAC_KEY_BYTES);
	o = crypto_key_read(b->mac_key, MAC_KEY_BYTES, config->secrets,
	    MAC_KEY_NAME);
	if (o == ABSENT)
		o = log_failed("%s/%s is not here: bounces can only be read "
		    "where the key of the letters is", config->secrets,
		    MAC_KEY_NAME);
	if (o == DONE)
		*out = b;
	else
		bounce_reader_close(b);
	return o;
}

void
bounce_reader_close(struct bounce_reader *b)
{
	if (b == NULL)
		return;
	letter_index_free(b->letters);
	crypto_secret_free(b->mac_key);
	free(b->refused);
	free(b);
}

/* Which letter, by the address that the message came back to and by nothing
 * else: whoever was sent a letter can quote all that stands in it. REFUSED
 * when that address looks like ours and is not. */
static enum outcome
locate(struct db *db, struct bounce_reader *b, const struct bounce *m,
    time_t now, struct found_letter *out)
{
	enum outcome o = ABSENT;
	bool genuine = false;

	for (size_t i = 0; o == ABSENT && i < m->key_count; i++) {
		const struct bounce_key *k = &m->keys[i];

		if (!crypto_verp_is(b->mac_key, k->letter_id, k->mac))
			continue;
		genuine = true;
		o = find_letter(db, b->config, b->letters, k->letter_id, now,
		    out);
	}
	return o == ABSENT && m->key_count > 0 && !genuine ? REFUSED : o;
}

/* What went to an address that was replaced: it often comes back. */
static bool
is_of_a_notice(const struct bounce_reader *b, const struct bounce *m)
{
	for (size_t i = 0; i < m->key_count; i++)
		if (strcmp(m->keys[i].letter_id, VERP_NO_LETTER) == 0 &&
		    crypto_verp_is(b->mac_key, VERP_NO_LETTER,
		    m->keys[i].mac))
			return true;
	return false;
}

/* The mail domain that a letter went to. */
static enum outcome
read_domain(struct db *db, const unsigned char *contact_key,
    const struct found_letter *l, struct text *out)
{
	struct invitee to = { 0 };
	struct text sealed = { 0 };
	char invitee_id[37];
	enum outcome o = store_bounce_person(db, l->invitation_id, invitee_id,
	    &sealed);

	if (o == DONE)
		o = open_person(contact_key, l->wave_id, invitee_id,
		    (const unsigned char *)sealed.bytes, sealed.len, &to);
	if (o == ABSENT || o == REFUSED)
		o = log_failed("wave %s: a person's record does not open",
		    l->wave_id);
	if (o == DONE) {
		REQUIRE(strrchr(to.address, '@') != NULL);
		text_puts(out, strrchr(to.address, '@') + 1);
	}
	invitee_free(&to);
	text_free(&sealed);
	return o;
}

/* Inside a transaction. ABSENT when it was blocked already. */
static enum outcome
block(struct db *db, const struct config *config,
    const struct found_letter *l, struct text *domain)
{
	unsigned char *key = crypto_secret_new(CONTACT_KEY_BYTES);
	unsigned char hash[DOMAIN_HASH_BYTES];
	struct text sealed = { 0 };
	struct problem why;
	char id[37];
	enum outcome o = read_contact_key(key, config, l->wave_id, &why);

	if (o == REFUSED)
		o = log_failed("%s", why.text);
	if (o == DONE)
		o = read_domain(db, key, l, domain);
	if (o == DONE) {
		crypto_uuid(id);
		crypto_contact_domain(hash, key, l->wave_id, domain->bytes);
		crypto_contact_seal(&sealed, key, "mail_block", l->wave_id,
		    id, domain->bytes, domain->len);
		o = store_mail_block_add(db, id, l->wave_id, hash, &sealed);
	}
	text_free(&sealed);
	crypto_secret_free(key);
	return o;
}

/* An invitation was refused by policy: letters to that domain wait. */
static enum outcome
take_refusal(struct db *db, struct bounce_reader *b,
    const struct found_letter *l, time_t now, enum bounce_fate *fate)
{
	struct text domain = { 0 }, sentence = { 0 };
	enum outcome o = block(db, b->config, l, &domain);

	if (o == DONE) {
		*fate = BOUNCE_BLOCKED;
		text_printf(&sentence, "De mailservers van %s weigeren onze "
		    "brieven. De brieven daarheen wachten een dag; daarna "
		    "worden zij opgegeven. Vraag de beheerder daar om ze aan "
		    "te nemen. Met “aoj bounce lift” gaan ze weer.",
		    domain.bytes);
		o = raise_alert(db, b->config, l->wave_id, "mail_block",
		    sentence.bytes, now);
	}
	text_free(&domain);
	text_free(&sentence);
	return o == ABSENT ? DONE : o;
}

static enum outcome
take_policy(struct db *db, struct bounce_reader *b,
    const struct found_letter *l, time_t now, enum bounce_fate *fate)
{
	enum outcome o = store_bounce_count(db, l->wave_id, l->kind, "policy");

	*fate = BOUNCE_COUNTED;
	return o == DONE ? take_refusal(db, b, l, now, fate) : o;
}

static void
refuse_domain(struct bounce_reader *b, const char *wave_id, uint64_t domain,
    time_t until)
{
	struct refused *grown = realloc(b->refused,
	    (b->refused_count + 1) * sizeof(*grown));

	if (grown == NULL)
		die("out of memory");
	b->refused = grown;
	grown = &grown[b->refused_count++];
	text_copy(grown->wave_id, sizeof(grown->wave_id), wave_id);
	grown->domain = domain;
	grown->until = until;
}

bool
bounce_domain_waits(const struct bounce_reader *b, const char *wave_id,
    uint64_t domain, time_t now)
{
	for (size_t i = 0; b != NULL && i < b->refused_count; i++)
		if (b->refused[i].domain == domain &&
		    b->refused[i].until > now &&
		    strcmp(b->refused[i].wave_id, wave_id) == 0)
			return true;
	return false;
}

/* Who was sent a reminder had not answered: of one that comes back nothing is
 * written, not as a number either. What refuses us is left alone for a day, in
 * the memory of the process that sends. */
static enum outcome
take_reminder(struct db *db, struct bounce_reader *b, const struct bounce *m,
    const struct found_letter *l, time_t now, enum bounce_fate *fate)
{
	unsigned char *key;
	struct text domain = { 0 };
	struct problem why;
	enum outcome o;

	*fate = BOUNCE_REMINDER;
	if (m->class != BOUNCE_POLICY)
		return DONE;
	key = crypto_secret_new(CONTACT_KEY_BYTES);
	o = read_contact_key(key, b->config, l->wave_id, &why);
	if (o == REFUSED)
		o = log_failed("%s", why.text);
	if (o == DONE)
		o = read_domain(db, key, l, &domain);
	if (o == DONE)
		refuse_domain(b, l->wave_id, mail_domain(domain.bytes),
		    now + REFUSED_SECONDS);
	text_free(&domain);
	crypto_secret_free(key);
	return o;
}

static enum outcome
take_hard(struct db *db, const struct found_letter *l, const char *status,
    enum bounce_fate *fate)
{
	enum outcome o = store_undelivered_add(db, l->invitation_id,
	    l->wave_id, status, undelivered_reason(status));

	*fate = o == ABSENT ? BOUNCE_KNOWN : BOUNCE_UNDELIVERED;
	return o == ABSENT ? DONE : o;
}

/* Inside a transaction. */
static enum outcome
take(struct db *db, struct bounce_reader *b, const struct bounce *m,
    const struct found_letter *l, time_t now, enum bounce_fate *fate)
{
	if (m->class != BOUNCE_NO_CLASS && strcmp(l->kind, "invitation") != 0)
		return take_reminder(db, b, m, l, now, fate);
	switch (m->class) {
	case BOUNCE_HARD:
		return take_hard(db, l, m->status, fate);
	case BOUNCE_POLICY:
		return take_policy(db, b, l, now, fate);
	case BOUNCE_SOFT:
		*fate = BOUNCE_COUNTED;
		return store_bounce_count(db, l->wave_id, l->kind, "soft");
	case BOUNCE_NO_CLASS:
		break;
	}
	*fate = BOUNCE_NOTHING;
	return DONE;
}

static enum outcome
take_failed(struct db *db, struct bounce_reader *b, const struct bounce *m,
    time_t now, struct bounce_result *out)
{
	struct problem why = { .code = PROBLEM_NONE };
	struct found_letter l;
	enum outcome o = locate(db, b, m, now, &l);

	if (o == REFUSED || o == ABSENT) {
		if (is_of_a_notice(b, m))
			return DONE;
		out->fate = o == REFUSED ? BOUNCE_FORGED : BOUNCE_UNKNOWN;
		return nameless_note(&b->nameless, db, b->config, now);
	}
	if (o == DONE)
		o = db_begin(db);
	if (o != DONE)
		return o;
	text_copy(out->wave_id, sizeof(out->wave_id), l.wave_id);
	return end_transaction(db, take(db, b, m, &l, now, &out->fate),
	    "read_bounce", &why);
}

/* For a person to read: which wave's administrator is to be told? */
static enum outcome
take_for_person(struct db *db, struct bounce_reader *b, const struct bounce *m,
    time_t now, struct bounce_result *out)
{
	struct found_letter l;
	enum outcome o = locate(db, b, m, now, &l);

	out->fate = m->what == BOUNCE_TOO_MUCH ? BOUNCE_SKIPPED : BOUNCE_KEPT;
	if (o == DONE)
		text_copy(out->wave_id, sizeof(out->wave_id), l.wave_id);
	return o == FAILED ? FAILED : DONE;
}

enum outcome
bounce_reader_tell(struct db *db, struct bounce_reader *b, time_t now)
{
	return nameless_tell(&b->nameless, db, b->config, now);
}

enum outcome
settle_bounce(struct db *db, struct bounce_reader *b, const struct bounce *m,
    time_t now, struct bounce_result *out)
{
	*out = (struct bounce_result){ .fate = BOUNCE_NOTHING };
	switch (m->what) {
	case BOUNCE_FAILED:
		return take_failed(db, b, m, now, out);
	case BOUNCE_UNSUBSCRIBE:
		out->fate = BOUNCE_UNSUBSCRIBED;
		text_copy(out->token, sizeof(out->token), m->token);
		return DONE;
	case BOUNCE_ORDINARY:
	case BOUNCE_TOO_MUCH:
		return take_for_person(db, b, m, now, out);
	default:
		return DONE;
	}
}

enum outcome
read_bounce(struct db *db, struct bounce_reader *b, const char *envelope_to,
    const char *bytes, size_t len, time_t now, struct bounce_result *out)
{
	struct bounce m;
	enum outcome o = mail_bounce_read(&m, envelope_to, bytes, len);

	return o == DONE ? settle_bounce(db, b, &m, now, out) : o;
}
