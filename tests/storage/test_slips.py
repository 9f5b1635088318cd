"""How refusals that named invitations became slips: not under an open wave, and
what a counted wave tells of them stays as it was."""

import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))

from lib.aoj import House                                     # noqa: E402

# In a database whose schema is older: three who said no, one withdrawn.
WAVE = """
    INSERT INTO region VALUES ('r', 'R');
    INSERT INTO wave (wave, title, region, trial, opens_at, closes_at,
        threshold, holders_needed, settings, box_public_key, link_key_hash)
    VALUES ('oud', 'Oud', 'r', true, '2015-04-07', '2015-05-05', 5, 1, '{}',
        sha256('a'), sha256('b'));
    INSERT INTO function_group (wave_id, function_group, position, name,
        questionnaire) SELECT wave_id, 'ib', 1, 'IB', 'uitvoering' FROM wave;
    WITH person AS (INSERT INTO invitee (wave_id, duplicate_hash, sealed)
        SELECT wave_id, sha256(n::text::bytea), '' FROM wave,
        generate_series(1, 6) n RETURNING invitee_id, wave_id)
    INSERT INTO invitation (wave_id, invitee_id, function_group)
        SELECT wave_id, invitee_id, 'ib' FROM person;
    INSERT INTO refusal SELECT invitation_id, wave_id, (ARRAY['refused',
        'refused', 'not_eligible', 'withdrawn'])[n] FROM (SELECT *,
        row_number() OVER () AS n FROM invitation) i WHERE n <= 4;
"""


class Migration(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.stop)
        cls.house.start()

    def deploy(self, *arguments, check=True):
        with open(self.house.secrets + "/admin/database.password") as f:
            password = f.read().strip()
        return self.house.run(
            ["sh", "-c", "cd '%s/migrations' && exec sqitch --quiet deploy"
             " --verify %s db:pg:old" % (ROOT, " ".join(arguments))],
            check=check, env={
                "PGHOST": self.house.folder + "/socket",
                "PGPORT": str(self.house.port), "PGUSER": "aoj_admin",
                "PGPASSWORD": password, "HOME": self.house.folder,
                "SQITCH_FULLNAME": "aoj", "SQITCH_EMAIL": "aoj@localhost"})

    def sql(self, statement):
        return self.house.psql(
            "SET search_path = aoj; SET session_replication_role = replica;" +
            statement, dbname="old", flags=("-At",)).stdout.strip()

    def test_it_waits_until_no_wave_is_open(self):
        self.house.psql("CREATE DATABASE old TEMPLATE template0")
        self.addCleanup(self.house.psql, "DROP DATABASE old")
        self.deploy("--to-change clock")
        self.sql(WAVE)
        for state in ("ready", "open", "closed"):
            self.sql("UPDATE wave SET state = '%s'" % state)
            done = self.deploy(check=False)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("count it first", (done.stdout + done.stderr).lower())
            self.assertEqual(self.sql("SELECT count(*) FROM refusal"), "4")
        self.sql("UPDATE wave SET state = 'counted'")
        self.deploy()
        self.assertEqual(self.sql(
            "SELECT function_group, kind, day, refusals FROM refusal_count"
            " ORDER BY kind"), "ib|not_eligible||1\nib|refused||2")
        self.assertEqual(self.sql(
            "SELECT status, count(*) FROM invitation_status GROUP BY status"
            " ORDER BY status"), "invited|5\nwithdrawn|1")
        self.assertEqual(self.sql("SELECT count(*) FROM refusal"), "0")


if __name__ == "__main__":
    unittest.main()
