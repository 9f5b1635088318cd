/*
 * test_web_address.c - what a mail program would make a link of, and what it
 * would not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "domain/web_address.h"

#define OWN "https://monitor.example.org:8443"

static void
expect(const char *s, const char *found)
{
	size_t len = 0;
	const char *at = web_address_find(s, OWN, &len);

	if (found == NULL && at != NULL)
		fail_msg("“%s”: %.*s", s, (int)len, at);
	if (found != NULL && (at == NULL || strlen(found) != len ||
	    strncmp(at, found, len) != 0))
		fail_msg("“%s”: not %s", s, found);
}

static void
what_reads_as_a_web_address_is_found(void **state)
{
	static const struct { const char *s, *found; } list[] = {
		{ "https://elders.example/x", NULL },
		{ "Zie https://elders.example/x.",
		    "https://elders.example/x." },
		{ "ftp://elders", NULL }, { "x://", NULL },
		{ "www.elders.example", NULL }, { "WWW.Elders.Example", NULL },
		{ "Kijk op elders.nl voor meer.", "elders.nl" },
		{ "Kijk op elders.nl.", "elders.nl." },
		{ "(elders.nl)", "elders.nl" }, { "“elders.nl”", "elders.nl" },
		{ "elders.nl/meer?x=1", NULL }, { "elders.nl:80", NULL },
		{ "een.twee.drie.nl", NULL }, { "x-y.example", NULL },
		{ "café.nl", NULL }, { "elders.nl!", NULL },
		{ "elders.xn--p1ai", NULL }, { "elders.nl...", NULL },
		{ "t.co.uk", NULL },
		{ "klaar.De volgende", "klaar.De" },
		{ "na\u00a0elders.nl", "elders.nl" },
		{ "\u2068elders.nl\u2069", "elders.nl" },
		{ "a,b;elders.nl", "elders.nl" },
		{ "b.v. elders.nl", "elders.nl" },
		{ "monitor.example.org.elders.nl", NULL },
		{ "elders.nl/monitor.example.org", NULL },
		{ "xmonitor.example.org", NULL },
		{ "jan@example.org, elders.nl", "elders.nl" },
		/* Not even the own host: the personal link stands alone. */
		{ "https://monitor.example.org/privacy", NULL },
		{ "https://jan@elders.example", NULL },
		/* Half a sign hides nothing. */
		{ "\xe2\x80://elders", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		expect(list[i].s, list[i].found != NULL ? list[i].found :
		    list[i].s);
}

static void
other_words_are_left_alone(void **state)
{
	static const char *const list[] = { "", ".", "...", "Jan Jansen",
	    "De gemeenten van Drechtsteden. Zij willen weten hoe het gaat.",
	    "Stichting De Brug B.V.", "J.van Dijk", "J.M. de Vries",
	    "i.o.v. de regio", "s.v.p. o.a. e.d.", "10.30 uur", "16.03.2015",
	    "versie 1.2", "078-123 45 67", "+31 78 123.45.67", "PO/VO",
	    "onderwijs/jeugdhulp", "zo...dan", "jan@example.org",
	    "mail jan@example.org.", "jan.jansen@example.org",
	    "monitor.example.org",
	    "Kijk op Monitor.Example.Org.", "monitor.example.org/privacy",
	    "“monitor.example.org”", "ja.", ".nl", "nl.", "a.b.c", "\u2068",
	    "\xc2", "\xe2\x80" };
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		expect(list[i], NULL);
	/* Nobody's own host: every host is a foreign one. */
	assert_non_null(web_address_find("monitor.example.org", NULL, &len));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_reads_as_a_web_address_is_found),
		cmocka_unit_test(other_words_are_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
