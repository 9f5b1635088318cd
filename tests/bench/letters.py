"""letters.py - what post costs per letter: how many a second reach a mail
server that forgets them, beside libcurl alone (bare_smtp.c) which sends one
letter made before, in turns; what planning and claiming cost when few and when
many are due; how much memory post has when it has sent them.
"""

import contextlib
import os
import select
import statistics
import subprocess
import time

from lib.aoj import House, as_user
from lib.trial import TrialWave

GOAL = 0.8              # of what libcurl alone sends
MEMORY_GOAL = 60        # MB
MARGIN = 200            # letters that may leave before post is told to stop
PATIENCE = 300          # seconds until the sink has its letters
GROWTH_GOAL = 1.2       # from few letters to many


class Sink:
    """with Sink(build, letters) as sink: … sink.rate(), which waits."""

    def __init__(self, build, letters):
        self.letters = letters
        self.process = subprocess.Popen(
            [build + "/bench/smtp_sink", str(letters)],
            stdout=subprocess.PIPE, text=True)
        self.url = "smtp://127.0.0.1:%d" % int(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def rate(self):
        if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
            raise AssertionError("%d letters did not come in %d seconds" % (
                self.letters, PATIENCE))
        self.connections, us = map(int, self.process.stdout.readline().split())
        return self.letters / us * 1e6


def status(pid, name):
    """A line of /proc/PID/status, in MB."""
    with open("/proc/%d/status" % pid) as f:
        for line in f:
            if line.startswith(name + ":"):
                return int(line.split()[1]) / 1024
    raise AssertionError(name)


class Post:
    """The mail process of a house whose journal is in memory."""

    def __init__(self, house, build):
        self.house, self.build = house, build

    def send(self, letters, connections):
        """So many letters; (rate, MB at most). It stops afterwards."""
        with Sink(self.build, letters) as sink:
            process = self.house.start_post(env={
                "AOJ_MAIL": sink.url,
                "AOJ_MAIL_CONNECTIONS": str(connections)})
            try:
                rate = sink.rate()
                memory = status(process.pid, "VmHWM")
            finally:
                code = self.house.stop_process("post")
            if code != 0 or sink.connections != connections:
                raise AssertionError("post ended with %s over %d connections"
                                     % (code, sink.connections))
        return rate, memory

    def settle_unsent(self):
        """Claims and settles what is due of closed waves; the seconds from
        each settled run to the next. What its first run costs is not there:
        it begins with the start of a program."""
        with open(self.house.folder + "/unsent.log", "wb") as log:
            process = subprocess.Popen(
                as_user([self.build + "/aoj-post", "--once"]),
                stderr=subprocess.PIPE, stdout=log, env=self.house.env,
                text=True)
            times = [time.monotonic() for line in process.stderr
                     if "letters accepted" in line]
            process.stderr.close()
        if process.wait() != 0:
            raise AssertionError("post ended with %d" % process.returncode)
        return [b - a for a, b in zip(times, times[1:])]


def bare(build, house, letters, connections, size):
    path = os.path.join(house.folder, "letter")
    with open(path, "wb") as f:
        f.write((b"Subject: x\r\n\r\n" + (b"x" * 70 + b"\r\n") *
                 (size // 72))[:size - 2] + b"\r\n")
    with Sink(build, letters) as sink:
        subprocess.run([build + "/bench/bare_smtp", sink.url,
                        str(connections), str(letters), path], check=True)
        return sink.rate()


def letter_size(house):
    """Bytes of the wave's first letter, as a Maildir got it."""
    return os.stat(house.letters()[0]["path"]).st_size


def speed(post, figures, people, rounds, spread):
    """Both in turns; who goes first alternates."""
    part = people // (2 * rounds)
    for connections in (1, 4):
        ours, theirs = [], []
        for n in range(rounds):
            for who in ("post", "bare") if n % 2 == 0 else ("bare", "post"):
                if who == "post":
                    rate, _ = post.send(part - MARGIN, connections)
                    ours.append(rate)
                else:
                    theirs.append(bare(post.build, post.house, part - MARGIN,
                                       connections, post.size))
        figures.add("letters, %d connection%s" % (
            connections, "s"[:connections > 1]), statistics.median(ours),
            "letters/s", statistics.median(theirs), least_ratio=GOAL,
            note="%s, bare %s" % (spread(ours), spread(theirs)))


def memory(post, figures, wave, people):
    """Reminders of which every person's ballot id is compared: as many
    envelopes as people, of nobody."""
    house = post.house
    with Sink(post.build, 10 ** 9) as sink:
        # What the rounds have left.
        house.run([post.build + "/aoj-post", "--once"],
                  env={"AOJ_MAIL": sink.url})
    house.psql("""
        SET session_replication_role = replica;
        UPDATE aoj.mail_run SET due_at = due_at - interval '4 days'
            WHERE state = 'settled';
        UPDATE aoj.mail_run SET due_at = now() - interval '1 minute',
            ends_at = now() + interval '1 day' WHERE kind = 'reminder_1' AND state = 'due';
        INSERT INTO aoj.envelope (ballot_id, wave_id, questionnaire, version,
            function_group, day, sealed, mac)
            SELECT sha256(convert_to(gen_random_uuid()::text, 'UTF8')), '%s',
                'uitvoering', 1, 'ib', current_date, '\\x00', sha256('')
            FROM generate_series(1, %d)""" % (wave.wave_id, people))
    _, most = post.send(people // 4, 1)
    figures.add("post's memory, %d ballot ids" % people, most, "MB",
                most=MEMORY_GOAL)


def growth(post, figures, few, many):
    """Waves that are closed before a letter left: claimed, read and settled,
    with nothing sent in between."""
    claim, plan = {}, {}
    for people, waves in ((few, 5), (many, 1)):
        took, planned = [], []
        for n in range(waves):
            wave = TimedWave(post.house, "groei-%d-%d" % (people, n), people)
            planned.append(wave.start_seconds / people)
            post.house.aoj("wave", "close", wave.code)
            # Not what the database still has to do for the import.
            post.house.psql("VACUUM ANALYZE;\nCHECKPOINT")
            took += post.settle_unsent()
        claim[people] = statistics.median(took)
        plan[people] = statistics.median(planned)
    for name, cost in (("claiming and settling a run", claim),
                       ("planning a letter", plan)):
        figures.add("%s, of %d" % (name, few), cost[few] * 1e6, "µs")
        figures.add("%s, of %d" % (name, many), cost[many] * 1e6, "µs")
        figures.add("%s, grows" % name, cost[many] / cost[few], "times",
                    most=GROWTH_GOAL)


class TimedWave(TrialWave):
    """One group of so many people; knows what starting took."""

    def __init__(self, house, code, people):
        self.seconds = {}
        self.plain = house.aoj
        house.aoj = self.timed
        try:
            super().__init__(house, code, {"ib": people})
        finally:
            house.aoj = self.plain

    def timed(self, *args, **kw):
        begun = time.monotonic()
        done = self.plain(*args, **kw)
        self.seconds[args[:2]] = time.monotonic() - begun
        return done

    @property
    def start_seconds(self):
        return self.seconds["wave", "start"]


@contextlib.contextmanager
def house_in_memory(build):
    """A house whose journal is where it must be in production: in memory,
    where nothing is written to a disk for each letter."""
    with House(build=build) as house:
        journal = house.run(["mktemp", "-d", "/dev/shm/aoj-bench-XXXXXX"]
                            ).stdout.strip()
        house.env["AOJ_JOURNAL"] = journal
        try:
            yield house
        finally:
            house.run(["rm", "-r", journal])


def measure(figures, build, short, spread):
    people = 4000 if short else 100000
    with house_in_memory(build) as house:
        sample = TimedWave(house, "proef", 5)
        house.post_once()
        post = Post(house, build)
        post.size = letter_size(house)
        house.aoj("wave", "close", sample.code)
        wave = TimedWave(house, "brieven", people)
        figures.add("import of %d invitees" % people,
                    wave.seconds["invitees", "import"], "s")
        speed(post, figures, people, 2 if short else 3, spread)
        memory(post, figures, wave, people)
    with house_in_memory(build) as house:
        growth(Post(house, build), figures, 1000, people)
