"""A row is found by its id through an index, never by reading a table: every
statement's plan is looked at, and that of every statement in a function. The
survey keeps its plans, so they are looked at on empty tables too; the other
processes forget theirs every few seconds (test_db.c), and theirs are looked at
on tables with 20,000 people whose size nobody has told the planner yet, and
again when it knows.
"""

import json
import os
import re
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))
sys.path.insert(0, HERE)

from crowd import FILL, PEOPLE                                # noqa: E402
from lib.aoj import House                                     # noqa: E402
from test_statements import read_all, statements              # noqa: E402

# What is given an id and reads more than its row all the same: statement,
# table, why that is right. A test fails when one of them no longer does.
MAY_READ_MORE = {
    ("mail_run_may_be_claimed", "mail_run"): "first whether any run of"
    " another kind is in the way",
    ("mail_run_next", "mail_run"): "the queue, in its order; the ids are of"
    " runs to be passed over",
    ("run_plan_move", "mail_run"): "all runs of a kind: most of the wave's",
}
# Functions that go through many rows of a wave, of processes that forget their plans.
WHOLE_WAVES = {
    "envelopes_until_midnight": "counts all groups of all waves",
    "refusals_until_midnight": "counts all groups of all waves",
    "place_newcomers": "all people of a wave who have no letter yet",
    "place_newcomers_in": "all people who join one run",
    "office_plans_before_the_start": "all letters that were planned at once",
}
EXTRA = """autovacuum = off
session_preload_libraries = 'auto_explain'
auto_explain.log_min_duration = 0
auto_explain.log_nested_statements = on
auto_explain.log_format = json
auto_explain.log_level = notice"""
MODES = ("force_generic_plan", "force_custom_plan")
ALL = read_all()
KEEPS_PLANS = [p for p in statements.PROCESSES
               if p not in ALL.get("db_forget_plans", ("",))[0]]

# Who calls the functions, with what: enough that every statement in them runs.
# The first three people are of fixture.sql; nobody has the fourth's link.
FIND = "SELECT * FROM aoj.find_invitation(%s, '{}')"
LOAD = "SELECT * FROM aoj.load_draft(%s, %s)"
SAVE = "SELECT aoj.save_draft(%s, %s, '%s', 'ib', '%s', %s, '2015-04-10')"
CAST = "SELECT aoj.cast_envelope(%s, %s, '%s', 'uitvoering', 1, 'ib'," \
    " '2015-04-10', '\\x02', sha256(''), '%s')"
REFUSE = "SELECT aoj.refuse(%s, '%s', 'ib', 'refused', '2015-04-10')"
STOP = "SELECT aoj.request_stop(%s, '%s', 'asked', '2015-04-10')"
AMEND = "INSERT INTO aoj.amendment (invitation_id, wave_id, function_group," \
    " what, replaces) VALUES (%s, '%s', 'ib', '%s', %s)"


def h(n):
    return "sha256('%d')" % n


def u(kind, n):
    return "md5('%s%d')::uuid" % (kind, n)


def calls(wave):
    first, again = "\\x" + "01" * 24, "'\\x%s'" % ("01" * 24)
    invited = u("invitation", 1)
    return {
        "survey": [
            [FIND % h(1)], [FIND % h(0)], [LOAD % (h(5), h(6))],
            [SAVE % (h(5), h(6), wave, first, "NULL"),
             SAVE % (h(5), h(6), wave, first, again)],
            [CAST % (h(6), h(5), wave, "2015-04-10")],
            [SAVE % (h(5), h(6), wave, first, "NULL"),
             CAST % (h(6), h(5), wave, "2015-05-05 22:05Z")],
            [REFUSE % (h(7), wave)], [STOP % (h(8), wave)],
            ["SELECT aoj.stop_stands(%s)" % h(8)],
            ["SELECT aoj.find_unsubscribe(%s)" % h(301)],
        ],
        "office": [
            ["SELECT aoj.invitation_reached_nobody(%s)" % invited],
            [AMEND % (invited, wave, "withdrawn", "NULL"),
             "INSERT INTO aoj.withdrawal (invitation_id, wave_id, status) VALUES"
             " (%s, '%s', 'withdrawn')" % (invited, wave)],
            ["INSERT INTO aoj.invitation (invitation_id, wave_id, invitee_id,"
             " function_group) VALUES (%s, '%s', %s, 'ib')" % (
                 u("invitation", 9), wave, u("invitee", 1)),
             AMEND % (u("invitation", 9), wave, "corrected", invited)],
        ],
        "post": [
            ["SELECT aoj.mail_run_next('x', '2015-04-10', ARRAY['%s']::uuid[],"
             " '{}', '{}')" % wave],
            ["SELECT aoj.mail_run_may_be_claimed(%s, '2015-04-10')"
             % u("run", 2)],
            ["SELECT aoj.outbox_end(%s, 'x')" % u("mail", 1)],
            ["SELECT aoj.ballots_are_in('%s')" % wave],
            ["SELECT aoj.request_stops('%s', ARRAY[%s], '2015-04-10')"
             % (wave, h(8))],
        ],
    }


