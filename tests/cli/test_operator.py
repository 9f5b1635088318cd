"""The operator's command on a real database: the whole life of a wave from its
file to its response table, what is refused and how it is said, and what a kill
leaves behind."""

import base64
import contextlib
import csv
import glob
import io
import json
import os
import re
import signal
import stat
import subprocess
import sys
import unittest
import uuid

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib.aoj import House, ROOT, as_user, wait_for            # noqa: E402
from lib.ballots import CODE, publish                         # noqa: E402

MONDAY = 1426500000                 # 16 March 2015, 11:00 in Amsterdam
GROUPS = (("Intern begeleiders", 138), ("zorgcoördinatoren", 29),
          ("JEUGDHULP", 9), ("beleidsmedewerkers gemeenten", 8),
          ("directie_swv", 9))


def with_house(cls):
    """One house and its two questionnaires for all tests of a class."""
    @classmethod
    def up(klass):
        klass.house = House()
        klass.addClassCleanup(klass.house.stop)
        klass.house.start()
        klass.house.set_clock(MONDAY)
        publish(klass.house)
    cls.setUpClass = up
    return cls


class Operator(unittest.TestCase):
    number = 0

    def file(self, name, content):
        path = os.path.join(self.house.folder, name)
        with open(path, "wb") as f:
            f.write(content if isinstance(content, bytes)
                    else content.encode())
        os.chmod(path, 0o644)
        return path

    def wave_file(self, example="demonstratie", **change):
        with open(os.path.join(ROOT, "conf/waves/%s.json" % example)) as f:
            wave = json.load(f)
        Operator.number += 1
        wave["wave"] = "meting-%d" % Operator.number
        wave.update(change)
        path = self.file(wave["wave"] + ".json", json.dumps(wave))
        return wave, path

    def create(self, example="demonstratie", **change):
        wave, path = self.wave_file(example, **change)
        self.house.aoj("wave", "create", path)
        return wave

    def people(self, *groups):
        """An address list: (group, how many) …"""
        Operator.number += 1
        lines = ["e-mailadres;Naam;FUNCTIE;School"]
        for at, (group, count) in enumerate(groups):
            lines += ['p%d.%d@example.org;"Jansen; René %d";%s;De Brug' % (
                at, i, i, group) for i in range(count)]
        return self.file("lijst-%d.csv" % Operator.number,
                         "\r\n".join(lines + [""]).encode("cp1252"))

    def make_ready(self, wave):
        self.house.post_once()          # makes the wave's keys
        codes = {}
        for name in wave["holders"]["names"]:
            done = self.house.aoj("holder", "code", wave["wave"], name)
            codes[name] = CODE.search(done.stdout)[0]
        for name, code in codes.items():
            self.house.aoj("holder", "confirm", wave["wave"], name,
                           stdin=code.lower().replace("-", " ") + "\n")
        self.house.aoj("wave", "ready", wave["wave"])

    def started(self, example, *groups, **change):
        wave = self.create(example, **change)
        self.house.aoj("invitees", "import", wave["wave"],
                       self.people(*groups))
        self.make_ready(wave)
        self.house.post_once()
        wave["said"] = self.house.aoj("wave", "start", wave["wave"]).stdout
        return wave

    def server_log(self):
        with open(self.house.folder + "/postgresql.log",
                  errors="replace") as f:
            return f.read()

    def wave_id(self, wave):
        return self.house.sql("SELECT wave_id FROM aoj.wave WHERE wave = '%s'"
                              % wave["wave"])[0]["wave_id"]

    def rates(self, wave):
        return json.loads(self.house.aoj(
            "rates", wave["wave"], "--format", "json").stdout)

    @contextlib.contextmanager
    def holding(self, lock):
        """A session that has run this in a transaction, and stays in it."""
        session = self.house.holding(lock)
        try:
            yield
        finally:
            self.house.let_go(session)

    def sessions(self, more=""):
        return int(self.house.sql(
            "SELECT count(*) AS n FROM pg_stat_activity WHERE usename = "
            "'aoj_office'" + more)[0]["n"])

    def refused(self, *arguments, says, code=1, stdin=""):
        """The command ends with this code, and says so on standard error."""
        done = self.house.aoj(*arguments, stdin=stdin, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        for words in (says,) if isinstance(says, str) else says:
            self.assertIn(words, done.stdout + done.stderr)
        return done


@with_house
class Life(Operator):
    def test_a_wave_goes_from_its_file_to_its_response_table(self):
        wave = self.create("drechtsteden-2015")
        code = wave["wave"]
        self.refused("wave", "ready", code, says="Nog geen openingscode voor: "
                     "functionaris gegevensbescherming, onderzoeker")
        self.refused("wave", "start", code, says="in voorbereiding")
        self.refused("rates", code, says="nog niet gestart")
        dry = self.house.aoj("invitees", "import", code,
                             self.people(*GROUPS), "--dry-run")
        self.assertIn("regel 2: Wordt uitgenodigd als “Intern begeleider”.",
                      dry.stdout)
        self.assertEqual(dry.stdout.count("Wordt uitgenodigd"), 193)
        self.assertIn("er is niets geschreven: 193 genodigden, 0 dubbel "
                      "(gelezen als Windows-1252 met “;”)", dry.stdout)
        self.assertEqual(self.counts(wave), (0, 0))
        done = self.house.aoj("invitees", "import", code,
                              self.people(*GROUPS))
        self.assertIn("Geïmporteerd: 193 genodigden", done.stdout)
        self.assertEqual(self.counts(wave), (193, 193))
        self.make_ready(wave)
        said = self.house.aoj("wave", "start", code).stdout
        self.assertRegex(said, r"193 brieven in 5 rondes, op maandag 16 maart "
                         r"2015 vanaf 1[1-6]\.\d\d uur")
        self.assertEqual(self.rows(wave), [
            ("Intern begeleider", 138, 0, 0), ("Zorgcoördinator", 29, 0, 0),
            ("Jeugdhulpprofessional", 9, 0, 0),
            ("Beleidsmedewerker gemeente", 8, 0, 0),
            ("Directeur of coördinator swv", 9, 0, 0), ("totaal", 193, 0, 0)])
        show = self.house.aoj("wave", "show", code).stdout
        self.assertIn("Stand:      open", show)
        self.assertIn("Sluit:      maandag 13 april 2015, 23.59 uur", show)
        self.assertRegex(show, r"Vingerafdruk: (\d{5} ?){8}")
        self.refused("invitees", "import", code, self.people(("ib", 1)),
                     says="is open")
        self.refused("wave", "start", code, says="is open")
        self.house.aoj("wave", "close", code)
        self.refused("wave", "close", code, says="is gesloten")
        row, = self.house.sql("SELECT state, extract(epoch FROM closes_at) -"
                              " %f < 60 AS now FROM aoj.wave WHERE wave ="
                              " '%s'" % (self.house.clock(), code))
        self.assertEqual((row["state"], row["now"]), ("closed", "t"))
        self.audited(wave)

    def audited(self, wave):
        rows = self.house.sql("SELECT what, who, detail::text FROM aoj.audit "
                              "WHERE wave_id = '%s' ORDER BY audit_id"
                              % self.wave_id(wave))
        self.assertEqual(
            [r["what"] for r in rows if "holder" not in r["what"]],
            ["create_wave", "import_invitees", "prepare_wave", "ready_wave",
             "start_wave", "close_wave"])
        self.assertEqual({r["who"] for r in rows if r["what"] !=
                          "prepare_wave"}, {"aoj"})
        self.assertNotIn("example.org", str(rows))

    def counts(self, wave):
        row, = self.house.sql(
            "SELECT (SELECT count(*) FROM aoj.invitee WHERE wave_id = w) AS a,"
            " (SELECT count(*) FROM aoj.invitation WHERE wave_id = w) AS b "
            "FROM (SELECT '%s'::uuid AS w) AS x" % self.wave_id(wave))
        return int(row["a"]), int(row["b"])

    def rows(self, wave):
        r = self.rates(wave)
        rows = r["groups"] + [dict(r["total"], name="totaal")]
        return [(g["name"], g["sent"], g["response"], g["percentage"])
                for g in rows]

    def test_every_letter_is_in_one_run_of_its_group(self):
        wave = self.started("drechtsteden-2015", ("ib", 420), ("zoco_vo", 20),
                            ("jeugdhulp", 7), ("beleid_gemeente", 5),
                            ("directie_swv", 5))
        runs = self.house.sql(
            "SELECT r.kind, r.function_group, r.part, r.due_at, count(*) AS n,"
            " bool_and(i.function_group = r.function_group) AS own,"
            " extract(isodow FROM r.due_at AT TIME ZONE 'Europe/Amsterdam')"
            " AS day, (r.due_at AT TIME ZONE 'Europe/Amsterdam')::time"
            " BETWEEN '09:15' AND '16:30' AS window FROM aoj.mail_run r "
            "JOIN aoj.letter l USING (mail_run_id) JOIN aoj.invitation i "
            "USING (invitation_id) WHERE r.wave_id = '%s'"
            " GROUP BY 1, 2, 3, 4" % self.wave_id(wave))
        for kind in ("invitation", "reminder_1", "reminder_2"):
            some = [r for r in runs if r["kind"] == kind]
            self.assertEqual(sum(int(r["n"]) for r in some), 457)
            large = [int(r["n"]) for r in some if r["function_group"] == "ib"]
            self.assertEqual((len(large), sum(large)), (3, 420))
            self.assertTrue(all(50 <= n <= 200 for n in large))
            self.assertEqual(len(some), 3 + 4)
        self.assertEqual(len(runs), 3 * 7)
        for r in runs:
            self.assertEqual((r["own"], r["window"]), ("t", "t"))
            self.assertLessEqual(int(r["day"]), 5)
        self.assertEqual(len({r["due_at"] for r in runs}), len(runs))

    def test_small_groups_are_merged_before_the_start(self):
        wave = self.started("drechtsteden-2015", ("ib", 20), ("zoco_vo", 2),
                            ("jeugdhulp", 3), ("beleid_gemeente", 6),
                            ("directie_swv", 4))
        self.assertIn("“Zorgcoördinator” heeft 2 genodigden, minder dan 5, en "
                      "telt mee bij “Jeugdhulpprofessional”.", wave["said"])
        self.assertIn("“Directeur of coördinator swv” heeft 4 genodigden",
                      wave["said"])
        rates = {g["function_group"]: g for g in self.rates(wave)["groups"]}
        self.assertEqual(rates["jeugdhulp"]["sent"], 5)
        self.assertEqual(rates["zoco_vo"]["merged_into"], "jeugdhulp")
        self.assertEqual(rates["beleid_gemeente"]["sent"], 10)
        self.assertEqual(rates["directie_swv"],
                         {"function_group": "directie_swv",
                          "name": "Directeur of coördinator swv",
                          "merged_into": "beleid_gemeente"})
        text = self.house.aoj("rates", wave["wave"]).stdout
        self.assertRegex(text, "Zorgcoördinator +telt mee bij "
                         "Jeugdhulpprofessional\n")
        groups = self.house.sql(
            "SELECT function_group, count(*) AS n FROM aoj.invitation WHERE "
            "wave_id = '%s' GROUP BY 1 ORDER BY 1" % self.wave_id(wave))
        self.assertEqual([(g["function_group"], g["n"]) for g in groups],
                         [("beleid_gemeente", "10"), ("ib", "20"),
                          ("jeugdhulp", "5")])

    def test_a_small_group_without_a_neighbour_stops_the_start(self):
        wave = self.create("drechtsteden-2015",
                           function_groups=["ib", "zoco_vo",
                                            "beleid_gemeente"])
        self.house.aoj("invitees", "import", wave["wave"], self.people(
            ("ib", 5), ("zoco_vo", 5), ("beleid_gemeente", 4)))
        self.make_ready(wave)
        self.house.post_once()
        self.refused("wave", "start", wave["wave"],
                     says="“Beleidsmedewerker gemeente” is met 4 genodigden "
                     "te klein")
        # Four plus one makes five.
        self.house.aoj("invitees", "import", wave["wave"], self.file(
            "vijfde.csv", "email;functie\nvijf@example.org;beleid_gemeente\n"))
        self.house.aoj("wave", "start", wave["wave"])

    def test_a_trial_keeps_its_small_groups_and_mails_at_once(self):
        wave = self.started("demonstratie", ("ib", 1), ("beleid_gemeente", 2))
        self.assertNotIn("telt mee", wave["said"])
        runs = self.house.sql(
            "SELECT extract(epoch FROM due_at)::bigint AS due FROM "
            "aoj.mail_run WHERE wave_id = '%s' AND kind = 'invitation'"
            % self.wave_id(wave))
        self.assertEqual(len(runs), 2)
        for run in runs:
            self.assertLessEqual(int(run["due"]), self.house.clock())
        rates = self.rates(wave)
        self.assertTrue(rates["trial"])
        self.assertIsNone(rates["groups"][1]["percentage"])
        text = self.house.aoj("rates", wave["wave"]).stdout
        self.assertTrue(text.startswith("PROEF: "))
        self.assertRegex(text, r"VO +0 +0 +–\n")

    def cast(self, wave, group, count, day):
        for _ in range(count):
            self.house.psql(
                "INSERT INTO aoj.envelope (ballot_id, wave_id, questionnaire,"
                " version, function_group, day, sealed, mac) VALUES ('\\x%s',"
                " '%s', 'uitvoering', 1, '%s', '%s', '\\x00', sha256(''))" % (
                    (uuid.uuid4().bytes * 2).hex(), self.wave_id(wave), group,
                    day))

    def refuse(self, wave, group, kind, count, day):
        for _ in range(count):
            self.house.psql(
                "INSERT INTO aoj.refusal VALUES ('\\x%s', '%s', '%s', '%s',"
                " '%s')" % ((uuid.uuid4().bytes * 2).hex(),
                            self.wave_id(wave), group, kind, day))

    def test_every_groups_counts_stand_still_until_midnight(self):
        """Also in the view that the office's role reads."""
        wave = self.started("drechtsteden-2015", *GROUPS)
        begin = self.house.clock()
        self.addCleanup(self.house.set_clock, begin)
        self.cast(wave, "ib", 3, "2015-03-16")
        self.cast(wave, "jeugdhulp", 2, "2015-03-16")
        self.refuse(wave, "ib", "refused", 2, "2015-03-16")
        self.refuse(wave, "ib", "not_eligible", 1, "2015-03-16")

        def counts():
            rates = self.rates(wave)
            self.assertTrue(rates["as_of_midnight"])
            seen = [tuple(g[k] for k in ("response", "refused",
                                         "not_eligible", "net"))
                    for g in rates["groups"]]
            self.assertEqual(rates["total"]["response"],
                             sum(g["response"] for g in rates["groups"]))
            row, = csv.DictReader(io.StringIO(self.house.psql(
                "SELECT coalesce((SELECT sum(responses) FROM"
                " aoj.response_count WHERE wave_id = '%s'), 0) AS i,"
                " coalesce((SELECT sum(refusals) FROM aoj.refusal_count WHERE"
                " wave_id = '%s'), 0) AS r" % ((self.wave_id(wave),) * 2),
                user="aoj_office").stdout))
            self.assertEqual(int(row["i"]), rates["total"]["response"])
            self.assertEqual(int(row["r"]), rates["total"]["refused"] +
                             rates["total"]["not_eligible"])
            return seen
        self.assertEqual(counts(), [
            (0, 0, 0, 138), (0, 0, 0, 29), (0, 0, 0, 9), (0, 0, 0, 8),
            (0, 0, 0, 9)])
        self.assertIn("staan hier morgen", self.house.aoj(
            "rates", wave["wave"]).stdout)
        self.house.set_clock(MONDAY + 13 * 3600 - 1)    # a second before
        self.assertEqual(counts()[0], (0, 0, 0, 138))
        self.house.set_clock(MONDAY + 13 * 3600 + 60)   # a minute past
        self.cast(wave, "jeugdhulp", 1, "2015-03-17")
        self.assertEqual(counts()[:3], [
            (3, 2, 1, 137), (0, 0, 0, 29), (2, 0, 0, 9)])
        self.house.aoj("wave", "close", wave["wave"])
        self.house.set_clock(MONDAY + 14 * 3600)
        self.assertEqual(counts()[2], (2, 0, 0, 9))
        self.house.set_clock(MONDAY + 37 * 3600 + 60)
        self.assertEqual(counts()[2], (3, 0, 0, 9))

    def test_what_the_view_hides_is_told_by_no_plan_or_condition(self):
        """EXPLAIN says how many rows were left out; and a reader's own
        function may be asked of them."""
        wave = self.started("drechtsteden-2015", *GROUPS)
        self.cast(wave, "ib", 1, "2015-03-15")

        def look():
            done = self.house.psql(
                "CREATE FUNCTION pg_temp.tell(x date) RETURNS boolean"
                " LANGUAGE plpgsql IMMUTABLE COST 0.0001 AS $$ BEGIN RAISE"
                " NOTICE 'seen %', x; RETURN true; END $$;" + "".join(
                    "EXPLAIN (ANALYZE, VERBOSE, TIMING OFF, SUMMARY OFF,"
                    " BUFFERS OFF) SELECT * FROM aoj.%s WHERE"
                    " pg_temp.tell(day) AND wave_id = '%s';" % (
                        view, self.wave_id(wave))
                    for view in ("response_count", "refusal_count")),
                user="aoj_office")
            return done.stdout, done.stderr
        before = look()
        self.assertIn("seen 2015-03-15", before[1])
        self.cast(wave, "ib", 3, "2015-03-16")
        self.refuse(wave, "ib", "refused", 2, "2015-03-16")
        self.assertEqual(look(), before)

    def test_a_trial_shows_its_counts_at_once(self):
        wave = self.started("demonstratie", ("ib", 12), ("zoco_vo", 6))
        self.cast(wave, "ib", 2, "2015-03-16")
        self.refuse(wave, "ib", "refused", 1, "2015-03-16")
        rates = self.rates(wave)
        self.assertFalse(rates["as_of_midnight"])
        self.assertEqual([(g["response"], g["refused"])
                          for g in rates["groups"]][0], (2, 1))

    def test_counts_that_overlap_make_no_response_above_all(self):
        """Who said no, or that he does not belong here, may have answered:
        a denominator is never below those who did."""
        wave = self.started("demonstratie", ("ib", 12), ("zoco_vo", 6))
        self.cast(wave, "ib", 11, "2015-03-16")
        self.refuse(wave, "ib", "not_eligible", 4, "2015-03-16")
        group = self.rates(wave)["groups"][0]
        self.assertEqual((group["net"], group["net_percentage"]), (11, 100))

    def test_rates_are_printed_for_people_and_for_programs(self):
        wave = self.started("drechtsteden-2015", *GROUPS)
        lines = self.house.aoj("rates", wave["wave"], "--format",
                               "csv").stdout.splitlines()
        self.assertEqual(lines[0], "function_group,name,sent,response,"
                         "percentage,merged_into,not_eligible,undelivered,"
                         "not_sent,reached,reached_percentage,net,"
                         "net_percentage,refused")
        self.assertEqual(lines[1], '"ib","Intern begeleider",138,0,0,,0,0,0,'
                         '138,100,138,0,0')
        self.assertEqual(lines[-1], '"","totaal",193,0,0,,0,0,0,193,100,193,'
                         '0,0')
        self.refused("rates", wave["wave"], "--format", "xml", code=2,
                     says="text, csv of json")


@with_house
class Import(Operator):
    def rows(self, wave):
        return self.house.sql(
            "SELECT i.function_group, i.status, i.ctid FROM aoj.invitation i "
            "WHERE wave_id = '%s' ORDER BY i.ctid" % self.wave_id(wave))

    def verdicts(self, wave, content, says, code=1):
        """Each of says is a whole line; nothing is written."""
        path = self.file("slecht.csv", content)
        for more in ((), ("--dry-run",)):
            done = self.refused("invitees", "import", wave["wave"], path,
                                *more, says="", code=code)
            for line in says:
                self.assertIn(line, (done.stdout + done.stderr).splitlines())
        self.assertEqual(self.rows(wave), [])

    def test_every_bad_row_is_named_with_line_and_field(self):
        wave = self.create()
        self.verdicts(wave, "email;functiegroep;naam\n"
                      "jan;ib;Jan\n"
                      "goed@example.org;ib;Goed\n"
                      "\n"
                      "piet@example.org;tovenaar;Piet\n"
                      '"kees\n@example.org";ib;Kees\n'
                      "ans@example.org;;Ans\n"
                      "GOED@example.org;zoco_vo;Twee\n", [
            "regel 2, email: In dit adres ontbreekt het apenstaartje (@). "
            "→ geweigerd",
            "regel 5, functiegroep: “tovenaar” is geen functiegroep van deze "
            "meting. → geweigerd",
            "regel 6, email: In dit veld staat een regeleinde of een "
            "stuurteken. → geweigerd",
            "regel 8, functiegroep: Er staat geen functiegroep. → geweigerd",
            "regel 9, functiegroep: Dit adres staat ook op regel 3, met "
            "functiegroep “Intern begeleider”. Kies één functiegroep. → "
            "geweigerd",
            "aoj: 5 van de 6 rijen kloppen niet. Er is niets geïmporteerd."])

    def test_a_file_that_is_no_list_is_named_with_its_line(self):
        wave = self.create()
        for content, line in (
                ("", "aoj: Het bestand is leeg."),
                ("email;functiegroep\n", "aoj: Onder de eerste rij staat "
                 "niemand."),
                ("jan@example.org;ib\n", "aoj: De eerste rij klopt niet. Er "
                 "is niets geïmporteerd."),
                ("email;naam\na@example.org;A\n", "regel 1, kop: Er is geen "
                 "kolom “functiegroep”. De eerste rij moet de namen van de "
                 "kolommen bevatten. → geweigerd"),
                ("email;functiegroep\n\"a@example.org;ib\n", "aoj: Regel 2: "
                 "een aanhalingsteken (\") dat nergens wordt gesloten."),
                (b"email;functiegroep\na@example.org;ib\x00\n", "aoj: Regel "
                 "2: een NUL-teken. Dit is geen CSV-bestand."),
                ("email;functiegroep\n".encode("utf-16"), "aoj: Het bestand "
                 "is in UTF-16 opgeslagen. Sla het op als CSV UTF-8."),
                ("email;functiegroep;x\na@example.org;ib;" + "x" * 5000,
                 "aoj: Regel 2: een veld van meer dan 4096 bytes.")):
            self.verdicts(wave, content, [line])
        self.refused("invitees", "import", wave["wave"], "/nergens.csv",
                     says="/nergens.csv: dit bestand kan niet worden gelezen")
        self.refused("invitees", "import", "geen-meting",
                     self.people(("ib", 1)), says="Er is geen meting met de "
                     "naam “geen-meting”")

    def test_any_way_a_spreadsheet_writes_the_list_is_read(self):
        for number, content in enumerate((
                "E-mail,Functiegroep\r\nzoë@example.org,ib\r\n",
                "\ufeffemail\tgroep\nx@münchen.example\tIB\n",
                b"Functie;School;EMAIL\nib;Ren\xe9 \x80;x@example.org\n",
                'email,functie,naam\n"x@example.org","ib","a ""b"" c,\td"',
                "sep=,\nemail,functie\nx@example.org,intern begeleider\n")):
            wave = self.create()
            path = self.file("vorm.csv", content)
            done = self.house.aoj("invitees", "import", wave["wave"], path,
                                  check=False)
            if number == 0:         # no letter goes to zoë@
                self.assertEqual(done.returncode, 1)
            elif number == 3:       # a tab is no part of a name
                self.assertIn("regel 2, naam: In dit veld staat een "
                              "regeleinde of een stuurteken.", done.stdout)
            else:
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(len(self.rows(wave)), 1)

    def test_doubles_are_merged_kept_and_said(self):
        wave = self.create()
        path = self.file("dubbel.csv", "email;functie\na@example.org;ib\n"
                         "b@example.org;ib\nA@Example.org;IB\n")
        done = self.house.aoj("invitees", "import", wave["wave"], path)
        self.assertIn("regel 4, email: Dit adres staat ook op regel 2, met "
                      "dezelfde functiegroep: telt één keer. → samengevoegd",
                      done.stdout)
        self.assertIn("2 genodigden, 1 dubbel", done.stdout)
        done = self.house.aoj("invitees", "import", wave["wave"], self.file(
            "meer.csv", "email;functie\nB@example.org;ib\nc@example.org;ib\n"))
        self.assertIn("regel 2, email: Dit adres staat al op de lijst van "
                      "deze meting, met dezelfde functiegroep: telt één keer."
                      " → samengevoegd", done.stdout)
        self.assertEqual(sorted(r["status"] for r in self.rows(wave)),
                         ["duplicate"] * 2 + ["invited"] * 3)
        people = self.house.sql("SELECT count(*) AS n FROM aoj.invitee WHERE "
                                "wave_id = '%s'" % self.wave_id(wave))
        self.assertEqual(people[0]["n"], "3")
        self.refused("invitees", "import", wave["wave"], self.file(
            "ander.csv", "email;functie\na@example.org;zoco_vo\n"),
            says="regel 2, functiegroep: Dit adres staat al op de lijst van "
            "deze meting, met functiegroep “Intern begeleider”. → geweigerd")
        self.assertEqual(len(self.rows(wave)), 5)

    def test_a_rows_place_says_nothing_of_its_line(self):
        wave = self.create()
        self.house.aoj("invitees", "import", wave["wave"],
                       self.people(("ib", 60), ("zoco_vo", 60)))
        groups = [r["function_group"] for r in self.rows(wave)]
        changes = sum(a != b for a, b in zip(groups, groups[1:]))
        self.assertGreater(changes, 30)     # sorted would be 1, chance is 60
        sizes = self.house.sql(
            "SELECT DISTINCT octet_length(sealed) AS n FROM aoj.invitee "
            "WHERE wave_id = '%s'" % self.wave_id(wave))
        self.assertEqual(len(sizes), 1)

    def test_no_name_or_address_is_stored_in_clear(self):
        wave = self.create()
        self.house.aoj("invitees", "import", wave["wave"], self.file(
            "merk.csv", "email;naam;organisatie;functie\n"
            "merkadres@merkhuis.example;Merknaam;Merkschool;ib\n"))
        dump = self.house.dump()
        for hexed in (lambda s: s, lambda s: s.encode().hex(),
                      lambda s: base64.b64encode(s.encode()).decode()[:-3]):
            for mark in ("merkadres", "merkhuis", "Merknaam", "Merkschool"):
                self.assertNotIn(hexed(mark), dump)
        self.assertNotIn("merk", self.server_log())

    def test_without_its_key_a_list_is_not_read(self):
        wave = self.create()
        os.unlink("%s/contact/%s.key" % (self.house.secrets,
                                         self.wave_id(wave)))
        self.refused("invitees", "import", wave["wave"],
                     self.people(("ib", 1)), says="De sleutel van de "
                     "adreslijst")

    def test_killed_in_the_middle_an_import_leaves_nothing(self):
        wave = self.create()
        path = self.people(("ib", 1500), ("zoco_vo", 1500))
        argv = as_user([os.path.join(self.house.build, "aoj"), "invitees",
                        "import", wave["wave"], path])
        # Before the people, between people and invitations, and when
        # everything is written but the last line of the transaction.
        for lock in ("LOCK TABLE aoj.invitee IN SHARE MODE",
                     "LOCK TABLE aoj.invitation IN SHARE MODE",
                     "SELECT pg_advisory_xact_lock(hashtextextended("
                     "'aoj.audit', 0))"):
            with self.holding(lock):
                process = subprocess.Popen(
                    argv, cwd=ROOT, env=self.house.env,
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                wait_for(lambda: self.sessions(
                    " AND wait_event_type = 'Lock'") == 1, 30,
                    because="the import to wait")
                process.send_signal(signal.SIGKILL)
                process.wait()
            wait_for(lambda: self.sessions() == 0, 30,
                     because="the server to notice")
            self.assertEqual(self.rows(wave), [])
            self.assertEqual(self.house.sql(
                "SELECT invitee_id FROM aoj.invitee WHERE wave_id = '%s'"
                % self.wave_id(wave)), [])
        done = self.house.aoj("invitees", "import", wave["wave"], path)
        self.assertIn("Geïmporteerd: 3000 genodigden, 0 dubbel", done.stdout)
        self.assertEqual(len(self.rows(wave)), 3000)

    def test_two_imports_at_once_are_one_after_the_other(self):
        wave = self.create()
        path = self.people(("ib", 3000))
        argv = as_user([os.path.join(self.house.build, "aoj"), "invitees",
                        "import", wave["wave"], path])
        both = [subprocess.Popen(argv, cwd=ROOT, env=self.house.env,
                                 stdout=subprocess.PIPE, text=True,
                                 stderr=subprocess.STDOUT) for _ in range(2)]
        said = sorted(p.communicate()[0].splitlines()[-1] for p in both)
        self.assertEqual([p.returncode for p in both], [0, 0], said)
        self.assertIn("0 genodigden, 3000 dubbel", said[0])
        self.assertIn("3000 genodigden, 0 dubbel", said[1])


@with_house
class WaveFiles(Operator):
    def keys(self):
        return sorted(os.listdir(self.house.secrets + "/contact")) if \
            os.path.isdir(self.house.secrets + "/contact") else []

    def test_every_mistake_is_named_with_file_pointer_and_sentence(self):
        wave, path = self.wave_file(
            "drechtsteden-2015", threshold=3, link_base="http://example.org",
            dates={"opens": "2015-03-16", "closes": "2015-02-30"},
            function_groups=["ib", {"code": "nieuw"}],
            questionnaires=[{"code": "uitvoering", "version": 7}])
        wave.pop("purpose")
        path = self.file("fout.json", json.dumps(wave))
        before = self.keys()
        done = self.refused("wave", "create", path, says=(
            path + ": /threshold: Hier hoort een geheel getal van 5",
            path + ": /link_base: Een link begint met https://.",
            path + ": /dates/closes: Hier hoort een datum als 2015-03-16.",
            path + ": /function_groups/1/name: Dit veld ontbreekt.",
            path + ": /questionnaires/0: Van de vragenlijst “uitvoering” is "
            "versie 7 niet gepubliceerd",
            path + ": /purpose: Dit veld ontbreekt.",
            "fouten in " + path + ". Er is niets gemaakt."))
        self.assertEqual(done.stdout, "")
        self.assertEqual(self.house.sql(
            "SELECT wave FROM aoj.wave WHERE wave = '%s'" % wave["wave"]), [])
        self.assertEqual(self.keys(), before)

    def test_no_letter_could_hold_another_web_address(self):
        wave, path = self.wave_file(
            title="Zie www.elders.nl",
            purpose="Lees meer op https://elders.example/x.",
            commissioner="De regio (elders.nl)")
        self.refused("wave", "create", path, says=(
            path + ": /title: “www.elders.nl” leest als een webadres",
            path + ": /purpose: “https://elders.example/x.” leest als een",
            path + ": /commissioner: “elders.nl” leest als een webadres",
            "3 fouten in " + path + ". Er is niets gemaakt."))

    def test_what_is_no_wave_file_is_refused(self):
        for content in ("", "nee", "[]", "{", "{}", b"\xff\xfe{}",
                        "[" * 100000, json.dumps({"wave": "x" * 2000000})):
            path = self.file("geen.json", content)
            done = self.refused("wave", "create", path, says=path + ": ")
            self.assertNotIn("\x1b", done.stderr)
        self.refused("wave", "create", self.house.folder,
                     says="kan niet worden gelezen")

    def test_a_name_is_given_once(self):
        wave, path = self.wave_file()
        self.house.aoj("wave", "create", path)
        keys = self.keys()
        self.refused("wave", "create", path, says="/wave: Er is al een meting "
                     "met de naam “%s”." % wave["wave"])
        self.assertEqual(self.keys(), keys)

    def test_a_place_keeps_its_name(self):
        self.create()
        wave, path = self.wave_file(
            region={"code": "proefregio", "name": "Andere naam"})
        self.refused("wave", "create", path, says="/region/name: De code "
                     "“proefregio” heet in eerdere metingen “Proefregio”.")

    def test_a_wave_has_its_key_before_it_is_there(self):
        wave = self.create()
        path = "%s/contact/%s.key" % (self.house.secrets, self.wave_id(wave))
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        self.assertEqual(os.stat(path).st_uid,
                         os.stat(self.house.secrets).st_uid)
        self.assertEqual(stat.S_IMODE(os.stat(
            os.path.dirname(path)).st_mode), 0o700)

    def test_killed_while_it_is_made_a_wave_is_not_there(self):
        wave, path = self.wave_file()
        with self.holding("LOCK TABLE aoj.holder IN SHARE MODE"):
            process = subprocess.Popen(
                as_user([os.path.join(self.house.build, "aoj"), "wave",
                         "create", path]), cwd=ROOT, env=self.house.env,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wait_for(lambda: self.sessions(
                " AND wait_event_type = 'Lock'") == 1, 30,
                because="the wave to wait")
            process.send_signal(signal.SIGKILL)
            process.wait()
        wait_for(lambda: self.sessions() == 0, 30,
                 because="the server to notice")
        self.refused("wave", "show", wave["wave"], says="geen meting")
        # A key without a wave opens nothing; the name is still free.
        self.house.aoj("wave", "create", path)
        self.assertIn(self.wave_id(wave) + ".key", self.keys())

    @unittest.skipIf(os.getuid() != 0, "only root can become somebody else")
    def test_used_by_root_the_command_becomes_the_owner_of_the_secrets(self):
        wave, path = self.wave_file()
        os.chown(path, 0, 0)
        os.chmod(path, 0o600)
        subprocess.run([os.path.join(self.house.build, "aoj"), "wave",
                        "create", path], check=True, cwd=ROOT,
                       env=self.house.env, capture_output=True)
        key = "%s/contact/%s.key" % (self.house.secrets, self.wave_id(wave))
        self.assertNotEqual(os.stat(key).st_uid, 0)
        self.house.aoj("invitees", "import", wave["wave"],
                       self.people(("ib", 1)))

    def test_a_published_questionnaire_does_not_change(self):
        path = self.house.folder + "/uitvoering.json"
        done = self.house.aoj("questionnaire", "add", path)
        self.assertIn("was al gepubliceerd", done.stdout)
        with open(path) as f:
            changed = f.read().replace("Kent u dit?", "Kent u dat?")
        self.refused("questionnaire", "add", self.file("q.json", changed),
                     says="al gepubliceerd met een andere tekst")
        bad = self.file("q.json", changed.replace('"mark"', '"cijfer"'))
        for verb in ("check", "add"):
            self.refused("questionnaire", verb, bad,
                         says=bad + ": /pages/0/questions/2")


class Examples(Operator):
    """Everything in conf, as a newcomer would use it."""

    def test_the_files_that_come_along_are_right(self):
        questionnaires = glob.glob(
            ROOT + "/conf/questionnaires/*-[0-9]*.json")
        waves = [p for p in glob.glob(ROOT + "/conf/waves/*.json")
                 if not p.endswith(".schema.json")]
        self.assertGreaterEqual(len(questionnaires), 2)
        self.assertGreaterEqual(len(waves), 2)
        with House() as house:
            house.set_clock(MONDAY)
            for path in questionnaires:
                done = house.aoj("questionnaire", "check", path)
                self.assertIn("in orde", done.stdout)
                house.aoj("questionnaire", "add", path)
            for path in waves:
                house.aoj("wave", "create", path)
                name = os.path.basename(path)[:-len(".json")]
                done = house.aoj("wave", "show", name)
                self.assertIn("Stand:      in voorbereiding", done.stdout)

    def test_a_region_may_add_a_page_of_its_own(self):
        page = {"code": "regio", "title": "In onze regio", "questions": [
            {"code": "r_team", "type": "one", "text": "Kent u het team?",
             "options": [{"code": "ja", "label": "Ja"},
                         {"code": "nee", "label": "Nee"}]}]}
        with House() as self.house:
            self.house.set_clock(MONDAY)
            for path in glob.glob(ROOT + "/conf/questionnaires/*-1.json"):
                self.house.aoj("questionnaire", "add", path)
            questionnaires = [
                {"code": "uitvoering", "version": 1, "regional_page": page},
                {"code": "beleid", "version": 1}]
            self.create(questionnaires=questionnaires)
            page["questions"][0]["code"] = "u_cijfer"
            wave, path = self.wave_file(questionnaires=questionnaires)
            self.refused("wave", "create", path, says=path + ": "
                         "/questionnaires/0/regional_page/questions/0")


@with_house
class Command(Operator):
    def test_help_is_there_for_everything(self):
        done = self.house.aoj("--help")
        verbs = re.findall(r"^  aoj ([a-z]+(?: [a-z]+)?) [A-Z]", done.stdout,
                           re.M)
        self.assertEqual(sorted(verbs), sorted([
            "wave create", "holder code", "holder confirm", "wave ready",
            "wave start", "wave close", "wave show", "invitees import",
            "plan", "plan move", "post pause", "post resume",
            "domain list", "domain believe", "domain scanner",
            "rates", "count", "questionnaire check", "questionnaire add",
            "invitees undelivered", "invitee correct", "invitee add",
            "invitee withdraw", "bounce blocked", "bounce lift",
            "letter set", "letter unset", "letter show", "letter preview",
            "letter keyperson", "post check", "post status", "verify"]))
        for verb in verbs:
            done = self.house.aoj(*verb.split(), "--help")
            self.assertIn("Gebruik: aoj " + verb, done.stdout)
            self.assertEqual(done.stderr, "")
        self.assertIn("aoj wave show", self.house.aoj("wave", "-h").stdout)

    def test_wrong_use_ends_with_two_and_says_how(self):
        for words in ((), ("dans",), ("wave",), ("wave", "dans", "x"),
                      ("wave", "create"), ("wave", "create", "a", "b"),
                      ("holder", "code", "x"), ("wave", "show", "x", "--y"),
                      ("rates", "x", "--format"), ("count",),
                      ("invitees", "import", "x", "y", "--dry-runs")):
            done = self.house.aoj(*words, check=False)
            self.assertEqual(done.returncode, 2, words)
            self.assertIn("aoj", done.stderr)
            self.assertEqual(done.stdout, "")

    def test_what_is_our_fault_ends_with_three(self):
        aoj = os.path.join(self.house.build, "aoj")
        away = self.house.run([aoj, "wave", "show", "x"], check=False,
                              env={"AOJ_DATABASE": "host=/nergens dbname=x"})
        self.assertEqual(away.returncode, 3)
        wrong = self.house.run([aoj, "wave", "show", "x"], check=False, env={
            "AOJ_MODE": "soms", "AOJ_MAIL": "postduif:", "AOJ_SECRETS": "/x"})
        self.assertEqual(wrong.returncode, 3)
        for setting in ("AOJ_MODE=soms", "AOJ_MAIL=postduif:",
                        "AOJ_SECRETS=/x"):
            self.assertIn(setting, wrong.stderr)

    def test_output_that_nobody_could_read_is_no_success(self):
        wave = self.create()
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                as_user([os.path.join(self.house.build, "aoj"), "wave",
                         "show", wave["wave"]]), stdout=full, cwd=ROOT,
                stderr=subprocess.PIPE, env=self.house.env)
        self.assertEqual(done.returncode, 3)

    def test_a_code_is_never_an_argument(self):
        wave = self.create()
        name = wave["holders"]["names"][0]
        self.house.post_once()          # makes the wave's keys
        self.house.aoj("holder", "code", wave["wave"], name)
        self.refused("holder", "confirm", wave["wave"], name, says="geen code "
                     "op de standaardinvoer")
        self.refused("holder", "confirm", wave["wave"], name, "ABCDE", code=2,
                     says="Gebruik:")
        self.refused("holder", "code", wave["wave"], "Niemand",
                     says="Niemand")
        self.refused("holder", "code", "geen-meting", name,
                     says="geen meting")

    def test_counting_is_a_process_of_its_own(self):
        wave = self.create()
        self.refused("count", "geen-meting", says="geen-meting")
        self.refused("count", wave["wave"], says="aoj")

    def test_a_wave_whose_time_is_past_does_not_start(self):
        begin = self.house.clock()
        self.addCleanup(self.house.set_clock, begin)
        wave = self.create(dates={"days": 1})
        self.house.aoj("invitees", "import", wave["wave"],
                       self.people(("ib", 3)))
        self.make_ready(wave)
        self.house.post_once()
        self.house.set_clock(begin + 3 * 86400)
        self.refused("wave", "start", wave["wave"], says="al voorbij")
        self.refused("wave", "close", wave["wave"],
                     says="klaar voor de start")

    def test_a_wave_without_invited_does_not_start(self):
        wave = self.create()
        self.make_ready(wave)
        self.house.post_once()
        self.refused("wave", "start", wave["wave"],
                     says="nog geen genodigden")

    def test_nothing_changes_when_a_verb_only_shows(self):
        wave = self.create()
        before = self.house.dump()
        self.house.aoj("wave", "show", wave["wave"])
        self.house.aoj("invitees", "import", wave["wave"],
                       self.people(("ib", 3)), "--dry-run")
        self.refused("rates", wave["wave"], says="nog niet gestart")
        self.assertEqual(self.house.dump(), before)


if __name__ == "__main__":
    unittest.main()
