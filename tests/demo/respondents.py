"""respondents.py - how 193 people behave: some answer, some stop and come
back on another device, some decline and return, some take the other list,
most do nothing. Each is a generator that yields how long (in seconds of the
wave's time) the person does something else, so that a scheduler can play many
at once. Nothing here looks behind the pages: it clicks what it sees.
"""

import math
import random

from lib.browser import Browser

TEXTS = (
    "De lijnen met het wijkteam zijn kort; we bellen elkaar gewoon.",
    "Er zijn veel wisselingen bij de jeugdhulp. Daardoor begin je steeds "
    "opnieuw.\n\nEen vast gezicht per school zou helpen.",
    "Meer tijd voor het casusoverleg, en de ouders er altijd bij.",
    "Korte wachttijden; nu wachten kinderen “maanden” op hulp.",
    "Het overleg op dinsdag & donderdag werkt <goed>: 100% opkomst!",
    "Één aanspreekpunt voor school én gezin. Graag vóór de zomer geregeld.",
    "Wij zijn trots op de inloop voor ouders in het Kofschip.",
    "Privacyregels zijn onduidelijk; wie mag wat delen?",
)

LONG = ("We hebben dit jaar samen met het wijkteam, de schoolarts en de "
        "leerplichtambtenaar een vast overleg opgezet. ") * 8


class Stuck(Exception):
    """The service showed something that a person could not get past."""


class Person:
    """One invitee: the plan for this person, and what was done and sent."""

    def __init__(self, number, group, seed):
        self.number, self.group = number, group
        self.rng = random.Random("%s/%s" % (seed, number))
        self.answers = False        # sends in the end
        self.stops = False          # stops half-way, comes back elsewhere
        self.declines = False       # says no first
        self.returns = False        # … and comes back on it
        self.switches = False       # takes the other questionnaire
        self.breaks_off = False     # begins, never sends
        self.not_eligible = False
        # What reactions.py decides, when there is more than one letter.
        self.begins_on = self.acts_on = "invitation"    # moved by this letter
        self.late = 0               # … or so many days after it
        self.delay = None           # seconds after the letter; None: chance
        self.bounces = False        # the invitation comes back
        self.unsubscribes = None    # asks for no more mail on this letter …
        self.patience = 0           # … so many seconds later
        self.link = None
        self.story = None           # what respond() does, once it has begun
        self.begun = None           # since when there is a draft
        self.stopped = {}           # why no letter any more -> since when
        self.given = {}             # field name -> value(s), as last saved
        self.questionnaire = None
        self.finished = False
        self.requests = 0

    def pause(self, seconds):
        """A log-normal pause around so many seconds."""
        return seconds * math.exp(self.rng.gauss(0, 0.6))


def plan(groups, people, seed):
    """Decides who does what. groups: (code, invited, answered)."""
    rng = random.Random("plan/%s" % seed)
    out = []
    for number, row in enumerate(people):
        out.append(Person(number, row["group"], seed))
    for code, _, answered in groups:
        members = [p for p in out if p.group == code]
        rng.shuffle(members)
        yes, no = members[:answered], members[answered:]
        for p in yes:
            p.answers = True
        for i, p in enumerate(yes):
            if i % 7 == 1:
                p.declines = p.returns = True
            elif i % 5 == 2:
                p.stops = True
            elif i % 11 == 4 and code in ("ib", "zoco_vo", "directie_swv"):
                p.switches = True
        for i, p in enumerate(no):
            if i % 6 == 0:
                p.declines = True
            elif i % 13 == 3:
                p.not_eligible = True
            elif i % 4 == 1:
                p.breaks_off = True
    return out


def choose(person, form):
    """Fills what the page shows and this person has not answered yet."""
    rng, changes = person.rng, {}
    for name in form.names(("radio",)):
        options = [f for f in form.named(name) if not f.disabled]
        if any(f.checked for f in options) and rng.random() < 0.9:
            value = [f.value for f in options if f.checked][0]
        else:
            usual = [f.value for f in options
                     if f.value != "anders_namelijk"] or [options[0].value]
            # People agree with each other more than dice do.
            value = usual[min(int(rng.expovariate(0.7)), len(usual) - 1)]
            if name.endswith("_cijfer"):
                value = str(max(1, min(10, round(rng.gauss(6.9, 1.3)))))
            elif name == "u_werkveld" and rng.random() < 0.05:
                value = usual[-1]
        changes[name] = value
    for name in form.names(("checkbox",)):
        values = [f.value for f in form.named(name)]
        picked = [v for v in values if rng.random() < 1.5 / len(values)]
        changes[name] = picked or [rng.choice(values)]
    for name in form.names(("textarea", "text")):
        if name.endswith("_anders"):
            continue
        if rng.random() < 0.3:
            text = rng.choice(TEXTS)
            if rng.random() < 0.06:
                text = LONG
            changes[name] = text.replace("\n", "\r\n")
    return changes


