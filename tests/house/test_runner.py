"""The runner believes no suite: one that ran nothing, died or hung has failed,
and the last line says how many.
"""

import contextlib
import importlib.machinery
import importlib.util
import io
import os
import re
import subprocess
import tempfile
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))


def load():
    loader = importlib.machinery.SourceFileLoader(
        "runner", os.path.join(ROOT, "tests", "run"))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader("runner", loader))
    loader.exec_module(module)
    return module


runner = load()


def counts(said, code=0, count=runner.plain):
    """What the runner makes of a command that says this and ends so."""
    suite = runner.Suite("planted", [["sh", "-c", 'printf %s "$1"; exit $2',
                                      "sh", said, str(code)]], count)
    with contextlib.redirect_stdout(io.StringIO()):
        return suite.run()


class Runner(unittest.TestCase):
    def test_it_reads_what_each_kind_of_suite_says(self):
        self.assertEqual(counts("[  PASSED  ] 3 test(s).\n"
                                "[  FAILED  ] 2 test(s), listed below:\n"
                                "[  FAILED  ] a_name\n", 2, runner.cmocka),
                         (3, 2))
        self.assertEqual(counts("Ran 9 tests in 1s\n\nFAILED (failures=1, "
                                "errors=2, skipped=3)\n", 1, runner.unittest),
                         (3, 3))
        self.assertEqual(counts("ok 1 - a\nnot ok 2 - b\n    ok 1 - c\n", 1,
                                runner.tap), (2, 1))
        self.assertEqual(counts("# tests 5\n# pass 4\n# fail 1\n", 1,
                                runner.node), (4, 1))
        self.assertEqual(counts("1 passed, 9 failed\n7 passed, 0 failed\n"),
                         (7, 0))

    def test_a_goal_that_was_missed_is_said_and_fails_nothing(self):
        suite = runner.Suite("planted", [["echo", "x\ngoal not met: speed\n"
                                          "3 passed, 0 failed"]],
                             runner.plain)
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            self.assertEqual(suite.run(), (3, 0))
        self.assertEqual(said.getvalue(),
                         "---- planted: goal not met: speed\n")

    def test_a_suite_that_ran_nothing_has_failed(self):
        self.assertEqual(counts(""), (0, 1))
        self.assertEqual(counts("Ran 2 tests in 1s\n\nOK (skipped=2)\n", 0,
                                runner.unittest), (0, 1))

    def test_a_suite_that_died_has_failed(self):
        self.assertEqual(counts("5 passed, 0 failed\n", 3), (5, 1))

    def test_a_suite_that_hangs_is_ended(self):
        longest, runner.LONGEST = runner.LONGEST, 0.5
        try:
            output, code = runner.run(["tail", "-f", "/dev/null"], {})
        finally:
            runner.LONGEST = longest
        self.assertNotEqual(code, 0)
        self.assertIn("more than", output)

    def test_commands_run_side_by_side_and_are_told_in_their_order(self):
        """The first ends only when the second has begun."""
        with tempfile.TemporaryDirectory() as folder:
            pipe = os.path.join(folder, "pipe")
            os.mkfifo(pipe)
            commands = [["sh", "-c", "read x <$0; echo $x", pipe],
                        ["sh", "-c", "echo second >$0; echo 2", pipe]]
            self.assertEqual([output for _, output, _ in runner.run_all(
                commands, {}, 2)], ["second\n", "2\n"])

    def test_stopped_it_ends_what_runs_and_begins_nothing_more(self):
        with tempfile.TemporaryDirectory() as folder:
            begun, never = folder + "/begun", folder + "/never"
            commands = [["sh", "-c", "echo $$ >$0; exec tail -f /dev/null",
                         begun], ["true"], ["touch", never]]
            told = runner.run_all(commands[1:2] + commands[:1] + commands[2:],
                                  {}, 1)
            next(told)
            while not os.path.exists(begun) or not os.path.getsize(begun):
                time.sleep(0.01)
            told.close()
            with open(begun) as f, self.assertRaises(ProcessLookupError):
                os.kill(int(f.read()), 0)
            self.assertFalse(os.path.exists(never))

    def test_an_unknown_suite_is_a_failure_and_the_last_line_counts(self):
        done = subprocess.run([os.path.join(ROOT, "tests", "run"), "nosuch"],
                              text=True, capture_output=True)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout.splitlines()[-1], "0 passed, 1 failed")

    def test_every_folder_of_tests_is_a_suite(self):
        known = {s.name.split()[0] for s in runner.suites()}
        for path in os.listdir(os.path.join(ROOT, "tests")):
            folder = os.path.join(ROOT, "tests", path)
            if os.path.isdir(folder) and any(
                    re.match(r"(test_.*\.py|test_.*\.c|.*\.test\.mjs)$", f)
                    for f in os.listdir(folder)):
                self.assertIn(path, known)


if __name__ == "__main__":
    unittest.main()
