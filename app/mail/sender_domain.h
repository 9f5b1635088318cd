/*
 * sender_domain.h - whether a letter's sender and its link belong together, as
 * people and mail servers see it: to one registered domain, which the Public
 * Suffix List tells (DMARC's organisational domain, RFC 7489 3.2; libpsl).
 */
#ifndef MAIL_SENDER_DOMAIN_H
#define MAIL_SENDER_DOMAIN_H

enum sender_domain {
	SENDER_OWN,		/* one registered domain */
	SENDER_DECLARED,	/* not, and that is known to be right */
	SENDER_LOCAL,		/* the link leads to this computer */
	SENDER_FOREIGN,		/* not, and nobody said so */
};

/* address: of the sender; link_base: "https://monitor.example.org"; declared:
 * AOJ_SENDER_DOMAINS, names that stand for themselves alone. */
enum sender_domain mail_sender_domain(const char *address,
    const char *link_base, const char *declared);

/* The host of link_base; out has 256 bytes. */
void mail_link_host(char *out, const char *link_base);

#endif
