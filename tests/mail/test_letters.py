"""The letter as its receiver gets it, judged by an e-mail library of another
author: headers, both parts, names as they come, and a link that works."""

import base64
import email
import email.policy
import html.parser
import os
import re
import sys
import unittest
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import DAY, MONDAY, Mail                          # noqa: E402
from lib import box                                           # noqa: E402
from lib.respond import base32                                # noqa: E402

REMINDERS, LAST = ["reminder_1", "reminder_2", "reminder_3"], ["last_call"]
TITLES = {
    "invitation": "Hoe goed werken onderwijs en jeugdhulp samen",
    "reminder_1": "Wilt u nog meedoen",
    "reminder_2": "Uw ervaring telt mee",
    "reminder_3": r"Hebt u \d+ minuten voor ons",
    "last_call": "De vragenlijst sluit bijna",
}

NAMES = {
    "gewoon": "Jan Jansen",
    "niemand": "",
    "komma": "Jansen, Jan \"de Baas\" <jan@elders.nl>",
    "accent": "Renée Brøndsted-Šimůnková",
    "emoji": "👩‍🏫 Anne 🏳️‍🌈",
    "rechts": "שרה כהן",
    "arabisch": "محمد بن علي",
    "chinees": "王小明",
    "lang": "Wilhelmina " + "van der " * 21 + "Berg",
    "codering": "=?utf-8?q?Jan?= =?utf-8?b?SmFuc2Vu?=",
    "haken": "<script>alert(1)</script> & {{NAAM}} %s",
    "link": "https://evil.example/ Jan",
    "punt": ".",
    "adres": "jan@evil.example",
}


# What every filter calls spam, so that a filter that is deaf is heard.
GTUBE = (b"From: a@example.org\nTo: b@example.org\nSubject: x\n\nXJS*C4JDBQADN1"
         b".NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n")


class Words(html.parser.HTMLParser):
    """What a reader of the HTML part reads, and where its links go."""

    def __init__(self, source):
        super().__init__()
        self.words, self.links, self.tags, self.inside = "", [], [], []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.inside.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])
        if tag == "li":
            self.words += "- "

    def handle_endtag(self, tag):
        self.inside.remove(tag)

    def handle_data(self, data):
        if "main" in self.inside:
            self.words += data


# The invitation and three letters more; the last a day later, since nothing
# leaves on Tweede Paasdag.
WEEKS = [MONDAY + days * DAY for days in (0, 7, 14, 22)]


