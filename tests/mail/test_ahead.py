"""Letters of the next run leave while a run of invitations is settled: nothing is lost or comes twice, whatever happens then."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import DAY, MONDAY, Mail                          # noqa: E402
from sink import Sink                                         # noqa: E402
from lib import reminders                                     # noqa: E402
from lib.aoj import wait_for                                  # noqa: E402

DUE = MONDAY + DAY
LEASE = 600
GROUPS = {"ib": 30, "zoco_vo": 40}


class Ahead(Mail):
    def setUp(self):
        """A wave whose invitations are due: two runs."""
        super().setUp()
        people = []
        for group, count in GROUPS.items():
            people += self.crowd(count, group,
                                 group.replace("_", "-") + ".example.org")
        self.wave = self.started(people)
        reminders.plan(self.house, self.wave["id"], "invitation", DUE)
        self.house.psql("UPDATE aoj.mail_run SET due_at = due_at + interval"
                        " '1 second' WHERE wave_id = '%s' AND kind ="
                        " 'invitation' AND function_group = 'zoco_vo'"
                        % self.wave["id"])
        self.house.post_once()          # gives the links
        self.house.set_clock(DUE + 60)
        self.addCleanup(self.stop)

    def start(self, sink):
        return self.house.start_post("post", {
            "AOJ_MAIL": sink.url, "AOJ_MAIL_CONNECTIONS": "1"})

    def stop(self):
        if "post" in self.house.processes:
            self.house.stop_process("post")

    def kill(self, session):
        process = self.house.processes.pop("post")
        process.kill()
        process.wait()
        self.let_go(session)
        wait_for(lambda: not self.house.sql(
            "SELECT 1 FROM pg_stat_activity WHERE usename = 'aoj_post'"), 30)

    def states(self):
        return {r["function_group"]: r["state"] for r in self.house.sql(
            "SELECT * FROM aoj.mail_run WHERE wave_id = '%s' AND kind ="
            " 'invitation'" % self.wave["id"])}

    def settled(self):
        return set(self.states().values()) == {"settled"}

    def all_once(self, sink):
        everybody = reminders.invitations(self.house, self.wave["id"])
        self.assertEqual(
            reminders.sent(
                reminders.link_key(self.house, self.wave["id"]),
                self.wave["id"], everybody, sink.messages())["invitation"],
            {i: 1 for i in everybody})
        self.assertEqual(len(sink.taken), sum(GROUPS.values()))
        self.assertEqual(self.journals(), [])

    def all_but_settled(self, sink):
        """Every letter has left, and no run is settled."""
        wait_for(lambda: len(sink.taken) == sum(GROUPS.values()), 30)
        self.assertEqual(self.states(), {group: "claimed" for group in GROUPS})

    def test_letters_leave_while_the_run_before_them_is_settled(self):
        session = self.hold_settling(self.wave, "ib")
        with Sink() as sink:
            self.start(sink)
            self.all_but_settled(sink)
            self.assertEqual({address.split("@")[1] for _, address, _ in
                              sink.taken[:GROUPS["ib"]]}, {"ib.example.org"})
            self.let_go(session)
            wait_for(self.settled, 30)
            self.all_once(sink)

    def test_killed_then_nothing_comes_twice(self):
        session = self.hold_settling(self.wave, "ib")
        with Sink() as sink:
            self.start(sink)
            self.all_but_settled(sink)
            self.kill(session)
            self.start(sink)
            wait_for(self.settled, 30)
            self.all_once(sink)

    def test_settling_that_fails_loses_nothing(self):
        """The session that settles is ended: the run is settled later."""
        session = self.hold_settling(self.wave, "ib")
        with Sink() as sink:
            self.start(sink)
            self.all_but_settled(sink)
            self.house.psql("SELECT pg_terminate_backend(pid) FROM"
                            " pg_stat_activity WHERE usename = 'aoj_post'")
            self.let_go(session)
            # In half a minute, whenever that begins.
            self.house.set_clock(self.house.clock(), rate=30)
            wait_for(self.settled, 30)
            self.all_once(sink)

    def test_a_lease_is_not_stretched_while_the_database_is_busy(self):
        """Nobody can be asked then whether the run is still ours: letters
        leave in the first half of its lease only."""
        session = self.hold_settling(self.wave, "ib")
        taken = GROUPS["ib"] + 10
        with Sink() as sink:
            def pass_time():
                if len(sink.taken) == taken:
                    self.house.set_clock(self.house.clock() + LEASE // 2)
            sink.on_letter = pass_time
            self.start(sink)
            wait_for(lambda: len(sink.taken) >= taken, 30)
            self.assertEqual(self.states()["zoco_vo"], "claimed")
            self.let_go(session)
            wait_for(self.settled, 30)
            self.all_once(sink)
            log = self.house.log("post")
        self.assertNotIn("somebody else", log)

    def test_a_pause_holds_the_run_that_was_claimed_ahead(self):
        paused = []
        with Sink() as sink:
            def pause():
                if len(sink.taken) == 10:
                    self.house.aoj("post", "pause", self.wave["wave"])
                    paused.append(self.states())
            sink.on_letter = pause
            self.start(sink)
            wait_for(lambda: paused, 30)
            self.assertEqual(paused, [{group: "claimed" for group in GROUPS}])
            self.house.aoj("post", "resume", self.wave["wave"])
            wait_for(self.settled, 30)
            self.all_once(sink)


if __name__ == "__main__":
    unittest.main()
