"""No more mail: the page behind a letter's List-Unsubscribe header, and the one
POST without a page (RFC 8058). Looking changes nothing; asking is a slip, once,
that names nobody; and no answer says whether a token is known."""

import os
import re
import statistics
import sys
import time
import unittest
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib.aoj import BIN                                       # noqa: E402
from lib.respond import NOW, Link, OpenWave, Visitor, open_house    # noqa: E402

ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=grens"
PART = ('--grens\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        '--grens--\r\n')
ONE_PART = PART % ("List-Unsubscribe", "One-Click")
SAFE = {"cache-control": "no-store", "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex"}


class Unsubscribe(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = open_house()
        cls.addClassCleanup(cls.house.stop)
        cls.wave = OpenWave(cls.house, "afmelden")

    def setUp(self):
        self.house.set_clock(NOW)

    def device(self, link=None):
        visitor = Visitor(self.house, link or self.wave.link())
        self.addCleanup(visitor.close)
        return visitor

    def one_click(self, who, body=ONE_CLICK, kind=FORM, path=None, **headers):
        """What a mail provider sends."""
        page = who.request("POST", path or who.link.unsubscribe, body,
                           dict({"Content-Type": kind}, **headers),
                           follow=False)
        for name, value in SAFE.items():
            self.assertEqual(page.header(name), value)
        self.assertIsNone(page.header("set-cookie"))
        self.assertIsNone(page.header("location"))
        return page

    def changes(self, what):
        """What what() changes in the whole database, as lines."""
        before = self.house.dump().splitlines()
        what()
        return [line for line in self.house.dump().splitlines()
                if line not in set(before)]

    # -- looking --------------------------------------------------------------

    def test_looking_ten_times_changes_nothing_whatever_the_token(self):
        who = self.device()

        def look():
            for path in (who.link.unsubscribe, Link("ib").unsubscribe, "/u",
                         "/u?u=", "/u?u=x", "/u?u=%ff", "/u?u=" + "A" * 26,
                         "/u?u=" + "a" * 1000, who.link.unsubscribe +
                         "&List-Unsubscribe=One-Click"):
                for method, status in (("GET", 200), ("HEAD", 200),
                                       ("OPTIONS", 204)):
                    for _ in range(10):
                        page = who.request(method, path)
                        self.assertEqual(page.status, status)
                        self.assertIsNone(page.header("set-cookie"))
                        for name, value in SAFE.items():
                            self.assertEqual(page.header(name), value)
        self.assertEqual(self.changes(look), [])

    def test_the_page_is_the_same_for_everybody_but_for_the_token(self):
        sent = self.wave.link()
        self.device(sent).complete()
        seen = set()
        for path in (self.wave.link().unsubscribe, sent.unsubscribe,
                     self.wave.link(status="withdrawn").unsubscribe,
                     Link("ib").unsubscribe, "/u", "/u?u=nonsense"):
            page = self.device().get(path)
            self.assertEqual(page.status, 200)
            self.assertIn("Geen mail meer", page.h1)
            form = page.form("/u")
            body = page.body.decode()
            for name in ("u", "form"):
                body = body.replace(form.named(name)[0].value, name)
            seen.add((body, repr(sorted(page.headers))))
        self.assertEqual(len(seen), 1)
        self.assertNotIn("Proefregio", body)

    def test_a_robot_that_presses_the_only_button_gets_the_question_back(self):
        who = self.device()

        def crawl():
            queue, done = [("GET", who.link.unsubscribe, None)], set()
            while queue:
                step = queue.pop()
                if step in done or len(done) > 200:
                    continue
                done.add(step)
                page = who.request(*step)
                queue += [("GET", link.partition("#")[0], None)
                          for link in page.links if link.startswith("/")]
                queue += [("POST", form.action, urllib.parse.urlencode(
                    form.pairs(form.buttons()[0]))) for form in page.forms
                    if len(form.buttons()) == 1]
            self.assertIn("POST", {method for method, _, _ in done})
        self.assertEqual(self.changes(crawl), [])
        page = who.get(who.link.unsubscribe)
        page = who.submit(page.form("/u"))
        self.assertEqual(page.status, 422)
        self.assertTrue(page.title.startswith("Fout: "))
        self.assertFalse([f for f in page.form("/u").fields if f.checked])

    # -- the page -------------------------------------------------------------

    def choose(self, who, what, headers=None):
        page = who.get(who.link.unsubscribe)
        pairs = page.form("/u").pairs(None, keuze=what)
        return who.request("POST", "/u", urllib.parse.urlencode(pairs),
                           headers, follow=False)

    def test_a_person_who_chooses_on_the_page_is_a_slip_that_says_so(self):
        who = self.device()
        new = self.changes(lambda: self.choose(who, "geen_mail"))
        self.assertEqual(len(new), 1, new)
        self.assertNotRegex(new[0], r"\d\d:\d\d")
        self.assertEqual(who.page.status, 200)
        self.assertIn("wij verwerken dit", who.page.h1)
        self.assertIn("met de link uit uw brief altijd nog meedoen",
                      who.page.text)
        self.assertIsNone(who.page.header("set-cookie"))
        self.assertEqual(who.link.stops(self.house), ["chosen"])
        self.assertEqual(who.link.rows(self.house), (0, 0, 0))
        for again in (lambda: self.choose(who, "geen_mail"),
                      lambda: self.one_click(who)):
            self.assertEqual(self.changes(again), [])
        self.assertEqual(self.choose(who, "geen_mail").status, 200)
        self.assertIn("wij verwerken dit", who.page.h1)

    def test_who_chooses_after_a_scanner_clicked_is_heard_himself(self):
        who = self.device()
        self.one_click(who)
        self.choose(who, "geen_mail")
        self.assertEqual(who.link.stops(self.house), ["asked", "chosen"])

    def decline_page(self, who):
        page = who.get("/niet-meedoen")
        self.assertEqual(page.status, 200)
        return page.form("/niet-meedoen")

    def test_the_link_undoes_it_with_a_second_slip(self):
        who = self.device()
        self.one_click(who)
        who.begin()
        self.assertEqual(self.changes(lambda: self.decline_page(who)), [])
        new = self.changes(lambda: who.submit(
            self.decline_page(who), keuze="weer_mail"))
        self.assertEqual(len(new), 1, new)
        self.assertEqual(who.number(), 1)
        self.assertEqual(who.link.stops(self.house), ["asked", "undone"])
        self.assertNotIn("weer_mail", [
            f.value for f in self.decline_page(who).fields])
        # And asking once more is a slip again.
        self.one_click(who)
        self.assertEqual(who.link.stops(self.house),
                         ["asked", "undone", "asked"])

    def test_who_did_not_ask_has_nothing_to_undo(self):
        who = self.device()
        who.begin()
        pairs = self.decline_page(who).pairs(None, keuze="weer_mail")
        self.assertNotIn("weer_mail", [
            f.value for f in self.decline_page(who).fields])
        self.assertEqual(self.changes(
            lambda: who.post("/niet-meedoen", pairs)), [])
        self.assertEqual(who.page.status, 422)

    def test_who_wants_mail_after_all_changes_nothing(self):
        who = self.device()
        self.assertEqual(self.changes(
            lambda: self.choose(who, "wel_mail")), [])
        self.assertIn("verandert niets", who.page.h1)

    def test_who_unsubscribed_can_still_answer_by_the_link(self):
        who = self.device()
        self.choose(who, "geen_mail")
        self.assertIn("Bedankt", who.complete().h1)
        self.assertEqual(who.link.rows(self.house), (0, 1, 0))

    def test_a_form_on_another_website_unsubscribes_nobody(self):
        who = self.device()
        for site in ("cross-site", "same-site", "nonsense"):
            self.assertEqual(self.changes(lambda: self.choose(
                who, "geen_mail", {"Sec-Fetch-Site": site})), [])
            self.assertEqual(who.page.status, 403)
        self.choose(who, "geen_mail", {"Sec-Fetch-Site": "same-origin"})
        self.assertEqual(who.link.stops(self.house), ["chosen"])

    def test_token_and_form_value_belong_together(self):
        one, two = self.device(), self.device()
        mine = dict(one.get(one.link.unsubscribe).form("/u").pairs(
            None, keuze="geen_mail"))
        theirs = dict(two.get(two.link.unsubscribe).form("/u").pairs(None))

        def mix():
            for pairs in (dict(mine, u=theirs["u"]),
                          dict(mine, form=theirs["form"]),
                          dict(mine, form=""), dict(mine, u=""),
                          dict(mine, u=one.link.token),
                          {k: mine[k] for k in ("u", "keuze")},
                          {k: mine[k] for k in ("form", "keuze")},
                          {"keuze": "geen_mail"}):
                self.assertEqual(one.post("/u", pairs).status, 400)
            twice = list(mine.items()) + [("u", mine["u"])]
            self.assertEqual(one.post("/u", twice).status, 400)
            for what in ("", "x", "geen_mail "):
                self.assertEqual(one.post("/u", dict(
                    mine, keuze=what)).status, 422)
        self.assertEqual(self.changes(mix), [])

    # -- one click ------------------------------------------------------------

    def test_one_click_is_noted_once_whoever_sends_it(self):
        for body, kind in ((ONE_CLICK, FORM), (ONE_PART, MULTIPART),
                           (ONE_CLICK, FORM + "; charset=UTF-8")):
            who = self.device()
            new = self.changes(lambda: self.one_click(
                who, body, kind, **{"Sec-Fetch-Site": "cross-site"}))
            self.assertEqual(len(new), 1, new)
            self.assertEqual(who.page.status, 200)
            self.assertEqual(who.page.header("content-type"),
                             "text/plain; charset=utf-8")
            self.assertLess(len(who.page.body), 60)
            self.assertNotRegex(new[0], r"\d\d:\d\d")
            self.assertEqual(who.link.stops(self.house), ["asked"])
            self.assertEqual(who.link.rows(self.house), (0, 0, 0))
            self.assertEqual(self.changes(
                lambda: self.one_click(who, body, kind)), [])
            self.assertEqual(who.page.status, 200)

    def test_any_other_body_changes_nothing(self):
        who = self.device()
        token = who.link.unsubscribe.split("=")[1]

        def send():
            for body in ("", "=", "List-Unsubscribe", "List-Unsubscribe=",
                         "list-unsubscribe=one-click", ONE_CLICK + "&",
                         "&" + ONE_CLICK, ONE_CLICK + "\r\n",
                         ONE_CLICK + "&x=y", ONE_CLICK + "&" + ONE_CLICK,
                         "List%2DUnsubscribe=One-Click",
                         "List-Unsubscribe=One%2DClick", ONE_CLICK[:-1],
                         ONE_CLICK + "s", "x=y", "%", "\x00", "keuze=x",
                         "u=" + token + "&keuze=geen_mail"):
                self.assertEqual(self.one_click(who, body).status, 400,
                                 body)
            for body in ("", ONE_CLICK, ONE_PART[2:], ONE_PART + "x",
                         ONE_PART[:-4], PART % ("List-Unsubscribe", ""),
                         PART % ("keuze", "geen_mail"),
                         ONE_PART.replace("\r", "")):
                self.assertEqual(self.one_click(
                    who, body, MULTIPART).status, 400, body)
            for kind in ("text/plain", "application/json", "x",
                         "multipart/mixed; boundary=grens"):
                self.assertEqual(self.one_click(
                    who, ONE_CLICK, kind).status, 415)
            self.assertEqual(self.one_click(
                who, "x" * 70000).status, 413)
            # The token is in the link, and only there.
            for path in ("/u", "/u?x=" + token, "/u?t=" + token,
                         "/u?u=" + token + "&u=" + token,
                         "/u?u=" + token.upper(), "/v?t=" + token):
                self.assertIn(self.one_click(who, path=path).status,
                              (200, 405))
            who.cookies = {"__Host-aoj": token}
            self.one_click(who, path="/u")
        self.assertEqual(self.changes(send), [])

    # -- what a token tells -----------------------------------------------------

    def tokens(self):
        """Reason why nothing (more) is to be noted -> its link."""
        asked = self.wave.link()
        self.choose(self.device(asked), "geen_mail")
        not_open = OpenWave(self.house, "later-%d" % time.time_ns(),
                            ready=False)
        return {"asked before": asked, "unknown": Link("ib"),
                "wave not started": not_open.link()}

    def test_unknown_spent_and_too_late_look_alike_in_every_byte(self):
        links = self.tokens()
        fresh = self.wave.link()
        answers = set()

        def ask():
            for link in links.values():
                who = self.device(link)
                one = self.one_click(who)
                chosen = self.choose(who, "geen_mail")
                answers.add((one.status, repr(one.headers), one.body,
                             chosen.status, repr(chosen.headers),
                             chosen.body))
        self.assertEqual(self.changes(ask), [])
        self.house.set_clock(self.wave.closes_at() + 60)
        links = {"too late": self.wave.link()}
        self.assertEqual(self.changes(ask), [])
        self.house.set_clock(NOW)
        links = {"first": fresh, "declined": self.wave.link(),
                 "withdrawn": self.wave.link(status="withdrawn")}
        visitor = self.device(links["declined"])
        visitor.begin()
        page = visitor.get("/niet-meedoen")
        visitor.submit(page.form("/niet-meedoen"), keuze="niet_meedoen")
        # Each with one click, and once more on the page.
        self.assertEqual(len(self.changes(ask)), 6)
        self.assertEqual(len(answers), 1)

    def test_unknown_and_spent_take_the_same_time(self):
        """Fast tenths of interleaved requests of one worker; noise comes and
        goes, what is really slower is slower each time. The one that is
        written takes longer, once: nobody can ask first twice."""
        links = self.tokens()
        paths = {k: links[k].unsubscribe for k in (
            "unknown", "asked before")}
        who = self.device()
        for _ in range(6):
            times = {k: [] for k in paths}
            for _ in range(300):
                for name, path in paths.items():
                    begun = time.perf_counter()
                    who.request("POST", path, ONE_CLICK)
                    times[name].append(time.perf_counter() - begun)
            fast = {k: statistics.quantiles(v, n=10)[0]
                    for k, v in times.items()}
            if max(fast.values()) < 1.12 * min(fast.values()):
                return
        self.fail("tokens differ in time: %s" % fast)

    def test_the_weaker_token_opens_nothing_else(self):
        who = self.device()
        token = who.link.unsubscribe.split("=")[1]

        def knock():
            self.assertEqual(who.get("/v?t=" + token).status, 410)
            form = who.get(who.link.unsubscribe).form("/u")
            self.assertEqual(who.post("/begin", {
                "t": token, "form": form.named("form")[0].value}).status, 410)
            who.cookies = {"__Host-aoj": token}
            for path in ("/pagina/1", "/niet-meedoen", "/controle"):
                self.assertEqual(who.get(path).status, 410)
            self.assertEqual(who.post("/niet-meedoen", {
                "form": form.named("form")[0].value,
                "keuze": "niet_meedoen"}).status, 410)
        self.assertEqual(self.changes(knock), [])
        # And the link itself does not unsubscribe.
        who.cookies = {}
        self.assertEqual(self.changes(lambda: self.one_click(
            who, path="/u?u=" + who.link.token)), [])

    def test_no_line_of_the_log_holds_the_token(self):
        who = self.device()
        token = who.link.unsubscribe.split("=")[1]
        self.one_click(who)
        self.choose(who, "geen_mail")
        logs = self.house.log("survey")
        with open(os.path.join(self.house.folder, "postgresql.log"),
                  errors="replace") as f:
            logs += f.read()
        self.assertNotIn(token, logs)
        self.assertNotIn(token, self.house.dump())

    def test_a_database_that_is_away_is_said_and_asking_again_works(self):
        who = self.device()
        self.one_click(who)
        late = self.device()
        self.house.run([BIN + "/pg_ctl", "-D", self.house.folder + "/data",
                        "-m", "fast", "-w", "stop"])
        try:
            page = self.one_click(late)
            self.assertEqual(page.status, 503)
            self.assertRegex(page.header("retry-after"), r"^\d+$")
            self.assertEqual(late.get(late.link.unsubscribe).status, 200)
            self.assertEqual(self.choose(late, "geen_mail").status, 503)
        finally:
            self.house.cluster("start")
        self.assertEqual(self.one_click(late).status, 200)
        self.assertEqual(late.link.stops(self.house), ["asked"])
        self.assertEqual(len(re.findall(
            r"pid#(\d+)", self.house.log("survey"))), 2)


if __name__ == "__main__":
    unittest.main()
