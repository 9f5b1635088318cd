"""What reading, refusing, coming back and answering leave behind on the pages
that speak of people: nothing. Two at once: one envelope, no draft after it."""

import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
sys.path.insert(0, HERE)

from lib.aoj import BIN, House, as_user                       # noqa: E402

PEOPLE = 400        # several pages of invitations


class Session:
    """A psql that stays open, as one process of ours."""

    def __init__(self, house, user):
        role = {"aoj_admin": "admin"}.get(user, user[4:])
        with open(os.path.join(house.secrets, role,
                               "database.password")) as f:
            password = f.read().strip()
        self.process = subprocess.Popen(
            as_user(["psql", "-X", "-q", "-At", "-h",
                     os.path.join(house.folder, "socket"), "-p",
                     str(house.port), "-U", user, "-d", "aoj"]),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, bufsize=1,
            env=dict(house.env, PGPASSWORD=password), cwd="/")

    def send(self, statement):
        self.process.stdin.write(statement + ";\n\\echo --\n")
        self.process.stdin.flush()

    def answer(self):
        lines = []
        for line in self.process.stdout:
            if line == "--\n":
                return "\n".join(lines)
            lines.append(line.rstrip("\n"))
        raise EOFError("psql ended: " + "\n".join(lines))

    def say(self, statement):
        self.send(statement)
        return self.answer()

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(10)


def h(n):
    return "sha256('%d')" % n


