/*
 * guard.h - stands between a connection and Kore: one request a connection,
 * and Kore sees exactly the bytes that belong to it. Kore 4.1.0 itself takes a
 * body where none belongs for the next request, and does not stop reading when
 * there is more body than was said.
 */
#ifndef WEB_GUARD_H
#define WEB_GUARD_H

/* Guards all listeners. Once, before Kore forks; dies when the configuration
 * keeps connections for a second request (http_keepalive_time is not 0). */
void guard_listeners(void);

#endif
