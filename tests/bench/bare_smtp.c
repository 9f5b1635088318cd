/*
 * bare_smtp.c - what post is measured against: libcurl alone, which sends one
 * letter made before, again and again, over some connections.
 *
 *   bare_smtp URL CONNECTIONS LETTERS FILE
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#define CONNECTIONS_MOST 16

static char letter[65536];
static size_t letter_len;

static void
check(int bad, const char *what)
{
	if (bad != 0) {
		fprintf(stderr, "%s: %d\n", what, bad);
		exit(1);
	}
}

static size_t
on_read(char *out, size_t size, size_t count, void *arg)
{
	size_t *sent = arg, len = letter_len - *sent;

	if (len > size * count)
		len = size * count;
	memcpy(out, letter + *sent, len);
	*sent += len;
	return len;
}

static CURL *
make(const char *url, size_t *sent)
{
	CURL *c = curl_easy_init();
	struct curl_slist *to = curl_slist_append(NULL, "p1@example.org");

	check(c == NULL || to == NULL, "libcurl");
	check(curl_easy_setopt(c, CURLOPT_URL, url), "url");
	check(curl_easy_setopt(c, CURLOPT_MAIL_FROM, "monitor@example.org"),
	    "from");
	check(curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to), "to");
	check(curl_easy_setopt(c, CURLOPT_UPLOAD, 1L), "upload");
	check(curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE,
	    (curl_off_t)letter_len), "size");
	check(curl_easy_setopt(c, CURLOPT_READFUNCTION, on_read), "read");
	check(curl_easy_setopt(c, CURLOPT_READDATA, sent), "data");
	return c;
}

/* The next letter on every connection that has ended one. */
static void
begin_again(CURLM *multi, size_t *sent, CURL **handles, int count, long *left)
{
	CURLMsg *m;
	int more;

	while ((m = curl_multi_info_read(multi, &more)) != NULL) {
		CURL *c = m->easy_handle;

		check((int)m->data.result, "a letter");
		check(curl_multi_remove_handle(multi, c), "remove");
		for (int i = 0; i < count; i++)
			if (handles[i] == c)
				sent[i] = 0;
		if (--*left >= count)
			check(curl_multi_add_handle(multi, c), "add");
	}
}

int
main(int argc, char **argv)
{
	CURL *handles[CONNECTIONS_MOST];
	size_t sent[CONNECTIONS_MOST] = { 0 };
	int count, running = 1;
	CURLM *multi;
	long left;
	FILE *f;

	if (argc != 5)
		return 2;
	count = atoi(argv[2]);
	left = atol(argv[3]);
	f = fopen(argv[4], "re");
	check(f == NULL || count < 1 || count > CONNECTIONS_MOST ||
	    left < count, "use");
	letter_len = fread(letter, 1, sizeof(letter), f);
	(void)fclose(f);
	check(curl_global_init(CURL_GLOBAL_DEFAULT), "libcurl");
	multi = curl_multi_init();
	for (int i = 0; i < count; i++) {
		handles[i] = make(argv[1], &sent[i]);
		check(curl_multi_add_handle(multi, handles[i]), "add");
	}
	while (left > 0) {
		check(curl_multi_perform(multi, &running), "perform");
		begin_again(multi, sent, handles, count, &left);
		if (left > 0 && running > 0)
			check(curl_multi_poll(multi, NULL, 0, 1000, NULL),
			    "poll");
	}
	return 0;
}
