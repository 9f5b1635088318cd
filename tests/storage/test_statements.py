"""Every process may say its statements, and no other process may."""

import os
import re
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "app", "storage"))

import pathlib                                                # noqa: E402

import statements                                             # noqa: E402
from lib.aoj import House                                     # noqa: E402

# What another process than those named could say too, and why that is right.
# Survey never: it has its functions.
SHARED = {
    "audit_lock": "a lock", "audit_add": "all three write the chain",
    "box_document": "the wave as a document, nothing personal",
    "box_find": "office reads waves",
    "result_wave": "office reads statements and lists",
    "rates_counted": "results reads what was counted",
    "box_counted": "office may write a state; a trigger says which",
    "box_check": "number and hash of the genuine ballots",
    "invitation_counts": "post reads invitations",
    "wave_work_by_code": "all three read which waves there are",
    "wave_lock": "a lock", "wave_holders": "count makes their shares",
    "wave_ready": "count may write a state; a trigger says which",
    "wave_open": "count may write a state; a trigger says which",
    "wave_notify_post": "a call to look, without content",
    "ballot_check_lock": "a lock", "link_lock": "a lock",
    "link_patience": "a setting of one's own transaction",
    "ballot_check_find": "number and hash of the genuine ballots",
    "ballot_check_ids": "count reads the envelopes",
    "ballot_check_invited": "office knows who is invited",
    "letter_run": "office knows letters, sealed people, who was not reached",
    "bounce_person": "office knows sealed people",
    "bounce_invitations": "office knows who is invited",
    "bounce_invitation_count": "office knows who is invited",
    "mail_blocks": "office lifts them",
    "mail_block_lift": "post may block again; a trigger says which way",
    "rates_fates": "post knows letters and who was not reached",
    "letter_example": "post knows whom it writes to",
    "link_all": "office knows who is invited",
    "mail_run_settled": "office plans the runs",
    "mail_run_next_due": "office plans the runs",
    "mail_run_small": "office plans the runs",
    "run_plan_resume": "post keeps the slots",
    "run_plan_cut": "post keeps the slots",
    "amendment_reminders": "post knows its runs",
    "letter_progress": "post knows its runs and its letters",
    "amendment_letter": "post knows its runs",
    "wave_work_document": "the wave as a document, nothing personal",
    "contacts_over": "office shows until when names are kept",
    "domain_words": "office decides them",
    "slip_people": "office knows the people and how they came",
    "slip_today": "the day, which everybody knows",
}
# What anybody may say, since it touches nothing.
NOTHING = {"audit_lock", "wave_notify_post", "ballot_check_lock", "link_lock",
           "link_patience"}
# Commands, which SQL's own PREPARE does not take.
COMMANDS = {"db_begin", "db_commit", "db_rollback", "db_forget_plans"}


def read_all():
    found = {}
    for path in sorted(pathlib.Path(ROOT, "app/storage").glob("*.sql")):
        statements.read(path, found)
    return {name: (s["processes"], *statements.finish(s))
            for name, s in found.items()}


def setUpModule():
    global HOUSE
    HOUSE = House()
    unittest.addModuleCleanup(HOUSE.stop)
    HOUSE.start()


