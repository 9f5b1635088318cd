"""A mail server of somebody else's (aiosmtpd) on loopback, which keeps what it
took and can be told to misbehave."""

import asyncio
import email
import email.policy
import os
import sys
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, SMTP

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib.aoj import free_port, wait_for                       # noqa: E402


class Sink:
    """with Sink() as sink: … sink.url, sink.taken.

    says: address -> reply to RCPT; data: address -> what happens at the end of
    the letter: a reply, "drop" (hangs up before taking it) or "lose" (takes
    it, and hangs up instead of saying so), "silence" (never says anything
    again). first: how often, then all is well. gather: how many letters must
    have come to their end at once before it answers the first of them.
    """

    def __init__(self, **more):
        self.taken = []         # (sender, address, bytes), in order
        self.says, self.data = {}, {}
        self.first = {}
        self.connections = self.open = 0
        self.gather, self.gathered = 0, []
        self.logins = []
        self.heard = []         # RCPT commands
        self.on_letter = None
        self.lock = threading.Lock()
        self.more = more
        self.port = None

    def __enter__(self):
        sink = self

        class Server(SMTP):
            def connection_made(self, transport):
                sink.connections += 1
                sink.open += 1
                super().connection_made(transport)

            def connection_lost(self, error):
                sink.open -= 1
                super().connection_lost(error)

        class Here(Controller):
            def factory(self):
                return Server(self.handler, **self.SMTP_kwargs)

        kwargs = dict(self.more)
        if "user" in kwargs:
            user, password = kwargs.pop("user")
            kwargs.update(auth_require_tls=False,
                          authenticator=self.authenticator(user, password))
        self.controller = Here(self, hostname="127.0.0.1",
                               port=self.port or free_port(), **kwargs)
        self.controller.start()
        self.connections = 0    # starting opened one
        wait_for(lambda: self.open == 0)
        self.port = self.controller.port
        self.url = "smtp://127.0.0.1:%d" % self.port
        return self

    def __exit__(self, *_):
        self.controller.stop()

    def authenticator(self, user, password):
        def check(server, session, envelope, mechanism, data):
            good = (data.login, data.password) == (user.encode(),
                                                   password.encode())
            self.logins.append(good)
            return AuthResult(success=good, handled=good)   # else: 535
        return check

    def trouble(self, where, address):
        """What to do about address, as often as was asked."""
        what = where.get(address) or where.get("*")
        if what is None:
            return None
        key = (id(where), address)
        if address in self.first or "*" in self.first:
            limit = self.first.get(address, self.first.get("*"))
            with self.lock:
                seen = self.first.setdefault(key, 0)
                self.first[key] = seen + 1
            if seen >= limit:
                return None
        return what

    # -- aiosmtpd's hooks -----------------------------------------------------

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.heard.append(address)
        says = self.trouble(self.says, address)
        if says == "drop":
            server.transport.abort()
            return "421 gone"
        if says:
            return says
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        address = envelope.rcpt_tos[0]
        what = self.trouble(self.data, address)
        if self.gather > 0:
            self.gathered.append(asyncio.Event())
            if len(self.gathered) == self.gather:
                for event in self.gathered:
                    event.set()
                self.gather = 0
            await self.gathered[-1].wait()
        if what == "silence":
            await asyncio.Event().wait()
        if what not in (None, "lose"):
            if what == "drop":
                server.transport.abort()
            return what if what != "drop" else "421 gone"
        self.taken.append((envelope.mail_from, address, envelope.content))
        if self.on_letter:
            self.on_letter()
        if what == "lose":
            server.transport.abort()
            return "421 gone"
        return "250 2.0.0 OK: queued as 1ZaBcD-00%04d-XY" % len(self.taken)

    # -- looking --------------------------------------------------------------

    def counts(self):
        """How often each address got a letter."""
        out = {}
        for _, address, _ in self.taken:
            out[address] = out.get(address, 0) + 1
        return out

    def messages(self):
        return [email.message_from_bytes(content,
                                         policy=email.policy.default)
                for _, _, content in self.taken]
