"""Messages that are made to end whoever reads them: post goes on, and nothing
is lost."""

import fcntl
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from test_bounces import Watched                              # noqa: E402
from lib.aoj import ROOT, wait_for                            # noqa: E402

DIES = os.path.join(os.environ.get("AOJ_B", os.path.join(ROOT, "build")),
                    "mail", "dies.so")
FIRST = "Subject: Undelivered Mail\nDate: Mon, 16 Mar 2015 10:00:00 +0100\n"


class Maildir(Watched):
    def content(self, folder):
        return {name: open_text(os.path.join(self.back, folder, name))
                for name in self.files(folder)}

    def dying(self):
        """Post with a library that ends it at one message."""
        return self.house.run(
            [os.path.join(self.house.build, "aoj-post"), "--once"],
            check=False, env={"LD_PRELOAD": DIES})

    def test_a_message_that_ends_post_is_read_once_and_kept(self):
        wave = self.started(self.crowd(6))
        senders = self.send(wave)
        killer = "X-Dies: yes\n" + self.message("exim-unknown",
                                                senders["p3@example.org"])
        self.deliver("killer", killer)
        self.deliver("other", self.message("exim-unknown",
                                           senders["p4@example.org"]))
        self.assertEqual(self.dying().returncode, -signal.SIGABRT)
        self.assertEqual(self.content("reading"), {"killer": killer})
        self.assertEqual(self.files("aside"), [])
        done = self.dying()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.undelivered(wave)), 1)
        for folder in ("new", "reading", "waiting", "cur"):
            self.assertEqual(self.files(folder), [], folder)
        self.assertEqual(self.content("aside"), {"killer": killer})
        self.assertEqual(done.stderr.count(
            "was being read when a process ended"), 1)
        self.assertEqual(done.stderr.count("is told: bounce_aside"), 1)
        self.assertIn("stopte terwijl het een bericht las", " ".join(
            self.house.aoj("post", "status", wave["wave"]).stdout.split()))
        # Told once; and by hand, it is read when the fault is mended.
        self.assertNotIn("aside", self.dying().stderr)
        self.assertIn("genoteerd", self.bounce(killer))
        self.assertEqual(len(self.undelivered(wave)), 2)

    def test_a_second_message_of_that_name_is_kept_beside_the_first(self):
        said = []
        for n in range(3):
            said.append("X-Dies: yes\n%sX: %d\n\nx\n" % (FIRST, n))
            self.deliver("killer", said[-1])
            self.dying()
        self.house.post_once()
        self.assertEqual(self.content("aside"), {
            "killer": said[0], "killer.1": said[1], "killer.2": said[2]})

    def test_who_is_killed_while_the_database_stands_still_loses_nothing(self):
        wave = self.started(self.crowd(6))
        sender = self.send(wave)["p3@example.org"]
        # Somebody else is about to write down the same, and does not.
        session = self.holding(
            "INSERT INTO aoj.undelivered (invitation_id, wave_id, status,"
            " reason) SELECT invitation_id, wave_id, '5.1.1',"
            " 'unknown_address' FROM aoj.invitation WHERE wave_id = '%s'"
            % wave["id"])
        self.deliver("bounce", self.message("exim-unknown", sender))
        self.house.start_post()
        try:
            wait_for(lambda: self.files("waiting") == ["bounce"], 30)
        finally:
            self.house.stop_process("post", signal.SIGKILL)
        self.let_go(session)
        done = self.house.post_once()
        self.assertNotIn("aside", done.stderr)
        self.assertEqual(len(self.undelivered(wave)), 1)
        for folder in ("new", "reading", "waiting", "cur", "aside"):
            self.assertEqual(self.files(folder), [], folder)

    def test_what_another_post_is_reading_is_left_to_it(self):
        self.deliver("m", FIRST + "\nx\n")
        path = os.path.join(self.back, "reading", "m")
        self.house.run(["mv", os.path.join(self.back, "new", "m"), path])
        with open(path) as f:
            fcntl.flock(f, fcntl.LOCK_EX)
            self.house.post_once()
            self.assertEqual(self.files("reading"), ["m"])
        self.house.post_once()
        self.assertEqual(self.files("aside"), ["m"])


def open_text(path):
    with open(path, newline="") as f:
        return f.read()


if __name__ == "__main__":
    unittest.main()
