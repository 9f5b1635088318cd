"""expected.py - what the counted data must hold of what a person sent: an
implementation of the questionnaire's rules independent of the service's.
"""


def questionnaire_of(person, wave):
    """The list a person filled in: the group's, or the other one."""
    own = "beleid" if person.group in ("beleid_gemeente", "directie_swv") \
        else "uitvoering"
    if not person.switches:
        return own
    return "beleid" if own == "uitvoering" else "uitvoering"


def questions(document):
    """Single questions in order, each with its page's condition."""
    for page in document["pages"]:
        for q in page["questions"]:
            if q["type"] == "statements":
                for item in q["items"]:
                    yield {"type": "one", "scale": q["scale"],
                           "when": q.get("when"), **item}, page.get("when")
            else:
                yield q, page.get("when")


def holds(condition, answered):
    """answered: code -> list of values, only of questions that are asked."""
    if condition is None:
        return True
    if "all" in condition:
        return all(holds(c, answered) for c in condition["all"])
    if "any" in condition:
        return any(holds(c, answered) for c in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], answered)
    values = answered.get(condition["question"], [])
    if "is" in condition:
        return condition["is"] in values
    if "in" in condition:
        return any(v in values for v in condition["in"])
    if not values:
        return False
    mark = int(values[0])
    return {"less_than": lambda n: mark < n, "at_most": lambda n: mark <= n,
            "more_than": lambda n: mark > n, "at_least": lambda n: mark >= n,
            "equals": lambda n: mark == n}[
                next(k for k in condition if k != "question")](
                    next(v for k, v in condition.items() if k != "question"))


def text(value):
    return value.replace("\r\n", "\n").strip()


def answers(document, person, wave):
    """(closed answers as a dictionary, open ones as (code, text) pairs)."""
    closed, opened, answered = {}, [], {}
    for q, page_when in questions(document):
        code = q["code"]
        if not (holds(page_when, answered) and holds(q.get("when"),
                                                     answered)):
            continue
        values = [v for v in person.given.get(code, []) if v != ""]
        if not values:
            continue
        if q["type"] in ("short", "long"):
            if text(values[0]):
                opened.append((code, text(values[0])))
            continue
        answered[code] = values
        if q["type"] == "several":
            order = option_codes(q, wave)
            closed[code] = sorted(set(values), key=order.index)
        elif q["type"] == "mark":
            closed[code] = int(values[0])
        else:
            closed[code] = values[0]
            if values[0] == "anders_namelijk":
                opened.append((code + "_anders", text(
                    person.given[code + "_anders"][0])))
    return closed, opened


def option_codes(q, wave):
    if q.get("options_from") == "municipalities":
        return [m["code"] for m in wave["municipalities"]]
    return [o["code"] for o in q["options"]]


def length(document, person, wave):
    """Bytes of the answers as lines of a draft (app/domain/answers_draft.c):
    what an unpadded draft would betray."""
    closed, opened = answers(document, person, wave)
    lines = [(code, " ".join(value) if isinstance(value, list) else str(value))
             for code, value in closed.items()]
    lines += [(code, value.replace("\\", "\\\\").replace("\n", "\\n"))
              for code, value in opened]
    return sum(len(("%s\t%s\n" % line).encode()) for line in lines)


def named_groups(sent, order):
    """(questionnaire, group) of those that may stand beside closed answers:
    groups of fewer than five go together without, and the smallest of the
    others with them until they are five (definitions.md 3)."""
    named = set()
    for name in {n for n, _ in sent}:
        count = {g: sum(s == (name, g) for s in sent) for g in order}
        big = {g for g in order if count[g] >= 5}
        while 0 < sum(n for g, n in count.items() if g not in big) < 5 \
                and big:
            big.remove(min(big, key=lambda g: (count[g], order.index(g))))
        named |= {(name, g) for g in big}
    return named
