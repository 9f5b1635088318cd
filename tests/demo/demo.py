"""demo.py - Drechtsteden 2015 replayed from an address list to a response
table, on real components: the operator's command, post, the survey server over
HTTP, four weeks of letters and answers, closing and counting. `make demo` runs
it; the attack test runs its first day with evidence gathered on the way, and
with naive variants planted.

weeks.py lets the time pass. What people sent is kept here and compared with
what was counted; letters.py compares who should have got a letter with what
was delivered.
"""

import collections
import contextlib
import datetime
import json
import os
import re
import sys
import time
import zoneinfo

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from demo import expected, people, reactions, respondents     # noqa: E402
from demo.letters import Letters                              # noqa: E402
from demo.weeks import Weeks                                  # noqa: E402
from lib.aoj import House, ROOT                               # noqa: E402

WAVE = "drechtsteden-2015"
KINDS = ("invitation", "reminder_1", "reminder_2")
HOLDERS_OPEN = 2
AMSTERDAM = zoneinfo.ZoneInfo("Europe/Amsterdam")
BEGIN = datetime.datetime(2015, 3, 16, 9, 10, tzinfo=AMSTERDAM).timestamp()
# Wave seconds per real second: a day in less than two minutes.
RATE = 800.0
EXPECTED = ((138, 59, 43), (29, 14, 48), (9, 5, 56), (8, 4, 50), (9, 9, 100),
            (193, 91, 47))


