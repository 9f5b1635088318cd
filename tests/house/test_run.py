"""`make run` as a newcomer meets it: it serves, leaves letters with links that
work, ends all it started, and finds everything again the next time.
"""

import fcntl
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

from lib.aoj import House, ROOT, USER, free_port, wait_for   # noqa: E402

BUILD = os.environ.get("AOJ_B", os.path.join(ROOT, "build"))


class Run:
    """One `serve.py`, and what it said."""

    def __init__(self, folder, port, **env):
        # Not the pipe of a test that was killed: a file of its own.
        self.said = tempfile.NamedTemporaryFile("w+", prefix="aoj-said-")
        self.process = subprocess.Popen(
            ["/usr/bin/python3", "conf/setup/serve.py", BUILD, folder],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=self.said,
            stderr=subprocess.STDOUT, start_new_session=True,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                 "AOJ_SURVEY_PORT": str(port), **env})

    def text(self):
        with open(self.said.name) as f:
            return f.read()

    def wait_until_served(self):
        def served():
            if self.process.poll() is not None:
                raise AssertionError(self.text())
            return "Ctrl-C" in self.text()
        wait_for(served, 90, because="aoj to serve")
        return self

    def wait(self):
        code = self.process.wait(60)
        self.said.flush()
        return code

    def stop(self, how=signal.SIGINT):
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.wait()


def get(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.status, answer.read().decode()


def running_in(folder):
    """Processes that write into the folder: titles and arguments change, an
    output stays."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            output = os.readlink("/proc/%s/fd/1" % pid)
            with open("/proc/%s/cmdline" % pid, "rb") as f:
                arguments = f.read().decode(errors="replace")
        except OSError:
            continue
        if output.startswith(folder):
            found.append(arguments.replace("\0", " ").strip())
    return found


class MakeRun(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="aoj-run-")
        self.addCleanup(shutil.rmtree, self.folder, True)
        if os.getuid() == 0:
            who = pwd.getpwnam(USER)
            os.chown(self.folder, who.pw_uid, who.pw_gid)
        self.port = free_port()

    def start(self, port=None, **env):
        run = Run(self.folder, port or self.port, **env)
        self.addCleanup(run.said.close)
        self.addCleanup(run.stop)
        return run

    def files(self, *names):
        return os.path.join(self.folder, *names)

    def test_it_serves_ends_everything_and_finds_it_again(self):
        run = self.start().wait_until_served()
        link = re.search(r"http://\S+/v\?t=\S{26}", run.text()).group()
        self.assertEqual(get(link)[0], 200)
        self.assertIn("Beginnen", get(link)[1])
        letters = os.listdir(self.files("mail", "new"))
        with open(self.files("demonstratie.code")) as f:
            code = f.read()
        self.assertEqual(os.stat(self.files("demonstratie.code")).st_mode
                         & 0o777, 0o600)
        self.assertEqual(run.stop(), 0)
        self.assertEqual(running_in(self.folder), [])

        # Another port the second time: the same wave, link and letters.
        second = self.start(port=free_port()).wait_until_served()
        again = re.search(r"http://\S+/v\?t=\S{26}", second.text()).group()
        self.assertEqual(again.split("?")[1], link.split("?")[1])
        self.assertEqual(get(again)[0], 200)
        self.assertGreaterEqual(set(os.listdir(self.files("mail", "new"))),
                                set(letters))
        with open(self.files("demonstratie.code")) as f:
            self.assertEqual(f.read(), code)
        self.assertNotIn("Making", second.text())
        self.assertEqual(second.stop(signal.SIGTERM), 0)
        self.assertEqual(running_in(self.folder), [])

    def test_no_secret_is_said_or_logged(self):
        run = self.start().wait_until_served()
        run.stop()
        secrets = []
        for path, _, names in os.walk(self.files("secrets")):
            for name in names:
                full = os.path.join(path, name)
                self.assertEqual(os.stat(full).st_mode & 0o777, 0o600, full)
                with open(full) as f:
                    secrets.append(f.read().strip())
        with open(self.files("demonstratie.code")) as f:
            secrets.append(f.read().strip())
        self.assertGreater(len(secrets), 7)
        said = run.text()
        for name in ("survey.log", "post.log", "postgresql.log"):
            with open(self.files(name)) as f:
                said += f.read()
        with open(self.files("aoj.env")) as f:
            said += f.read()
        for secret in secrets:
            self.assertNotIn(secret, said)
        self.assertNotRegex(said.replace(re.search(
            r"t=(\S{26})", run.text()).group(1), ""), r"\bt=[a-z2-7]{26}")

    def test_a_port_in_use_is_said_with_another_to_take(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", self.port))
            taken.listen()
            run = self.start()
            self.assertEqual(run.wait(), 1)
        self.assertIn("Port %d of 127.0.0.1" % self.port, run.text())
        self.assertIn("AOJ_SURVEY_PORT=%d make run" % (self.port + 1),
                      run.text())
        self.assertNotIn("Traceback", run.text())
        self.assertEqual(running_in(self.folder), [])

    def test_every_wrong_setting_is_said_at_once(self):
        run = self.start(AOJ_MAIL="pigeon", AOJ_DATABSE="x")
        self.assertEqual(run.wait(), 1)
        self.assertIn("AOJ_MAIL=pigeon", run.text())
        self.assertIn("AOJ_DATABSE=x", run.text())
        self.assertNotIn("Traceback", run.text())

    def test_a_folder_that_serves_already_is_left_alone(self):
        with open(self.files("lock"), "w") as lock:
            os.chmod(self.files("lock"), 0o666)
            fcntl.flock(lock, fcntl.LOCK_EX)
            run = self.start()
            self.assertEqual(run.wait(), 1)
        self.assertIn("already being served", run.text())

    @unittest.skipUnless(os.getuid() == 0, "needs another user's folder")
    def test_a_folder_of_another_user_is_refused_in_a_sentence(self):
        os.chown(self.folder, 65534, 65534)
        run = self.start()
        self.assertEqual(run.wait(), 1)
        self.assertIn("belongs to user number 65534", run.text())

    def test_a_database_elsewhere_is_used_and_left_running(self):
        with House() as house:
            run = self.start(AOJ_DATABASE=house.env["AOJ_DATABASE"],
                             AOJ_SECRETS=house.secrets).wait_until_served()
            link = re.search(r"http://\S+/v\?t=\S{26}", run.text()).group()
            self.assertEqual(get(link)[0], 200)
            self.assertFalse(os.path.exists(self.files("data")))
            self.assertEqual(run.stop(), 0)
            self.assertEqual(house.sql("SELECT state FROM aoj.wave"),
                             [{"state": "open"}])

    def test_killing_it_ends_what_it_started(self):
        run = self.start().wait_until_served()
        run.stop(signal.SIGKILL)
        wait_for(lambda: not [p for p in running_in(self.folder)
                              if "kore" in p or "aoj-post" in p], 20,
                 because="survey and post to end")
        # The cluster is found running and used.
        again = self.start().wait_until_served()
        self.assertEqual(again.stop(), 0)
        self.assertEqual(running_in(self.folder), [])


if __name__ == "__main__":
    unittest.main()
