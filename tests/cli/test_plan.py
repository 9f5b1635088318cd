"""The calendar of a wave's letters, as the operator sees and changes it: before
the start, after it, moved, and standing still."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from test_operator import MONDAY, Operator, with_house        # noqa: E402

PEOPLE = (("ib", 420), ("zoco_vo", 20), ("jeugdhulp", 7),
          ("beleid_gemeente", 5), ("directie_swv", 3))
DATES = {"opens": "2015-03-30", "closes": "2015-05-08"}
PLAN = {"reminders": [4, 28], "last_call": True}
WINDOW = ", tussen 9.15 en 16.30 uur"


@with_house
class Plan(Operator):
    def imported(self, **change):
        wave = self.create("drechtsteden-2015", **dict(
            {"dates": DATES, "plan": PLAN}, **change))
        self.house.aoj("invitees", "import", wave["wave"],
                       self.people(*PEOPLE))
        return wave

    def opened(self, **change):
        wave = self.imported(**change)
        self.make_ready(wave)
        self.house.post_once()
        wave["said"] = self.house.aoj("wave", "start", wave["wave"]).stdout
        self.addCleanup(self.end, wave)
        return wave

    def end(self, wave):
        """Leaves nothing for the next test's post to do."""
        self.house.aoj("wave", "close", wave["wave"], check=False)
        self.house.post_once()

    def plan(self, wave):
        return self.house.aoj("plan", wave["wave"]).stdout

    def runs(self, wave):
        return self.house.sql(
            "SELECT r.kind, r.function_group, r.part, r.state, r.moved,"
            " extract(epoch FROM r.due_at)::bigint AS due,"
            " to_char(r.due_at AT TIME ZONE 'Europe/Amsterdam',"
            " 'YYYY-MM-DD') AS day FROM aoj.mail_run r WHERE wave_id = '%s'"
            " ORDER BY due_at" % self.wave_id(wave))

    def day_of(self, wave, kind):
        day, = {r["day"] for r in self.runs(wave) if r["kind"] == kind}
        return day

    # -- the calendar ---------------------------------------------------------

    def test_the_calendar_is_there_before_the_start(self):
        wave = self.create("drechtsteden-2015", dates=DATES, plan=PLAN)
        self.assertIn("Herinnering 2: dinsdag 28 april 2015", self.plan(wave))
        self.house.aoj("invitees", "import", wave["wave"],
                       self.people(*PEOPLE))
        groups = (
            "  Intern begeleider: 420 brieven in 3 rondes\n"
            "  Zorgcoördinator: 20 brieven in 1 ronde\n"
            "  Jeugdhulpprofessional: 7 brieven in 1 ronde\n"
            "  Beleidsmedewerker gemeente: 8 brieven in 1 ronde\n")
        self.assertEqual(
            self.plan(wave), "%s (%s)\n" % (wave["title"], wave["wave"]) +
            "Zo vertrekken de brieven als de meting nu wordt gestart:\n\n"
            "“Directeur of coördinator swv” heeft 3 genodigden, minder dan 5,"
            " en telt mee bij “Beleidsmedewerker gemeente”.\n"
            "Uitnodiging: maandag 30 maart 2015" + WINDOW + "\n" + groups +
            "Herinnering 1: dinsdag 7 april 2015" + WINDOW + "\n"
            "  Verschoven van vrijdag 3 april 2015: Goede Vrijdag, weekend, "
            "eerste paasdag, tweede paasdag.\n" + groups +
            "Herinnering 2: dinsdag 28 april 2015" + WINDOW + "\n"
            "  Verschoven van maandag 27 april 2015: Koningsdag.\n" + groups +
            "Laatste oproep: woensdag 6 mei 2015" + WINDOW + "\n" + groups +
            "Sluiting: vrijdag 8 mei 2015, 23.59 uur\n")
        self.assertEqual(self.runs(wave), [])

    def test_after_the_start_it_is_what_the_runs_are(self):
        wave = self.opened()
        before = self.plan(wave)
        for line in (
                "Herinnering 1: dinsdag 7 april 2015, tussen",
                "  Verschoven van vrijdag 3 april 2015: Goede Vrijdag, weekend"
                ", eerste paasdag, tweede paasdag.\n",
                "Herinnering 2: dinsdag 28 april 2015, tussen",
                "  Verschoven van maandag 27 april 2015: Koningsdag.\n",
                "Laatste oproep: woensdag 6 mei 2015, tussen",
                "  Intern begeleider: 420 brieven in 3 rondes\n",
                "  Beleidsmedewerker gemeente: 8 brieven in 1 ronde\n"):
            self.assertIn(line, before)
        self.assertEqual(before.count("(gepland)"), 4)
        self.assertIn("Herinnering 2: dinsdag 28 april 2015" + WINDOW,
                      wave["said"])
        for r in self.runs(wave):
            self.assertEqual(r["moved"] is None, r["kind"] in
                             ("invitation", "last_call"))
        # On the day itself, and when it is over.
        self.addCleanup(self.house.set_clock, MONDAY)
        begins = [int(r["due"]) for r in self.runs(wave)
                  if r["kind"] == "invitation"]
        self.house.set_clock((begins[0] + begins[1]) // 2)
        self.house.post_once()
        self.assertRegex(self.plan(wave), "Uitnodiging: .*verstuurd")
        self.assertIn("(wordt verstuurd)", self.plan(wave))
        self.house.set_clock(begins[-1] + 1)
        self.house.post_once()
        self.assertRegex(self.plan(wave), r"Uitnodiging: .*\(verstuurd\)")
        self.assertEqual(self.plan(wave).count("(gepland)"), 3)
        # What did not leave in time says so.
        self.house.set_clock(MONDAY + 23 * 86400)
        self.assertIn("Had al weg moeten zijn", self.plan(wave))
        self.house.aoj("wave", "close", wave["wave"])
        self.house.post_once()
        self.assertEqual(self.plan(wave).count("niet meer verstuurd"), 3)

    def test_what_comes_too_late_is_dropped_and_said(self):
        wave = self.opened(dates={"opens": "2015-03-16",
                                  "closes": "2015-03-27"},
                           plan={"reminders": [7, 10]})
        self.assertIn(
            "Herinnering 2: vervalt (was bedoeld voor donderdag 26 maart 2015:"
            " 72 uur na de brief ervoor, te dicht bij de sluiting)",
            wave["said"])
        self.assertEqual({r["kind"] for r in self.runs(wave)},
                         {"invitation", "reminder_1"})
        self.assertIn("Vervallen bij de start, te dicht bij de sluiting: "
                      "herinnering 2.", self.plan(wave))

    def test_everybody_gets_every_kind_once_in_chance_s_company(self):
        wave = self.opened()
        rows = self.house.sql(
            "SELECT l.invitation_id, l.kind, r.function_group, r.part,"
            " extract(epoch FROM r.due_at)::bigint AS due, l.ctid FROM"
            " aoj.letter l JOIN aoj.mail_run r USING (mail_run_id)"
            " WHERE r.wave_id = '%s' ORDER BY l.ctid" % self.wave_id(wave))
        self.assertEqual(len(rows), 4 * 455)
        people = {}
        for r in rows:
            people.setdefault(r["invitation_id"], {})[r["kind"]] = r
        self.assertEqual(len(people), 455)
        company = {}
        for person in people.values():
            due = [int(person[k]["due"]) for k in (
                "invitation", "reminder_1", "reminder_2", "last_call")]
            for a, b in zip(due, due[1:]):
                self.assertGreaterEqual(b - a, 72 * 3600)
            if person["invitation"]["function_group"] == "ib":
                key = (person["invitation"]["part"],
                       person["reminder_1"]["part"])
                company[key] = company.get(key, 0) + 1
        # Three parts, each mixed anew: all nine ways through them occur.
        self.assertEqual(len(company), 9)
        # Neither a person's letters nor a kind's lie side by side.
        beside = sum(a["kind"] == b["kind"] for a, b in zip(rows, rows[1:]))
        self.assertLess(beside, len(rows) / 3)
        same = sum(a["invitation_id"] == b["invitation_id"]
                   for a, b in zip(rows, rows[1:]))
        self.assertLess(same, 20)

    def test_an_unknown_wave_has_no_calendar(self):
        self.refused("plan", "geen-meting", says="Er is geen meting")
        self.refused("plan", code=2, says="Gebruik")

    # -- moving ---------------------------------------------------------------

    def test_a_letter_that_has_not_begun_is_moved_and_that_is_kept(self):
        wave = self.opened()
        before = self.runs(wave)
        done = self.house.aoj("plan", "move", wave["wave"], "reminder_1",
                              "2015-04-09")
        self.assertIn("Herinnering 1: donderdag 9 april 2015" + WINDOW +
                      " (gepland)\n  Verschoven van vrijdag 3 april 2015: "
                      "verplaatst door de beheerder.", done.stdout)
        self.assertEqual(self.day_of(wave, "reminder_1"), "2015-04-09")
        self.assertIn("Herinnering 1: donderdag 9 april 2015",
                      self.plan(wave))
        after = self.runs(wave)
        self.assertEqual([r for r in before if r["kind"] != "reminder_1"],
                         [r for r in after if r["kind"] != "reminder_1"])
        moved = [int(r["due"]) for r in after if r["kind"] == "reminder_1"]
        self.assertEqual(len(set(moved)), 6)
        audit = self.house.sql(
            "SELECT who, detail FROM aoj.audit WHERE what = 'move_letters'"
            " AND wave_id = '%s'" % self.wave_id(wave))
        self.assertEqual(audit, [{"who": "aoj", "detail": '{"to": "2015-04-09'
                                  '", "from": "2015-04-07", "kind": '
                                  '"reminder_1"}'}])

    def test_a_forbidden_day_is_refused_with_its_reason(self):
        wave = self.opened()
        before = self.house.dump()
        for kind, date, says in (
                ("reminder_1", "2015-04-11", "zaterdag 11 april 2015 gaan geen"
                 " brieven uit: weekend"),
                ("reminder_2", "2015-04-27", "Koningsdag"),
                ("reminder_1", "2015-04-01", "minstens 72 uur"),
                ("reminder_1", "2015-03-30", "minstens 72 uur"),
                ("reminder_2", "2015-04-07", "minstens 72 uur"),
                ("reminder_2", "2015-04-02", "nog niet weg"),
                ("reminder_2", "2015-05-04", "minstens 72 uur"),
                ("reminder_1", "2015-04-29", "al weg"),
                ("reminder_1", "2015-03-13", "is voorbij"),
                ("last_call", "2015-05-08", "uiterlijk een etmaal"),
                ("reminder_3", "2015-05-04", "heeft geen brief"),
                ("reminder_9", "2015-05-04", "geen soort brief"),
                ("reminder_1", "9 april", "geen datum"),
                ("reminder_1", "2015-04-31", "geen datum")):
            self.refused("plan", "move", wave["wave"], kind, date, says=says)
        self.assertEqual(self.house.dump(), before)
        draft = self.imported()
        self.refused("plan", "move", draft["wave"], "reminder_1",
                     "2015-04-09", says="in voorbereiding")

    def test_a_letter_that_has_begun_stays(self):
        wave = self.opened()
        self.addCleanup(self.house.set_clock, MONDAY)
        begins = [int(r["due"]) for r in self.runs(wave)
                  if r["kind"] == "invitation"]
        self.house.set_clock(begins[0] + 1)
        self.house.post_once()
        self.refused("plan", "move", wave["wave"], "invitation", "2015-03-31",
                     says="al begonnen")

    # -- standing still -------------------------------------------------------

    def test_letters_stand_still_and_go_on(self):
        wave = self.opened()
        self.refused("post", "resume", wave["wave"], says="staan niet stil")
        done = self.house.aoj("post", "pause", wave["wave"])
        self.assertIn("staan stil", done.stdout)
        self.assertIn("staan stil (aoj post resume)", self.plan(wave))
        self.refused("post", "pause", wave["wave"], says="staan al stil")
        self.addCleanup(self.house.set_clock, MONDAY)
        last = max(int(r["due"]) for r in self.runs(wave)
                   if r["kind"] == "invitation")
        self.house.set_clock(last + 1)
        self.house.post_once()
        self.assertEqual({r["state"] for r in self.runs(wave)}, {"due"})
        self.house.aoj("post", "resume", wave["wave"])
        self.house.post_once()
        self.assertEqual({r["state"] for r in self.runs(wave)
                          if r["kind"] == "invitation"}, {"settled"})
        self.assertEqual([r["what"] for r in self.house.sql(
            "SELECT what FROM aoj.audit WHERE wave_id = '%s' AND what LIKE"
            " '%%letters' ORDER BY audit_id" % self.wave_id(wave))],
            ["pause_letters", "resume_letters"])
        self.house.aoj("wave", "close", wave["wave"])
        self.refused("post", "pause", wave["wave"], says="gesloten")


if __name__ == "__main__":
    unittest.main()