class Demo:
    """One replay. Hooks (see Hooks) are called as things happen. kinds: the
    letters that people live to see. With the invitation alone the clock runs
    evenly, for who looks for traces in times; else it skips what is idle."""

    def __init__(self, house, seed=2015, hooks=None, say=print, rate=RATE,
                 kinds=KINDS):
        self.house, self.seed, self.rate = house, seed, rate
        self.hooks = hooks or Hooks()
        self.say = say
        self.kinds = kinds
        self.list = people.people()
        self.people = respondents.plan(people.GROUPS, self.list, seed)
        if len(kinds) > 1:
            reactions.plan(people.GROUPS, self.people, kinds, seed)
        self.by_address = {r["email"].lower(): p for r, p in
                           zip(self.list, self.people)}
        self.codes = {}
        self.wave_id = None
        self.invitations = {}       # invitation id -> Person

    def run(self):
        self.prepare()
        self.ask()
        self.close()
        self.count()
        return self

    # -- steps --------------------------------------------------------------

    def prepare(self):
        house = self.house
        house.set_clock(BEGIN, 1.0)
        for name in ("uitvoering-1", "beleid-1"):
            house.aoj("questionnaire", "add",
                      "conf/questionnaires/%s.json" % name)
        house.aoj("wave", "create", self.wave_file())
        path = os.path.join(house.folder, "genodigden.csv")
        people.write_csv(path, self.list)
        house.aoj("invitees", "import", WAVE, path, "--dry-run")
        house.aoj("invitees", "import", WAVE, path)
        house.post_once()
        for holder in self.holders():
            shown = house.aoj("holder", "code", WAVE, holder).stdout
            self.codes[holder] = code_in(shown)
        for holder, code in self.codes.items():
            house.aoj("holder", "confirm", WAVE, holder, stdin=code + "\n")
        house.aoj("wave", "ready", WAVE)
        self.wave_id = house.sql("SELECT wave_id FROM aoj.wave WHERE wave ="
                                 " '%s'" % WAVE)[0]["wave_id"]

    def wave_file(self):
        """The wave as conf/waves has it. Its links name a public host; the
        people's browsers go to this house's server for it."""
        path = "conf/waves/%s.json" % WAVE
        with open(os.path.join(ROOT, path)) as f:
            self.wave = json.load(f)
        return path

    def holders(self):
        return list(self.wave["holders"]["names"])

    def ask(self):
        """Start, letters, answers: until everybody has done what they do."""
        house = self.house
        house.start_survey()
        house.aoj("wave", "start", WAVE)
        self.letters = Letters(house, self.wave, self.wave_id,
                               self.by_address, self.kinds)
        self.hooks.started(self)
        house.set_clock(BEGIN, self.rate)
        house.start_post()
        weeks = Weeks(self)
        weeks.pass_by()
        self.most_busy = weeks.scheduler.most_busy
        house.stop_process("post")

    def event(self, what, person):
        reason = "not_eligible" if what == "declined" and \
            person.not_eligible else what
        if what == "begun":
            person.begun = self.house.clock()
        elif what != "returning":
            person.stopped.setdefault(reason, self.house.clock())
        self.hooks.event(self, what, person)

    def close(self):
        """At its time, and half an hour of grace later the envelopes are
        checked: both by post."""
        house = self.house
        closes_at = float(house.sql(
            "SELECT extract(epoch FROM closes_at) AS at FROM aoj.wave WHERE"
            " wave_id = '%s'" % self.wave_id)[0]["at"])
        house.set_clock(closes_at + 1, 1.0)
        house.post_once()
        self.hooks.closed(self)
        house.set_clock(closes_at + 31 * 60, 1.0)
        house.post_once()
        self.hooks.checked(self)
        self.status = json.loads(house.aoj("post", "status", WAVE, "--format",
                                           "json").stdout)

    def opening_codes(self, how_many=HOLDERS_OPEN):
        """What `aoj count` reads."""
        return "ja\n" + "".join(
            code + "\n" for code in list(self.codes.values())[:how_many])

    def count(self):
        self.statement = self.house.aoj(
            "count", WAVE, stdin=self.opening_codes()).stdout
        self.hooks.counted(self)
        self.house.post_once()
        self.table = self.house.aoj("rates", WAVE).stdout
        self.rates = json.loads(self.house.aoj(
            "rates", WAVE, "--format", "json").stdout)

    # -- what must hold -----------------------------------------------------

    def sent(self):
        """Everything people sent, as the counted data should have it."""
        documents = {}
        for name in ("uitvoering", "beleid"):
            with open(os.path.join(
                    ROOT, "conf/questionnaires/%s-1.json" % name)) as f:
                documents[name] = json.load(f)
        closed, opened = collections.Counter(), collections.Counter()
        self.closed_of = {}
        senders = [(p, expected.questionnaire_of(p, self.wave))
                   for p in self.people if p.answers]
        named = expected.named_groups(
            [(name, p.group) for p, name in senders],
            [g["code"] for g in self.wave["function_groups"]])
        for p, name in senders:
            c, o = expected.answers(documents[name], p, self.wave)
            group = p.group if (name, p.group) in named else None
            key = (name, group, json.dumps(c, sort_keys=True))
            self.closed_of[p.number] = key
            closed[key] += 1
            for question, text in o:
                opened[(name, question, text)] += 1
        return closed, opened

    def length_of(self, person):
        """Bytes of a person's answers in a draft."""
        name = expected.questionnaire_of(person, self.wave)
        with open(os.path.join(
                ROOT, "conf/questionnaires/%s-1.json" % name)) as f:
            return expected.length(json.load(f), person, self.wave)

    def stored(self):
        closed, opened = collections.Counter(), collections.Counter()
        self.response_ids = {}
        for row in self.house.sql(
                "SELECT response_id, questionnaire, function_group, answers"
                " FROM aoj.response"):
            key = (row["questionnaire"], row["function_group"],
                   json.dumps(json.loads(row["answers"]), sort_keys=True))
            closed[key] += 1
            self.response_ids.setdefault(key, []).append(row["response_id"])
        for row in self.house.sql("SELECT questionnaire, question, answer"
                                  " FROM aoj.open_answer"):
            opened[(row["questionnaire"], row["question"],
                    row["answer"])] += 1
        return closed, opened

    def check(self):
        """Raises AssertionError for anything that is not as it must be."""
        closed, opened = self.sent()
        stored_closed, stored_opened = self.stored()
        if closed != stored_closed or opened != stored_opened:
            raise AssertionError(
                "sent and stored differ: sent only %s %s, stored only %s %s"
                % (list((closed - stored_closed).items())[:2],
                   list((opened - stored_opened).items())[:2],
                   list((stored_closed - closed).items())[:2],
                   list((stored_opened - opened).items())[:2]))
        rows = [(r["sent"], r["response"], r["percentage"])
                for r in self.rates["groups"]]
        total = self.rates["total"]
        rows.append((total["sent"], total["response"], total["percentage"]))
        if tuple(rows) != EXPECTED:
            raise AssertionError("the table says %r" % (rows,))
        s = self.house.sql("SELECT found, foreign_found, damaged, opened FROM"
                           " aoj.count_statement")[0]
        if (s["found"], s["foreign_found"], s["damaged"],
                s["opened"]) != ("91", "0", "0", "91"):
            raise AssertionError("the count statement says %r" % (s,))
        if self.most_busy < 4:
            raise AssertionError("only %d answered at once" % self.most_busy)
        return sum(closed.values()), sum(opened.values())

    def check_letters(self):
        """The same, of the letters: how many were read."""
        self.letters.new()
        read = self.letters.prove()
        self.letters.prove_status(self.status)
        stopped = [set(p.stopped) for p in self.people]
        back = self.house.sql("SELECT count(*) AS n FROM aoj.undelivered")
        if int(back[0]["n"]) != sum("bounced" in s for s in stopped):
            raise AssertionError("the database says %r" % (back,))
        # Counts per group are all that is left of who said no.
        said = {g["function_group"]: (g["refused"], g["not_eligible"])
                for g in self.rates["groups"]}
        meant = {code: tuple(
            sum(p.group == code and reason in p.stopped for p in self.people)
            for reason in ("declined", "not_eligible")) for code in said}
        if said != meant:
            raise AssertionError("refusals are %r, and not %r" % (said, meant))
        slips = self.house.sql("SELECT 1 FROM aoj.refusal UNION ALL SELECT 1"
                               " FROM aoj.stop_request")
        if slips:
            raise AssertionError("%d slips were left" % len(slips))
        return read


