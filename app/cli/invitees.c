/*
 * invitees.c - the verb that reads an address list in.
 */
#include <stdio.h>

#include "actions/import_invitees.h"
#include "base/text.h"
#include "cli/cli.h"

#define LIST_MAX (16 * 1024 * 1024)	/* bytes */

void
cli_verdicts(const struct invitee_list *list, bool all)
{
	static const char *const fates[] = {
		[INVITEE_NEW] = "", [INVITEE_DOUBLE] = " → samengevoegd",
		[INVITEE_REFUSED] = " → geweigerd", [INVITEE_NOTE] = "",
	};

	for (size_t i = 0; i < list->verdict_count; i++) {
		const struct verdict *v = &list->verdicts[i];

		if (v->fate == INVITEE_NEW && !all)
			continue;
		printf("regel %ld%s%s: %s%s\n", v->line,
		    *v->field != '\0' ? ", " : "", v->field, v->text,
		    fates[v->fate]);
	}
}

int
cli_invitees_import(struct cli *c)
{
	const char *wave = cli_argument(c, 0), *path = cli_argument(c, 1);
	bool dry_run = cli_option(c, "--dry-run") != NULL;
	struct invitee_list list = { 0 };
	struct import_file file = { 0 };
	struct text csv = { 0 };
	enum outcome o = cli_read(c, path, LIST_MAX, &csv);

	if (o == DONE)
		o = cli_open(c, DB_OFFICE);
	if (o == DONE)
		o = import_invitees(c->db, &c->config, wave, csv.bytes,
		    csv.len, dry_run, c->who, c->now, &file, &list, &c->why);
	if (o == DONE || o == REFUSED)
		cli_verdicts(&list, dry_run);
	if (o == DONE)
		printf("%s%zu genodigden, %zu dubbel (gelezen als %s met "
		    "“%s”).\n", dry_run ? "Proef, er is niets geschreven: " :
		    "Geïmporteerd: ", list.fresh, list.doubles, file.encoding,
		    file.delimiter == '\t' ? "tab" :
		    file.delimiter == ';' ? ";" : ",");
	invitee_list_free(&list);
	text_free(&csv);
	return cli_end(c, o);
}
