"""methods.py - ways to connect a person to an envelope, a response, or the
fact of having answered, from evidence alone. Each is scored in scoring.py;
each finds the naive variant that plants.py plants for it.
"""


import reminding
import scoring

PERSON_ENVELOPE = "person -> envelope"
PERSON_RESPONSE = "person -> response"
PERSON_ANSWERED = "person -> has answered"
PERSON_REFUSED = "person -> said no"
ENVELOPE_RESPONSE = "envelope -> response"


class View:
    """The evidence arranged around people, envelopes and responses."""

    def __init__(self, evidence):
        self.e = evidence
        self.log = evidence.log
        self.started = evidence.named("letters sent")
        self.closed = evidence.named("closed")
        self.counted = evidence.named("counted")
        self._people()
        self._envelopes()
        self._responses()

    def time(self, xid):
        return self.log.time(xid)

    def _people(self):
        """Per invitation: places, versions, letter, what changed when."""
        e = self.e
        versions = e.versions("invitation", "invitation_id")
        letters = {key: [t for t in seen if t.values["kind"] == "invitation"]
                   for key, seen in e.versions(
                       "letter", "invitation_id").items()}
        self.refusals = {t.xmin for seen in e.versions(
            "refusal", "refusal_id").values() for t in seen}
        invitees = {t.values["invitee_id"]: t
                    for t in self.started.tuples["invitee"]}
        invitee_last = {t.values["invitee_id"]: t
                        for t in self.counted.tuples["invitee"]}
        runs = e.versions("mail_run", "mail_run_id")
        first = {t.values["invitation_id"]: t
                 for t in self.started.tuples["invitation"]}
        self.people = {}
        for key, seen in versions.items():
            if key not in first:
                continue
            base = first[key]
            p = {"id": key, "base": base, "versions": seen}
            p["list_place"] = invitees[base.values["invitee_id"]].place
            p["record"] = invitees[base.values["invitee_id"]].sizes["sealed"]
            p["invitee_marks"] = (
                invitees[base.values["invitee_id"]].marks(),
                invitee_last[base.values["invitee_id"]].marks())
            changes = set()
            for t in seen:
                # Rows are frozen before the first letter: what is not
                # frozen was written later, for a reason.
                if t.mask & 0x0300 != 0x0300:
                    changes.add(t.xmin)
                changes.add(t.xmax)
            changes = {x for x in changes if x in self.log.commits}
            p["changes"] = sorted(changes)
            # Nothing is ever written on a reminder's row.
            p["letters"] = [t for t in letters.get(key, [])
                            if t.values["kind"] == "invitation"]
            p["run"] = (p["letters"][-1].values["mail_run_id"]
                        if p["letters"] else None)
            settled = [t for t in runs.get(p["run"], [])
                       if t.values["settled_at"] is not None]
            p["settled"] = (self.time(min(t.xmin for t in settled))
                            if settled else None)
            self.people[key] = p
        self.mark_changes()

    def mark_changes(self):
        """Per person: header marks and places in every snapshot."""
        for table, field in (("invitation", "row_story"),
                             ("letter", "letter_story")):
            stories = {}
            for s in self.e.snapshots:
                now = {}
                for t in s.tuples[table]:
                    if t.values.get("kind", "invitation") != "invitation":
                        continue        # see reminding.py
                    now.setdefault(t.values["invitation_id"], []).append(
                        (t.marks(), t.xmin, t.xmax))
                stories[s.name] = now
            for key, p in self.people.items():
                p[field] = [tuple(sorted(stories[s.name].get(key, [])))
                            for s in self.e.snapshots]

    def _envelopes(self):
        """Per envelope: places, and the draft it came from, whose row was
        deleted by the transaction that inserted the envelope."""
        heap, toast = set(), set()
        for snapshot in self.e.snapshots:
            for file, name in snapshot.files.items():
                if name == "draft":
                    heap.add(file)
                elif name == "toast:draft":
                    toast.add(file)
        drafts = self.log.chains(heap, toast)
        self.envelopes = {}
        marks = self.e.versions("envelope", "ballot_id")
        for key, seen in marks.items():
            first = seen[0]
            chain = drafts.get(first.xmin, [])
            v = {"id": key.hex(), "group": first.values["function_group"],
                 "place": first.place, "xid": first.xmin,
                 "cast": self.time(first.xmin),
                 "last_xid": seen[-1].xmin, "last_place": seen[-1].place,
                 "toast": first.toast["sealed"],
                 "size": first.sizes["sealed"]}
            v["xids"] = {t.xmin for t in seen} | {x for x, _ in chain}
            v["touched"] = sorted(x for x, _ in chain) + [first.xmin]
            v["begun"] = (self.time(chain[0][0]) if chain else None
                          ) or v["cast"]
            v["draft_size"] = chain[-1][1] if chain else None
            self.envelopes[v["id"]] = v

    def _responses(self):
        self.responses = {}
        for t in self.counted.live("response", self.log.committed):
            self.responses[t.values["response_id"]] = {
                "id": t.values["response_id"], "place": t.place,
                "group": t.values["function_group"], "xid": t.xmin,
                "commit": self.time(t.xmin), "toast": t.toast["answers"],
                "size": t.sizes["answers"]}


