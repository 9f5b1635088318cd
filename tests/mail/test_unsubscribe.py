"""Scanners follow every link of every letter, press buttons, and send the one
click that only a person should. What was asked is a slip that names nobody;
whether it is believed is judged in post's memory when a reminder leaves; and an
administrator sees at which large mail domain a scanner clicks, and no more."""

import os
import re
import shutil
import sys
import unittest
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import DAY, MONDAY, Mail                          # noqa: E402
from lib import box                                           # noqa: E402
from lib.aoj import ROOT                                      # noqa: E402
from lib.browser import Browser                               # noqa: E402
from lib.respond import ALPHABET, Visitor, base32             # noqa: E402

ONE_CLICK = "List-Unsubscribe=One-Click"
MULTIPART = ('--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"'
             '\r\n\r\nOne-Click\r\n--x--\r\n')
STILL = 1e-6        # a clock that only the test moves
URL = re.compile(r"https?://[^\s<>\"']+")


def unbase32(text):
    bits = "".join(format(ALPHABET.index(c), "05b") for c in text)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits) - 7, 8))


def assets_with_reminders(house):
    """The product's assets; a reminder that has no text of its own yet says
    what the invitation says."""
    ours, theirs = os.path.join(ROOT, "assets"), house.folder + "/assets"
    shutil.copytree(ours + "/letters", theirs + "/letters")
    for name in set(os.listdir(ours)) - {"letters"}:
        os.symlink(os.path.join(ours, name), os.path.join(theirs, name))
    for kind in ("reminder_1", "reminder_2"):
        if not os.path.exists("%s/letters/%s.txt" % (theirs, kind)):
            shutil.copy(theirs + "/letters/invitation.txt",
                        "%s/letters/%s.txt" % (theirs, kind))
    return theirs


