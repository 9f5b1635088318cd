"""Several posts, on one host or on two (each with a journal of its own):
every due letter once, one settling, whoever is stopped or killed where."""

import collections
import os
import random
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import DAY, MONDAY, Mail                          # noqa: E402
from sink import Sink                                         # noqa: E402
from lib import reminders                                     # noqa: E402
from lib.aoj import wait_for                                  # noqa: E402

REMINDED = MONDAY + 7 * DAY
LEASE = 600
CHANCE = random.Random(20150323)


class TwoPosts(Mail):
    # -- a wave ---------------------------------------------------------------

    def reminding(self, groups, answered=()):
        """A wave whose invitations have arrived and whose reminders are due,
        in the order of the groups; answered: how many of each group have."""
        people = []
        for group, count in groups.items():
            people += self.crowd(count, group,
                                 group.replace("_", "-") + ".example.org")
        wave = self.started(people)
        self.house.post_once()
        key = reminders.link_key(self.house, wave["id"])
        wave["done"] = set()
        for group, count in dict(answered).items():
            rows = self.house.sql(
                "SELECT invitation_id FROM aoj.invitation WHERE wave_id ="
                " '%s' AND function_group = '%s' ORDER BY random() LIMIT %d"
                % (wave["id"], group, count))
            for row in rows:
                i = row["invitation_id"]
                wave["done"].add(i)
                self.house.psql(
                    "INSERT INTO aoj.envelope (ballot_id, wave_id,"
                    " questionnaire, version, function_group, day, sealed,"
                    " mac) VALUES ('\\x%s', '%s', 'uitvoering', 1, '%s',"
                    " '2015-03-18', '\\x00', sha256(''))" % (reminders.ballot_id(
                        key, wave["id"], i).hex(), wave["id"], group))
        wave["due"] = set(reminders.invitations(
            self.house, wave["id"])) - wave["done"]
        reminders.plan(self.house, wave["id"], "reminder_1", REMINDED)
        for n, group in enumerate(groups):
            self.house.psql("UPDATE aoj.mail_run SET due_at = due_at +"
                            " interval '%d seconds' WHERE wave_id = '%s' AND"
                            " kind = 'reminder_1' AND function_group = '%s'"
                            % (n, wave["id"], group))
        self.house.set_clock(REMINDED + 60)
        return wave

    def runs(self, wave, kind="reminder_1"):
        return self.house.sql(
            "SELECT *, xmin FROM aoj.mail_run WHERE wave_id = '%s' AND kind ="
            " '%s' ORDER BY mail_run_id" % (wave["id"], kind))

    def settled(self, wave, kind="reminder_1"):
        return all(r["state"] == "settled" for r in self.runs(wave, kind))

    def has_left(self, wave, messages=None):
        """Whether everybody who is to get a letter has one."""
        return set(self.reminded(wave, messages()) if messages else
                   self.delivered(wave)) == wave["due"]

    def end_slots(self, wave, *more):
        """The time of the runs is over: now they are settled, not before."""
        self.assertNotIn("settled", {r["state"] for r in self.runs(wave)})
        self.house.set_clock(max(self.house.clock(),
                                 REMINDED + 3600 + reminders.SLOT))
        for name in more:
            self.start(name)
        wait_for(lambda: self.settled(wave), 60)

    def reminded(self, wave, messages):
        """invitation id -> how often the reminder came."""
        return reminders.sent(
            reminders.link_key(self.house, wave["id"]), wave["id"],
            reminders.invitations(self.house, wave["id"]),
            messages)["reminder_1"]

    def delivered(self, wave):
        return self.reminded(wave, [l["message"] for l in
                                    self.letters_of(wave)])

    # -- posts ----------------------------------------------------------------

    def start(self, name, host=None, sink=None):
        """A post with one letter in its hands at a time; host: one with a
        journal of its own."""
        env = {"AOJ_MAIL_CONNECTIONS": "1"}
        if host:
            env["AOJ_JOURNAL"] = self.house.journal + "-" + host
            self.house.run(["mkdir", "-p", "-m", "700", env["AOJ_JOURNAL"]])
        if sink:
            env["AOJ_MAIL"] = sink.url
        # Its log begins here.
        self.house.run(["sh", "-c", ": > %s" % os.path.join(
            self.house.folder, name + ".log")], check=False)
        process = self.house.start_post(name, env)
        self.addCleanup(self.stop_all, name)
        return process

    def signal(self, name, what):
        os.killpg(self.house.processes[name].pid, what)

    def kill(self, name):
        """At once, and nobody else."""
        process = self.house.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop_all(self, *names):
        for name in names:
            if name in self.house.processes:
                self.signal(name, signal.SIGCONT)
                self.house.stop_process(name)

    def finish(self, wave, sink=None):
        self.start("last", sink=sink)
        try:
            wait_for(lambda: self.has_left(wave, sink and sink.messages), 60)
            self.end_slots(wave)
        finally:
            self.stop_all("last")

    # -- at once --------------------------------------------------------------

    def share_the_work(self, host):
        groups = {"ib": 220, "zoco_vo": 40, "jeugdhulp": 20}
        wave = self.reminding(groups, {"ib": 45, "zoco_vo": 10})
        with Sink() as sink:
            self.start("one", sink=sink)
            self.start("two", host, sink)
            try:
                wait_for(lambda: self.has_left(wave, sink.messages), 60)
                self.end_slots(wave)
            finally:
                self.stop_all("one", "two")
        self.assertEqual(self.reminded(wave, sink.messages()),
                         {i: 1 for i in wave["due"]})

    def test_two_on_one_host_send_every_due_letter_once(self):
        self.share_the_work(None)

    def test_two_hosts_send_every_due_letter_once(self):
        self.share_the_work("b")

    # -- a lease that runs out ------------------------------------------------

    def freeze_in_mid_run(self, wave, after, **more):
        """Post one, stopped when it has delivered so many letters."""
        new = self.house.mail + "/new"
        begin = len(os.listdir(new))
        self.start("one", **more)
        wait_for(lambda: len(os.listdir(new)) >= begin + after, 30, 0.0005)
        self.signal("one", signal.SIGSTOP)
        return [r for r in self.runs(wave) if r["state"] == "claimed"]

    def test_a_host_that_was_frozen_past_its_lease_notices_and_stops(self):
        wave = self.reminding({"ib": 190, "zoco_vo": 40}, {"ib": 50})
        held = self.freeze_in_mid_run(wave, 5)
        self.assertEqual(len(held), 2)
        try:
            self.house.set_clock(self.house.clock() + LEASE + 1)
            self.start("two", "b")
            wait_for(lambda: self.has_left(wave), 60)
            before, runs = self.delivered(wave), self.runs(wave)
            self.signal("one", signal.SIGCONT)
            wait_for(lambda: "somebody else" in self.house.log("one"), 30)
            self.house.psql("NOTIFY post")
        finally:
            self.stop_all("one", "two")
        # A Maildir takes a letter once, whoever brings it.
        self.assertEqual(before, {i: 1 for i in wave["due"]})
        self.assertEqual(self.delivered(wave), before)
        self.assertEqual(self.runs(wave), runs)

    def test_what_only_a_frozen_host_knew_is_all_that_comes_twice(self):
        """A mail server takes a letter again; the other host cannot know what
        stands in a journal that is not its own."""
        wave = self.reminding({"ib": 90, "zoco_vo": 40}, {"ib": 20})
        with Sink() as sink:
            def stop():
                if len(sink.taken) == 15:
                    self.signal("one", signal.SIGSTOP)
            sink.on_letter = stop
            self.start("one", sink=sink)
            try:
                wait_for(lambda: len(sink.taken) >= 15, 30)
                known = self.reminded(wave, sink.messages())
                claimed = [r for r in self.runs(wave)
                           if r["state"] == "claimed"]
                self.house.set_clock(self.house.clock() + LEASE + 1)
                self.start("two", "b", sink)
                wait_for(lambda: self.has_left(wave, sink.messages), 60)
                before, runs = len(sink.taken), self.runs(wave)
                self.signal("one", signal.SIGCONT)
                wait_for(lambda: "somebody else" in self.house.log("one"),
                         30)
                self.assertLessEqual(len(sink.taken) - before, 1)
            finally:
                self.stop_all("one", "two")
        counts = self.reminded(wave, sink.messages())
        self.assertEqual(set(counts), wave["due"])
        twice = {i for i, n in counts.items() if n > 1}
        self.assertEqual(max(counts.values()), 2)
        self.assertLessEqual(len(twice - set(known)), 1)
        # Nothing outside the run that was in its hands.
        in_run = {r["invitation_id"] for run in claimed
                  for r in self.house.sql(
                      "SELECT invitation_id FROM aoj.letter WHERE mail_run_id"
                      " = '%s'" % run["mail_run_id"])}
        self.assertLessEqual(twice, in_run)
        self.assertEqual(self.runs(wave), runs)

    def keep_the_run(self, wake):
        """Host one lost its run to host two, and has its journal still: that
        is no reason to take it back while two is at work."""
        wave = self.reminding({"ib": 90, "zoco_vo": 20}, {"ib": 20})
        self.house.psql("UPDATE aoj.mail_run SET due_at = due_at + interval"
                        " '1 hour' WHERE wave_id = '%s' AND kind ="
                        " 'reminder_1' AND function_group = 'zoco_vo'"
                        % wave["id"])
        with Sink() as sink:
            def stop():
                if len(sink.taken) == 15:
                    self.signal("one", signal.SIGSTOP)
                elif len(sink.taken) == 40:
                    self.signal("two", signal.SIGSTOP)
            sink.on_letter = stop
            self.start("one", "a", sink)
            wait_for(lambda: len(sink.taken) >= 15, 30)
            self.house.set_clock(REMINDED + 60 + LEASE + 1)
            self.start("two", "b", sink)
            wait_for(lambda: len(sink.taken) >= 40, 30)
            run, = [r for r in self.runs(wave) if r["state"] == "claimed"]
            # Something else is due: whoever looks at it has looked at all.
            self.house.psql("UPDATE aoj.mail_run SET due_at = to_timestamp"
                            "(%d) WHERE state = 'due' AND wave_id = '%s';"
                            "NOTIFY post" % (REMINDED, wave["id"]))
            wake(sink)
            wait_for(lambda: sum(address.endswith("@zoco-vo.example.org")
                                 for _, address, _ in sink.taken) == 20, 30)
            still, = [r for r in self.runs(wave)
                      if r["mail_run_id"] == run["mail_run_id"]]
            self.assertEqual(still["claimed_by"], run["claimed_by"])
            self.signal("two", signal.SIGCONT)
            wait_for(lambda: self.has_left(wave, sink.messages), 60)
            self.stop_all("one", "two", "three")
        counts = self.reminded(wave, sink.messages())
        self.assertEqual(set(counts), wave["due"])
        self.assertLessEqual(sum(n - 1 for n in counts.values()), 16)

    def test_a_host_that_wakes_does_not_take_its_run_back(self):
        self.keep_the_run(lambda sink: self.signal("one", signal.SIGCONT))

    def test_nor_does_the_one_that_is_started_after_it_was_killed(self):
        def again(sink):
            self.kill("one")
            self.start("three", "a", sink)
        self.keep_the_run(again)

    def test_on_one_host_a_frozen_post_keeps_its_run_and_goes_on(self):
        """The journal's lock holds, whatever the lease: nothing twice."""
        wave = self.reminding({"ib": 190, "zoco_vo": 40}, {"ib": 50})
        with Sink() as sink:
            def stop():
                if len(sink.taken) == 15:
                    self.signal("one", signal.SIGSTOP)
            sink.on_letter = stop
            self.start("one", sink=sink)
            try:
                wait_for(lambda: len(sink.taken) >= 15, 30)
                self.house.set_clock(self.house.clock() + LEASE + 1)
                self.start("two", sink=sink)
                wait_for(lambda: "TEST BUILD" in self.house.log("two"), 60)
                self.signal("one", signal.SIGCONT)
                wait_for(lambda: self.has_left(wave, sink.messages), 60)
                self.end_slots(wave)
            finally:
                self.stop_all("one", "two")
        counts = self.reminded(wave, sink.messages())
        self.assertEqual(set(counts), wave["due"])
        self.assertLessEqual(sum(counts.values()), len(wave["due"]) + 1)

    # -- settling -------------------------------------------------------------

    def test_a_host_that_was_frozen_until_the_end_settles_nothing(self):
        wave = self.reminding({"ib": 20}, {"ib": 5})
        try:
            self.start("one", "a")
            wait_for(lambda: self.has_left(wave), 30)
            self.signal("one", signal.SIGSTOP)
            self.house.set_clock(self.house.clock() + LEASE + 1)
            held = self.runs(wave)[0]["claimed_by"]
            self.start("two", "b")
            wait_for(lambda: self.runs(wave)[0]["claimed_by"] != held, 30)
            self.end_slots(wave)
            runs = self.runs(wave)
            self.signal("one", signal.SIGCONT)
            wait_for(lambda: "somebody else" in self.house.log("one"), 30)
        finally:
            self.stop_all("one", "two")
        self.assertNotIn("somebody else", self.house.log("two"))
        self.assertEqual(self.delivered(wave), {i: 1 for i in wave["due"]})
        self.assertEqual(self.runs(wave), runs)
        run, = runs
        self.assertEqual(run["settled_at"], run["ends_at"])

    def test_a_kill_before_the_run_is_settled_costs_nothing(self):
        """Nothing has happened then, and the next post sends nothing
        again."""
        wave = self.reminding({"ib": 20}, {"ib": 5})
        with Sink() as sink:
            self.start("one", sink=sink)
            wait_for(lambda: self.has_left(wave, sink.messages), 30)
            session = self.hold_settling(wave, "ib", "reminder_1")
            self.house.set_clock(REMINDED + reminders.SLOT + 1)
            wait_for(lambda: self.house.sql(
                "SELECT 1 FROM pg_locks WHERE NOT granted"), 30)
            self.kill("one")
            self.let_go(session)
            wait_for(lambda: not self.house.sql(
                "SELECT 1 FROM pg_stat_activity WHERE usename ="
                " 'aoj_post'"), 30)
            self.assertEqual([r["state"] for r in self.runs(wave)],
                             ["claimed"])
            self.start("last", sink=sink)
            wait_for(lambda: self.settled(wave), 60)
            self.stop_all("last")
        self.assertEqual(self.reminded(wave, sink.messages()),
                         {i: 1 for i in wave["due"]})
        self.assertEqual(self.journals(), [])

    def test_kills_at_any_moment_leave_the_right_letters(self):
        groups = {"ib": 205, "zoco_vo": 60}
        wave = self.reminding(groups, {"ib": 45, "zoco_vo": 20})
        new, kills = self.house.mail + "/new", 0
        while not self.has_left(wave) and kills < 40:
            before = len(os.listdir(new))
            more = CHANCE.choice((0, 1, 2, 7, 15, 30))
            self.start("one")
            wait_for(lambda: len(os.listdir(new)) >= before + more or
                     self.has_left(wave), 20, 0.0005)
            self.kill("one")
            kills += 1
        self.finish(wave)
        self.assertGreaterEqual(kills, 5)
        self.assertEqual(self.delivered(wave), {i: 1 for i in wave["due"]})
        # And no row says what became of whom.
        rows = collections.Counter(
            (r["outcome"], r["smtp_reply"]) for r in self.house.sql(
                "SELECT l.* FROM aoj.letter l JOIN aoj.mail_run r USING"
                " (mail_run_id) WHERE r.wave_id = '%s' AND l.kind ="
                " 'reminder_1'" % wave["id"]))
        self.assertEqual(rows, {(None, None): 265})


if __name__ == "__main__":
    unittest.main()
