/*
 * invitee.c - an address as mail can carry it, names as people compare them,
 * and the record of one person. Refuses to know where any of it is kept.
 */
#include <ctype.h>
#include <idn2.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/log.h"
#include "domain/invitee.h"

#define LOCAL_MAX 64	/* bytes, RFC 5321 4.5.3.1.1 */

static void
wipe(char **s)
{
	if (*s != NULL)
		explicit_bzero(*s, strlen(*s));
	free(*s);
	*s = NULL;
}

void
invitee_free(struct invitee *i)
{
	wipe(&i->address);
	wipe(&i->name);
	wipe(&i->organisation);
	wipe(&i->municipality);
}

void
invitee_to_record(const struct invitee *i, struct text *out)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:s}", "address", i->address,
	    "name", i->name, "organisation", i->organisation,
	    "municipality", i->municipality);
	char *s = o == NULL ? NULL : json_dumps(o, JSON_COMPACT);

	REQUIRE(s != NULL);
	text_puts(out, s);
	wipe(&s);
	json_decref(o);
}

enum outcome
invitee_from_record(struct invitee *out, const char *json, size_t len)
{
	struct invitee i = { 0 };
	const char *address, *name, *organisation, *municipality;
	json_t *o = json_loadb(json, len, JSON_REJECT_DUPLICATES, NULL);

	if (o == NULL || json_unpack(o, "{s:s, s:s, s:s, s:s !}",
	    "address", &address, "name", &name, "organisation", &organisation,
	    "municipality", &municipality) != 0) {
		json_decref(o);
		return REFUSED;
	}
	i.address = strdup(address);
	i.name = strdup(name);
	i.organisation = strdup(organisation);
	i.municipality = strdup(municipality);
	json_decref(o);
	if (i.address == NULL || i.name == NULL || i.organisation == NULL ||
	    i.municipality == NULL)
		die("out of memory");
	*out = i;
	return DONE;
}

/* RFC 5321 dot-string; quoted local parts exist on paper only. */
static const char *
local_wrong(const char *s, size_t len)
{
	if (len == 0)
		return "Voor de @ staat niets.";
	if (len > LOCAL_MAX)
		return "Het deel voor de @ is langer dan 64 tekens.";
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c >= 0x80)
			return "Voor de @ staat een letter die niet elke "
			    "mailserver aankan (zoals é).";
		if (c == '.' && (i == 0 || i == len - 1 || s[i + 1] == '.'))
			return "In dit adres staat een punt op een plaats "
			    "waar dat niet kan.";
		if (!isalnum(c) && strchr(".!#$%&'*+/=?^_`{|}~-", c) == NULL)
			return "Voor de @ staat een teken dat niet kan.";
	}
	return NULL;
}

static bool
host_plausible(const char *host)
{
	const char *label = host;
	size_t labels = 0, len;
	bool letters = false;

	if (strlen(host) > 253)
		return false;
	for (;; label += len + 1) {
		len = strcspn(label, ".");
		if (len == 0 || len > 63 || label[0] == '-' ||
		    label[len - 1] == '-')
			return false;
		letters = false;
		for (size_t i = 0; i < len; i++) {
			if (!isalnum((unsigned char)label[i]) &&
			    label[i] != '-')
				return false;
			letters |= !isdigit((unsigned char)label[i]);
		}
		labels++;
		if (label[len] == '\0')
			break;
	}
	/* "localhost" and 192.0.2.1 are no places a letter goes to. */
	return labels >= 2 && letters;
}

static void
lower(char *s)
{
	for (; *s != '\0'; s++)
		*s = (char)tolower((unsigned char)*s);
}

static char *
host_ascii(const char *host)
{
	char *ascii = NULL;

	if (idn2_lookup_u8((const uint8_t *)host, (uint8_t **)&ascii,
	    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return NULL;
	lower(ascii);
	if (host_plausible(ascii))
		return ascii;
	idn2_free(ascii);
	return NULL;
}

static const char *
shape_wrong(const char *s, size_t len)
{
	const char *at = memchr(s, '@', len);

	if (len == 0)
		return "Er staat geen e-mailadres.";
	if (!text_is_utf8(s, len) || text_has_control(s, len, false))
		return "In dit adres staat een stuurteken.";
	if (strpbrk(s, "<>\"()[]") != NULL)
		return "Zet alleen het adres in dit veld, zonder naam of "
		    "haakjes.";
	if (strpbrk(s, " ,;:\\") != NULL)
		return "In dit adres staat een spatie of een leesteken dat "
		    "niet kan. Eén adres per rij.";
	if (at == NULL)
		return "In dit adres ontbreekt het apenstaartje (@).";
	if (memchr(at + 1, '@', len - (size_t)(at + 1 - s)) != NULL)
		return "In dit adres staat meer dan één apenstaartje (@).";
	return local_wrong(s, (size_t)(at - s));
}

char *
invitee_address(const char *typed, const char **wrong)
{
	size_t len, local;
	char *copy, *host = NULL, *out = NULL;

	while (*typed != '\0' && strchr(" \t\r\n", *typed) != NULL)
		typed++;
	len = strlen(typed);
	while (len > 0 && strchr(" \t\r\n", typed[len - 1]) != NULL)
		len--;
	copy = strndup(typed, len);
	if (copy == NULL)
		die("out of memory");
	*wrong = shape_wrong(copy, len);
	if (*wrong != NULL)
		goto out;
	local = strcspn(copy, "@");
	host = host_ascii(copy + local + 1);
	if (host == NULL) {
		*wrong = "Achter de @ staat geen goede domeinnaam.";
		goto out;
	}
	if (local + 1 + strlen(host) > INVITEE_ADDRESS_MAX) {
		*wrong = "Dit adres is langer dan 254 tekens.";
		goto out;
	}
	out = malloc(local + 1 + strlen(host) + 1);
	if (out == NULL)
		die("out of memory");
	memcpy(out, copy, local + 1);
	strcpy(out + local + 1, host);
out:
	if (host != NULL)
		idn2_free(host);
	wipe(&copy);
	return out;
}

char *
invitee_address_key(const char *address)
{
	char *key = strdup(address);

	if (key == NULL)
		die("out of memory");
	lower(key);
	return key;
}

char *
invitee_fold(const char *s)
{
	utf8proc_uint8_t *folded = NULL;
	char *from, *to;

	if (utf8proc_map((const utf8proc_uint8_t *)s, 0, &folded,
	    UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPAT |
	    UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE) < 0)
		return NULL;
	from = to = (char *)folded;
	for (; *from != '\0'; from++) {
		if (isspace((unsigned char)*from)) {
			if (to != (char *)folded && to[-1] != ' ')
				*to++ = ' ';
		} else {
			*to++ = *from;
		}
	}
	if (to != (char *)folded && to[-1] == ' ')
		to--;
	*to = '\0';
	return (char *)folded;
}
