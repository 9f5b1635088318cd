"""The respondent's way, from the link in the letter to the thank-you page:
without JavaScript, over HTTP, against a real database."""

import json
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib.respond import OpenWave, Visitor, open_house         # noqa: E402


class Journey(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = open_house()
        cls.addClassCleanup(cls.house.stop)
        cls.wave = OpenWave(cls.house, "reis")

    def visitor(self, group="ib"):
        return self.device(self.wave.link(group))

    def device(self, link):
        visitor = Visitor(self.house, link)
        self.addCleanup(visitor.close)
        return visitor

    def rows(self, visitor):
        return visitor.link.rows(self.house)

    def checked(self, page, name):
        """The values that are chosen for a question on the page shown."""
        return [f.value for form in page.forms for f in form.named(name)
                if f.checked]

    def text_of(self, page, name):
        return [f.value for form in page.forms for f in form.named(name)]

    # -- the whole way ------------------------------------------------------

    def test_both_lists_are_completed_and_sent(self):
        for group, list_code in (("ib", "uitvoering"),
                                 ("beleid_gemeente", "beleid")):
            visitor = self.visitor(group)
            page = visitor.complete()
            self.assertEqual(page.status, 200)
            self.assertIn("Bedankt", page.h1)
            self.assertEqual(self.rows(visitor), (0, 1, 0))
            self.assertEqual(visitor.cookies, {})
            row, = [r for r in self.wave.rows("envelope")
                    if r["ballot_id"][2:] ==
                    visitor.link.derived("ballot-id").hex()]
            self.assertEqual(row["questionnaire"], list_code)
            self.assertEqual(row["function_group"], group)
            self.assertEqual(row["day"], "2026-03-10")
            self.assertEqual(len(row["sealed"]), 2 + 2 * (8192 + 48))

    def test_the_start_page_says_who_asks_why_how_long_and_until_when(self):
        page = self.visitor().visit()
        self.assertEqual(page.status, 200)
        for words in ("Wie vraagt dit?", "niemand: dit is een proef",
                      "Waarom u?", "Intern begeleider", "minuten",
                      "dinsdag 7 april 2026 om 23.59 uur",
                      "Niemand kan zien wat u antwoordt", "PROEF"):
            self.assertIn(words, page.text)
        self.assertIsNone(page.header("set-cookie"))
        button, = page.form("/begin").buttons()
        self.assertIn("Beginnen", button.label)

    def test_the_start_page_says_how_large_the_group_was_at_the_start(self):
        ib, zoco, jeugd = (
            "“Intern begeleider”", "“Zorgcoördinator of "
            "ondersteuningscoördinator VO”", "“Jeugdhulpverlener”")
        for code, groups, words in (
                ("groot", {"ib": (138, None)},
                 "Bij de start van deze meting zijn 138 mensen gevraagd als"
                 " %s. Hoe lang" % ib),
                ("samen", {"ib": (9, None), "zoco_vo": (0, "ib")},
                 "zijn 9 mensen gevraagd als %s of %s. Deze groepen tellen"
                 " samen, omdat een groep anders te klein is." % (ib, zoco)),
                ("drie", {"ib": (7, None), "zoco_vo": (0, "ib"),
                          "jeugdhulp": (0, "ib")},
                 "zijn 7 mensen gevraagd als %s, %s of %s. Deze groepen"
                 " tellen samen" % (ib, zoco, jeugd)),
                ("alleen", {"ib": (1, None)},
                 "U bent de enige die bij de start van deze meting is gevraagd"
                 " als %s. Hoe lang" % ib)):
            wave = OpenWave(self.house, code)
            for group, (invited, into) in groups.items():
                self.house.psql(
                    "SET session_replication_role = replica; UPDATE"
                    " aoj.function_group SET invited = %d, merged_into = %s"
                    " WHERE wave_id = '%s' AND function_group = '%s'" % (
                        invited, "'%s'" % into if into else "NULL",
                        wave.wave_id, group))
            page = self.device(wave.link("ib")).visit()
            with self.subTest(code):
                self.assertIn(words, " ".join(page.text.split()))

    def test_the_cookie_is_one_that_only_this_host_can_set(self):
        visitor = self.visitor()
        visitor.visit()
        page = visitor.submit(visitor.page.form("/begin"), follow=False)
        self.assertEqual(page.status, 303)
        name, _, rest = page.header("set-cookie").partition("=")
        self.assertEqual(name, "__Host-aoj")
        self.assertEqual(rest, visitor.link.token +
                         "; HttpOnly; Secure; SameSite=Lax; Path=/")

    def test_beginning_alone_makes_no_draft(self):
        visitor = self.visitor()
        self.assertEqual(visitor.begin().url, "/pagina/1")
        self.assertEqual(self.rows(visitor), (0, 0, 0))
        visitor.answer()
        self.assertEqual(self.rows(visitor), (1, 0, 0))

    def test_the_invited_group_is_chosen_already_and_may_be_changed(self):
        visitor = self.visitor("zoco_vo")
        page = visitor.begin()
        self.assertEqual(self.checked(page, "u_functie"), ["zoco_vo"])
        visitor.answer(u_functie="anders_namelijk",
                       u_functie_anders="Kwartiermaker <b>&")
        page = visitor.get("/pagina/1")
        self.assertEqual(self.checked(page, "u_functie"), ["anders_namelijk"])
        self.assertEqual(self.text_of(page, "u_functie_anders"),
                         ["Kwartiermaker <b>&"])
        visitor.get("/pagina/2")
        self.assertEqual(visitor.answer_all().url, "/controle")
        self.assertIn("Kwartiermaker <b>&", visitor.page.text)

    def test_every_page_shows_progress(self):
        visitor = self.visitor()
        self.assertIn("Stap 1 van 8", visitor.begin().text)
        self.assertIn("Stap 2 van 8", visitor.answer().text)

    # -- back and forth -----------------------------------------------------

    def test_back_saves_without_asking_for_more(self):
        visitor = self.visitor()
        visitor.begin()
        visitor.answer()
        form = visitor.questions()
        page = visitor.submit(form, "terug", u_taken="nee")
        self.assertEqual(page.url, "/pagina/1")
        self.assertEqual(self.checked(page, "u_werkveld"), ["po"])
        page = visitor.answer()
        self.assertEqual(page.url, "/pagina/2")
        self.assertEqual(self.checked(page, "u_taken"), ["nee"])

    def test_there_is_no_back_on_the_first_page(self):
        page = self.visitor().begin()
        self.assertEqual([b.value for b in page.form("/pagina/1").buttons()],
                         ["volgende", "stoppen"])

    def test_a_page_that_is_not_complete_comes_back_with_what_was_given(self):
        visitor = self.visitor()
        visitor.begin()
        visitor.answer()
        text = "Regel één\r\n\tregel <twee> & \"drie\""
        visitor.answer()
        page = visitor.submit(visitor.questions(), "volgende",
                              u_privacy="ja", u_samenwerken_toelichting=text)
        self.assertEqual(page.status, 422)
        self.assertTrue(page.title.startswith("Fout: "))
        self.assertEqual(self.checked(page, "u_privacy"), ["ja"])
        shown, = self.text_of(page, "u_samenwerken_toelichting")
        self.assertEqual(shown, "Regel één\n regel <twee> & \"drie\"")
        self.assertIn("Kies een antwoord.", page.text)
        ids = {f.id for form in page.forms for f in form.fields}
        targets = [link[1:] for link in page.links if link.startswith("#")
                   and link != "#inhoud"]
        self.assertGreater(len(targets), 3)
        self.assertLessEqual(set(targets), ids)

    def test_a_page_that_is_shown_again_stores_nothing(self):
        visitor = self.visitor()
        visitor.begin()
        self.assertEqual(visitor.submit(
            visitor.questions(), "volgende", u_werkveld="vo",
            u_functie="anders_namelijk").status, 422)
        self.assertEqual(self.rows(visitor), (0, 0, 0))
        visitor.answer()
        draft = visitor.link.draft(self.house)
        page = visitor.submit(visitor.questions(), "volgende", u_taken="nee")
        self.assertEqual(page.status, 422)
        self.assertEqual(self.checked(page, "u_taken"), ["nee"])
        self.assertEqual(visitor.link.draft(self.house), draft)
        page = self.device(visitor.link).begin()
        self.assertEqual(page.url, "/pagina/2")
        self.assertEqual(self.checked(page, "u_taken"), [])

    def test_a_text_that_is_too_long_is_shown_until_it_is_shorter(self):
        visitor = self.visitor()
        visitor.begin()
        while visitor.number() != 6:
            visitor.answer()
        long = "é" * 1001
        page = visitor.submit(visitor.questions(), "volgende", u_cijfer="10",
                              u_trots=long)
        self.assertEqual(page.status, 422)
        self.assertIn("te lang", page.text)
        self.assertEqual(self.text_of(page, "u_trots"), [long])
        page = visitor.answer(u_cijfer="10", u_trots="é" * 750)
        self.assertEqual((page.status, page.url), (200, "/pagina/7"))

    def test_going_back_or_stopping_cuts_a_text_at_its_limits(self):
        """1,000 characters, 1,500 bytes as the sealed document has them."""
        for typed, kept in (("x" * 1001, "x" * 1000), ("é" * 1000, "é" * 750),
                            ("x" * 999 + "😀!", "x" * 999 + "😀"),
                            ('"' * 1000, '"' * 750)):
            for button in ("terug", "stoppen"):
                visitor = self.visitor()
                visitor.begin()
                while visitor.number() != 6:
                    visitor.answer()
                visitor.submit(visitor.questions(), button, u_trots=typed)
                if button == "stoppen":
                    visitor.begin()
                page = visitor.get("/pagina/6")
                self.assertEqual(self.text_of(page, "u_trots"), [kept])

    def test_a_follow_up_stands_in_the_page_with_a_line_for_whom(self):
        visitor = self.visitor()
        visitor.begin()
        page = visitor.answer()
        self.assertEqual(len(page.form("/pagina/2").named(
            "u_doelen_richting")), 5)
        self.assertIn("Alleen als u hierboven “Ja” koos.", page.text)
        page = visitor.answer(u_doelen="ja")
        self.assertEqual((page.status, page.url), (200, "/pagina/3"))
        self.assertIn("Alleen als u bij “Is er een casusoverleg waar "
                      "onderwijs én jeugdhulp aan meedoen?” “Ja” koos.",
                      page.text)

    def test_an_optional_follow_up_is_seen_before_the_check_page(self):
        for group, number, mark, follow_up in (
                ("ib", 6, "u_cijfer", "u_punt_hoger"),
                ("beleid_gemeente", 5, "b_cijfer", "b_punt_hoger")):
            visitor = self.visitor(group)
            visitor.begin()
            while visitor.number() != number:
                visitor.answer()
            self.assertEqual(self.text_of(visitor.page, follow_up), [""])
            self.assertIn("Alleen als uw cijfer bij “Welk cijfer geeft u de "
                          "samenwerking tussen onderwijs en jeugdhulp?” "
                          "lager is dan 10.", visitor.page.text)
            visitor.answer(**{mark: "7", follow_up: "Meer tijd."})
            self.assertNotEqual(visitor.number(), number)
            visitor.answer_all()
            self.assertEqual(visitor.page.url, "/controle")
            self.assertIn("Meer tijd.", visitor.page.text)

    def test_a_required_follow_up_that_is_asked_must_be_answered(self):
        visitor = self.visitor()
        visitor.begin()
        visitor.answer()
        page = visitor.answer(u_doelen="ja", u_doelen_richting=None)
        self.assertEqual((page.status, page.url), (422, "/pagina/2"))
        self.assertIn("#u_doelen_richting-meestal", page.links)
        page = visitor.answer(u_doelen="nee", u_doelen_richting=None)
        self.assertEqual((page.status, page.url), (200, "/pagina/3"))

    def test_a_follow_up_that_is_answered_and_not_asked_is_not_kept(self):
        visitor = self.visitor()
        visitor.begin()
        visitor.answer()
        visitor.answer(u_doelen="nee")
        page = visitor.get("/pagina/2")
        self.assertEqual(self.checked(page, "u_doelen"), ["nee"])
        self.assertEqual(self.checked(page, "u_doelen_richting"), [])

    def test_what_is_not_asked_any_more_is_not_shown_at_the_end(self):
        visitor = self.visitor()
        visitor.begin()
        visitor.answer_all()
        self.assertIn("Geven deze doelen richting", visitor.page.text)
        visitor.get("/pagina/2?terug=controle")
        page = visitor.answer(u_doelen="nee")
        self.assertEqual(page.url, "/controle")
        self.assertNotIn("Geven deze doelen richting", page.text)
        visitor.get("/pagina/2?terug=controle")
        page = visitor.answer(u_doelen="ja")
        self.assertEqual(page.url, "/controle")
        self.assertIn("Geven deze doelen richting", page.text)

    # -- the check page -----------------------------------------------------

    def test_the_check_page_shows_every_answer_and_leads_back_to_it(self):
        visitor = self.visitor()
        visitor.begin()
        page = visitor.answer_all(u_trots="Op <onze>\r\n inloop",
                                  u_cijfer="7")
        self.assertEqual(page.url, "/controle")
        for words in ("Intern begeleider", "Primair onderwijs",
                      "Op <onze>\n inloop", "Niet ingevuld"):
            self.assertIn(words, page.text)
        changes = [link for link in page.links if "terug=controle" in link]
        self.assertEqual(len(changes), 7)
        page = visitor.get(changes[0])
        page = visitor.submit(visitor.questions(), "volgende",
                              u_werkveld="vo")
        self.assertEqual(page.url, "/controle")
        self.assertIn("Voortgezet onderwijs", page.text)

    def test_a_change_that_asks_for_follow_ups_ends_on_the_check_page(self):
        visitor = self.visitor()
        visitor.begin()
        visitor.answer_all(u_overleg="nee")
        visitor.get("/pagina/3?terug=controle")
        page = visitor.answer(u_overleg="ja")
        self.assertEqual(page.url, "/controle")

    def test_the_check_page_sends_people_to_what_is_missing(self):
        visitor = self.visitor()
        visitor.begin()
        visitor.answer()
        page = visitor.get("/controle")
        self.assertEqual(page.url, "/pagina/2?terug=controle")

    def test_sending_needs_the_explicit_choice(self):
        visitor = self.visitor()
        visitor.begin()
        visitor.answer_all()
        form = visitor.page.form("/versturen")
        self.assertFalse(form.named("akkoord")[0].checked)
        page = visitor.submit(form)
        self.assertEqual(page.status, 422)
        self.assertIn("Zet een vinkje", page.text)
        self.assertEqual(self.rows(visitor), (1, 0, 0))
        self.assertEqual(visitor.send().status, 200)
        self.assertEqual(self.rows(visitor), (0, 1, 0))

    def test_incomplete_answers_are_never_sent(self):
        visitor = self.visitor()
        visitor.begin()
        visitor.answer()
        form = visitor.questions().named("form")[0].value
        page = visitor.post("/versturen", {"form": form, "akkoord": "ja"})
        self.assertEqual(page.url, "/pagina/2?terug=controle")
        self.assertEqual(self.rows(visitor), (1, 0, 0))

    # -- sending twice ------------------------------------------------------

    def test_a_double_click_a_replay_and_a_reload_all_say_thank_you(self):
        visitor = self.visitor()
        visitor.begin()
        visitor.answer_all()
        form = visitor.page.form("/versturen")
        cookies = dict(visitor.cookies)
        pairs = form.pairs(None, akkoord="ja")
        first = visitor.post("/versturen", pairs, follow=False)
        sealed = self.wave.rows("envelope")
        for replay_cookies in (cookies, {}, cookies):
            visitor.cookies = dict(replay_cookies)
            again = visitor.post("/versturen", pairs, follow=False)
            self.assertEqual((again.status, again.headers, again.body),
                             (first.status, first.headers, first.body))
            self.assertEqual(visitor.cookies, {})
        self.assertEqual(self.wave.rows("envelope"), sealed)
        self.assertEqual(self.rows(visitor), (0, 1, 0))
        page = visitor.get(first.header("location"))
        self.assertEqual(page.body, visitor.get(first.header("location")).body)
        self.assertIn("Bedankt", page.h1)

    def test_back_after_sending_shows_no_answers(self):
        visitor = self.visitor()
        visitor.complete()
        for path in ("/controle", "/pagina/1", "/verder"):
            page = visitor.get(path)
            self.assertEqual(page.status, 403)
            self.assertIn("goed aangekomen", page.text)
            self.assertNotIn("Primair", page.text)

    def test_a_form_without_its_cookie_sends_nothing_that_was_not_sent(self):
        visitor = self.visitor()
        visitor.begin()
        visitor.answer_all()
        pairs = visitor.page.form("/versturen").pairs(None, akkoord="ja")
        visitor.cookies = {}
        self.assertEqual(visitor.post("/versturen", pairs).status, 403)
        self.assertEqual(self.rows(visitor), (1, 0, 0))

    # -- stopping -----------------------------------------------------------

    def test_people_stop_and_go_on_on_another_device(self):
        visitor = self.visitor()
        visitor.begin()
        visitor.answer(u_werkveld="mbo")
        page = visitor.submit(visitor.questions(), "stoppen", u_taken="nee",
                              follow=False)
        self.assertEqual(page.status, 303)
        self.assertIn('"cookies"', page.header("clear-site-data"))
        self.assertIn("Max-Age=0", page.header("set-cookie"))
        page = visitor.get(page.header("location"))
        self.assertIn("bewaard", page.text)
        self.assertIn("PROEF", page.text)
        self.assertEqual(visitor.get("/pagina/2").status, 403)
        other = self.device(visitor.link)
        page = other.begin()
        self.assertEqual(page.url, "/pagina/2")
        self.assertEqual(self.checked(page, "u_taken"), ["nee"])
        self.assertEqual(self.checked(other.get("/pagina/1"), "u_werkveld"),
                         ["mbo"])
        other.get("/pagina/2")
        other.answer_all()
        self.assertEqual(other.send().status, 200)
        self.assertEqual(self.rows(other), (0, 1, 0))

    def test_stopping_at_once_leaves_nothing(self):
        visitor = self.visitor()
        visitor.begin()
        page = visitor.submit(visitor.questions(), "stoppen")
        self.assertEqual(page.status, 200)
        self.assertEqual(self.rows(visitor), (0, 0, 0))

    # -- saving a page that is left -----------------------------------------

    def test_the_script_saves_without_a_page(self):
        visitor = self.visitor()
        visitor.begin()
        form = visitor.questions()
        pairs = form.pairs(None, u_werkveld="vo")
        page = visitor.post("/bewaar", pairs)
        self.assertEqual((page.status, page.body), (204, b""))
        self.assertEqual(self.rows(visitor), (1, 0, 0))
        other = self.device(visitor.link)
        page = other.begin()
        self.assertEqual(page.url, "/pagina/1")
        self.assertEqual(self.checked(page, "u_werkveld"), ["vo"])

    def test_saving_a_page_without_answers_saves_nothing(self):
        visitor = self.visitor()
        visitor.begin()
        page = visitor.post("/bewaar", visitor.questions().pairs())
        self.assertEqual(page.status, 204)
        self.assertEqual(self.rows(visitor), (0, 0, 0))

    def test_saving_of_no_page_is_refused(self):
        visitor = self.visitor()
        visitor.begin()
        form = visitor.questions().named("form")[0].value
        for number in ("0", "99", "x", "", "1 ", "01"):
            page = visitor.post("/bewaar", {"form": form, "_pagina": number,
                                            "_lijst": "uitvoering"})
            self.assertEqual(page.status, 400, number)
        self.assertEqual(visitor.post("/bewaar", {"form": form}).status, 400)

    # -- leaving and coming back --------------------------------------------

    def test_declining_is_a_choice_and_can_be_undone_without_a_trace(self):
        visitor = self.visitor()
        visitor.begin()
        page = visitor.get("/niet-meedoen")
        form = page.form("/niet-meedoen")
        self.assertEqual([f.checked for f in form.named("keuze")],
                         [False, False])
        page = visitor.submit(form)
        self.assertEqual(page.status, 422)
        self.assertEqual(self.rows(visitor), (0, 0, 0))
        page = visitor.submit(visitor.page.form("/niet-meedoen"),
                              keuze="niet_meedoen")
        self.assertIn("we weten het", page.h1)
        self.assertIn("PROEF", page.text)
        self.assertEqual(visitor.cookies, {})
        self.assertEqual(self.rows(visitor), (0, 0, 1))
        refusals = self.wave.rows("refusal")
        other = self.device(visitor.link)
        self.assertEqual(other.complete().status, 200)
        self.assertEqual(self.rows(visitor), (0, 1, 1))
        self.assertEqual(self.wave.rows("refusal"), refusals)

    def test_declining_twice_is_declining_once(self):
        visitor = self.visitor()
        for _ in range(2):
            visitor.begin()
            page = visitor.get("/niet-meedoen")
            page = visitor.submit(page.form("/niet-meedoen"),
                                  keuze="niet_meedoen")
            self.assertEqual(page.status, 200)
        self.assertEqual(self.rows(visitor), (0, 0, 1))

    def test_there_is_a_way_back_from_declining(self):
        visitor = self.visitor()
        visitor.begin()
        for path, choice in (("/niet-meedoen", "toch_wel"),
                             ("/niet-mijn-lijst", "deze_lijst")):
            page = visitor.get(path)
            page = visitor.submit(page.form(path), keuze=choice)
            self.assertEqual((page.status, page.url), (200, "/pagina/1"))
        self.assertEqual(self.rows(visitor), (0, 0, 0))

    def test_not_eligible_is_stored_as_that(self):
        visitor = self.visitor()
        visitor.begin()
        page = visitor.get("/niet-mijn-lijst")
        page = visitor.submit(page.form("/niet-mijn-lijst"))
        self.assertEqual(page.status, 422)
        visitor.submit(page.form("/niet-mijn-lijst"), keuze="niet_doelgroep")
        row, = self.house.sql(
            "SELECT kind, function_group FROM aoj.refusal WHERE refusal_id ="
            " '\\x%s'" % visitor.link.derived("refusal-id").hex())
        self.assertEqual((row["kind"], row["function_group"]),
                         ("not_eligible", visitor.link.group))

    # -- the other list -----------------------------------------------------

    def test_the_other_list_is_kept_in_the_draft_and_counted_with_the_group(
            self):
        visitor = self.visitor("ib")
        visitor.begin()
        visitor.answer()
        page = visitor.get("/niet-mijn-lijst")
        self.assertIn("vervalt", page.text)
        page = visitor.submit(page.form("/niet-mijn-lijst"),
                              keuze="andere_lijst")
        self.assertEqual(page.url, "/pagina/1")
        self.assertEqual(self.checked(page, "b_functie"), [])
        self.assertEqual(self.rows(visitor), (1, 0, 0))
        other = self.device(visitor.link)
        self.assertEqual(other.begin().form("/pagina/1").named(
            "_lijst")[0].value, "beleid")
        other.answer_all()
        self.assertEqual(other.send().status, 200)
        row, = [r for r in self.wave.rows("envelope") if r["ballot_id"][2:] ==
                visitor.link.derived("ballot-id").hex()]
        self.assertEqual((row["questionnaire"], row["function_group"]),
                         ("beleid", "ib"))

    def test_a_page_of_the_list_left_changes_nothing_in_the_other(self):
        visitor = self.visitor("ib")
        visitor.begin()
        visitor.answer()
        old = visitor.questions()
        page = visitor.get("/niet-mijn-lijst")
        visitor.submit(page.form("/niet-mijn-lijst"), keuze="andere_lijst")
        visitor.answer()
        visitor.answer()
        before = visitor.link.draft(self.house)
        for button in ("volgende", "terug", "stoppen"):
            page = visitor.submit(old, button, u_taken="ja")
            self.assertEqual(page.status, 409)
            self.assertIn("andere lijst", page.text)
        page = visitor.post("/bewaar", old.pairs(None, u_taken="ja"))
        self.assertEqual(page.status, 409)
        self.assertEqual(visitor.link.draft(self.house), before)

    # -- two tabs -----------------------------------------------------------

    def test_of_two_tabs_the_page_saved_last_wins_and_no_other_is_lost(self):
        visitor = self.visitor()
        visitor.begin()
        visitor.answer()
        first_tab = visitor.questions()
        other_tab = self.device(visitor.link)
        other_tab.begin()
        other_tab.answer(u_taken="nee", u_doelen="nee")
        other_tab.answer(u_wijkteam="weet_niet", u_overleg="nee")
        page = visitor.submit(first_tab, "volgende", u_taken="ja",
                              u_bevoegdheden="ja", u_doelen="nee",
                              u_verantwoordelijkheden="ja")
        self.assertEqual(page.url, "/pagina/3")
        self.assertEqual(self.checked(page, "u_wijkteam"), ["weet_niet"])
        self.assertEqual(self.checked(visitor.get("/pagina/2"), "u_taken"),
                         ["ja"])

    def test_a_page_saved_after_sending_stores_nothing(self):
        visitor = self.visitor()
        visitor.begin()
        visitor.answer()
        old, cookies = visitor.questions(), dict(visitor.cookies)
        visitor.answer_all()
        visitor.send()
        visitor.cookies = cookies
        page = visitor.submit(old, "volgende", u_taken="ja")
        self.assertEqual(page.status, 410)
        self.assertEqual(self.rows(visitor), (0, 1, 0))

    # -- who can see what ---------------------------------------------------

    def test_who_can_see_what_shows_the_waves_real_settings(self):
        row, = self.wave.rows("wave")
        visitor = self.visitor("zoco_vo")
        start = visitor.visit()
        page = visitor.submit(start.form("/wie-kan-wat-zien"))
        words = ("100 mensen", "Zorgcoördinator", "2 van de 3",
                 "Ans de Vries; Bert Jansen; Carla Smit",
                 "minder dan 5 antwoorden")
        for word in words:
            self.assertIn(word, page.text)
        self.assertEqual(len(page.text.split("Vingerafdruk")[1][:47].split()),
                         8)
        self.assertIsNone(page.header("set-cookie"))
        self.assertEqual(len(page.form("/begin").buttons()), 1)
        visitor.begin()
        page = visitor.get("/wie-kan-wat-zien")
        for word in words:
            self.assertIn(word, page.text)
        self.assertIn("/verder", page.links)
        general = Visitor(self.house)
        self.addCleanup(general.close)
        page = general.get("/wie-kan-wat-zien")
        self.assertEqual(page.status, 200)
        self.assertNotIn("Ans de Vries", page.text)
        self.assertEqual(self.rows(visitor), (0, 0, 0))
        self.assertTrue(row["box_public_key"])

    def test_who_can_see_what_is_short_and_keeps_the_technical_part_folded(
            self):
        visitor = self.visitor("zoco_vo")
        page = visitor.submit(visitor.visit().form("/wie-kan-wat-zien"))
        main = re.search(r"<main.*?</main>", page.body.decode(), re.S)[0]
        main = re.sub(r"<form.*?</form>", "", main, flags=re.S)
        fold, = re.findall(r"<details>.*?</details>", main, re.S)
        plain = re.sub(r"<[^>]+>", " ", main.replace(fold, "")).split()
        self.assertLessEqual(len(plain), 350)
        words = " ".join(plain)
        for promise in ("Niemand kan zien wat u antwoordt.",
                        "Nergens staat of u hebt geantwoord.",
                        "met dezelfde link",
                        "Een kopie van de databank verraadt u niet.",
                        "Ook een beheerder kan niet uitproberen"):
            self.assertIn(promise, words)
        for limit in ("Wie uw link heeft", "Wat u zelf typt",
                      "kan meekijken terwijl u invult",
                      "Wie de databank verandert", "openingscodes",
                      "verzonnen mensen", "Antwoordde iedereen",
                      "Uw werkgever", "herinnering kwam",
                      "later op de lijst"):
            self.assertIn(limit, words.split("niet kunnen beloven")[1])
        for technical in ("Vingerafdruk", "sleutel van de links",
                          "JavaScript"):
            self.assertIn(technical, fold)
            self.assertNotIn(technical, words)

    def test_the_pages_about_us_take_the_link_from_the_start_page_too(self):
        visitor = self.visitor()
        form = visitor.visit().form("/begin")
        for path in ("/privacy", "/toegankelijkheid", "/contact",
                     "/wie-kan-wat-zien"):
            page = visitor.post(path, form.pairs())
            self.assertEqual(page.status, 200, path)
            self.assertEqual(len(page.form("/begin").buttons()), 1, path)
            self.assertEqual(visitor.cookies, {})
            if path == "/privacy":
                self.assertIn("6 maanden na het sluiten", page.text)
            page = visitor.post(path, {"t": "x", "form": "y"})
            self.assertEqual((page.status, page.forms), (200, []), path)
        self.assertIn("beheer@example.org",
                      visitor.post("/contact", form.pairs()).text)

    # -- what is sent is what is counted ------------------------------------

    def test_what_was_sent_comes_out_of_the_box(self):
        wave = OpenWave(self.house, "doos")
        visitor = Visitor(self.house, wave.link("ib"))
        self.addCleanup(visitor.close)
        text = "Eén “inloop”\r\nvoor ouders & <school> \\ 😀"
        visitor.complete(first=1, u_trots=text, u_cijfer="8",
                         u_functie="anders_namelijk",
                         u_functie_anders="Kwartiermaker")
        wave.know(visitor.link.derived("ballot-id"))
        wave.close()
        self.house.run([os.path.join(self.house.build, "aoj-count"),
                        wave.code],
                       stdin="\n".join(
                           ["ja"] + list(wave.codes.values())[:2]) + "\n")
        row, = wave.rows("response")
        answers = json.loads(row["answers"])
        self.assertEqual(answers["u_cijfer"], 8)
        self.assertEqual(answers["u_functie"], "anders_namelijk")
        self.assertEqual(answers["u_taken"], "nee")
        self.assertNotIn("u_doelen_richting", answers)
        texts = {r["question"]: r["answer"] for r in wave.rows("open_answer")}
        self.assertEqual(texts["u_trots"], text.replace("\r\n", "\n"))
        self.assertEqual(texts["u_functie_anders"], "Kwartiermaker")


if __name__ == "__main__":
    unittest.main()