class Statements(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = HOUSE
        cls.all = read_all()

    def explain(self, process, names):
        """name -> SQLSTATE ('' when it worked) of PREPARE and EXPLAIN."""
        script = ["\\set VERBOSITY sqlstate"]
        for name in names:
            _, text, count = self.all[name]
            nulls = "(%s)" % ", ".join(["NULL"] * count) if count else ""
            script += ["\\echo -- %s" % name, "\\o /dev/null",
                       "PREPARE %s AS %s;" % (name, text),
                       "\\if :ERROR", "\\o", "\\echo :SQLSTATE", "\\else",
                       "EXPLAIN EXECUTE %s%s;" % (name, nulls), "\\o",
                       "\\if :ERROR", "\\echo :SQLSTATE", "\\endif",
                       "\\endif"]
        done = self.house.psql("\n".join(script), user="aoj_" + process,
                               check=False,
                               flags=("-At", "-v", "ON_ERROR_STOP=0"))
        states = {}
        for part in done.stdout.split("-- ")[1:]:
            lines = part.split()
            states[lines[0]] = lines[1] if len(lines) > 1 else ""
        self.assertEqual(set(states), set(names), done.stderr)
        return states

    def prepared(self):
        """All that SQL can prepare."""
        return [n for n in self.all if n not in COMMANDS]

    def test_a_process_may_say_what_is_its_own(self):
        for process in statements.PROCESSES:
            own = [n for n in self.prepared() if process in self.all[n][0]]
            for name, state in self.explain(process, own).items():
                with self.subTest(process=process, statement=name):
                    self.assertEqual(state, "")

    def test_a_process_may_not_say_what_is_another_s(self):
        for process in statements.PROCESSES:
            others = [n for n in self.prepared()
                      if process not in self.all[n][0]]
            for name, state in self.explain(process, others).items():
                if name in (NOTHING if process == "survey" else SHARED):
                    continue
                with self.subTest(process=process, statement=name):
                    self.assertEqual(state, "42501")

    def test_what_is_shared_exists(self):
        self.assertLessEqual(set(SHARED), set(self.all))

    def test_the_survey_calls_its_functions_and_nothing_else(self):
        own = [n for n, s in self.all.items() if "survey" in s[0]
               and not n.startswith("db_")]
        for name in own:
            text = self.all[name][1]
            with self.subTest(statement=name):
                self.assertRegex(text, r"\b(find_invitation|load_draft|"
                                 r"save_draft|cast_envelope|refuse|"
                                 r"find_unsubscribe|stop_stands|"
                                 r"request_stop)\(")
                self.assertNotRegex(text.lower(), r"\b(insert|update|delete"
                                    r"|join)\b")

    def test_invitation_and_slip_never_stand_in_one_statement(self):
        """Nor in one function, whatever it calls the values."""
        people = re.compile(r"token_hash|unsubscribe_hash|invitation_id|"
                            r"\binvit(ation|ee)\b")
        slip = re.compile(r"\b(p_)?(ballot|draft|refusal|stop)_ids?\b|"
                          r"\b(draft|envelope|refusal|stop_request)\b")
        texts = {name: text for name, (_, text, _) in self.all.items()}
        texts.update((row["name"], row["text"]) for row in self.house.sql(
            "SELECT proname AS name, regexp_replace(prosrc, '--[^\n]*', '',"
            " 'g') AS text FROM pg_proc WHERE pronamespace ="
            " 'aoj'::regnamespace"))
        self.assertGreater(len(texts), 150)
        for name, text in texts.items():
            text = re.sub("'[^']*'", "''", text)
            with self.subTest(statement=name):
                self.assertFalse(people.search(text) and slip.search(text))


class Roles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = HOUSE

    def value(self, process, statement):
        done = self.house.psql(statement, user="aoj_" + process, check=False,
                               flags=("-At",))
        return done.stdout.strip() or done.stderr.strip()

    def test_the_log_learns_nothing_from_any_process(self):
        wanted = {
            "log_min_messages": "fatal", "log_error_verbosity": "terse",
            "log_min_error_statement": "panic", "log_statement": "none",
            "log_duration": "off", "log_min_duration_statement": "-1",
            "log_min_duration_sample": "-1",
            "log_transaction_sample_rate": "0",
            "log_parameter_max_length": "0",
            "log_parameter_max_length_on_error": "0",
            "log_lock_waits": "off", "log_temp_files": "-1"}
        for process in statements.PROCESSES:
            for name, value in wanted.items():
                with self.subTest(process=process, setting=name):
                    self.assertEqual(self.value(
                        process, "SELECT current_setting('%s')" % name),
                        value)

    def test_the_survey_does_not_start_where_it_would_scan_tables(self):
        for process in statements.PROCESSES:
            said = self.value(process, "SET enable_seqscan = on;\n" +
                              read_all()["db_objections"][1])
            with self.subTest(process=process):
                self.assertEqual(said, "enable_seqscan is on instead of off"
                                 if process == "survey" else "")

    def test_an_error_that_quotes_what_was_sent_is_not_in_the_log(self):
        for process in statements.PROCESSES:
            answer = self.value(process, "SELECT 'MARKER-%s'::date" % process)
            self.assertIn("MARKER-" + process, answer)
            self.value(process, "SELECT 'MARKER-%s' FROM nowhere" % process)
        with open(os.path.join(self.house.folder, "postgresql.log")) as f:
            self.assertNotIn("MARKER", f.read())

    def test_no_process_changes_what_is_logged_or_who_it_is(self):
        for process in statements.PROCESSES:
            for command in ("SET log_statement = 'all'",
                            "SET log_min_messages = 'info'",
                            "SET log_min_duration_statement = 0",
                            "SET log_duration = on",
                            "SET session_replication_role = 'replica'",
                            "SET ROLE aoj_owner", "SET ROLE aoj_gate",
                            "ALTER ROLE aoj_survey SET log_statement = 'all'",
                            "ALTER TABLE aoj.wave DISABLE TRIGGER ALL",
                            "ALTER TABLE aoj.draft"
                            " DISABLE ROW LEVEL SECURITY"):
                with self.subTest(process=process, command=command):
                    self.assertRegex(
                        self.value(process, command),
                        "permission denied|must be owner|must be superuser")

    def test_nobody_gets_in_without_his_password(self):
        for process in statements.PROCESSES:
            done = self.house.run(
                ["psql", "-X", "-w", "-h",
                 os.path.join(self.house.folder, "socket"), "-p",
                 str(self.house.port), "-U", "aoj_" + process, "-d", "aoj",
                 "-c", "SELECT 1"], check=False)
            with self.subTest(process=process):
                self.assertIn("no password supplied", done.stderr)


class Generator(unittest.TestCase):
    GOOD = "-- one [survey post]: why\nSELECT $1::text, 'a;\"$9' -- so\n;\n"

    def generate(self, sql):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "noun.sql")
            with open(path, "w") as f:
                f.write(sql)
            done = subprocess.run(
                ["/usr/bin/python3",
                 os.path.join(ROOT, "app/storage/statements.py"), folder,
                 path], capture_output=True, text=True)
            made = {}
            for name in os.listdir(folder):
                with open(os.path.join(folder, name)) as f:
                    made[name] = f.read()
            return done.stderr, made

    def test_each_process_gets_its_own_statements_only(self):
        error, made = self.generate(
            self.GOOD + "-- two [count]: why\nSELECT 2;\n")
        self.assertEqual(error, "")
        self.assertIn("SQL_ONE,", made["statements.h"])
        self.assertIn("SQL_TWO,", made["statements.h"])
        self.assertNotIn("SELECT", made["statements.h"])
        for process in ("survey", "post"):
            text = made["statements_%s.c" % process]
            self.assertIn('"one"', text)
            self.assertNotIn("two", text)
            self.assertIn("EXPLAIN EXECUTE one(NULL)", text)
        self.assertIn('"two"', made["statements_count.c"])
        self.assertNotIn("SELECT", made["statements_office.c"])

    def test_a_mistake_is_named_with_its_file_and_line(self):
        for sql, what in (
                ("-- one [srvey]: why\nSELECT 1;\n", "no process srvey"),
                ("-- one [survey]\nSELECT 1;\n", "not of the form"),
                ("-- One [survey]: why\nSELECT 1;\n", "without a name"),
                (self.GOOD + self.GOOD, "stands at"),
                ("SELECT 1;\n", "without a name"),
                ("-- one [survey]: why\nSELECT 1\n", "semicolon"),
                ("-- one [survey]: why\n", "semicolon"),
                ("-- one [survey]: why\nSELECT 1; SELECT 2;\n", "more than"),
                ("-- one [survey]: why\nSELECT $2;\n", "not $1 to $2"),
                ("-- one [survey]: why\nSELECT $33;\n", "not $1 to $33")):
            error, made = self.generate(sql)
            with self.subTest(sql=sql):
                self.assertIn(what, error)
                self.assertRegex(error, r"noun\.sql:\d+: ")
                self.assertNotIn("statements.h", made)


if __name__ == "__main__":
    unittest.main()
