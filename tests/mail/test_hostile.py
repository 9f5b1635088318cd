"""Messages that are made to end whoever reads them: post lives and goes on,
the operator's command refuses, and nothing is lost."""

import fcntl
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from test_bounces import Returned, Watched                    # noqa: E402
from lib.aoj import ROOT, wait_for                            # noqa: E402

DIES = os.path.join(os.environ.get("AOJ_B", os.path.join(ROOT, "build")),
                    "mail", "dies.so")
FIELDS = ("To", "From", "Cc", "Bcc", "Reply-To", "Sender")
FIRST = "Subject: Undelivered Mail\nDate: Mon, 16 Mar 2015 10:00:00 +0100\n"
PARTS = "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
INNER = "Content-Type: message/rfc822\n\nSubject: x\n"


def folded(value, width=700):
    return "\n ".join(value[i:i + width]
                      for i in range(0, len(value), width))


def groups(field, count=45000):
    """Groups in groups, in lines as mail servers let them through: 90 kB."""
    return "%s: %s\n" % (field, folded("a:" * count))


def hostile():
    """name -> a message; each ended or held up whoever read it, or would if
    the library were a little less careful."""
    out = {field: FIRST + groups(field) + "\nx\n" for field in FIELDS}
    for field in FIELDS:
        out["inner-" + field] = FIRST + INNER + groups(field) + "\nx\n"
        out["few-" + field] = FIRST + groups(field, 60) + "\nx\n"
    out["white-space"] = FIRST + groups("To \t") + "\nx\n"
    out["in-a-part"] = FIRST + PARTS + INNER + groups("To") + "\nx\n--b--\n"
    out["in-a-digest"] = (FIRST + PARTS.replace("mixed", "digest") + "\n" +
                          groups("Cc") + "\nx\n--b--\n")
    out["beside-a-report"] = (
        FIRST + PARTS.replace("mixed", "report") +
        "Content-Type: message/delivery-status\n\nAction: failed\n"
        "Status: 5.1.1\n\n--b\n" + INNER + groups("To") + "\nx\n--b--\n")
    out["behind-a-nul"] = FIRST + "X: a\0\n" + groups("To") + "\nx\n"
    out["behind-no-field"] = (FIRST + PARTS + "no field\n" + INNER +
                              groups("To") + "\nx\n--b--\n")
    out["addresses"] = FIRST + "To: " + folded("a," * 200000) + "\n\nx\n"
    out["many-addresses"] = FIRST + "To: a,a,a,a,a,a\n" * 20000 + "\nx\n"
    out["comments"] = FIRST + "Received: " + folded("(" * 90000) + "\n\nx\n"
    out["parameters"] = (
        FIRST + "Content-Type: text/plain" +
        "".join(";\n x*%d*=utf-8''x" % i for i in range(20000)) + "\n\nx\n")
    out["fields"] = FIRST + "X: y\n" * 80000 + "\nx\n"
    out["one-line"] = FIRST + "X: " + "y" * 400000 + "\n\nx\n"
    out["parts"] = FIRST + PARTS + "\n--b\n\n" * 50000
    out["parts-in-parts"] = FIRST + "".join(
        "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i)
        for i in range(5000))
    out["messages-in-messages"] = FIRST + INNER * 10000
    return out


class Command(Returned):
    def test_the_command_refuses_what_would_end_it_and_changes_nothing(self):
        self.send(self.started(self.crowd(5)))
        before = self.house.dump()
        for name, message in hostile().items():
            with self.subTest(name):
                said = self.bounce(message, code=1)
                self.assertIn("Dit bericht is niet gelezen: het is te lang "
                              "of te ingewikkeld", said)
        self.assertEqual(self.house.dump(), before)


class Maildir(Watched):
    def content(self, folder):
        return {name: open_text(os.path.join(self.back, folder, name))
                for name in self.files(folder)}

    def test_post_lives_bounces_are_read_and_letters_go_on_leaving(self):
        wave = self.started(self.crowd(6))
        sender = self.send(wave)["p3@example.org"]
        messages = hostile()
        later = self.started(self.crowd(5))
        for name, message in messages.items():
            self.deliver("a-" + name, message)
        self.deliver("bounce", self.message("exim-unknown", sender))
        post = self.house.start_post()
        try:
            wait_for(lambda: len(self.undelivered(wave)) == 1, 60)
            wait_for(lambda: self.files("new") == [], 60)
            wait_for(lambda: [r["outcome"] for r in self.outcomes(later)]
                     == ["accepted"] * 5, 60)
            wait_for(lambda: self.files("reading") + self.files("waiting")
                     == [], 60)
            self.assertIsNone(post.poll())
            # What comes after them is read too.
            self.deliver("reply", self.message("reply", sender))
            wait_for(lambda: self.files("cur") == ["reply:2,"], 30)
        finally:
            self.assertEqual(self.house.stop_process("post"), 0)
        self.assertEqual(self.content("aside"), {
            "a-" + name: message for name, message in messages.items()})
        log = self.house.log("post")
        self.assertEqual(log.count("is not read: it is in aside/ now"),
                         len(messages))
        # Nobody's: none of them was about a letter of ours.
        self.assertNotIn("bounce_aside", log)

    def test_who_asked_for_the_letters_is_told_what_is_not_read(self):
        wave = self.started(self.crowd(6))
        sender = self.send(wave)["p3@example.org"]
        for name in ("one", "two"):
            self.deliver(name, "Delivered-To: %s\n%s" % (
                sender, hostile()["Reply-To"]))
        done = self.house.post_once()
        self.assertEqual(done.stderr.count("is told: bounce_aside"), 2)
        self.assertNotIn("@", done.stderr)
        self.assertIn("bericht dat niet gelezen is: het is te lang of te "
                      "ingewikkeld", " ".join(self.house.aoj(
                          "post", "status", wave["wave"]).stdout.split()))
        self.assertEqual(self.undelivered(wave), [])

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
