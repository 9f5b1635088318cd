/*
 * wave_file_settings.c - the dates, holders, people and link base of a wave
 * file, and the settings that the database keeps of them.
 */
#include <ctype.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "domain/invitee.h"
#include "domain/plan.h"
#include "domain/wave.h"
#include "domain/wave_file_value.h"

#define NAME_MAX_CHARS 200
#define SENTENCE_MAX 600

static time_t
day_at(time_t noon, int hour, int minute)
{
	struct local_time d = clock_local(noon);

	return clock_from_local(d.year, d.month, d.day, hour, minute);
}

static time_t
date(struct wf *w, const json_t *o, const char *key, bool required)
{
	const char *s = wf_text(w, o, "/dates", key, 20, required);
	time_t noon = s == NULL ? -1 : clock_from_date(s);

	if (s != NULL && noon < 0)
		wf_wrong(w, "/dates", key, "Hier hoort een datum als "
		    "2015-03-16.");
	return noon;
}

void
wf_dates(struct wf *w, struct wave_file *f, time_t now)
{
	static const char *const keys[] = { "opens", "closes", "days", NULL };
	const json_t *o = wf_member(w, w->root, "", "dates", keys, true);
	time_t opens, closes;
	long days;

	if (o == NULL)
		return;
	days = wf_number(w, o, "/dates", "days", 1, PLAN_DAYS_MAX, 0);
	if (days > 0 && json_object_get(o, "closes") != NULL)
		wf_wrong(w, "/dates", "days", "Kies: closes of days.");
	/* A trial may begin whenever its file is used. */
	opens = date(w, o, "opens", !f->trial);
	if (json_object_get(o, "opens") == NULL && f->trial)
		opens = day_at(now, 12, 0);
	if (days > 0 && !f->trial)
		wf_wrong(w, "/dates", "days", "Alleen een proef kan een "
		    "aantal dagen noemen. Noem een datum in closes.");
	if (days > 0)
		closes = opens < 0 ? -1 : clock_later(opens, (int)days);
	else
		closes = date(w, o, "closes",
		    json_object_get(o, "days") == NULL);
	if (opens < 0 || closes < 0)
		return;
	f->opens_at = day_at(opens, 0, 0);
	f->closes_at = day_at(closes, 23, 59);
	if (closes < opens)
		wf_wrong(w, "/dates", "closes", "De meting sluit voordat zij "
		    "opent.");
	else if (closes > clock_later(opens, PLAN_DAYS_MAX))
		wf_wrong(w, "/dates", "closes", "De meting is langer dan %d "
		    "dagen open.", PLAN_DAYS_MAX);
	else if (f->closes_at <= now)
		wf_wrong(w, "/dates", days > 0 ? "days" : "closes", "De "
		    "sluitingsdatum is al voorbij.");
}

static void
holder_names(struct wf *w, struct wave_file *f, const json_t *o)
{
	const json_t *list = wf_array(w, o, "/holders", "names", 1, 20);
	char at[WF_POINTER_MAX];

	f->holders = wf_new(w, json_array_size(list), sizeof(char *));
	for (size_t i = 0; i < json_array_size(list); i++) {
		wf_nth(at, "/holders/names", i);
		f->holders[i] = wf_line(w, json_array_get(list, i), at, 100);
		if (f->holders[i] == NULL)
			f->holders[i] = "";
		for (size_t j = 0; j < i; j++) {
			char *a = invitee_fold(f->holders[i]);
			char *b = invitee_fold(f->holders[j]);

			if (a != NULL && *a != '\0' && b != NULL &&
			    strcmp(a, b) == 0)
				wf_wrong(w, at, NULL, "Deze naam staat er al. "
				    "Elke sleutelhouder heeft een eigen naam.");
			free(a);
			free(b);
		}
		f->holder_count++;
	}
}

/* Default: three of whom any two open. */
void
wf_holders(struct wf *w, struct wave_file *f)
{
	static const char *const keys[] = { "names", "needed", NULL };
	static const char *const usual[] = { "sleutelhouder 1",
	    "sleutelhouder 2", "sleutelhouder 3" };
	const json_t *o = wf_member(w, w->root, "", "holders", keys, false);

	if (json_object_get(w->root, "holders") == NULL) {
		f->holders = wf_new(w, 3, sizeof(char *));
		memcpy(f->holders, usual, sizeof(usual));
		f->holder_count = 3;
	} else if (o == NULL) {
		return;
	} else {
		holder_names(w, f, o);
		if (f->holder_count == 0)
			return;
	}
	f->holders_needed = (int)wf_number(w, o, "/holders", "needed", 1,
	    (long)f->holder_count, (long)f->holder_count / 2 + 1);
	if (!f->trial && f->holder_count < 2)
		wf_wrong(w, "/holders", "names", "Alleen een proef kan één "
		    "sleutelhouder hebben.");
	else if (!f->trial && f->holders_needed < 2)
		wf_wrong(w, "/holders", "needed", "Alleen in een proef kan "
		    "één sleutelhouder alles openen.");
}

