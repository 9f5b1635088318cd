"""demonstration.py - a trial wave to look at: made with the operator's command
as an operator would, not made twice, gone on with where an earlier start was
interrupted. Knows the command line, knows nothing behind it.
"""

import email
import email.policy
import glob
import json
import os
import re
import subprocess

WAVE = "demonstratie"
CODE_FILE = WAVE + ".code"
LINK = re.compile(r"^(https?://\S+/v\?t=[a-z2-7]{26})\s*$", re.M)

# Invented people, by the words an address list may use for their group.
PEOPLE = {
    "Intern begeleider": "Anja de Boer;Bas Verhoeven;Carlijn Özdemir;"
    "Daniëlle Smits;Erik van der Wal;Fleur Jansen;Gijs Bakker;Hanneke Mulder;"
    "Ilse van den Berg;Joëlle Postma",
    "zoco_vo": "Karin de Wit;Lars Peters;Marieke Kok;Niels Dekker;"
    "Oda Scholten;Petra Vink",
    "jeugdhulp": "Quirine Groen;Ruud Timmermans;Sanne de Vries;"
    "Thijs Hendriks;Ursula van Dijk",
    "beleid_gemeente": "Véronique Brouwer;Wim Kuiper;Yvonne de Ruiter;"
    "Zoë Nieuwenhuis;Arjan Zwart",
}
PLACES = ("Eerste Proefstad", "Tweede Proefstad")


class Stop(Exception):
    """Why there is nothing to serve, in words for whoever started it."""


def shown(path):
    """A path as one would type it here."""
    short = os.path.relpath(path)
    return path if short.startswith("..") else short


class Command:
    """The operator's command, as the user who serves."""

    def __init__(self, served, root):
        self.program = os.path.join(served.build, "aoj")
        self.env, self.root = served.env, root

    def try_(self, *args, stdin=""):
        return subprocess.run([self.program, *args], input=stdin, text=True,
                              capture_output=True, env=self.env,
                              cwd=self.root)

    def __call__(self, *args, stdin=""):
        done = self.try_(*args, stdin=stdin)
        if done.returncode != 0:
            raise Stop("aoj %s: %s" % (" ".join(args), done.stderr.strip()))
        return done.stdout


def state(aoj):
    """What `wave show` calls the wave's state; None when there is no wave."""
    done = aoj.try_("wave", "show", WAVE)
    if done.returncode == 1:
        return None, ""
    if done.returncode != 0:
        raise Stop("aoj wave show %s: %s" % (WAVE, done.stderr.strip()))
    return re.search(r"^Stand:\s*(.+)$", done.stdout, re.M).group(1), \
        done.stdout


def wave_file(served, root):
    """The wave of conf/waves, with links to where it is served."""
    with open(os.path.join(root, "conf/waves/%s.json" % WAVE)) as f:
        wave = json.load(f)
    wave["link_base"] = served.origin
    wave.pop("$schema", None)
    path = os.path.join(served.run, WAVE + ".json")
    with open(path, "w") as f:
        json.dump(wave, f, ensure_ascii=False, indent=2)
    return path, wave


def address_list(served):
    path = os.path.join(served.run, WAVE + ".csv")
    with open(path, "w", encoding="utf-8-sig", newline="") as f:
        f.write("E-mailadres;Naam;Functiegroep;Gemeente\r\n")
        number = 0
        for group, names in PEOPLE.items():
            for name in names.split(";"):
                number += 1
                f.write("genodigde%d@example.org;%s;%s;%s\r\n" % (
                    number, name, group, PLACES[number % len(PLACES)]))
    return path


def make(served, aoj, root):
    """From nothing, or from a draft that was left, to a wave that is ready."""
    for path in sorted(glob.glob(os.path.join(
            root, "conf/questionnaires/*-1.json"))):
        aoj("questionnaire", "add", path)
    path, wave = wave_file(served, root)
    now, words = state(aoj)
    if now is None:
        aoj("wave", "create", path)
        now, words = state(aoj)
    if not re.search(r": [1-9]\d* genodigde", words):
        aoj("invitees", "import", WAVE, address_list(served))
    for holder in wave["holders"]["names"]:
        told = persist(served, aoj, "a code for " + holder,
                       "holder", "code", WAVE, holder)
        code = re.search(r"^    (\S.*)$", told, re.M).group(1)
        with open(os.path.join(served.run, CODE_FILE), "w") as f:
            f.write(code + "\n")
        aoj("holder", "confirm", WAVE, holder, stdin=code + "\n")
    aoj("wave", "ready", WAVE)


def persist(served, aoj, because, *args):
    """Says it until it is not refused: post makes a wave's keys meanwhile.
    What it printed."""
    last = []

    def done():
        said = aoj.try_(*args)
        last[:] = [said]
        if said.returncode not in (0, 1):
            raise Stop("aoj %s: %s" % (" ".join(args), said.stderr.strip()))
        return said.returncode == 0
    try:
        served.wait_for(done, because)
    except Stop as stop:
        raise Stop("%s\n%s" % (stop, " ".join(
            said.stderr.strip() for said in last))) from None
    return last[0].stdout


def start(served, aoj):
    persist(served, aoj, "the demonstration wave to start",
            "wave", "start", WAVE)


def letters(served):
    """The letters in the Maildir that hold a link, oldest first."""
    found = []
    folder = served.settings["AOJ_MAIL"][len("maildir:"):]
    for path in sorted(glob.glob(folder + "/**/new/*", recursive=True)
                       + glob.glob(folder + "/**/cur/*", recursive=True),
                       key=lambda p: (os.stat(p).st_mtime_ns, p)):
        with open(path, "rb") as f:
            message = email.message_from_binary_file(
                f, policy=email.policy.default)
        body = message.get_body(("plain",))
        link = LINK.search(body.get_content()) if body else None
        if link:
            found.append({"link": link.group(1), "to": str(message["To"]),
                          "path": path})
    return found


def prepare(served, root):
    """The wave is open when this returns; one letter of it, or None when
    letters do not go into a Maildir or the wave is over."""
    aoj = Command(served, root)
    now, _ = state(aoj)
    fresh = False
    if now is None or now == "in voorbereiding":
        print("Making the demonstration wave.", flush=True)
        make(served, aoj, root)
        now = "klaar"
    if now.startswith("klaar"):
        start(served, aoj)
        fresh = True
    elif not now.startswith("open"):
        print("The demonstration wave is over (%s): remove %s to begin anew."
              % (now, shown(served.run)), flush=True)
        return None
    if not served.settings["AOJ_MAIL"].startswith("maildir:"):
        return None
    if fresh:
        people = sum(len(names.split(";")) for names in PEOPLE.values())
        served.wait_for(lambda: len(letters(served)) >= people,
                        "the letters")
    found = letters(served)
    if not found:
        return None         # somebody took them away
    letter = found[0]
    # The letter may be older than today's address or port.
    letter["link"] = served.origin + "/v?" + letter["link"].split("/v?")[1]
    return letter
