"""One size for every page with answers on it and for every draft, one version
of a draft for every page that was answered: whatever is answered."""

import os
import sys
import unittest
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib.respond import OpenWave, Visitor, open_house         # noqa: E402
from lib.versions import note_versions, versions              # noqa: E402

LISTS = (("ib", "u_"), ("beleid_gemeente", "b_"))

# What people type into a field of so many characters: within its limits, and
# beyond them.
NOTHING, LETTER = lambda n: "", lambda n: "x"
LETTERS, LINES = lambda n: "x" * n, lambda n: "é\r\n" * (n // 4)
TEXTS = (NOTHING, LETTER, LETTERS, LINES, lambda n: '"' * (n * 3 // 4),
         lambda n: ("<&>'" * n)[:n], lambda n: "😀" * (n * 3 // 8))
ACCENTS = lambda n: "é" * n
TOO_LONG = (ACCENTS, lambda n: "😀" * n, lambda n: "woord" * (n // 2))


class Sizes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = open_house(workers=1)
        cls.addClassCleanup(cls.house.stop)
        cls.wave = OpenWave(cls.house, "maten")
        note_versions(cls.house)

    def visitor(self, group, wave=None):
        visitor = Visitor(self.house, (wave or self.wave).link(group))
        self.addCleanup(visitor.close)
        visitor.begin()
        return visitor

    def versions(self, visitor):
        return versions(self.house, visitor.link)

    def texts(self, visitor, text):
        """The same text for every field of the page shown."""
        form = visitor.questions()
        # "Anders, namelijk" must say what.
        return {f.name: text(int(f.attrs.get("data-tekens") or 100)) or
                ("x" if f.name.endswith("_anders") else "")
                for f in form.fields if f.kind in ("text", "textarea")}

    def look(self, page, sizes):
        """Notes how much was answered, headers and all."""
        head = sum(len(k) + len(v) for k, v in page.headers)
        path = urllib.parse.urlsplit(page.url).path
        sizes.setdefault((path, page.status == 422), set()).add(
            (head, len(page.body)))
        sizes.setdefault(path, set()).add(len(page.body))

    def walk(self, group, sizes, text, first=0, refused=None, wave=None,
             **given):
        """A whole list; how many pages went on. refused: a text with which
        each page is sent before, and shown again."""
        visitor = self.visitor(group, wave)
        self.look(visitor.page, sizes)
        pages = 0
        while visitor.number() is not None:
            self.assertLess(pages, 20)
            if refused is not None:
                visitor.submit(visitor.questions(), "volgende",
                               **{name: None for name in visitor.questions()
                                  .names(("radio",))},
                               **self.texts(visitor, refused))
                self.assertEqual(visitor.page.status, 422)
                self.look(visitor.page, sizes)
            visitor.answer(first=first, **self.texts(visitor, text), **given)
            pages += 1
            self.look(visitor.page, sizes)
        self.assertEqual(visitor.page.url, "/controle")
        visitor.submit(visitor.page.form("/versturen"))
        self.look(visitor.page, sizes)
        return visitor, pages

    def test_every_page_of_both_lists_has_one_size_whatever_is_answered(self):
        for group, _ in LISTS:
            sizes = {}
            for first in (0, 1, 99):
                for text in TEXTS:
                    self.walk(group, sizes, text, first)
            for text in TOO_LONG:
                self.walk(group, sizes, NOTHING, 0, text)
            pages = [key for key in sizes if isinstance(key, str)]
            self.assertGreater(len(pages), 6)
            for key in sizes:
                self.assertEqual(len(sizes[key]), 1, (key, sizes[key]))

    def test_a_regions_own_page_has_one_size_too(self):
        """Its follow-ups hang on other pages too: their lines differ."""
        yes_no = [{"code": "ja", "label": "Ja"},
                  {"code": "nee_helemaal_niet", "label": "Nee"}]
        page = {"code": "regio", "title": "In onze regio", "questions": [
            {"code": "r_team", "type": "one", "text": "Kent u het team?",
             "options": yes_no},
            {"code": "r_meer", "type": "one", "text": "Meer?",
             "required": False, "options": yes_no,
             "when": {"any": [{"question": "r_team", "is": "ja"},
                              {"question": "u_cijfer", "less_than": 5}]}},
            {"code": "r_beter", "type": "long", "text": "Wat kan anders?",
             "required": False, "max_chars": 200,
             "when": {"all": [{"question": "r_team", "is": "ja"},
                              {"question": "u_cijfer", "less_than": 9}]}}]}
        wave = OpenWave(self.house, "regio", regional_page=page)
        sizes = {}
        for mark in ("1", "6", "10"):
            for first, text, refused in ((0, LETTERS, None),
                                         (99, NOTHING, NOTHING)):
                self.walk("ib", sizes, text, first, refused, wave,
                          u_cijfer=mark)
        self.assertIn("/pagina/8", sizes)
        for key in sizes:
            self.assertEqual(len(sizes[key]), 1, (key, sizes[key]))

    def test_a_page_that_is_looked_at_again_has_its_size_too(self):
        for group, _ in LISTS:
            sizes = {}
            visitor, pages = self.walk(group, sizes, LINES)
            for number in range(1, pages + 1):
                for path in ("/pagina/%d" % number,
                             "/pagina/%d?terug=controle" % number):
                    self.look(visitor.get(path), sizes)
            for path in [key for key in sizes if isinstance(key, str)]:
                self.assertEqual(len(sizes[path]), 1, path)

    def test_a_draft_has_one_size_and_one_version_for_each_page_answered(self):
        seen = set()
        for group, _ in LISTS:
            for n, (first, text, refused) in enumerate((
                    (0, NOTHING, None), (1, LETTER, None),
                    (99, LETTERS, None), (0, LETTER, ACCENTS),
                    (1, NOTHING, NOTHING))):
                visitor, pages = self.walk(group, {}, text, first, refused)
                versions = self.versions(visitor)
                self.assertEqual(len(versions), pages,
                                 "%s, way %d" % (group, n))
                seen |= set(versions)
        self.assertEqual(seen, {8192 + 40})

    def test_a_page_that_is_left_is_stored_once_too(self):
        for text in ("", "x", "é" * 1000):
            counts = []
            for button in ("volgende", "terug", "stoppen", "script"):
                visitor = self.visitor("ib")
                visitor.answer()
                visitor.get("/pagina/6")
                before = len(self.versions(visitor))
                pairs = dict(u_cijfer="7", u_trots=text[:750])
                if button == "script":
                    visitor.post("/bewaar", visitor.questions().pairs(
                        None, **pairs))
                else:
                    visitor.submit(visitor.questions(), button, **pairs)
                counts.append(len(self.versions(visitor)) - before)
            self.assertEqual(counts, [1] * 4, text[:1])

    def test_single_choices_have_one_length_without_the_script(self):
        """What varies without it is printed: it is what the page “Wie kan
        wat zien?” says."""
        vary = set()
        for group, _ in LISTS:
            visitor = self.visitor(group)
            while visitor.number() is not None:
                form = visitor.questions()
                for name in form.names(("radio",)):
                    lengths = {len(urllib.parse.urlencode({name: f.sent}))
                               for f in form.named(name)}
                    self.assertEqual(len(lengths), 1, name)
                vary |= {(f.kind, f.name) for f in form.fields
                         if f.kind in ("checkbox", "text", "textarea")}
                radios = form.names(("radio",))
                lengths = {len(urllib.parse.urlencode(form.pairs(
                    None, **{n: form.named(n)[min(k, len(form.named(n)) - 1)]
                             .value for n in radios}))) for k in range(12)}
                self.assertEqual(len(lengths), 1, visitor.page.url)
                visitor.answer()
        print("\nwithout the script the length of these varies: %s" %
              ", ".join("%s (%s)" % (name, kind)
                        for kind, name in sorted(vary)))

    def test_declining_and_not_declining_have_one_length(self):
        visitor = self.visitor("ib")
        for path in ("/niet-meedoen", "/niet-mijn-lijst"):
            form = visitor.get(path).form(path)
            lengths = {len(f.sent) for f in form.named("keuze")}
            self.assertEqual(len(lengths), 1, path)
            page = visitor.submit(form, keuze=form.named("keuze")[-1].value)
            self.assertEqual((page.status, page.url), (200, "/pagina/1"))

    def test_what_fills_a_form_up_is_no_answer(self):
        visitor = self.visitor("ib")
        pairs = visitor.questions().pairs(None, **visitor.choices())
        plain = visitor.post("/pagina/1", pairs)
        filled = visitor.post("/pagina/1", [
            (k, "." * 20000 if k == "_vul" else v) for k, v in pairs])
        self.assertEqual((plain.status, plain.url),
                         (filled.status, filled.url))


if __name__ == "__main__":
    unittest.main()
