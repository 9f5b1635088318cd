/*
 * find_invitee.c - from a number or an address to one invitation.
 */
#include "actions/find_invitee.h"

#include <stdlib.h>
#include <string.h>

#include "actions/find_wave.h"
#include "actions/read_link_key.h"
#include "crypto/contact.h"
#include "crypto/keyfile.h"
#include "domain/invitee.h"

void
invitee_number(char out[INVITEE_NUMBER_CHARS + 1], const char *invitee_id)
{
	text_copy(out, INVITEE_NUMBER_CHARS + 1, invitee_id);
}

enum outcome
hold_open_wave(struct db *db, const struct config *config, const char *code,
    time_t now, struct wave_row *wave, unsigned char *key, bool *begun,
    struct problem *why)
{
	enum outcome o = find_wave(db, code, wave, why);

	if (o == DONE)
		o = read_contact_key(key, config, wave->wave_id, why);
	if (o == DONE)
		o = db_begin(db);
	*begun = o == DONE;
	if (o == DONE)
		o = hold_wave(db, wave, WAVE_OPEN, WAVE_OPEN, why);
	if (o == DONE && now >= wave->closes_at)
		o = problem_set(why, PROBLEM_STATE, "De sluitingsdatum van "
		    "deze meting is al voorbij.");
	return o;
}

/* As invitee_number prints one; upper case will do. */
static enum outcome
read_number(const char *typed, char out[INVITEE_NUMBER_CHARS + 1],
    struct problem *why)
{
	static const char letters[] = "0123456789abcdef";
	bool good = strlen(typed) == INVITEE_NUMBER_CHARS;

	for (size_t i = 0; good && i < INVITEE_NUMBER_CHARS; i++) {
		out[i] = typed[i];
		if (typed[i] >= 'A' && typed[i] <= 'F')
			out[i] = (char)(typed[i] - 'A' + 'a');
		good = i == 8 ? out[i] == '-' :
		    strchr(letters, out[i]) != NULL;
	}
	out[INVITEE_NUMBER_CHARS] = '\0';
	return good ? DONE : problem_set(why, PROBLEM_FIELD, "Dit is geen "
	    "nummer van een genodigde. Een nummer ziet eruit als "
	    "1b4e28ba-2fa1 (aoj invitees undelivered).");
}

enum outcome
read_address(const char *typed, const unsigned char *key,
    const char *wave_id, char **out, unsigned char hash[INVITEE_HASH_BYTES],
    struct problem *why)
{
	const char *wrong = NULL;
	char *address = invitee_address(typed, &wrong), *same;

	if (address == NULL)
		return problem_set(why, PROBLEM_FIELD, "%s", wrong);
	same = invitee_address_key(address);
	crypto_contact_duplicate(hash, key, wave_id, same);
	explicit_bzero(same, strlen(same));
	free(same);
	*out = address;
	return DONE;
}

static enum outcome
may_be_amended(const struct listed_row *p, struct problem *why)
{
	if (strcmp(p->status, "withdrawn") == 0)
		return problem_set(why, PROBLEM_STATE, "Deze genodigde is al "
		    "van de lijst gehaald.");
	if (strcmp(p->status, "invited") != 0)
		return problem_set(why, PROBLEM_STATE, "Deze genodigde doet "
		    "niet mee en krijgt geen brieven meer.");
	return DONE;
}

enum outcome
find_invitee(struct db *db, const struct wave_row *wave,
    const unsigned char *key, const char *number, const char *address,
    struct listed_row *out, struct problem *why)
{
	unsigned char hash[INVITEE_HASH_BYTES];
	char id[INVITEE_NUMBER_CHARS + 1], *as_sent = NULL;
	enum outcome o;

	if (number != NULL)
		o = read_number(number, id, why);
	else
		o = read_address(address, key, wave->wave_id, &as_sent, hash,
		    why);
	if (as_sent != NULL)
		explicit_bzero(as_sent, strlen(as_sent));
	free(as_sent);
	if (o != DONE)
		return o;
	o = store_listed_find(db, wave->wave_id, number != NULL ? id : NULL,
	    number != NULL ? NULL : hash, out);
	if (o == ABSENT)
		return problem_set(why, PROBLEM_NAME, "Deze genodigde staat "
		    "niet (meer) op de lijst van deze meting. Een adres dat "
		    "is verbeterd, geldt niet meer.");
	if (o == REFUSED)
		return problem_set(why, PROBLEM_NAME, "Dit nummer is van meer "
		    "dan één genodigde. Noem het adres.");
	return o == DONE ? may_be_amended(out, why) : o;
}
