"""letters.py - reads what was delivered, and proves who got which letter: in
the receivers' own words (the Maildir), by definitions.md 4 and design.md, and
with no question to the service. Which letter a message is, its name tells to
who holds the link key; when it left, its date.

Who gets a reminder: everybody invited, but for those who before its first
letter left had sent their answers, had declined (coming back by the link
writes nothing: design.md, 2), had said that they are not of the target group,
had asked for no more mail, or whose invitation had come back for good. Who has begun and not sent is still reminded.
"""

import datetime
import math
import re
import zoneinfo

from lib import reminders
from lib.respond import base32

AMSTERDAM = zoneinfo.ZoneInfo("Europe/Amsterdam")
NAMES = {"invitation": "uitnodiging", "reminder_1": "herinnering 1",
         "reminder_2": "herinnering 2"}
REASONS = {"sent": "heeft verstuurd", "declined": "doet niet mee",
           "not_eligible": "hoort niet bij de doelgroep",
           "unsubscribed": "wil geen mail meer",
           "bounced": "uitnodiging niet aangekomen"}
APART = datetime.timedelta(hours=72)


def must(holds, sentence, *values):
    if not holds:
        raise AssertionError(sentence % values)


class Letter:
    """One delivered message of the wave."""

    def __init__(self, delivered, kind, invitation):
        self.kind, self.invitation = kind, invitation
        self.message, self.link = delivered["message"], delivered["link"]
        self.to = delivered["to"].lower()
        self.id = name_of(self.message["Message-ID"])
        self.left = self.message["Date"].datetime.astimezone(AMSTERDAM)

    def unsubscribe_link(self):
        return re.search(r"<(https://[^>]+)>",
                         self.message["List-Unsubscribe"]).group(1)


def name_of(message_id):
    return str(message_id).strip().strip("<>").split("@")[0]


