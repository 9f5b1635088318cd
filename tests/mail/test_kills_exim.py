"""post killed without a word, again and again, while exim takes its letters:
every invitee has every letter, and twice only what was in flight at a kill.

KILLS=200 LETTERS=2000 is the long form (make kills); a quarter of it for every
change.
"""

import os
import random
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from exim import Exim                                         # noqa: E402
from office import Mail                                       # noqa: E402
from lib.aoj import wait_for                                  # noqa: E402

KILLS = int(os.environ.get("KILLS", 40))
LETTERS = int(os.environ.get("LETTERS", 500))
CONNECTIONS = 4
CHANCE = random.Random(20150316)


class Taken:
    """Follows exim's log: how many letters it has said yes to."""

    def __init__(self, exim):
        self.path = exim.folder + "/log/mainlog"
        self.at, self.rest, self.count = 0, b"", 0
        self.names = set()

    def look(self):
        with open(self.path, "rb") as f:
            f.seek(self.at)
            new = f.read()
        self.at += len(new)
        lines = (self.rest + new).split(b"\n")
        self.rest = lines.pop()
        for line in lines:
            if b" <= " in line:
                self.count += 1
                self.names.add(line.rsplit(b" id=", 1)[1])
        return self.count


class Kills(Mail):
    def settled(self, wave):
        row, = self.house.sql(
            "SELECT count(*) AS left FROM aoj.mail_run WHERE wave_id = '%s'"
            " AND state <> 'settled'" % wave["id"])
        return row["left"] == "0"

    def start(self, exim):
        return self.house.start_post(env={
            "AOJ_MAIL": exim.url, "AOJ_MAIL_CONNECTIONS": str(CONNECTIONS)})

    def kill(self):
        process = self.house.processes.pop("post")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def test_post_killed_at_random_moments_loses_no_letter(self):
        people = self.crowd(LETTERS * 6 // 10) + \
            self.crowd(LETTERS * 3 // 10, "zoco_vo", "example.net") + \
            self.crowd(LETTERS // 10, "jeugdhulp", "example.com")
        wave = self.started(people)
        exim = Exim(self.house)
        self.addCleanup(exim.stop)
        exim.start()
        taken, kills = Taken(exim), 0
        # Few enough letters between two kills that the last one finds some;
        # none: it is killed while it looks what there is to do.
        most = 2 * LETTERS // KILLS
        while kills < KILLS and len(taken.names) < LETTERS:
            more = CHANCE.choice((0, 1) + 2 * (CHANCE.randint(2, most),))
            begun = self.house.log("post").count("TEST BUILD") if kills else 0
            self.start(exim)
            wait_for(lambda: self.house.log("post").count("TEST BUILD") >
                     begun, 30, 0.001)
            before = taken.look()
            wait_for(lambda: taken.look() >= before + more or
                     len(taken.names) == LETTERS, 60, 0.0005)
            self.kill()
            kills += 1
        reached = len(taken.names)
        self.start(exim)
        try:
            wait_for(lambda: self.settled(wave), 300, 0.2)
        finally:
            self.house.stop_process("post")
        exim.rest(300)
        heads = exim.heads()
        repeats = len(heads) - LETTERS
        print("\n%d kills until %d of %d letters were taken; %d delivered, %d"
              " of them repeats (%d in flight at the kills)" % (
                  kills, reached, LETTERS, len(heads), repeats,
                  kills * CONNECTIONS))
        self.assertEqual(kills, KILLS)
        self.assertEqual({a for a, _ in heads}, {p[0] for p in people})
        self.assertLessEqual(repeats, kills * CONNECTIONS)
        # The same person, the same letter.
        self.assertEqual(len(set(heads)), LETTERS)
        self.assertEqual({r["outcome"] for r in self.outcomes(wave)},
                         {"accepted"})
        self.assertEqual(self.journals(), [])


if __name__ == "__main__":
    unittest.main()
