"""A bounce that somebody made up moves nobody's link; and no letter leaves
without the name by which a real one is known."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import DAY, MONDAY                                # noqa: E402
from sink import Sink                                         # noqa: E402
from test_bounces import DSN, ID, MAC                         # noqa: E402
from test_check import REAL                                   # noqa: E402
from test_invitee import LATE, Listed                         # noqa: E402

VICTIM = "p4@example.org"
CORRECTION = VICTIM + "\nmij@example.org\n"
# Messages of the collection in which the letter's name stands, but not in the
# address they came back to.
NAMED_ELSEWHERE = ("exim-old", "qmail-unknown", "exchange-unknown-en",
                   "envelope-id", "references-only")


class Forged(Listed):
    def parts(self, sender):
        return sender[8:40], sender[41:61]

    def told(self, message, *envelope):
        done = self.house.aoj("bounce", *envelope, stdin=message, check=False)
        return done.stdout + done.stderr

    def message(self, name, letter, mac=MAC):
        with open(os.path.join(DSN, name + ".eml")) as f:
            return f.read().replace(ID, letter).replace(MAC, mac)

    def state(self):
        """All that a bounce may change, but alerts."""
        dump = self.house.dump()
        out = {}
        for table in ("undelivered", "invitation", "letter", "mail_block",
                      "refusal", "amendment"):
            start = dump.index("COPY aoj.%s " % table)
            out[table] = dump[start:dump.index("\n\\.", start)]
        return out

    def nothing_comes_of(self, wave, message, *envelope):
        before = self.state()
        said = self.told(message, *envelope)
        self.assertEqual(self.state(), before, said)
        self.assertEqual(self.undelivered(wave), {})
        self.refused("nam deze uitnodiging aan", "correct", wave, "-",
                     stdin=CORRECTION)
        return said

    # -- made up --------------------------------------------------------------

    def test_a_letter_named_anywhere_but_in_the_address_moves_no_link(self):
        wave = self.opened()
        letter, mac = self.parts(self.send(MONDAY + LATE)[VICTIM][0])
        for name in NAMED_ELSEWHERE:
            with self.subTest(name):
                said = self.nothing_comes_of(wave, self.message(name, letter,
                                                                mac))
                self.assertIn("geen brief gevonden", said)
        # The whole letter as its reader has it, MAC and all.
        whole = self.message("postfix-unknown", letter, mac)
        head, body = whole.split("\n\n", 1)
        head = head.replace("monitor+%s-%s@" % (letter, mac), "beheer@")
        self.assertNotIn(mac, head)
        body = body.replace("\nMessage-ID:", "\nReturn-Path: <monitor+%s-%s"
                            "@example.org>\nMessage-ID:" % (letter, mac))
        self.assertIn("-%s@" % mac, body)
        said = self.nothing_comes_of(wave, head + "\n\n" + body)
        self.assertIn("geen brief gevonden", said)

    def test_a_mac_that_is_not_the_letter_s_own_moves_no_link(self):
        other = self.opened()
        stranger = self.parts(self.send(MONDAY + LATE)[VICTIM][0])
        wave = self.opened()
        sent = self.send(MONDAY + LATE)
        letter, mac = self.parts(sent[VICTIM][0])
        neighbour = self.parts(sent["p5@example.org"][0])
        for what, wrong in (
                ("another letter's", neighbour[1]),
                ("the same person's in another wave", stranger[1]),
                ("cut", mac[:-1]), ("longer", mac + "a"), ("none", ""),
                ("changed", mac[:-1] + ("b" if mac[-1] == "a" else "a")),
                ("changed in front", ("b" if mac[0] == "a" else "a") +
                 mac[1:])):
            with self.subTest(what):
                self.nothing_comes_of(wave, self.message(
                    "postfix-unknown", letter, wrong))
                self.nothing_comes_of(
                    wave, self.message("references-only", letter),
                    "monitor+%s-%s@example.org" % (letter, wrong))
        self.assertEqual(self.undelivered(other), {})

    def test_a_reminder_that_comes_back_moves_no_link(self):
        wave = self.opened()
        self.send(MONDAY + LATE)
        reminders = self.send(MONDAY + 7 * DAY + LATE)
        letter, mac = self.parts(reminders[VICTIM][0])
        self.nothing_comes_of(wave, self.message("postfix-unknown", letter,
                                                 mac))

    # -- before the start -----------------------------------------------------

    def test_a_sender_without_room_for_the_mac_starts_no_wave(self):
        long = {"name": "Monitor", "address": "monitor-2015@example.org",
                "reply_to": "vragen@example.org"}
        wave = self.create(**REAL, sender=long)
        self.invite(wave, self.crowd(6))
        self.make_ready(wave)
        self.house.post_once()
        self.addCleanup(super().end, wave)
        for verb in (("wave", "start", wave["wave"]),
                     ("post", "check", wave["wave"], "a@example.org")):
            before = self.house.dump()
            done = self.house.aoj(*verb, check=False)
            self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
            self.assertIn("monitor-2015@example.org is daar geen plaats voor",
                          done.stderr)
            self.assertIn("Zet in AOJ_BOUNCE_ADDRESS een adres met hoogstens "
                          "10 tekens voor de @", done.stderr)
            self.assertEqual(self.house.dump(), before)
        self.house.env["AOJ_BOUNCE_ADDRESS"] = "monitor@example.org"
        try:
            self.house.aoj("wave", "start", wave["wave"])
            # Taken away later, no letter leaves without a name.
            self.house.env["AOJ_BOUNCE_ADDRESS"] = ""
            self.house.set_clock(MONDAY + LATE)
            with Sink() as sink:
                done = self.house.run(
                    [os.path.join(self.house.build, "aoj-post"), "--once"],
                    check=False, env={"AOJ_MAIL": sink.url})
                self.assertEqual(sink.taken, [])
            self.assertIn("leaves no room", done.stderr)
        finally:
            self.house.env.pop("AOJ_BOUNCE_ADDRESS")


if __name__ == "__main__":
    unittest.main()
