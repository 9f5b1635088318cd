"""The letter as its receiver gets it, judged by an e-mail library of another
author: headers, both parts, names as they come, and a link that works."""

import email.utils
import html.parser
import os
import re
import sys
import unittest
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import MONDAY, Mail                               # noqa: E402

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


class Letters(Mail):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        self = cls()
        school = "Stichting voor Openbaar Onderwijs “De Brug” & Zonen " * 7
        people = [("%s@example.org" % k, name, "ib",
                   school.strip() if k == "lang" else "Basisschool <De Brug>")
                  for k, name in NAMES.items()]
        people += [("idn@bücher.example", "Käthe", "ib", "www.school.example")]
        cls.house.set_clock(MONDAY)
        cls.wave = self.started(people, title="Monitor “Aansluiting” Onderwijs"
                                "–Jeugdhulp Proefregio, een lange titel")
        cls.house.post_once()
        cls.all = {l["to"].split("@")[0]: l for l in self.letters_of(cls.wave)}
        cls.count = len(people)

    def each(self):
        for name, letter in self.all.items():
            with self.subTest(name):
                yield name, letter["message"], letter

    def part(self, message, subtype):
        return message.get_body((subtype,)).get_content()

    def test_nobody_is_left_out_for_his_name(self):
        self.assertEqual(len(self.all), self.count)

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
            self.assertLessEqual(max(map(len, head.split(b"\r\n"))), 78)

    def test_every_header_is_there_once(self):
        ids = set()
        for name, message, _ in self.each():
            names = [k.lower() for k in message.keys()]
            self.assertEqual(len(names), len(set(names)))
            self.assertEqual(set(names), {
                "from", "reply-to", "to", "subject", "date", "message-id",
                "list-id", "auto-submitted", "content-language",
                "mime-version", "content-type"})
            sender, = message["From"].addresses
            self.assertEqual((sender.display_name, sender.addr_spec),
                             ("Monitor Proefregio", "monitor@example.org"))
            self.assertEqual(message["Reply-To"].addresses[0].addr_spec,
                             "beheer@example.org")
            self.assertEqual(len(message["To"].addresses), 1)
            self.assertEqual(message["Auto-Submitted"], "auto-generated")
            self.assertEqual(message["Content-Language"], "nl")
            self.assertTrue(message["List-Id"].endswith(
                " <%s.localhost>" % self.wave["wave"]))
            self.assertRegex(message["Message-ID"],
                             r"^<[0-9a-f]{32}@example\.org>$")
            ids.add(message["Message-ID"])
            self.assertLessEqual(abs(message["Date"].datetime.timestamp() -
                                     MONDAY), 120)
            self.assertEqual(message["Date"].datetime.utcoffset().seconds,
                             3600)
        self.assertEqual(len(ids), self.count)

    def test_names_arrive_as_they_are(self):
        shown = {name: message["To"].addresses[0].display_name
                 for name, message, _ in self.each()}
        for name, given in NAMES.items():
            self.assertEqual(shown[name], given.replace("=?", "= ?"))
        greeted = {name: re.search(r"^Geachte (.*),$",
                                   self.part(message, "plain"), re.M).group(1)
                   for name, message, _ in self.each()}
        for name in ("gewoon", "accent", "emoji", "chinees", "lang", "haken",
                     "punt"):
            self.assertEqual(greeted[name], NAMES[name])
        for name in ("rechts", "arabisch"):
            self.assertEqual(greeted[name], "\u2068%s\u2069" % NAMES[name])
        for name in ("niemand", "link", "adres", "komma"):
            self.assertEqual(greeted[name], "heer of mevrouw")

    def test_an_idn_address_is_one_that_every_server_takes(self):
        self.assertEqual(self.all["idn"]["to"], "idn@xn--bcher-kva.example")

    def test_the_subject_is_short_and_says_trial(self):
        for _, message, _ in self.each():
            self.assertLessEqual(len(message["Subject"]), 60)
            self.assertTrue(message["Subject"].startswith("PROEF: Uitnodi"))

    def test_text_comes_first_and_both_parts_say_the_same(self):
        for _, message, _ in self.each():
            self.assertEqual([p.get_content_type() for p in message.walk()],
                             ["multipart/alternative", "text/plain",
                              "text/html"])
            text = self.part(message, "plain")
            words = Words(self.part(message, "html")).words
            self.assertEqual(words.split(), text.split())

    def test_the_link_stands_alone_and_is_the_only_one(self):
        links = set()
        for _, message, _ in self.each():
            text = self.part(message, "plain")
            source = self.part(message, "html")
            link, = re.findall(r"^(http://localhost:8080/v\?t=[a-z2-7]{26})$",
                               text, re.M)
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
            links.add(link)
        self.assertEqual(len(links), self.count)

    def test_it_says_what_a_letter_must_say(self):
        text = self.part(self.all["gewoon"]["message"], "plain")
        for words in ("PROEF", "Geachte Jan Jansen", "namens niemand",
                      "maandag 13 april 2015", "Basisschool <De Brug>",
                      "Intern begeleider", "Wie vraagt dit?", "Waarom u?",
                      "Wilt u niet meedoen?", "“Ik doe niet mee”",
                      "Hebt u een vraag?", "beheer@example.org",
                      "de proefbeheerder", "Proefregio"):
            self.assertIn(words, text)
        self.assertNotIn("{{", text)
        self.assertNotRegex(text, r"\n\n\n")

    def test_words_are_short(self):
        """B1: sentences of at most 25 words, no abbreviations."""
        text = self.part(self.all["gewoon"]["message"], "plain")
        for sentence in re.split(r"[.?!:]\s", text):
            self.assertLessEqual(len(sentence.split()), 25, sentence)
        self.assertNotRegex(text, r"\b(m\.b\.t|d\.w\.z|i\.v\.m|o\.a|t/m)\b")

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
            url = self.all[name]["link"].replace("http://localhost:8080",
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
