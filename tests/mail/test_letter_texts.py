"""A wave's own texts in the letters that post sends: which of them a letter
says, what happens while one is changed, and one that no longer fits."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import DAY, MONDAY, Mail                          # noqa: E402

TEXT = """Onderwerp: PROEF: brief %s

PROEF voor {{GROUP_NAME}}. {{SALUTATION}}

{{LINK}}

Dit is %s. Tot en met {{CLOSING_DATE}}: {{CONTACT_ADDRESS}}.
"""


class LetterTexts(Mail):
    def aoj(self, *arguments, env=None):
        return self.house.run([os.path.join(self.house.build, "aoj"),
                               *arguments], env=env)

    def give(self, wave, kind, name, *more, env=None, source=TEXT):
        self.aoj("letter", "set", wave["wave"], kind, self.file(
            "brief.txt", (source.replace("%s", name)).encode()), *more,
            env=env)

    def subjects(self, wave):
        return {l["to"]: l["message"]["Subject"]
                for l in self.letters_of(wave)}

    def test_a_letter_says_the_text_of_its_group_else_of_its_wave(self):
        wave = self.started(self.crowd(2) + self.crowd(
            2, "jeugdhulp", "elders.example.org"))
        self.give(wave, "invitation", "voor allen")
        self.give(wave, "invitation", "voor ib", "--group=ib")
        self.give(wave, "reminder_1", "later")
        self.house.post_once()
        self.assertEqual(self.subjects(wave), {
            "p0@example.org": "PROEF: brief voor ib",
            "p1@example.org": "PROEF: brief voor ib",
            "p0@elders.example.org": "PROEF: brief voor allen",
            "p1@elders.example.org": "PROEF: brief voor allen"})
        letter = self.letters_of(wave)[0]
        self.assertRegex(letter["link"], r"^http://localhost:8080/v\?t=")
        self.assertIn("Dit is voor", letter["text"])
        page = letter["message"].get_body(("html",)).get_content()
        self.assertEqual(page.count("<a href="), 1)

    def test_a_run_waits_while_its_text_is_being_changed(self):
        """And then says the new one."""
        wave = self.started(self.crowd(3))
        self.house.post_once()
        before = {l["path"] for l in self.letters_of(wave)}
        self.remind(wave, "reminder_1", MONDAY + 7 * DAY)
        self.house.set_clock(MONDAY + 7 * DAY + 60)
        session = self.holding(
            "INSERT INTO aoj.letter_text VALUES ('%s', 'reminder_1', NULL,"
            " '%s')" % (wave["id"], TEXT.replace("%s", "nieuw")))
        self.house.post_once(check=False)
        self.assertEqual({l["path"] for l in self.letters_of(wave)}, before)
        self.let_go(session, "COMMIT")
        self.house.post_once()
        self.assertEqual([l["message"]["Subject"]
                          for l in self.letters_of(wave)
                          if l["path"] not in before],
                         ["PROEF: brief nieuw"] * 3)

    def test_a_text_that_no_longer_fits_holds_its_wave_alone(self):
        hosts = {"AOJ_LETTER_HOSTS": "www.school.example"}
        other = self.create()
        self.invite(other, self.crowd(3))
        self.make_ready(other)
        wave = self.started(self.crowd(3))
        self.house.aoj("wave", "start", other["wave"])
        self.addCleanup(self.end, other)
        self.give(wave, "invitation", "met een host", env=hosts,
                  source=TEXT + "Zie www.school.example\n")
        done = self.house.post_once(check=False)
        self.assertEqual(self.letters_of(wave), [])
        self.assertEqual(len(self.letters_of(other)), 3)
        for words in ("wave %s: De eigen tekst van invitation klopt niet"
                      % wave["wave"], "regel 8: “www.school.example”"):
            self.assertIn(words, done.stderr)
        # Nobody's letter is lost: it leaves when the text fits again.
        self.house.run([os.path.join(self.house.build, "aoj-post"),
                        "--once"], env=hosts)
        self.assertEqual(len(self.letters_of(wave)), 3)
        self.assertEqual({(r["outcome"], r["state"])
                          for r in self.outcomes(wave)},
                         {("accepted", "settled")})

    def test_a_broken_text_in_the_database_is_not_sent(self):
        """Whoever wrote past every check: no field is made up, nothing
        included, nobody gets half a letter."""
        for number, source in enumerate((
                "Onderwerp: PROEF\n\n{{LINK}}\n", "", "{{>/etc/passwd}}",
                TEXT + "{{NAAM}}\n", TEXT + "{{#TRIAL}}\n",
                TEXT + "{{LINK}}\n", TEXT + "https://evil.example\n")):
            with self.subTest(number):
                wave = self.started(self.crowd(1))
                self.house.psql(
                    "SET session_replication_role = replica; INSERT INTO"
                    " aoj.letter_text VALUES ('%s', 'invitation', 'ib', %s)"
                    % (wave["id"], "E'%s'" % (source or "\\n").replace(
                        "%s", "x")))
                done = self.house.post_once(check=False)
                self.assertEqual(self.letters_of(wave), [])
                self.assertIn("De eigen tekst van invitation", done.stderr)
                self.house.psql(
                    "SET session_replication_role = replica; UPDATE"
                    " aoj.letter_text SET source = NULL WHERE wave_id = '%s'"
                    % wave["id"])
                self.house.post_once()
                self.assertEqual(len(self.letters_of(wave)), 1)


if __name__ == "__main__":
    unittest.main()
