"""aoj.py - a whole house for one test: a private cluster in a scratch folder,
the schema, secrets, a clock the test sets, the real programs. Waits for
events, with bounds; ends only what it started. Everything runs as the ordinary
user aoj when the tests run as root.

    with House() as house:
        house.aoj("wave", "create", "conf/waves/demonstratie.json")
        house.start_survey()
"""

import csv
import email
import email.policy
import fcntl
import functools
import glob
import hashlib
import io
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BIN = "/usr/lib/postgresql/15/bin"
BUILD = os.environ.get("AOJ_BUILD", os.path.join(ROOT, "build", "test"))
USER = "aoj"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(what, seconds=30, step=0.02, because=""):
    """Polls what() until it is true; a bound, never a fixed pause."""
    end = time.monotonic() + seconds
    while True:
        got = what()
        if got:
            return got
        if time.monotonic() > end:
            raise TimeoutError("waited %gs for %s" % (
                seconds, because or getattr(what, "__name__", "it")))
        time.sleep(step)


def as_user(argv):
    """The command line that runs argv as the ordinary user."""
    if os.getuid() != 0:
        return list(argv)
    return ["setpriv", "--reuid", USER, "--regid", USER, "--clear-groups",
            "--"] + list(argv)


def model_folder():
    """A cluster with the schema and the roles, made once for these files and
    copied for each house: making one takes longer than most tests."""
    digest = hashlib.sha256()
    for path in sorted(glob.glob(ROOT + "/migrations/**", recursive=True) +
                       glob.glob(ROOT + "/conf/setup/*.sh")):
        if os.path.isfile(path):
            with open(path, "rb") as f:
                digest.update(path.encode() + b"\0" + f.read())
    return os.path.join(ROOT, "build", "house-" + digest.hexdigest()[:16])


