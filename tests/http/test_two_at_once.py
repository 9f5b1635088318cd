"""Several devices with one link at the very same moment, on two workers: no
page is lost, and one envelope is stored."""

import os
import sys
import threading
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib.aoj import wait_for                                  # noqa: E402
from lib.respond import OpenWave, Visitor, open_house         # noqa: E402
from storage.test_traces import Session                       # noqa: E402

DEVICES = 4
ROUNDS = 12


class TwoAtOnce(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = open_house(workers=2)
        cls.addClassCleanup(cls.house.stop)
        cls.wave = OpenWave(cls.house, "tegelijk")

    def at_once(self, jobs):
        """Runs them as close together as threads can; their results."""
        barrier = threading.Barrier(len(jobs))
        results = [None] * len(jobs)

        def run(i, job):
            barrier.wait()
            results[i] = job()

        threads = [threading.Thread(target=run, args=(i, job))
                   for i, job in enumerate(jobs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    def devices(self, link, count=DEVICES):
        out = []
        for _ in range(count):
            visitor = Visitor(self.house, link)
            self.addCleanup(visitor.close)
            visitor.begin()
            out.append(visitor)
        return out

    def checked(self, page, name):
        return [f.value for form in page.forms for f in form.named(name)
                if f.checked]

    def waiting(self, count):
        """Until so many workers wait for each other in the database."""
        wait_for(lambda: self.house.sql(
            "SELECT count(*) AS n FROM pg_stat_activity WHERE usename ="
            " 'aoj_survey' AND wait_event_type = 'Lock'"
            )[0]["n"] == str(count), 3, because="%d to wait" % count)

    def test_a_draft_that_changes_while_a_page_is_saved_keeps_both(self):
        """No luck needed: somebody holds the row until both workers have
        read the same old draft and wait to write."""
        link = self.wave.link()
        one, two = self.devices(link, 2)
        one.post("/bewaar", one.questions().pairs(None, u_werkveld="po"))
        posts = []
        for device, number, name in ((one, 2, "u_taken"),
                                     (two, 3, "u_wijkteam")):
            device.get("/pagina/%d" % number)
            posts.append((device, device.questions().pairs(
                None, **{name: "nee"})))
            device.close()      # a new connection goes to an idle worker
        holder = Session(self.house, "aoj_admin")
        self.addCleanup(holder.close)
        holder.say("BEGIN")
        holder.say("SELECT 1 FROM aoj.draft WHERE draft_id = '\\x%s' FOR"
                   " UPDATE" % link.derived("draft-id").hex())
        results = {}
        threads = []
        for n, (device, pairs) in enumerate(posts):
            threads.append(threading.Thread(target=lambda n=n, d=device,
                           p=pairs: results.update(
                               {n: d.post("/bewaar", p).status})))
            threads[-1].start()
            self.waiting(n + 1)
        holder.say("COMMIT")
        for thread in threads:
            thread.join()
        self.assertEqual(results, {0: 204, 1: 204})
        for path, name in (("/pagina/2", "u_taken"),
                           ("/pagina/3", "u_wijkteam")):
            self.assertEqual(self.checked(one.get(path), name), ["nee"])

    def test_pages_saved_at_the_same_moment_are_all_kept(self):
        marks = ("ja", "nee", "weet_niet")
        link = self.wave.link()
        devices = self.devices(link)
        asked = (("u_werkveld", 1), ("u_taken", 2), ("u_wijkteam", 3),
                 ("u_preventie", 5))
        forms = []
        for device, (_, number) in zip(devices, asked):
            device.get("/pagina/%d" % number)
            forms.append(device.questions())
        for n in range(ROUNDS):
            values = [("po", "vo", "mbo")[n % 3]] + [marks[n % 3]] * 3
            jobs = [lambda d=d, f=f, q=q, v=v, p=p: d.post(
                "/bewaar", f.pairs(None, **{q: v})).status
                for d, f, (q, p), v in zip(devices, forms, asked, values)]
            self.assertEqual(self.at_once(jobs), [204] * DEVICES)
            for device, (name, number), value in zip(devices, asked, values):
                page = device.get("/pagina/%d" % number)
                self.assertEqual(self.checked(page, name), [value],
                                 "round %d, %s" % (n, name))
        self.assertEqual(link.rows(self.house), (1, 0, 0))

    def test_first_pages_saved_at_the_same_moment_make_one_draft(self):
        for _ in range(ROUNDS):
            link = self.wave.link()
            devices = self.devices(link, 3)
            jobs = []
            for device, (name, value, number) in zip(devices, (
                    ("u_werkveld", "vo", 1), ("u_taken", "nee", 2),
                    ("u_wijkteam", "ja", 3))):
                device.get("/pagina/%d" % number)
                pairs = device.questions().pairs(None, **{name: value})
                jobs.append(lambda d=device, p=pairs: d.post(
                    "/bewaar", p).status)
            self.assertEqual(self.at_once(jobs), [204] * 3)
            self.assertEqual(link.rows(self.house), (1, 0, 0))
            page = devices[0].get("/pagina/2")
            self.assertEqual(self.checked(page, "u_taken"), ["nee"])
            page = devices[0].get("/pagina/3")
            self.assertEqual(self.checked(page, "u_wijkteam"), ["ja"])

    def test_sending_at_the_same_moment_stores_one_envelope(self):
        for _ in range(ROUNDS):
            link = self.wave.link("beleid_gemeente")
            first = self.devices(link, 1)[0]
            first.answer_all()
            devices = [first] + self.devices(link, DEVICES - 1)
            for device in devices:
                device.get("/controle")
            jobs = [lambda d=d: d.send(follow=False) for d in devices]
            pages = self.at_once(jobs)
            self.assertEqual({p.status for p in pages}, {303})
            self.assertEqual({p.header("location") for p in pages},
                             {"/bedankt?proef=ja"})
            self.assertEqual(link.rows(self.house), (0, 1, 0))

    def test_a_page_saved_while_another_device_sends_leaves_no_draft(self):
        outcomes = set()
        for _ in range(ROUNDS):
            link = self.wave.link("beleid_gemeente")
            sender = self.devices(link, 1)[0]
            sender.answer_all()
            saver = self.devices(link, 1)[0]
            saver.get("/pagina/2")
            pairs = saver.questions().pairs(None, b_visie="nee")
            status, page = self.at_once([
                lambda: saver.post("/bewaar", pairs).status,
                lambda: sender.send(follow=False)])
            outcomes.add(status)
            self.assertIn(status, (204, 410))
            self.assertEqual(page.status, 303)
            self.assertEqual(link.rows(self.house), (0, 1, 0))
        self.assertTrue(outcomes)


if __name__ == "__main__":
    unittest.main()
