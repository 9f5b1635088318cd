/*
 * test_count_statement.c - what a count statement tells its readers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/count_statement.h"

static struct count_statement
example(void)
{
	struct count_statement s = { .counted_at = 1430820180 };

	s.wave = strdup("drechtsteden-2015");
	s.title = strdup("Drechtsteden 2015");
	s.found = 93;
	s.foreign_found = 1;
	s.damaged = 1;
	s.opened = 91;
	s.listed = true;
	s.group_count = 2;
	s.groups = calloc(2, sizeof(*s.groups));
	s.groups[0] = (struct count_group){ strdup("ib"),
	    strdup("Intern begeleider"), 59, 3 };
	s.groups[1] = (struct count_group){ strdup("zoco_vo"),
	    strdup("Zorgco\xc3\xb6rdinator"), 32, 0 };
	s.holder_count = 3;
	s.holders = calloc(3, sizeof(*s.holders));
	s.holders[0] = strdup("Ans");
	s.holders[1] = strdup("Bert");
	s.holders[2] = strdup("Carla");
	return s;
}

static void
a_statement_tells_what_was_found_and_by_whom(void **state)
{
	struct count_statement s = example();
	struct text out = { NULL, 0, 0 };

	(void)state;
	count_statement_print(&s, &out);
	assert_string_equal(out.bytes,
	    "Telling van Drechtsteden 2015 (drechtsteden-2015)\n"
	    "Geteld op dinsdag 5 mei 2015, 12.03 uur\n"
	    "Geopend met de codes van Ans, Bert en Carla\n"
	    "\n"
	    "enveloppen gevonden      93\n"
	    "  vreemd                  1  (apart gelegd)\n"
	    "  beschadigd              1  (apart gelegd)\n"
	    "  geopend                91\n"
	    "\n"
	    "functiegroep       geopend  niet verstuurd\n"
	    "Intern begeleider       59               3\n"
	    "Zorgco\xc3\xb6rdinator         32               0\n"
	    "\n"
	    "Controlegetal 0000000000000000000000000000000000000000000000000"
	    "000000000000000\n");
	text_free(&out);
	count_statement_free(&s);
	count_statement_free(&s);
	count_statement_free(NULL);
}

static void
a_statement_tells_what_changed_after_the_start(void **state)
{
	struct count_statement s = example();
	struct text out = { NULL, 0, 0 };

	(void)state;
	s.amended = calloc(2, sizeof(*s.amended));
	s.amended_count = 2;
	s.amended[0] = (struct amendments){ "zoco_vo", 0, 12, 1 };
	s.amended[1] = (struct amendments){ "ib", 3, 0, 0 };
	count_statement_print(&s, &out);
	assert_non_null(strstr(out.bytes,
	    "Zorgco\xc3\xb6rdinator         32               0\n"
	    "\n"
	    "na de start veranderd  verbeterd  toegevoegd  ingetrokken\n"
	    "Intern begeleider              3           0            0\n"
	    "Zorgco\xc3\xb6rdinator                0          12            1\n"
	    "\n"
	    "Controlegetal "));
	text_free(&out);
	count_statement_free(&s);
}

static void
a_statement_says_what_it_lacks(void **state)
{
	struct count_statement s = example();
	struct text out = { NULL, 0, 0 };

	(void)state;
	s.unopened = 3;
	s.found += 3;
	s.listed = false;
	count_statement_print(&s, &out);
	assert_non_null(strstr(out.bytes,
	    "  niet geopend            3  (een vragenlijst met minder dan "
	    "vijf)\n"));
	assert_non_null(strstr(out.bytes, "zonder de lijst van aoj-post"));
	text_free(&out);
	count_statement_free(&s);
}

static void
a_statement_is_always_the_same_text(void **state)
{
	struct count_statement s = example();
	struct text out = { NULL, 0, 0 };

	(void)state;
	s.listed = false;
	count_statement_write(&s, "7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e5f",
	    &out);
	assert_string_equal(out.bytes,
	    "{\"v\":1,\"wave\":\"7d9f0c2e-1b34-4c6d-8e5f-0a1b2c3d4e5f\","
	    "\"counted_at\":1430820180,\"found\":93,\"foreign\":1,"
	    "\"damaged\":1,\"unopened\":0,\"opened\":91,\"list\":null,"
	    "\"rows\":\"0000000000000000000000000000000000000000000000000000"
	    "000000000000\",\"groups\":[{\"group\":\"ib\",\"opened\":59,"
	    "\"drafts\":3},{\"group\":\"zoco_vo\",\"opened\":32,\"drafts\":"
	    "0}],\"amended\":[],\"holders\":[\"Ans\",\"Bert\",\"Carla\"]}");
	text_free(&out);
	count_statement_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_statement_is_always_the_same_text),
		cmocka_unit_test(a_statement_says_what_it_lacks),
		cmocka_unit_test(a_statement_tells_what_was_found_and_by_whom),
		cmocka_unit_test(
		    a_statement_tells_what_changed_after_the_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
