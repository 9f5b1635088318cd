"""reminding.py - does anything that evidence holds of a reminder tell whether
it was sent or not needed any more? Not needed means: has answered, or has said
no. Works on whatever settled reminders the evidence has; without any, no method
speaks.

truth[invitation]["reminded"] is {kind: whether it was sent}. People are
compared with those of their run of whom rows openly say the same: that the
invitation was given up.
"""

import scoring
from evidence import OFFSET

REMINDER_SENT = "person -> reminder sent"


class Reminder:
    """One letter row of a reminder, in all its versions."""

    def __init__(self, invitation, kind):
        self.invitation, self.kind = invitation, kind
        self.versions = {}          # (xmin, place) -> Tuple
        self.story = []             # marks, snapshot by snapshot
        self.run = self.settled = None
        self.records = []           # of the log, that name this row
        self.page_records = 0       # that touch its page while it is in hand

    @property
    def last(self):
        return self.versions[max(self.versions)]

    @property
    def first(self):
        return self.versions[min(self.versions)]


def reminders(evidence):
    """Of settled runs, in a fixed order."""
    log = evidence.log
    found = {}
    for number, snapshot in enumerate(evidence.snapshots):
        for t in snapshot.tuples["letter"]:
            if t.values["kind"] == "invitation":
                continue
            key = (t.values["kind"], t.values["invitation_id"])
            r = found.setdefault(key, Reminder(key[1], key[0]))
            r.versions[(t.xmin, t.place)] = t
            r.story += [[] for _ in range(number + 1 - len(r.story))]
            r.story[number].append(t.marks())
            r.run = t.values["mail_run_id"]
    runs = {}
    for key, seen in evidence.versions("mail_run", "mail_run_id").items():
        claimed = [t.xmin for t in seen if t.values["state"] == "claimed"]
        settled = [t for t in seen if t.values["settled_at"] is not None]
        if settled:
            runs[key] = (min(claimed, default=None), settled[0].xmin)
    out = [found[key] for key in sorted(found) if found[key].run in runs]
    for r in out:
        r.claim, r.settled = runs[r.run]
    read_log(evidence, log, out)
    return out


def read_log(evidence, log, found):
    """Which records of the log name a row, or touch its page in the time
    between a run's claim and its end."""
    files = {f for s in evidence.snapshots for f, name in s.files.items()
             if name == "letter"}
    rows, pages = {}, {}
    for r in found:
        for t in r.versions.values():
            rows.setdefault(t.place, []).append(r)
            pages.setdefault(t.block, set()).add(r)
    begun = {r.settled: log.commits.get(r.claim, (None,))[0] for r in found}
    for lsn, xid, manager, desc, blocks, _ in log.records:
        for file, block in blocks[:2]:
            if file not in files:
                continue
            for offset in OFFSET.findall(desc):
                for r in rows.get((block, int(offset)), ()):
                    if r.records[-1:] != [lsn]:
                        r.records.append(lsn)
            for r in pages.get(block, ()):
                after, before = begun[r.settled], log.commits.get(
                    r.settled, (None,))[0]
                if after and before and after < lsn < before:
                    r.page_records += 1


def open_knowledge(evidence, found):
    """What rows say by name: the outcome of the invitation."""
    outcome = {}
    for s in evidence.snapshots:
        for t in s.tuples["letter"]:
            if t.values["kind"] == "invitation" and t.values["outcome"]:
                outcome[t.values["invitation_id"]] = t.values["outcome"]
    return [outcome.get(r.invitation) for r in found]


def gaps(log, found):
    """How long before a row's last transaction another of its run's rows was
    written: a letter that is sent takes its time."""
    out = {}
    for run in {r.run for r in found}:
        members = sorted((r for r in found if r.run == run),
                         key=lambda r: r.last.xmin)
        before = None
        for r in members:
            now = log.time(r.last.xmin)
            out[id(r)] = None if before is None or now is None \
                else now - before
            before = now
    return [out[id(r)] for r in found]


def neighbours(evidence, found, table):
    """Marks on the person's row of another table, in every snapshot."""
    stories = {}
    for number, s in enumerate(evidence.snapshots):
        for t in s.tuples[table]:
            stories.setdefault(t.values["invitation_id"], []).append(
                (number, t.marks()))
    return [tuple(sorted(stories.get(r.invitation, ()))) for r in found]


def reminder_sent(view, truth, rng, parameters):
    """Does anything about a reminder's row tell that it was sent?"""
    found = [r for r in reminders(view.e)
             if r.kind in truth.get(r.invitation, {}).get("reminded", {})]
    if not found:
        return
    flags = [truth[r.invitation]["reminded"][r.kind] for r in found]
    strata = list(zip([r.run for r in found], open_knowledge(view.e, found)))
    log = view.log

    def same(name, values):
        return scoring.score_flag(REMINDER_SENT, name, values, flags, strata,
                                  rng)

    def order(name, values):
        return scoring.score_order(REMINDER_SENT, name, values, flags, strata,
                                   rng)

    yield same("columns of the letter", [
        (r.last.values["outcome"], r.last.values["smtp_reply"],
         tuple(sorted(r.last.sizes.items()))) for r in found])
    yield same("versions of the letter", [len(r.versions) for r in found])
    yield same("marks on the letter", [
        tuple(tuple(sorted(step)) for step in r.story) for r in found])
    yield same("letter written with the run's end", [
        r.last.xmin == r.settled for r in found])
    yield same("letter written after its run was planned", [
        r.last.xmin > r.first.xmin for r in found])
    yield same("marks on the invitation", neighbours(
        view.e, found, "invitation"))
    yield same("records in the log", [len(r.records) for r in found])
    yield same("records on the page meanwhile", [r.page_records
                                                 for r in found])
    yield order("letter's transaction", [r.last.xmin for r in found])
    yield order("letter's time", [log.time(r.last.xmin) for r in found])
    yield order("time since the letter before", gaps(log, found))
    yield order("letter's place", [r.last.place for r in found])
    yield order("letter's first place", [r.first.place for r in found])
    yield order("last record in the log", [
        r.records[-1] if r.records else None for r in found])
    yield order("invitation id", [r.invitation for r in found])