class Letters(Mail):
    """Two trial waves, with three reminders and with a last call, and two as
    in earnest: every kind of letter to everybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        self = cls()
        school = "Stichting voor Openbaar Onderwijs “De Brug” & Zonen " * 7
        people = [("%s@example.org" % k, name, "ib",
                   school.strip() if k == "lang" else "Basisschool <De Brug>")
                  for k, name in NAMES.items()]
        people += [("idn@bücher.example", "Käthe", "ib", "www.school.example")]
        earnest = [("e%d@example.org" % i, "Jo de Vries", "ib", "De Brug")
                   for i in range(5)]
        cls.house.set_clock(MONDAY)
        # A domain that is not the link's, and is meant to be.
        cls.house.env["AOJ_SENDER_DOMAINS"] = "aansluiting.nl"
        cls.waves = []
        for kinds in (REMINDERS, LAST):
            title = ("Monitor “Aansluiting” Onderwijs–Jeugdhulp Proefregio, "
                     "een lange titel")
            cls.waves.append((kinds, self.started(people, title=title)))
            cls.waves.append((kinds, self.started(
                earnest, example="drechtsteden-2015",
                sender={"name": "Monitor Drechtsteden",
                        "address": "monitor@aansluiting.nl"})))
        cls.house.psql("UPDATE aoj.mail_run SET due_at = to_timestamp(%d)"
                       " WHERE kind = 'invitation' AND state = 'due'"
                       % MONDAY)
        cls.house.post_once()
        for week in range(3):
            due = WEEKS[week + 1]
            for kinds, wave in cls.waves:
                if week < len(kinds):
                    self.remind(wave, kinds[week], due)
            cls.house.set_clock(due + 60)
            cls.house.post_once()
        cls.all = [dict(l, name=l["to"].split("@")[0], wave=w, kind=kind)
                   for _, w in cls.waves for l in self.letters_of(w)
                   for kind in [self.kind_of(l)]]
        cls.wave = cls.waves[0][1]
        cls.count = (4 + 2) * (len(people) + len(earnest))
        cls.trial = {l["name"]: l for l in cls.all
                     if l["wave"] is cls.wave and l["kind"] == "invitation"}

    @staticmethod
    def kind_of(letter):
        kind, = [k for k, title in TITLES.items()
                 if re.match(title, letter["text"])]
        return kind

    def each(self):
        for letter in self.all:
            with self.subTest(letter["name"], kind=letter["kind"]):
                yield letter["name"], letter["message"], letter

    def one(self, kind):
        """A letter of this kind, in earnest."""
        return next(l for l in self.all if l["kind"] == kind
                    and not l["wave"].get("trial"))

    def part(self, message, subtype):
        return message.get_body((subtype,)).get_content()

    def test_nobody_is_left_out_for_his_name(self):
        self.assertEqual(len(self.all), self.count)
        self.assertEqual({l["kind"] for l in self.all}, set(TITLES))

    def test_letters_have_no_defects(self):
        for _, message, letter in self.each():
            for part in message.walk():
                self.assertEqual(part.defects, [])
            for header, value in message.items():
                self.assertEqual(getattr(value, "defects", ()), (), header)
            with open(letter["path"], "rb") as f:
                raw = f.read()
            self.assertNotIn(b"\n", raw.replace(b"\r\n", b""))
            self.assertNotIn(b"\r", raw.replace(b"\r\n", b""))
            self.assertLess(max(raw), 128)
            head = raw.split(b"\r\n\r\n")[0]
            self.assertEqual(re.findall(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]",
                                        head), [])
            self.assertLessEqual(max(map(len, raw.split(b"\r\n"))), 998)
            # But for what is never broken: an address of its own.
            self.assertLessEqual(max(
                len(line) for line in head.split(b"\r\n")
                if not re.match(rb"(List-Unsubscribe:)? <\S+>,?$", line)), 78)

    def test_every_header_is_there_once(self):
        ids = set()
        for name, message, letter in self.each():
            names = [k.lower() for k in message.keys()]
            self.assertEqual(len(names), len(set(names)))
            wanted = {
                "from", "reply-to", "to", "subject", "date", "message-id",
                "list-id", "list-unsubscribe", "auto-submitted",
                "content-language", "mime-version", "content-type"}
            if letter["kind"] != "invitation":
                wanted |= {"in-reply-to", "references"}
            if not letter["wave"].get("trial"):
                wanted |= {"list-unsubscribe-post"}
            self.assertEqual(set(names), wanted)
            sender, = message["From"].addresses
            self.assertEqual(
                (sender.display_name, sender.addr_spec),
                (letter["wave"]["sender"]["name"],
                 letter["wave"]["sender"]["address"]))
            self.assertEqual(message["Reply-To"].addresses[0].addr_spec,
                             letter["wave"]["contact"]["address"])
            self.assertEqual(len(message["To"].addresses), 1)
            self.assertEqual(message["Auto-Submitted"], "auto-generated")
            self.assertEqual(message["Content-Language"], "nl")
            self.assertRegex(message["List-Id"], r" <%s\.(localhost|monitor\."
                             r"example\.org)>$" % letter["wave"]["wave"])
            self.assertRegex(message["Message-ID"], r"^<[0-9a-f]{32}@%s>$"
                             % sender.domain)
            ids.add(message["Message-ID"])
        self.assertEqual(len(ids), self.count)

    def test_its_date_is_when_it_left_in_amsterdam(self):
        """The weeks of these waves lie around the spring change."""
        offsets = set()
        for _, message, letter in self.each():
            kinds, = [k for k, w in self.waves if w is letter["wave"]]
            week = (["invitation"] + kinds).index(letter["kind"])
            sent = message["Date"].datetime
            due = WEEKS[week]
            self.assertGreaterEqual(sent.timestamp(), due)
            self.assertLess(sent.timestamp(), due + 600)
            self.assertEqual(sent.utcoffset().seconds,
                             3600 if week < 2 else 7200)
            offsets.add(sent.utcoffset().seconds)
        self.assertEqual(offsets, {3600, 7200})

    def test_dates_are_right_when_the_clock_changes(self):
        cases = (
            ("2015-03-09", "2015-03-29", "zondag 29 maart 2015", (
                (1427590799, "Sun, 29 Mar 2015 01:59:59 +0100"),
                (1427590800, "Sun, 29 Mar 2015 03:00:00 +0200"),
                (1427666340, "Sun, 29 Mar 2015 23:59:00 +0200"))),
            ("2015-05-04", "2015-10-25", "zondag 25 oktober 2015", (
                (1445731200, "Sun, 25 Oct 2015 02:00:00 +0200"),
                (1445734799, "Sun, 25 Oct 2015 02:59:59 +0200"),
                (1445734800, "Sun, 25 Oct 2015 02:00:00 +0100"))))
        for opens, closes, words, moments in cases:
            self.house.set_clock(MONDAY)
            wave = self.create(dates={"opens": opens, "closes": closes})
            self.invite(wave, self.crowd(1))
            for kind in TITLES:
                for moment, date in moments:
                    # Stands still, for a command.
                    self.house.set_clock(moment, rate=1e-6)
                    message = email.message_from_string(self.house.aoj(
                        "letter", "preview", wave["wave"], kind,
                        "--format=message").stdout,
                        policy=email.policy.default)
                    self.assertEqual(message["Date"], date)
                    self.assertIn("tot en met %s" % words,
                                  self.part(message, "plain"))

    def test_no_letter_looks_like_spam(self):
        """Local tests only: SpamAssassin asks nobody, and learns nothing."""
        box = os.path.join(self.house.folder, "spam.mbox")
        letters = [l for l in self.all if not l["wave"].get("trial")
                   or l["name"] in ("gewoon", "emoji", "rechts", "lang")]
        with open(box, "wb") as f:
            for letter in letters + [None]:
                raw = GTUBE
                if letter:
                    with open(letter["path"], "rb") as one:
                        raw = one.read().replace(b"\r\n", b"\n")
                f.write(b"From x Mon Mar 16 11:00:00 2015\n%s\n\n" % raw)
        os.chmod(box, 0o644)
        settings = ("use_bayes 0", "dns_available no", "report_safe 0",
                    "use_auto_welcomelist 0",
                    "add_header all Judged _SCORE_ _TESTSSCORES_")
        done = self.house.run(
            ["spamassassin", "--local", "--test-mode", "--nocreate-prefs",
             "--mbox", *("--cf=" + s for s in settings), box],
            env={"HOME": self.house.folder})
        scores = [float(s) for s in re.findall(
            r"^X-Spam-Judged: (-?[\d.]+)", done.stdout, re.M)]
        self.assertEqual(len(scores), len(letters) + 1)
        scores.sort()
        self.assertGreater(scores.pop(), 900)
        self.assertLessEqual(scores[-1], 0.5, done.stdout)

    def test_a_reminder_follows_the_invitation_of_the_same_person(self):
        first = {(l["wave"]["wave"], l["to"]): l["message"]["Message-ID"]
                 for l in self.all if l["kind"] == "invitation"}
        for _, message, letter in self.each():
            if letter["kind"] == "invitation":
                continue
            invitation = first[letter["wave"]["wave"], letter["to"]]
            self.assertEqual(message["In-Reply-To"], invitation)
            self.assertEqual(message["References"], invitation)

    def test_unsubscribing_has_a_token_of_its_own(self):
        """The weaker token of the link's, as design.md derives it."""
        for _, message, letter in self.each():
            trial = letter["wave"].get("trial")
            token = letter["link"].split("t=")[1]
            weaker = base32(box.derive("aoj/1/unsubscribe", base64.b32decode(
                token.upper() + "======"))[:16])
            user, domain = letter["wave"]["sender"]["address"].split("@")
            mail = "<mailto:%s+afmelden-%s@%s?subject=afmelden>" % (
                user, weaker, domain)
            self.assertEqual(
                re.split(r",\s*", message["List-Unsubscribe"]),
                [mail] if trial else
                ["<https://monitor.example.org/u?u=%s>" % weaker, mail])
            self.assertEqual(message["List-Unsubscribe-Post"],
                             None if trial else "List-Unsubscribe=One-Click")
            for header in ("List-Unsubscribe", "Message-ID", "List-Id"):
                self.assertNotIn(token, message[header])

    def test_names_arrive_as_they_are(self):
        for kind in TITLES:
            letters = {l["name"]: l["message"] for l in self.all
                       if l["kind"] == kind and l["wave"].get("trial")}
            for name, given in NAMES.items():
                self.assertEqual(
                    letters[name]["To"].addresses[0].display_name,
                    given.replace("=?", "= ?"))
            greeted = {name: re.search(
                r"^Geachte (.*),$", self.part(message, "plain"), re.M)[1]
                for name, message in letters.items()}
            for name in ("gewoon", "accent", "emoji", "chinees", "lang",
                         "haken", "punt"):
                self.assertEqual(greeted[name], NAMES[name])
            for name in ("rechts", "arabisch"):
                self.assertEqual(greeted[name],
                                 "\u2068%s\u2069" % NAMES[name])
            for name in ("niemand", "link", "adres", "komma"):
                self.assertEqual(greeted[name], "heer of mevrouw")
            self.assertIn("Zonen Stichting",
                          self.part(letters["lang"], "plain"))

    def test_an_idn_address_is_one_that_every_server_takes(self):
        self.assertEqual({l["to"] for l in self.all if l["name"] == "idn"},
                         {"idn@xn--bcher-kva.example"})

    def test_the_subject_is_short_its_own_and_says_trial(self):
        subjects = {}
        for _, message, letter in self.each():
            subject = message["Subject"]
            self.assertLessEqual(len(subject), 60)
            self.assertNotIn("…", subject)
            self.assertEqual(subject.startswith("PROEF: "),
                             bool(letter["wave"].get("trial")))
            subjects.setdefault(subject.replace("PROEF: ", "")
                                .replace("Proefregio", "Drechtsteden"),
                                set()).add(letter["kind"])
        self.assertEqual(sorted(subjects.values(), key=str),
                         sorted(({k} for k in TITLES), key=str))

    def test_text_comes_first_and_both_parts_say_the_same(self):
        for _, message, _ in self.each():
            self.assertEqual([p.get_content_type() for p in message.walk()],
                             ["multipart/alternative", "text/plain",
                              "text/html"])
            text = self.part(message, "plain")
            words = Words(self.part(message, "html")).words
            self.assertEqual(words.split(), text.split())

    def test_the_link_stands_alone_and_is_the_only_one(self):
        links = {}
        for _, message, letter in self.each():
            text = self.part(message, "plain")
            source = self.part(message, "html")
            link, = re.findall(r"^(%s/v\?t=[a-z2-7]{26})$" % re.escape(
                letter["wave"]["link_base"]), text, re.M)
            read = Words(source)
            self.assertEqual(read.links, [link])
            self.assertEqual(text.count("://"), 1)
            self.assertEqual(source.count("://"), 2)    # shown as it is
            self.assertNotIn("www.", (text + source).lower())
            for tag, attrs in read.tags:
                self.assertNotIn(tag, ("img", "script", "link", "iframe",
                                       "object", "form", "base"))
                self.assertFalse({"src", "srcset", "background", "onclick",
                                  "style"} & set(attrs))
            self.assertNotIn("url(", source)
            self.assertNotIn("@import", source)
            links.setdefault(link, set()).add((letter["wave"]["wave"],
                                               letter["to"]))
        # The same person has the same link in every letter.
        self.assertEqual({len(who) for who in links.values()}, {1})
        self.assertEqual(len(links), len({(l["wave"]["wave"], l["to"])
                                          for l in self.all}))

    def test_it_says_what_a_letter_must_say(self):
        text = self.part(self.trial["gewoon"]["message"], "plain")
        for words in ("PROEF", "Geachte Jan Jansen", "namens niemand",
                      "maandag 13 april 2015", "Basisschool <De Brug>",
                      "Intern begeleider", "Wie vraagt dit?", "Waarom u?",
                      "Wilt u niet meedoen?", "“Ik doe niet mee”",
                      "Wilt u geen mail meer?", "voor afmelden",
                      "Hebt u een vraag?", "beheer@example.org",
                      "de proefbeheerder", "Proefregio"):
            self.assertIn(words, text)
        for _, message, letter in self.each():
            text = self.part(message, "plain")
            for words in (letter["wave"]["commissioner"],
                          "maandag 13 april 2015", "“Intern begeleider”",
                          "Geachte ", "“Ik doe niet mee”", "afmelden",
                          "kies onderaan de pagina" if letter["kind"] !=
                          "reminder_2" else "kijk onderaan de pagina",
                          letter["wave"]["contact"]["address"],
                          letter["wave"]["contact"]["name"]):
                self.assertIn(words, text)
            self.assertNotIn("{{", text.replace(NAMES["haken"], ""))
            self.assertNotRegex(text, r"\n\n\n")
            if letter["kind"] != "invitation":
                self.assertRegex(text, "(geantwoord|verstuurd)\\?")
                self.assertIn("ank u wel", text)

    def test_a_reminder_is_shorter_than_the_invitation(self):
        words = {k: len(self.one(k)["text"].split()) for k in TITLES}
        for kind in words:
            if kind != "invitation":
                self.assertLess(words[kind], words["invitation"] * 3 / 4)

    def test_words_are_short(self):
        """B1: sentences of at most 25 words, no abbreviations."""
        for kind in TITLES:
            text = self.one(kind)["text"]
            for sentence in re.split(r"[.?!:]\s", text):
                self.assertLessEqual(len(sentence.split()), 25, sentence)
            self.assertNotRegex(
                text, r"\b(m\.b\.t|d\.w\.z|i\.v\.m|o\.a|t/m)\b")

    def test_a_second_look_delivers_nothing_again(self):
        before = {p: os.stat(p).st_mtime_ns for p in
                  (l["path"] for l in self.house.letters())}
        self.house.post_once()
        self.assertEqual(before, {p: os.stat(p).st_mtime_ns for p in
                                  (l["path"] for l in self.house.letters())})

    def test_the_names_of_files_tell_nothing(self):
        ids = {r["i"] for r in self.house.sql(
            "SELECT invitation_id AS i FROM aoj.invitation UNION SELECT"
            " invitee_id FROM aoj.invitee")}
        for _, message, letter in self.each():
            name = os.path.basename(letter["path"])
            self.assertRegex(name, r"^[0-9a-f]{32}$")
            self.assertNotIn(name, letter["link"])
            self.assertNotIn(name, {i.replace("-", "") for i in ids})
            self.assertEqual(os.stat(letter["path"]).st_mode & 0o777, 0o600)

    def test_the_link_opens_the_start_page(self):
        self.house.start_survey()
        self.addCleanup(self.house.stop_process, "survey")
        for name in ("gewoon", "rechts", "idn"):
            url = self.trial[name]["link"].replace("http://localhost:8080",
                                                 self.house.origin)
            with urllib.request.urlopen(url, timeout=10) as answer:
                self.assertEqual(answer.status, 200)
                page = answer.read().decode()
            self.assertIn("Beginnen", page)
            self.assertNotIn(NAMES.get(name, "Käthe"), page)

    def test_a_maildir_is_refused_in_production(self):
        done = self.house.run(
            [os.path.join(self.house.build, "aoj-post"), "--once"],
            check=False, env={"AOJ_MODE": "production",
                              "AOJ_OPERATOR_MAIL": "a@monitor.nl"})
        self.assertEqual(done.returncode, 3)
        self.assertIn("AOJ_MAIL", done.stderr)


if __name__ == "__main__":
    unittest.main()
