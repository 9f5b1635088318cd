"""The database goes away and comes back: people read that nothing is lost, and
sending the form again works."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib.aoj import BIN                                       # noqa: E402
from lib.respond import OpenWave, Visitor, open_house         # noqa: E402


class DatabaseAway(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = open_house()
        cls.addClassCleanup(cls.house.stop)
        cls.wave = OpenWave(cls.house, "weg")

    def visitor(self):
        visitor = Visitor(self.house, self.wave.link())
        self.addCleanup(visitor.close)
        return visitor

    def stop(self, mode="fast"):
        self.house.run([BIN + "/pg_ctl", "-D", self.house.folder + "/data",
                        "-m", mode, "-w", "stop"])
        self.addCleanup(self.house.cluster, "start")

    def back(self):
        self.house.cluster("serve")

    def test_away_says_that_nothing_is_lost_and_sending_again_works(self):
        visitor = self.visitor()
        visitor.begin()
        visitor.answer(u_werkveld="mbo")
        pairs = visitor.questions().pairs(None, **visitor.choices(
            u_taken="nee", u_doelen="nee"))
        for mode in ("fast", "immediate"):
            self.stop(mode)
            for _ in range(4):
                page = visitor.post("/pagina/2", pairs)
                self.assertEqual(page.status, 503)
                self.assertIn("er gaat niets verloren", page.text)
                self.assertEqual(page.header("retry-after"), "60")
                self.assertEqual(page.header("cache-control"), "no-store")
            self.assertEqual(visitor.visit().status, 503)
            self.assertEqual(visitor.get("/controle").status, 503)
            self.assertEqual(visitor.post("/bewaar", pairs).status, 503)
            self.assertEqual(visitor.get("/contact").status, 200)
            self.assertNotIn("set-cookie", [
                k.lower() for k, _ in visitor.page.headers])
            self.back()
            page = visitor.post("/pagina/2", pairs)
            self.assertEqual((page.status, page.url), (200, "/pagina/3"))
        visitor.answer_all()
        form = visitor.page.form("/versturen")
        self.stop()
        page = visitor.submit(form, akkoord="ja")
        self.assertEqual(page.status, 503)
        self.back()
        page = visitor.post("/versturen", form.pairs(None, akkoord="ja"))
        self.assertIn("Bedankt", page.h1)
        self.assertEqual(visitor.link.rows(self.house), (0, 1, 0))

    def test_a_restart_between_two_pages_is_not_noticed(self):
        visitor = self.visitor()
        visitor.begin()
        while visitor.number() is not None:
            self.house.restart_cluster()
            self.assertEqual(visitor.answer().status, 200)
        self.house.restart_cluster()
        self.assertIn("Bedankt", visitor.send().h1)
        self.assertEqual(visitor.link.rows(self.house), (0, 1, 0))

    def test_a_survey_that_starts_before_its_database_serves_once_it_is_there(
            self):
        house = self.house
        visitor = self.visitor()
        self.stop()
        house.stop_process("survey")
        house.start_survey()
        self.assertEqual(visitor.visit().status, 503)
        self.back()
        self.assertEqual(visitor.visit().status, 200)
        self.assertEqual(visitor.complete().status, 200)

    def test_a_killed_worker_loses_nothing_that_was_saved(self):
        import re
        import signal
        visitor = self.visitor()
        visitor.begin()
        visitor.answer()
        pids = re.findall(r"pid#(\d+)", self.house.log("survey"))[-2:]
        for pid in pids:
            os.kill(int(pid), signal.SIGKILL)
        page = visitor.get("/verder")
        self.assertEqual((page.status, page.url), (200, "/pagina/2"))


if __name__ == "__main__":
    unittest.main()
