"""Scanners open links, robots press buttons: nothing changes anywhere. Judged
by a dump of the whole database, byte for byte, and by what lies on its pages.
"""

import os
import sys
import unittest
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib.aoj import wait_for                                  # noqa: E402
from lib.respond import Link, OpenWave, Visitor, open_house         # noqa: E402

URLS = ("/", "/v", "/begin", "/verder", "/pagina/1", "/pagina/2", "/pagina/3",
        "/pagina/8", "/bewaar", "/controle", "/versturen", "/niet-meedoen",
        "/niet-mijn-lijst", "/bedankt", "/gestopt", "/tot-ziens",
        "/wie-kan-wat-zien", "/privacy", "/toegankelijkheid", "/contact",
        "/pagina/2?terug=controle", "/nergens", "/u")


class NoTrace(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = open_house()
        cls.addClassCleanup(cls.house.stop)
        cls.wave = OpenWave(cls.house, "sporen")

    def people(self):
        """Somebody in every state in which a link can be."""
        fresh = self.device(self.wave.link())
        begun = self.device(self.wave.link())
        begun.begin()
        begun.answer()
        ready = self.device(self.wave.link("beleid_gemeente"))
        ready.begin()
        ready.answer_all()
        declined = self.device(self.wave.link())
        declined.begin()
        page = declined.get("/niet-meedoen")
        declined.submit(page.form("/niet-meedoen"), keuze="niet_meedoen")
        sent = self.device(self.wave.link())
        sent.complete()
        return fresh, begun, ready, declined, sent

    def device(self, link):
        visitor = Visitor(self.house, link)
        self.addCleanup(visitor.close)
        return visitor

    def same_dump(self, before):
        after = self.house.dump()
        if after != before:
            lines = set(before.splitlines())
            self.fail("the database changed: " + "\n".join(
                line[:200] for line in after.splitlines()
                if line not in lines))

    def test_looking_ten_times_at_everything_changes_nothing(self):
        people = self.people()
        before = self.house.dump()
        for person in people:
            for cookies in ({}, {"__Host-aoj": person.link.token}):
                for method in ("GET", "HEAD", "OPTIONS"):
                    for path in URLS + (person.link.path,
                                        person.link.unsubscribe):
                        for _ in range(10):
                            person.cookies = dict(cookies)
                            person.request(method, path, follow=False)
        self.same_dump(before)

    def test_a_crawler_that_presses_every_only_button_changes_nothing(self):
        for person in self.people():
            before = self.house.dump()
            crawler = self.device(person.link)
            seen = self.crawl(crawler)
            self.same_dump(before)
            self.assertGreater(seen, 4 if person.link.rows(self.house)[1]
                               else 12)

    def crawl(self, crawler, buttons=1):
        """Follows every link and presses the first button of every form that
        has at most so many, keeping cookies; how many it tried."""
        queue = [("GET", crawler.link.path, None)]
        done = set()
        while queue:
            method, url, body = queue.pop()
            key = (method, url, body, bool(crawler.cookies))
            if key in done or len(done) > 400:
                continue
            done.add(key)
            page = crawler.request(method, url, body)
            for link in page.links:
                target = urllib.parse.urljoin(page.url, link)
                if target.startswith("/"):
                    queue.append(("GET", target.partition("#")[0], None))
            for form in page.forms:
                if 0 < len(form.buttons()) <= buttons:
                    queue.append((
                        form.method.upper(),
                        urllib.parse.urljoin(page.url, form.action),
                        urllib.parse.urlencode(
                            form.pairs(form.buttons()[0]))))
        return len(done)

    def test_pressing_next_and_stop_on_empty_pages_changes_nothing_either(
            self):
        crawler = self.device(self.wave.link())
        before = self.house.dump()
        self.assertGreater(self.crawl(crawler, buttons=3), 12)
        for button in ("volgende", "stoppen"):
            crawler.begin()
            crawler.submit(crawler.questions(), button)
        self.same_dump(before)
        self.assertEqual(crawler.link.rows(self.house), (0, 0, 0))

    def test_ticking_every_box_is_not_pressing_the_only_button(self):
        """The other side: a person's choice does count."""
        person = self.device(self.wave.link())
        person.begin()
        page = person.get("/niet-meedoen")
        before = self.house.dump()
        person.submit(page.form("/niet-meedoen"), keuze="niet_meedoen")
        self.assertNotEqual(self.house.dump(), before)

    def test_a_crawler_finds_no_link_that_leads_elsewhere(self):
        crawler = self.device(self.wave.link())
        for path in URLS + (crawler.link.path,):
            crawler.cookies = {"__Host-aoj": crawler.link.token}
            page = crawler.get(path)
            for link in page.links:
                self.assertRegex(link, r"^(/[^/]|/$|#|mailto:)", path)
            for form in page.forms:
                self.assertRegex(form.action, r"^/[^/]", path)
                self.assertEqual(form.method, "post")
            self.assertNotIn(crawler.link.token.encode(),
                             page.body.replace(b'name="t" value="' +
                                               crawler.link.token.encode(),
                                               b""), path)


class Statements(unittest.TestCase):
    """How often the survey asks the database, as PostgreSQL itself counts."""

    def setUp(self):
        self.house = open_house(
            workers=1, cluster_extra="track_functions = 'all'")
        self.addCleanup(self.house.stop)
        self.wave = OpenWave(self.house, "vragen")
        self.person = Visitor(self.house, self.wave.link())
        self.addCleanup(self.person.close)

    def counted(self):
        """Calls of each function; all are in once the worker has hung up."""
        self.house.stop_process("survey")
        wait_for(lambda: not self.house.sql(
            "SELECT 1 FROM pg_stat_activity WHERE usename = 'aoj_survey'"),
            because="the worker's connection to end")
        return {r["funcname"]: int(r["calls"]) for r in self.house.sql(
            "SELECT funcname, calls FROM pg_stat_user_functions WHERE"
            " schemaname = 'aoj' AND funcname IN ('wave_document',"
            " 'find_invitation', 'load_draft', 'save_draft',"
            " 'cast_envelope', 'refuse')")}

    def test_a_dead_link_is_looked_up_like_any_other(self):
        """Not fewer questions for a link that does not exist: that is what
        would take less time."""
        self.person.complete()
        before = self.counted()
        self.house.start_survey(workers=1)
        for link in (Link("ib"), self.wave.link(status="withdrawn"),
                     self.person.link):
            for path in (link.path, "/v?t=nonsense"):
                self.person.get(path)
        after = self.counted()
        for name in ("find_invitation", "load_draft"):
            self.assertEqual(after[name] - before[name], 6, name)

    def test_two_for_a_look_three_for_a_save(self):
        person, requests = self.person, 0
        for _ in range(10):
            person.visit()
            requests += 1
        person.submit(person.page.form("/begin"), follow=False)
        requests += 1
        for path in ("/pagina/1", "/verder", "/controle", "/niet-meedoen",
                     "/niet-mijn-lijst", "/wie-kan-wat-zien", "/pagina/1"):
            for method in ("GET", "HEAD"):
                person.request(method, path, follow=False)
                requests += 1
        person.get("/pagina/1")
        requests += 1
        saves = 0
        pairs = person.questions().pairs(None, u_werkveld="po")
        for path in ("/bewaar", "/pagina/1"):
            person.post(path, pairs, follow=False)
            requests, saves = requests + 1, saves + 1
        while True:
            page = person.get("/verder")
            requests += 2
            if person.number() is None:
                break
            person.submit(person.questions(), "volgende", follow=False,
                          **person.choices())
            requests, saves = requests + 1, saves + 1
        page = person.submit(page.form("/versturen"), akkoord="ja",
                             follow=False)
        requests += 1
        person.get(page.header("location"))
        person.get("/contact")
        calls = self.counted()
        # Once: the worker keeps the wave.
        self.assertEqual(calls.pop("wave_document"), 1)
        self.assertEqual(calls, {"find_invitation": requests,
                                 "load_draft": requests,
                                 "save_draft": saves, "cast_envelope": 1})


if __name__ == "__main__":
    unittest.main()
