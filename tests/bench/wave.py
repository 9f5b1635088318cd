"""wave.py - the wave that is measured: people with complete drafts, made by
sending what one of them typed for all, and the rows of the bare module beside
theirs, of the same sizes.
"""

import base64
import os
import urllib.parse

from bench.load import Load
from lib.aoj import wait_for
from lib.respond import Visitor
from lib.trial import TrialWave, derived, token

CODE, GROUP, LIST = "snelheid", "ib", "uitvoering"
TYPED = ("Wij overleggen elke zes weken met het wijkteam, de leerplichtambte"
         "naar en de jeugdarts. Dat helpt. ") * 4
SAMPLE = 60             # requests per kind of which statements are counted


class Recorder(Visitor):
    """Somebody who fills in all pages; what was sent is kept."""

    def __init__(self, house, path):
        super().__init__(house)
        self.path, self.sent = path, {}

    def visit(self):
        return self.get(self.path)

    def post(self, url, pairs, **kw):
        path = urllib.parse.urlsplit(url).path
        if path != "/begin":
            self.sent[path] = pairs
        return super().post(url, pairs, **kw)

    def choices(self, first=0, **given):
        changes = super().choices(first, **given)
        for name in self.questions().names(("textarea",)):
            changes[name] = TYPED
        return changes


def with_forms(pairs):
    """A body in which only the link's own value is left open."""
    return "&".join("%s=%s" % (urllib.parse.quote_plus(name),
                               "{form}" if name == "form" else
                               urllib.parse.quote_plus(value))
                    for name, value in pairs if name != "t")


