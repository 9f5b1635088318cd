/*
 * proof_letter.c - writes a letter that shows what letters look like, and goes
 * the way they go. Not to somebody of the list under another address: whoever
 * gets it should learn of nobody that he is invited.
 */
#include "actions/proof_letter.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "crypto/chance.h"
#include "crypto/keyfile.h"
#include "crypto/verp.h"

static const char kind[] = "invitation";

static void
random_id(char out[LETTER_ID_CHARS + 1])
{
	unsigned char bytes[LETTER_ID_CHARS / 2];

	crypto_random(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(bytes); i++)
		(void)snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static const char *
mailbox(const struct config *config, const struct wave *w)
{
	return config->bounce_address[0] != '\0' ? config->bounce_address :
	    w->sender_address;
}

void
proof_sender(char out[PROOF_SENDER_MAX], const struct config *config,
    const struct wave *w)
{
	unsigned char *key = crypto_secret_new(MAC_KEY_BYTES);
	char id[LETTER_ID_CHARS + 1];

	crypto_random(key, MAC_KEY_BYTES);
	random_id(id);
	crypto_verp_address(out, PROOF_SENDER_MAX, mailbox(config, w),
	    key, id);
	crypto_secret_free(key);
}

static const struct function_group *
first_group(const struct wave *w)
{
	size_t i = 0;

	while (i + 1 < w->group_count && w->groups[i].merged_into != NULL)
		i++;
	REQUIRE(i < w->group_count);
	return &w->groups[i];
}

enum outcome
proof_letter(const struct config *config, const struct wave *w,
    const struct letter_texts *texts, const char *address, time_t now,
    struct composed *out, struct problem *why)
{
	char to_address[INVITEE_ADDRESS_MAX + 1], name[] = "Voornaam "
	    "Achternaam", organisation[] = "naam van de organisatie", none[1] =
	    "";
	const struct invitee to = { .address = to_address, .name = name,
	    .organisation = organisation, .municipality = none };
	const struct function_group *group = first_group(w);
	const struct letter_text *own = letter_text_of(texts, kind,
	    group->code);
	const struct letter letter = {
		.kind = kind, .wave = w, .to = &to, .group = group,
		.source = own == NULL ? NULL : own->source,
		.hosts = config->letter_hosts, .proof = true,
	};
	struct letter_names names = letter_names_nowhere;
	enum outcome o;

	text_copy(to_address, sizeof(to_address), address);
	/* Mail servers drop a letter whose Message-ID they have seen. */
	random_id(names.id);
	names.mailbox = mailbox(config, w);
	mail_message_open();
	o = compose_letter(&letter, NULL, &names, now, out, why);
	if (o == ABSENT)
		o = problem_set(why, PROBLEM_FIELD, "Dit adres kan niet in "
		    "een brief staan.");
	return o;
}
