"""Letters leave on their days: across Easter and a change of the clock, late
after a weekend, never twice within 72 hours, never outside the send window.
The test's clock goes through whole weeks; every letter in the Maildir says
which it is by its name, and when it left by its date."""

import datetime
import os
import shutil
import sys
import unittest
import zoneinfo

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import DAY, Mail                                  # noqa: E402
from sink import Sink                                         # noqa: E402
from lib import box                                           # noqa: E402
from lib.aoj import ROOT, wait_for                            # noqa: E402

AMSTERDAM = zoneinfo.ZoneInfo("Europe/Amsterdam")
KINDS = ("invitation", "reminder_1", "reminder_2", "reminder_3", "last_call")
# Around the send window of a day, 09:15 to 16:30.
HOURS = ((9, 14), (12, 50), (16, 24), (16, 31))
PEOPLE = 9 + 6
STILL = 1e-6        # a clock that only the test moves


def at(date, hour=0, minute=0, second=0):
    """Seconds since 1970 of a time of day in Amsterdam: "2015-03-30"."""
    return datetime.datetime.fromisoformat(date).replace(
        hour=hour, minute=minute, second=second,
        tzinfo=AMSTERDAM).timestamp()


def local(seconds):
    return datetime.datetime.fromtimestamp(seconds, AMSTERDAM)


