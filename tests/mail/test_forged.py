"""A bounce that somebody made up moves nobody's link, and where a real one did,
the old address is told: once, without a link, in the same words for all."""

import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import DAY, MONDAY                                # noqa: E402
from sink import Sink                                         # noqa: E402
from test_bounces import DSN, ID, MAC                         # noqa: E402
from test_check import REAL                                   # noqa: E402
from test_invitee import LATE, Listed                         # noqa: E402
from lib.aoj import wait_for                                  # noqa: E402

LEASE = 600             # seconds in which nobody else may have a killed one's
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

    # -- real -----------------------------------------------------------------

    def corrected(self, *addresses):
        """A wave in which these came back by their own addresses and were
        replaced by new-…"""
        wave = self.opened()
        wave["first"] = self.send(MONDAY + LATE, **{
            "p3@example.org": "550 5.1.1 unknown"})
        for address in addresses:
            if address in wave["first"]:
                self.bounce(wave["first"][address][0])
            said = self.invitee("correct", wave, "-",
                                stdin="%s\nnew-%s\n" % (address, address))
            (self.assertIn if address in wave["first"] else
             self.assertNotIn)("Naar het oude adres gaat een bericht", said)
        return wave

    def test_the_old_address_is_told_once_without_a_link(self):
        wave = self.corrected(VICTIM)
        # The new letter waits for the next one to its group.
        self.assertEqual(self.send(MONDAY + DAY), {})
        self.assertEqual(self.status(wave["first"][VICTIM][1]), "duplicate")
        (sender, address, message), = self.notices
        self.assertEqual(address, VICTIM)
        self.assertEqual(message.defects, [])
        self.assertEqual(message["From"].addresses[0].addr_spec,
                         "monitor@example.org")
        self.assertEqual(message["Reply-To"].addresses[0].addr_spec,
                         wave["contact"]["address"])
        for part in ("plain", "html"):
            text = " ".join(message.get_body((part,)).get_content().split())
            self.assertIn("vervangen", text)
            self.assertIn(wave["title"], text)
            self.assertIn(wave["contact"]["address"], text)
            for word in ("://", "/v?t=", "href", "new-"):
                self.assertNotIn(word, text)
        self.assertIsNone(message["List-Unsubscribe"])
        # Nobody lives there: that it comes back is no news.
        before = self.house.dump()
        self.assertIn("Er is niets veranderd", self.told(self.message(
            "postfix-unknown", *self.parts(sender))))
        self.assertEqual(self.house.dump(), before)
        self.send(MONDAY + 2 * DAY)
        self.assertEqual(len(self.notices), 1)

    def test_the_words_are_the_same_whoever_answered(self):
        wave = self.opened()
        first = self.send(MONDAY + LATE)
        self.cast(wave, first["p4@example.org"][1])
        for address in ("p4@example.org", "p5@example.org"):
            self.bounce(first[address][0])
            self.invitee("correct", wave, "-",
                         stdin="%s\nnew-%s\n" % (address, address))
        self.send(MONDAY + DAY)
        self.assertEqual({a for _, a, _ in self.notices},
                         {"p4@example.org", "p5@example.org"})
        self.assertEqual(len({(
            sender, m["Subject"], m["From"], m.get_body(
                ("plain",)).get_content(), m.get_body(
                ("html",)).get_content()) for sender, _, m in self.notices}),
            1)

    def test_who_never_got_a_letter_is_not_told_that_it_was_replaced(self):
        self.corrected("p3@example.org")
        self.assertEqual(self.send(MONDAY + DAY), {})
        self.assertEqual(self.notices, [])

    # -- killed ---------------------------------------------------------------

    def told_in(self, sink):
        return [a for _, a, raw in sink.taken
                if b"Uw uitnodiging is vervangen" in raw and a == VICTIM]

    def kill(self):
        process = self.house.processes.pop("post")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def box(self):
        return self.house.sql("SELECT * FROM aoj.outbox")

    def finish(self, sink, **env):
        self.house.set_clock(self.house.clock() + 2 * LEASE)
        self.house.start_post(env=dict(env, AOJ_MAIL=sink.url))
        try:
            wait_for(lambda: not self.box(), 30)
        finally:
            self.house.stop_process("post")

    def test_killed_after_the_server_took_it_the_notice_leaves_once(self):
        """The next post has this one's journal, or is on another host."""
        elsewhere = os.path.join(self.house.folder, "journal-elsewhere")
        self.house.run(["mkdir", "-m", "700", elsewhere])
        for journal in (None, elsewhere):
            self.corrected(VICTIM)
            with Sink() as sink:
                sink.on_letter = lambda s=sink: self.told_in(s) and self.kill()
                self.house.start_post(env={"AOJ_MAIL": sink.url})
                wait_for(lambda: "post" not in self.house.processes, 30)
                sink.on_letter = None
                self.finish(sink, **{"AOJ_JOURNAL": journal} if journal
                            else {})
                self.assertEqual(len(self.told_in(sink)), 1, journal)

    def test_killed_before_the_server_answers_it_leaves_no_second_time(self):
        self.corrected(VICTIM)
        with Sink() as sink:
            sink.data[VICTIM] = "silence"
            self.house.start_post(env={"AOJ_MAIL": sink.url})
            wait_for(lambda: VICTIM in sink.heard, 30)
            self.kill()
            heard = sink.heard.count(VICTIM)
            del sink.data[VICTIM]
            self.finish(sink)
            self.assertEqual(sink.heard.count(VICTIM), heard)

    def test_a_server_that_says_later_gets_the_notice_later(self):
        self.corrected(VICTIM)
        with Sink() as sink:
            sink.says[VICTIM] = "451 4.7.1 later"
            self.house.start_post(env={"AOJ_MAIL": sink.url})
            try:
                wait_for(lambda: VICTIM in sink.heard and self.box() and
                         self.box()[0]["tries"] == "1", 30)
            finally:
                self.house.stop_process("post")
            self.assertEqual(self.told_in(sink), [])
            sink.says.clear()
            self.finish(sink)
            self.assertEqual(len(self.told_in(sink)), 1)

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
