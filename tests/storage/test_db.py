"""Runs test_db, which the Makefile built, against a scratch cluster, and looks
at what its log and the server's have learned."""

import os
import re
import shlex
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.dirname(HERE))

from lib.aoj import BIN, House                                # noqa: E402

B = os.environ.get("AOJ_B", os.path.join(ROOT, "build"))


class Database(unittest.TestCase):
    def test_one_connection_against_a_real_server(self):
        with House() as house:
            control = [BIN + "/pg_ctl", "-s", "-w", "-m", "fast", "-D",
                       os.path.join(house.folder, "data"), "-l",
                       os.path.join(house.folder, "postgresql.log")]
            with open(os.path.join(house.secrets, "admin",
                                   "database.password")) as f:
                password = f.read().strip()
            done = house.run(
                [os.path.join(B, "asan", "storage", "test_db")], check=False,
                env={
                    "RESTART": shlex.join(control + ["restart"])
                    + " >/dev/null",
                    "STOP": shlex.join(control + ["stop"]),
                    "PGPASSWORD": password,
                    "ADMIN": shlex.join([
                        "psql", "-X", "-q", "-o", "/dev/null", "-v",
                        "ON_ERROR_STOP=1", "-h",
                        os.path.join(house.folder, "socket"), "-p",
                        str(house.port), "-U", "aoj_admin", "-d", "aoj"]),
                    "ASAN_OPTIONS": "detect_leaks=1"})
            said = done.stdout + done.stderr
            self.assertEqual(done.returncode, 0, said)
            self.assertRegex(said, r"PASSED\s*\] 1\d test")
            with open(os.path.join(house.folder, "postgresql.log")) as f:
                log = f.read()
        self.assertNotIn("MARKER", said)
        self.assertNotIn("MARKER", log)
        # Which key it was that stood there already, is nobody's business.
        self.assertNotIn("4711", said + log)
        self.assertTrue(re.search(r"error 22007", said))


if __name__ == "__main__":
    unittest.main()