def nodes(plan):
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def pieces(source):
    """Line and text of every statement of a PL/pgSQL function; of an IF its
    condition."""
    source = re.sub(r"--[^\n]*", "", source)
    line, branch = 1, 0
    for piece in source.split(";"):
        while True:
            line += len(re.match(r"\s*", piece).group().split("\n")) - 1
            piece = piece.lstrip()
            word = re.match(r"(?:DECLARE|BEGIN|ELSE|IF|ELSIF)\b", piece)
            if word is None:
                break
            text = word.group()
            if text in ("IF", "ELSIF"):
                branch = line if text == "IF" else branch
                text = piece[:piece.index("THEN") + 4]
                yield branch, text
            line += text.count("\n")
            piece = piece[len(text):]
        yield line, piece
        line += piece.count("\n")


class Plans(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House(cluster_extra=EXTRA)
        cls.addClassCleanup(cls.house.stop)
        cls.house.start()
        with open(os.path.join(HERE, "fixture.sql")) as f:
            cls.house.psql(f.read() + """
                INSERT INTO mail_run (mail_run_id, wave_id, kind,
                    function_group, part, due_at, ends_at) VALUES
                    (pg_temp.u('run', 2), pg_temp.u('wave', 1), 'reminder_1',
                    'ib', 1, '2015-04-09', '2015-04-10');
                INSERT INTO letter SELECT invitation_id, 'reminder_1',
                    pg_temp.u('run', 2) FROM invitation;
                SET session_replication_role = replica;
                UPDATE wave SET trial = true
                    WHERE wave_id = pg_temp.u('wave', 1);""")
        cls.wave = cls.house.sql("SELECT wave_id FROM aoj.wave WHERE wave ="
                                 " 'open-2015'")[0]["wave_id"]
        cls.ids = {}        # table -> columns that are unique by themselves
        for row in cls.house.sql("""
                SELECT t.relname, a.attname FROM pg_index i JOIN pg_class t ON
                    t.oid = i.indrelid JOIN pg_attribute a ON a.attrelid =
                    t.oid AND a.attnum = i.indkey[0]
                WHERE t.relnamespace = 'aoj'::regnamespace AND i.indisunique
                    AND i.indnkeyatts = 1 AND i.indpred IS NULL"""):
            cls.ids.setdefault(row["relname"], set()).add(row["attname"])
        cls.table_of = {r["indexname"]: r["tablename"] for r in cls.house.sql(
            "SELECT indexname, tablename FROM pg_indexes WHERE schemaname ="
            " 'aoj'")}
        cls.names = set().union(*cls.ids.values()) - {
            "wave_id", "wave", "region", "revision", "hash", "audit_id"}
        cls.by_id = {name for name, s in ALL.items() if cls.is_by_id(s[1])}
        cls.functions = {r["proname"]: r["prosrc"] for r in cls.house.sql(
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace ="
            " 'aoj'::regnamespace") if cls.looks_up(r["prosrc"])}
        cls.found, cls.seen = {}, {}
        cls.look("new", KEEPS_PLANS)
        cls.house.psql("VACUUM ANALYZE")
        cls.look("vacuumed", KEEPS_PLANS)
        cls.house.psql(FILL)
        cls.look("filled", statements.PROCESSES)
        cls.house.psql("VACUUM ANALYZE")
        cls.look("analyzed", statements.PROCESSES)

    @classmethod
    def is_by_id(cls, text):
        """Whether an id is compared with a parameter, or with what is in an
        array that is one."""
        ids = "|".join(sorted(cls.names))
        arrays = re.findall(r"unnest\([^()]*(?:\([^()]*\))?[^()]*\)(?: WITH"
                            r" ORDINALITY)? AS (\w+)", text) or ["$"]
        return re.search(r"\b(?:%s)\s*=\s*(?:ANY\s*\(|\()?\s*(?:\$\d|(?:%s)\.)"
                         % (ids, "|".join(map(re.escape, arrays))),
                         text) is not None

    @classmethod
    def looks_up(cls, text):
        return re.search(r"\b(?:%s)\s*=" % "|".join(sorted(cls.names)),
                         text) is not None

    @classmethod
    def look(cls, state, processes):
        for process in processes:
            for mode in MODES:
                cls.look_at_functions(state, process, mode)
            cls.look_at_statements(state, process)

    @classmethod
    def look_at_statements(cls, state, process):
        names = [n for n, s in ALL.items() if process in s[0]
                 and not n.startswith("db_")]
        script = ["SET plan_cache_mode = force_generic_plan;"]
        for name in names:
            _, text, count = ALL[name]
            nulls = "(%s)" % ", ".join(["NULL"] * count) if count else ""
            script += ["\\echo == %s" % name,
                       "PREPARE %s AS %s;" % (name, text),
                       "EXPLAIN (FORMAT JSON) EXECUTE %s%s;" % (name, nulls)]
        told = cls.house.psql("\n".join(script), user="aoj_" + process,
                              flags=("-At",)).stdout
        for part in told.split("== ")[1:]:
            name, plan = part.split("\n", 1)
            cls.judge((state, process, name), name in cls.by_id,
                      json.loads(plan)[0]["Plan"])

    @classmethod
    def look_at_functions(cls, state, process, mode):
        """Each in a session of its own, which is undone; then the tables are
        as empty again as they were."""
        for steps in calls(cls.wave).get(process, ()):
            told = cls.house.psql(
                "\\set SHOW_CONTEXT always\nSET client_min_messages = notice;"
                "SET plan_cache_mode = %s;\nBEGIN;\n%s;\nSET CONSTRAINTS ALL"
                " IMMEDIATE;\nROLLBACK;" % (mode, ";\n".join(steps)),
                user="aoj_" + process).stderr
            for plan, context in re.findall(
                    r"NOTICE:  duration: [\d.]+ ms  plan:\n(\{.*?\n\})\n"
                    r"(?:CONTEXT:  (.*?)\n)?(?=NOTICE|\Z)", told, re.S):
                plan = json.loads(plan)
                where = re.search(
                    r'(?:PL/pgSQL function aoj\.(\w+)\(.*\) line (\d+) at|'
                    r'SQL function "(\w+)" statement (\d+))', context)
                if where is None:
                    continue
                name, line = [x for x in where.groups() if x]
                cls.seen.setdefault(name, set()).add(int(line))
                cls.judge((state, process, "%s:%s" % (name, line)),
                          name in cls.functions, plan["Plan"])
            if state == "vacuumed":
                cls.house.psql("VACUUM")

    @classmethod
    def judge(cls, where, by_id, plan):
        for node in nodes(plan):
            kind, table = node["Node Type"], node.get("Relation Name")
            if kind == "Bitmap Index Scan":
                table = cls.table_of.get(node["Index Name"])
            if "Scan" not in kind or table is None:
                continue
            ids = cls.ids.get(table, set())
            wrong = cls.reads_on(node, kind, ids, by_id)
            if wrong:
                cls.found.setdefault((*where, table), set()).add(
                    "%s%s" % (wrong, " [%s]" % node.get("Index Name", "")))

    @classmethod
    def reads_on(cls, node, kind, ids, by_id):
        """What is wrong with one access to a table, or None."""
        condition = node.get("Index Cond", node.get("Recheck Cond", ""))
        for name in ids:
            if re.search(r"(?<![.\w])(?:\w+\.)?%s\)? = " % name,
                         node.get("Filter", "")) \
                    and not re.search(r"\b%s\b" % name, condition):
                return "looks for %s in what it reads" % name
        if not by_id:
            return None
        if not condition and not node.get("TID Cond"):
            return "reads all of it"
        if ids & cls.names and not re.search(
                r"\b(?:%s)\b" % "|".join(sorted(cls.names)), condition):
            return "reads more than a row: %s" % condition
        return None

    def test_every_table_is_filled(self):
        for row in self.house.sql(
                "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'"
                " AND relnamespace = 'aoj'::regnamespace"):
            with self.subTest(table=row["relname"]):
                self.assertGreaterEqual(float(row["reltuples"]), PEOPLE / 10)

    def test_no_statement_reads_on_to_find_a_row_by_its_id(self):
        for (state, process, name, table), what in sorted(self.found.items()):
            if (name.split(":")[0], table) in MAY_READ_MORE:
                continue
            with self.subTest(tables=state, process=process, statement=name,
                              table=table):
                self.assertEqual(what, set())

    def test_what_may_read_more_still_does(self):
        found = {(name.split(":")[0], table)
                 for _, _, name, table in self.found}
        self.assertLessEqual(set(MAY_READ_MORE), found)

    def test_statements_with_an_id_are_known_by_their_text(self):
        self.assertEqual({"bounce_person", "link_fill",
                          "mail_run_settled", "mail_run_settle", "letter_run",
                          "slip_unsubscribe",
                          "amendment_letter", "outbox_later"} - self.by_id,
                         set())
        self.assertFalse({"rates_fates", "wave_work", "ballot_list",
                          "invitation_counts"} & self.by_id)

    def test_every_statement_of_a_function_that_looks_up_was_seen(self):
        tables = "|".join(sorted(self.ids))
        self.assertLessEqual(set(WHOLE_WAVES) - {"refusals_until_midnight"},
                             set(self.functions))
        for name, source in self.functions.items():
            if name in WHOLE_WAVES:
                continue
            wanted = {1} if "BEGIN" not in source else {
                line for line, text in pieces(source)
                if re.search(r"\baoj\.(?:%s)\b" % tables, text)
                and not re.match(r"INSERT\b(?!.*SELECT)", text, re.S)}
            with self.subTest(function=name):
                self.assertLessEqual(wanted, self.seen.get(name, set()))

    def test_the_survey_keeps_its_plans_and_scans_no_table(self):
        self.assertEqual(KEEPS_PLANS, ["survey"])
        for process in statements.PROCESSES:
            told = self.house.psql("SHOW enable_seqscan", flags=("-At",),
                                   user="aoj_" + process).stdout.strip()
            with self.subTest(process=process):
                self.assertEqual(told, "off" if process == "survey" else "on")


if __name__ == "__main__":
    unittest.main()
