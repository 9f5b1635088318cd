"""load.py - one kind of request, sent by wrk as fast as it is answered; and the
bare module, served as the survey is: the same settings of Kore, two workers.
Both close the connection after each answer, and wrk opens a new one.
"""

import json
import os
import signal
import subprocess
import urllib.request

from lib.aoj import ROOT, free_port, wait_for

HERE = os.path.dirname(os.path.abspath(__file__))
THREADS = 2
CONNECTIONS = 8         # four a worker: busy, without long queues
LONGEST = 60            # seconds for links that are used once
PATIENCE = 30           # seconds for one answer; wrk's own are two


class Load:
    """before: what must be so at the beginning of every round."""

    def __init__(self, method, origin, path, links, status, body="",
                 once=False, before=None):
        self.origin, self.once, self.before = origin, once, before
        self.env = dict(os.environ, BENCH_METHOD=method, BENCH_PATH=path,
                        BENCH_LINKS=links, BENCH_STATUS=str(status),
                        BENCH_BODY=body, BENCH_ONCE="1" if once else "0")

    def prepare(self):
        if self.before is not None:
            self.before()

    def run(self, seconds):
        """Requests per second; nothing but expected answers counts."""
        process = subprocess.Popen(
            ["wrk", "-t", str(THREADS), "-c", str(CONNECTIONS), "-d",
             "%ds" % (LONGEST if self.once else seconds),
             "--timeout", "%ds" % PATIENCE, "-s",
             os.path.join(HERE, "requests.lua"), self.origin],
            env=self.env, stdout=subprocess.PIPE, text=True)
        with process:
            told = [json.loads(line) for line in self.lines(process)]
        for part in told:
            if part["wrong"] or part["errors"] or not part["answered"]:
                raise AssertionError(
                    "%(answered)d answers, %(wrong)d not as expected (the "
                    "last of them %(status)d), %(errors)d errors" % part)
        if len(told) != (THREADS if self.once else 1):
            raise AssertionError("wrk did not get all its answers: %s" % told)
        return sum(part["rate"] for part in told)

    def lines(self, process):
        """What the script says. wrk itself would go on for its full time."""
        found = 0
        for line in process.stdout:
            if not line.startswith("{"):
                continue
            yield line
            found += 1
            if self.once and found == THREADS:
                process.kill()


class Bare:
    """bare.so as a process of the house."""

    def __init__(self, house, wave, build, workers):
        self.house, self.wave, self.workers = house, wave, workers
        self.port = free_port()
        self.origin = "http://127.0.0.1:%d" % self.port
        with open(os.path.join(ROOT, "conf/survey.conf")) as f:
            shared = f.read().split("domain *")[0]
        self.conf = wave.write("bare.conf", shared + (
            "server main {\n\tbind 127.0.0.1 %d\n\ttls no\n}\n"
            "load %s/bench/bare.so\nworkers %d\npidfile %s/bare.pid\n"
            "domain * {\n\tattach main\n\troute /v bare_start\n"
            "\troute /pagina/2 bare_page\n\troute /save bare_save\n"
            "\troute /versturen bare_cast\n\troute /constant bare_constant\n"
            "}\n" % (self.port, build, workers, house.folder)))

    def __enter__(self):
        house, wave = self.house, self.wave
        with open(os.path.join(house.secrets, "survey",
                               "database.password")) as f:
            password = f.read().strip()
        house.spawn("bare", ["kore", "-c", self.conf, "-f", "-n", "-r"], dict(
            wave.bare_settings(), BARE_PASSWORD=password,
            BARE_WORKERS=str(self.workers),
            BARE_HOST=os.path.join(house.folder, "socket"),
            BARE_PORT=str(house.port), BARE_DBNAME="aoj"))

        def serves():
            if house.processes["bare"].poll() is not None:
                raise RuntimeError("bare ended: " + house.log("bare"))
            try:
                urllib.request.urlopen(self.origin + "/v", timeout=2)
                return True
            except OSError:
                return False
        wait_for(serves, 30, because="the bare module to serve")
        return self

    def __exit__(self, *_):
        self.house.stop_process("bare", signal.SIGTERM)

    def load(self, name):
        return self.wave.load(name, self.origin)
