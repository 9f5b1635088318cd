"""Scanners follow every link of every letter, press buttons, and send the one
click that only a person should: nobody is opted out unnoticed. A person's own
word counts after two minutes, stops the reminders, and can be taken back."""

import os
import re
import shutil
import subprocess
import sys
import unittest
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import DAY, MONDAY, Mail                          # noqa: E402
from lib import box                                           # noqa: E402
from lib.aoj import ROOT, as_user, wait_for                   # noqa: E402
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
        """How many asked, are held, and have refused."""
        return tuple(len(self.rows(wave, t)) for t in (
            "unsubscribe", "unsubscribe_held", "refusal"))

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
                " function_group, part, due_at) SELECT wave_id, '%s',"
                " function_group, part, to_timestamp(%d) FROM aoj.mail_run"
                " WHERE wave_id = '%s' AND kind = 'invitation' RETURNING *)"
                " INSERT INTO aoj.letter (invitation_id, kind, mail_run_id)"
                " SELECT l.invitation_id, made.kind, made.mail_run_id FROM"
                " made JOIN aoj.mail_run r ON (r.wave_id, r.function_group,"
                " r.part, r.kind) = (made.wave_id, made.function_group,"
                " made.part, 'invitation') JOIN aoj.letter l ON"
                " l.mail_run_id = r.mail_run_id" % (
                    kind, self.house.clock(), wave["id"]))
        last, = self.house.sql(
            "SELECT extract(epoch FROM max(due_at))::bigint AS at FROM"
            " aoj.mail_run WHERE wave_id = '%s' AND kind = '%s'"
            % (wave["id"], kind))
        self.house.set_clock(max(self.house.clock(), int(last["at"])) + 1,
                             rate=STILL)
        self.house.post_once()
        settled = {r["state"] for r in self.rows_of_kind(wave, kind)}
        self.assertEqual(settled, {"settled"})
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

    def test_a_scanner_that_does_everything_opts_nobody_out_unnoticed(self):
        wave = self.invited()
        letters = list(wave["letters"].values())
        for letter in letters:
            self.crawl(letter)
        self.assertEqual(self.counts(wave), (0, 0, 0))

        begun = int(self.house.clock())
        for number, letter in enumerate(letters):
            self.house.set_clock(begun + number * 59 // len(letters),
                                 rate=STILL)
            self.crawl(letter)
            self.one_click(letter, number)
        self.assertEqual(self.counts(wave), (62, 0, 0))
        self.house.set_clock(begun + 119, rate=STILL)
        self.house.post_once()
        self.assertEqual(self.counts(wave), (62, 0, 0))
        self.house.set_clock(begun + 120, rate=STILL)
        self.house.post_once()
        self.assertEqual(self.counts(wave), (62, 62, 0))

        # It is said, in every place where an administrator looks.
        self.assertRegex(self.house.aoj("wave", "show", wave["wave"]).stdout,
                         r"robot zijn: 62 \(aoj unsubscribe list")
        said = self.house.aoj("unsubscribe", "list", wave["wave"]).stdout
        self.assertIn("Te bevestigen: 62.", said)
        told = [line.split("\t") for line in said.splitlines()
                if "\t" in line]
        self.assertEqual({line[2] for line in told}, set(wave["letters"]))
        for line in told:
            self.assertEqual(len(line), 5)
            self.assertRegex(line[3], r"^16 maart 2015, 11\.0\d uur$")
        brug = [line for line in told if "@brug." in line[2]]
        self.assertEqual({(line[1], line[4]) for line in brug}, {(
            "De Brug", "binnen twee minuten meer dan 3 van "
            "brug.example.org")})
        self.assertEqual({line[4] for line in told if "@vo" in line[2]}, {
            "binnen twee minuten meer dan 20 % van een ronde brieven"})
        self.assertEqual(self.house.sql(
            "SELECT what FROM aoj.alert WHERE wave_id = '%s'" % wave["id"]),
            [{"what": "unsubscribe_held"}])
        mail = [x for x in self.house.letters()
                if "unsubscribe list" in x["text"] and
                "status %s" % wave["wave"] in x["text"]]
        self.assertEqual(len(mail), 1)
        self.assertIn("62 afmeldingen", " ".join(mail[0]["text"].split()))
        self.assertNotIn("@brug", mail[0]["text"])
        log = self.house.log("survey")
        self.assertNotIn("brug.example.org", log)

        # Rows say nothing of who asked before whom.
        order = [r["asked_at"] for r in self.rows(wave, "unsubscribe_held")]
        self.assertNotEqual(order, sorted(order))

        # Nobody gets a letter until it is decided; then everybody does.
        self.later(7 * DAY)
        self.assertEqual(self.remind(wave, "reminder_1"), set())
        done = self.house.aoj("unsubscribe", "dismiss", wave["wave"], "--all")
        self.assertIn("62 afmeldingen: niet van henzelf", done.stdout)
        self.assertEqual(self.counts(wave), (62, 62, 0))
        self.later(7 * DAY)
        self.assertEqual(self.remind(wave, "reminder_2"),
                         set(wave["letters"]))
        self.assertIn("Er wachten geen", self.house.aoj(
            "unsubscribe", "list", wave["wave"]).stdout)
        self.assertNotIn("robot", self.house.aoj(
            "wave", "show", wave["wave"]).stdout)

    def test_a_robot_at_one_employer_does_not_speak_for_the_others(self):
        wave = self.invited()
        letters = wave["letters"]
        honest = "info@school3.example.org"
        for address in sorted(letters):
            if address.endswith("@zorg.example.org") or address == honest:
                self.one_click(letters[address])
                self.later(1)
        self.later(120)
        self.house.post_once()
        self.assertEqual(self.counts(wave), (15, 14, 1))
        said = self.house.aoj("unsubscribe", "list", wave["wave"]).stdout
        self.assertEqual(said.count("\t" + "Zorg\t"), 14)
        self.assertNotIn(honest, said)
        self.later(7 * DAY)
        self.assertEqual(len(self.remind(wave, "reminder_1")), 62 - 15)

    # -- people -----------------------------------------------------------------

    def test_a_person_s_word_counts_after_two_minutes(self):
        wave = self.invited()
        letters = wave["letters"]
        click, page = "ib3@brug.example.org", "b7@stad.example.org"
        self.one_click(letters[click])
        person = Browser(self.house.origin)
        self.addCleanup(person.close)
        person.get(letters[page]["unsubscribe"])
        person.submit(person.page.form("/u"), keuze="geen_mail")
        self.assertIn("wij verwerken dit", person.page.h1)
        self.later(119)
        self.house.post_once()
        self.assertEqual(self.counts(wave), (2, 0, 0))
        self.later(1)
        self.house.post_once()
        self.assertEqual(self.counts(wave), (2, 0, 2))
        self.assertEqual({r["status"] for r in self.rows(wave, "refusal")},
                         {"refused"})
        self.assertIn("Er wachten geen", self.house.aoj(
            "unsubscribe", "list", wave["wave"]).stdout)
        before = self.house.dump()
        self.later(3600)
        self.house.post_once()
        self.assertEqual(self.house.dump(), before)

        # No reminder any more; and with the link from the letter one can
        # still take part, which leaves what was said as it was.
        self.later(7 * DAY)
        self.assertEqual(self.remind(wave, "reminder_1"),
                         set(letters) - {click, page})
        visitor = Visitor(self.house)
        self.addCleanup(visitor.close)
        visitor.get(letters[click]["link"].replace(self.house.origin, ""))
        visitor.submit(visitor.page.form("/begin"))
        visitor.answer_all()
        self.assertIn("Bedankt", visitor.send().h1)
        self.assertEqual(self.counts(wave), (2, 0, 2))

    def test_who_has_asked_gets_no_letter_before_it_is_confirmed(self):
        wave = self.invited()
        self.later(7 * DAY)
        self.one_click(wave["letters"]["zoco@vo1.example.org"])
        got = self.remind(wave, "reminder_1")
        self.assertEqual(len(got), 61)
        self.assertNotIn("zoco@vo1.example.org", got)
        self.assertEqual(self.rows_of_kind(wave, "reminder_1")[0]["state"],
                         "settled")

    def test_post_that_runs_confirms_by_itself_and_in_time(self):
        wave = self.invited()
        self.one_click(wave["letters"]["j2@zorg.example.org"])
        self.house.start_post()
        try:
            asked = self.house.clock()
            # It looks when it starts, and knows then when to look again.
            wait_for(lambda: self.house.sql(
                "SELECT 1 FROM pg_stat_activity WHERE usename = 'aoj_post'"
                " AND state = 'idle' AND query LIKE 'SELECT%outbox%'"), 20)
            self.house.set_clock(asked + 118, rate=1)
            wait_for(lambda: self.counts(wave) == (1, 0, 1), 20)
            self.assertGreaterEqual(self.house.clock(), asked + 120)
        finally:
            self.house.stop_process("post")

    def test_two_posts_at_once_hold_and_tell_once(self):
        wave = self.invited()
        for number, letter in enumerate(wave["letters"].values()):
            self.one_click(letter, number)
        self.later(121)
        posts = [subprocess.Popen(
            as_user([os.path.join(self.house.build, "aoj-post"), "--once"]),
            env=self.house.env, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL) for _ in range(2)]
        self.assertEqual([p.wait(60) for p in posts], [0, 0])
        self.assertEqual(self.counts(wave), (62, 62, 0))
        self.assertEqual(len(self.rows(wave, "alert")), 1)

    def test_what_was_asked_before_closing_is_confirmed_after_it(self):
        wave = self.invited()
        self.one_click(wave["letters"]["j5@zorg.example.org"])
        self.house.aoj("wave", "close", wave["wave"])
        self.later(121)
        self.house.post_once()
        self.assertEqual(self.counts(wave), (1, 0, 1))

    def test_without_the_key_of_the_list_nobody_is_judged(self):
        """Too many of one domain could not be seen."""
        wave = self.invited()
        self.one_click(wave["letters"]["j5@zorg.example.org"])
        self.later(121)
        key = os.path.join(self.house.secrets, "contact", wave["id"] + ".key")
        os.rename(key, key + ".away")
        self.house.start_post("keyless")
        try:
            wait_for(lambda: wave["id"] + ".key" in self.house.log("keyless"),
                     20)
        finally:
            self.house.stop_process("keyless")
            os.rename(key + ".away", key)
        self.assertEqual(self.counts(wave), (1, 0, 0))
        self.house.post_once()
        self.assertEqual(self.counts(wave), (1, 0, 1))

    # -- the administrator --------------------------------------------------------

    def held(self, addresses):
        wave = self.invited()
        for address in addresses:
            self.one_click(wave["letters"][address])
        self.later(121)
        self.house.post_once()
        self.assertEqual(self.counts(wave), (len(addresses),
                                             len(addresses), 0))
        return wave

    def decide(self, wave, verb, about, check=True):
        """about: --all, or an address, which is no argument."""
        if about.startswith("--"):
            return self.house.aoj("unsubscribe", verb, wave["wave"], about,
                                  check=check)
        return self.house.aoj("unsubscribe", verb, wave["wave"], "-",
                              stdin=about + "\n", check=check)

    def test_an_administrator_confirms_and_dismisses_one_by_one(self):
        people = ["j%d@zorg.example.org" % n for n in range(5)]
        wave = self.held(people)
        self.decide(wave, "confirm", "j0@ZORG.Example.org")
        self.assertEqual(self.counts(wave), (5, 5, 1))
        self.decide(wave, "dismiss", people[1])
        self.assertEqual(self.counts(wave), (5, 5, 1))
        for words, sentence in (
                (("confirm", people[0]), "wacht geen afmelding"),
                (("dismiss", people[1]), "wacht geen afmelding"),
                (("confirm", "b1@stad.example.org"), "wacht geen"),
                (("confirm", "geen adres"), "."),
                (("confirm", " "), "één regel"),
                (("confirm", people[2] + "\n" + people[3]), "één regel")):
            done = self.decide(wave, *words, check=False)
            self.assertEqual(done.returncode, 1, words)
            self.assertIn(sentence, done.stderr)
        for verb, *more in (("confirm",), ("dismiss", "-", "--all"),
                            ("dismiss", people[2]),
                            ("dismiss", people[2], people[3])):
            self.assertEqual(self.house.aoj(
                "unsubscribe", verb, wave["wave"], *more,
                check=False).returncode, 2, (verb, more))
        self.assertEqual(self.counts(wave), (5, 5, 1))
        self.assertIn("3 afmeldingen: bevestigd", self.decide(
            wave, "confirm", "--all").stdout)
        self.assertEqual(self.counts(wave), (5, 5, 4))
        done = self.decide(wave, "confirm", "--all", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("Er wachten geen afmeldingen", done.stderr)

        audit = self.house.sql(
            "SELECT what, detail FROM aoj.audit WHERE wave_id = '%s' AND what"
            " LIKE '%%unsubscribe%%' ORDER BY audit_id" % wave["id"])
        self.assertEqual([(r["what"], r["detail"]) for r in audit], [
            ("confirm_unsubscribes", '{"people": 1}'),
            ("dismiss_unsubscribes", '{"people": 1}'),
            ("confirm_unsubscribes", '{"people": 3}')])
        self.later(7 * DAY)
        got = self.remind(wave, "reminder_1")
        self.assertEqual(set(wave["letters"]) - got, set(people) - {people[1]})

    def test_who_was_taken_for_a_robot_can_still_say_so_himself(self):
        people = ["b%d@stad.example.org" % n for n in range(4)]
        wave = self.held(people)
        self.decide(wave, "dismiss", "--all")
        self.one_click(wave["letters"][people[0]])
        self.assertEqual(self.counts(wave), (5, 4, 0))
        self.later(121)
        self.house.post_once()
        self.assertEqual(self.counts(wave), (5, 4, 1))

    def test_who_declines_on_the_page_waits_for_nobody(self):
        people = ["b%d@stad.example.org" % n for n in range(4)]
        wave = self.held(people)
        visitor = Visitor(self.house)
        self.addCleanup(visitor.close)
        visitor.get(wave["letters"][people[2]]["link"].replace(
            self.house.origin, ""))
        visitor.submit(visitor.page.form("/begin"))
        page = visitor.get("/niet-meedoen")
        visitor.submit(page.form("/niet-meedoen"), keuze="niet_meedoen")
        said = self.house.aoj("unsubscribe", "list", wave["wave"]).stdout
        self.assertIn("Te bevestigen: 3.", said)
        self.assertNotIn(people[2], said)

    def test_a_wave_that_is_not_there_is_named(self):
        for words in (("list", "geen-meting"), ("confirm", "geen-meting",
                                                "--all")):
            done = self.house.aoj("unsubscribe", *words, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn("geen-meting", done.stderr)

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
