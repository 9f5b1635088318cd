"""Mail to staff, from what raises it to the mail server: sealed while it
lies, gone once sent, not lost and not sent twice whoever is killed; and the
same words in the status of the wave."""

import json
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from exim import Exim                                         # noqa: E402
from office import MONDAY                                     # noqa: E402
from sink import Sink                                         # noqa: E402
from test_bounces import Returned                             # noqa: E402
from lib.aoj import free_port, wait_for                       # noqa: E402

HOUR = 3600
LEASE = 600             # seconds in which nobody else may have a killed one's
WORDS = "weigeren onze brieven"


class Outbox(Returned):
    def tearDown(self):
        left = self.house.sql("DELETE FROM aoj.outbox RETURNING outbox_id")
        self.assertEqual(left, [], "left for the next test")

    def alerted(self):
        """A wave about which the administrator has just been told: a domain
        refuses its letters. All of those have left."""
        wave = self.started(self.crowd(3))
        wave["senders"] = self.send(wave)
        self.policy(wave, "p0@example.org")
        return wave

    def policy(self, wave, address):
        return self.bounce(self.message("postfix-policy",
                                        wave["senders"][address]))

    def lying(self):
        return self.house.sql("SELECT *, next_try > put_at AS later"
                              " FROM aoj.outbox")

    def empty(self):
        return self.lying() == []

    def later(self, seconds):
        self.house.set_clock(self.house.clock() + seconds)

    def section(self, table):
        dump = self.house.dump()
        start = dump.index("COPY aoj.%s " % table)
        return dump[start:dump.index("\n\\.", start)]

    def staff_mail(self, sink):
        """What the administrator got: (Message-ID, text) each."""
        return [(m["Message-ID"], m.get_body(("plain",)).get_content())
                for m in sink.messages() if not m["List-Id"]]

    def start_post(self, sink):
        self.house.start_post(env={"AOJ_MAIL": sink.url})

    def kill(self):
        """post, at once, and nobody else."""
        process = self.house.processes.pop("post")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def finish(self, sink):
        self.start_post(sink)
        try:
            wait_for(self.empty, 30)
        finally:
            self.house.stop_process("post")

    # -- lying and leaving ----------------------------------------------------

    def test_it_lies_sealed_leaves_through_a_real_server_and_is_gone(self):
        wave = self.alerted()
        contact = wave["contact"]
        rows = self.lying()
        self.assertEqual(len(rows), 1)
        dump = self.house.dump()
        for word in (WORDS, "Kijk even naar"):
            self.assertNotIn(word, dump)
            self.assertNotIn(word.encode().hex(), dump)
        for table in ("outbox", "alert"):
            lies = self.section(table)
            for word in (contact["address"], contact["name"], "example.org",
                         wave["title"]):
                self.assertNotIn(word, lies)
                self.assertNotIn(word.encode().hex(), lies)
        # Who reads the row cannot read the mail, whatever it says.
        self.assertGreaterEqual(len(rows[0]["sealed"]), 2 * 512)
        exim = Exim(self.house)
        self.addCleanup(exim.stop)
        exim.start()
        self.post(exim)
        exim.rest()
        self.assertEqual(exim.counts(), {contact["address"]: 1})
        message = exim.letters()[0]["message"]
        self.assertEqual(message.defects, [])
        self.assertEqual(message["Subject"],
                         "Kijk even naar de meting " + wave["wave"])
        for part in ("plain", "html"):
            text = message.get_body((part,)).get_content()
            self.assertIn("De mailservers van example.org " + WORDS,
                          " ".join(text.split()))
            self.assertIn("aoj post status " + wave["wave"], text)
            self.assertNotIn("/v?t=", text)
        self.assertEqual(self.lying(), [])
        self.assertNotIn(rows[0]["outbox_id"], self.house.dump())
        self.assertNotIn(rows[0]["sealed"][2:66], self.house.dump())

    def test_another_hosts_key_opens_nothing_and_loses_nothing(self):
        self.alerted()
        key = self.house.secrets + "/contact/outbox.key"
        self.house.run(["mv", key, key + ".away"])
        self.house.run(["sh", "-c", "umask 077; head -c 32 /dev/urandom > "
                        + key])
        with Sink() as sink:
            try:
                self.post(sink, check=False)
            finally:
                self.house.run(["mv", key + ".away", key])
            self.assertEqual(sink.taken, [])
            self.assertEqual(len(self.lying()), 1)
            self.later(600)
            self.finish(sink)
            self.assertEqual(len(self.staff_mail(sink)), 1)

    def test_it_waits_for_a_server_that_is_away(self):
        self.alerted()
        self.house.run([os.path.join(self.house.build, "aoj-post"), "--once"],
                       check=False,
                       env={"AOJ_MAIL": "smtp://127.0.0.1:%d" % free_port()})
        rows = self.lying()
        self.assertEqual([(r["tries"], r["later"], r["claimed_by"])
                          for r in rows], [("1", "t", None)])
        self.later(600)
        with Sink() as sink:
            self.finish(sink)
            self.assertEqual(len(self.staff_mail(sink)), 1)

    def test_one_that_is_put_off_is_tried_again(self):
        wave = self.alerted()
        address = wave["contact"]["address"]
        with Sink() as sink:
            sink.says[address] = "451 4.7.1 later"
            self.post(sink)
            self.assertEqual(self.staff_mail(sink), [])
            self.assertEqual(self.lying()[0]["tries"], "1")
            sink.says.clear()
            self.later(60)
            self.post(sink)
            self.assertEqual(self.staff_mail(sink), [])
            self.later(600)
            self.post(sink)
            self.assertEqual(len(self.staff_mail(sink)), 1)

    # -- killed ---------------------------------------------------------------

    def test_killed_with_it_in_hand_it_comes_twice_at_most_as_one(self):
        """The server has it, and has not said so."""
        self.alerted()
        killed = []

        def stop():
            if not killed:
                killed.append(True)
                self.kill()
        with Sink() as sink:
            sink.on_letter = stop
            self.start_post(sink)
            wait_for(lambda: killed, 30)
            self.assertEqual(len(self.lying()), 1)
            self.later(LEASE + 1)
            self.finish(sink)
            got = self.staff_mail(sink)
        self.assertEqual(len(got), 2)
        self.assertEqual(len(set(got)), 1)      # one Message-ID, one text

    def test_killed_before_it_was_handed_over_it_is_not_lost(self):
        wave = self.alerted()
        killed = []
        with Sink() as sink:
            async def stop(server, session, envelope, address, options):
                if not killed:
                    killed.append(address)
                    self.kill()
                envelope.rcpt_tos.append(address)
                return "250 2.1.5 OK"
            sink.handle_RCPT = stop
            self.start_post(sink)
            wait_for(lambda: killed, 30)
            self.later(LEASE + 1)
            self.finish(sink)
            self.assertEqual(len(self.staff_mail(sink)), 1)
        self.assertEqual(killed, [wave["contact"]["address"]])

    def test_killed_after_the_server_took_it_it_is_not_sent_again(self):
        """The journal knows, the row does not yet."""
        self.alerted()
        session = []
        with Sink() as sink:
            sink.on_letter = lambda: session or session.append(self.hold())
            self.start_post(sink)
            wait_for(self.stands_still, 30)
            self.kill()
            # Nor may the database finish what it was asked.
            self.house.sql("SELECT pg_terminate_backend(pid) FROM pg_locks"
                           " JOIN pg_stat_activity USING (pid)"
                           " WHERE NOT granted")
            wait_for(lambda: not self.stands_still(), 30)
            self.let_go(session[0])
            self.assertEqual(len(self.lying()), 1)
            # Who looks before the lease is over leaves the journal alone.
            self.post(sink)
            self.assertEqual(len(self.lying()), 1)
            self.later(LEASE + 1)
            self.finish(sink)
            self.assertEqual(len(self.staff_mail(sink)), 1)
            self.assertEqual(self.journals(), [])

    def test_two_posts_send_one(self):
        wave = self.alerted()
        with Sink() as sink:
            for name in ("one", "two"):
                self.house.start_post(name, env={"AOJ_MAIL": sink.url})
            try:
                wait_for(self.empty, 30)
            finally:
                for name in ("one", "two"):
                    self.house.stop_process(name)
            self.assertEqual(sink.counts(), {wave["contact"]["address"]: 1})

    def hold(self):
        """A session that holds the row: post cannot take it out."""
        return self.holding("SELECT outbox_id FROM aoj.outbox FOR UPDATE")

    def stands_still(self):
        return self.house.sql("SELECT pid FROM pg_locks WHERE NOT granted"
                              " AND locktype IN ('transactionid', 'tuple')")

    # -- in the status --------------------------------------------------------

    def status(self, wave, *more):
        return self.house.aoj("post", "status", wave["wave"], *more).stdout

    def test_the_status_has_what_the_administrator_was_told(self):
        quiet = self.started(self.crowd(3))
        wave = self.alerted()
        self.assertNotIn("Meldingen", self.status(quiet))
        self.assertEqual(json.loads(self.status(quiet, "--format=json"))
                         ["alerts"], [])
        self.house.aoj("bounce", "lift", wave["wave"], "example.org")
        self.later(2 * HOUR)
        self.policy(wave, "p1@example.org")
        lines = self.status(wave).splitlines()
        at = lines.index("Meldingen, de nieuwste eerst")
        for line, clock in zip(lines[at + 1:at + 3], ("13.00", "11.00")):
            self.assertTrue(line.startswith(
                "16-03-2015 %s  De mailservers van example.org %s" % (
                    clock, WORDS)), line)
        self.assertEqual(lines[at + 3], "")
        alerts = json.loads(self.status(wave, "--format=json"))["alerts"]
        self.assertEqual([(a["what"], a["at"] // HOUR) for a in alerts], [
            ("mail_block", (MONDAY + 2 * HOUR) // HOUR),
            ("mail_block", MONDAY // HOUR)])
        self.assertIn(WORDS, alerts[0]["text"])
        # Without the key: that there was something, and not what.
        key = "%s/contact/%s.key" % (self.house.secrets, wave["id"])
        self.house.run(["mv", key, key + ".away"])
        try:
            said = self.status(wave)
        finally:
            self.house.run(["mv", key + ".away", key])
        self.assertIn("16-03-2015 13.00  Deze melding is hier niet te lezen",
                      said)
        self.assertNotIn(WORDS, said)
        with Sink() as sink:
            self.finish(sink)
            self.assertEqual(len(self.staff_mail(sink)), 2)


del Returned        # has no tests of its own here


if __name__ == "__main__":
    unittest.main()
