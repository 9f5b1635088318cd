"""drafts.py - whether the survey gets slower when many have begun: pages read
and saved per second with 20,000 open drafts beside few, and, with 20,000, by a
survey that started when the tables were empty beside one that found them full.
Autovacuum is off meanwhile, so that no figure depends on when it comes by.
"""

import contextlib
import statistics

from bench.load import Load
from lib.aoj import free_port
from lib.trial import derived

FEW, MANY = 500, 20000
FIRST = 20              # people who save before the others come
GOAL = 0.9


class Drafts:
    """Of a wave that has been captured (BenchWave). The drafts of nobody are
    short, or the disk would be measured: all are written just before."""

    def __init__(self, house, wave):
        self.house, self.wave = house, wave
        lines = ["%s %s\n" % pair for pair in wave.links[:FEW]]
        self.few = wave.write("few-links", "".join(lines))
        self.first = wave.write("first-links", "".join(lines[:FIRST]))
        ids = ", ".join("'\\x%s'" % derived(s, "draft-id").hex()
                        for s in wave.ids[:FEW])
        self.open_few = ("INSERT INTO aoj.draft SELECT * FROM public.kept"
                         " WHERE draft_id IN (%s) ON CONFLICT DO NOTHING;\n"
                         % ids)
        self.open_many = self.open_few + (
            "INSERT INTO aoj.draft SELECT sha256(convert_to(n || 'nobody',"
            " 'UTF8')), wave_id, function_group, substr(sealed, 1, 100) FROM"
            " (SELECT * FROM public.kept LIMIT 1) AS d, generate_series(1, %d)"
            " AS n;\n" % (MANY - FEW))

    def hold(self, drafts):
        """Tables with just these drafts, and the planner knows it."""
        self.house.psql("TRUNCATE aoj.envelope, aoj.draft;\n" + drafts)
        self.house.psql("VACUUM ANALYZE aoj.draft, aoj.envelope")
        self.house.psql("CHECKPOINT")

    def start_on_empty_tables(self):
        """Every statement runs while there is next to nothing; then the
        others come."""
        self.house.stop_process("survey")
        self.hold("")
        self.house.psql("VACUUM ANALYZE")
        self.house.start_survey()
        for method, path, links in (
                ("GET", "/v?t={token}", self.few),
                ("POST", "/pagina/2", self.first),
                ("GET", "/pagina/2", self.first)):
            self.load(method, path, links, once=True).run(0)
        self.house.psql(self.open_many)
        self.house.psql("CHECKPOINT")

    @contextlib.contextmanager
    def another_survey(self):
        """Beside the one that serves; its address."""
        house = self.house
        first = house.survey_port, house.origin
        house.survey_port = free_port()
        house.origin = "http://127.0.0.1:%d" % house.survey_port
        try:
            house.start_survey(name="later")
            origin, (house.survey_port, house.origin) = house.origin, first
            yield origin
        finally:
            house.survey_port, house.origin = first
            house.stop_process("later")

    def load(self, method, path, links, once=False, origin=None):
        return Load(method, origin or self.house.origin, path, links,
                    303 if method == "POST" else 200,
                    self.wave.bodies["/pagina/2"] if method == "POST" else "",
                    once)

    def pages(self, origin=None):
        """How many a second are read, filled in and saved."""
        return 1 / sum(1 / self.load(method, "/pagina/2", self.few,
                                     origin=origin).run(1)
                       for method in ("GET", "POST"))


@contextlib.contextmanager
def without_autovacuum(house):
    def say(command):
        house.psql("ALTER SYSTEM %s autovacuum%s;\nSELECT pg_reload_conf();"
                   % command, dbname="postgres")
    say(("SET", " = off"))
    try:
        yield
    finally:
        say(("RESET", ""))


def in_turns(rounds, first, second):
    """What each found; which goes first alternates."""
    seen = {first: [], second: []}
    for n in range(rounds):
        for way in (first, second) if n % 2 == 0 else (second, first):
            seen[way].append(way())
    return seen[first], seen[second]


def measure(figures, house, wave, rounds, spread):
    drafts = Drafts(house, wave)

    def holding(what):
        drafts.hold(what)
        return drafts.pages()

    def add(name, against, ours, theirs):
        figures.add(name, statistics.median(ours), "pages/s",
                    statistics.median(theirs), least_ratio=GOAL,
                    against=against, note="%s, %s %s" % (
                        spread(ours), against, spread(theirs)))

    with without_autovacuum(house):
        add("pages, %d drafts open" % MANY, "%d drafts" % FEW, *in_turns(
            rounds, lambda: holding(drafts.open_many),
            lambda: holding(drafts.open_few)))
        drafts.start_on_empty_tables()
        with drafts.another_survey() as later:
            drafts.pages(later)
            add("pages, started on empty tables", "on full", *in_turns(
                rounds, drafts.pages, lambda: drafts.pages(later)))
