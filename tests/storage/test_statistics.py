"""What the server counts while it works (statistics, sizes, snapshots, log
positions, locks) tells at each moment how many wrote: no process reads it. What
there is to read is taken from the catalog, so that what a later PostgreSQL adds
is tried too."""

import os
import re
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

from lib.aoj import House                                     # noqa: E402

PROCESSES = ("survey", "office", "post", "count")
# By its name, or by what it gives, a function may count what others do.
SUSPECT = """
    p.proname ~ ('(^|_)(stats?|size|filenode|snapshot|xact|txid|wal|lsn|locks?|'
        'slots?|replication|multixact|mxid|last|usage|control)(_|$)')
    OR p.proname ~ '_(relation_filepath|blocking_pids)$'
    OR p.proname = 'age' AND 'xid'::regtype = ANY (p.proargtypes)
    OR p.provolatile <> 'i' AND (p.prorettype IN ('pg_lsn'::regtype,
            'xid'::regtype, 'xid8'::regtype, 'pg_snapshot'::regtype,
            'txid_snapshot'::regtype)
        OR p.proallargtypes && ARRAY['pg_lsn'::regtype, 'xid'::regtype,
            'xid8'::regtype]::oid[])
"""
# They look at their arguments, at this session, or take locks of our own.
HARMLESS = re.compile(
    r"^(pg_column_size|pg_size_(bytes|pretty)|pg_stat_clear_snapshot|ts_stat|"
    r"pg_(try_)?advisory_.*|pg_wal_lsn_diff|pg_walfile_name(_offset)?|"
    r"(pg|txid)_snapshot_(in|out|recv|send|xip|xmin|xmax)|"
    r"(pg_|txid_)visible_in_snapshot|pg_lsn(_.*)?|numeric_pl_pg_lsn|"
    r"brin_.*|last_value|enum_last|has_.*_privilege)$")
# Only superusers, and roles that none of ours is, may call or read these.
GUARDED = "permission denied|must be superuser|must be owner"


class Statistics(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.stop)
        cls.house.start()

    def errors(self, process, statements):
        """What PostgreSQL has against each statement; "" for nothing."""
        script = "".join("\\warn @%d\n%s;\n" % (n, s)
                         for n, s in enumerate(statements))
        done = self.house.psql(script, user="aoj_" + process, check=False,
                               flags=("-At", "-v", "ON_ERROR_STOP=0"))
        parts = re.split(r"^@\d+\n", done.stderr, flags=re.M)[1:]
        self.assertEqual(len(parts), len(statements))
        return zip(statements, (part.strip() for part in parts))

    def refused(self, statements):
        for process in PROCESSES:
            for statement, wrong in self.errors(process, statements):
                with self.subTest(process=process, statement=statement):
                    self.assertRegex(wrong, GUARDED)

    def test_no_process_calls_a_function_that_counts_what_others_do(self):
        rows = self.house.sql(
            "SELECT p.proname AS name, array_to_string(ARRAY(SELECT format('NULL::%%s AS a%%s',"
            " format_type(t, NULL), n) FROM unnest(p.proargtypes) WITH"
            " ORDINALITY u (t, n) ORDER BY n), ', ') AS nulls, p.pronargs AS"
            " count, p.provariadic <> 0 AS variadic FROM pg_proc p WHERE"
            " p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND NOT"
            " ('internal'::regtype = ANY (p.proargtypes)) AND p.prorettype NOT"
            " IN ('internal'::regtype, 'trigger'::regtype) AND (%s)" % SUSPECT)
        # From a subquery: a call with nothing but constants that are NULL is
        # taken for NULL before anybody asks who may call.
        calls = ["SELECT pg_catalog.%s(%s)%s" % (
            r["name"], ", ".join(
                "VARIADIC " * (r["variadic"] == "t" and n == int(r["count"]))
                + "a%d" % n for n in range(1, int(r["count"]) + 1)),
            " FROM (SELECT %s OFFSET 0) s" % r["nulls"] if r["nulls"] else "")
            for r in rows if not HARMLESS.match(r["name"])]
        self.assertGreater(len(calls), 120)
        for known, kind in (("pg_stat_get_tuples_inserted", "oid"),
                            ("age", "xid")):
            self.assertIn("SELECT pg_catalog.%s(a1) FROM (SELECT NULL::%s AS"
                          " a1 OFFSET 0) s" % (known, kind), calls)
        self.refused(calls)

    def test_no_process_reads_a_view_of_statistics_or_locks(self):
        rows = self.house.sql(
            "SELECT relname FROM pg_class WHERE relnamespace ="
            " 'pg_catalog'::regnamespace AND relkind = 'v' AND relname ~"
            " '(stat|lock|slot|xact|replication|progress|memory|shmem|wal)' AND"
            " relname <> 'pg_prepared_statements'")
        self.assertGreater(len(rows), 30)
        self.refused(["SELECT count(*) FROM pg_catalog." + r["relname"]
                      for r in rows])

    def test_no_process_reads_what_analysing_counts(self):
        self.refused(["SELECT %s FROM pg_catalog.pg_class" % c for c in (
            "reltuples", "relpages", "relallvisible", "relfrozenxid",
            "relminmxid", "relfilenode", "xmin", "*")])

    def test_no_process_enters_another_database(self):
        others = [r["datname"] for r in self.house.sql(
            "SELECT datname FROM pg_database WHERE datallowconn AND datname"
            " <> 'aoj'")]
        self.assertIn("postgres", others)
        for process in PROCESSES:
            for other in others:
                done = self.house.psql("SELECT 1", user="aoj_" + process,
                                       dbname=other, check=False)
                with self.subTest(process=process, database=other):
                    self.assertIn("permission denied for database",
                                  done.stderr)

    def test_a_process_does_not_start_where_it_could_enter_another(self):
        self.house.psql("CREATE DATABASE elsewhere")
        done = self.house.aoj("rates", "geen", check=False)
        self.assertIn("can connect to the database elsewhere", done.stderr)
        self.house.psql("REVOKE CONNECT ON DATABASE elsewhere FROM PUBLIC")
        done = self.house.aoj("rates", "geen", check=False)
        self.assertNotIn("can connect", done.stderr)
        self.house.psql("DROP DATABASE elsewhere")


if __name__ == "__main__":
    unittest.main()