class Calendar(Mail):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Where a kind has no words of its own yet, the invitation's will do:
        # here only its day matters.
        assets = os.path.join(cls.house.folder, "assets")
        shutil.copytree(os.path.join(ROOT, "assets", "letters"),
                        os.path.join(assets, "letters"))
        for kind in KINDS:
            path = os.path.join(assets, "letters", kind + ".txt")
            if not os.path.exists(path):
                shutil.copy(os.path.join(assets, "letters/invitation.txt"),
                            path)
        cls.house.run(["chmod", "-R", "a+rX", assets], check=False)
        cls.house.env["AOJ_ASSETS"] = assets

    def opened(self, opens, closes, reminders=(), people=None, **plan):
        """A started wave of two groups, on the morning it opens."""
        self.house.set_clock(at(opens, 0, 10))
        wave = self.create(
            "drechtsteden-2015", dates={"opens": opens, "closes": closes},
            plan=dict({"reminders": list(reminders)}, **plan))
        self.invite(wave, people or self.crowd(9) + [
            ("z%d@example.org" % i, "", "zoco_vo", "") for i in range(6)])
        self.make_ready(wave)
        self.house.post_once()
        self.house.aoj("wave", "start", wave["wave"])
        self.addCleanup(self.end, wave)
        with open(os.path.join(self.house.secrets, "post", "link",
                               wave["id"] + ".key")) as f:
            key = bytes.fromhex(f.read().strip())
        wave["names"] = {box.derive(
            "aoj/1/letter-id", key, wave["id"].encode(),
            r["invitation_id"].encode(), kind.encode()).hex()[:32]:
            (kind, r["invitation_id"]) for kind in KINDS
            for r in self.house.sql("SELECT invitation_id FROM aoj.invitation"
                                    " WHERE wave_id = '%s'" % wave["id"])}
        return wave

    def left(self, wave):
        """(kind, invitation, when it left) of every letter of the wave."""
        out = []
        for letter in self.letters_of(wave):
            kind, person = wave["names"][os.path.basename(letter["path"])]
            out.append((kind, person, letter["message"]["Date"].datetime))
        return out

    def through(self, first, last, hours=HOURS):
        """Lets post work at these times of every day."""
        day = datetime.date.fromisoformat(first)
        while day <= datetime.date.fromisoformat(last):
            for hour, minute in hours:
                self.house.set_clock(at(day.isoformat(), hour, minute))
                self.house.post_once()
            day += datetime.timedelta(1)

    def days(self, wave):
        """{"2015-03-30": {"invitation": 15}, …}, every letter in the send
        window of Amsterdam, 72 hours between two of one person."""
        out, people = {}, {}
        for kind, person, when in self.left(wave):
            here = when.astimezone(AMSTERDAM)
            self.assertLessEqual((9, 15), (here.hour, here.minute))
            self.assertLess((here.hour, here.minute), (16, 30))
            kinds = out.setdefault(here.date().isoformat(), {})
            kinds[kind] = kinds.get(kind, 0) + 1
            people.setdefault(person, []).append(when.timestamp())
        for times in people.values():
            times.sort()
            for a, b in zip(times, times[1:]):
                self.assertGreaterEqual(b - a, 72 * 3600)
        return out

    def runs(self, wave, kind):
        return self.house.sql(
            "SELECT state, extract(epoch FROM due_at)::bigint AS due FROM"
            " aoj.mail_run WHERE wave_id = '%s' AND kind = '%s'"
            " ORDER BY due_at" % (wave["id"], kind))

    def states(self, wave, kind):
        return {r["state"] for r in self.runs(wave, kind)}

    # -- days -----------------------------------------------------------------

    def test_no_letter_leaves_from_good_friday_to_easter_monday(self):
        wave = self.opened("2015-03-30", "2015-04-16", (4, 11))
        self.through("2015-03-30", "2015-04-14")
        self.assertEqual(self.days(wave), {
            "2015-03-30": {"invitation": PEOPLE},
            "2015-04-07": {"reminder_1": PEOPLE},
            "2015-04-13": {"reminder_2": PEOPLE}})

    def test_koningsdag_liberation_day_and_a_holiday_are_quiet(self):
        wave = self.opened(
            "2015-04-20", "2015-05-12", (7, 15), blackouts=[{
                "from": "2015-05-06", "until": "2015-05-07",
                "name": "studiedagen"}])
        self.through("2015-04-20", "2015-05-09", ((9, 16), (16, 24)))
        self.assertEqual(self.days(wave), {
            "2015-04-20": {"invitation": PEOPLE},
            "2015-04-28": {"reminder_1": PEOPLE},
            "2015-05-08": {"reminder_2": PEOPLE}})

    def test_the_window_moves_with_the_clock_of_spring(self):
        wave = self.opened("2015-03-27", "2015-04-10", (3,))
        self.through("2015-03-27", "2015-03-31")
        # Monday 17:30 is 72 hours after Friday 16:30: an hour is lost.
        self.assertEqual(self.days(wave), {
            "2015-03-27": {"invitation": PEOPLE},
            "2015-03-31": {"reminder_1": PEOPLE}})

    def test_the_window_moves_with_the_clock_of_autumn(self):
        wave = self.opened("2015-10-23", "2015-11-10", (3,))
        self.through("2015-10-23", "2015-10-27")
        # Monday 15:30 is 72 hours after Friday 16:30: an hour is won.
        self.assertEqual(self.days(wave), {
            "2015-10-23": {"invitation": PEOPLE},
            "2015-10-26": {"reminder_1": PEOPLE}})
        for run in self.runs(wave, "reminder_1"):
            self.assertGreaterEqual(int(run["due"]), at("2015-10-26", 15, 30))

    # -- late -----------------------------------------------------------------

    def test_late_letters_wait_for_monday_s_window(self):
        wave = self.opened("2015-03-20", "2015-04-10")
        self.through("2015-03-21", "2015-03-22")
        self.house.set_clock(at("2015-03-23", 9, 14, 40), rate=STILL)
        self.house.start_post()
        try:
            # It knows by itself when Monday begins.
            wait_for(lambda: "post" in self.house.processes and
                     self.house.sql("SELECT 1 FROM pg_stat_activity WHERE"
                                    " usename = 'aoj_post' AND state ="
                                    " 'idle'"), 20)
            self.assertEqual(self.left(wave), [])
            self.house.set_clock(at("2015-03-23", 9, 14, 40), rate=20)
            wait_for(lambda: len(self.left(wave)) == PEOPLE, 40)
        finally:
            self.house.stop_process("post")
        self.assertEqual(self.days(wave),
                         {"2015-03-23": {"invitation": PEOPLE}})

    def test_after_a_late_letter_the_next_waits_its_72_hours(self):
        wave = self.opened("2015-03-16", "2015-04-13", (7, 14))
        # Nothing until Thursday noon; Monday's reminder is due meanwhile.
        self.house.set_clock(at("2015-03-23", 12))
        self.house.post_once()
        self.assertEqual(self.days(wave),
                         {"2015-03-23": {"invitation": PEOPLE}})
        self.through("2015-03-24", "2015-03-25", ((12, 0), (16, 24)))
        self.house.set_clock(at("2015-03-26", 11, 59, 50))
        self.house.post_once()
        self.assertEqual(len(self.left(wave)), PEOPLE)
        self.house.set_clock(at("2015-03-26", 12, 0, 30))
        self.house.post_once()
        self.through("2015-03-27", "2015-04-01", ((9, 16), (16, 24)))
        self.assertEqual(self.days(wave), {
            "2015-03-23": {"invitation": PEOPLE},
            "2015-03-26": {"reminder_1": PEOPLE},
            "2015-03-30": {"reminder_2": PEOPLE}})

    def test_a_letter_that_waits_for_its_72_hours_holds_up_no_other(self):
        waits = self.opened("2015-03-16", "2015-04-13", (7,))
        self.house.set_clock(at("2015-03-23", 16, 24))
        self.house.post_once()
        other = self.opened("2015-03-24", "2015-04-13")
        self.house.set_clock(at("2015-03-24", 16, 24))
        self.house.post_once()
        self.assertEqual(self.states(waits, "reminder_1"), {"due"})
        self.assertEqual(self.days(other),
                         {"2015-03-24": {"invitation": PEOPLE}})

    def test_a_waiting_post_knows_when_72_hours_have_passed(self):
        wave = self.opened("2015-03-16", "2015-04-13", (7,))
        self.house.set_clock(at("2015-03-23", 12))
        self.house.post_once()
        self.house.set_clock(at("2015-03-26", 11, 59, 40), rate=10)
        self.house.start_post()
        try:
            wait_for(lambda: len(self.left(wave)) == 2 * PEOPLE, 50)
        finally:
            self.house.stop_process("post")
        self.assertEqual(set(self.days(wave)), {"2015-03-23", "2015-03-26"})

    def test_what_cannot_leave_before_closing_is_settled_unsent(self):
        wave = self.opened("2015-03-16", "2015-03-26", (7,))
        self.house.set_clock(at("2015-03-24", 12))
        self.house.post_once()
        self.through("2015-03-25", "2015-03-26", ((12, 0), (16, 24)))
        self.assertEqual(self.states(wave, "reminder_1"), {"due"})
        self.house.set_clock(at("2015-03-26", 23, 59, 1))
        self.house.post_once()
        self.assertEqual(self.states(wave, "reminder_1"), {"settled"})
        self.assertEqual(self.days(wave),
                         {"2015-03-24": {"invitation": PEOPLE}})

    def test_closing_early_settles_what_was_still_to_come(self):
        wave = self.opened("2015-03-16", "2015-04-13", (7, 14))
        self.house.set_clock(at("2015-03-17", 12))
        self.house.post_once()
        self.house.aoj("wave", "close", wave["wave"])
        self.house.post_once()
        for kind in ("reminder_1", "reminder_2"):
            self.assertEqual(self.states(wave, kind), {"settled"})
        self.assertEqual(self.days(wave),
                         {"2015-03-17": {"invitation": PEOPLE}})

    # -- the window, and standing still ---------------------------------------

    def test_a_letter_put_off_is_not_tried_outside_the_window(self):
        wave = self.opened("2015-03-19", "2015-04-13", people=self.crowd(6))
        self.house.set_clock(at("2015-03-19", 16, 24))
        with Sink() as sink:
            sink.says["p3@example.org"] = "451 4.7.1 greylisted, come again"
            sink.first["p3@example.org"] = 1

            def post():
                self.house.start_post(env={"AOJ_MAIL": sink.url})
            post()
            try:
                wait_for(lambda: len(sink.taken) == 5 and sink.heard.count(
                    "p3@example.org") == 1, 30)
                for date, hour, minute in (
                        ("2015-03-19", 16, 31), ("2015-03-19", 22, 0),
                        ("2015-03-20", 9, 14)):
                    self.house.set_clock(at(date, hour, minute))
                    with self.assertRaises(TimeoutError):
                        wait_for(lambda: sink.heard.count("p3@example.org")
                                 > 1, 1)
                    self.assertEqual(self.states(wave, "invitation"),
                                     {"claimed"})
                # Another process, which takes the run up, waits as well.
                self.house.stop_process("post")
                post()
                with self.assertRaises(TimeoutError):
                    wait_for(lambda: len(sink.taken) > 5, 1)
                self.house.set_clock(at("2015-03-20", 9, 15))
                wait_for(lambda: self.states(wave, "invitation") ==
                         {"settled"}, 30)
            finally:
                self.house.stop_process("post")
        self.assertEqual(set(sink.counts().values()), {1})
        self.assertEqual(len(sink.taken), 6)

    def test_a_pause_stops_letters_at_once_and_the_rest_leaves_later(self):
        wave = self.opened("2015-03-19", "2015-04-13", people=self.crowd(40))
        self.house.set_clock(at("2015-03-19", 16, 0))
        with Sink() as sink:
            def pause():
                if len(sink.taken) == 10:
                    self.house.aoj("post", "pause", wave["wave"])
            sink.on_letter = pause
            self.house.set_clock(at("2015-03-19", 16, 24))
            self.house.start_post(env={"AOJ_MAIL": sink.url,
                                       "AOJ_MAIL_CONNECTIONS": "1"})
            try:
                wait_for(lambda: len(sink.taken) >= 10, 30)
                # The letter in hand, and no other.
                with self.assertRaises(TimeoutError):
                    wait_for(lambda: len(sink.taken) > 11, 2)
                self.house.aoj("post", "resume", wave["wave"])
                wait_for(lambda: len(sink.taken) == 40, 30)
            finally:
                self.house.stop_process("post")
        self.assertEqual(set(sink.counts().values()), {1})

    def test_two_posts_keep_72_hours_too(self):
        wave = self.opened("2015-03-16", "2015-04-13", (7,))
        self.house.set_clock(at("2015-03-24", 12))
        for name in ("one", "two"):
            self.house.start_post(name)
        try:
            wait_for(lambda: self.states(wave, "invitation") == {"settled"},
                     30)
            with self.assertRaises(TimeoutError):
                wait_for(lambda: self.states(wave, "reminder_1") != {"due"},
                         2)
        finally:
            for name in ("one", "two"):
                self.house.stop_process(name)
        self.assertEqual(self.days(wave),
                         {"2015-03-24": {"invitation": PEOPLE}})


if __name__ == "__main__":
    unittest.main()
