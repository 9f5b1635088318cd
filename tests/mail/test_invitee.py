"""The list of an open wave is mended: a corrected address is a new invitation
with a new link, people join, people are withdrawn; each is counted once, shown
per group, and gets only the letters it should."""

import csv
import email
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import DAY, MONDAY, Mail                          # noqa: E402
from sink import Sink                                         # noqa: E402
from test_bounces import DSN, ID, MAC                         # noqa: E402
from lib import box                                           # noqa: E402
from lib.aoj import ROOT, as_user, wait_for                   # noqa: E402
from lib.trial import derived                                 # noqa: E402

LATE = int(5.4 * 3600)              # 16:24, when all runs of a day are due
                                    # (from 29 March on an hour earlier)
LINK = re.compile(r"^http\S+/v\?t=([a-z2-7]{26})\s*$", re.M)


class Listed(Mail):
    """What tests of the list share."""

    def setUp(self):
        super().setUp()
        self.notices = []           # (sender, address, message)

    def opened(self, people=None, reminders=(7, 14), **change):
        """A wave that has started; its invitations have not left."""
        self.house.set_clock(MONDAY)
        wave = self.create("drechtsteden-2015", **dict({
            "dates": {"opens": "2015-03-16", "closes": "2015-04-14"},
            "plan": {"reminders": list(reminders)}}, **change))
        self.invite(wave, people or self.crowd(9) + [
            ("z%d@example.org" % i, "", "zoco_vo", "") for i in range(5)])
        wave["codes"] = self.make_ready(wave)
        self.house.post_once()
        self.house.aoj("wave", "start", wave["wave"])
        self.addCleanup(self.end, wave)
        return wave

    def end(self, wave):
        if self.house.sql("SELECT state FROM aoj.wave WHERE wave = '%s'"
                          % wave["wave"])[0]["state"] == "open":
            super().end(wave)

    def send(self, at, **says):
        """What leaves at this time: address -> (sender, link)."""
        self.house.set_clock(at)
        with Sink() as sink:
            sink.says.update(says)
            self.house.run([os.path.join(self.house.build, "aoj-post"),
                            "--once"], env={"AOJ_MAIL": sink.url})
        out = {}
        for sender, address, raw in sink.taken:
            message = email.message_from_bytes(
                raw, policy=email.policy.default)
            if not message["List-Id"]:
                self.notices.append((sender, address, message))
                continue
            self.assertNotIn(address, out, "one letter each")
            text = message.get_body(("plain",)).get_content()
            found = LINK.search(text)
            out[address] = (sender, found and found[1])
        return out

    def bounce(self, sender):
        with open(os.path.join(DSN, "exim-unknown.eml")) as f:
            message = f.read().replace(ID, sender[8:40]).replace(
                MAC, sender[41:61])
        self.house.aoj("bounce", stdin=message)

    def undelivered(self, wave):
        """address -> number"""
        return {r["email"]: r["nummer"] for r in csv.DictReader(io.StringIO(
            self.house.aoj("invitees", "undelivered", wave["wave"],
                           "--format", "csv").stdout))}

    def invitee(self, verb, wave, *arguments, stdin="", code=0):
        done = self.house.aoj("invitee", verb, wave["wave"], *arguments,
                              stdin=stdin, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def refused(self, words, verb, wave, *arguments, **more):
        """Refused with these words, and nothing has changed."""
        before = self.house.dump()
        self.assertIn(words, self.invitee(verb, wave, *arguments, code=1,
                                          **more))
        self.assertEqual(self.house.dump(), before)

    def status(self, link):
        """What the survey is told of a link: its invitation's status."""
        rows = self.house.sql(
            "SELECT status FROM aoj.find_invitation('\\x%s', '{}')"
            % derived(self.secret(link), "token-hash").hex())
        return rows[0]["status"] if rows else None

    @staticmethod
    def secret(link):
        bits = "".join(format("abcdefghijklmnopqrstuvwxyz234567".index(c),
                              "05b") for c in link)
        return int(bits[:128], 2).to_bytes(16, "big")

    def numbers(self, wave, group="ib"):
        rows = csv.DictReader(io.StringIO(self.house.aoj(
            "rates", wave["wave"], "--format", "csv").stdout))
        return next(r for r in rows if r["function_group"] == group)

    def amended(self, wave, group):
        """(corrected, added, withdrawn) as `wave show` has them."""
        text = self.house.aoj("wave", "show", wave["wave"]).stdout
        found = re.search(r"^%s +(\d+) +(\d+) +(\d+)$" % group, text, re.M)
        return tuple(map(int, found.groups())) if found else None

    def cast(self, wave, link, group="ib"):
        ballot_id = derived(self.secret(link), "ballot-id")
        sealed = bytes(4096 + 48)
        self.house.psql(
            "INSERT INTO aoj.envelope (ballot_id, wave_id, questionnaire,"
            " version, function_group, day, sealed, mac) VALUES ('\\x%s',"
            " '%s', 'uitvoering', 1, '%s', '2015-03-17', '\\x%s', '\\x%s')"
            % (ballot_id.hex(), wave["id"], group, sealed.hex(), box.mac(
                self.secret(link), ballot_id, sealed, group).hex()))


class Invitee(Listed):
    # -- a corrected address --------------------------------------------------

    def test_a_corrected_address_gets_one_invitation_with_another_link(self):
        wave = self.opened()
        first = self.send(MONDAY + LATE, **{
            "p3@example.org": "550 5.1.1 unknown"})
        self.assertEqual(len(first), 13)
        self.bounce(first["p4@example.org"][0])
        number = self.undelivered(wave)
        self.assertEqual(set(number), {"p3@example.org", "p4@example.org"})
        before = self.house.sql("SELECT mail_run_id, count(*) FROM aoj.letter"
                                " WHERE kind <> 'invitation' GROUP BY 1")
        said = self.invitee("correct", wave, number["p3@example.org"],
                            stdin="Nieuw3@Example.org\n")
        self.assertIn("nieuwe link", said)
        self.assertIn("vertrekt op maandag 23 maart 2015", said)
        self.assertIn("eerder als er 5 wachten (nu 1)", said)
        self.assertNotIn("herinnering 1", said)
        self.assertIn("Gaat mee met herinnering 2.", said)
        self.invitee("correct", wave, "-",
                     stdin="p4@example.org\nnieuw4@example.org\n")
        self.assertEqual(set(self.undelivered(wave)),
                         {"Nieuw3@example.org", "nieuw4@example.org"})
        self.assertEqual(self.numbers(wave)["sent"], "9")
        self.assertEqual(self.amended(wave, "Intern begeleider"), (2, 0, 0))
        self.assertEqual(self.send(MONDAY + DAY), {})
        self.assertIn("De uitnodiging vertrekt op maandag 23 maart 2015",
                      self.house.aoj("invitees", "undelivered",
                                     wave["wave"]).stdout)
        # With the first reminder to their group, and not before it.
        second = self.send(MONDAY + 7 * DAY + LATE)
        self.assertEqual(len(second), 14)
        old = {a: l for a, (_, l) in first.items()}
        self.assertEqual({a for a, (_, l) in second.items() if
                          old.get(a) != l},
                         {"Nieuw3@example.org", "nieuw4@example.org"})
        self.alone(wave, "ib")
        links = {link for _, link in list(first.values()) +
                 list(second.values())}
        self.assertEqual(len(links), 15)
        self.assertEqual(self.status(first["p4@example.org"][1]),
                         "duplicate")
        self.assertEqual(self.status(second["nieuw4@example.org"][1]),
                         "invited")
        # No reminder has a run of its own, and they got none yet.
        after = self.house.sql("SELECT mail_run_id, count(*) FROM aoj.letter"
                               " WHERE kind <> 'invitation' GROUP BY 1")
        self.assertEqual({r["mail_run_id"] for r in before},
                         {r["mail_run_id"] for r in after})
        # Who has answered gets no reminder, by the new link either.
        self.cast(wave, second["nieuw4@example.org"][1])
        third = self.send(MONDAY + 14 * DAY + LATE - 3600)
        self.assertEqual(set(third), {
            "p%d@example.org" % i for i in range(9) if i not in (3, 4)} | {
            "z%d@example.org" % i for i in range(5)} | {"Nieuw3@example.org"})
        self.assertEqual(third["Nieuw3@example.org"][1],
                         second["Nieuw3@example.org"][1])
        # An answer by the old link, sent before, stays genuine.
        self.cast(wave, first["p4@example.org"][1])
        self.send(MONDAY + 29 * DAY)
        self.send(MONDAY + 30 * DAY)
        told = self.house.aoj("count", wave["wave"], stdin="\n".join(
            ["ja"] + wave["codes"][:2]) + "\n").stdout
        self.assertRegex(told, r"enveloppen gevonden +2\n +vreemd +0\n")
        self.assertRegex(told, r"(?m)^Intern begeleider +2 +0 +0$")
        self.assertEqual(json.loads(self.house.sql(
            "SELECT amended FROM aoj.count_statement WHERE wave_id = '%s'"
            % wave["id"])[0]["amended"]), {"ib": {"corrected": 2}})
        self.assertEqual(self.numbers(wave)["sent"], "9")

    def test_a_letter_that_has_not_left_goes_to_the_new_address_only(self):
        wave = self.opened()
        self.invitee("correct", wave, "-",
                     stdin="p3@example.org\nnieuw@example.org\n")
        taken = self.send(MONDAY + LATE)
        self.assertIn("nieuw@example.org", taken)
        self.assertNotIn("p3@example.org", taken)
        self.assertEqual(len(taken), 14)

    def test_the_same_address_once_more_is_a_new_link_too(self):
        wave = self.opened()
        self.send(MONDAY + LATE, **{"p3@example.org": "552 5.2.2 full"})
        number, = self.undelivered(wave).values()
        self.invitee("correct", wave, number, stdin="p3@example.org\n")
        self.assertEqual(self.send(MONDAY + DAY), {})
        self.assertIn("p3@example.org", self.send(MONDAY + 7 * DAY + LATE))
        self.assertEqual(self.numbers(wave)["sent"], "9")

    def test_only_who_was_not_reached_is_corrected(self):
        wave = self.opened()
        first = self.send(MONDAY + LATE, **{
            "p3@example.org": "550 5.1.1 unknown"})
        new = "nieuw@example.org\n"
        number, = self.undelivered(wave).values()
        for words, whom, stdin in (
                ("nam deze uitnodiging aan", "-", "p5@example.org\n" + new),
                ("staat al op de lijst", number, "p5@example.org\n"),
                ("niet (meer) op de lijst", "-", "x@example.org\n" + new),
                ("niet (meer) op de lijst", "00000000-0000", new),
                ("geen nummer", "%", new), ("geen nummer", "p3", new),
                ("twee regels", "-", new), ("één regel", number, ""),
                ("één regel", number, new + new)):
            self.refused(words, "correct", wave, whom, stdin=stdin)
        self.refused("dit adres", "correct", wave, number, stdin="geen adres\n")
        # The database holds the office to it as well.
        rows = self.house.sql(
            "SELECT invitation_id, function_group FROM aoj.letter JOIN"
            " aoj.invitation USING (invitation_id) WHERE outcome = 'accepted'"
            " AND wave_id = '%s' AND function_group = 'ib'" % wave["id"])
        wrong = self.house.psql(
            "INSERT INTO aoj.amendment (invitation_id, wave_id,"
            " function_group, what, replaces) VALUES ('%s', '%s', 'ib',"
            " 'corrected', '%s')" % (rows[0]["invitation_id"], wave["id"],
                                     rows[1]["invitation_id"]),
            user="aoj_office", check=False)
        self.assertIn("reached nobody", wrong.stderr)
        wrong = self.house.psql(
            "INSERT INTO aoj.invitation (wave_id, invitee_id, function_group)"
            " SELECT wave_id, invitee_id, function_group FROM aoj.invitation"
            " WHERE wave_id = '%s' LIMIT 1" % wave["id"], user="aoj_office",
            check=False)
        self.assertIn("is written down", wrong.stderr)
        # While the run is under way, nobody knows.
        self.house.psql(
            "SET session_replication_role = replica; UPDATE aoj.mail_run SET"
            " state = 'claimed', claimed_by = 'x', lease_until = now(),"
            " settled_at = NULL WHERE kind = 'invitation' AND"
            " wave_id = '%s'" % wave["id"])
        self.refused("straks opnieuw", "correct", wave, number, stdin=new)
        self.assertEqual(self.status(first["p5@example.org"][1]), "invited")

    def test_two_administrators_correct_one_person_once(self):
        wave = self.opened()
        self.send(MONDAY + LATE, **{"p3@example.org": "550 5.1.1 unknown"})
        number, = self.undelivered(wave).values()
        codes = []

        def correct(address):
            codes.append(self.house.aoj(
                "invitee", "correct", wave["wave"], number,
                stdin=address + "\n", check=False).returncode)

        both = [threading.Thread(target=correct, args=("n%d@example.org" % i,))
                for i in range(2)]
        for t in both:
            t.start()
        for t in both:
            t.join()
        self.assertEqual(sorted(codes), [0, 1])
        self.assertEqual(self.numbers(wave)["sent"], "9")
        self.assertEqual(self.send(MONDAY + DAY), {})
        self.assertEqual(sum(a.startswith("n") for a in self.send(
            MONDAY + 7 * DAY + LATE)), 1)

    # -- people who join ------------------------------------------------------

    HEAD = "email;functiegroep\n"

    def test_who_joins_is_invited_and_counts(self):
        people = self.crowd(9) + [
            ("z%d@example.org" % i, "", "zoco_vo", "") for i in range(2)]
        wave = self.opened(people)
        self.assertEqual(len(self.send(MONDAY + LATE)), 11)
        said = self.invitee("add", wave, "-", stdin=self.HEAD +
                            "a1@example.org;ib\np1@example.org;ib\n"
                            "a2@example.org;ZOCO_VO\n")
        self.assertIn("Toegevoegd: 2 genodigden (1 stonden", said)
        self.assertIn("eerder als er 5 wachten (nu 2)", said)
        self.assertIn("Gaat mee met herinnering 2.", said)
        self.assertEqual(self.numbers(wave)["sent"], "13")
        self.assertEqual(self.amended(wave, "Intern begeleider"), (0, 2, 0))
        self.assertEqual(self.send(MONDAY + DAY), {})
        self.house.set_clock(MONDAY + 4 * DAY)
        self.invitee("add", wave, "-", stdin=self.HEAD +
                     "a4@example.org;ib\n")
        self.assertEqual(self.send(MONDAY + 4 * DAY), {})
        third = self.send(MONDAY + 7 * DAY + LATE)
        self.assertEqual(len(third), 14)
        self.assertLess({"a1@example.org", "a2@example.org",
                         "a4@example.org"}, set(third))
        self.alone(wave, "ib")
        self.house.set_clock(MONDAY + 14 * DAY)
        self.assertIn("Een herinnering komt er niet", self.invitee(
            "add", wave, "-", stdin=self.HEAD + "a5@example.org;ib\n"))

    def alone(self, wave, group):
        """No run leaves before others of its group do, or by itself with
        fewer than five."""
        for row in self.house.sql(
                "SELECT m.due_at, r.due_at AS other, m.claimed_at >="
                " r.claimed_at AS after, (SELECT count(*) FROM aoj.letter l"
                " WHERE l.mail_run_id IN (m.mail_run_id, m.beside)) AS people"
                " FROM aoj.mail_run m LEFT JOIN aoj.mail_run r ON"
                " r.mail_run_id = m.beside WHERE m.wave_id = '%s' AND"
                " m.function_group = '%s' AND m.state <> 'due'" % (
                    wave["id"], group)):
            self.assertGreaterEqual(int(row["people"]), 5)
            if row["other"] is not None:
                self.assertEqual((row["due_at"], row["after"]),
                                 (row["other"], "t"))

    def test_when_five_of_a_group_wait_they_leave_together(self):
        wave = self.opened()
        self.assertEqual(len(self.send(MONDAY + LATE)), 14)
        for n in range(3):
            self.invitee("add", wave, "-", stdin=self.HEAD +
                         "a%d@example.org;ib\nb%d@example.org;zoco_vo\n" % (
                             n, n))
        # Three of one group and three of another are not five.
        self.assertEqual(self.send(MONDAY + DAY), {})
        said = self.invitee("add", wave, "-", stdin=self.HEAD +
                            "a3@example.org;ib\na4@example.org;ib\n")
        self.assertNotIn("eerder als", said)
        self.assertIn("Gaat mee met herinnering 1.", said)
        self.assertEqual(set(self.send(MONDAY + 2 * DAY)), {
            "a%d@example.org" % n for n in range(5)})
        self.alone(wave, "ib")
        later = self.send(MONDAY + 7 * DAY + LATE)
        self.assertEqual(len(later), 14 + 5 + 3)
        self.alone(wave, "zoco_vo")

    def test_too_few_to_leave_is_said_in_time_and_counts_as_not_sent(self):
        wave = self.opened()
        self.send(MONDAY + LATE)
        self.send(MONDAY + 7 * DAY + LATE)
        self.send(MONDAY + 14 * DAY + LATE - 3600)
        self.house.set_clock(MONDAY + 15 * DAY)
        said = self.invitee("add", wave, "-",
                            stdin=self.HEAD + "a@example.org;ib\n")
        self.assertIn("er kan geen uitnodiging meer vertrekken", said)
        self.assertEqual(self.send(MONDAY + 16 * DAY), {})
        self.assertIn("Er kan geen uitnodiging meer vertrekken",
                      self.house.aoj("invitees", "undelivered",
                                     wave["wave"]).stdout)
        self.assertIn("Intern begeleider: 1 van wie later kwam",
                      self.house.aoj("post", "status", wave["wave"]).stdout)
        self.house.aoj("wave", "close", wave["wave"])
        self.assertEqual(self.send(MONDAY + 16 * DAY + 60), {})
        self.assertIn("a@example.org", self.undelivered(wave))
        self.assertEqual(self.house.sql(
            "SELECT r.state, l.outcome FROM aoj.letter l JOIN aoj.mail_run r"
            " USING (mail_run_id) WHERE l.kind = 'invitation' AND r.due_at >"
            " to_timestamp(%d)" % (MONDAY + 15 * DAY)),
            [{"state": "settled", "outcome": None}])

    def test_a_run_of_one_letter_does_not_leave_whoever_planned_it(self):
        wave = self.opened(reminders=())
        self.assertEqual(len(self.send(MONDAY + LATE)), 14)
        put_in = (
            "WITH run AS (INSERT INTO aoj.mail_run (wave_id, kind,"
            " function_group, part, due_at%s) VALUES ('%s', 'last_call',"
            " 'ib', 1, to_timestamp(%d)%s) RETURNING mail_run_id) INSERT INTO"
            " aoj.letter (invitation_id, kind, mail_run_id) SELECT"
            " invitation_id, 'last_call', mail_run_id FROM run,"
            " aoj.invitation WHERE wave_id = '%s' AND function_group = 'ib'"
            " LIMIT 1")
        at = MONDAY + 7 * DAY
        slot = (", ends_at", wave["id"], at, ", to_timestamp(%d)" % (
            at + DAY), wave["id"])
        done = self.house.psql(put_in % slot, user="aoj_office", check=False)
        self.assertNotEqual(done.returncode, 0)
        self.house.psql(put_in % slot)
        self.assertEqual(self.send(at + 60), {})
        self.assertEqual([a for _, a, _ in self.notices],
                         ["onderzoeker@example.org"])
        self.assertIn("minder dan 5 mensen (laatste oproep", self.house.aoj(
            "post", "status", wave["wave"]).stdout)
        self.assertEqual(self.send(at + 3600), {})

    def test_a_post_that_runs_freezes_the_links_of_who_joins(self):
        """Reading a row that is not frozen would leave a mark on it."""
        wave = self.started(self.crowd(6))
        with Sink() as sink:
            self.house.start_post(env={"AOJ_MAIL": sink.url})
            try:
                wait_for(lambda: len(sink.taken) == 6)
                for n in range(2):
                    self.invitee("add", wave, "-", stdin=self.HEAD +
                                 "a%d@example.org;ib\n" % n)
                    wait_for(lambda: len(sink.taken) == 7 + n)
                    self.assertEqual(self.house.sql(
                        "SELECT count(*) FROM aoj.invitation WHERE age(xmin)"
                        " <= (SELECT age(relfrozenxid) FROM pg_class WHERE"
                        " oid = 'aoj.invitation'::regclass)"),
                        [{"count": "0"}])
            finally:
                self.house.stop_process("post")

    def test_a_small_group_stays_small(self):
        wave = self.opened()
        self.send(MONDAY + LATE)
        self.invitee("add", wave, "-", stdin=self.HEAD + "".join(
            "n%d@example.org;ib\n" % i for i in range(5)))
        self.assertEqual(self.numbers(wave)["sent"], "14")
        self.assertIn("middernacht",
                      self.house.aoj("rates", wave["wave"]).stdout)

    def test_who_cannot_join(self):
        wave = self.opened()
        self.refused("niemand meer bij", "add", wave, "-",
                     stdin=self.HEAD + "a@example.org;beleid_gemeente\n")
        self.refused("klopt niet", "add", wave, "-",
                     stdin=self.HEAD + "a@example.org;kok\n")
        self.refused("staat al op de lijst", "add", wave, "-",
                     stdin=self.HEAD + "p1@example.org;zoco_vo\n")
        self.refused("Iedereen op deze lijst", "add", wave, "-",
                     stdin=self.HEAD + "p1@example.org;ib\n")
        # The last day is no day for an invitation.
        self.house.set_clock(MONDAY + 29 * DAY + 7 * 3600)
        self.refused("sluit voordat", "add", wave, "-",
                     stdin=self.HEAD + "a@example.org;ib\n")
        self.house.set_clock(MONDAY)
        self.house.aoj("wave", "close", wave["wave"])
        self.refused("Dit kan niet", "add", wave, "-",
                     stdin=self.HEAD + "a@example.org;ib\n")
        self.refused("Dit kan niet", "withdraw", wave, "-",
                     stdin="p1@example.org\n")

    # -- people who are withdrawn ---------------------------------------------

    def test_who_is_withdrawn_gets_no_letter_and_has_no_link(self):
        wave = self.opened()
        self.invitee("withdraw", wave, "-", stdin="p1@example.org\n")
        first = self.send(MONDAY + LATE)
        self.assertEqual(len(first), 13)
        self.assertNotIn("p1@example.org", first)
        self.cast(wave, first["p2@example.org"][1])
        said = self.invitee("withdraw", wave, "-", stdin="p2@example.org\n")
        self.assertIn("tellen mee", said)
        self.assertEqual(self.status(first["p2@example.org"][1]), "withdrawn")
        self.refused("al van de lijst", "withdraw", wave, "-",
                     stdin="p2@example.org\n")
        third = self.send(MONDAY + 7 * DAY + LATE)
        self.assertEqual(len(third), 12)
        self.assertNotIn("p2@example.org", third)
        rates = self.numbers(wave)
        self.assertEqual((rates["sent"], rates["response"]), ("9", "1"))
        self.assertEqual(self.amended(wave, "Intern begeleider"), (0, 0, 2))
        # Five stay, and who was added is none of them.
        for i in (3, 4):
            self.invitee("withdraw", wave, "-",
                         stdin="p%d@example.org\n" % i)
        self.invitee("add", wave, "-", stdin=self.HEAD + "a@example.org;ib\n")
        self.refused("minder dan 5", "withdraw", wave, "-",
                     stdin="p5@example.org\n")
        self.invitee("withdraw", wave, "-", stdin="a@example.org\n")
        actions = [r["what"] for r in self.house.sql(
            "SELECT what FROM aoj.audit WHERE wave_id = '%s' ORDER BY"
            " audit_id DESC LIMIT 3" % wave["id"])]
        self.assertEqual(actions, ["withdraw_invitee", "add_invitees",
                                   "withdraw_invitee"])
        self.assertNotIn("@", str(self.house.sql(
            "SELECT detail FROM aoj.audit WHERE wave_id = '%s'"
            % wave["id"])))

    # -- killed ---------------------------------------------------------------

    def kill_at_the_end(self, wave, verb, argument, stdin):
        """Killed when all is written, and not yet committed."""
        before = self.house.dump()
        session = self.holding("SELECT pg_advisory_xact_lock(hashtextextended("
                               "'aoj.audit', 0))")
        process = subprocess.Popen(
            as_user([os.path.join(self.house.build, "aoj"), "invitee", verb,
                     wave["wave"], argument]), env=self.house.env, cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        process.stdin.write(stdin.encode())
        process.stdin.close()
        wait_for(lambda: self.house.sql(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT"
            " granted"), because="%s to wait for the audit log" % verb)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.let_go(session)
        wait_for(lambda: not self.house.sql(
            "SELECT 1 FROM pg_stat_activity WHERE usename = 'aoj_office'"))
        self.assertEqual(self.house.dump(), before)

    def test_killed_nothing_has_happened_and_again_it_does(self):
        wave = self.opened()
        self.send(MONDAY + LATE, **{"p3@example.org": "550 5.1.1 unknown"})
        number, = self.undelivered(wave).values()
        for verb, argument, stdin in (
                ("correct", number, "n3@example.org\n"),
                ("withdraw", "-", "p4@example.org\n"),
                ("add", "-", self.HEAD + "a1@example.org;ib\n")):
            self.kill_at_the_end(wave, verb, argument, stdin)
            self.invitee(verb, wave, argument, stdin=stdin)
        self.assertEqual(self.amended(wave, "Intern begeleider"), (1, 1, 1))
        self.assertEqual(self.send(MONDAY + DAY), {})
        self.assertLess({"n3@example.org", "a1@example.org"},
                        set(self.send(MONDAY + 7 * DAY + LATE)))


if __name__ == "__main__":
    unittest.main(verbosity=2)