class BenchWave(TrialWave):
    def __init__(self, house, people):
        super().__init__(house, CODE, {GROUP: people})
        house.post_once()
        self.ids = self.secrets()
        self.links = [(token(s), base64.urlsafe_b64encode(derived(
            s, "form")).decode().rstrip("=")) for s in self.ids]
        self.link_file = self.write("links", "".join(
            "%s %s\n" % pair for pair in self.links))

    def capture(self):
        """One person fills in everything but the last button; all others
        send the same. Afterwards every draft is complete."""
        one = Recorder(self.house, "/v?t=" + self.links[0][0])
        one.begin()
        one.answer_all()
        sizes = {"start": len(one.get(one.path).body),
                 "page": len(one.get("/pagina/2").body)}
        one.close()
        self.bodies = {path: with_forms(pairs)
                       for path, pairs in one.sent.items()}
        # The check page wants the link too, as a browser sends it.
        self.bodies["/versturen"] = "akkoord=ja&form={form}"
        for path in sorted(self.bodies):
            if path.startswith("/pagina/"):
                self.once("POST", path).run(0)
        self.keep(sizes)

    def once(self, method, path, origin=None, before=None):
        return Load(method, origin or self.house.origin, path, self.link_file,
                    303, self.bodies.get(path, ""), True, before)

    def keep(self, sizes):
        """Drafts for the bare module, twice as many as there are people, so
        that no worker runs out; then all drafts are put aside."""
        sql = self.house.sql
        rows = ["%s %s %s" % (derived(s, "token-hash").hex(),
                              os.urandom(32).hex(), os.urandom(32).hex())
                for s in self.ids + self.ids]
        self.rows = self.write("rows", "\n".join(rows) + "\n")
        draft, = sql("SELECT octet_length(sealed) AS n FROM aoj.draft"
                     " WHERE draft_id = '\\x%s'" % derived(
                         self.ids[0], "draft-id").hex())
        envelope, = sql("SELECT envelope_bytes AS n FROM"
                        " aoj.questionnaire_version WHERE questionnaire ="
                        " '%s'" % LIST)
        day, = sql("SELECT current_date AS n, now() AS now")
        self.settings = {
            "BARE_ROWS": self.rows, "BARE_KNOWN": "{%d}" % self.revision,
            "BARE_START_BYTES": str(sizes["start"]),
            "BARE_PAGE_BYTES": str(sizes["page"]),
            "BARE_DRAFT_BYTES": draft["n"],
            "BARE_ENVELOPE_BYTES": str(int(envelope["n"]) + 48),
            "BARE_WAVE_ID": self.wave_id, "BARE_GROUP": GROUP,
            "BARE_QUESTIONNAIRE": LIST, "BARE_DAY": day["n"],
            "BARE_NOW": day["now"]}
        self.house.psql(
            "CREATE TABLE public.bare (draft_id text);\n"
            "\\copy public.bare FROM PROGRAM 'cut -d\" \" -f2 %s'\n"
            "INSERT INTO aoj.draft (draft_id, wave_id, function_group, sealed)"
            " SELECT decode(b.draft_id, 'hex'), d.wave_id, d.function_group,"
            " d.sealed FROM public.bare b, aoj.draft d WHERE d.draft_id ="
            " '\\x%s';\n"
            "CREATE TABLE public.kept AS SELECT * FROM aoj.draft;" % (
                self.rows, derived(self.ids[0], "draft-id").hex()))

    def bare_settings(self):
        return self.settings

    def nobody_began(self):
        """What most people find behind the start page: no draft yet."""
        self.house.psql("TRUNCATE aoj.envelope, aoj.draft")
        self.house.psql("CHECKPOINT")

    def put_back(self):
        """As it was before anybody sent anything."""
        self.house.psql("TRUNCATE aoj.envelope, aoj.draft;\n"
                        "INSERT INTO aoj.draft SELECT * FROM public.kept;")
        self.house.psql("VACUUM ANALYZE aoj.draft; ")
        self.house.psql("CHECKPOINT")

    def load(self, name, bare=None):
        """Requests of a kind, to the survey or to the bare module."""
        origin = bare or self.house.origin
        if name == "start page":
            return Load("GET", origin, "/v?t={token}", self.link_file, 200,
                        before=self.nobody_began)
        if name == "question page":
            return Load("GET", origin, "/pagina/2", self.link_file, 200,
                        before=self.put_back)
        if name == "saving a page":
            return Load("POST", origin, "/save" if bare else "/pagina/2",
                        self.link_file, 303, self.bodies["/pagina/2"],
                        before=self.put_back)
        if name == "casting":
            return self.once("POST", "/versturen", origin, self.put_back)
        raise KeyError(name)

    # -- statements -----------------------------------------------------------

    def statements_of(self, name):
        """Per request. A session tells what it did when it ends: so serve,
        ask, stop, and take off what serving alone does."""
        none = self.transactions(name, 0)
        return round((self.transactions(name, SAMPLE) - none) / SAMPLE, 2)

    def transactions(self, name, count):
        house = self.house
        if "survey" in house.processes:
            house.stop_process("survey")
        if name == "casting":
            self.put_back()
        house.psql("ALTER SYSTEM SET autovacuum = off;\n"
                   "SELECT pg_reload_conf();", dbname="postgres")
        before = self.committed()
        house.start_survey(workers=1)
        visitor = Visitor(house)
        for n in range(count):
            self.ask(visitor, name, *self.links[n])
        visitor.close()
        house.stop_process("survey")
        after = self.committed()
        house.psql("ALTER SYSTEM RESET autovacuum;\n"
                   "SELECT pg_reload_conf();", dbname="postgres")
        house.start_survey()
        return after - before

    def committed(self):
        """Once no session of the survey is left."""
        wait_for(lambda: self.elsewhere(
            "SELECT count(*) FROM pg_stat_activity WHERE usename ="
            " 'aoj_survey'") == 0, because="the survey's sessions to end")
        return self.elsewhere("SELECT xact_commit FROM pg_stat_database WHERE"
                              " datname = 'aoj'")

    def elsewhere(self, statement):
        """A number, asked in a database that is not the one counted."""
        return int(self.house.psql(statement, dbname="postgres",
                                   flags=("-A", "-t")).stdout)

    def ask(self, visitor, name, link, form):
        visitor.cookies = {"__Host-aoj": link}
        if name == "start page":
            page, right = visitor.get("/v?t=" + link, follow=False), 200
        elif name == "question page":
            page, right = visitor.get("/pagina/2", follow=False), 200
        else:
            path = "/pagina/2" if name == "saving a page" else "/versturen"
            page, right = visitor.request(
                "POST", path, self.bodies[path].replace("{form}", form),
                follow=False), 303
        if page.status != right:
            raise AssertionError("%s answered %d" % (name, page.status))
