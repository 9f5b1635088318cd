"""Whether letters can leave is told step by step, and nothing is sent."""

import os
import ssl
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from exim import Exim, certificate                            # noqa: E402
from sink import Sink                                         # noqa: E402
from lib.aoj import ROOT, House, free_port                    # noqa: E402

PROGRAM = os.path.join(os.environ.get("AOJ_B", ROOT + "/build"),
                       "asan/mail/probe")
SENDER = "monitor@example.org"
NOTHING = "+ Er is niets verstuurd."


class Probe(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.stop)
        for folder in (cls.house.journal, cls.house.secrets + "/post"):
            cls.house.run(["mkdir", "-p", "-m", "700", folder])
        cls.house.run(["chmod", "700", cls.house.secrets])
        cls.house.run(["sh", "-c", "umask 077; printf 'geheim\\n' >"
                       " %s/post/smtp.password" % cls.house.secrets])

    def probe(self, url, address="p1@example.org", **env):
        done = self.house.run([PROGRAM, SENDER, address], check=False,
                              env=dict(env, AOJ_MAIL=url))
        self.assertEqual(done.stderr, "")
        self.assertNotIn("p1@", done.stdout)
        self.assertNotIn(SENDER, done.stdout)
        return done.returncode, done.stdout.splitlines()

    def exim(self, name, **options):
        exim = Exim(self.house, name, **options)
        self.addCleanup(exim.stop)
        exim.start()
        return exim

    def test_every_step_is_told_when_all_is_well(self):
        exim = self.exim("well", tls=True, user=("monitor", "geheim"))
        code, lines = self.probe(exim.url, AOJ_MAIL_USER="monitor")
        self.assertEqual(code, 0, lines)
        self.assertEqual([line.split(" De server")[0] for line in lines], [
            "+ Er is verbinding met de mailserver.",
            "+ De verbinding is versleuteld.",
            "+ Het aanmelden is gelukt.",
            "+ De afzender: aangenomen.",
            "+ De ontvanger: aangenomen.",
            "+ Het terugnemen: aangenomen.", NOTHING])
        self.assertEqual((exim.waiting(), exim.counts()), (0, {}))
        self.assertNotIn(" <= ", exim.log())

    def test_a_wrong_password_is_told(self):
        exim = self.exim("user", tls=True, user=("monitor", "anders"))
        code, lines = self.probe(exim.url, AOJ_MAIL_USER="monitor")
        self.assertEqual(code, 1)
        self.assertRegex(lines[-2], "^- Het aanmelden lukt niet .*"
                         " De server antwoordt: 535 ")
        self.assertEqual(lines[-1], NOTHING)

    def test_an_address_that_is_refused_or_put_off_is_told(self):
        exim = self.exim("who")
        code, lines = self.probe(exim.url, "nobody-p1@example.org")
        self.assertEqual((code, lines[-2:]), (1, [
            "- De ontvanger: geweigerd. De server antwoordt: 550 5.1.1 [...]"
            " no such user here", NOTHING]))
        self.assertIn("+ De verbinding is niet versleuteld: de mailserver"
                      " staat op deze computer.", lines)
        code, lines = self.probe(exim.url, "later-p1@example.org")
        self.assertRegex(lines[-2], "^- De ontvanger: nu niet, later ")
        self.assertEqual(code, 4)

    def test_a_sender_that_is_refused_is_told(self):
        with Sink() as sink:
            async def no(server, session, envelope, address, options):
                return "550 5.7.1 <%s> is not from here" % address
            sink.handle_MAIL = no
            code, lines = self.probe(sink.url)
        self.assertEqual((code, lines[-2:]), (1, [
            "- De afzender: geweigerd. De server antwoordt: 550 5.7.1 [...] "
            "is not from here", NOTHING]))

    def test_a_server_that_is_away_is_told(self):
        code, lines = self.probe("smtp://127.0.0.1:%d" % free_port())
        self.assertEqual(code, 1)
        self.assertRegex(lines[0], "^- Er komt geen verbinding")
        self.assertEqual(lines[1:], [NOTHING])

    def test_missing_and_broken_encryption_are_told_apart(self):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*reversed(certificate(self.house)))
        with Sink() as sink:
            code, lines = self.probe(sink.url.replace("127.0.0.1", "0.0.0.0"))
        self.assertEqual(code, 1)
        self.assertRegex(lines[-2], "^- De mailserver biedt geen versleutel")
        with Sink(tls_context=context) as sink:
            code, lines = self.probe(sink.url.replace("127.0.0.1", "0.0.0.0"))
        self.assertEqual(code, 1)
        self.assertRegex(lines[-2], "^- De versleuteling komt niet tot stand")

    def test_without_a_server_or_an_address_nothing_is_asked(self):
        code, lines = self.probe("maildir:" + self.house.mail)
        self.assertEqual((code, len(lines)), (0, 1))
        code, lines = self.probe("smtp://127.0.0.1:1", "geen adres\r\nDATA")
        self.assertEqual((code, lines), (1, [
            "- Dit is geen adres waarheen een brief kan.", NOTHING]))


if __name__ == "__main__":
    unittest.main()
