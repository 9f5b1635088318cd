/*
 * questionnaire.c - the verbs about questionnaire files.
 */
#include <stdio.h>

#include "actions/add_questionnaire.h"
#include "base/text.h"
#include "cli/cli.h"

#define FILE_MAX (2 * 1024 * 1024)	/* bytes */

static void
say_mistakes(struct cli *c, const char *path, struct mistakes *m)
{
	if (m->count > 0) {
		cli_mistakes(path, m);
		problem_set(&c->why, PROBLEM_FIELD, "%zu %s in %s.", m->count,
		    m->count == 1 ? "fout" : "fouten", path);
	}
	mistakes_free(m);
}

/* Needs no database and no settings: a researcher can run it anywhere. */
int
cli_questionnaire_check(struct cli *c)
{
	const char *path = cli_argument(c, 0);
	struct questionnaire *q = NULL;
	struct mistakes mistakes = { 0 };
	struct text file = { 0 };
	enum outcome o = cli_read(c, path, FILE_MAX, &file);

	if (o == DONE)
		o = questionnaire_parse(file.bytes, file.len, NULL, &q,
		    &mistakes);
	if (o == DONE)
		printf("%s: in orde. %s, versie %d: %zu pagina's, %zu vragen; "
		    "een antwoord is hoogstens %zu van de %zu bytes van een "
		    "envelop.\n", path, q->title, q->version, q->page_count,
		    q->question_count, questionnaire_document_max(q),
		    q->envelope_bytes);
	questionnaire_free(q);
	say_mistakes(c, path, &mistakes);
	text_free(&file);
	return cli_end(c, o);
}

int
cli_questionnaire_add(struct cli *c)
{
	const char *path = cli_argument(c, 0);
	struct added_questionnaire added;
	struct mistakes mistakes = { 0 };
	struct text file = { 0 };
	enum outcome o = cli_read(c, path, FILE_MAX, &file);

	if (o == DONE)
		o = cli_open(c, DB_OFFICE);
	if (o == DONE)
		o = add_questionnaire(c->db, file.bytes, file.len, c->who,
		    c->now, &added, &mistakes, &c->why);
	if (o == DONE)
		printf("%s, versie %d: %s.\n", added.title, added.version,
		    added.already ? "was al gepubliceerd" : "gepubliceerd");
	say_mistakes(c, path, &mistakes);
	text_free(&file);
	return cli_end(c, o);
}
