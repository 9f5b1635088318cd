"""Whether letters can leave is known before a start: a proof letter to anybody
tells each step, and a start that would be useless does not happen."""

import email
import email.policy
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from exim import Exim                                         # noqa: E402
from office import Mail                                       # noqa: E402
from sink import Sink                                         # noqa: E402
from lib.aoj import free_port                                 # noqa: E402

ADDRESS = "controle@example.net"
ON_ITS_WAY = "De proefbrief is op weg."
REAL = {"example": "drechtsteden-2015"}        # no trial, links elsewhere


def sender(address):
    return {"name": "Monitor", "address": address,
            "reply_to": "vragen@example.org"}


class Check(Mail):
    def said(self, done):
        """All it said, without the test build's own line."""
        return done.stdout + re.sub(r"aoj: TEST BUILD.*\n", "", done.stderr)

    def run_aoj(self, *args, **env):
        return self.house.run([os.path.join(self.house.build, "aoj"), *args],
                              check=False, env=env)

    def check(self, wave, url=None, address=ADDRESS, **env):
        if url:
            env["AOJ_MAIL"] = url
        return self.run_aoj("post", "check", wave["wave"], address, **env)

    def start(self, wave, url=None, **env):
        if url:
            env["AOJ_MAIL"] = url
        return self.run_aoj("wave", "start", wave["wave"], **env)

    def password(self, word):
        self.house.run(["sh", "-c", "umask 077; printf '%s\\n' >"
                        " %s/post/smtp.password" % (word,
                                                    self.house.secrets)])
        self.addCleanup(self.house.run, [
            "rm", "-f", self.house.secrets + "/post/smtp.password"])

    def exim(self, name, **options):
        exim = Exim(self.house, name, **options)
        self.addCleanup(exim.stop)
        exim.start()
        return exim

    def ready(self, **change):
        wave = self.create(**change)
        self.invite(wave, self.crowd(6))
        self.make_ready(wave)
        self.house.post_once()
        self.addCleanup(self.end, wave)
        return wave

    def refused(self, done, *words):
        self.assertEqual(done.returncode, 1, self.said(done))
        for word in words:
            self.assertIn(word, self.said(done))

    # -- a proof letter -------------------------------------------------------

    def test_a_proof_letter_goes_and_each_step_is_told(self):
        wave = self.create(**REAL)
        self.password("geheim")
        exim = self.exim("proof", tls=True, user=("monitor", "geheim"))
        before = self.house.dump()
        done = self.check(wave, exim.url, AOJ_MAIL_USER="monitor",
                          AOJ_BOUNCE_ADDRESS="monitor@example.org")
        self.assertEqual(done.returncode, 0, self.said(done))
        lines = [re.sub(r"(?<=\.) De server.*", "", line)
                 for line in done.stdout.splitlines()]
        self.assertEqual(lines[-8:-1], ["goed   " + line for line in (
            "Er is verbinding met de mailserver.",
            "De verbinding is versleuteld.", "Het aanmelden is gelukt.",
            "De afzender: aangenomen.", "De ontvanger: aangenomen.",
            "Het begin van de brief: aangenomen.", "De brief: aangenomen.")])
        self.assertIn(ON_ITS_WAY, lines[-1])
        self.assertIn("goed   De afzender past bij de link.", lines)
        self.assertNotIn(ADDRESS, done.stdout + done.stderr)
        exim.rest()
        self.assertEqual(exim.counts(), {ADDRESS: 1})
        self.assertEqual(self.house.dump(), before)
        letter = exim.letters()[0]
        self.assertRegex(letter["sender"],
                         r"^monitor\+[0-9a-f]{32}-[a-z2-7]{20}@example.org$")

    def test_a_proof_letter_is_marked_and_its_link_never_works(self):
        wave = self.create(**REAL)
        people = [("echt@example.org", "Echte Naam", "ib", "Echte School")]
        self.invite(wave, people)
        with Sink() as sink:
            for _ in range(2):
                done = self.check(wave, sink.url)
                self.assertEqual(done.returncode, 0, self.said(done))
            first, second = sink.messages()
        self.assertRegex(first["Subject"], "^Proefbrief: ")
        self.assertNotEqual(first["Message-ID"], second["Message-ID"])
        self.assertEqual(first["To"].addresses[0].addr_spec, ADDRESS)
        plain = first.get_body(("plain",)).get_content()
        page = first.get_body(("html",)).get_content()
        for part in (plain, page):
            self.assertIn("PROEFBRIEF.", part)
            self.assertIn("De link in deze brief werkt niet.", part)
        self.assertRegex(plain, r"(?m)^https://monitor\.example\.org/v\?t="
                         r"dit-is-een-voorbeeld-brief\r?$")
        whole = str(first)
        for word in ("Echte", "echt@"):
            self.assertNotIn(word, whole)
        self.assertEqual(first.defects, [])

    def test_what_a_server_says_no_to_is_told_and_is_exit_1(self):
        wave = self.create(**REAL)
        exim = self.exim("no")
        done = self.check(wave, exim.url, "nobody-x@example.org")
        self.refused(done, "let op De ontvanger: geweigerd. De server "
                     "antwoordt: 550 5.1.1 [...] no such user here",
                     "goed   Er is niets verstuurd.",
                     "aoj: De mailserver heeft de proefbrief niet aangenomen.")
        done = self.check(wave, exim.url, "later-x@example.org")
        self.refused(done, "let op De ontvanger: nu niet, later",
                     "De mailserver nam de proefbrief nu niet aan.")
        self.assertEqual((exim.waiting(), exim.counts()), (0, {}))
        done = self.check(wave, "smtp://127.0.0.1:%d" % free_port())
        self.refused(done, "let op Er komt geen verbinding")

    def test_a_letter_that_is_refused_whole_is_told(self):
        wave = self.create(**REAL)
        with Sink() as sink:
            sink.data["*"] = "554 5.7.1 <%s> spam" % ADDRESS
            done = self.check(wave, sink.url)
            self.refused(done, "let op De brief: geweigerd. De server "
                         "antwoordt: 554 5.7.1 [...] spam")
            sink.data["*"] = "lose"
            done = self.check(wave, sink.url)
        self.refused(done, "let op De brief: geen antwoord.")
        self.assertNotIn("Er is niets verstuurd", done.stdout)

    def test_with_a_maildir_no_server_is_tried_and_that_is_said(self):
        wave = self.create()
        before = {l["path"] for l in self.house.letters()}
        done = self.check(wave)
        self.assertEqual(done.returncode, 0, self.said(done))
        self.assertIn("De brief is een bestand in de map %s/new. Er is geen "
                      "mailserver geprobeerd" % self.house.mail, done.stdout)
        self.assertEqual([l["to"] for l in self.house.letters(before)],
                         [ADDRESS])

    def test_what_the_settings_lack_is_told(self):
        wave = self.create(**REAL, sender=sender("m@anders.example"))
        with Sink() as sink:
            done = self.check(wave, sink.url)
        self.assertEqual(done.returncode, 0, self.said(done))
        for words in ("let op De brieven komen van anders.example, maar",
                      "let op Er is geen eigen adres voor brieven die",
                      "let op Er is geen map met brieven die terugkwamen",
                      "let op Berichten aan medewerkers komen van een"):
            self.assertIn(words, done.stdout)

    def test_no_wave_and_no_address_are_refused(self):
        wave = self.create(**REAL)
        self.refused(self.check({"wave": "nergens"}),
                     "aoj: Er is geen meting met de naam “nergens”.")
        for bad in ("geen adres", "a@b.nl\r\nDATA", "@example.org"):
            done = self.check(wave, address=bad)
            self.assertEqual((done.returncode, done.stdout), (1, ""), bad)

    def test_the_office_cannot_send_a_proof(self):
        """It is post's work: without post's password nothing is asked."""
        wave = self.create(**REAL)
        path = self.house.secrets + "/post/database.password"
        self.house.run(["mv", path, path + ".away"])
        try:
            with Sink() as sink:
                done = self.check(wave, sink.url)
                self.assertEqual((sink.taken, sink.connections), ([], 0))
        finally:
            self.house.run(["mv", path + ".away", path])
        self.assertEqual(done.returncode, 3)

    # -- before a start -------------------------------------------------------

    def test_a_start_asks_the_server_and_sends_nothing(self):
        wave = self.ready(**REAL)
        with Sink() as sink:
            done = self.start(wave, sink.url)
            self.assertEqual(done.returncode, 0, self.said(done))
            self.assertEqual((sink.heard, sink.taken),
                             ([wave["contact"]["address"]], []))
        self.assertNotIn("Let op", done.stdout)

    def test_a_start_is_refused_when_no_letter_would_leave(self):
        wave = self.ready(**REAL)
        before = self.house.dump()
        exim = self.exim("start", user=("monitor", "anders"))
        self.password("geheim")
        self.refused(self.start(wave, "smtp://127.0.0.1:%d" % free_port()),
                     "Er komt geen verbinding", "Er is niets gestart")
        self.refused(self.start(wave, exim.url, AOJ_MAIL_USER="monitor"),
                     "Het aanmelden lukt niet", "535")
        self.refused(self.start(wave, exim.url),
                     "De ontvanger: geweigerd.", "530 5.7.0")
        with Sink() as sink:
            async def no(server, session, envelope, address, options):
                return "550 5.7.1 not from here"
            sink.handle_MAIL = no
            self.refused(self.start(wave, sink.url),
                         "De afzender: geweigerd.", "550 5.7.1")
        with Sink() as sink:
            sink.says["*"] = "550 5.1.1 no such user"
            self.refused(self.start(wave, sink.url),
                         "De ontvanger: geweigerd.", "550 5.1.1")
        self.assertEqual(self.house.dump(), before)
        with Sink() as sink:
            self.assertEqual(self.start(wave, sink.url).returncode, 0)

    def test_a_receiver_that_is_put_off_stops_no_start(self):
        wave = self.ready(**REAL)
        with Sink() as sink:
            sink.says["*"] = "451 4.7.1 greylisted"
            done = self.start(wave, sink.url)
        self.assertEqual(done.returncode, 0, self.said(done))
        self.assertIn("Let op: de mailserver nam een proef naar het "
                      "contactadres van de meting niet meteen aan.",
                      done.stdout)
        self.assertIn("451 4.7.1 greylisted", done.stdout)

    def test_where_the_password_is_not_a_start_says_what_it_did_not_ask(self):
        wave = self.ready(**REAL)
        with Sink() as sink:
            done = self.start(wave, sink.url, AOJ_MAIL_USER="monitor")
            self.assertEqual(sink.connections, 0)
        self.assertEqual(done.returncode, 0, self.said(done))
        self.assertIn("is niet nagegaan. Het wachtwoord", done.stdout)

    def test_a_sender_of_another_domain_must_be_declared(self):
        wave = self.ready(**REAL, sender=sender("m@anders.example"))
        before = self.house.dump()
        self.refused(self.start(wave), "De brieven komen van anders.example, "
                     "maar de link gaat naar monitor.example.org.",
                     "zet dan anders.example in AOJ_SENDER_DOMAINS.")
        self.refused(self.start(
            wave, AOJ_SENDER_DOMAINS="mail.anders.example, example.org"))
        self.assertEqual(self.house.dump(), before)
        done = self.start(
            wave, AOJ_SENDER_DOMAINS="example.net, anders.example")
        self.assertEqual(done.returncode, 0, self.said(done))

    def test_in_a_trial_another_domain_is_only_said(self):
        wave = self.ready(link_base="https://monitor.example.org",
                          sender=sender("m@anders.example"))
        done = self.start(wave)
        self.assertEqual(done.returncode, 0, self.said(done))
        self.assertIn("Let op: de brieven komen van anders.example, en de "
                      "link gaat naar monitor.example.org.", done.stdout)

    def test_what_cannot_start_anyway_is_not_asked_about(self):
        wave = self.create(**REAL)
        with Sink() as sink:
            self.refused(self.start(wave, sink.url), "in voorbereiding")
            self.assertEqual(sink.connections, 0)


if __name__ == "__main__":
    unittest.main()
