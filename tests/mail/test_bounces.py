"""What comes back: messages in the styles of many servers piped to the
operator's command, a Maildir that post watches, and what changes: little."""

import base64
import csv
import io
import os
import re
import shutil
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import DAY, MONDAY, Mail                          # noqa: E402
from exim import Exim                                         # noqa: E402
from sink import Sink                                         # noqa: E402
from lib import box                                           # noqa: E402
from lib.aoj import BIN, ROOT, wait_for                       # noqa: E402

DSN = os.path.join(ROOT, "tests/mail/dsn")
ID = "3f6c0d1b9a7e4852c1d0e9f8a7b6c5d4"
MAC = "k3qz7m2vtx5hn4wpyb6d"
# What the operator reads, by what the message is.
WORDS = {"ordinary": "bericht voor een mens", "unreadable": "geen mailbericht",
         "failed": None}


def collection():
    """name -> (what, via, status, class)"""
    with open(os.path.join(DSN, "expected")) as f:
        return {w[0]: tuple(w[1:]) for w in map(str.split, f)
                if w[0] != "#"}


class Returned(Mail):
    """What these tests share."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        letters = os.path.join(ROOT, "assets", "letters")
        if not os.path.exists(os.path.join(letters, "reminder_1.txt")):
            cls.lend_a_reminder(letters)

    @classmethod
    def lend_a_reminder(cls, letters):
        """A reminder in the invitation's words."""
        assets = os.path.join(cls.house.folder, "assets")
        shutil.copytree(os.path.join(ROOT, "assets", "pages"),
                        os.path.join(assets, "pages"))
        shutil.copytree(letters, os.path.join(assets, "letters"))
        shutil.copy(os.path.join(letters, "invitation.txt"),
                    os.path.join(assets, "letters", "reminder_1.txt"))
        cls.house.env["AOJ_ASSETS"] = assets

    def send(self, wave, **says):
        """Sends what is due; address -> envelope sender. says: address with
        _ for @ and . -> a reply to RCPT."""
        with Sink() as sink:
            sink.says.update(says)
            self.post(sink)
        return {address: sender for sender, address, _ in sink.taken}

    def post(self, sink, check=True, **env):
        return self.house.run(
            [os.path.join(self.house.build, "aoj-post"), "--once"],
            check=check, env=dict(env, AOJ_MAIL=sink.url))

    def message(self, name, sender):
        """A message of the collection about the letter of this sender."""
        with open(os.path.join(DSN, name + ".eml")) as f:
            text = f.read()
        return text.replace(ID, sender[8:40]).replace(MAC, sender[41:61])

    def bounce(self, message, *arguments, code=0):
        done = self.house.aoj("bounce", *arguments, stdin=message,
                              check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertNotIn("@", done.stdout + done.stderr)
        return done.stdout + done.stderr

    def undelivered(self, wave):
        return self.house.sql("SELECT status, reason FROM aoj.undelivered"
                              " WHERE wave_id = '%s'" % wave["id"])

    def totals(self, wave):
        return sorted((r["kind"], r["class"]) for r in self.house.sql(
            "SELECT kind, class FROM aoj.reminder_bounce WHERE wave_id = '%s'"
            % wave["id"]))

    def blocks(self, wave):
        return self.house.aoj("bounce", "blocked", wave["wave"]).stdout

    def plan_reminder(self, wave, at):
        """What the calendar will plan at the start: one run per group."""
        self.house.psql("""
            WITH run AS (
                INSERT INTO aoj.mail_run (wave_id, kind, function_group, part,
                    due_at, ends_at)
                SELECT DISTINCT wave_id, 'reminder_1', function_group, 1,
                    to_timestamp(%d), to_timestamp(%d) FROM aoj.invitation
                    WHERE wave_id = '%s'
                RETURNING mail_run_id, wave_id, function_group)
            INSERT INTO aoj.letter (invitation_id, kind, mail_run_id)
            SELECT i.invitation_id, 'reminder_1', r.mail_run_id
            FROM run r JOIN aoj.invitation i USING (wave_id, function_group)
            """ % (at, at + DAY, wave["id"]))

    def numbers(self, wave, group="ib"):
        rows = csv.DictReader(io.StringIO(self.house.aoj(
            "rates", wave["wave"], "--format", "csv").stdout))
        return next(r for r in rows if r["function_group"] == group)


class Bounces(Returned):
    # -- one message ----------------------------------------------------------

    def test_every_message_of_the_collection_does_what_its_class_says(self):
        """Each about a letter of its own, all of one wave."""
        all_of_them = collection()
        people = self.crowd(len(all_of_them))
        wave = self.started(people)
        senders = list(self.send(wave).values())
        expected = {"undelivered": [], "totals": [], "blocked": False}
        for (name, (what, via, status, cls)), sender in zip(
                all_of_them.items(), senders):
            said = self.bounce(
                self.message(name, sender), code=1 if what == "unreadable" or
                what == "failed" and "-" in via or name == "forged" else 0)
            with self.subTest(name):
                if what in WORDS and WORDS[what]:
                    self.assertIn(WORDS[what], said)
                elif name == "forged":
                    self.assertIn("het adres klopt niet", said)
                elif what == "failed" and via == "-":
                    self.assertIn("geen brief gevonden", said)
                elif what == "failed" and cls == "hard":
                    self.assertIn("niet aangekomen. Dat is genoteerd", said)
                    expected["undelivered"].append(status)
                elif what == "failed" and cls == "policy":
                    self.assertIn("alleen geteld" if expected["blocked"]
                                  else "wachten nu", said)
                    expected["blocked"] = True
                    expected["totals"].append(("invitation", "policy"))
                elif what == "failed":
                    self.assertIn("alleen geteld", said)
                    expected["totals"].append(("invitation", "soft"))
        self.assertEqual(sorted(r["status"] for r in self.undelivered(wave)),
                         sorted(expected["undelivered"]))
        self.assertEqual(self.totals(wave), sorted(expected["totals"]))
        self.assertEqual(self.blocks(wave), "example.org\n")
        self.assertGreater(len(expected["undelivered"]), 15)

    def test_what_changes_nothing_changes_no_row_at_all(self):
        wave = self.started(self.crowd(5))
        sender = list(self.send(wave).values())[0]
        before = self.house.dump()
        for name, (what, *_) in collection().items():
            if what not in ("failed", "unreadable"):
                self.bounce(self.message(name, sender))
        self.assertEqual(self.house.dump(), before)

    def test_a_letter_that_comes_back_twice_is_written_down_once(self):
        wave = self.started(self.crowd(6))
        sender = self.send(wave)["p3@example.org"]
        self.bounce(self.message("exim-unknown", sender))
        self.assertIn("al bekend", self.bounce(
            self.message("postfix-unknown", sender)))
        self.assertEqual(self.undelivered(wave),
                         [{"status": "5.1.1", "reason": "unknown_address"}])

    def test_a_wrong_mac_ends_it_whatever_else_is_right(self):
        wave = self.started(self.crowd(6))
        sender = self.send(wave)["p3@example.org"]
        wrong = sender[:41] + "a" * 20 + sender[61:]
        for envelope in ((), (wrong,)):
            said = self.bounce(self.message("postfix-unknown", wrong),
                               *envelope, code=1)
            self.assertIn("het adres klopt niet", said)
            self.assertIn("names no letter: it is kept for a person", said)
        self.assertEqual(self.undelivered(wave), [])
        # And a right one there is enough.
        self.bounce(self.message("postfix-unknown", wrong), sender)
        self.assertEqual(len(self.undelivered(wave)), 1)

    def test_letters_of_others_and_of_counted_waves_are_nobody_s(self):
        wave = self.started(self.crowd(6))
        sender = self.send(wave)["p3@example.org"]
        key = os.path.join(self.house.secrets, "post", "link",
                           wave["id"] + ".key")
        self.house.run(["mv", key, key + ".away"])
        try:
            self.assertIn("geen brief gevonden", self.bounce(
                self.message("exim-unknown", sender), code=1))
        finally:
            self.house.run(["mv", key + ".away", key])
        self.assertIn("genoteerd", self.bounce(
            self.message("exim-unknown", sender)))

    def test_without_the_key_or_the_database_it_is_a_fault(self):
        wave = self.started(self.crowd(6))
        message = self.message("exim-unknown",
                               self.send(wave)["p3@example.org"])
        key = os.path.join(self.house.secrets, "post", "mac.key")
        self.house.run(["mv", key, key + ".away"])
        try:
            self.bounce(message, code=3)
        finally:
            self.house.run(["mv", key + ".away", key])
        good = self.house.env["AOJ_DATABASE"]
        self.house.env["AOJ_DATABASE"] = good.replace("socket", "nowhere")
        try:
            self.bounce(message, code=3)
        finally:
            self.house.env["AOJ_DATABASE"] = good
        self.assertEqual(self.undelivered(wave), [])
        self.bounce("", code=1)
        self.bounce("geen koppen\n", code=1)

    # -- what follows ---------------------------------------------------------

    def test_who_was_not_reached_is_on_a_list_and_gets_no_reminder(self):
        people = [("=cmd@example.org", "+Jan \"de Baas\"", "ib", "@school"),
                  ("vol@example.org", "", "ib", "De Brug"),
                  ("weg@example.org", "Anna Weg", "zoco_vo", "De Boog"),
                  ("goed@example.org", "Gerda Goed", "ib", "De Brug")]
        wave = self.started(people)
        senders = self.send(wave, **{
            "vol@example.org": "550 5.2.2 mailbox full"})
        self.assertEqual(set(senders), {"=cmd@example.org", "weg@example.org",
                                        "goed@example.org"})
        self.bounce(self.message("exim-unknown", senders["=cmd@example.org"]))
        self.bounce(self.message("qmail-no-host", senders["weg@example.org"]))
        text = self.house.aoj("invitees", "undelivered", wave["wave"]).stdout
        self.assertIn("weg@example.org, Anna Weg, De Boog\n      Wat er achter"
                      " de @ staat, bestaat niet.", text)
        self.assertIn("vol@example.org, De Brug\n      De mailbox is vol.",
                      text)
        self.assertNotIn("goed@example.org", text)
        out = self.house.aoj("invitees", "undelivered", wave["wave"],
                             "--format", "csv").stdout
        rows = list(csv.reader(io.StringIO(out)))
        self.assertEqual(rows[0], ["functiegroep", "organisatie", "naam",
                                   "email", "reden", "nummer"])
        self.assertRegex(rows[1][5], "^[0-9a-f]{8}-[0-9a-f]{4}$")
        self.assertEqual(rows[1][:5], [
            "Intern begeleider", "'@school", "'+Jan \"de Baas\"",
            "'=cmd@example.org", "Dit e-mailadres bestaat niet."])
        self.assertEqual(len(rows), 4)
        rates = self.numbers(wave)
        self.assertEqual((rates["sent"], rates["undelivered"],
                          rates["reached"], rates["net"]),
                         ("3", "2", "1", "1"))
        self.plan_reminder(wave, MONDAY + 8 * DAY)
        self.house.set_clock(MONDAY + 8 * DAY + 60)
        again = self.send(wave)
        self.assertNotIn("=cmd@example.org", again)
        self.assertNotIn("weg@example.org", again)
        self.assertIn("goed@example.org", again)
        self.assertNotEqual(again["goed@example.org"],
                            senders["goed@example.org"])

    def test_of_a_reminder_that_comes_back_nothing_is_kept(self):
        wave = self.started(self.crowd(6))
        self.send(wave)
        self.plan_reminder(wave, MONDAY + 8 * DAY)
        self.house.set_clock(MONDAY + 8 * DAY + 60)
        senders = list(self.send(wave).values())
        self.assertEqual(len(senders), 6)
        before = self.house.dump()
        for name, sender in zip(("exim-unknown", "exim-quota",
                                 "postfix-policy"), senders):
            said = self.bounce(self.message(name, sender))
            self.assertIn("Daarvan wordt niets bewaard", said)
            self.assertNotIn("is told", said)
        self.assertEqual(self.house.dump(), before)
        self.assertEqual(self.totals(wave), [])
        self.assertEqual(self.undelivered(wave), [])
        self.assertIn("geen domein", self.blocks(wave))
        self.assertIn("geen uitnodiging", self.house.aoj(
            "invitees", "undelivered", wave["wave"]).stdout)

    # -- a domain that refuses ------------------------------------------------

    def half_sent(self, wave):
        """All but p1, whose server says "later"; the run stays claimed."""
        with Sink() as sink:
            sink.says["p1@example.org"] = "451 4.7.1 later"
            sink.says["p1@example.net"] = "451 4.7.1 later"
            self.post(sink)
        self.assertFalse(self.settled(wave))
        return {address: sender for sender, address, _ in sink.taken}

    def settled(self, wave):
        return all(r["state"] == "settled" for r in self.outcomes(wave))

    def later(self, wave, hours):
        """What leaves hours after the start."""
        self.house.set_clock(MONDAY + int(hours * 3600))
        return set(self.send(wave))

    def test_letters_to_a_domain_that_refuses_wait_until_it_is_lifted(self):
        wave = self.started(self.crowd(4) + self.crowd(4, "ib",
                                                       "example.net"))
        senders = self.half_sent(wave)
        said = self.bounce(self.message("postfix-policy",
                                        senders["p2@example.org"]))
        self.assertIn("De brieven voor dat domein wachten nu", said)
        self.assertIn("administrator is told: mail_block", said)
        self.assertNotIn("example", said)
        # Once, while it is blocked.
        self.assertNotIn("is told", self.bounce(self.message(
            "gmail-policy", senders["p3@example.org"])))
        dump = self.house.dump()
        blocked = dump[dump.index("COPY aoj.mail_block "):]
        self.assertNotIn("example", blocked[:blocked.index("\\.")])
        self.assertEqual(self.later(wave, 3), {
            "p1@example.net", "beheer@example.org"})    # the alert
        self.assertEqual(self.later(wave, 4.5), set())
        self.assertFalse(self.settled(wave))
        self.assertEqual(self.blocks(wave), "example.org\n")
        self.house.aoj("bounce", "lift", wave["wave"], "Example.ORG")
        self.assertIn("geen domein", self.blocks(wave))
        done = self.house.aoj("bounce", "lift", wave["wave"], "example.org",
                              check=False)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(self.later(wave, 6), {"p1@example.org"})
        self.assertTrue(self.settled(wave))
        audit = self.house.sql("SELECT what, detail FROM aoj.audit WHERE"
                               " wave_id = '%s' AND what LIKE '%%block'"
                               % wave["id"])
        self.assertEqual(audit, [{"what": "lift_block", "detail": "{}"}])
        # It may be blocked again.
        self.bounce(self.message("postfix-policy", senders["p2@example.org"]))
        self.assertEqual(self.blocks(wave), "example.org\n")

    def test_letters_to_a_domain_that_goes_on_refusing_are_given_up(self):
        wave = self.started(self.crowd(4))
        senders = self.half_sent(wave)
        self.bounce(self.message("postfix-policy", senders["p2@example.org"]))
        self.later(wave, 3)
        for hours in (12, 23):
            self.assertEqual(self.later(wave, hours), set())
        self.assertFalse(self.settled(wave))
        self.later(wave, 25)
        self.assertTrue(self.settled(wave))
        self.assertIn({"outcome": "given_up", "smtp_reply": "domain blocked",
                       "state": "settled", "status": "invited"},
                      self.outcomes(wave))
        self.assertIn("De brief is niet verstuurd.", self.house.aoj(
            "invitees", "undelivered", wave["wave"]).stdout)

    def test_a_run_of_reminders_waits_for_a_domain_whoever_is_wanted(self):
        """Two waves alike, but that the one person there is withdrawn in the
        first: both runs are settled at the same time, not before."""
        waves = []
        for withdrawn in (True, False):
            wave = self.started(self.crowd(3) + [
                ("een@example.net", "Een", "ib", "De Brug")])
            sender = self.send(wave)["een@example.net"]
            self.bounce(self.message("postfix-policy", sender))
            self.plan_reminder(wave, MONDAY + 8 * DAY)
            if withdrawn:
                self.house.psql(
                    "INSERT INTO aoj.withdrawal SELECT l.invitation_id, '%s',"
                    " 'withdrawn' FROM aoj.letter l WHERE l.outcome ="
                    " 'accepted' AND l.invitation_id IN (SELECT"
                    " i.invitation_id FROM aoj.invitation i WHERE i.wave_id ="
                    " '%s') ORDER BY l.invitation_id = '%s' DESC LIMIT 1" % (
                        wave["id"], wave["id"], self.invitation(wave,
                                                                sender)))
            waves.append(wave)
        with Sink() as sink:
            for hours, done in ((0, False), (2, False), (23, False),
                                (25, True)):
                self.house.set_clock(MONDAY + 8 * DAY + hours * 3600 + 60)
                self.post(sink)
                self.assertEqual([self.settled(w) for w in waves],
                                 [done, done], hours)
        self.assertEqual({a: n for a, n in sink.counts().items()
                          if a != "beheer@example.org"},
                         {"p%d@example.org" % i: 2 for i in range(3)})

    def invitation(self, wave, sender):
        """The invitation of a letter, found as post finds it."""
        from lib import box
        with open(os.path.join(self.house.secrets, "post", "link",
                               wave["id"] + ".key")) as f:
            key = bytes.fromhex(f.read())
        for row in self.house.sql("SELECT invitation_id FROM aoj.invitation"
                                  " WHERE wave_id = '%s'" % wave["id"]):
            if box.derive("aoj/1/letter-id", key, wave["id"].encode(),
                          row["invitation_id"].encode(),
                          b"invitation").hex()[:32] == sender[8:40]:
                return row["invitation_id"]
        raise AssertionError("no invitation of this letter")


class Watched(Returned):
    """With a Maildir that post watches: a new one for each test."""

    def setUp(self):
        super().setUp()
        Returned.number += 1
        self.back = os.path.join(self.house.folder,
                                 "back-%d" % Returned.number)
        self.house.run(["mkdir", "-m", "700", self.back])
        self.house.env["AOJ_BOUNCE_MAILDIR"] = self.back
        self.addCleanup(self.house.env.pop, "AOJ_BOUNCE_MAILDIR")
        # The folders that a mail server needs are made at the first look.
        self.house.post_once()

    def deliver(self, name, message):
        """As a mail server does it."""
        self.house.run(["sh", "-c", "cat > $0/tmp/$1 && mv $0/tmp/$1 $0/new/",
                        self.back, name], stdin=message)

    def files(self, folder):
        return sorted(os.listdir(os.path.join(self.back, folder)))


class Mailbox(Watched):
    def test_what_is_read_is_deleted_and_what_people_write_is_kept(self):
        wave = self.started(self.crowd(6))
        sender = self.send(wave)["p3@example.org"]
        for name in ("exim-unknown", "office-nl", "challenge-nl", "forged",
                     "gmail-delay", "reply", "unsubscribe", "not-a-message"):
            self.deliver(name, self.message(name, sender))
        done = self.house.post_once()
        # Who wants no more mail waits for the night.
        self.assertEqual(self.files("new"), [])
        self.assertEqual(self.files("waiting"), ["unsubscribe"])
        self.assertEqual(self.files("cur"), [
            "forged:2,", "not-a-message:2,", "reply:2,"])
        self.assertEqual(len(self.undelivered(wave)), 1)
        self.assertEqual(done.stderr.count("for a person to read"), 3)
        self.assertEqual(done.stderr.count("is told: bounce_mailbox"), 1)
        self.assertEqual(done.stderr.count(
            "wave %s: the administrator is told: bounce_nameless"
            % wave["id"]), 1)
        self.assertNotIn("@", done.stderr)
        # Once.
        self.assertNotIn("person", self.house.post_once().stderr)
        self.assertEqual(len(self.files("cur")), 3)

    def test_bounces_that_name_no_letter_are_kept_and_counted(self):
        wave = self.started(self.crowd(6))
        self.send(wave)
        for n in range(7):
            self.deliver("m%d" % n, self.message(
                "nobodys-letter" if n % 2 else "forged", "m" * 61))
        self.house.start_post()
        try:
            wait_for(lambda: len(self.files("cur")) == 7, 20)
            self.assertIn("Er kwam 1 bericht over een brief",
                          self.alerts(wave))
            # The rest an hour later, in one alert: anybody can send them.
            self.house.set_clock(self.house.clock() + 3660)
            wait_for(lambda: "Er kwamen 6 berichten" in self.alerts(wave), 20)
        finally:
            self.house.stop_process("post")
        self.assertEqual(self.files("new"), [])
        self.assertEqual(self.undelivered(wave), [])

    def alerts(self, wave):
        return self.house.aoj("post", "status", wave["wave"]).stdout

    def test_mails_to_the_address_in_the_header_are_slips_of_one_night(self):
        """A slip written when its mail came would be named by the mail
        server's log: they wait for midnight, and come in no order."""
        wave = self.started(self.crowd(30))
        with Sink() as sink:
            self.post(sink)
        stops = []
        for n, message in enumerate(sink.messages()):
            address = re.search(r"<mailto:([^?>]+)",
                                message["List-Unsubscribe"]).group(1)
            weaker = base64.b32decode(re.search(
                r"afmelden-([a-z2-7]{26})@", address)[1].upper() + "=" * 6)
            stops.append("\\x" + box.derive("aoj/1/stop-id", weaker).hex())
            for name in ("once", "twice"):
                self.deliver("%02d%s" % (n, name), "From: p@example.org\r\nTo:"
                             " %s\r\nSubject: afmelden\r\n\r\n" % address)
        slips = "SELECT stop_id, what FROM aoj.stop_request WHERE wave_id =" \
            " '%s' ORDER BY ctid" % wave["id"]
        evening = MONDAY + 12 * 3600 + 1800
        self.house.set_clock(evening, rate=1e-6)
        self.house.start_post()
        try:
            self.deliver("known", self.message("exim-unknown", "nobody"))
            wait_for(lambda: "known" not in self.files("new"), 20)
            self.assertEqual(self.house.sql(slips), [])
            wait_for(lambda: len(self.files("waiting")) == 60, 20)
            self.house.set_clock(evening + 1801, rate=1)
            # It would look within the minute; what comes wakes it.
            self.deliver("later", self.message("exim-unknown", "nobody"))
            wait_for(lambda: self.files("new") + self.files("waiting") == [],
                     20)
        finally:
            self.house.stop_process("post")
        found = self.house.sql(slips)
        self.assertEqual({r["what"] for r in found}, {"asked"})
        self.assertEqual(sorted(r["stop_id"] for r in found), sorted(stops))
        self.assertNotEqual([r["stop_id"] for r in found], stops)

    def test_a_domain_that_refuses_a_reminder_waits_and_no_row_says_so(self):
        wave = self.started(self.crowd(4) + self.crowd(4, "ib",
                                                       "example.net"))
        self.send(wave)
        self.plan_reminder(wave, MONDAY + 8 * DAY)
        self.house.set_clock(MONDAY + 8 * DAY + 60)
        with Sink() as sink:
            for where in ("org", "net"):
                sink.says["p1@example." + where] = "451 4.7.1 later"
            self.house.start_post(env={"AOJ_MAIL": sink.url})
            try:
                wait_for(lambda: len(sink.taken) == 6 and
                         len(sink.heard) == 8, 20)
                before = self.house.dump()
                sender = next(s for s, a, _ in sink.taken
                              if a == "p2@example.org")
                self.deliver("refused", self.message("postfix-policy",
                                                     sender))
                wait_for(lambda: not self.files("new"), 20)
                self.assertEqual(self.house.dump(), before)
                sink.says.clear()
                self.house.set_clock(MONDAY + 8 * DAY + 3 * 3600)
                wait_for(lambda: "p1@example.net" in sink.counts(), 20)
                with self.assertRaises(TimeoutError):
                    wait_for(lambda: "p1@example.org" in sink.counts(), 2)
            finally:
                self.house.stop_process("post")
        self.assertEqual(self.files("cur"), [])

    def test_a_running_post_reads_what_comes_soon(self):
        wave = self.started(self.crowd(6))
        senders = self.send(wave)
        self.house.start_post()
        try:
            wait_for(lambda: "TEST BUILD" in self.house.log("post"), 20)
            for n, address in enumerate(sorted(senders)):
                self.deliver("m%d" % n, self.message("exim-unknown",
                                                     senders[address]))
                wait_for(lambda n=n: len(self.undelivered(wave)) == n + 1, 20)
            wait_for(lambda: self.files("new") == [], 20)
        finally:
            self.assertEqual(self.house.stop_process("post"), 0)

    def test_a_heap_of_mail_is_read_to_its_end(self):
        wave = self.started(self.crowd(5))
        sender = self.send(wave)["p3@example.org"]
        self.deliver("first", self.message("exim-unknown", sender))
        self.house.run(["sh", "-c", "for i in $(seq 170); do"
                        " cp $0/new/first $0/new/m$i; done", self.back])
        self.house.post_once()
        self.assertEqual(self.files("new"), [])
        self.assertEqual(len(self.undelivered(wave)), 1)

    def test_without_the_database_every_message_stays(self):
        wave = self.started(self.crowd(5))
        sender = self.send(wave)["p3@example.org"]
        self.deliver("m", self.message("exim-unknown", sender))
        self.house.start_post()
        try:
            wait_for(lambda: len(self.undelivered(wave)) == 1, 20)
            self.house.run([BIN + "/pg_ctl", "-D", self.house.folder + "/data",
                            "-m", "fast", "-w", "stop"])
            self.deliver("n", self.message("exim-quota", sender))
            wait_for(lambda: "failed" in self.house.log("post"), 20)
            self.assertEqual(self.files("new"), ["n"])
            self.house.cluster("start")
            wait_for(lambda: self.files("new") == [], 60)
        finally:
            self.house.stop_process("post")
        self.assertEqual(self.totals(wave), [("invitation", "soft")])

    def test_what_is_no_file_of_a_message_is_left_alone(self):
        secret = os.path.join(self.house.secrets, "post", "mac.key")
        self.house.run(["ln", "-s", secret, self.back + "/new/link"])
        self.house.run(["mkfifo", self.back + "/new/pipe"])
        self.house.run(["mkdir", self.back + "/new/folder"])
        done = self.house.post_once()
        self.assertEqual(self.files("new"), ["folder", "link", "pipe"])
        self.assertTrue(os.path.exists(secret))
        self.assertNotIn("failed", done.stderr)

    def test_two_posts_count_no_message_twice(self):
        wave = self.started(self.crowd(40))
        senders = self.send(wave)
        for n, sender in enumerate(senders.values()):
            self.deliver("m%d" % n, self.message("exim-quota", sender))
        for name in ("one", "two"):
            self.house.start_post(name)
        try:
            wait_for(lambda: self.files("new") == [], 30)
        finally:
            for name in ("one", "two"):
                self.house.stop_process(name)
        self.assertEqual(self.totals(wave), [("invitation", "soft")] * 40)


class RealServer(Returned):
    """Bounces that nobody made up: exim's, back to the sender of a letter."""

    def test_unknown_user_quota_and_policy_are_what_they_are(self):
        people = [("%s-%s@%s" % (what, n, where), "", "ib", "De Brug")
                  for what, where in (("gone", "example.org"),
                                      ("full", "example.com"),
                                      ("blocked", "example.net"),
                                      ("goed", "example.org"))
                  for n in ("a", "b")]
        people.append(("nobody-a@example.org", "", "ib", "De Brug"))
        wave = self.started(people)
        with Exim(self.house) as exim:
            self.house.run([os.path.join(self.house.build, "aoj-post"),
                            "--once"], env={"AOJ_MAIL": exim.url})
            exim.rest()
            self.assertEqual(len(exim.bounces()), 6)
            done = self.house.run(
                [os.path.join(self.house.build, "aoj-post"), "--once"],
                env={"AOJ_MAIL": exim.url,
                     "AOJ_BOUNCE_MAILDIR": exim.returned})
            self.assertEqual(exim.bounces(), [])
            self.assertEqual(os.listdir(exim.returned + "/cur"), [])
        self.assertEqual(self.undelivered(wave), [
            {"status": "5.1.1", "reason": "unknown_address"}] * 2)
        self.assertEqual(self.totals(wave), [("invitation", "policy")] * 2 +
                         [("invitation", "soft")] * 2)
        self.assertEqual(self.blocks(wave), "example.net\n")
        self.assertEqual(done.stderr.count("is told: mail_block"), 1)
        text = self.house.aoj("invitees", "undelivered", wave["wave"]).stdout
        self.assertEqual(sorted(set(re.findall(r"\S+@\S+", text))), [
            "gone-a@example.org,", "gone-b@example.org,",
            "nobody-a@example.org,"])
        rates = self.numbers(wave)
        self.assertEqual((rates["sent"], rates["undelivered"],
                          rates["not_sent"], rates["net"]),
                         ("9", "3", "0", "6"))

    def test_who_was_unknown_is_corrected_and_reached(self):
        wave = self.started([("%s@example.org" % who, "", "ib", "De Brug")
                             for who in ("gone-c", "wel-a", "wel-b", "wel-c",
                                         "wel-d", "wel-e")])
        with Exim(self.house) as exim:
            def post():
                self.house.run(
                    [os.path.join(self.house.build, "aoj-post"), "--once"],
                    env={"AOJ_MAIL": exim.url,
                         "AOJ_BOUNCE_MAILDIR": exim.returned})
                exim.rest()
            post()
            post()
            self.assertEqual(self.undelivered(wave), [
                {"status": "5.1.1", "reason": "unknown_address"}])
            gone, = csv.DictReader(io.StringIO(self.house.aoj(
                "invitees", "undelivered", wave["wave"], "--format",
                "csv").stdout))
            self.assertEqual(gone["email"], "gone-c@example.org")
            self.house.aoj("invitee", "correct", wave["wave"], gone["nummer"],
                           stdin="wel-f@example.org\n")
            self.house.set_clock(self.house.clock() + DAY)
            post()
            counts = exim.counts()
        self.assertEqual({who: n for who, n in counts.items()
                          if who.startswith("wel-")},
                         {"wel-%s@example.org" % c: 1 for c in "abcdef"})
        rates = self.numbers(wave)
        self.assertEqual((rates["sent"], rates["undelivered"]), ("6", "0"))


if __name__ == "__main__":
    unittest.main()
