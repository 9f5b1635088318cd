/*
 * undelivered.c - reasons and their words. Refuses to know who it is about.
 */
#include "domain/undelivered.h"

#include <stdbool.h>
#include <string.h>

#include "base/log.h"

static const struct { const char *reason, *words; } reasons[] = {
	{ "unknown_address", "Dit e-mailadres bestaat niet." },
	{ "unknown_domain", "Wat er achter de @ staat, bestaat niet." },
	{ "moved", "Dit e-mailadres wordt niet meer gebruikt." },
	{ "closed", "Deze mailbox is gesloten." },
	{ "too_large", "De brief is te groot voor deze mailbox." },
	{ "unreachable", "De mailserver van de ontvanger is niet te "
	  "bereiken." },
	{ "other", "De mailserver van de ontvanger neemt de brief niet aan." },
};

/* Of statuses that begin so; the first that fits. */
static const struct { const char *status, *reason; } meanings[] = {
	{ "5.1.2", "unknown_domain" }, { "5.1.6", "moved" },
	{ "5.1.7", "other" }, { "5.1.8", "other" },
	{ "5.1.", "unknown_address" },
	{ "5.2.3", "too_large" }, { "5.2.", "closed" },
	{ "5.3.4", "too_large" }, { "5.4.1", "unknown_address" },
	{ "5.4.", "unreachable" },
};

/* Whether status is, or begins with, what is meant; 5.1.2 is not 5.1.20. */
static bool
means(const char *status, const char *meant)
{
	size_t len = strlen(meant);

	return strncmp(status, meant, len) == 0 &&
	    (meant[len - 1] == '.' || status[len] == '\0');
}

const char *
undelivered_reason(const char *status)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (means(status, meanings[i].status))
			return meanings[i].reason;
	return "other";
}

const char *
undelivered_words(const char *reason)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (strcmp(reason, reasons[i].reason) == 0)
			return reasons[i].words;
	die("the database has the unknown reason %s", reason);
}

const char *
undelivered_refused(const char *status)
{
	if (strcmp(status, "5.2.2") == 0 || strcmp(status, "4.2.2") == 0)
		return "De mailbox is vol.";
	if (strncmp(status, "5.7.", 4) == 0)
		return "De mailserver van de ontvanger weigert onze brieven.";
	if (status[0] == '4')
		return "De mailserver van de ontvanger stelde de brief steeds "
		    "uit.";
	if (status[0] == '5')
		return undelivered_words(undelivered_reason(status));
	return "De brief is niet verstuurd.";
}

void
undelivered_waits(struct text *out, time_t leaves)
{
	char day[64], hour[32];

	if (leaves == 0) {
		text_puts(out, "Er kan geen uitnodiging meer vertrekken: van "
		    "deze functiegroep is geen ronde meer gepland, en er "
		    "wachten er minder dan vijf.");
		return;
	}
	text_date(day, sizeof(day), leaves, true);
	text_clock(hour, sizeof(hour), leaves);
	text_printf(out, "De uitnodiging vertrekt op %s, vanaf %s.", day,
	    hour);
}
