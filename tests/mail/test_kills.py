"""post ended without a word at random moments, two of them at once, a
database that goes away: nobody without a letter, hardly anybody with two."""

import os
import random
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import MONDAY, Mail                               # noqa: E402
from sink import Sink                                         # noqa: E402
from lib.aoj import wait_for                                  # noqa: E402

CONNECTIONS = 4     # AOJ_MAIL_CONNECTIONS: so many are in flight at a kill
CHANCE = random.Random(20150316)


class Kills(Mail):
    def settled(self, wave):
        rows = self.house.sql("SELECT state FROM aoj.mail_run WHERE wave_id ="
                              " '%s'" % wave["id"])
        return all(r["state"] == "settled" for r in rows)

    def pid_of(self, name):
        return self.house.processes[name].pid

    def kill(self, name):
        """At once, and nobody else."""
        process = self.house.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def finish(self, wave, **env):
        self.house.start_post(env=env)
        try:
            wait_for(lambda: self.settled(wave), 60)
        finally:
            self.house.stop_process("post")

    def test_a_maildir_gets_every_letter_once_whatever_is_killed(self):
        people = self.crowd(1500) + self.crowd(60, "zoco_vo", "example.net")
        wave = self.started(people)
        kills = 0
        while not self.settled(wave) and kills < 40:
            before = len(os.listdir(self.house.mail + "/new")) \
                if os.path.isdir(self.house.mail + "/new") else 0
            more = CHANCE.choice((0, 1, 1, 2, 5, 11))
            self.house.start_post()
            try:
                wait_for(lambda: len(os.listdir(self.house.mail + "/new")) >=
                         before + more or self.settled(wave), 20, 0.0005)
            finally:
                self.kill("post")
            kills += 1
        self.assertGreaterEqual(kills, 20)
        self.finish(wave)
        got = [l["to"] for l in self.letters_of(wave)]
        self.assertEqual(sorted(got), sorted(p[0] for p in people))
        self.assertEqual({r["outcome"] for r in self.outcomes(wave)},
                         {"accepted"})
        self.assertEqual(self.journals(), [])
        # What a killed process was writing is not left lying about for good.
        self.assertLessEqual(len(os.listdir(self.house.mail + "/tmp")), kills)

    def test_a_mail_server_gets_twice_only_what_was_in_flight(self):
        people = self.crowd(900) + self.crowd(60, "jeugdhulp", "example.net")
        wave = self.started(people)
        kills = 0
        with Sink() as sink:
            while not self.settled(wave) and kills < 40:
                before = len(sink.taken)
                more = CHANCE.choice((0, 0, 1, 1, 2, 5))
                self.house.start_post(env={"AOJ_MAIL": sink.url})
                try:
                    wait_for(lambda: len(sink.taken) >= before + more or
                             self.settled(wave), 20, 0.0005)
                finally:
                    self.kill("post")
                kills += 1
            self.assertGreaterEqual(kills, 20)
            self.finish(wave, AOJ_MAIL=sink.url)
        counts = sink.counts()
        self.assertEqual(set(counts), {p[0] for p in people})
        repeats = sum(counts.values()) - len(people)
        print("\n%d kills, %d letters, %d of them repeats" % (
            kills, len(sink.taken), repeats))
        self.assertLessEqual(repeats, kills * CONNECTIONS)
        ids = {}
        for message in sink.messages():
            ids.setdefault(message["To"].addresses[0].addr_spec,
                           set()).add(message["Message-ID"])
        self.assertEqual({len(i) for i in ids.values()}, {1})
        self.assertEqual(len(set().union(*ids.values())), len(people))

    def test_two_at_once_share_the_work_and_repeat_nothing(self):
        people = self.crowd(420) + self.crowd(90, "zoco_vo", "example.net") + \
            self.crowd(30, "jeugdhulp", "example.com")
        wave = self.started(people)
        with Sink() as sink:
            for name in ("one", "two"):
                self.house.start_post(name, env={"AOJ_MAIL": sink.url})
            try:
                wait_for(lambda: self.settled(wave), 60)
            finally:
                for name in ("one", "two"):
                    self.house.stop_process(name)
        self.assertEqual(sink.counts(), {p[0]: 1 for p in people})
        for name in ("one", "two"):
            self.assertIn("letters accepted", self.house.log(name))

    def test_one_that_is_frozen_past_its_lease_repeats_nothing(self):
        """On its own host the journal's lock holds, whatever the lease."""
        people = self.crowd(150)
        wave = self.started(people)
        with Sink() as sink:
            def stop():
                if len(sink.taken) == 40:
                    os.killpg(self.pid_of("one"), signal.SIGSTOP)
            sink.on_letter = stop
            self.house.start_post("one", env={"AOJ_MAIL": sink.url})
            try:
                wait_for(lambda: len(sink.taken) >= 40, 20)
                self.house.set_clock(MONDAY + 3600)
                self.house.start_post("two", env={"AOJ_MAIL": sink.url})
                wait_for(lambda: "TEST BUILD" in self.house.log("two"), 20)
                os.killpg(self.pid_of("one"), signal.SIGCONT)
                wait_for(lambda: self.settled(wave), 60)
            finally:
                for name in ("one", "two"):
                    self.house.stop_process(name, signal.SIGKILL)
        counts = sink.counts()
        self.assertEqual(set(counts), {p[0] for p in people})
        self.assertLessEqual(sum(counts.values()),
                             len(people) + CONNECTIONS)

    def test_a_lost_journal_repeats_no_more_than_the_claimed_run(self):
        people = self.crowd(90) + self.crowd(70, "zoco_vo", "example.net")
        wave = self.started(people)
        with Sink() as sink:
            self.house.start_post(env={"AOJ_MAIL": sink.url})
            wait_for(lambda: len(sink.taken) >= 30, 20, 0.0005)
            self.kill("post")
            self.house.run(["sh", "-c", "rm -r %s/*" % self.house.journal])
            # Nobody takes it before its lease has run out.
            self.house.run([os.path.join(self.house.build, "aoj-post"),
                            "--once"], env={"AOJ_MAIL": sink.url})
            self.assertFalse(self.settled(wave))
            self.house.set_clock(MONDAY + 3600)
            self.finish(wave, AOJ_MAIL=sink.url)
        counts = sink.counts()
        self.assertEqual(set(counts), {p[0] for p in people})
        self.assertLessEqual(max(counts.values()), 2)
        again = {a.split("@")[1] for a, n in counts.items() if n == 2}
        self.assertEqual(len(again), 1)

    def test_told_to_stop_it_stops_after_the_letter_in_its_hands(self):
        people = self.crowd(200)
        wave = self.started(people)
        with Sink() as sink:
            self.house.start_post(env={"AOJ_MAIL": sink.url})
            wait_for(lambda: len(sink.taken) >= 20, 20, 0.0005)
            self.assertEqual(self.house.stop_process("post"), 0)
            self.assertLess(len(sink.taken), 200)
            self.finish(wave, AOJ_MAIL=sink.url)
        self.assertEqual(sink.counts(), {p[0]: 1 for p in people})

    def test_a_database_that_restarts_costs_no_letter_and_repeats_none(self):
        people = self.crowd(200)
        wave = self.started(people)
        with Sink() as sink:
            self.house.start_post(env={"AOJ_MAIL": sink.url})
            try:
                wait_for(lambda: len(sink.taken) >= 20, 20, 0.0005)
                self.house.restart_cluster("immediate")
                wait_for(lambda: self.settled(wave), 90)
            finally:
                self.house.stop_process("post")
        self.assertEqual(sink.counts(), {p[0]: 1 for p in people})

    def test_without_its_journal_nothing_is_sent(self):
        people = self.crowd(30)
        wave = self.started(people)
        with Sink() as sink:
            self.house.start_post(env={"AOJ_MAIL": sink.url})
            wait_for(lambda: len(sink.taken) >= 5, 20, 0.0005)
            self.kill("post")
            folder = self.house.journal + "/" + os.listdir(
                self.house.journal)[0]
            before = dict(sink.counts())
            self.house.run(["chmod", "0500", folder])
            self.house.run(["sh", "-c", "chmod 0400 %s/*" % folder])
            done = self.house.run(
                [os.path.join(self.house.build, "aoj-post"), "--once"],
                check=False, env={"AOJ_MAIL": sink.url})
            self.assertEqual(sink.counts(), before)
            self.assertNotEqual(done.stderr, "")
            self.house.run(["chmod", "0700", folder])
            self.house.run(["sh", "-c", "chmod 0600 %s/*" % folder])
            self.finish(wave, AOJ_MAIL=sink.url)
        counts = sink.counts()
        self.assertEqual(set(counts), {p[0] for p in people})
        self.assertLessEqual(sum(counts.values()), 30 + CONNECTIONS)


if __name__ == "__main__":
    unittest.main()
