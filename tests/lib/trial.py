"""trial.py - a trial wave made as an operator makes one: wave file, address
list, opening codes, start, letters by post. What the benchmark and the browser
tests visit. Whoever reads the link key and the list knows every link; here the
links come out of the letters, or are derived for people without number.
"""

import hashlib
import json
import os
import re

from lib import box
from lib.aoj import ROOT
from lib.respond import base32

CODE = re.compile(r"^    (\S.*)$", re.M)


def address(group, number):
    return "%s-%d@example.org" % (group.replace("_", "-"), number)


class TrialWave:
    """groups: how many people of each function group are invited."""

    def __init__(self, house, code, groups):
        self.house, self.code, self.groups = house, code, groups
        for name in ("uitvoering-1", "beleid-1"):
            house.aoj("questionnaire", "add",
                      "conf/questionnaires/%s.json" % name)
        holder, = self.create()
        house.aoj("invitees", "import", code, self.list())
        house.post_once()
        told = house.aoj("holder", "code", code, holder).stdout
        house.aoj("holder", "confirm", code, holder,
                  stdin=CODE.search(told).group(1) + "\n")
        house.aoj("wave", "ready", code)
        house.aoj("wave", "start", code)
        row, = house.sql("SELECT wave_id, revision FROM aoj.wave WHERE wave ="
                         " '%s'" % code)
        self.wave_id, self.revision = row["wave_id"], int(row["revision"])

    def write(self, name, text):
        path = os.path.join(self.house.folder, name)
        with open(path, "w", encoding="utf-8", newline="") as f:
            f.write(text)
        os.chmod(path, 0o644)
        return path

    def create(self):
        with open(os.path.join(ROOT, "conf/waves/demonstratie.json")) as f:
            wave = json.load(f)
        wave.pop("$schema", None)
        wave["wave"], wave["link_base"] = self.code, self.house.origin
        self.house.aoj("wave", "create", self.write(
            self.code + ".json", json.dumps(wave)))
        return wave["holders"]["names"]

    def list(self):
        lines = ["E-mailadres;Naam;Functiegroep;Gemeente"]
        for group, count in self.groups.items():
            lines += ["%s;Genodigde %d;%s;Eerste Proefstad" % (
                address(group, n), n, group) for n in range(count)]
        return self.write(self.code + ".csv", "\r\n".join(lines) + "\r\n")

    def letters(self):
        """Sends all letters; the links by address."""
        self.house.post_once()
        return {x["to"]: x["link"] for x in self.house.letters()}

    def secrets(self):
        """The 16 bytes of every link, from the link key and the list."""
        with open(os.path.join(self.house.secrets, "post", "link",
                               self.wave_id + ".key")) as f:
            key = bytes.fromhex(f.read().strip())
        return [hashlib.blake2b(
            b"aoj/1/token" + self.wave_id.encode() +
            row["invitation_id"].encode(), key=key,
            digest_size=32).digest()[:16] for row in self.house.sql(
                "SELECT invitation_id FROM aoj.invitation WHERE wave_id ="
                " '%s' ORDER BY 1" % self.wave_id)]


def token(secret):
    return base32(secret)


def derived(secret, label):
    return box.derive("aoj/1/" + label, secret)
