#!/usr/bin/python3
"""serve.py BUILD RUN - serves the product from this folder until Ctrl-C: a
private PostgreSQL cluster, the respondent's server and the mail process, all in
RUN, and a demonstration wave. A second start uses what the first one made. It
ends what it started, whatever ends it. `make run` calls it.

Everything runs as one ordinary user: whoever calls, or aoj when root does.
"""

import fcntl
import glob
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import demonstration
from demonstration import Stop, shown

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
USER = "aoj"
STARTS = 30         # seconds a process may take to serve
ENDS = 10           # seconds it may take to end


def say(text=""):
    print(text, flush=True)


def become_user(run):
    """Makes RUN, and becomes the ordinary user who owns it."""
    user = pwd.getpwnam(USER) if os.getuid() == 0 else pwd.getpwuid(
        os.getuid())
    if not os.path.isdir(run):
        os.makedirs(run, 0o700)
        os.chown(run, user.pw_uid, user.pw_gid)
    owner = os.stat(run).st_uid
    if owner != user.pw_uid:
        raise Stop("%s belongs to user number %d and not to %s, who serves: "
                   "start as that user, or move the folder away."
                   % (shown(run), owner, user.pw_name))
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)
    os.umask(0o077)


class Served:
    """The settings, and the processes that were started with them."""

    def __init__(self, build, run):
        self.build, self.run = build, run
        self.processes = {}
        self.cluster = False
        self.settings = {}
        self.env = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": run,
                    "AOJ_ENV": os.path.join(run, "aoj.env")}

    # -- settings -----------------------------------------------------------

    def read_settings(self):
        """The user's settings, on top of those of this folder; all that is
        wrong with them is said by the program that reads them."""
        given = {k: v for k, v in os.environ.items() if k.startswith("AOJ_")}
        file = given.pop("AOJ_ENV", "")
        if file and os.path.realpath(file) == os.path.realpath(
                self.env["AOJ_ENV"]):
            file = ""               # our own, of the last time
        names = set(given)
        if os.path.isfile(file) and os.access(file, os.R_OK):
            with open(file, errors="replace") as f:
                names |= set(re.findall(r"^\s*(AOJ_\w+)=", f.read(), re.M))
        own = {"AOJ_SECRETS": os.path.join(self.run, "secrets"),
               "AOJ_ASSETS": os.path.join(ROOT, "assets"),
               "AOJ_MAIL": "maildir:" + os.path.join(self.run, "mail")}
        os.makedirs(own["AOJ_SECRETS"], 0o700, exist_ok=True)
        self.cluster = "AOJ_DATABASE" not in names
        done = subprocess.run(
            [os.path.join(self.build, "aoj"), "settings"], cwd=ROOT,
            env=dict({k: v for k, v in own.items() if k not in names},
                     **given, AOJ_ENV=file, PATH=self.env["PATH"]),
            text=True, capture_output=True)
        if done.returncode != 0:
            raise Stop("The settings are not right:\n" + done.stderr.strip())
        self.settings = dict(line.split("=", 1)
                             for line in done.stdout.splitlines())

    def write_settings(self):
        """What holds, for `aoj` on the command line and for our processes."""
        path = self.env["AOJ_ENV"]
        with open(path + ".new", "w") as f:
            f.write("# Written by make run at every start. Your own settings "
                    "go into a file that\n# AOJ_ENV names: see "
                    "conf/aoj.env.example.\n")
            f.writelines("%s=%s\n" % s for s in self.settings.items())
        os.rename(path + ".new", path)

    @property
    def address(self):
        return (self.settings["AOJ_SURVEY_ADDRESS"],
                int(self.settings["AOJ_SURVEY_PORT"]))

    @property
    def origin(self):
        host, port = self.address
        return "http://%s:%d" % ("[%s]" % host if ":" in host else host, port)

    # -- processes ----------------------------------------------------------

    def lock(self):
        """One at a time in a folder; the kernel ends it with this process."""
        self.lock_file = open(os.path.join(self.run, "lock"), "w")
        try:
            fcntl.flock(self.lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stop("aoj is already being served from %s: stop that one "
                       "first, or choose another folder with R=FOLDER."
                       % shown(self.run)) from None

    def need_port(self):
        host, port = self.address
        kind = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(kind) as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                s.bind((host, port))
            except OSError as e:
                raise Stop("Port %d of %s cannot be used (%s): choose another "
                           "with AOJ_SURVEY_PORT, for instance\n"
                           "  AOJ_SURVEY_PORT=%d make run"
                           % (port, host, e.strerror, port + 1)) from None

    def run_cluster(self, verb):
        done = subprocess.run(
            ["sh", os.path.join(ROOT, "conf/setup/cluster.sh"), self.run,
             self.settings["AOJ_CLUSTER_PORT"], verb], cwd="/", text=True,
            stdout=subprocess.PIPE, env=self.env)
        if done.returncode != 0:
            raise Stop("The private PostgreSQL cluster does not %s; its log "
                       "is %s/postgresql.log." % (verb, shown(self.run)))
        return done.stdout.strip()

    def spawn(self, name, argv):
        # A session of its own, so that Ctrl-C reaches this process alone;
        # and when this process is killed, the kernel ends the others.
        with open(os.path.join(self.run, name + ".log"), "ab") as log:
            self.processes[name] = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", "--"] + argv, cwd=ROOT,
                env=self.env, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True)

    def must_live(self):
        for name, process in self.processes.items():
            if process.poll() is not None:
                with open(os.path.join(self.run, name + ".log"),
                          errors="replace") as f:
                    end = "".join(f.readlines()[-10:]).strip()
                raise Stop("%s ended by itself; the end of %s/%s.log:\n%s"
                           % (name, shown(self.run), name, end))

    def wait_for(self, what, because, seconds=STARTS):
        """Polls what() until it is true, while all processes live."""
        end = time.monotonic() + seconds
        while True:
            self.must_live()
            got = what()
            if got:
                return got
            if time.monotonic() > end:
                raise Stop("Waited %d seconds for %s; the logs are in %s."
                           % (seconds, because, shown(self.run)))
            time.sleep(0.05)

    def serves(self):
        try:
            urllib.request.urlopen(self.origin + "/contact",
                                   timeout=2).close()
            return True
        except urllib.error.HTTPError as e:
            e.close()
            return True
        except OSError:
            return False

    def start(self):
        self.read_settings()
        self.lock()
        self.need_port()
        if self.cluster:
            self.settings["AOJ_DATABASE"] = self.run_cluster("start")
        self.write_settings()
        conf = os.path.join(self.run, "survey.conf")
        with open(conf, "w") as f:
            f.write("server main {\n\tbind %s %d\n\ttls no\n}\n"
                    "load %s/survey.so\nworkers %s\npidfile %s/survey.pid\n"
                    "include %s/conf/survey.conf\n" % (
                        *self.address, self.build,
                        self.settings["AOJ_SURVEY_WORKERS"], self.run, ROOT))
        self.spawn("survey", ["kore", "-c", conf, "-f", "-n", "-r"])
        self.spawn("post", [os.path.join(self.build, "aoj-post")])
        self.wait_for(self.serves, "the survey to serve")

    def stop(self):
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
        for process in self.processes.values():
            try:
                process.wait(ENDS)
            except subprocess.TimeoutExpired:
                pass
            # What is left of the session that spawn made.
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
        if self.cluster and os.path.isdir(os.path.join(self.run, "data")):
            self.run_cluster("stop")