class Letters:
    """All that has arrived. wave: the wave file; people: address -> Person;
    kinds: those that the calendar has, in order."""

    def __init__(self, house, wave, wave_id, people, kinds):
        self.house, self.wave, self.people = house, wave, people
        self.kinds = kinds
        key = reminders.link_key(house, wave_id)
        invitations = reminders.invitations(house, wave_id)
        self.names = {reminders.letter_id(key, wave_id, i, kind): (kind, i)
                      for i in invitations for kind in reminders.KINDS}
        self.tokens = {i: base32(reminders.token(key, wave_id, i))
                       for i in invitations}
        self.seen = set()
        self.all = []               # Letter
        self.begun = {}             # kind -> when its first letter was due

    def new(self):
        """Letters to invited people that came since; mail to staff is no
        part of the list."""
        out = []
        for delivered in self.house.letters(skip=self.seen):
            self.seen.add(delivered["path"])
            message = delivered["message"]
            if message["List-Id"] is None:
                continue
            name = name_of(message["Message-ID"])
            must(name in self.names, "a letter that nobody should get: %s",
                 message["Subject"])
            out.append(Letter(delivered, *self.names[name]))
        self.all += out
        return out

    # -- the proof ------------------------------------------------------------

    def prove(self):
        """Raises AssertionError for any letter too many, too few, to somebody
        else or at another time. How many it has read."""
        got = {}
        for letter in self.all:
            must(letter.to in self.people, "a letter to a stranger")
            mine = got.setdefault(self.people[letter.to].number, {})
            must(letter.kind not in mine, "number %d got %s twice",
                 self.people[letter.to].number, letter.kind)
            mine[letter.kind] = letter
        for person in self.people.values():
            self.prove_person(person, got.get(person.number, {}))
        self.prove_subjects()
        return len(self.all)

    def prove_person(self, person, mine):
        for kind in self.kinds:
            why = self.stops(person, kind)
            must((kind in mine) == (not why), "number %d %s %s: %s",
                 person.number, "got" if kind in mine else "did not get",
                 kind, ", ".join(why) or "nothing stood in the way")
        must(set(mine) <= set(self.kinds), "number %d got %s", person.number,
             ", ".join(mine))
        first = mine.get("invitation")
        before = None
        for letter in sorted(mine.values(), key=lambda l: l.left):
            self.prove_letter(person, letter, first)
            must(before is None or letter.left - before >= APART,
                 "number %d got two letters within 72 hours", person.number)
            before = letter.left

    def prove_letter(self, person, letter, first):
        number = person.number
        must(letter.invitation == first.invitation and
             (letter.link or "").endswith("=" +
                                          self.tokens[letter.invitation]),
             "number %d got another's %s", number, letter.kind)
        follows = name_of(letter.message["In-Reply-To"] or "")
        must(follows == ("" if letter is first else first.id),
             "number %d: %s does not follow the invitation", number,
             letter.kind)
        must(letter.left.date() == self.day(letter.kind),
             "number %d got %s on %s", number, letter.kind, letter.left)
        plan, time = self.wave["plan"], letter.left.strftime("%H:%M")
        must(plan["send_from"] <= time < plan["send_until"],
             "number %d got %s at %s", number, letter.kind, time)
        # Once more, letter by letter, by their own clock.
        for reason, since in person.stopped.items():
            must(since > letter.left.timestamp(), "number %d %s, and "
                 "got %s after that", number, reason, letter.kind)

    def prove_subjects(self):
        """Which letter it is can be read above it."""
        subjects = {(l.message["Subject"], l.kind) for l in self.all}
        must(len(subjects) == len({s for s, _ in subjects}) ==
             len({k for _, k in subjects}), "subjects: %r", subjects)

    def stops(self, person, kind):
        """Why this person is to get no letter of the kind: often nothing."""
        if kind == "invitation":
            return []
        return [reason for reason in REASONS
                if person.stopped.get(reason, math.inf) < self.begun[kind]]

    def had_begun(self, person, kind):
        """Has a draft, and is reminded: what is not sent is not there."""
        return (person.begun is not None and not self.stops(person, kind) and
                person.begun < self.begun[kind])

    def day(self, kind):
        """The day of a kind by the plan; none of 2015 is a holiday."""
        place = self.kinds.index(kind)
        days = ([0] + self.wave["plan"]["reminders"])[place]
        return (datetime.date.fromisoformat(self.wave["dates"]["opens"]) +
                datetime.timedelta(days))

    def prove_status(self, status):
        """What the service says of invitations is what arrived; of reminders
        it has no number. status: aoj post status."""
        sent = self.counts()
        told = {(r["kind"], r["function_group"]): r
                for r in status["letters"]}
        must(set(told) == set(sent), "post status tells of %r", set(told))
        for (kind, group), row in told.items():
            must(row["runs"]["due"] + row["runs"]["claimed"] == 0,
                 "not all letters have left: %r", row)
            if kind == "invitation":
                must((row["sent"], row["given_up"]) == (sent[kind, group], 0),
                     "post status says %r, the Maildir %d", row,
                     sent[kind, group])
            else:
                must(not {"letters", "sent", "given_up"} & set(row),
                     "post status has a number of reminders: %r", row)

    # -- what is shown --------------------------------------------------------

    def counts(self):
        """(kind, group) -> letters that arrived."""
        out = {(kind, p.group): 0 for kind in self.kinds
               for p in self.people.values()}
        for letter in self.all:
            out[letter.kind, self.people[letter.to].group] += 1
        return out

    def table(self, groups):
        """groups: (code, name) in the order of the wave."""
        sent, people = self.counts(), list(self.people.values())
        line = "%-28s" + "%15s" * len(self.kinds)
        out = [line % ("brieven", *(NAMES[k] for k in self.kinds)),
               line % ("", *(self.day(k).strftime("%d-%m-%Y")
                             for k in self.kinds))]
        out += [line % (name, *(sent[k, code] for k in self.kinds))
                for code, name in groups]
        out.append(line % ("totaal", *(
            sum(sent[k, code] for code, _ in groups) for k in self.kinds)))
        out.append(line % ("  van wie al begonnen", *(
            sum(self.had_begun(p, k) for p in people) for k in self.kinds)))
        out += ["", "geen brief, want"]
        for reason, words in REASONS.items():
            out.append(line % (words, *(
                sum(self.stops(p, k)[:1] == [reason] for p in people)
                for k in self.kinds)))
        out.append(line % ("genodigd", *([len(people)] * len(self.kinds))))
        return "\n".join(out)