class Traces(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # A vacuum in the middle of a test marks everybody's pages alike.
        cls.house = House(cluster_extra="autovacuum = off")
        cls.addClassCleanup(cls.house.stop)
        cls.house.start()
        cls.house.psql("CREATE EXTENSION pageinspect")
        cls.house.psql("ALTER DATABASE aoj RENAME TO clean",
                       dbname="postgres")

    def setUp(self):
        self.house.psql("CREATE DATABASE aoj TEMPLATE clean",
                        dbname="postgres")
        self.addCleanup(self.house.psql, "DROP DATABASE aoj WITH (FORCE)",
                        dbname="postgres")
        with open(os.path.join(HERE, "fixture.sql")) as f:
            self.house.psql(f.read() + """
                INSERT INTO invitee SELECT pg_temp.u('invitee', n),
                    pg_temp.u('wave', 1), pg_temp.h(10000 + n), repeat('x',
                    552)::bytea FROM generate_series(5, %d) n;
                INSERT INTO invitation SELECT pg_temp.u('invitation', n),
                    pg_temp.u('wave', 1), pg_temp.u('invitee', n), 'ib', NULL,
                    CASE WHEN n %% 50 = 0 THEN 'duplicate' ELSE 'invited' END
                    FROM generate_series(5, %d) n;
                UPDATE invitation SET token_hash = pg_temp.h(n),
                    unsubscribe_hash = pg_temp.h(300 + n) FROM
                    generate_series(5, %d) n WHERE invitation_id =
                    pg_temp.u('invitation', n);
                INSERT INTO letter (invitation_id, kind, mail_run_id)
                    SELECT invitation_id, 'invitation', pg_temp.u('run', 1)
                    FROM invitation WHERE token_hash NOT IN (pg_temp.h(1),
                    pg_temp.h(2), pg_temp.h(3), pg_temp.h(4));
                """ % (PEOPLE, PEOPLE, PEOPLE), dbname="aoj")
        self.wave = self.house.sql("SELECT wave_id FROM aoj.wave"
                                   " WHERE wave = 'open-2015'")[0]["wave_id"]
        self.survey = self.session("aoj_survey")

    def session(self, user):
        session = Session(self.house, user)
        self.addCleanup(session.close)
        return session

    def freeze(self):
        return self.house.psql("SELECT aoj.freeze_invitations()",
                               user="aoj_post", flags=("-At",)
                               ).stdout.strip() == "t"

    def find(self, n):
        return self.survey.say("SELECT status FROM aoj.find_invitation"
                               "(%s, '{}')" % h(n))

    def refuse(self, n, session=None):
        return (session or self.survey).say(
            "SELECT aoj.refuse(%s, '%s', 'ib', 'refused', '2015-04-10')"
            % (h(n + 3000000), self.wave))

    def save(self, n):
        return "SELECT aoj.save_draft(%s, %s, '%s', 'ib', '\\x01', NULL," \
            " '2015-04-10')" % (h(n + 1000000), h(n + 2000000), self.wave)

    def cast(self, n, sealed="\\x02"):
        return "SELECT aoj.cast_envelope(%s, %s, '%s', 'uitvoering', 1," \
            " 'ib', '2015-04-10', '%s', %s, '2015-04-10')" % (
                h(n + 2000000), h(n + 1000000), self.wave, sealed, h(n))

    def pages(self):
        """Every page of what speaks of people, its indexes included."""
        return self.house.sql("""
            SELECT c.relname, b, md5(get_raw_page(c.oid::regclass::text, b))
                AS page
            FROM pg_class c, LATERAL generate_series(0,
                pg_relation_size(c.oid) / 8192 - 1) AS g (n),
                LATERAL (SELECT n::integer AS b) AS i
            WHERE c.relnamespace = 'aoj'::regnamespace AND c.relkind IN
                ('r', 'i') AND (c.relname ~ '^(invitee|invitation|refusal|'
                'withdrawal|letter|mail_run|stop_request)') ORDER BY 1, 2""")

    def changed(self, before):
        """Names and numbers of the pages that are no longer as before."""
        was = {(r["relname"], r["b"]): r["page"] for r in before}
        return sorted((r["relname"], r["b"]) for r in self.pages()
                      if was.get((r["relname"], r["b"])) != r["page"])

    def written(self, since):
        """What the write-ahead log has of these relations since then."""
        self.house.psql("SELECT pg_switch_wal()")
        names = {r["f"]: r["relname"] for r in self.house.sql(
            "SELECT pg_relation_filenode(oid) AS f, relname FROM pg_class"
            " WHERE relnamespace = 'aoj'::regnamespace AND relname ~"
            " '^(invitee|invitation|refusal|withdrawal|letter|mail_run|"
            "stop_request)' AND relkind IN ('r', 'i')")}
        done = self.house.run([
            BIN + "/pg_waldump", "-p", os.path.join(
                self.house.folder, "data", "pg_wal"), "-s", since],
            check=False)
        return [line for line in done.stdout.splitlines() if any(
            "/%s " % f in line or "/%s;" % f in line for f in names)]

    def now(self):
        return self.house.sql("SELECT pg_current_wal_lsn() AS l")[0]["l"]

    # -- visiting -----------------------------------------------------------

    def test_a_visit_leaves_no_trace_on_frozen_invitations(self):
        self.assertTrue(self.freeze())
        before, since = self.pages(), self.now()
        for n in range(1, PEOPLE + 1, 7):
            self.assertIn(self.find(n), ("invited", "duplicate"))
        self.assertEqual(self.find(PEOPLE + 1), "")
        self.assertEqual(self.changed(before), [])
        self.assertEqual(self.written(since), [])

    def test_without_freezing_it_would(self):
        self.house.psql("UPDATE aoj.invitation SET status = status")
        before = self.pages()
        for n in range(1, PEOPLE + 1, 7):
            self.find(n)
        self.assertNotEqual(self.changed(before), [])

    def test_freezing_waits_for_what_is_older_and_says_so(self):
        old = self.session("aoj_admin")
        old.say("BEGIN ISOLATION LEVEL REPEATABLE READ")
        old.say("SELECT 1 FROM aoj.region")
        self.house.psql("INSERT INTO aoj.region VALUES ('x', 'X');"
                        "UPDATE aoj.invitation SET status = status")
        self.assertFalse(self.freeze())
        old.say("COMMIT")
        self.assertTrue(self.freeze())

    def test_freezing_leaves_no_order_but_that_of_random_ids(self):
        self.freeze()
        ids = [r["invitation_id"] for r in self.house.sql(
            "SELECT invitation_id FROM aoj.invitation ORDER BY ctid")]
        self.assertEqual(ids, sorted(ids))

    # -- refusing and coming back -------------------------------------------

    def test_a_refusal_touches_no_row_of_people(self):
        self.assertTrue(self.freeze())
        before = self.pages()
        for n in range(1, PEOPLE, 9):
            self.assertEqual(self.refuse(n), "done")
        self.assertEqual(
            {name for name, _ in self.changed(before)},
            {"refusal", "refusal_pkey", "refusal_by_group"})

    def test_who_refused_and_comes_back_leaves_no_trace(self):
        """An old snapshot keeps the server from clearing up in between: what
        it could not clear, a later visitor would."""
        self.assertTrue(self.freeze())
        old = self.session("aoj_admin")
        old.say("BEGIN ISOLATION LEVEL REPEATABLE READ")
        old.say("SELECT 1 FROM aoj.region")
        for n in range(1, PEOPLE, 9):
            self.assertEqual(self.refuse(n), "done")
            self.assertEqual(self.refuse(n), "already")  # as the survey does
        old.say("COMMIT")
        self.assertEqual(self.survey.say(self.save(PEOPLE - 1)), "saved")
        before, since = self.pages(), self.now()
        for n in range(1, PEOPLE + 1):
            self.find(n)
        for n in range(1, PEOPLE - 1, 9):
            self.survey.say(self.save(n))
            self.assertEqual(self.survey.say(self.cast(n)), "cast")
            self.assertEqual(self.refuse(n), "already")
        self.assertEqual(self.changed(before), [])
        self.assertEqual(self.written(since), [])

    def test_a_status_written_on_the_invitation_would_betray_visitors(self):
        """The naive variant: why what becomes of an invitation stands apart."""
        self.assertTrue(self.freeze())
        old = self.session("aoj_admin")
        old.say("BEGIN ISOLATION LEVEL REPEATABLE READ")
        old.say("SELECT 1 FROM aoj.region")
        self.house.psql(
            "ALTER TABLE aoj.invitation DISABLE TRIGGER promises;")
        for n in range(1, PEOPLE, 9):
            self.house.psql("UPDATE aoj.invitation SET status ="
                            " 'withdrawn' WHERE token_hash = %s" % h(n))
            self.find(n)
        old.say("COMMIT")
        self.assertEqual(self.survey.say(self.save(PEOPLE - 1)), "saved")
        before, since = self.pages(), self.now()
        for n in range(1, PEOPLE + 1):
            self.find(n)
        self.assertNotEqual(self.changed(before), [])
        self.assertTrue([line for line in self.written(since)
                         if "PRUNE" in line])

    # -- no more mail -------------------------------------------------------

    def stop(self, n, what="asked", day=10, session=None):
        """As the survey does it: the wave by the hash of the weaker token,
        then the slip by its id."""
        session = session or self.survey
        wave = session.say("SELECT aoj.find_unsubscribe(%s)" % h(300 + n))
        return session.say(
            "SELECT aoj.request_stop(%s, %s, '%s', '2015-04-%d')" % (
                h(n + 4000000), "'%s'" % wave if wave else "NULL", what, day))

    def test_asking_for_no_more_mail_touches_no_row_of_people(self):
        self.assertTrue(self.freeze())
        before = self.pages()
        for n in range(1, PEOPLE + 1, 9):
            self.assertEqual(self.stop(n), "done")
        self.assertEqual(self.stop(PEOPLE + 1), "absent")
        self.assertEqual(
            {name for name, _ in self.changed(before)},
            {"stop_request", "stop_request_pkey", "stop_request_by_wave"})

    def test_who_asked_and_comes_back_leaves_no_trace(self):
        self.assertTrue(self.freeze())
        asked = [n for n in range(1, PEOPLE, 9)]
        for n in asked:
            self.assertEqual(self.stop(n), "done")
            self.assertEqual(self.stop(n), "already")  # as the survey does
        self.assertEqual(self.survey.say(self.save(PEOPLE - 1)), "saved")
        before, since = self.pages(), self.now()
        for n in range(1, PEOPLE + 1):
            self.find(n)
        for n in asked[:-1]:
            self.survey.say(self.save(n))
            self.assertEqual(self.survey.say(self.cast(n)), "cast")
            self.assertEqual(self.stop(n, day=11), "already")
        self.assertEqual(self.changed(before), [])
        self.assertEqual(self.written(since), [])

    def test_a_double_click_is_one_request(self):
        other = self.session("aoj_survey")
        self.survey.say("BEGIN")
        self.assertEqual(self.stop(1), "done")
        other.send("SELECT aoj.request_stop(%s, '%s', 'asked', '2015-04-11')"
                   % (h(4000001), self.wave))
        self.survey.say("COMMIT")
        self.assertEqual(other.answer(), "already")

    def test_who_chooses_while_a_scanner_clicks_is_heard(self):
        other = self.session("aoj_survey")
        self.survey.say("BEGIN")
        self.assertEqual(self.stop(1), "done")
        other.send("SELECT aoj.request_stop(%s, '%s', 'chosen',"
                   " '2015-04-11')" % (h(4000001), self.wave))
        self.survey.say("COMMIT")
        self.assertEqual(other.answer(), "done")

    # -- two at once --------------------------------------------------------

    def test_two_at_once_store_one_envelope(self):
        other = self.session("aoj_survey")
        self.survey.say("BEGIN")
        self.assertEqual(self.survey.say(self.cast(1)), "cast")
        other.send(self.cast(1, "\\x03"))
        self.survey.say("COMMIT")
        self.assertEqual(other.answer(), "already")
        self.assertEqual(self.house.sql(
            "SELECT sealed FROM aoj.envelope"), [{"sealed": "\\x02"}])

    def test_a_draft_that_is_being_saved_does_not_outlive_its_envelope(self):
        other = self.session("aoj_survey")
        self.survey.say("BEGIN")
        self.assertEqual(self.survey.say(self.cast(1)), "cast")
        other.send(self.save(1))
        self.survey.say("COMMIT")
        self.assertEqual(other.answer(), "spent")
        self.assertEqual(self.house.sql("SELECT 1 FROM aoj.draft"), [])

    def test_the_last_of_two_tabs_hears_of_the_other(self):
        other = self.session("aoj_survey")
        self.survey.say("BEGIN")
        self.assertEqual(self.survey.say(self.save(1)), "saved")
        other.send(self.save(1))
        self.survey.say("COMMIT")
        self.assertEqual(other.answer(), "changed")

    def test_two_refusals_at_once_are_one(self):
        other = self.session("aoj_survey")
        self.survey.say("BEGIN")
        self.assertEqual(self.refuse(1), "done")
        other.send("SELECT aoj.refuse(%s, '%s', 'ib', 'not_eligible',"
                   " '2015-04-10')" % (h(3000001), self.wave))
        self.survey.say("COMMIT")
        self.assertEqual(other.answer(), "already")

    def test_an_envelope_waits_for_the_list_that_post_is_making(self):
        self.assertEqual(self.survey.say(self.save(1)), "saved")
        self.house.psql("UPDATE aoj.wave SET state = 'closed'"
                        " WHERE wave = 'open-2015'")
        post = self.session("aoj_post")
        post.say("BEGIN")
        post.say("SELECT pg_advisory_xact_lock(hashtextextended('%s', 2))"
                 % self.wave)
        self.survey.send(self.cast(1))
        post.say("INSERT INTO aoj.ballot_check VALUES ('%s', 0, %s)"
                 % (self.wave, h(7)))
        post.say("COMMIT")
        self.assertEqual(self.survey.answer(), "closed")


if __name__ == "__main__":
    unittest.main()