class Hooks:
    """What an onlooker may do on the way; the demo itself does nothing."""

    def started(self, demo): pass

    def letter(self, demo, person): pass

    def event(self, demo, what, person): pass

    def closed(self, demo): pass

    def checked(self, demo): pass

    def counted(self, demo): pass


def code_in(text):
    """The opening code in what `aoj holder code` prints."""
    found = re.findall(r"\b[0-9A-Z]{2,}(?:-[0-9A-Z]{2,}){2,}\b", text)
    if len(found) != 1:
        raise AssertionError("no opening code in: " + text)
    return found[0]


def main():
    begun = time.monotonic()
    demo_house = House(any_env={})
    with contextlib.ExitStack() as stack:
        house = stack.enter_context(demo_house)
        print("Drechtsteden 2015: 193 genodigden, vijf functiegroepen, zes "
              "gemeenten, vier weken\n(%g keer zo snel als toen; stille "
              "uren overgeslagen)" % RATE)
        demo = Demo(house).run()
        print()
        print(demo.table)
        print(demo.statement)
        responses, texts = demo.check()
        letters = demo.check_letters()
        print(demo.letters.table([(g["function_group"], g["name"]) for g in
                                  demo.rates["groups"]]))
        print("\n%d letters were delivered, and read: everybody who should "
              "get one got one, on\nits day, and nobody who had answered, "
              "declined, asked for no more mail or not\nbeen reached before "
              "it left. post's totals say the same.\n" % letters)
        print("Sent and stored are the same multiset: %d responses, %d open "
              "answers." % (responses, texts))
        print("At most %d people were busy at the same moment. It took %.0f "
              "seconds." % (demo.most_busy, time.monotonic() - begun))
        print("\nWhere to look: conf/waves/%s.json is the wave, "
              "tests/demo/ plays the people,\napp/README.md follows one "
              "answer through the house; `make run` serves a wave to try."
              % WAVE)


if __name__ == "__main__":
    main()
