"""Reminders go to those who have not answered, and to nobody else; and the
rows of those sent and of those not needed are one."""

import json
import os
import sys
import types
import unittest
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import DAY, MONDAY, Mail                          # noqa: E402
from sink import Sink                                         # noqa: E402
from lib import reminders                                     # noqa: E402
from lib.aoj import wait_for                                  # noqa: E402
from lib.respond import Visitor                               # noqa: E402

WEEK = 7 * DAY


class Reminders(Mail):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.house.psql("CREATE EXTENSION pageinspect")
        cls.house.start_survey()

    # -- people ---------------------------------------------------------------

    def invited(self, people, **change):
        """A wave whose invitations have arrived: address -> link."""
        wave = self.started(people, link_base=self.house.origin, **change)
        self.house.post_once()
        wave["links"] = {l["to"]: l["link"] for l in self.letters_of(wave)}
        self.assertEqual(set(wave["links"]), {p[0] for p in people})
        return wave

    def visitor(self, wave, address):
        parts = urllib.parse.urlsplit(wave["links"][address])
        return Visitor(self.house, types.SimpleNamespace(
            path=parts.path + "?" + parts.query))

    def answer(self, wave, address):
        visitor = self.visitor(wave, address)
        self.assertEqual(visitor.complete().status, 200)
        self.assertIn("Bedankt", visitor.page.text)
        visitor.close()

    def begin(self, wave, address):
        """Half an answer: a draft."""
        visitor = self.visitor(wave, address)
        visitor.begin()
        visitor.answer()
        visitor.close()

    def decline(self, wave, address):
        visitor = self.visitor(wave, address)
        visitor.begin()
        visitor.get("/niet-meedoen")
        visitor.submit(visitor.page.form("/niet-meedoen"),
                       keuze="niet_meedoen")
        visitor.close()

    # -- letters --------------------------------------------------------------

    def remind(self, wave, kind="reminder_1", after=WEEK):
        """Lets the reminder be due and go; who got it, address by address."""
        reminders.plan(self.house, wave["id"], kind, MONDAY + after)
        self.house.set_clock(MONDAY + after + 60)
        self.house.post_once()
        return self.reminded(wave, kind)

    def reminded(self, wave, kind="reminder_1"):
        letters = self.letters_of(wave)
        of = {l["message"]["Message-ID"]: l["to"] for l in letters}
        self.assertEqual(len(of), len(letters))
        key = reminders.link_key(self.house, wave["id"])
        names = {reminders.letter_id(key, wave["id"], i, kind) for i in
                 reminders.invitations(self.house, wave["id"])}
        return sorted(to for name, to in of.items()
                      if name.strip("<>").split("@")[0] in names)

    def rows(self, wave, kind="reminder_1"):
        """All a reader of rows sees of these letters, without whose they
        are."""
        return self.house.sql(
            "SELECT l.kind, l.outcome, l.smtp_reply, l.xmin, l.xmax,"
            " l.mail_run_id, r.state, r.claimed_by, r.lease_until,"
            " r.settled_at, r.part FROM"
            " aoj.letter l JOIN aoj.mail_run r USING (mail_run_id) WHERE"
            " r.wave_id = '%s' AND l.kind = '%s'" % (wave["id"], kind))

    def pages(self):
        """The pages of the letters and their indexes, byte for byte."""
        return self.house.sql("""
            SELECT c.relname, b, md5(get_raw_page(c.oid::regclass::text,
                b::int)) AS page FROM pg_class c, LATERAL generate_series(0,
                pg_relation_size(c.oid) / 8192 - 1) AS b
            WHERE c.relnamespace = 'aoj'::regnamespace AND c.relname ~
                '^letter(_pkey|_by_run)?$' ORDER BY 1, 2""")

    def end_slot(self, wave, kind="reminder_1"):
        """The time of these runs is over."""
        end, = self.house.sql(
            "SELECT extract(epoch FROM max(ends_at))::bigint AS at FROM"
            " aoj.mail_run WHERE wave_id = '%s' AND kind = '%s'" % (
                wave["id"], kind))
        self.house.set_clock(int(end["at"]) + 1)
        self.house.post_once()

    def runs(self, wave, kind="reminder_1"):
        """What anybody can know of these runs, but for their ids."""
        return self.house.sql(
            "SELECT function_group, part, state, due_at, ends_at, claimed_at,"
            " lease_until, settled_at FROM aoj.mail_run WHERE wave_id = '%s'"
            " AND kind = '%s' ORDER BY 1, 2" % (wave["id"], kind))

    def status(self, wave):
        return json.loads(self.house.aoj("post", "status", wave["wave"],
                                         "--format", "json").stdout)

    # -- who gets one ---------------------------------------------------------

    def test_exactly_those_who_have_not_answered_are_reminded(self):
        people = self.crowd(12) + self.crowd(6, "zoco_vo", "example.net")
        wave = self.invited(people)
        for n in range(4):
            self.answer(wave, "p%d@example.org" % n)
        self.answer(wave, "p0@example.net")
        self.decline(wave, "p4@example.org")
        self.begin(wave, "p5@example.org")
        got = self.remind(wave)
        self.assertEqual(got, sorted(
            ["p%d@example.org" % n for n in range(5, 12)] +
            ["p%d@example.net" % n for n in range(1, 6)]))
        # A week later: who answers meanwhile gets no second one.
        self.answer(wave, "p5@example.org")
        again = self.remind(wave, "reminder_2", 2 * WEEK)
        self.assertEqual(again, [a for a in got if a != "p5@example.org"])
        # And the link in the reminder is that of the invitation.
        links = {}
        for letter in self.letters_of(wave):
            links.setdefault(letter["to"], set()).add(letter["link"])
        self.assertEqual({len(links[a]) for a in links}, {1})

    def test_the_rows_of_sent_and_not_needed_are_one(self):
        people = self.crowd(12)
        wave = self.invited(people)
        for n in range(0, 12, 2):
            self.answer(wave, "p%d@example.org" % n)
        reminders.plan(self.house, wave["id"], "reminder_1", MONDAY + WEEK)
        self.house.psql("VACUUM aoj.letter")
        before = self.pages()
        self.assertEqual(len(self.remind(wave)), 6)
        rows = {tuple(r.items()) for r in self.rows(wave)}
        self.assertEqual(len(rows), 1, rows)
        row = dict(*rows)
        self.assertEqual((row["state"], row["outcome"], row["smtp_reply"]),
                         ("claimed", None, None))
        self.end_slot(wave)
        rows = {tuple(r.items()) for r in self.rows(wave)}
        self.assertEqual(len(rows), 1, rows)
        self.assertEqual(dict(*rows)["state"], "settled")
        # Nothing at all was written where letters stand.
        self.assertEqual(self.pages(), before)

    def test_a_reminder_to_everybody_goes_to_everybody(self):
        wave = self.invited(self.crowd(6))
        self.house.psql("UPDATE aoj.wave SET settings = jsonb_set(settings,"
                        " '{plan,remind_all}', 'true') WHERE wave_id = '%s'"
                        % wave["id"])
        self.answer(wave, "p0@example.org")
        self.answer(wave, "p1@example.org")
        self.decline(wave, "p2@example.org")
        visitor = self.visitor(wave, "p3@example.org")
        visitor.begin()
        self.assertIn("naar iedereen, ook naar wie klaar is",
                      visitor.get("/wie-kan-wat-zien").text)
        visitor.close()
        self.assertEqual(self.remind(wave), [
            "p%d@example.org" % n for n in (0, 1, 3, 4, 5)])

    def test_whom_the_invitation_did_not_reach_gets_no_reminder(self):
        people = self.crowd(6)
        wave = self.started(people)
        with Sink() as sink:
            sink.says["p2@example.org"] = "550 5.1.1 unknown"
            self.post_to(sink)
            reminders.plan(self.house, wave["id"], "reminder_1",
                           MONDAY + WEEK)
            self.house.set_clock(MONDAY + WEEK + 60)
            self.post_to(sink)
        counts = sink.counts()
        self.assertEqual(counts, {p[0]: 2 for p in people
                                  if p[0] != "p2@example.org"})
        self.assertEqual(sink.heard.count("p2@example.org"), 1)

    def post_to(self, sink):
        return self.house.run([os.path.join(self.house.build, "aoj-post"),
                               "--once"], env={"AOJ_MAIL": sink.url})

    def test_who_answers_while_the_letter_waits_gets_none(self):
        """Whoever is behind a letter that the server put off may answer
        before the next try, in the same process."""
        people = self.crowd(8)
        wave = self.invited(people)
        reminders.plan(self.house, wave["id"], "reminder_1", MONDAY + WEEK)
        self.house.set_clock(MONDAY + WEEK + 60)
        with Sink() as sink:
            sink.says["*"] = "451 4.7.1 greylisted"
            self.house.start_post(env={"AOJ_MAIL": sink.url})
            try:
                wait_for(lambda: len(sink.heard) == 8)
                self.answer(wave, "p3@example.org")
                self.decline(wave, "p4@example.org")
                sink.says.clear()
                self.house.set_clock(MONDAY + WEEK + 3600)
                wait_for(lambda: len(sink.taken) == 6)
                self.house.set_clock(MONDAY + WEEK + reminders.SLOT + 1)
                wait_for(lambda: self.runs(wave)[0]["state"] == "settled")
            finally:
                self.house.stop_process("post")
        self.assertEqual(set(sink.counts()), {
            p[0] for p in people if p[0] not in ("p3@example.org",
                                                 "p4@example.org")})

    def test_in_a_long_pass_the_answers_are_read_again(self):
        """A minute passes at every letter; with the first, everybody
        answers. What is on its way then is too late to stop."""
        people = self.crowd(40)
        wave = self.invited(people)
        reminders.plan(self.house, wave["id"], "reminder_1", MONDAY + WEEK)
        self.house.set_clock(MONDAY + WEEK + 60)
        key = reminders.link_key(self.house, wave["id"])
        ids = reminders.invitations(self.house, wave["id"])
        with Sink() as sink:
            def one_more():
                self.house.set_clock(self.house.clock() + 61)
                if len(sink.taken) == 1:
                    self.house.psql("".join(
                        "INSERT INTO aoj.envelope (ballot_id, wave_id,"
                        " questionnaire, version, function_group, day,"
                        " sealed, mac) VALUES ('\\x%s', '%s', 'uitvoering',"
                        " 1, 'ib', '2015-03-23', '\\x00', sha256(''));" % (
                            reminders.ballot_id(key, wave["id"], i).hex(),
                            wave["id"]) for i in ids))
            sink.on_letter = one_more
            self.post_to(sink)
        self.assertLess(len(sink.taken), 20)

    def test_a_reminder_after_closing_is_settled_and_not_sent(self):
        wave = self.invited(self.crowd(6))
        reminders.plan(self.house, wave["id"], "reminder_1", MONDAY + WEEK)
        self.house.aoj("wave", "close", wave["wave"])
        self.house.set_clock(MONDAY + WEEK + 60)
        self.house.post_once()
        self.assertEqual(self.reminded(wave), [])
        self.assertEqual({r["state"] for r in self.runs(wave)}, {"settled"})

    # -- slots by the clock -----------------------------------------------

    def slot(self, answered):
        """What the rows of a reminder's runs say, while they leave and
        afterwards."""
        self.house.set_clock(MONDAY)
        wave = self.invited(self.crowd(9))
        for n in range(answered):
            self.answer(wave, "p%d@example.org" % n)
        self.assertEqual(len(self.remind(wave)), 9 - answered)
        during = self.runs(wave)
        self.end_slot(wave)
        return during, self.runs(wave)

    def test_a_run_ends_with_its_slot_however_many_letters_left(self):
        during, after = self.slot(0)
        self.assertEqual({r["state"] for r in during}, {"claimed"})
        self.assertEqual({r["state"] for r in after}, {"settled"})
        self.assertEqual({r["settled_at"] for r in after},
                         {r["ends_at"] for r in after})
        for answered in (3, 9):
            self.assertEqual(self.slot(answered), (during, after))

    def test_the_next_run_is_claimed_by_the_clock_alone(self):
        """While the letters of the run before it are still to leave."""
        wave = self.invited(self.crowd(40) + self.crowd(
            6, "zoco_vo", "example.net"))
        reminders.plan(self.house, wave["id"], "reminder_1", MONDAY + WEEK)
        self.house.psql(
            "UPDATE aoj.mail_run SET due_at = due_at + interval '20 seconds'"
            " WHERE wave_id = '%s' AND kind = 'reminder_1' AND"
            " function_group = 'zoco_vo'" % wave["id"])
        self.house.set_clock(MONDAY + WEEK, rate=20)
        with Sink() as sink:
            self.house.start_post(env={"AOJ_MAIL": sink.url,
                                       "AOJ_MAIL_CONNECTIONS": "1",
                                       "AOJ_MAIL_RATE": "1"})
            try:
                wait_for(lambda: all(r["state"] == "claimed" for r in
                                     self.runs(wave)), 30)
                self.assertLess(len(sink.taken), 40)
            finally:
                self.house.stop_process("post")
        claimed = self.house.sql(
            "SELECT max(extract(epoch FROM claimed_at - due_at)) AS late FROM"
            " aoj.mail_run WHERE wave_id = '%s' AND kind = 'reminder_1'"
            % wave["id"])
        self.assertLess(float(claimed[0]["late"]), 15)

    def test_a_pause_moves_the_slot(self):
        wave = self.invited(self.crowd(6))
        self.remind(wave)
        before, = self.runs(wave)
        self.house.aoj("post", "pause", wave["wave"])
        self.house.set_clock(MONDAY + WEEK + reminders.SLOT + 60)
        self.house.post_once()
        self.assertEqual(self.runs(wave)[0]["state"], "claimed")
        self.house.aoj("post", "resume", wave["wave"])
        moved, = self.runs(wave)
        self.assertGreater(moved["ends_at"], before["ends_at"])
        self.house.post_once()
        self.assertEqual(self.runs(wave)[0]["state"], "claimed")
        self.end_slot(wave)
        self.assertEqual(self.runs(wave)[0]["state"], "settled")

    def journal(self, answered, says):
        """What lies in the journal while a run of reminders is claimed: on
        its first day and on its last."""
        self.house.set_clock(MONDAY)
        wave = self.invited(self.crowd(8))
        for n in range(answered):
            self.answer(wave, "p%d@example.org" % n)
        reminders.plan(self.house, wave["id"], "reminder_1", MONDAY + WEEK)
        out = []
        with Sink() as sink:
            sink.says.update(says)
            for hours in (0, 1, 23):
                self.house.set_clock(MONDAY + WEEK + hours * 3600 + 60)
                self.post_to(sink)
                for name in self.journals():
                    path = self.house.run(["find", self.house.journal,
                                           "-name", name]).stdout.strip()
                    with open(path, "rb") as f:
                        content = f.read()
                    out.append((len(content), os.stat(path).st_mtime))
                    for i in reminders.invitations(self.house, wave["id"]):
                        self.assertNotIn(i.encode(), content)
        self.end_slot(wave)
        self.assertEqual(self.journals(), [])
        return out

    def test_the_journal_tells_nothing_but_that_there_is_a_run(self):
        """Not who was sent a letter, nor that one is put off."""
        later = {"p7@example.org": "451 4.7.1 come again"}
        gone = {"p7@example.org": "550 5.1.1 no such user"}
        seen = [self.journal(*of) for of in (
            (0, {}), (0, later), (7, later), (7, gone), (8, {}))]
        self.assertEqual(len(seen[0]), 3)
        self.assertEqual({tuple(s) for s in seen}, {tuple(seen[0])})

    def test_the_pace_counts_reminders_that_are_not_needed(self):
        """Forty of which five are needed take as long as forty."""
        wave = self.invited(self.crowd(45))
        for n in range(40):
            self.answer(wave, "p%d@example.org" % n)
        reminders.plan(self.house, wave["id"], "reminder_1", MONDAY + WEEK)
        self.house.set_clock(MONDAY + WEEK, rate=4)
        self.house.run([os.path.join(self.house.build, "aoj-post"), "--once"],
                       env={"AOJ_MAIL_RATE": "2"})
        self.assertGreaterEqual(self.house.clock(), MONDAY + WEEK + 18)
        self.assertEqual(len(self.reminded(wave)), 5)

    def test_the_log_tells_no_numbers_of_a_reminder(self):
        wave = self.invited(self.crowd(7))
        self.answer(wave, "p0@example.org")
        reminders.plan(self.house, wave["id"], "reminder_1", MONDAY + WEEK)
        self.house.set_clock(MONDAY + WEEK + 60)
        said = self.house.post_once().stderr
        self.assertEqual(len(self.reminded(wave)), 6)
        self.assertNotIn("letters accepted", said)
        run, = self.house.sql(
            "SELECT mail_run_id FROM aoj.mail_run WHERE wave_id = '%s' AND"
            " kind = 'reminder_1'" % wave["id"])
        self.assertNotIn(run["mail_run_id"], said)

    # -- what the office sees -------------------------------------------------

    def test_the_status_says_how_far_the_letters_are(self):
        people = self.crowd(12) + self.crowd(7, "zoco_vo", "example.net")
        wave = self.started(people)
        status = self.status(wave)
        self.assertEqual([(r["kind"], r["function_group"], r["runs"],
                           r["letters"], r["sent"])
                          for r in status["letters"]
                          if r["kind"] == "invitation"], [
            ("invitation", "ib", {"due": 1, "claimed": 0, "settled": 0}, 12,
             0),
            ("invitation", "zoco_vo", {"due": 1, "claimed": 0, "settled": 0},
             7, 0)])
        self.assertLessEqual(status["next_due_at"], MONDAY + 5)
        with Sink() as sink:
            sink.says["p2@example.org"] = "550 5.1.1 unknown"
            self.post_to(sink)
            reminders.plan(self.house, wave["id"], "reminder_1",
                           MONDAY + WEEK)
            self.assertEqual(self.status(wave)["next_due_at"], MONDAY + WEEK)
            self.house.set_clock(MONDAY + WEEK + 60)
            self.post_to(sink)
        told = {(r["kind"], r["function_group"]): r
                for r in self.status(wave)["letters"]}
        row = told["invitation", "ib"]
        self.assertEqual((row["letters"], row["sent"], row["given_up"]),
                         (12, 11, 1))
        row = told["invitation", "zoco_vo"]
        self.assertEqual((row["sent"], row["given_up"]), (7, 0))
        # Of reminders there is a slot, and no number.
        for group in ("ib", "zoco_vo"):
            row = told["reminder_1", group]
            self.assertEqual(row["runs"], {"due": 0, "claimed": 1,
                                           "settled": 0})
            self.assertEqual(row["done_by"],
                             MONDAY + WEEK + reminders.SLOT)
            for number in ("letters", "sent", "given_up"):
                self.assertNotIn(number, row)
        text = self.house.aoj("post", "status", wave["wave"]).stdout
        self.assertIn("Eerste herinnering", text)
        self.assertIn("wordt nergens bewaard", text)
        self.house.psql("UPDATE aoj.wave SET mail_paused = true WHERE wave_id"
                        " = '%s'" % wave["id"])
        self.assertTrue(self.status(wave)["paused"])
        text = self.house.aoj("post", "status", wave["wave"]).stdout
        self.assertIn("gepauzeerd", text)

    def test_the_status_of_a_wave_that_has_not_started_is_refused(self):
        wave = self.create()
        done = self.house.aoj("post", "status", wave["wave"], check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("nog niet gestart", done.stderr)
        done = self.house.aoj("post", "status", wave["wave"], "--format",
                              "csv", check=False)
        self.assertEqual(done.returncode, 2)


if __name__ == "__main__":
    unittest.main()