def person_envelope(view, truth, rng, parameters):
    """Among those who answered: which envelope of the group is whose?"""
    people = [p for p in view.people.values()
              if truth[p["id"]]["ballot_id"] in view.envelopes]
    envelopes = list(view.envelopes.values())
    at = {v["id"]: j for j, v in enumerate(envelopes)}
    groups = [truth[p["id"]]["group"] for p in people]
    egroups = [v["group"] for v in envelopes]
    true = [at[truth[p["id"]]["ballot_id"]] for p in people]
    strata = [(g, parameters["run"](p)) for g, p in zip(groups, people)]
    allowed = [[a == b for b in egroups] for a in groups]

    def go(name, weights):
        return scoring.score(PERSON_ENVELOPE, name, weights, true, strata,
                             allowed, rng)

    def rank(left, right, reverse=False):
        return scoring.by_rank(left, right, groups, egroups, reverse)

    change = [(p["changes"] or [None])[0] for p in people]
    touched = [v["touched"] for v in envelopes]
    yield go("same transaction", scoring.by_equality(
        [set(p["changes"]) for p in people], [v["xids"] for v in envelopes]))
    yield go("next transaction after a change",
             scoring.by_next([(p["changes"] or [None])[-1] for p in people],
                             touched))
    yield go("next transaction after the first change",
             scoring.by_next(change, touched))
    yield go("last transaction before a change", scoring.by_next(
        [None if c is None else -c for c in change],
        [sorted(-x for x in t) for t in touched]))
    for name, left in (
            ("list order", [p["list_place"] for p in people]),
            ("invitation order", [p["base"].place for p in people]),
            ("invitation id", [p["id"] for p in people]),
            ("letter order", [p["letters"][0].place if p["letters"] else None
                              for p in people]),
            ("letter transaction", [p["letters"][-1].xmin if p["letters"]
                                    else None for p in people])):
        for other, right in (
                ("envelope order", [v["place"] for v in envelopes]),
                ("envelope last order", [v["last_place"] for v in envelopes]),
                ("cast transaction", [v["xid"] for v in envelopes]),
                ("mark transaction", [v["last_xid"] for v in envelopes]),
                ("first draft", [v["begun"] for v in envelopes]),
                ("ballot id", [v["id"] for v in envelopes]),
                ("TOAST id", [v["toast"] for v in envelopes])):
            yield go("%s ~ %s" % (name, other), rank(left, right))
            yield go("%s ~ %s, reversed" % (name, other),
                     rank(left, right, True))
    sent = [max((view.time(t.xmin) or 0 for t in p["letters"]), default=0)
            or None for p in people]
    for name, left in (("letter time", sent),
                       ("run time", [p["settled"] for p in people])):
        for other, right in (("first draft", "begun"), ("cast", "cast")):
            yield go("%s + delay ~ %s" % (name, other), scoring.by_delay(
                left, [v[right] for v in envelopes],
                parameters["median"], parameters["sigma"]))


def person_answered(view, truth, rng, parameters):
    """Does anything about a person's rows tell that the person answered?"""
    yield from person_did(PERSON_ANSWERED, "answered", "an envelope",
                          set().union(*[v["xids"] for v in
                                        view.envelopes.values()]),
                          view, truth, rng, parameters)


def person_refused(view, truth, rng, parameters):
    """Or that he said no? A refusal is a slip: it names nobody."""
    yield from person_did(PERSON_REFUSED, "refused", "a refusal",
                          view.refusals, view, truth, rng, parameters)


def person_did(relation, what, slip, xids, view, truth, rng, parameters):
    """What a person's rows tell of a slip that these transactions wrote."""
    people = list(view.people.values())
    flags = [bool(truth[p["id"]][what]) for p in people]
    strata = [(truth[p["id"]]["group"], parameters["run"](p))
              for p in people]

    def same(name, values):
        return scoring.score_flag(relation, name, values, flags, strata, rng)

    def order(name, values):
        return scoring.score_order(relation, name, values, flags, strata, rng)

    def story(p, field):
        """Header marks without transaction numbers, snapshot by snapshot."""
        return [tuple(sorted(m for m, _, _ in step)) for step in p[field]]

    yield same("marks on the invitation", [story(p, "row_story")
                                           for p in people])
    yield same("marks on the letter", [story(p, "letter_story")
                                       for p in people])
    yield same("marks on the invitee", [p["invitee_marks"] for p in people])
    yield same("number of row versions", [len(p["versions"])
                                          for p in people])
    yield same("changed after the letters", [len(p["changes"])
                                             for p in people])
    yield same("a change shared with " + slip, [
        bool(set(p["changes"]) & xids) for p in people])
    yield same("letter versions", [len(p["letters"]) for p in people])
    yield same("letter settled apart", [
        len({t.xmin for t in p["letters"]}) for p in people])
    yield order("place in the list", [p["list_place"] for p in people])
    yield order("place of the invitation", [p["base"].place for p in people])
    yield order("last place of the invitation", [p["versions"][-1].place
                                                 for p in people])
    yield order("invitation id", [p["id"] for p in people])
    yield order("token hash", [p["base"].values.get("token_hash")
                               for p in people])
    yield order("size of the record", [p["record"] for p in people])
    yield order("letter's transaction", [
        p["letters"][-1].xmin if p["letters"] else None for p in people])
    yield order("letter's place", [
        p["letters"][-1].place if p["letters"] else None for p in people])
    yield order("time of the change", [(p["changes"] or [None])[-1]
                                       for p in people])
    yield order("page of the invitation", [p["base"].block for p in people])