def tell(served, letter):
    """Where everything is."""
    run = shown(served.run)
    aoj = shown(os.path.join(served.build, "aoj"))
    if run != ".run":
        aoj = "AOJ_ENV=%s/aoj.env %s" % (run, aoj)
    say("\naoj serves. Press Ctrl-C to stop.\n")
    say("  Respondents      %s/" % served.origin)
    if letter is not None:
        say("  A personal link  %s" % letter["link"])
        say("                   from the letter to %s" % letter["to"])
    if served.settings["AOJ_MAIL"].startswith("maildir:"):
        folder = served.settings["AOJ_MAIL"][len("maildir:"):]
        say("  Letters          %s (%d)" % (shown(os.path.join(
            folder, "new")), len(glob.glob(folder + "/**/new/*",
                                           recursive=True))))
    say("  The response     %s rates %s" % (aoj, demonstration.WAVE))
    say("  Other commands   %s --help" % aoj)
    say("  Opening code     %s/%s" % (run, demonstration.CODE_FILE))
    say("  Settings, logs   %s/aoj.env, %s/*.log" % (run, run))


def ended(number, frame):
    raise KeyboardInterrupt


def main():
    build, run = (os.path.abspath(p) for p in sys.argv[1:3])
    served = None
    code = 0
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ended)
    try:
        become_user(run)
        for path in (build + "/aoj", build + "/survey.so", ROOT + "/conf"):
            if not os.access(path, os.R_OK):
                raise Stop("%s cannot read %s: give every user the right to "
                           "read this folder." % (
                               pwd.getpwuid(os.getuid()).pw_name, path))
        served = Served(build, run)
        served.start()
        tell(served, demonstration.prepare(served, ROOT))
        while True:
            served.must_live()
            time.sleep(1)
    except KeyboardInterrupt:
        say()
    except Stop as stop:
        print("\n%s" % stop, file=sys.stderr, flush=True)
        code = 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if served is not None and served.settings:
            served.stop()
            say("Stopped." if code == 0 else "Everything is stopped.")
    return code


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    for tool in ("setpriv", "setsid", "kore"):
        if shutil.which(tool) is None:
            sys.exit("serve: %s is not there; run make setup-run" % tool)
    sys.exit(main())