class Unsubscribe(Mail):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.house.env["AOJ_ASSETS"] = assets_with_reminders(cls.house)
        cls.house.start_survey()

    def setUp(self):
        self.house.set_clock(MONDAY, rate=STILL)

    def town(self):
        """62 people: three domains that many share, and people of their
        own."""
        people = [("ib%d@brug.example.org" % n, "ib", "De Brug")
                  for n in range(12)]
        people += [("ib%d@wijk.example.org" % n, "ib", "De Wijk")
                   for n in range(8)]
        people += [("info@school%d.example.org" % n, "ib", "School %d" % n)
                   for n in range(10)]
        people += [("j%d@zorg.example.org" % n, "jeugdhulp", "Zorg")
                   for n in range(14)]
        people += [("b%d@stad.example.org" % n, "beleid_gemeente", "Stad")
                   for n in range(12)]
        people += [("zoco@vo%d.example.org" % n, "zoco_vo", "")
                   for n in range(6)]
        return [(address, "Persoon", group, organisation)
                for address, group, organisation in people]

    def invited(self):
        """An open wave whose invitations have arrived: the letters, by
        address, with the link that unsubscribes."""
        wave = self.started(self.town(), link_base=self.house.origin)
        self.house.post_once()
        wave["letters"] = {x["to"]: x for x in self.letters_of(wave)}
        self.assertEqual(len(wave["letters"]), 62)
        for letter in wave["letters"].values():
            secret = unbase32(letter["link"].split("t=")[1])
            letter["unsubscribe"] = "%s/u?u=%s" % (
                self.house.origin, base32(box.derive(
                    "aoj/1/unsubscribe", secret)[:16]))
            header = letter["message"]["List-Unsubscribe"]
            if header is not None:
                self.assertIn(letter["unsubscribe"].rsplit("=", 1)[1],
                              header)
        return wave

    def later(self, seconds):
        self.house.set_clock(self.house.clock() + seconds, rate=STILL)

    def rows(self, wave, table):
        return self.house.sql("SELECT * FROM aoj.%s WHERE wave_id = '%s'"
                              " ORDER BY ctid" % (table, wave["id"]))

    def counts(self, wave):
        """How many slips there are about mail, and refusals."""
        return tuple(len(self.rows(wave, t)) for t in (
            "stop_request", "refusal"))

    def tables(self):
        """The dump of each table, by its name."""
        parts = re.split(r"^COPY aoj\.(\w+)", self.house.dump(), flags=re.M)
        return dict(zip(parts[1::2], (part.split("\n\\.\n")[0]
                                      for part in parts[2::2])))

    def domains(self, wave, check=True):
        return self.house.aoj("domain", "list", wave["wave"], check=check)

    def choose(self, letter, what="geen_mail"):
        person = Browser(self.house.origin)
        person.get(letter["unsubscribe"])
        person.submit(person.page.form("/u"), keuze=what)
        self.assertEqual(person.page.status, 200)
        person.close()

    def visitor(self, letter):
        visitor = Visitor(self.house)
        self.addCleanup(visitor.close)
        visitor.get(letter["link"].replace(self.house.origin, ""))
        visitor.submit(visitor.page.form("/begin"))
        return visitor

    def one_click(self, letter, number=0):
        robot = Browser(self.house.origin)
        body, kind = ((ONE_CLICK, "application/x-www-form-urlencoded"),
                      (MULTIPART, "multipart/form-data; boundary=x")
                      )[number % 2]
        page = robot.request("POST", letter["unsubscribe"], body,
                             {"Content-Type": kind}, follow=False)
        robot.close()
        self.assertEqual(page.status, 200)

    def remind(self, wave, kind):
        """Lets the reminders leave; who got one."""
        skip = {x["path"] for x in self.house.letters()}
        if not self.rows_of_kind(wave, kind):
            self.house.psql(
                "WITH made AS (INSERT INTO aoj.mail_run (wave_id, kind,"
                " function_group, part, due_at, ends_at) SELECT wave_id, '%s',"
                " function_group, part, to_timestamp(%d), to_timestamp(%d) +"
                " interval '1 day' FROM aoj.mail_run"
                " WHERE wave_id = '%s' AND kind = 'invitation' RETURNING *)"
                " INSERT INTO aoj.letter (invitation_id, kind, mail_run_id)"
                " SELECT l.invitation_id, made.kind, made.mail_run_id FROM"
                " made JOIN aoj.mail_run r ON (r.wave_id, r.function_group,"
                " r.part, r.kind) = (made.wave_id, made.function_group,"
                " made.part, 'invitation') JOIN aoj.letter l ON"
                " l.mail_run_id = r.mail_run_id" % (
                    kind, self.house.clock(), self.house.clock(),
                    wave["id"]))
        last, = self.house.sql(
            "SELECT extract(epoch FROM max(due_at))::bigint AS at FROM"
            " aoj.mail_run WHERE wave_id = '%s' AND kind = '%s'"
            % (wave["id"], kind))
        self.house.set_clock(max(self.house.clock(), int(last["at"])) + 1,
                             rate=STILL)
        self.house.post_once()
        states = {r["state"] for r in self.rows_of_kind(wave, kind)}
        self.assertEqual(states, {"claimed"})
        return {x["to"] for x in self.house.letters(skip)
                if "<%s." % wave["wave"] in (x["message"]["List-Id"]
                                               or "")}

    def rows_of_kind(self, wave, kind):
        return [r for r in self.rows(wave, "mail_run") if r["kind"] == kind]

    # -- robots -----------------------------------------------------------------

    def crawl(self, letter):
        """Follows every link of a letter, and of the pages behind them, and
        presses every only button."""
        robot = Browser(self.house.origin)
        message = letter["message"]
        queue = [("GET", url, None) for url in URL.findall(
            "\n".join(part.get_content() for part in message.walk()
                      if part.get_content_maintype() == "text") +
            str(message["List-Unsubscribe"] or ""))]
        queue += [("GET", letter["unsubscribe"], None),
                  ("HEAD", letter["unsubscribe"], None)]
        done = set()
        while queue:
            step = queue.pop()
            url = urllib.parse.urljoin(self.house.origin, step[1])
            if step in done or not url.startswith(self.house.origin + "/"):
                continue
            done.add(step)
            page = robot.request(step[0], url, step[2])
            queue += [("GET", urllib.parse.urljoin(page.url, link)
                       .partition("#")[0], None) for link in page.links]
            queue += [("POST", urllib.parse.urljoin(page.url, form.action),
                       urllib.parse.urlencode(form.pairs(form.buttons()[0])))
                      for form in page.forms if len(form.buttons()) == 1]
        robot.close()
        self.assertGreater(len(done), 12)

    def test_a_scanner_that_follows_every_link_asks_for_nothing(self):
        wave = self.invited()
        for letter in wave["letters"].values():
            self.crawl(letter)
        self.assertEqual(self.counts(wave), (0, 0))

    def at(self, wave, *domains):
        return [address for address in sorted(wave["letters"])
                if address.split("@")[1].startswith(domains)]

    def test_a_scanner_at_one_employer_stops_no_reminder(self):
        """Every 45 seconds one, at three employers: none of theirs is
        believed, and who asked at a school is."""
        wave = self.invited()
        honest = "info@school3.example.org"
        for number, address in enumerate(
                self.at(wave, "brug", "wijk", "zorg") + [honest]):
            self.one_click(wave["letters"][address], number)
            self.later(45)
        self.assertEqual(self.counts(wave), (35, 0))
        self.later(7 * DAY)
        self.assertEqual(self.remind(wave, "reminder_1"),
                         set(wave["letters"]) - {honest})

    def test_a_few_of_a_domain_are_believed_up_to_a_fifth_of_its_people(self):
        wave = self.invited()
        # Three of twelve; and on two days four of eight, two on each.
        first = self.at(wave, "stad")[:3] + self.at(wave, "wijk")[:2]
        for address in first:
            self.one_click(wave["letters"][address])
        self.later(DAY)
        second = self.at(wave, "wijk")[2:4]
        for address in second:
            self.one_click(wave["letters"][address])
        # Four of fourteen on one day: nobody's word.
        for address in self.at(wave, "zorg")[:4]:
            self.one_click(wave["letters"][address])
        self.later(6 * DAY)
        self.assertEqual(self.remind(wave, "reminder_1"),
                         set(wave["letters"]) - set(first + second))

    def test_what_was_asked_is_written_once_and_decided_nowhere(self):
        """No table but that of slips changes when somebody asks, and none
        when a reminder leaves that nobody believes or believes."""
        wave = self.invited()
        self.later(3600)
        before = self.tables()
        for address in self.at(wave, "brug", "school"):
            self.one_click(wave["letters"][address])
            self.one_click(wave["letters"][address])
        after = self.tables()
        self.assertEqual({t for t in after if after[t] != before[t]},
                         {"stop_request"})
        self.assertNotRegex(after["stop_request"], r"\d\d:\d\d:\d\d")
        # What post judges when reminders leave changes none of these either.
        self.later(7 * DAY)
        self.remind(wave, "reminder_1")
        left = self.tables()
        for table in ("stop_request", "refusal", "invitation", "withdrawal",
                      "domain_word", "alert", "outbox", "amendment"):
            self.assertEqual(left[table], after[table], table)

    def test_a_slip_shares_no_value_with_people_but_its_wave(self):
        wave = self.invited()
        self.one_click(wave["letters"]["j2@zorg.example.org"])
        slip, = self.rows(wave, "stop_request")
        values = {v for r in self.rows(wave, "invitation")
                  for v in r.values()}
        self.assertEqual({v for v in slip.values() if v in values},
                         {wave["id"]})

    # -- people -----------------------------------------------------------------

    def test_who_asked_gets_no_reminder_and_can_still_answer(self):
        wave = self.invited()
        letters = wave["letters"]
        click, page = "ib3@brug.example.org", "b7@stad.example.org"
        self.one_click(letters[click])
        self.choose(letters[page])
        self.later(7 * DAY)
        self.assertEqual(self.remind(wave, "reminder_1"),
                         set(letters) - {click, page})
        visitor = self.visitor(letters[click])
        visitor.answer_all()
        self.assertIn("Bedankt", visitor.send().h1)
        self.assertEqual(self.counts(wave), (2, 0))

    def test_who_wants_mail_again_says_so_with_the_link(self):
        wave = self.invited()
        letter = wave["letters"]["ib3@brug.example.org"]
        self.one_click(letter)
        visitor = self.visitor(letter)
        page = visitor.get("/niet-meedoen")
        visitor.submit(page.form("/niet-meedoen"), keuze="weer_mail")
        self.assertEqual(self.counts(wave), (2, 0))
        self.later(7 * DAY)
        self.assertEqual(self.remind(wave, "reminder_1"),
                         set(wave["letters"]))

    def test_who_says_no_on_the_page_gets_no_reminder(self):
        """Whatever the scanner of his employer did before."""
        wave = self.invited()
        stad = self.at(wave, "stad")
        for address in stad:
            self.one_click(wave["letters"][address])
        self.choose(wave["letters"][stad[1]])
        for address, path, choice in (
                (stad[2], "/niet-meedoen", "niet_meedoen"),
                (stad[3], "/niet-mijn-lijst", "niet_doelgroep")):
            visitor = self.visitor(wave["letters"][address])
            page = visitor.get(path)
            visitor.submit(page.form(path), keuze=choice)
        self.assertEqual(self.counts(wave), (13, 2))
        self.later(7 * DAY)
        self.assertEqual(self.remind(wave, "reminder_1"),
                         set(wave["letters"]) - set(stad[1:4]))

    def test_who_refused_and_answered_is_no_different_from_who_refused(self):
        wave = self.invited()
        people = self.at(wave, "zorg")[:2]
        for address in people:
            visitor = self.visitor(wave["letters"][address])
            page = visitor.get("/niet-meedoen")
            visitor.submit(page.form("/niet-meedoen"), keuze="niet_meedoen")
        before = self.tables()
        visitor = self.visitor(wave["letters"][people[0]])
        visitor.answer_all()
        self.assertIn("Bedankt", visitor.send().h1)
        after = self.tables()
        self.assertEqual({t for t in after if after[t] != before[t]},
                         {"envelope"})

    def test_who_asks_while_reminders_wait_gets_none(self):
        wave = self.invited()
        self.later(7 * DAY)
        self.one_click(wave["letters"]["zoco@vo1.example.org"])
        got = self.remind(wave, "reminder_1")
        self.assertEqual(len(got), 61)
        self.assertNotIn("zoco@vo1.example.org", got)

    # -- the administrator --------------------------------------------------------

    def test_an_administrator_sees_a_domain_of_ten_and_no_number(self):
        wave = self.invited()
        for address in self.at(wave, "brug", "wijk"):
            self.one_click(wave["letters"][address])
        self.assertIn("Er is geen maildomein", self.domains(wave).stdout)
        self.later(DAY)                 # as of last midnight
        said = self.domains(wave).stdout
        self.assertEqual(said, "Bij brug.example.org klikt een scanner (nog "
                         "niet beslist, de herinneringen gaan verder)\n")
        # Twelve people there; withdrawn below ten, it is named no more.
        for address in self.at(wave, "brug")[:3]:
            self.house.aoj("invitee", "withdraw", wave["wave"], "-",
                           stdin=address + "\n")
        self.assertIn("Er is geen maildomein", self.domains(wave).stdout)
        for words in (("wave", "show"), ("post", "status"), ("rates",)):
            text = self.house.aoj(*words, wave["wave"]).stdout
            self.assertNotRegex(text, r"scanner|afmeld|brug|robot")

    def test_people_who_join_later_count_no_requests_of_others(self):
        """Who adds people and has them ask would find out how many of the
        others did: two of twelve asked here."""
        wave = self.invited()
        for address in self.at(wave, "brug")[:2]:
            self.one_click(wave["letters"][address])
        skip = {x["path"] for x in self.house.letters()}
        self.house.aoj(
            "invitee", "add", wave["wave"], self.file("erbij.csv", (
                "email;naam;functiegroep;organisatie\n" + "".join(
                    "extra%d@brug.example.org;E;ib;De Brug\n" % n
                    for n in range(6))).encode()))
        self.later(3600)
        self.house.post_once()
        for letter in self.house.letters(skip):
            secret = unbase32(letter["link"].split("t=")[1])
            self.one_click({"unsubscribe": "%s/u?u=%s" % (
                self.house.origin, base32(box.derive(
                    "aoj/1/unsubscribe", secret)[:16]))})
        self.assertEqual(self.counts(wave), (8, 0))
        self.later(DAY)
        self.assertIn("Er is geen maildomein", self.domains(wave).stdout)

    def test_a_word_about_a_domain_decides_for_all_of_it(self):
        wave = self.invited()
        brug, zorg = self.at(wave, "brug"), self.at(wave, "zorg")
        for address in brug + zorg[:2]:
            self.one_click(wave["letters"][address])
        self.later(7 * DAY)
        done = self.house.aoj("domain", "believe", wave["wave"],
                              "@Brug.Example.ORG")
        self.assertIn("geen herinneringen meer", done.stdout)
        self.house.aoj("domain", "scanner", wave["wave"], "-",
                       stdin="zorg.example.org\n")
        self.assertIn("Bij brug.example.org klikt een scanner (u zei: mensen)",
                      self.domains(wave).stdout)
        self.assertEqual(self.remind(wave, "reminder_1"),
                         set(wave["letters"]) - set(brug))
        # The last word counts; neither it nor the log of it names anybody.
        self.house.aoj("domain", "scanner", wave["wave"], "brug.example.org")
        self.later(7 * DAY)
        self.assertEqual(self.remind(wave, "reminder_2"),
                         set(wave["letters"]))
        self.assertEqual(len(self.rows(wave, "domain_word")), 2)
        self.assertEqual([r["what"] for r in self.house.sql(
            "SELECT what, detail FROM aoj.audit WHERE wave_id = '%s' AND"
            " what LIKE '%%_domain' AND detail = '{}' ORDER BY audit_id"
            % wave["id"])],
            ["believe_domain", "distrust_domain", "distrust_domain"])
        self.assertNotIn("brug", self.house.dump())

    def test_what_is_no_domain_and_a_wave_that_is_not_there_are_named(self):
        wave = self.invited()
        for words, stdin, sentence in (
                (("believe", wave["wave"], "geen domein"), None, "maildomein"),
                (("scanner", wave["wave"], "-"), "\n", "één regel"),
                (("scanner", wave["wave"], "-"), "a.nl\nb.nl\n", "één regel"),
                (("list", "geen-meting"), None, "geen-meting"),
                (("believe", "geen-meting", "a.nl"), None, "geen-meting")):
            done = self.house.aoj("domain", *words, stdin=stdin, check=False)
            self.assertEqual(done.returncode, 1, words)
            self.assertIn(sentence, done.stderr)
        self.assertEqual(self.rows(wave, "domain_word"), [])

    def test_without_the_wave_s_keys_nothing_is_listed(self):
        wave = self.invited()
        key = os.path.join(self.house.secrets, "post/link",
                           wave["id"] + ".key")
        os.rename(key, key + ".away")
        self.addCleanup(os.rename, key + ".away", key)
        done = self.domains(wave, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(wave["id"] + ".key", done.stderr)

    # -- hashes -------------------------------------------------------------------

    def test_a_wave_from_before_gets_what_unsubscribes_and_stays_frozen(self):
        wave = self.invited()
        hashes = {r["invitation_id"]: r["unsubscribe_hash"]
                  for r in self.rows(wave, "invitation")}
        for letter in wave["letters"].values():
            self.assertIn("\\x" + box.derive(
                "aoj/1/unsubscribe-hash", unbase32(letter["unsubscribe"].split(
                    "u=")[1])).hex(), hashes.values())
        self.house.psql(
            "ALTER TABLE aoj.invitation DISABLE TRIGGER promises; UPDATE"
            " aoj.invitation SET unsubscribe_hash = NULL WHERE wave_id ="
            " '%s'; ALTER TABLE aoj.invitation ENABLE TRIGGER promises"
            % wave["id"])
        self.later(7 * DAY)
        self.assertEqual(len(self.remind(wave, "reminder_1")), 62)
        self.assertEqual({r["invitation_id"]: r["unsubscribe_hash"]
                          for r in self.rows(wave, "invitation")}, hashes)
        self.house.psql("CREATE EXTENSION IF NOT EXISTS pageinspect")
        self.assertEqual(self.house.sql(
            "SELECT count(*) FROM generate_series(0, pg_relation_size("
            "'aoj.invitation') / 8192 - 1) p, heap_page_items(get_raw_page("
            "'aoj.invitation', p::int)) WHERE lp_flags = 1 AND t_infomask &"
            " 768 <> 768"), [{"count": "0"}])


if __name__ == "__main__":
    unittest.main()
