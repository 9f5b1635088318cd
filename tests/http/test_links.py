"""Links that still work, links that do not, and two of them in one browser.
What a link opened once must not tell apart: unknown, spent, expired."""

import os
import statistics
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib.respond import NOW, Link, OpenWave, Visitor, open_house  # noqa: E402

MINUTE = 60


class Links(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = open_house()
        cls.addClassCleanup(cls.house.stop)
        cls.wave = OpenWave(cls.house, "links")

    def setUp(self):
        self.house.set_clock(NOW)

    def device(self, link):
        visitor = Visitor(self.house, link)
        self.addCleanup(visitor.close)
        return visitor

    def visitor(self, group="ib", wave=None):
        return self.device((wave or self.wave).link(group))

    # -- dead links look alike ----------------------------------------------

    def dead_links(self):
        """Name of the reason -> a link that is dead because of it."""
        spent = self.visitor()
        spent.complete()
        refused = self.visitor()
        refused.begin()
        page = refused.get("/niet-meedoen")
        refused.submit(page.form("/niet-meedoen"), keuze="niet_meedoen")
        refused.complete()
        not_open = OpenWave(self.house, "nog-niet-%d" % time.time_ns(),
                            ready=False)
        return {
            "spent": spent.link, "spent after a refusal": refused.link,
            "unknown": Link("ib"),
            "withdrawn": self.wave.link(status="withdrawn"),
            "double": self.wave.link(status="duplicate"),
            "wave not started": not_open.link(),
        }

    def expire(self, dead):
        """Past the closing time of all waves, and the half hour after it."""
        self.house.set_clock(self.wave.closes_at() + 31 * MINUTE)
        self.addCleanup(self.house.set_clock, NOW)
        return dict(dead, **{"too late": self.wave.link()})

    def test_links_that_are_dead_look_alike_in_every_byte(self):
        dead = self.dead_links()
        for moment in (dict, self.expire):
            links = moment(dead)
            seen = {}
            for name, link in links.items():
                for method in ("GET", "HEAD"):
                    page = self.device(link).request(method, link.path)
                    seen[name, method] = (page.status, page.headers,
                                          page.body)
                form = {"t": link.token, "form": self.form_value(link)}
                page = self.device(link).post("/begin", form)
                seen[name, "begin"] = (page.status, page.headers, page.body)
            for kind in ("GET", "HEAD", "begin"):
                answers = {repr(v) for (_, k), v in seen.items() if k == kind}
                self.assertEqual(len(answers), 1, kind)
            status, _, body = seen["unknown", "GET"]
            self.assertEqual(status, 410)
            self.assertIn("niets meer invullen", body.decode())
            self.assertNotRegex(body.decode(), r"\b20\d\d\b|\d{1,2}[.:]\d\d")

    def test_no_link_at_all_looks_like_a_dead_one(self):
        visitor = self.device(Link("ib"))
        first = visitor.visit()
        for path in ("/v", "/v?t=", "/v?t=x", "/v?t=" + "a" * 25,
                     "/v?t=" + "A" * 26, "/v?t=" + "a" * 27, "/v?x=1",
                     "/v?t=%00", "/v?t=%ff", "/v?t=" + "a" * 1000,
                     first.url + "&t=" + "b" * 26, "/v?t=" + "a" * 25 + "b"):
            page = visitor.get(path)
            self.assertEqual((page.status, page.headers, page.body),
                             (first.status, first.headers, first.body), path)

    def test_dead_links_take_the_same_time(self):
        """Fast tenths of many interleaved requests on one connection, so of
        one worker. Noise comes and goes: what is really slower is slower
        each time."""
        dead = self.dead_links()
        paths = {k: dead[k].path for k in ("unknown", "spent", "withdrawn")}
        visitor = self.device(dead["unknown"])
        for _ in range(5):
            times = {k: [] for k in paths}
            for _ in range(400):
                for name, path in paths.items():
                    begun = time.perf_counter()
                    visitor.get(path)
                    times[name].append(time.perf_counter() - begun)
            fast = {k: statistics.quantiles(v, n=10)[0]
                    for k, v in times.items()}
            if max(fast.values()) < 1.06 * min(fast.values()):
                return
        self.fail("dead links differ in time: %s" % fast)

    def form_value(self, link):
        import base64
        return base64.urlsafe_b64encode(
            link.derived("form")).decode().rstrip("=")

    # -- closing, and the half hour after it --------------------------------

    def closing_wave(self, code):
        wave = OpenWave(self.house, code)
        self.addCleanup(self.house.set_clock, NOW)
        return wave, wave.closes_at()

    def test_who_has_a_draft_may_send_for_half_an_hour_after_closing(self):
        wave, closes = self.closing_wave("half-uur")
        begun, fresh = self.visitor(wave=wave), self.visitor(wave=wave)
        begun.begin()
        begun.answer()
        self.house.set_clock(closes + MINUTE)
        self.assertEqual(fresh.visit().status, 410)
        page = begun.get("/verder")
        self.assertEqual(page.url, "/pagina/2")
        begun.answer_all()
        self.house.set_clock(closes + 29 * MINUTE)
        page = begun.send()
        self.assertIn("Bedankt", page.h1)
        self.assertEqual(begun.link.rows(self.house), (0, 1, 0))

    def test_half_an_hour_after_closing_nothing_is_taken_any_more(self):
        wave, closes = self.closing_wave("te-laat")
        visitor = self.visitor(wave=wave)
        visitor.begin()
        visitor.answer_all()
        self.house.set_clock(closes + 30 * MINUTE)
        self.assertEqual(visitor.send().status, 410)
        self.assertEqual(visitor.visit().status, 410)
        self.assertEqual(visitor.get("/controle").status, 410)
        self.assertEqual(visitor.link.rows(self.house), (1, 0, 0))

    # -- "Versturen" is answered with what became of it -----------------------

    def at_check_page(self, code):
        """A wave, and a visitor whose answers are complete and not sent."""
        wave, closes = self.closing_wave(code)
        visitor = self.visitor(wave=wave)
        visitor.begin()
        visitor.answer_all()
        return wave, closes, visitor

    def assert_no_receipt(self, page, visitor, rows):
        self.assertNotIn("goed aangekomen", page.text)
        self.assertNotIn("Bedankt", page.h1)
        self.assertEqual(visitor.link.rows(self.house), rows)

    def assert_too_late(self, page, visitor):
        self.assertEqual(page.status, 410)
        self.assertIn("niet verstuurd", page.h1)
        self.assertIn("te laat", page.h1)
        for words in ("dinsdag 7 april 2026 om 23.59 uur", "Proefbeheerder",
                      "beheer@example.org"):
            self.assertIn(words, page.text)
        self.assert_no_receipt(page, visitor, (1, 0, 0))

    def test_sending_after_the_grace_time_says_that_nothing_was_sent(self):
        _, closes, visitor = self.at_check_page("na-het-half-uur")
        pairs = visitor.page.form("/versturen").pairs(None, akkoord="ja")
        for minutes in (30, 31, 60 * 24):
            self.house.set_clock(closes + minutes * MINUTE)
            page = visitor.post("/versturen", pairs)
            self.assert_too_late(page, visitor)

    def test_the_database_refusing_an_envelope_is_said_as_too_late(self):
        wave, closes, visitor = self.at_check_page("na-de-controle")
        self.house.set_clock(closes + MINUTE)
        self.house.psql(
            "UPDATE aoj.wave SET state = 'closed' WHERE wave_id = '%s';"
            " INSERT INTO aoj.ballot_check (wave_id, genuine, genuine_hash)"
            " VALUES ('%s', 0, sha256(''))" % (wave.wave_id, wave.wave_id))
        self.assert_too_late(visitor.send(), visitor)

    def test_reading_pages_after_the_grace_time_shows_the_neutral_page(self):
        _, closes, visitor = self.at_check_page("lezen-na-afloop")
        unknown = self.device(Link("ib"))
        self.house.set_clock(closes + 31 * MINUTE)
        neutral = unknown.visit()
        for path in (visitor.link.path, "/controle", "/pagina/1", "/verder"):
            page = visitor.get(path)
            self.assertEqual((page.status, page.body),
                             (neutral.status, neutral.body), path)

    def test_who_sent_in_time_is_thanked_however_late_the_replay_is(self):
        _, closes, visitor = self.at_check_page("op-tijd-verstuurd")
        pairs = visitor.page.form("/versturen").pairs(None, akkoord="ja")
        cookies = dict(visitor.cookies)
        self.assertIn("Bedankt", visitor.send().h1)
        self.house.set_clock(closes + 31 * MINUTE)
        visitor.cookies = cookies
        self.assertIn("Bedankt", visitor.post("/versturen", pairs).h1)

    def test_sending_without_the_cookie_says_that_nothing_was_sent_yet(self):
        _, _, visitor = self.at_check_page("zonder-cookie")
        pairs = visitor.page.form("/versturen").pairs(None, akkoord="ja")
        visitor.cookies = {}
        page = visitor.post("/versturen", pairs)
        self.assertEqual(page.status, 403)
        self.assertIn("nog niet verstuurd", page.h1)
        self.assert_no_receipt(page, visitor, (1, 0, 0))

    def change(self, wave, table, what):
        """Changes a table at once, without the way that leads there."""
        self.house.psql("BEGIN; SET LOCAL session_replication_role = replica;"
                        " UPDATE aoj.%s SET %s WHERE wave_id = '%s'; COMMIT"
                        % (table, what, wave.wave_id))

    def test_sending_with_a_link_that_is_gone_says_that_nothing_was_sent(self):
        for how in ("withdrawn", "counted", "no link"):
            wave, _, visitor = self.at_check_page(
                "weg-" + how.replace(" ", "-"))
            pairs = visitor.page.form("/versturen").pairs(None, akkoord="ja")
            if how == "withdrawn":
                self.change(wave, "invitation", "status = 'withdrawn'")
            elif how == "counted":
                self.change(wave, "wave", "state = 'counted'")
            else:
                pairs, visitor.cookies = [("akkoord", "ja")], {}
            page = visitor.post("/versturen", pairs)
            self.assertEqual(page.status, 410, how)
            self.assertIn("niets verstuurd", page.h1)
            # The drafts of a counted wave would be gone.
            self.assert_no_receipt(page, visitor, (1, 0, 0))

    def test_a_last_second_page_without_a_draft_is_too_late(self):
        wave, closes = self.closing_wave("seconde")
        visitor = self.visitor(wave=wave)
        visitor.begin()
        choices = visitor.choices()
        self.house.set_clock(closes + 1)
        page = visitor.submit(visitor.questions(), "volgende", **choices)
        self.assertEqual(page.status, 410)
        self.assertEqual(visitor.link.rows(self.house), (0, 0, 0))

    def test_declining_in_the_half_hour_stores_nothing_and_says_so(self):
        wave, closes = self.closing_wave("niet-meer")
        visitor = self.visitor(wave=wave)
        visitor.begin()
        visitor.answer()
        self.house.set_clock(closes + MINUTE)
        page = visitor.get("/niet-meedoen")
        page = visitor.submit(page.form("/niet-meedoen"),
                              keuze="niet_meedoen")
        self.assertEqual(page.status, 409)
        self.assertIn("niets te doen", page.h1)
        self.assertEqual(visitor.link.rows(self.house), (1, 0, 0))

    def test_an_extended_wave_is_seen_at_once_by_every_worker(self):
        wave, closes = self.closing_wave("verlengd")
        visitors = [self.visitor(wave=wave) for _ in range(6)]
        for visitor in visitors:
            self.assertEqual(visitor.visit().status, 200)
        self.house.psql("UPDATE aoj.wave SET closes_at = closes_at +"
                        " interval '7 days' WHERE wave_id = '%s'"
                        % wave.wave_id)
        for visitor in visitors:
            self.assertIn("dinsdag 14 april", visitor.visit().text)
        self.house.set_clock(closes + MINUTE)
        for visitor in visitors:
            self.assertEqual(visitor.visit().status, 200)

    # -- two links in one browser -------------------------------------------

    def test_no_answer_reaches_the_draft_of_another_link(self):
        first, second = self.visitor(), self.visitor()
        first.begin()
        first.answer(u_werkveld="mbo")
        old_page = first.questions()
        first.answer_all()
        old_check = first.page.form("/versturen")
        old_decline = first.get("/niet-meedoen").form("/niet-meedoen")
        old_switch = first.get("/niet-mijn-lijst").form("/niet-mijn-lijst")
        second.begin()
        second.answer(u_werkveld="po")
        before = [v.link.draft(self.house) for v in (first, second)]
        # The second link, opened in the first browser.
        first.cookies = dict(second.cookies)
        tries = [("/pagina/2", old_page.pairs(None, u_taken="nee")),
                 ("/bewaar", old_page.pairs(None, u_taken="nee")),
                 ("/versturen", old_check.pairs(None, akkoord="ja")),
                 ("/niet-meedoen", old_decline.pairs(
                     None, keuze="niet_meedoen")),
                 ("/niet-mijn-lijst", old_switch.pairs(
                     None, keuze="andere_lijst"))]
        for path, pairs in tries:
            page = first.post(path, pairs)
            self.assertEqual(page.status, 409, path)
            self.assertIn("andere link geopend", page.h1)
        self.assertEqual(
            [v.link.draft(self.house) for v in (first, second)], before)
        self.assertEqual(first.link.rows(self.house), (1, 0, 0))
        self.assertEqual(second.link.rows(self.house), (1, 0, 0))

    def test_a_forged_or_absent_form_value_changes_nothing(self):
        visitor = self.visitor()
        visitor.begin()
        pairs = dict(visitor.questions().pairs(None, u_werkveld="po"))
        for form in (None, "", "x", pairs["form"][:-1], pairs["form"] + "A",
                     pairs["form"].swapcase(), "A" * 43):
            sent = {k: v for k, v in pairs.items() if k != "form"}
            if form is not None:
                sent["form"] = form
            self.assertEqual(visitor.post("/pagina/1", sent).status, 409)
        twice = list(pairs.items()) + [("form", pairs["form"])]
        self.assertEqual(visitor.post("/pagina/1", twice).status, 409)
        self.assertEqual(visitor.link.rows(self.house), (0, 0, 0))

    def test_begin_needs_token_and_form_that_belong_together(self):
        one, two = self.visitor(), self.visitor()
        t = one.visit().form("/begin").named("t")[0].value
        form = two.visit().form("/begin").named("form")[0].value
        for pairs in ({"t": t, "form": form}, {"t": t}, {"form": form}, {},
                      {"t": form, "form": t}):
            page = one.post("/begin", pairs)
            self.assertEqual(page.status, 410)
            self.assertIsNone(page.header("set-cookie"))

    def test_a_form_on_another_website_opens_no_link_here(self):
        visitor = self.visitor()
        pairs = visitor.visit().form("/begin").pairs()
        for site in ("cross-site", "same-site", "nonsense"):
            page = visitor.request(
                "POST", "/begin", "&".join("%s=%s" % p for p in pairs),
                {"Sec-Fetch-Site": site})
            self.assertEqual(page.status, 403)
            self.assertIsNone(page.header("set-cookie"))
        for site in ("same-origin", "none"):
            page = visitor.request(
                "POST", "/begin", "&".join("%s=%s" % p for p in pairs),
                {"Sec-Fetch-Site": site}, follow=False)
            self.assertEqual(page.status, 303)

    # -- cookies ------------------------------------------------------------

    def test_only_our_cookie_counts_and_only_once(self):
        visitor = self.visitor()
        visitor.begin()
        token, other = visitor.link.token, self.wave.link().token
        visitor.cookies = {}
        right = "__Host-aoj=" + token
        for cookie, status in (
                (right, 200), ("a=b; " + right, 200), (right + "; x=y", 200),
                (right + "; " + right, 200), (";;" + right + ";", 200),
                ("aoj=" + token, 403), ("__host-aoj=" + token, 403),
                ("x__Host-aoj=" + token, 403), ("__Host-aojx=" + token, 403),
                (right + "; __Host-aoj=" + other, 403),
                ("__Host-aoj=" + token.upper(), 403),
                ("__Host-aoj=\"" + token + "\"", 403),
                ("__Host-aoj=" + token + "a", 403), ("__Host-aoj=", 403),
                ("__Host-aoj", 403), ("=", 403), (";" * 500, 403)):
            page = visitor.get("/pagina/1", headers={"Cookie": cookie})
            self.assertEqual(page.status, status, cookie[:60])

    def test_the_cookie_of_a_dead_link_opens_nothing(self):
        visitor = self.visitor()
        visitor.begin()
        cookies = dict(visitor.cookies)
        visitor.complete()
        dead = self.device(Link("ib")).visit()
        visitor.cookies = cookies
        for path in ("/pagina/1", "/controle", "/verder", "/niet-meedoen",
                     "/niet-mijn-lijst"):
            page = visitor.get(path)
            self.assertEqual((page.status, page.body),
                             (dead.status, dead.body), path)
        page = visitor.get("/wie-kan-wat-zien")
        self.assertEqual(page.status, 200)
        self.assertNotIn("Ans de Vries", page.text)


if __name__ == "__main__":
    unittest.main()
