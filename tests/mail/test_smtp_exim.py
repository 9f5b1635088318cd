"""Letters through a real mail server: TLS and a password, greylisting, unknown
people, limits of a connection, and what a bounce brings back."""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from exim import Exim                                         # noqa: E402
from office import MONDAY, Mail                               # noqa: E402


class RealServer(Mail):
    def exim(self, **options):
        Mail.number += 1
        exim = Exim(self.house, "exim-%d" % self.number, **options)
        self.addCleanup(exim.stop)
        exim.start()
        return exim

    def post(self, exim, **env):
        env["AOJ_MAIL"] = exim.url
        return self.house.run([os.path.join(self.house.build, "aoj-post"),
                               "--once"], env=env)

    def kept(self, wave):
        return sorted((r["outcome"] or "", r["smtp_reply"] or "")
                      for r in self.outcomes(wave))

    def test_everybody_gets_a_letter_over_a_few_kept_connections(self):
        people = self.crowd(150) + self.crowd(60, "zoco_vo", "example.net")
        wave = self.started(people)
        exim = self.exim()
        self.post(exim)
        exim.rest()
        self.assertEqual(exim.counts(), {p[0]: 1 for p in people})
        self.assertLessEqual(exim.connections(), 4)
        self.assertEqual({o for o, _ in self.kept(wave)}, {"accepted"})

    def test_letters_are_encrypted_and_signed_in_for(self):
        path = os.path.join(self.house.secrets, "post", "smtp.password")
        self.house.run(["sh", "-c", "umask 077; printf 'geheim\\n' > " + path])
        self.addCleanup(self.house.run, ["rm", path])
        people = self.crowd(8)
        self.started(people)
        exim = self.exim(tls=True, user=("monitor", "geheim"))
        self.post(exim, AOJ_MAIL_USER="monitor")
        exim.rest()
        self.assertEqual(exim.counts(), {p[0]: 1 for p in people})
        taken = re.findall(r" <= monitor\S*@example.org .*", exim.log())
        self.assertEqual(len(taken), 8)
        for line in taken:
            self.assertRegex(line, r" P=esmtpsa .* A=plain:monitor ")

    def test_who_is_greylisted_gets_the_letter_later_and_once(self):
        people = self.crowd(15)
        wave = self.started(people)
        exim = self.exim(greylist=True)
        self.post(exim)
        self.assertEqual(exim.counts(), {})
        self.assertEqual({o for o, _ in self.kept(wave)}, {""})
        self.house.set_clock(MONDAY + 600)
        self.post(exim)
        exim.rest()
        self.assertEqual(exim.counts(), {p[0]: 1 for p in people})
        self.assertEqual({o for o, _ in self.kept(wave)}, {"accepted"})
        # Being put off costs no connection.
        self.assertLessEqual(exim.connections(), 8)

    def test_unknown_people_cost_nobody_else_a_letter(self):
        people = self.crowd(12)
        wave = self.started(people + [
            ("nobody-%d@example.org" % n, "Niemand", "ib", "")
            for n in range(5)])
        exim = self.exim()
        self.post(exim)
        exim.rest()
        self.assertEqual(exim.counts(), {p[0]: 1 for p in people})
        self.assertEqual(self.kept(wave)[12:], [
            ("given_up", "550 5.1.1 [...] no such user here")] * 5)
        self.assertLessEqual(exim.connections(), 4)

    def test_limits_of_the_server_are_lived_with(self):
        people = self.crowd(60)
        wave = self.started(people)
        exim = self.exim(main="smtp_accept_max_per_host = 2\n"
                              "smtp_accept_max_per_connection = 7")
        log = self.post(exim).stderr
        exim.rest()
        self.assertEqual(exim.counts(), {p[0]: 1 for p in people})
        self.assertEqual({o for o, _ in self.kept(wave)}, {"accepted"})
        self.assertIn("takes 2 connections, and no more", log)
        self.assertNotIn("does not take letters", log)
        self.assertGreaterEqual(exim.connections(), 60 // 7)

    def test_a_bounce_brings_back_the_letter_s_name_and_not_its_link(self):
        self.started([("gone-%d@example.org" % n, "Weg", "ib", "")
                      for n in range(5)])
        exim = self.exim()
        self.post(exim)
        exim.rest()
        bounces = exim.bounces()
        self.assertEqual(len(bounces), 5)
        for bounce in bounces:
            told = bounce.as_string()
            name, = re.findall(r"^Original-Envelope-ID: ([0-9a-f]{32})$",
                               told, re.M)
            self.assertIn("Message-Id: <%s@" % name, told)
            self.assertNotIn("v?t=", told.replace("=3D", "="))
            self.assertNotIn("v?t=", told)


if __name__ == "__main__":
    unittest.main()
