"""weeks.py - lets the weeks of a wave pass: hands out letters as they come,
lets people do what they do with them, and moves the clock. Either through all
letters of the calendar, skipping the time in which nobody does anything; or
through the invitation's day, on a clock that runs evenly.
"""

import math
import time

from demo import reactions, respondents
from demo.scheduler import Scheduler
from lib.aoj import wait_for

# Wave seconds per real second while a run leaves: it does so within minutes.
RATE_OF_A_RUN = 100.0
MEDIAN, SIGMA = 1800.0, 1.0     # delay after the own letter, log-normal
DAY = 86400


class Weeks:
    def __init__(self, demo):
        self.demo, self.house, self.letters = demo, demo.house, demo.letters
        self.whole = len(demo.kinds) > 1
        self.scheduler = Scheduler(demo.house, demo.rate, skips=self.whole)

    def pass_by(self):
        with self.scheduler:
            if not self.whole:
                self.first_day()
                return
            for kind in self.demo.kinds:
                self.day_of(kind)
            self.play()

    def first_day(self):
        """The invitation alone, each handed out as it arrives."""
        end = time.monotonic() + 150
        while len(self.demo.invitations) < len(self.demo.people):
            if time.monotonic() > end:
                raise AssertionError("%d letters arrived for %d people" % (
                    len(self.demo.invitations), len(self.demo.people)))
            self.hand_out()
            time.sleep(0.05)
        self.play()

    def day_of(self, kind):
        """The letters of a kind, run by run, and what people do meanwhile."""
        runs = [float(r["due"]) for r in self.house.sql(
            "SELECT extract(epoch FROM due_at) AS due FROM aoj.mail_run"
            " WHERE kind = '%s' ORDER BY due_at" % kind)]
        self.letters.begun[kind] = runs[0]
        self.before(kind, runs[0])
        for due in runs:
            self.play(due)
            self.scheduler.move(due, RATE_OF_A_RUN)
            wait_for(lambda: self.has_left(kind, due),
                     because="a run of %s to leave" % kind)
            self.scheduler.move(due)

    def has_left(self, kind, due):
        """Whether everybody of the runs until then who is to get a letter has
        it; that nobody else has is proved at the end."""
        self.hand_out()
        got = {l.invitation for l in self.letters.all if l.kind == kind}
        members = [r["invitation_id"] for r in self.house.sql(
            "SELECT l.invitation_id FROM aoj.letter l JOIN aoj.mail_run r"
            " USING (mail_run_id) WHERE r.kind = '%s' AND r.due_at <="
            " to_timestamp(%f)" % (kind, due))]
        if kind == "invitation":
            return got >= set(members)
        return all(i in got or self.letters.stops(
            self.demo.invitations[i], kind) for i in members)

    def before(self, kind, due):
        """The days before. The first run of a kind finds nobody in the
        middle of anything, so that it is certain who is to get a letter; some
        ask for no more mail in the last minute."""
        self.play(due - 60)
        if self.scheduler.first() < due + DAY:
            raise AssertionError("somebody is busy when %s leaves" % kind)
        for p in self.demo.people:
            if p.unsubscribes == "before " + kind:
                self.scheduler.add(due - 60, p, reactions.unsubscribe(
                    p, self.house.origin, self.demo.event))
        self.scheduler.move(due - 60, 1.0)
        self.play(due - 30)

    def play(self, *until):
        self.scheduler.play(*until)
        errors = self.scheduler.errors
        if errors:
            person, error = errors[0]
            raise AssertionError("%d people got stuck; the first, number %d: "
                                 "%r" % (len(errors), person.number,
                                         error)) from error

    def hand_out(self):
        """Gives each letter that came to its receiver."""
        for letter in self.letters.new():
            p = self.demo.by_address[letter.to]
            p.link, p.unsubscribe_link = letter.link, letter.unsubscribe_link()
            p.invitation = letter.invitation
            self.demo.invitations[letter.invitation] = p
            self.demo.hooks.letter(self.demo, p)
            self.react(p, letter)

    def react(self, p, letter):
        at = letter.left.timestamp()
        if letter.kind == "invitation" and p.bounces:
            self.scheduler.add(at + 60, p, reactions.come_back(
                p, self.house, letter, self.demo.event))
        if letter.kind == p.unsubscribes:
            self.scheduler.add(at + p.patience, p, reactions.unsubscribe(
                p, self.house.origin, self.demo.event))
        if not reactions.is_quiet(p) and letter.kind in (p.begins_on,
                                                         p.acts_on):
            delay = p.delay or MEDIAN * math.exp(p.rng.gauss(0, SIGMA))
            p.story = p.story or respondents.respond(
                p, self.house.origin, self.demo.event)
            self.scheduler.add(at + p.late * DAY + delay, p, p.story)
