"""The whole calendar of 2015, played: everybody who should get a letter gets
one, nobody else does, and what was sent is what was counted. And the proof of
it notices what it is there to notice."""

import contextlib
import copy
import datetime
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from demo.demo import Demo                                    # noqa: E402
from lib.aoj import House                                     # noqa: E402


class WholeCalendar(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.stop)
        cls.house.start()
        cls.demo = Demo(cls.house).run()
        cls.letters = cls.demo.letters

    def person(self, *stopped, kind="reminder_1"):
        """Somebody whom exactly this keeps from a letter of the kind."""
        return next(p for p in self.demo.people
                    if self.letters.stops(p, kind) == list(stopped))

    def letter(self, kind="reminder_1"):
        return next(l for l in self.letters.all if l.kind == kind)

    @contextlib.contextmanager
    def otherwise(self, thing, name, value):
        """As if it had been so, for a while."""
        was = getattr(thing, name)
        setattr(thing, name, value)
        try:
            yield
        finally:
            setattr(thing, name, was)

    def fails(self, thing, name, value, sentence):
        with self.otherwise(thing, name, value):
            self.assertRaisesRegex(AssertionError, sentence,
                                   self.letters.prove)

    def test_what_was_sent_is_what_was_counted(self):
        self.assertEqual(self.demo.check()[0], 91)

    def test_everybody_got_the_letters_due_and_nobody_any_other(self):
        read = self.demo.check_letters()
        counts = self.letters.counts()
        self.assertEqual(read, sum(counts.values()))
        by_kind = [sum(n for (k, _), n in counts.items() if k == kind)
                   for kind in self.letters.kinds]
        self.assertEqual(by_kind[0], 193)
        self.assertEqual(by_kind, sorted(set(by_kind), reverse=True))

    def test_each_reason_for_no_letter_happens(self):
        for reason in ("sent", "declined", "not_eligible", "unsubscribed",
                       "bounced"):
            self.assertTrue(self.person(reason), reason)
        # Reminded in the middle of it; and back with no new letter.
        self.assertTrue(any(self.letters.had_begun(p, "reminder_1")
                            for p in self.demo.people))
        late = [p for p in self.demo.people if p.late]
        self.assertEqual([p.answers for p in late], [True] * 3)
        for p in late:
            self.assertNotIn("sent", self.letters.stops(p, "reminder_1"))
            self.assertIn("sent", self.letters.stops(p, "reminder_2"))

    def test_the_proof_sees_a_letter_to_each_who_should_get_none(self):
        for reason in ("sent", "declined", "not_eligible", "unsubscribed",
                       "bounced"):
            # A letter is there, and there is a reason against it …
            p = self.person()
            self.fails(p, "stopped", {reason: self.letters.begun[
                "reminder_1"] - 1}, "got reminder_1: ")
            # … or a reason for one, and it is not there.
            p = self.person(reason)
            self.fails(p, "stopped", {}, "did not get reminder_[12]: nothing")

    def test_the_proof_sees_a_letter_too_many_and_one_too_few(self):
        every = self.letters.all
        for n in (0, len(every) // 2, -1):
            self.fails(self.letters, "all", every + [every[n]], "twice")
            self.fails(self.letters, "all", [l for l in every
                                             if l is not every[n]],
                       "did not get")

    def test_the_proof_sees_another_day_hour_person_or_link(self):
        letter = self.letter()
        for change, sentence in (
                ({"days": 1}, "got reminder_1 on"),
                ({"hours": 12}, "got reminder_1 (on|at)"),
                ({"days": -6}, "got reminder_1 on")):
            self.fails(letter, "left", letter.left + datetime.timedelta(
                **change), sentence)
        other = next(l for l in self.letters.all if l.to != letter.to)
        self.fails(letter, "to", other.to, "")
        self.fails(letter, "to", "nobody@example.org", "stranger")
        self.fails(letter, "link", other.link, "another's")
        self.fails(letter, "kind", "reminder_2", "")
        message = copy.deepcopy(letter.message)
        del message["In-Reply-To"]
        self.fails(letter, "message", message, "follow")

    def test_the_proof_sees_a_number_that_should_not_be_there(self):
        self.letters.prove_status(self.demo.status)
        status = copy.deepcopy(self.demo.status)
        row = next(r for r in status["letters"] if r["kind"] == "invitation")
        row["sent"] -= 1
        with self.assertRaisesRegex(AssertionError, "post status says"):
            self.letters.prove_status(status)
        status = copy.deepcopy(self.demo.status)
        row = next(r for r in status["letters"] if r["kind"] != "invitation")
        row["sent"] = 7
        with self.assertRaisesRegex(AssertionError, "a number of reminders"):
            self.letters.prove_status(status)


if __name__ == "__main__":
    unittest.main()
