"""What people typed and their links are gone from the survey's memory once
they are answered: read by root, the one user who may."""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib.aoj import wait_for                                  # noqa: E402
from lib.respond import OpenWave, Visitor, open_house         # noqa: E402

VISITORS = 8


def children(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
        return [int(word) for word in f.read().split()]


def memory(pid):
    """All that a process could write to."""
    out = []
    with open("/proc/%d/maps" % pid) as maps, \
            open("/proc/%d/mem" % pid, "rb", 0) as mem:
        for line in maps:
            found = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
            if found is None or "[v" in line:
                continue
            start, end = (int(n, 16) for n in found.groups())
            mem.seek(start)
            out.append(mem.read(end - start))
    return b"\0".join(out)


class Memory(unittest.TestCase):
    def setUp(self):
        self.house = open_house(workers=2)
        self.addCleanup(self.house.stop)
        self.wave = OpenWave(self.house, "geheugen")
        self.parent = self.house.processes["survey"].pid
        self.workers = children(self.parent)

    def visit(self, number):
        """One person, on every kind of page; what must not be found."""
        visitor = Visitor(self.house, self.wave.link())
        self.addCleanup(visitor.close)
        # Short ones and long ones: they lie in different places.
        mark = "kenmerk%x" % int.from_bytes(os.urandom(6), "big")
        words = [mark + kind for kind in ("kort", "lang", "fout", "anders",
                                          "weg", "bewaar")]
        short, long, fault, other, back, script = words
        visitor.begin()
        visitor.answer(u_functie="anders_namelijk", u_functie_anders=other)
        while visitor.number() != 6:
            visitor.answer()
        visitor.post("/bewaar", visitor.questions().pairs(
            None, u_trots=script + " é"))
        visitor.get("/pagina/6")
        visitor.submit(visitor.questions(), "volgende", u_cijfer=None,
                       u_trots=fault * 20)
        visitor.answer("terug", u_trots=back + " " * 600 + "“")
        visitor.answer()
        visitor.answer(u_cijfer="7", u_trots=(long + " ") * 30,
                       u_punt_hoger=short)
        visitor.answer_all()
        self.assertEqual(visitor.page.url, "/controle")
        self.assertIn(short, visitor.page.text)
        visitor.get("/pagina/6")
        visitor.get("/controle")
        if number % 2:
            visitor.send()
        else:
            visitor.get("/pagina/1")
        return words + [visitor.link.token], visitor.link.secret

    def test_texts_and_links_are_gone_when_they_are_answered(self):
        people = [self.visit(n) for n in range(VISITORS)]
        self.assertEqual(len(self.workers), 2)
        wait_for(lambda: not self.found(people), 5, because="%s to be gone" %
                 self.found(people))

    def found(self, people):
        found = []
        for pid in self.workers + [self.parent]:
            bytes_ = memory(pid)
            # We do read it: the pages are there.
            if pid != self.parent:
                self.assertIn(b"Welk cijfer geeft u de samenwerking", bytes_)
            for number, (words, secret) in enumerate(people):
                found += ["%d %s" % (number, word[-6:]) for word in words
                          if word.encode() in bytes_]
                found += ["%d secret" % number] * (secret in bytes_)
        return found

    def test_a_link_is_gone_right_after_it_was_opened_too(self):
        link = self.wave.link()
        visitor = Visitor(self.house, link)
        self.addCleanup(visitor.close)
        for step in (visitor.visit, lambda: visitor.submit(
                visitor.page.form("/begin"), follow=False),
                lambda: visitor.get("/pagina/1"),
                lambda: visitor.get("/wie-kan-wat-zien")):
            page = step()
            self.assertIn(page.status, (200, 303))
            # The answer is wiped when it has been sent.
            wait_for(lambda: not any(
                link.token.encode() in held or link.secret in held
                for held in map(memory, self.workers)), 5,
                because="%s to be forgotten" % page.url)

    def test_no_process_leaves_a_core_file_or_lets_debuggers_in(self):
        self.house.start_post()
        post = self.house.processes["post"].pid

        def hardened(pid):
            with open("/proc/%d/limits" % pid) as f:
                core, = [line for line in f if "core file" in line]
            # The files of a process that nobody may read are root's.
            return (core.split()[4:6] == ["0", "0"] and
                    os.stat("/proc/%d/environ" % pid).st_uid == 0)
        for pid in [self.parent, post] + self.workers:
            wait_for(lambda pid=pid: hardened(pid), 10,
                     because="process %d to be hardened" % pid)


if __name__ == "__main__":
    unittest.main()
