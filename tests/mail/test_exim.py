"""The mail server that other tests meet: what it takes, delivers, puts off,
refuses and sends back."""

import os
import smtplib
import ssl
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from exim import Exim                                         # noqa: E402
from lib.aoj import House                                     # noqa: E402

LETTER = ("From: monitor@example.org\r\nTo: %s\r\nSubject: Beste\r\n"
          "Message-ID: <%s>\r\n\r\nEen regel.\r\n")


class Fixture(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.stop)

    number = 0

    def exim(self, **options):
        Fixture.number += 1
        exim = Exim(self.house, "exim-%d" % self.number, **options)
        self.addCleanup(exim.stop)
        exim.start()
        return exim

    def talk(self, exim):
        client = smtplib.SMTP("127.0.0.1", exim.port, timeout=20)
        self.addCleanup(client.close)
        return client

    def send(self, client, to, sender="bounce+x@example.org"):
        client.sendmail(sender, [to], LETTER % (to, to))

    def test_a_letter_is_delivered_with_its_envelope(self):
        exim = self.exim()
        with self.talk(exim) as client:
            for n in range(15):         # more than it would queue by itself
                self.send(client, "a%d@example.org" % n)
        exim.rest()
        self.assertEqual(exim.counts(), {"a%d@example.org" % n: 1
                                         for n in range(15)})
        self.assertEqual(exim.connections(), 1)
        letter = exim.letters()[0]
        self.assertEqual((letter["sender"], letter["message"]["Subject"]),
                         ("bounce+x@example.org", "Beste"))
        self.assertEqual(set(exim.heads()), {("a%d@example.org" % n,) * 2
                                             for n in range(15)})

    def test_one_address_is_refused_or_put_off_by_its_name(self):
        client = self.talk(self.exim())
        for to, code in (("nobody-1@example.org", 550),
                         ("later-1@example.org", 451)):
            with self.assertRaises(smtplib.SMTPRecipientsRefused) as caught:
                self.send(client, to)
            self.assertEqual(caught.exception.recipients[to][0], code)

    def test_who_is_greylisted_is_taken_the_second_time(self):
        exim = self.exim(greylist=True)
        client = self.talk(exim)
        for to in ("a@example.org", "b@example.org"):
            with self.assertRaises(smtplib.SMTPRecipientsRefused) as caught:
                self.send(client, to)
            self.assertEqual(caught.exception.recipients[to][0], 451)
            self.send(client, to)
        exim.rest()
        self.assertEqual(len(exim.letters()), 2)

    def test_what_it_took_and_cannot_deliver_comes_back(self):
        exim = self.exim()
        with self.talk(exim) as client:
            for who in ("gone", "blocked", "full"):
                self.send(client, who + "-1@example.org")
        exim.rest()
        bounces = {m["X-Failed-Recipients"]: m for m in exim.bounces()}
        self.assertEqual(exim.counts(), {})
        for who, words in (("gone", "550 5.1.1"), ("blocked", "550 5.7.1"),
                           ("full", "mailbox is full")):
            m = bounces.pop(who + "-1@example.org")
            self.assertEqual(m.get_content_type(), "multipart/report")
            self.assertEqual(m["To"], "bounce+x@example.org")
            self.assertIn(words, m.as_string())
        self.assertEqual(bounces, {})

    def test_tls_and_a_password_are_wanted_where_the_test_wants_them(self):
        exim = self.exim(tls=True, user=("monitor", "geheim"))
        with self.talk(exim) as client:
            client.ehlo()
            self.assertFalse(client.has_extn("auth"))
            with self.assertRaises(smtplib.SMTPRecipientsRefused):
                self.send(client, "a@example.org")
        for password, good in (("anders", False), ("geheim", True)):
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            with self.talk(exim) as client:
                client.starttls(context=context)
                if not good:
                    with self.assertRaises(smtplib.SMTPAuthenticationError):
                        client.login("monitor", password)
                    continue
                client.login("monitor", password)
                self.send(client, "a@example.org")
        exim.rest()
        self.assertEqual(exim.counts(), {"a@example.org": 1})

    def test_limits_of_a_connection_are_kept(self):
        exim = self.exim(main="smtp_accept_max_per_connection = 2\n"
                              "smtp_accept_max_per_host = 1")
        client = self.talk(exim)
        self.send(client, "a@example.org")
        with self.assertRaises(smtplib.SMTPConnectError) as caught:
            smtplib.SMTP("127.0.0.1", exim.port, timeout=20)
        self.assertEqual(caught.exception.smtp_code, 421)
        self.send(client, "b@example.org")
        with self.assertRaises(smtplib.SMTPException) as caught:
            self.send(client, "c@example.org")
        exim.rest()
        self.assertEqual(len(exim.letters()), 2)

    def test_it_can_be_stopped_and_started_again(self):
        exim = self.exim()
        with self.talk(exim) as client:
            self.send(client, "a@example.org")
        exim.rest()
        exim.stop()
        self.assertRaises(OSError, self.talk, exim)
        exim.start()
        with self.talk(exim) as client:
            self.send(client, "b@example.org")
        exim.rest()
        self.assertEqual(len(exim.counts()), 2)


if __name__ == "__main__":
    unittest.main()