def cluster(folder, port, verb, env):
    done = subprocess.run(
        as_user(["sh", os.path.join(ROOT, "conf/setup/cluster.sh"), folder,
                 str(port), verb]),
        env=env, cwd="/", capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError("cluster %s: %s" % (verb, done.stderr))


def make_model(folder, env):
    """The first house that needs it makes it; others wait for that."""
    new = folder + ".new"
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    with open(folder + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.path.exists(folder):
            return
        for old in glob.glob(os.path.dirname(folder) + "/house-*"):
            if not old.startswith(folder):
                shutil.rmtree(old, ignore_errors=True)
        shutil.rmtree(new, ignore_errors=True)
        os.mkdir(new, 0o755)
        if os.getuid() == 0:
            who = pwd.getpwnam(USER)
            os.chown(new, who.pw_uid, who.pw_gid)
        # A path of its own: the folder's may be too long for a socket.
        with tempfile.TemporaryDirectory(prefix="aoj-model-") as short:
            os.chmod(short, 0o755)
            short = os.path.join(short, "house")
            os.symlink(new, short)
            port = free_port()
            cluster(short, port, "start", env)
            cluster(short, port, "stop", env)
        os.rename(new, folder)


@functools.cache
def parsed_letter(path, _inode, written):
    """See House.letters; a file that is still the same is parsed once."""
    with open(path, "rb") as f:
        message = email.message_from_binary_file(
            f, policy=email.policy.default)
    text = message.get_body(("plain",)).get_content()
    link = re.search(r"^(https?://\S+/v\?t=[a-z2-7]{26})\s*$", text, re.M)
    return {"to": message["To"].addresses[0].addr_spec,
            "link": link and link.group(1), "text": text, "message": message,
            "path": path, "time": written / 1e9}


class House:
    def __init__(self, build=BUILD, keep=False, cluster_extra="", any_env=None):
        self.build = build
        self.keep = keep
        self.cluster_extra = cluster_extra
        self.folder = tempfile.mkdtemp(prefix="aoj-")
        if os.getuid() == 0:
            who = pwd.getpwnam(USER)
            os.chown(self.folder, who.pw_uid, who.pw_gid)
        os.chmod(self.folder, 0o755)
        self.port = free_port()
        self.survey_port = free_port()
        self.origin = "http://127.0.0.1:%d" % self.survey_port
        self.processes = {}
        self.serving = False
        self.mail = os.path.join(self.folder, "mail")
        self.secrets = os.path.join(self.folder, "secrets")
        self.clock_file = os.path.join(self.folder, "clock")
        self.journal = os.path.join(self.folder, "journal")
        self.env = {
            "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8",
            "AOJ_ENV": "", "AOJ_MODE": "trial",
            "AOJ_DATABASE": "host=%s port=%d dbname=aoj" % (
                os.path.join(self.folder, "socket"), self.port),
            "AOJ_SECRETS": self.secrets,
            "AOJ_ASSETS": os.path.join(ROOT, "assets"),
            "AOJ_MAIL": "maildir:" + self.mail,
            "AOJ_JOURNAL": self.journal,
        }
        self.env.update(any_env or {})

    # -- life ---------------------------------------------------------------

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        model = model_folder()
        make_model(model, dict(self.env, AOJ_CLUSTER_EXTRA=""))
        self.run(["cp", "-a", "--reflink=auto"] + [
            os.path.join(model, name)
            for name in ("data", "secrets", "admin.pgpass")] + [self.folder])
        # Whatever somebody made of the rights of all files here.
        self.run(["chmod", "-R", "go-rwx"] + [
            os.path.join(self.folder, name)
            for name in ("data", "secrets", "admin.pgpass")])
        self.cluster("serve")
        self.serving = True
        if "AOJ_CLOCK" in self.env:
            self.replace_database_clock()
        for folder in (self.journal, self.mail):
            self.run(["mkdir", "-p", "-m", "700", folder])

    def stop(self):
        for name in list(self.processes):
            self.stop_process(name)
        if os.path.exists(os.path.join(self.folder, "data")):
            self.cluster("stop")
        if not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    def cluster(self, verb):
        cluster(self.folder, self.port, verb,
                dict(self.env, AOJ_CLUSTER_EXTRA=self.cluster_extra))

    def restart_cluster(self, mode="fast"):
        self.run([BIN + "/pg_ctl", "-D", self.folder + "/data", "-m", mode,
                  "-w", "stop"])
        self.cluster("serve")

    def run(self, argv, stdin="", check=True, env=None, cwd=ROOT):
        done = subprocess.run(as_user(argv), input=stdin, text=True,
                              capture_output=True, cwd=cwd,
                              env=dict(self.env, **(env or {})))
        if check and done.returncode != 0:
            raise RuntimeError("%s: exit %d\n%s%s" % (
                " ".join(argv), done.returncode, done.stdout, done.stderr))
        return done

    # -- programs -----------------------------------------------------------

    def aoj(self, *args, stdin="", check=True):
        """Runs the operator's command; its CompletedProcess."""
        return self.run([os.path.join(self.build, "aoj")] + list(args),
                        stdin=stdin, check=check)

    def spawn(self, name, argv, env=None):
        """Starts a process of the house; its log is <folder>/<name>.log."""
        log = open(os.path.join(self.folder, name + ".log"), "ab")
        self.processes[name] = subprocess.Popen(
            as_user(argv), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            cwd=ROOT, env=dict(self.env, **(env or {})),
            start_new_session=True)
        log.close()
        return self.processes[name]

    def log(self, name):
        with open(os.path.join(self.folder, name + ".log"),
                  errors="replace") as f:
            return f.read()

    def start_survey(self, workers=2, name="survey", env=None, more_conf=""):
        conf = os.path.join(self.folder, "survey.conf")
        with open(conf, "w") as f:
            f.write("server main {\n\tbind 127.0.0.1 %d\n\ttls no\n}\n"
                    "load %s/survey.so\nworkers %d\npidfile %s\n"
                    "include %s\n%s" % (
                        self.survey_port, self.build, workers,
                        os.path.join(self.folder, "survey.pid"),
                        os.path.join(ROOT, "conf", "survey.conf"), more_conf))
        more = dict(env or {})
        if "asan" in self.build:
            runtime = subprocess.run(
                ["gcc", "-print-file-name=libasan.so"], text=True,
                capture_output=True, check=True).stdout.strip()
            more.update(LD_PRELOAD=runtime, ASAN_OPTIONS="detect_leaks=0")
        process = self.spawn(name, ["kore", "-c", conf, "-f", "-n", "-r"],
                             more)

        def serves():
            if process.poll() is not None:
                raise RuntimeError("survey ended: " + self.log(name))
            try:
                urllib.request.urlopen(self.origin + "/contact", timeout=2)
                return True
            except urllib.error.HTTPError:
                return True
            except OSError:
                return False
        wait_for(serves, 30, because="the survey to serve")

    def start_post(self, name="post", env=None):
        return self.spawn(name, [os.path.join(self.build, "aoj-post")], env)

    def post_once(self, check=True):
        """Lets post work until nothing is due."""
        return self.run([os.path.join(self.build, "aoj-post"), "--once"],
                        check=check)

    def stop_process(self, name, how=signal.SIGTERM, seconds=10):
        process = self.processes.pop(name)
        if process.poll() is None:
            # Only what we started: the session that spawn made.
            os.killpg(process.pid, how)
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        return process.returncode

    # -- time ---------------------------------------------------------------

    def set_clock(self, shown, rate=1.0):
        """Shown time (seconds since 1970) from now on, at a rate. Set it
        before the processes start; later changes reach them at once."""
        new = self.clock_file + ".new"
        with open(new, "w") as f:
            f.write("%.6f %.6f %.6f\n" % (time.time(), shown, rate))
        os.chmod(new, 0o644)
        os.rename(new, self.clock_file)
        first = "AOJ_CLOCK" not in self.env
        self.env["AOJ_CLOCK"] = self.clock_file
        if first and self.serving:
            self.replace_database_clock()

    def replace_database_clock(self):
        """The database reads the same file as the programs."""
        self.psql("""
            CREATE OR REPLACE FUNCTION aoj.clock() RETURNS timestamptz
            LANGUAGE sql VOLATILE SECURITY DEFINER
            SET search_path = pg_catalog, pg_temp AS $$
                SELECT to_timestamp(t[2]::float8 + t[3]::float8 *
                    (extract(epoch FROM clock_timestamp()) - t[1]::float8))
                FROM string_to_array(rtrim(pg_read_file('%s'), E'\n'), ' ')
                    AS t $$;
            ALTER FUNCTION aoj.clock() OWNER TO aoj_admin;
            GRANT EXECUTE ON FUNCTION aoj.clock() TO aoj_owner"""
                  % self.clock_file)

    def clock(self):
        if "AOJ_CLOCK" not in self.env:
            return time.time()
        with open(self.clock_file) as f:
            base, shown, rate = map(float, f.read().split())
        return shown + (time.time() - base) * rate

    # -- looking ------------------------------------------------------------

    def psql(self, statement, user="aoj_admin", dbname="aoj", check=True,
             flags=("--csv",)):
        role = {"aoj_admin": "admin"}.get(user, user[4:])
        with open(os.path.join(self.secrets, role, "database.password")) as f:
            password = f.read().strip()
        return self.run(
            [BIN + "/psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *flags,
             "-h", os.path.join(self.folder, "socket"), "-p", str(self.port),
             "-U", user, "-d", dbname], stdin=statement, check=check,
            env={"PGPASSWORD": password})

    def sql(self, statement):
        """Rows of one statement as the superuser, a dictionary each; SQL's
        NULL is None."""
        text = self.psql("\\pset null '\x01'\n" + statement).stdout
        csv.field_size_limit(1 << 30)
        return [{k: None if v == "\x01" else v for k, v in row.items()}
                for row in csv.DictReader(io.StringIO(text))]

    def holding(self, statement):
        """A session in a transaction in which it has said this."""
        with open(self.secrets + "/admin/database.password") as f:
            password = f.read().strip()
        session = subprocess.Popen(
            as_user([BIN + "/psql", "-X", "-q", "-A", "-t", "-h",
                     self.folder + "/socket", "-p", str(self.port), "-U",
                     "aoj_admin", "-d", "aoj"]),
            env=dict(self.env, PGPASSWORD=password), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        session.stdin.write("BEGIN;\n%s;\n\\echo held\n" % statement)
        session.stdin.flush()
        while "held" not in (said := session.stdout.readline()):
            if said == "":
                raise RuntimeError("the session ended: " + statement)
        return session

    @staticmethod
    def let_go(session, end="ROLLBACK"):
        if not session.stdin.closed:
            session.stdin.write("%s;\n" % end)
            session.stdin.close()
            session.stdout.close()
        session.wait()

    def dump(self):
        """The whole database as text, byte for byte comparable."""
        with open(os.path.join(self.secrets, "admin",
                               "database.password")) as f:
            password = f.read().strip()
        return self.run(
            [BIN + "/pg_dump", "--restrict-key=x", "-h",
             os.path.join(self.folder, "socket"), "-p", str(self.port),
             "-U", "aoj_admin", "aoj"], env={"PGPASSWORD": password}).stdout

    def letters(self, skip=()):
        """Delivered letters: dictionaries with to, link, message, path and
        the (real) time of arrival; without those whose path is in skip."""
        out = []
        for path in sorted(glob.glob(self.mail + "/**/new/*",
                                     recursive=True)):
            if path not in skip:
                seen = os.stat(path)
                out.append(dict(parsed_letter(path, seen.st_ino,
                                              seen.st_mtime_ns)))
        return out