# Responses of small groups are stored without one. Whose are among them is
# given to the attacker, who might know it from the groups' numbers.
TOGETHER = "together"


def envelope_response(view, truth, rng, parameters):
    """Which response came out of which envelope?"""
    pairs = [(t["ballot_id"], t["response_id"]) for t in truth.values()
             if t["ballot_id"] in view.envelopes
             and t["response_id"] in view.responses]
    envelopes = [view.envelopes[b] for b, _ in pairs]
    responses = [view.responses[r] for _, r in pairs]
    true = list(range(len(pairs)))
    rgroups = [r["group"] or TOGETHER for r in responses]
    groups = [v["group"] if r["group"] else TOGETHER
              for v, r in zip(envelopes, responses)]
    allowed = [[a == b for b in rgroups] for a in groups]

    def go(name, weights):
        return scoring.score(ENVELOPE_RESPONSE, name, weights, true, groups,
                             allowed, rng)

    yield go("draft size ~ response size", scoring.by_rank(
        [v["draft_size"] for v in envelopes], [r["size"] for r in responses],
        groups, rgroups))
    yield go("envelope size ~ response size", scoring.by_rank(
        [v["size"] for v in envelopes], [r["size"] for r in responses],
        groups, rgroups))
    # From the response's own answers: the lines of the draft have their length.
    yield go("draft length = answers' length", scoring.by_distance(
        [v["draft_size"] for v in envelopes],
        [truth_length(parameters, r["id"]) for r in responses]))
    for name, left in (("envelope order", "place"),
                       ("last envelope order", "last_place"),
                       ("cast transaction", "xid"), ("ballot id", "id"),
                       ("envelope TOAST id", "toast")):
        for other, right in (("response order", "place"),
                             ("response transaction", "xid"),
                             ("response id", "id"),
                             ("response TOAST id", "toast")):
            for reverse in (False, True):
                yield go("%s ~ %s%s" % (name, other,
                                        ", reversed" if reverse else ""),
                         scoring.by_rank([v[left] for v in envelopes],
                                         [r[right] for r in responses],
                                         groups, rgroups, reverse))


def truth_length(parameters, response_id):
    return parameters["length"].get(response_id)


def person_response(view, truth, rng, parameters):
    """Straight from a person to a response."""
    people = [p for p in view.people.values()
              if truth[p["id"]]["response_id"] in view.responses]
    responses = list(view.responses.values())
    at = {r["id"]: j for j, r in enumerate(responses)}
    rgroups = [r["group"] or TOGETHER for r in responses]
    true = [at[truth[p["id"]]["response_id"]] for p in people]
    groups = [truth[p["id"]]["group"] if rgroups[j] != TOGETHER else TOGETHER
              for p, j in zip(people, true)]
    strata = [(g, parameters["run"](p)) for g, p in zip(groups, people)]
    allowed = [[a == b for b in rgroups] for a in groups]
    for name, left in (
            ("list order", [p["list_place"] for p in people]),
            ("invitation order", [p["base"].place for p in people]),
            ("invitation id", [p["id"] for p in people]),
            ("size of the record", [p["record"] for p in people]),
            ("letter order", [p["letters"][0].place if p["letters"] else None
                              for p in people]),
            ("letter transaction", [p["letters"][-1].xmin if p["letters"]
                                    else None for p in people])):
        for other, right in (("response order", "place"),
                             ("response transaction", "xid"),
                             ("response id", "id"),
                             ("response size", "size")):
            for reverse in (False, True):
                yield scoring.score(
                    PERSON_RESPONSE, "%s ~ %s%s" % (
                        name, other, ", reversed" if reverse else ""),
                    scoring.by_rank(left, [r[right] for r in responses],
                                    groups, rgroups, reverse),
                    true, strata, allowed, rng)


def residue(view, truth, rng, parameters):
    """What runs of a whole group allow: the delay method with nothing but
    the run's time, scored against shuffling in the whole group."""
    def whole(_):
        return None
    loose = dict(parameters, run=whole)
    for result in person_envelope(view, truth, rng, loose):
        if result.method == "run time + delay ~ cast":
            return result
    raise AssertionError("no such method")


ALL = (person_envelope, person_answered, person_refused, envelope_response, person_response,
       reminding.reminder_sent)
