/*
 * spell_domain.c - has an address made of it, and takes its domain.
 */
#include "actions/spell_domain.h"

#include <stdlib.h>
#include <string.h>

#include "domain/invitee.h"

enum outcome
spell_domain(const char *typed, struct text *out, struct problem *why)
{
	struct text whole = { 0 };
	const char *wrong = NULL;
	char *address;

	text_printf(&whole, "x@%s", typed + (typed[0] == '@'));
	address = invitee_address(whole.bytes, &wrong);
	text_free(&whole);
	if (address == NULL)
		return problem_set(why, PROBLEM_FIELD, "“%.80s” is geen "
		    "maildomein.", typed);
	text_puts(out, strchr(address, '@') + 1);
	free(address);
	return DONE;
}
