/*
 * sender_domain.c - compares where a letter comes from with where it leads.
 * The list of public suffixes is Debian's. Asks no server: whether SPF, DKIM
 * and DMARC are right there is another question.
 */
#include "mail/sender_domain.h"

#include <libpsl.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define HOST_MAX 256

void
mail_link_host(char *out, const char *link_base)
{
	const char *host = strstr(link_base, "://");
	size_t len;

	host = host == NULL ? link_base : host + 3;
	len = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
	len = len < HOST_MAX ? len : HOST_MAX - 1;
	memcpy(out, host, len);
	out[len] = '\0';
}

static bool
is_local(const char *host)
{
	if (strncmp(host, "127.", 4) == 0)
		return host[strspn(host, "0123456789.")] == '\0';
	return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0;
}

static bool
is_declared(const char *names, const char *domain)
{
	size_t n;

	for (names += strspn(names, ", "); *names != '\0';
	    names += n + strspn(names + n, ", ")) {
		n = strcspn(names, ", ");
		if (n == strlen(domain) && strncasecmp(names, domain, n) == 0)
			return true;
	}
	return false;
}

/* A name that is a public suffix itself belongs to nobody but its equal. */
static bool
have_one_owner(const char *a, const char *b)
{
	psl_ctx_t *list = psl_latest(NULL);
	const char *of_a = psl_registrable_domain(list, a);
	const char *of_b = psl_registrable_domain(list, b);
	bool one = of_a != NULL && of_b != NULL && strcmp(of_a, of_b) == 0;

	psl_free(list);
	return one;
}

enum sender_domain
mail_sender_domain(const char *address, const char *link_base,
    const char *declared)
{
	const char *at = strrchr(address, '@');
	char host[HOST_MAX], domain[HOST_MAX];

	mail_link_host(host, link_base);
	text_copy(domain, sizeof(domain), at == NULL ? address : at + 1);
	for (char *s = domain; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s += 'a' - 'A';
	if (is_local(host))
		return SENDER_LOCAL;
	if (strcmp(domain, host) == 0 || have_one_owner(domain, host))
		return SENDER_OWN;
	return is_declared(declared, domain) ? SENDER_DECLARED :
	    SENDER_FOREIGN;
}
