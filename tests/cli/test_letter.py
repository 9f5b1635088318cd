"""Texts of letters as an operator sets, shows and looks at them: what is
refused and with which sentence, and that looking changes nothing."""

import email
import email.policy
import os
import re
import sys
import unittest
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "mail"))

from office import DAY, MONDAY, Mail                          # noqa: E402

KINDS = ("invitation", "reminder_1", "reminder_2", "reminder_3", "last_call")
GOOD = """Onderwerp: Een eigen brief

{{SALUTATION}}

Wij vragen u iets namens {{COMMISSIONER}}.

{{LINK}}

Het kan tot en met {{CLOSING_DATE}}. Schrijf naar {{CONTACT_ADDRESS}}.
"""
NOWHERE = "dit-is-een-voorbeeld-brief"


class Letter(Mail):
    def made(self, example="drechtsteden-2015", people=None, **change):
        wave = self.create(example, **change)
        self.invite(wave, people or self.crowd(6) + self.crowd(
            6, "jeugdhulp", "elders.example.org"))
        return wave

    def letter(self, verb, wave, *more, check=True, env=None):
        name = wave if isinstance(wave, str) else wave["wave"]
        done = self.house.run([os.path.join(self.house.build, "aoj"),
                               "letter", verb, name, *more], check=check,
                              env=env)
        done.said = done.stdout + re.sub(r"aoj: TEST BUILD.*\n", "",
                                         done.stderr)
        return done

    def text(self, source, name="brief.txt"):
        return self.file(name, source if isinstance(source, bytes)
                         else source.encode())

    def refused(self, verb, wave, *more, says, code=1, env=None):
        done = self.letter(verb, wave, *more, check=False, env=env)
        self.assertEqual(done.returncode, code, done.said)
        for words in (says,) if isinstance(says, str) else says:
            self.assertIn(words, done.said)
        return done

    def mistakes(self, wave, source, *says, kind="reminder_1", env=None):
        """Setting this text names just these mistakes, and stores nothing."""
        path = self.text(source)
        done = self.refused("set", wave, kind, path, says=says, env=env)
        found = [l for l in done.said.splitlines() if l.startswith(path)]
        self.assertEqual(len(found), len(says), done.said)
        self.assertIn("aoj: %d %s. Er is niets veranderd." % (
            len(says), "fout" if len(says) == 1 else "fouten"), done.said)
        self.assertNotIn("eigen tekst", self.letter("show", wave).stdout)

    def audited(self, wave):
        return [(r["what"], r["detail"]) for r in self.house.sql(
            "SELECT what, detail::text FROM aoj.audit WHERE wave_id = '%s'"
            " AND what LIKE '%%letter' ORDER BY audit_id" % wave["id"])]

    # -- set, unset, show ---------------------------------------------------

    def test_a_text_is_set_shown_and_taken_back(self):
        wave = self.made()
        listed = self.letter("show", wave).stdout
        self.assertEqual(listed, "".join(
            "%-12stekst van het programma\n" % k for k in KINDS))
        self.letter("set", wave, "reminder_1", self.text(GOOD))
        said = self.letter("set", wave, "reminder_1", self.text(
            GOOD.replace("iets", "als ib'er iets")), "--group=ib").stdout
        self.assertIn("aoj letter preview %s reminder_1 --group=ib"
                      % wave["wave"], said)
        listed = self.letter("show", wave).stdout
        self.assertIn("reminder_1  eigen tekst van deze meting\n            "
                      "Intern begeleider (ib): eigen tekst van deze "
                      "functiegroep\n", listed)
        self.assertEqual(listed.count("tekst van het programma"), 4)
        self.assertEqual(self.letter("show", wave, "reminder_1").stdout, GOOD)
        self.assertEqual(self.letter("show", wave, "reminder_1",
                                     "--group=jeugdhulp").stdout, GOOD)
        self.assertIn("als ib'er", self.letter(
            "show", wave, "reminder_1", "--group=ib").stdout)
        self.letter("unset", wave, "reminder_1")
        self.refused("unset", wave, "reminder_1", says="geen eigen tekst")
        self.refused("unset", wave, "reminder_1", "--group=jeugdhulp",
                     says="geen eigen tekst")
        self.letter("unset", wave, "reminder_1", "--group=ib")
        self.assertNotIn("eigen", self.letter("show", wave).stdout)
        one, many = '"function_group": null', '"function_group": "ib"'
        self.assertEqual(
            [(what, one in detail, many in detail)
             for what, detail in self.audited(wave)],
            [("set_letter", True, False), ("set_letter", False, True),
             ("unset_letter", True, False), ("unset_letter", False, True)])

    def test_what_is_shown_can_be_set_again(self):
        wave = self.made("demonstratie", people=self.crowd(2))
        for kind in KINDS:
            shown = self.letter("show", wave, kind).stdout
            self.assertTrue(shown.startswith("Onderwerp: "))
            before = self.letter("preview", wave, kind, "--group=ib",
                                 "--format=html").stdout
            self.letter("set", wave, kind, self.text(
                b"\xef\xbb\xbf" + shown.replace("\n", " \r\n").encode()))
            self.assertEqual(self.letter("show", wave, kind).stdout, shown)
            after = self.letter("preview", wave, kind, "--group=ib",
                                "--format=html").stdout
            self.assertEqual(re.sub(r"Persoon \d", "", after),
                             re.sub(r"Persoon \d", "", before))

    def test_a_text_comes_from_standard_input_too(self):
        wave = self.made()
        self.house.aoj("letter", "set", wave["wave"], "last_call", "-",
                       stdin=GOOD)
        self.assertEqual(self.letter("show", wave, "last_call").stdout, GOOD)

    def test_who_names_what_is_not_there_is_told_what_is(self):
        wave = self.made()
        path = self.text(GOOD)
        for verb, more in (("set", [path]), ("unset", []), ("preview", []),
                           ("show", [])):
            self.refused(verb, "niets", "reminder_1", *more,
                         says="geen meting met de naam “niets”")
            self.refused(verb, wave, "nieuwsbrief", *more,
                         says=("geen brief “nieuwsbrief”",
                               "invitation, reminder_1, reminder_2"))
            self.refused(verb, wave, "reminder_1", *more, "--group=bakker",
                         says="geen functiegroep met de code “bakker”")
        self.refused("set", wave, "reminder_1", path + ".weg",
                     says="kan niet worden gelezen")
        self.refused("set", wave, "reminder_1", code=2, says="Gebruik")
        self.refused("preview", wave, "reminder_1", "--format=pdf", code=2,
                     says="text, html of message")
        self.refused("keyperson", "niets", says="geen meting met de naam")

    def test_every_mistake_is_a_sentence_with_its_line(self):
        wave = self.made()
        self.mistakes(wave, GOOD + "{{NAAM}}\n",
                      "brief.txt: regel 10: {{NAAM}} bestaat niet. Wel "
                      "bestaan {{SALUTATION}}, {{LINK}}, {{CLOSING_DATE}}")
        self.mistakes(wave, GOOD + "{{#PROEF}}\n", "regel 10: {{#PROEF}}")
        self.mistakes(wave, GOOD + "{{#TRIAL}}\n",
                      "regel 10: Het deel {{#TRIAL}} houdt niet op")
        self.mistakes(wave, GOOD + "{{%PRAGMA}} {{>deel}}\n",
                      "regel 10: “{{%PRAGMA}}” kan hier niet staan",
                      "regel 10: “{{>deel}}” kan hier niet staan")
        self.mistakes(wave, GOOD.replace("{{LINK}}\n", ""),
                      "hele brief: De persoonlijke link ontbreekt")
        self.mistakes(wave, GOOD + "{{LINK}}\n", "regel 10: De link staat al")
        self.mistakes(wave, GOOD.replace("{{LINK}}", "Klik {{LINK}}."),
                      "regel 7: Het veld {{LINK}} staat alleen")
        self.mistakes(wave, GOOD + "Zie https://evil.example/x\n"
                      "www.evil.nl\nmail info@evil.nl\nevil.nl\n",
                      "regel 10: “https://evil.example/x”", "regel 11: “www.evil.nl”",
                      "regel 12: “info@evil.nl”", "regel 13: “evil.nl”")
        self.mistakes(wave, GOOD.replace("Onderwerp: ", ""),
                      "regel 1: Een brief begint met zijn onderwerp")
        self.mistakes(wave, GOOD.replace("eigen", "heel, heel eigen {{REGION}}"
                                         " {{REGION}} {{REGION}}"),
                      "regel 1: Het onderwerp heeft 65 tekens")
        self.mistakes(wave, GOOD.replace("{{CLOSING_DATE}}", "13 april"),
                      "hele brief: De sluitingsdatum ontbreekt")
        self.mistakes(wave, GOOD.replace("{{CONTACT_ADDRESS}}", "ons"),
                      "hele brief: Het adres voor vragen ontbreekt")
        self.mistakes(wave, GOOD.encode() + b"\xe9\xe9n\n",
                      "regel 10: Deze regel is geen UTF-8")
        self.mistakes(wave, GOOD + "a" * 20000, "langer dan 16 kB")
        self.mistakes(wave, "", "De brief is leeg", "link", "sluitingsdatum",
                      "adres voor vragen")
        self.assertEqual(self.audited(wave), [])

    def test_hosts_of_the_installation_may_stand_in_a_letter(self):
        wave = self.made()
        source = GOOD + ("Zie https://www.dordrecht.example/onderwijs, "
                         "monitor.example.org en onderzoeker@example.org.\n")
        self.mistakes(wave, source, "regel 10: “https://www.dordrecht.ex")
        self.letter("set", wave, "reminder_1", self.text(source),
                    env={"AOJ_LETTER_HOSTS": "a.nl www.dordrecht.example"})

    def test_a_trial_says_proef(self):
        wave = self.made("demonstratie", people=self.crowd(1))
        self.mistakes(wave, GOOD, "regel 1: Deze meting is een proef",
                      "hele brief: Deze meting is een proef")

    def test_a_letter_says_something_else_than_the_others(self):
        wave = self.made()
        self.letter("set", wave, "reminder_1", self.text(GOOD))
        for other in (GOOD, GOOD.replace("Een eigen", "Nog een")):
            self.refused("set", wave, "reminder_2", self.text(other),
                         says="hele brief: Deze brief zegt hetzelfde als "
                         "reminder_1")
            self.refused("set", wave, "invitation", self.text(other),
                         "--group=ib", says="hetzelfde als reminder_1")
        self.refused("set", wave, "last_call", self.text(self.letter(
            "show", wave, "reminder_3").stdout), says="als reminder_3")
        # Taking a text back can bring the same words back.
        first = self.letter("show", wave, "reminder_2").stdout
        self.letter("set", wave, "reminder_2", self.text(
            GOOD.replace("iets", "nog iets")))
        self.letter("set", wave, "reminder_3", self.text(first))
        self.refused("unset", wave, "reminder_2", says=(
            "reminder_2: hele brief: Deze brief zegt hetzelfde als "
            "reminder_3", "1 fout. Er is niets veranderd."))
        self.assertIn("nog iets", self.letter("show", wave,
                                              "reminder_2").stdout)

    def test_a_text_is_fixed_when_its_first_letters_have_left(self):
        wave = self.made("demonstratie")
        proof = GOOD.replace("Een eigen", "PROEF: een").replace(
            "Wij", "PROEF. Wij")
        self.make_ready(wave)
        self.letter("set", wave, "invitation", self.text(proof))
        self.house.post_once()
        self.house.aoj("wave", "start", wave["wave"])
        self.addCleanup(self.end, wave)
        self.letter("set", wave, "invitation", self.text(
            proof.replace("iets", "wat")))
        self.house.post_once()
        self.assertEqual({l["message"]["Subject"]
                          for l in self.letters_of(wave)},
                         {"PROEF: een brief"})
        self.assertIn("vragen u wat", self.letters_of(wave)[0]["text"])
        for verb, more in (("set", [self.text(proof)]), ("unset", [])):
            self.refused(verb, wave, "invitation", *more,
                         says="De eerste brieven van deze soort zijn al "
                         "onderweg")
        self.letter("set", wave, "last_call", self.text(
            proof.replace("iets", "nog")))
        self.house.aoj("wave", "close", wave["wave"])
        self.refused("set", wave, "last_call", self.text(proof),
                     says="is gesloten")
        self.refused("unset", wave, "last_call", says="is gesloten")
        self.refused("keyperson", wave, says="is gesloten")

    def test_a_merged_group_has_the_letters_of_its_neighbour(self):
        wave = self.made(people=self.crowd(6) + self.crowd(
            2, "zoco_vo", "elders.example.org"))
        self.make_ready(wave)
        self.house.post_once()
        self.house.aoj("wave", "start", wave["wave"])
        self.addCleanup(self.end, wave)
        self.refused("set", wave, "last_call", self.text(GOOD),
                     "--group=zoco_vo", says="“Zorgcoördinator” telt mee bij")

    # -- preview, keyperson -------------------------------------------------

    def test_a_preview_is_what_somebody_would_get_but_for_the_link(self):
        wave = self.made()
        self.letter("set", wave, "reminder_2", self.text(GOOD), "--group=ib")
        before = self.house.dump()
        for kind in KINDS:
            message = email.message_from_string(self.letter(
                "preview", wave, kind, "--group=ib",
                "--format=message").stdout, policy=email.policy.default)
            text = message.get_body(("plain",)).get_content()
            page = message.get_body(("html",)).get_content()
            self.assertRegex(message["To"].addresses[0].addr_spec,
                             r"^p\d@example\.org$")
            self.assertRegex(text, r"Geachte Persoon \d,")
            self.assertIn("https://monitor.example.org/v?t=" + NOWHERE, text)
            for header in ("List-Unsubscribe", "List-Unsubscribe-Post",
                           "List-Id", "Message-ID", "Auto-Submitted"):
                self.assertIsNotNone(message[header])
            self.assertEqual(kind == "invitation",
                             message["In-Reply-To"] is None)
            shown = self.letter("preview", wave, kind, "--group=ib").stdout
            hide = (r"Persoon \d", "")
            self.assertEqual(re.sub(*hide, shown), "Onderwerp: %s\n\n%s" % (
                message["Subject"], re.sub(*hide, text)))
            self.assertEqual(re.sub(*hide, self.letter(
                "preview", wave, kind, "--group=ib", "--format",
                "html").stdout), re.sub(*hide, page))
        self.assertIn("vragen u iets", self.letter(
            "preview", wave, "reminder_2", "--group=ib").stdout)
        self.assertNotIn("vragen u iets", self.letter(
            "preview", wave, "reminder_2", "--group=jeugdhulp").stdout)
        self.assertEqual(self.house.dump(), before)

    def test_anybody_of_the_list_may_be_the_one_who_is_shown(self):
        wave = self.made()
        shown = {re.search(r"“([^”]+)”.*bij De Brug", self.letter(
            "preview", wave, "invitation").stdout)[1] for _ in range(30)}
        self.assertEqual(shown, {"Intern begeleider", "Jeugdhulpprofessional"})

    def test_the_link_of_a_preview_can_never_be_one(self):
        self.assertEqual(len(NOWHERE), 26)
        self.assertNotRegex(NOWHERE, r"^[a-z2-7]{26}$")
        self.house.start_survey()
        self.addCleanup(self.house.stop_process, "survey")
        for token in (NOWHERE, "a" * 26):
            with self.assertRaises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen("%s/v?t=%s" % (self.house.origin,
                                                      token), timeout=10)
            self.assertEqual(caught.exception.code, 410)
            caught.exception.close()

    def test_a_preview_needs_somebody_and_the_key_of_the_list(self):
        wave = self.create("drechtsteden-2015")
        self.refused("preview", wave, "invitation",
                     says="nog niemand uitgenodigd (aoj invitees import)")
        self.invite(wave, self.crowd(1))
        self.refused("preview", wave, "invitation", "--group=jeugdhulp",
                     says="nog niemand uitgenodigd van deze functiegroep")
        self.letter("preview", wave, "invitation")
        key = os.path.join(self.house.secrets, "contact",
                           wave["id"] + ".key")
        os.rename(key, key + ".weg")
        self.refused("preview", wave, "invitation",
                     says="De sleutel van de adreslijst")

    def test_reminders_for_everybody_thank_who_has_answered(self):
        wave = self.made()
        some = {k: self.letter("preview", wave, k).stdout for k in KINDS[1:]}
        self.house.psql("UPDATE aoj.wave SET settings = jsonb_set(settings,"
                        " '{plan,remind_all}', 'true') WHERE wave_id = '%s'"
                        % wave["id"])
        for kind in KINDS[1:]:
            shown = self.letter("preview", wave, kind).stdout
            self.assertIn("niemand van ons ziet", shown.lower())
            self.assertIn("ank u wel", shown)
            self.assertNotIn("niemand van ons ziet", some[kind].lower())

    def test_a_key_person_gets_a_text_without_a_link(self):
        wave = self.made()
        before = self.house.dump()
        text = self.letter("keyperson", wave).stdout
        self.assertTrue(text.startswith("Onderwerp: Doe mee"))
        for words in ("U hebt een persoonlijke link gekregen in een e-mail "
                      "van Monitor Drechtsteden (monitor@example.org)",
                      wave["commissioner"], wave["purpose"],
                      "tot en met maandag 13 april 2015",
                      "onderzoeker@example.org, 078 000 00 00"):
            self.assertIn(words, text)
        self.assertNotIn("://", text)
        self.assertNotIn("www.", text)
        self.assertNotIn(NOWHERE, text)
        self.assertNotIn("{{", text)
        self.assertEqual(self.house.dump(), before)
        # A wave file with one is refused; this one slipped in.
        self.house.psql("UPDATE aoj.wave SET settings = jsonb_set(settings,"
                        " '{purpose}', '\"Zie evil.example\"') WHERE wave_id"
                        " = '%s'" % wave["id"])
        self.refused("keyperson", wave, says="een webadres: evil.example")


if __name__ == "__main__":
    unittest.main()
