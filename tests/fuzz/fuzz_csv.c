/*
 * fuzz_csv.c - any bytes as an address list: read or refused, never worse.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "domain/invitee.h"
#include "formats/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *words[] = { "intern begeleiders" };
static const struct invitee_group groups[] = {
	{ "ib", "Intern begeleider", words, 1 },
	{ "zoco_vo", "Zorgcoördinator", NULL, 0 },
};

static void
check_row(const struct invitee_row *row)
{
	struct text record = { 0 };
	struct invitee back = { 0 };
	const char *wrong;
	char *again;

	if (!row->good)
		return;
	/* What was normalised once stays as it is. */
	again = invitee_address(row->invitee.address, &wrong);
	REQUIRE(again != NULL && strcmp(again, row->invitee.address) == 0);
	free(again);
	REQUIRE(!text_has_control(row->invitee.name,
	    strlen(row->invitee.name), false));
	invitee_to_record(&row->invitee, &record);
	REQUIRE(invitee_from_record(&back, record.bytes, record.len) == DONE);
	REQUIRE(strcmp(back.name, row->invitee.name) == 0);
	invitee_free(&back);
	text_free(&record);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct csv_table t = { 0 };
	struct invitee_list l = { 0 };
	struct invitee_cells *cells;
	struct problem why = { 0 };

	if (csv_table_read(&t, (const char *)data, size, &why) != DONE) {
		REQUIRE(why.text[0] != '\0' && t.rows == NULL);
		return 0;
	}
	cells = calloc(t.count, sizeof(*cells));
	REQUIRE(t.count > 0 && cells != NULL);
	for (size_t i = 0; i < t.count; i++) {
		cells[i] = (struct invitee_cells){ t.rows[i].line,
		    t.rows[i].cells, t.rows[i].count };
		REQUIRE(i == 0 || t.rows[i].line > t.rows[i - 1].line);
		for (size_t j = 0; j < t.rows[i].count; j++)
			REQUIRE(text_is_utf8(t.rows[i].cells[j],
			    strlen(t.rows[i].cells[j])));
	}
	if (invitee_list_read(&l, cells, t.count, groups, 2) == DONE) {
		(void)invitee_list_judge(&l, groups);
		REQUIRE(l.fresh + l.doubles + l.refused == l.count);
		for (size_t i = 0; i < l.count; i++)
			check_row(&l.rows[i]);
	}
	for (size_t i = 0; i < l.verdict_count; i++)
		REQUIRE(text_is_utf8(l.verdicts[i].text,
		    strlen(l.verdicts[i].text)));
	free(cells);
	invitee_list_free(&l);
	csv_table_free(&t);
	return 0;
}
