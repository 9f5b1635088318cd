/*
 * web_address.h - what mail programs make a link of. A letter holds one, the
 * personal link: whatever else reads as one is kept out of a wave's texts, of
 * a person's words and of the letter itself by this one rule. Pure.
 */
#ifndef DOMAIN_WEB_ADDRESS_H
#define DOMAIN_WEB_ADDRESS_H

#include <stddef.h>

/*
 * The first word of s that reads as a web address, or NULL: something with
 * "://" or "www." in it, or the name of a host (voorbeeld.nl). The own host,
 * that of link_base (NULL: none), may be named, without "://". Addresses of
 * mail are none. Sets *len to the bytes of the word.
 */
const char *web_address_find(const char *s, const char *link_base,
    size_t *len);

#endif