def page_form(page):
    """The questionnaire form of a page, or None on other pages."""
    for form in page.forms:
        if form.action.startswith("/pagina/"):
            return form
    return None


def open_link(person, origin):
    browser = Browser(origin)
    page = browser.get(person.link)
    if page.status != 200:
        raise Stuck("the link answered %d" % page.status)
    return browser


def begin(browser):
    page = browser.submit(browser.page.form("/begin"))
    if page.status != 200:
        raise Stuck("/begin answered %d: %s" % (page.status, page.title))
    return page


def fill_page(person, browser, button="volgende"):
    """Fills and sends the page shown."""
    form = page_form(browser.page)
    before = form.action
    changes = choose(person, form)
    sent = form.pairs(None, **changes)
    page = browser.submit(form, button, **changes)
    person.requests += 1
    after = page_form(page)
    if page.status != 200 or (after is not None and after.action == before):
        raise Stuck("%s answered %d: %s" % (before, page.status, page.title))
    remember(person, form, sent)
    return page


def remember(person, form, sent):
    for f in form.fields:
        if f.name and not f.name.startswith("_") and f.name != "form":
            person.given.pop(f.name, None)
    for name, value in sent:
        if name.startswith("_") or name == "form":
            continue
        person.given.setdefault(name, []).append(form.meant(name, value))


def decline(person, browser, choice):
    """Says no: the page asks, one choice is made, the button is pressed."""
    page = browser.get("/niet-meedoen")
    form = page.form("/niet-meedoen")
    names = form.names(("radio",))
    page = browser.submit(form, **{names[0]: choice})
    if page.status != 200:
        raise Stuck("declining answered %d" % page.status)


def respond(person, origin, hooks):
    """The whole of one person, from the letter on."""
    p = person
    browser = open_link(p, origin)
    if p.not_eligible or p.declines:
        begin(browser)
        if p.not_eligible:
            page = browser.get("/niet-mijn-lijst")
            form = page.form("/niet-mijn-lijst")
            browser.submit(form, **{form.names(("radio",))[0]:
                                    "niet_doelgroep"})
        else:
            decline(p, browser, "niet_meedoen")
        browser.close()
        hooks("declined", p)
        if not p.returns:
            p.finished = True
            return
        yield p.pause(1800)
        hooks("returning", p)
        browser = open_link(p, origin)
    begin(browser)
    if p.switches:
        page = browser.get("/niet-mijn-lijst")
        form = page.form("/niet-mijn-lijst")
        browser.submit(form, **{form.names(("radio",))[0]: "andere_lijst"})
        if browser.page.status != 200:
            raise Stuck("switching answered %d" % browser.page.status)
    pages = 0
    leave_after = p.rng.randint(1, 4)
    while page_form(browser.page) is not None:
        yield p.pause(60)
        if p.breaks_off and pages == leave_after:
            browser.close()
            p.finished = True
            return
        if p.stops and pages == leave_after:
            fill_page(p, browser, "stoppen")
            browser.close()
            # Till a later letter, when that is what it takes.
            yield None if p.begins_on != p.acts_on else p.pause(3600)
            browser = open_link(p, origin)
            begin(browser)
        elif p.rng.random() < 0.05 and pages > 0:
            fill_page(p, browser, "terug")
        else:
            fill_page(p, browser)
        pages += 1
        if pages == 1:
            hooks("begun", p)
        if pages > 60:
            raise Stuck("the questionnaire has no end")
    yield p.pause(30)
    form = browser.page.form("/versturen")
    box = form.names(("checkbox",))[0]
    page = browser.submit(form, **{box: form.named(box)[0].value})
    if page.status != 200 or "bedankt" not in page.text.lower():
        raise Stuck("sending answered %d: %s" % (page.status, page.title))
    browser.close()
    p.finished = True
    hooks("sent", p)
