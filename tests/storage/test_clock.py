"""The database's own clock: that of the server, or no production."""

import os
import shutil
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

from lib.aoj import USER, House                                   # noqa: E402

PRODUCTION = {"AOJ_MODE": "production", "AOJ_MAIL": "smtp://127.0.0.1:25",
              "AOJ_OPERATOR_MAIL": "beheer@monitor.nl"}


class Clock(unittest.TestCase):
    def find_wave(self, house, journal):
        return house.run([os.path.join(house.build, "aoj"), "rates", "geen"],
                         check=False, env=dict(PRODUCTION,
                                               AOJ_JOURNAL=journal))

    def test_production_refuses_a_database_whose_clock_was_replaced(self):
        with House() as house, tempfile.TemporaryDirectory(
                dir="/dev/shm") as journal:
            if os.getuid() == 0:
                shutil.chown(journal, USER)
            done = self.find_wave(house, journal)
            self.assertIn("geen", done.stderr)
            self.assertNotIn("clock", done.stderr)
            for body in ("SELECT now()", "SELECT pg_catalog.statement_"
                         "timestamp() - interval '1 hour'"):
                house.psql("CREATE OR REPLACE FUNCTION aoj.clock() RETURNS"
                           " timestamptz LANGUAGE sql STABLE AS $$%s$$" % body)
                done = self.find_wave(house, journal)
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertIn("aoj.clock() is not the server's clock",
                              done.stderr)


if __name__ == "__main__":
    unittest.main()
