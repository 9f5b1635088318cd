"""demo.py - Drechtsteden 2015 replayed from an address list to a response
table, on real components: the operator's command, post, the survey server over
HTTP, closing and counting. `make demo` runs it; the attack test runs it with
evidence gathered on the way, and with naive variants planted.

What people sent is kept here and compared with what was counted.
"""

import collections
import contextlib
import datetime
import hashlib
import json
import os
import re
import sys
import threading
import time
import zoneinfo

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from demo import expected, people, respondents                # noqa: E402
from demo.scheduler import Scheduler                          # noqa: E402
from lib.aoj import House, ROOT, wait_for                     # noqa: E402

WAVE = "drechtsteden-2015"
HOLDERS_OPEN = 2
AMSTERDAM = zoneinfo.ZoneInfo("Europe/Amsterdam")
BEGIN = datetime.datetime(2015, 3, 16, 9, 10, tzinfo=AMSTERDAM).timestamp()
# Wave seconds per real second: a day in less than two minutes.
RATE = 800.0
MEDIAN, SIGMA = 1800.0, 1.0     # delay after the own letter, log-normal
EXPECTED = ((138, 59, 43), (29, 14, 48), (9, 5, 56), (8, 4, 50), (9, 9, 100),
            (193, 91, 47))


class Demo:
    """One replay. Hooks (see Hooks) are called as things happen."""

    def __init__(self, house, seed=2015, hooks=None, say=print, rate=RATE):
        self.house, self.seed, self.rate = house, seed, rate
        self.hooks = hooks or Hooks()
        self.say = say
        self.list = people.people()
        self.people = respondents.plan(people.GROUPS, self.list, seed)
        self.by_address = {r["email"].lower(): p for r, p in
                           zip(self.list, self.people)}
        self.codes = {}
        self.wave_id = None
        self.invitations = {}       # invitation id -> Person
        self.lock = threading.Lock()

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
        for holder in self.holders():
            shown = house.aoj("holder", "code", WAVE, holder).stdout
            self.codes[holder] = code_in(shown)
        for holder, code in self.codes.items():
            house.aoj("holder", "confirm", WAVE, holder, stdin=code + "\n")
        house.aoj("wave", "ready", WAVE)
        house.post_once()
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
        self.map_invitations()
        self.hooks.started(self)
        house.set_clock(BEGIN, self.rate)
        house.start_post()
        scheduler = Scheduler(self.rate)
        arrived = set()
        reader = threading.Thread(target=self.read_letters,
                                  args=(scheduler, arrived))
        reader.start()
        scheduler.run(lambda: reader.is_alive())
        reader.join()
        if len(arrived) != len(self.people):
            raise AssertionError("%d letters arrived for %d people" % (
                len(arrived), len(self.people)))
        if scheduler.errors:
            person, error = scheduler.errors[0]
            raise AssertionError("%d people got stuck; the first, number %d: "
                                 "%r" % (len(scheduler.errors), person.number,
                                         error)) from error
        self.most_busy = scheduler.most_busy
        house.stop_process("post")

    def map_invitations(self):
        """Which invitation is whose: only the demo, which holds the keys and
        the list, can know. The link key gives the token of an invitation."""
        key = bytes.fromhex(open(os.path.join(
            self.house.secrets, "post", "link",
            self.wave_id + ".key")).read().strip())
        self.token_of = {}
        for row in self.house.sql("SELECT invitation_id FROM aoj.invitation"):
            self.token_of[token(key, self.wave_id, row["invitation_id"])] = \
                row["invitation_id"]

    def read_letters(self, scheduler, arrived):
        """Hands each letter to its receiver as it arrives."""
        end = time.monotonic() + 150
        seen = set()
        while len(arrived) < len(self.people) and time.monotonic() < end:
            for letter in self.house.letters(skip=seen):
                seen.add(letter["path"])
                person = self.by_address[letter["to"].lower()]
                person.link, person.letter_at = letter["link"], letter["time"]
                person.invitation = self.token_of[
                    letter["link"].rsplit("=", 1)[1]]
                self.invitations[person.invitation] = person
                arrived.add(person.number)
                self.hooks.letter(self, person)
                if self.acts(person):
                    delay = MEDIAN * pow(2.718281828459045,
                                         person.rng.gauss(0, SIGMA))
                    scheduler.add(
                        person.letter_at + delay / self.rate, person,
                        respondents.respond(person, self.house.origin,
                                            self.event))
            time.sleep(0.05)

    @staticmethod
    def acts(p):
        return (p.answers or p.declines or p.not_eligible or p.breaks_off)

    def event(self, what, person):
        self.hooks.event(self, what, person)

    def close(self):
        house = self.house
        now = house.clock()
        house.set_clock(now, 1.0)
        house.aoj("wave", "close", WAVE)
        # Half an hour of grace, then post checks the envelopes.
        self.hooks.closed(self)
        house.set_clock(now + 31 * 60, 1.0)
        house.post_once()
        self.hooks.checked(self)

    def opening_codes(self, how_many=HOLDERS_OPEN):
        return "".join(code + "\n"
                       for code in list(self.codes.values())[:how_many])

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
        for p in self.people:
            if not p.answers:
                continue
            name = expected.questionnaire_of(p, self.wave)
            c, o = expected.answers(documents[name], p, self.wave)
            key = (name, p.group, json.dumps(c, sort_keys=True))
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


def base32(data):
    bits = "".join("%08d" % int(bin(b)[2:]) for b in data)
    bits += "0" * (-len(bits) % 5)
    return "".join("abcdefghijklmnopqrstuvwxyz234567"[int(bits[i:i + 5], 2)]
                   for i in range(0, len(bits), 5))


def token(link_key, wave_id, invitation_id):
    """design.md, Keys: an implementation independent of the service's."""
    return base32(token_bytes(link_key, wave_id, invitation_id))


def token_bytes(link_key, wave_id, invitation_id):
    return hashlib.blake2b(
        b"aoj/1/token" + wave_id.encode() + invitation_id.encode(),
        key=link_key, digest_size=32).digest()[:16]


def main():
    begun = time.monotonic()
    demo_house = House(any_env={})
    with contextlib.ExitStack() as stack:
        house = stack.enter_context(demo_house)
        print("Drechtsteden 2015: 193 genodigden, vijf functiegroepen, zes "
              "gemeenten (%g keer zo snel als toen)" % RATE)
        demo = Demo(house).run()
        print()
        print(demo.table)
        print(demo.statement)
        responses, texts = demo.check()
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
