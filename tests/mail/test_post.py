"""What post does for a wave from ready to counted: links, rows that reading
does not mark, closing, the list of genuine ballots, the end of the key."""

import base64
import json
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import DAY, MONDAY, Mail                          # noqa: E402
from lib import box                                           # noqa: E402
from lib.aoj import wait_for                                  # noqa: E402

GRACE = 1800


class Post(Mail):
    def key_path(self, wave):
        return os.path.join(self.house.secrets, "post", "link",
                            wave["id"] + ".key")

    def key(self, wave):
        with open(self.key_path(wave)) as f:
            return bytes.fromhex(f.read().strip())

    def list_path(self, wave, ending):
        return os.path.join(self.house.secrets, "post", "list",
                            wave["id"] + "." + ending)

    def list_key(self, wave):
        with open(self.list_path(wave, "key")) as f:
            return bytes.fromhex(f.read().strip())

    def wave_row(self, wave):
        return self.house.sql("SELECT * FROM aoj.wave WHERE wave_id = '%s'"
                              % wave["id"])[0]

    def tokens(self, wave):
        """invitation id -> token, as design.md derives it."""
        return {r["invitation_id"]: box.derive(
            "aoj/1/token", self.key(wave), wave["id"].encode(),
            r["invitation_id"].encode())[:16]
            for r in self.house.sql("SELECT invitation_id FROM aoj.invitation"
                                    " WHERE wave_id = '%s'" % wave["id"])}

    def cast(self, wave, token, group="ib", mac=None):
        """An envelope as the survey makes it of this link, or with another
        MAC; its ballot id and the digest that authenticates it."""
        ballot_id = box.derive("aoj/1/ballot-id", token)
        sealed = os.urandom(4144)
        self.house.psql(
            "INSERT INTO aoj.envelope (ballot_id, wave_id, questionnaire,"
            " version, function_group, day, sealed, mac) VALUES ('\\x%s',"
            " '%s', 'uitvoering', 1, '%s', '2015-03-17', '\\x%s', '\\x%s')" % (
                ballot_id.hex(), wave["id"], group, sealed.hex(),
                (mac or box.mac(token, ballot_id, sealed, group)).hex()))
        return ballot_id, box.digest(ballot_id, sealed, group)

    def envelopes(self, wave):
        return {r["ballot_id"]: r for r in self.house.sql(
            "SELECT ballot_id, xmin, ctid FROM aoj.envelope"
            " WHERE wave_id = '%s'" % wave["id"])}

    def foreign(self, wave):
        return {bytes.fromhex(r["ballot_id"][2:]) for r in self.house.sql(
            "SELECT ballot_id FROM aoj.foreign_envelope WHERE wave_id = '%s'"
            % wave["id"])}

    @staticmethod
    def tables(dump):
        """table -> its rows, out of a dump."""
        out = {}
        for part in dump.split("\nCOPY aoj.")[1:]:
            name, rows = part.split("\n\\.\n")[0].split(" ", 1)
            out[name] = rows
        return out

    def ready(self, people=None):
        wave = self.create()
        self.invite(wave, people or self.crowd(6))
        self.make_ready(wave)
        return wave

    # -- the link key ---------------------------------------------------------

    def test_a_new_wave_gets_its_keys_once(self):
        wave = self.create()
        self.assertIsNone(self.wave_row(wave)["link_key_hash"])
        self.house.post_once()
        key, row = self.key(wave), self.wave_row(wave)
        self.assertEqual(row["link_key_hash"][2:], box.derive(
            "aoj/1/link-key", key).hex())
        self.assertEqual(bytes.fromhex(row["list_public_key"][2:]),
                         box.public(self.list_key(wave)))
        for path in (self.key_path(wave), self.list_path(wave, "key")):
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        self.house.post_once()
        self.assertEqual((self.key(wave), self.wave_row(wave)), (key, row))
        audit = self.house.sql("SELECT who FROM aoj.audit WHERE what ="
                               " 'prepare_wave' AND wave_id = '%s'"
                               % wave["id"])
        self.assertEqual(audit, [{"who": "aoj-post"}])

    def test_a_box_waits_for_the_keys_of_its_wave(self):
        wave = self.create()
        name, = wave["holders"]["names"]
        done = self.house.aoj("holder", "code", wave["wave"], name,
                              check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("aoj-post", done.stderr)
        self.assertIsNone(self.wave_row(wave)["box_public_key"])
        self.make_ready(wave)

    def test_a_host_with_another_key_touches_nothing_and_says_so_once(self):
        wave = self.started(self.crowd(6))
        with open(self.key_path(wave)) as f:
            real = f.read()

        def put(content):
            self.house.run(["sh", "-c", "umask 077; cat > " +
                            self.key_path(wave)], stdin=content)
        for content in ("00" * 32 + "\n", None):
            if content is None:
                self.house.run(["rm", self.key_path(wave)])
            else:
                put(content)
            self.house.set_clock(MONDAY)
            before = self.house.dump()
            self.house.start_post("other")
            try:
                wait_for(lambda: wave["id"] in self.house.log("other"), 20)
                self.house.psql("NOTIFY post")
                self.house.set_clock(MONDAY + 60 * DAY)
                self.house.psql("NOTIFY post")
                wait_for(lambda: self.wave_row(wave)["state"] == "closed", 20)
                # The closing is everybody's; ballots need the right key.
            finally:
                self.house.stop_process("other")
            log = self.house.log("other")
            self.assertEqual(log.count(wave["id"] + ": De "), 1, log)
            self.assertEqual(self.letters_of(wave), [])
            self.assertEqual(self.house.sql(
                "SELECT * FROM aoj.ballot_check WHERE wave_id = '%s'"
                % wave["id"]), [])
            self.assertNotEqual(before, "")
            os.remove(self.house.folder + "/other.log")
        put(real)
        self.house.post_once()
        self.assertEqual(len(self.house.sql(
            "SELECT * FROM aoj.ballot_check WHERE wave_id = '%s'"
            % wave["id"])), 1)

    # -- links ----------------------------------------------------------------

    def test_every_invitation_gets_the_hash_of_its_link(self):
        people = self.crowd(9) + [("P3@example.org", "Dubbel", "ib", "")]
        wave = self.started(people)
        self.house.post_once()
        rows = self.house.sql("SELECT invitation_id, token_hash, status FROM"
                              " aoj.invitation WHERE wave_id = '%s'"
                              % wave["id"])
        self.assertEqual(sorted(r["status"] for r in rows),
                         ["duplicate"] + ["invited"] * 9)
        for i, token in self.tokens(wave).items():
            row, = [r for r in rows if r["invitation_id"] == i]
            self.assertEqual(row["token_hash"][2:],
                             box.derive("aoj/1/token-hash", token).hex())

        links = {l["link"].split("t=")[1] for l in self.letters_of(wave)}
        self.assertEqual(links, {
            base64.b32encode(t).decode().lower().rstrip("=")
            for i, t in self.tokens(wave).items()
            if [r["status"] for r in rows if r["invitation_id"] == i] ==
            ["invited"]})

    def frozen(self):
        """(rows, frozen rows) of the invitations, from the pages."""
        self.house.psql("CREATE EXTENSION IF NOT EXISTS pageinspect")
        row, = self.house.sql(
            "SELECT count(*) AS all, count(*) FILTER (WHERE t_infomask & 768 ="
            " 768) AS frozen FROM generate_series(0, pg_relation_size("
            "'aoj.invitation') / 8192 - 1) p, heap_page_items(get_raw_page("
            "'aoj.invitation', p::int)) WHERE lp_flags = 1")
        return int(row["all"]), int(row["frozen"])

    def test_no_letter_leaves_before_reading_leaves_no_mark(self):
        wave = self.ready(self.crowd(30))
        self.house.post_once()
        self.house.aoj("wave", "start", wave["wave"])
        self.addCleanup(self.end, wave)
        self.house.start_post()
        try:
            wait_for(lambda: self.letters_of(wave), 20, 0.0005)
            self.assertEqual(*self.frozen())
            wait_for(lambda: len(self.letters_of(wave)) == 30, 20)
        finally:
            self.house.stop_process("post")
        places = self.house.sql(
            "SELECT invitation_id FROM aoj.invitation ORDER BY ctid")
        self.assertEqual([p["invitation_id"] for p in places],
                         sorted(p["invitation_id"] for p in places))

    def test_letters_wait_for_whoever_still_sees_the_rows_before(self):
        session = self.holding("SELECT txid_current(), count(*)"
                               " FROM aoj.region")
        wave = self.ready(self.crowd(12))
        self.house.start_post()
        try:
            self.house.aoj("wave", "start", wave["wave"])
            self.addCleanup(self.end, wave)
            wait_for(lambda: not self.house.sql(
                "SELECT 1 FROM aoj.invitation WHERE token_hash IS NULL AND"
                " wave_id = '%s'" % wave["id"]), 20)
            with self.assertRaises(TimeoutError):
                wait_for(lambda: self.letters_of(wave), 2)
            self.let_go(session)
            wait_for(lambda: len(self.letters_of(wave)) == 12, 20)
        finally:
            self.let_go(session)
            self.house.stop_process("post")

    def test_a_reader_of_the_table_does_not_make_the_survey_wait_long(self):
        session = self.holding("SELECT count(*) FROM aoj.invitation")
        wave = self.ready(self.crowd(12))
        self.house.start_post()
        try:
            self.house.aoj("wave", "start", wave["wave"])
            self.addCleanup(self.end, wave)
            wait_for(lambda: "link_freeze" in self.house.log("post"), 20)
            self.let_go(session)
            wait_for(lambda: len(self.letters_of(wave)) == 12, 20)
        finally:
            self.let_go(session)
            self.house.stop_process("post")

    # -- who gets a letter ----------------------------------------------------

    def test_who_is_not_wanted_any_more_gets_no_letter(self):
        wave = self.started(self.crowd(12))
        ids = [r["invitation_id"] for r in self.house.sql(
            "SELECT invitation_id FROM aoj.invitation WHERE wave_id = '%s'"
            % wave["id"])]
        for i, status in zip(ids, ("withdrawn", "duplicate")):
            self.house.psql("INSERT INTO aoj.withdrawal VALUES ('%s', '%s',"
                            " '%s')" % (i, wave["id"], status))
        self.house.post_once()
        self.assertEqual(len(self.letters_of(wave)), 10)
        outcomes = sorted(r["outcome"] or "" for r in self.outcomes(wave))
        self.assertEqual(outcomes, [""] * 2 + ["accepted"] * 10)

    def test_letters_of_a_paused_wave_wait(self):
        wave = self.started(self.crowd(7))
        pause = "UPDATE aoj.wave SET mail_paused = %s WHERE wave_id = '%s'"
        self.house.psql(pause % ("true", wave["id"]))
        self.house.post_once()
        self.assertEqual(self.letters_of(wave), [])
        self.house.psql(pause % ("false", wave["id"]))
        self.house.post_once()
        self.assertEqual(len(self.letters_of(wave)), 7)

    def test_a_wave_closed_before_its_letters_left_sends_none(self):
        wave = self.started(self.crowd(7))
        self.house.aoj("wave", "close", wave["wave"])
        self.house.post_once()
        self.assertEqual(self.letters_of(wave), [])
        rows = self.outcomes(wave)
        self.assertEqual({(r["state"], r["outcome"]) for r in rows},
                         {("settled", None)})

    def test_letters_wait_for_their_time(self):
        wave = self.create("drechtsteden-2015", dates={
            "opens": "2015-03-16", "closes": "2015-04-13"})
        self.invite(wave, self.crowd(9))
        self.make_ready(wave)
        self.house.post_once()
        self.house.aoj("wave", "start", wave["wave"])
        self.addCleanup(self.end, wave)
        due, = self.house.sql(
            "SELECT extract(epoch FROM due_at)::bigint AS at FROM aoj.mail_run"
            " WHERE wave_id = '%s'" % wave["id"])
        self.house.set_clock(int(due["at"]) - 3600)
        self.house.start_post()
        try:
            wait_for(lambda: not self.house.sql(
                "SELECT 1 FROM aoj.invitation WHERE token_hash IS NULL AND"
                " wave_id = '%s'" % wave["id"]), 20)
            self.assertEqual(self.letters_of(wave), [])
            self.house.set_clock(int(due["at"]) + 1)
            wait_for(lambda: len(self.letters_of(wave)) == 9, 20)
        finally:
            self.house.stop_process("post")

    def test_post_asks_the_database_nothing_while_nothing_is_due(self):
        wave = self.started(self.crowd(6))
        self.house.start_post()
        try:
            wait_for(lambda: len(self.letters_of(wave)) == 6 and
                     not self.journals(), 20)

            def last():
                return self.house.sql(
                    "SELECT state, state_change FROM pg_stat_activity WHERE"
                    " usename = 'aoj_post'")
            wait_for(lambda: last()[0]["state"] == "idle", 10)
            wait_for(lambda: last() == (wait_for(lambda: 1), last())[1], 5)
            quiet = last()
            with self.assertRaises(TimeoutError):
                wait_for(lambda: last() != quiet, 2)
            self.house.psql("NOTIFY post")
            wait_for(lambda: last() != quiet, 5)
        finally:
            self.house.stop_process("post")

    # -- closing --------------------------------------------------------------

    def test_a_wave_closes_at_its_time_by_itself(self):
        wave = self.started(self.crowd(6))
        self.house.post_once()
        closes, = self.house.sql(
            "SELECT extract(epoch FROM closes_at)::bigint AS at FROM aoj.wave"
            " WHERE wave_id = '%s'" % wave["id"])
        at = int(closes["at"])
        self.house.set_clock(at - 2)
        self.assertEqual(self.wave_row(wave)["state"], "open")
        self.house.start_post()
        try:
            wait_for(lambda: self.wave_row(wave)["state"] == "closed", 20)
            self.assertGreaterEqual(self.house.clock(), at)
            self.house.set_clock(at + GRACE - 2)
            check = "SELECT * FROM aoj.ballot_check WHERE wave_id = '%s'" % \
                wave["id"]
            self.assertEqual(self.house.sql(check), [])
            wait_for(lambda: self.house.sql(check), 20)
            self.assertGreaterEqual(self.house.clock(), at + GRACE)
        finally:
            self.house.stop_process("post")

    def test_foreign_envelopes_are_listed_and_no_envelope_is_touched(self):
        people = self.crowd(30) + [("p1@EXAMPLE.org", "Nog eens", "ib", "")]
        wave = self.started(people)
        self.house.post_once()
        tokens = self.tokens(wave)
        rows = self.house.sql("SELECT invitation_id, status FROM"
                              " aoj.invitation WHERE wave_id = '%s'"
                              % wave["id"])
        merged, = [r["invitation_id"] for r in rows
                   if r["status"] == "duplicate"]
        # All that were ever given out count: withdrawn and merged too.
        senders = [i for i in tokens if i != merged][:20]
        self.house.psql("INSERT INTO aoj.withdrawal VALUES ('%s', '%s',"
                        " 'withdrawn')" % (senders[0], wave["id"]))
        genuine = dict(self.cast(wave, tokens[i]) for i in senders + [merged])
        foreign = {self.cast(wave, os.urandom(16))[0] for _ in range(3)}
        self.house.aoj("wave", "close", wave["wave"])
        before = self.envelopes(wave)
        dump = self.house.dump()
        self.house.post_once()
        self.assertEqual(self.envelopes(wave), before)  # the half hour
        self.assertEqual(self.foreign(wave), set())
        self.house.set_clock(MONDAY + GRACE + 60)
        self.house.post_once()
        self.assertEqual(self.envelopes(wave), before)
        self.assertEqual(self.foreign(wave), foreign)
        check, = self.house.sql("SELECT genuine, genuine_hash FROM"
                                " aoj.ballot_check WHERE wave_id = '%s'"
                                % wave["id"])
        self.assertEqual(int(check["genuine"]), len(genuine))
        self.assertEqual(check["genuine_hash"][2:],
                         box.list_hash(genuine).hex())
        now = self.tables(self.house.dump())
        self.assertEqual({t for t in now if now[t] != self.tables(dump)[t]},
                         {"foreign_envelope", "ballot_check", "audit"})
        self.house.post_once()
        self.assertEqual(self.tables(self.house.dump()), now)

    # -- the signed list ------------------------------------------------------

    def answered(self, count=12, senders=8):
        """An open wave in which some of a group have answered; their ballot
        ids."""
        wave = self.started(self.crowd(count))
        self.house.post_once()
        tokens = list(self.tokens(wave).values())[:senders]
        return wave, [self.cast(wave, t)[0] for t in tokens]

    def close(self, wave, days=0):
        self.house.aoj("wave", "close", wave["wave"])
        self.house.set_clock(MONDAY + days * DAY + GRACE + 60)

    def check_row(self, wave):
        rows = self.house.sql("SELECT * FROM aoj.ballot_check WHERE wave_id ="
                              " '%s'" % wave["id"])
        return rows[0] if rows else None

    def delete(self, *ballots):
        self.house.psql("".join(
            "DELETE FROM aoj.envelope WHERE ballot_id = '\\x%s';" % b.hex()
            for b in ballots))

    def test_the_list_says_how_many_of_each_group_and_is_signed(self):
        wave, _ = self.answered()
        self.close(wave)
        self.house.post_once()
        row = self.check_row(wave)
        listed = json.loads(row["list"])
        self.assertEqual((listed["wave"], listed["genuine"],
                          listed["foreign"]), (wave["id"], 8, 0))
        self.assertEqual(listed["hash"], row["genuine_hash"][2:])
        self.assertEqual(listed["groups"][0], {
            "group": "ib", "invited": 12, "added": 0, "corrected": 0,
            "genuine": 8})
        self.assertTrue(box.signed_by(
            bytes.fromhex(row["signature"][2:]),
            box.public(self.list_key(wave)), "aoj/1/signed-list",
            row["list"].encode()))

    def test_a_list_is_signed_once_whatever_happens_to_the_database(self):
        """After a crash, or when a superuser rolled the wave back to put in
        other envelopes: the same signature of the same list."""
        wave, ballots = self.answered()
        self.close(wave)
        self.house.post_once()
        first = self.check_row(wave)
        self.house.psql(
            "SET session_replication_role = replica; DELETE FROM"
            " aoj.ballot_check WHERE wave_id = '%s'" % wave["id"])
        self.delete(ballots[0])
        self.house.post_once()
        self.assertEqual(self.check_row(wave), first)

    def test_envelopes_that_went_after_a_midnight_stop_the_signature(self):
        wave, ballots = self.answered()
        self.house.set_clock(MONDAY + DAY)
        self.house.post_once()
        with open(self.list_path(wave, "nights")) as f:
            self.assertIn("ib 8\n", f.read())
        self.delete(*ballots[1:])
        # Another night does not forget the one before.
        self.house.set_clock(MONDAY + 2 * DAY)
        self.house.post_once()
        self.close(wave, 2)
        done = self.house.post_once()
        self.assertIn("group ib had more", done.stderr)
        row = self.check_row(wave)
        self.assertEqual((row["genuine"], row["list"], row["signature"]),
                         ("1", None, None))
        told = self.house.aoj("count", wave["wave"], check=False)
        self.assertEqual(told.returncode, 1)
        self.assertIn("niet ondertekend", told.stderr)

    def test_envelopes_that_came_after_a_midnight_are_signed(self):
        wave, _ = self.answered()
        self.house.set_clock(MONDAY + DAY)
        self.house.post_once()
        for token in list(self.tokens(wave).values())[8:10]:
            self.cast(wave, token)
        self.close(wave, 1)
        self.house.post_once()
        self.assertEqual(json.loads(self.check_row(wave)["list"])["genuine"],
                         10)

    def test_a_host_without_the_list_key_checks_nothing(self):
        wave, _ = self.answered()
        self.close(wave)
        path = self.list_path(wave, "key")
        os.rename(path, path + ".away")
        done = self.house.post_once()
        self.assertIn("ondertekent, is hier niet", done.stderr)
        self.assertIsNone(self.check_row(wave))
        self.assertFalse(os.path.exists(self.list_path(wave, "signed")))
        os.rename(path + ".away", path)
        self.house.post_once()
        self.assertIsNotNone(self.check_row(wave)["signature"])

    def test_an_envelope_that_was_tampered_with_is_foreign(self):
        """Whoever writes in the database but has no link: replaces the
        bytes, copies another's, moves an envelope to another group, says
        that it answers another questionnaire, takes another's MAC."""
        wave = self.started(self.crowd(9) + self.crowd(
            5, "zoco_vo", "zoco.example.org"))
        self.house.post_once()
        groups = {r["invitation_id"]: r["function_group"]
                  for r in self.house.sql(
                      "SELECT invitation_id, function_group FROM"
                      " aoj.invitation WHERE wave_id = '%s'" % wave["id"])}
        mine = [t for i, t in self.tokens(wave).items() if groups[i] == "ib"]
        ids = [self.cast(wave, t)[0].hex() for t in mine[:8]]
        bad_mac = self.cast(wave, mine[8], mac=box.mac(
            mine[0], bytes(32), b"", "ib"))[0].hex()
        set_one = "UPDATE aoj.envelope SET %s WHERE ballot_id = '\\x%s';"
        other = "(SELECT %%s FROM aoj.envelope WHERE ballot_id = '\\x%s')" \
            % ids[0]
        self.house.psql(
            set_one % ("sealed = '\\x%s'" % os.urandom(4144).hex(), ids[1]) +
            set_one % ("sealed = " + other % "sealed", ids[2]) +
            set_one % ("sealed = %s, mac = %s" % (
                other % "sealed", other % "mac"), ids[3]) +
            set_one % ("function_group = 'zoco_vo'", ids[4]) +
            set_one % ("questionnaire = 'beleid'", ids[5]) +
            set_one % ("version = 2", ids[6]))
        self.house.aoj("wave", "close", wave["wave"])
        self.house.set_clock(MONDAY + GRACE + 60)
        self.house.post_once()
        self.assertEqual({f.hex() for f in self.foreign(wave)},
                         set(ids[1:7]) | {bad_mac})

    def test_a_wave_is_not_checked_before_the_database_says_it_is_late(self):
        wave = self.started(self.crowd(6))
        self.house.post_once()
        self.house.aoj("wave", "close", wave["wave"])
        self.house.set_clock(MONDAY + GRACE + 60)
        self.addCleanup(self.house.replace_database_clock)
        self.house.psql("CREATE OR REPLACE FUNCTION aoj.clock() RETURNS"
                        " timestamptz LANGUAGE sql AS 'SELECT"
                        " to_timestamp(%d)'" % (MONDAY + GRACE - 60))
        self.house.start_post()
        wait_for(lambda: "clock is behind" in self.house.log("post"), 20)
        self.house.stop_process("post")
        check = "SELECT * FROM aoj.ballot_check WHERE wave_id = '%s'" \
            % wave["id"]
        self.assertEqual(self.house.sql(check), [])
        self.house.replace_database_clock()
        self.house.post_once()
        self.assertEqual(len(self.house.sql(check)), 1)

    def test_a_wave_without_ballots_is_checked_too(self):
        wave = self.started(self.crowd(6))
        self.house.post_once()
        self.house.aoj("wave", "close", wave["wave"])
        self.house.set_clock(MONDAY + GRACE + 60)
        self.house.post_once()
        check, = self.house.sql("SELECT genuine FROM aoj.ballot_check WHERE"
                                " wave_id = '%s'" % wave["id"])
        self.assertEqual(check["genuine"], "0")

    def test_a_kill_in_the_middle_of_the_check_leaves_nothing(self):
        wave = self.started(self.crowd(20))
        self.house.post_once()
        for token in list(self.tokens(wave).values())[:10] + [
                os.urandom(16)]:
            self.cast(wave, token)
        self.house.aoj("wave", "close", wave["wave"])
        before = self.envelopes(wave)
        self.house.set_clock(MONDAY + GRACE + 60)
        session = self.holding("SELECT pg_advisory_xact_lock("
                               "hashtextextended('aoj.audit', 0))")
        self.house.start_post()
        try:
            wait_for(lambda: self.house.sql(
                "SELECT 1 FROM pg_stat_activity WHERE usename = 'aoj_post' AND"
                " wait_event_type = 'Lock'"), 20)
        finally:
            self.house.stop_process("post", signal.SIGKILL)
            self.let_go(session)
        wait_for(lambda: not self.house.sql(
            "SELECT 1 FROM pg_stat_activity WHERE usename = 'aoj_post'"), 20)
        self.assertEqual(self.envelopes(wave), before)
        self.assertEqual(self.foreign(wave), set())
        self.house.post_once()
        self.assertEqual(len(self.foreign(wave)), 1)

    # -- the end --------------------------------------------------------------

    def test_a_counted_wave_s_link_key_is_destroyed(self):
        wave = self.create()
        self.invite(wave, self.crowd(6))
        codes = self.make_ready(wave)
        self.house.aoj("wave", "start", wave["wave"])
        self.house.post_once()
        self.house.aoj("wave", "close", wave["wave"])
        self.house.set_clock(MONDAY + GRACE + 60)
        self.house.post_once()
        self.assertTrue(os.path.exists(self.key_path(wave)))
        self.house.aoj("count", wave["wave"],
                       stdin="".join(c + "\n" for c in ["ja"] + codes))
        self.house.post_once()
        self.assertFalse(os.path.exists(self.key_path(wave)))
        for ending in ("key", "signed", "nights"):
            self.assertFalse(os.path.exists(self.list_path(wave, ending)))
        self.assertEqual(self.wave_row(wave)["state"], "counted")
        self.house.post_once()

    def test_letters_are_named_by_the_link_key_and_the_invitation(self):
        wave = self.started(self.crowd(6))
        self.house.post_once()
        key = self.key(wave)
        names = {box.derive("aoj/1/letter-id", key, wave["id"].encode(),
                            i.encode(), b"invitation").hex()[:32]
                 for i in self.tokens(wave)}
        self.assertEqual({os.path.basename(l["path"])
                          for l in self.letters_of(wave)}, names)

    # -- wrong use ------------------------------------------------------------

    def test_wrong_use_and_wrong_settings_are_said(self):
        post = os.path.join(self.house.build, "aoj-post")
        self.assertEqual(self.house.run([post, "--help"]).returncode, 0)
        done = self.house.run([post, "--ones"], check=False)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        done = self.house.run([post, "--once"], check=False,
                              env={"AOJ_MAIL": "ftp://x", "AOJ_JOURNAL": "/no"})
        self.assertEqual(done.returncode, 3)
        self.assertIn("AOJ_MAIL", done.stderr)
        self.assertIn("AOJ_JOURNAL", done.stderr)
        done = self.house.run([post, "--once"], check=False,
                              env={"AOJ_DATABASE": "host=/nowhere port=1"})
        self.assertEqual(done.returncode, 3)

    def test_a_letter_with_a_foreign_address_in_it_is_not_sent(self):
        other = self.started(self.crowd(6))
        wave = self.started(self.crowd(6))
        # A wave file with one is refused; this one slipped in.
        self.house.sql("UPDATE aoj.wave SET settings = jsonb_set(settings, "
                       "'{purpose}', '\"Zie elders.example.\"') "
                       "WHERE wave = '%s'" % wave["wave"])
        done = self.house.post_once(check=False)
        self.assertEqual(len(self.letters_of(other)), 6)
        self.assertEqual(done.returncode, 3)
        self.assertEqual(done.stderr.count("ander webadres"), 1, done.stderr)
        self.assertEqual(self.letters_of(wave), [])
        self.assertEqual({r["outcome"] for r in self.outcomes(wave)}, {None})


if __name__ == "__main__":
    unittest.main()