static void
address(struct wf *w, const json_t *o, const char *at, const char *key,
    bool required)
{
	const char *typed = wf_text(w, o, at, key, INVITEE_ADDRESS_MAX,
	    required), *wrong;
	char *s;

	if (typed == NULL)
		return;
	s = invitee_address(typed, &wrong);
	if (s == NULL)
		wf_wrong(w, at, key, "%s", wrong);
	free(s);
}

static bool
loopback(const char *host, size_t len)
{
	char copy[64];
	struct in_addr a;

	if (len >= sizeof(copy))
		return false;
	memcpy(copy, host, len);
	copy[len] = '\0';
	return strcmp(copy, "localhost") == 0 || strcmp(copy, "[::1]") == 0 ||
	    (inet_pton(AF_INET, copy, &a) == 1 &&
	    ntohl(a.s_addr) >> 24 == 127);
}

/* host or host:port in lower case, nothing behind it; sets *len of the host. */
static bool
host_port(const char *s, size_t *len)
{
	const char *port;
	size_t n = 0, digits;

	if (strncmp(s, "[::1]", 5) == 0)
		n = 5;
	else
		while (islower((unsigned char)s[n]) ||
		    isdigit((unsigned char)s[n]) || s[n] == '-' ||
		    (s[n] == '.' && n > 0 && s[n - 1] != '.'))
			n++;
	*len = n;
	if (n == 0 || n > 253 || s[n - 1] == '.' || s[0] == '-')
		return false;
	if (s[n] == '\0')
		return true;
	port = s + n + 1;
	digits = strspn(port, "0123456789");
	return s[n] == ':' && digits > 0 && digits <= 5 &&
	    port[digits] == '\0' && *port != '0' && atoi(port) <= 65535;
}

static void
link_base(struct wf *w, const struct wave_file *f)
{
	const char *s = wf_text(w, w->root, "", "link_base", 300, true);
	bool secure = s != NULL && strncmp(s, "https://", 8) == 0;
	bool plain = s != NULL && strncmp(s, "http://", 7) == 0;
	size_t len;

	if (s == NULL)
		return;
	if ((!secure && !plain) || !host_port(s + (secure ? 8 : 7), &len))
		wf_wrong(w, "", "link_base", "Hier hoort het begin van een "
		    "link, zoals https://monitor.example.org, in kleine "
		    "letters en zonder schuine streep aan het eind.");
	else if (plain && !(f->trial && loopback(s + 7, len)))
		wf_wrong(w, "", "link_base", "Een link begint met https://. "
		    "Alleen een proef op de eigen computer mag http://.");
}

void
wf_settings(struct wf *w, struct wave_file *f)
{
	static const char *const sender_keys[] = { "name", "address",
	    "reply_to", NULL };
	static const char *const contact_keys[] = { "name", "address",
	    "phone", NULL };
	static const char *const texts[] = { "commissioner", "purpose",
	    "researcher" };
	json_t *settings = json_object(), *sender;
	const json_t *o;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		wf_words(w, w->root, "", texts[i], SENTENCE_MAX, true);
		json_object_set(settings, texts[i],
		    json_object_get(w->root, texts[i]));
	}
	link_base(w, f);
	json_object_set(settings, "link_base",
	    json_object_get(w->root, "link_base"));
	o = wf_member(w, w->root, "", "contact", contact_keys, true);
	wf_words(w, o, "/contact", "name", NAME_MAX_CHARS, true);
	address(w, o, "/contact", "address", true);
	wf_words(w, o, "/contact", "phone", 40, false);
	json_object_set(settings, "contact",
	    json_object_get(w->root, "contact"));
	o = wf_member(w, w->root, "", "sender", sender_keys, true);
	wf_words(w, o, "/sender", "name", NAME_MAX_CHARS, true);
	address(w, o, "/sender", "address", true);
	address(w, o, "/sender", "reply_to", false);
	sender = json_deep_copy(json_object_get(w->root, "sender"));
	/* Whoever answers a letter should reach a person. */
	if (json_object_get(sender, "reply_to") == NULL)
		json_object_set(sender, "reply_to", json_object_get(
		    json_object_get(w->root, "contact"), "address"));
	json_object_set_new(settings, "sender", sender);
	json_object_set_new(settings, "plan", wf_plan(w, f));
	json_object_set_new(settings, "keep_contacts", json_integer(
	    wf_number(w, w->root, "", "keep_contacts", 1,
	    WAVE_KEEP_CONTACTS_MOST, WAVE_KEEP_CONTACTS)));
	f->settings = json_dumps(settings, JSON_COMPACT | JSON_SORT_KEYS);
	REQUIRE(f->settings != NULL);
	json_decref(settings);
}
