"""respond.py - a wave that takes answers, with links whose owners the test
knows, and people who fill in what they see. The wave is made by the real
command; only the invitations are put in by hand, with tokens of our own
(BLAKE2b by hashlib, not by the code under test).
"""

import os

from lib import box
from lib.aoj import ROOT, House
from lib.ballots import Ballots
from lib.browser import Browser

NOW = 1773136800        # 10 March 2026, 10:00 UTC
DAY = 24 * 3600
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
GROUPS = ("ib", "zoco_vo", "jeugdhulp", "beleid_gemeente")


def base32(data):
    bits = "".join(format(b, "08b") for b in data)
    bits += "0" * (-len(bits) % 5)
    return "".join(ALPHABET[int(bits[i:i + 5], 2)]
                   for i in range(0, len(bits), 5))


class Link:
    """One invited person, as only the letter knows him."""

    def __init__(self, group):
        self.group = group
        self.secret = os.urandom(16)
        self.token = base32(self.secret)
        self.path = "/v?t=" + self.token
        self.weaker = self.derived("unsubscribe")[:16]
        self.unsubscribe = "/u?u=" + base32(self.weaker)

    def derived(self, label):
        return box.derive("aoj/1/" + label, self.secret)

    def rows(self, house):
        """Number of drafts, envelopes and refusals of this person."""
        row, = house.sql(
            "SELECT (SELECT count(*) FROM aoj.draft WHERE draft_id ="
            " '\\x%s') AS drafts, (SELECT count(*) FROM aoj.envelope WHERE"
            " ballot_id = '\\x%s') AS envelopes, (SELECT count(*) FROM"
            " aoj.refusal WHERE refusal_id = '\\x%s') AS refusals" % (
                self.derived("draft-id").hex(),
                self.derived("ballot-id").hex(),
                self.derived("refusal-id").hex()))
        return tuple(int(row[k]) for k in ("drafts", "envelopes",
                                           "refusals"))

    def stops(self, house):
        """What this person's slips say about mail: "asked" or "chosen" that
        there be no more, "undone"; in their order."""
        return [row["what"] for row in house.sql(
            "SELECT what FROM aoj.stop_request WHERE stop_id = '\\x%s'"
            " ORDER BY turn" % box.derive("aoj/1/stop-id",
                                          self.weaker).hex())]

    def draft(self, house):
        """The sealed draft, or None."""
        rows = house.sql("SELECT sealed FROM aoj.draft WHERE draft_id ="
                         " '\\x%s'" % self.derived("draft-id").hex())
        return rows[0]["sealed"] if rows else None


def publish(house):
    """The monitor's own two questionnaires."""
    for name in ("uitvoering-1", "beleid-1"):
        house.aoj("questionnaire", "add", "conf/questionnaires/%s.json" % name)


class OpenWave(Ballots):
    """A wave between start and closing; links are added as tests need them."""

    def link(self, group="ib", status="invited"):
        link = Link(group)
        self.house.psql(
            "WITH who AS (INSERT INTO aoj.invitee (wave_id, duplicate_hash,"
            " sealed) VALUES ('%s', '\\x%s', '\\x00') RETURNING invitee_id)"
            " INSERT INTO aoj.invitation (wave_id, invitee_id,"
            " function_group, token_hash, unsubscribe_hash, status) SELECT"
            " '%s', invitee_id, '%s', '\\x%s', '\\x%s', '%s' FROM who" % (
                self.wave_id, os.urandom(32).hex(), self.wave_id, group,
                link.derived("token-hash").hex(),
                box.derive("aoj/1/unsubscribe-hash", link.weaker).hex(),
                status))
        return link

    def closes_at(self):
        row, = self.house.sql("SELECT extract(epoch FROM closes_at)::bigint"
                              " AS t FROM aoj.wave WHERE wave_id = '%s'"
                              % self.wave_id)
        return int(row["t"])


def open_house(workers=2, more_conf="", **more):
    """A house whose survey serves, with more_conf after our configuration;
    its clock stands at NOW and runs."""
    house = House(**more)
    try:
        house.start()
        house.set_clock(NOW)
        publish(house)
        house.start_survey(workers=workers, more_conf=more_conf)
    except BaseException:
        house.stop()
        raise
    return house


class Visitor(Browser):
    """Somebody with a browser without JavaScript."""

    def __init__(self, house, link=None):
        super().__init__(house.origin)
        self.link = link

    def visit(self):
        return self.get(self.link.path)

    def begin(self):
        """Opens the link and presses the button."""
        self.visit()
        return self.submit(self.page.form("/begin"))

    def questions(self):
        """The form of the page of questions shown, or None."""
        for form in self.page.forms:
            if form.action.startswith("/pagina/"):
                return form
        return None

    def number(self):
        """Which page of questions is shown; None on other pages."""
        form = self.questions()
        return form and int(form.action.rsplit("/", 1)[1])

    def choices(self, first=0, **given):
        """An answer for every choice shown: the option number `first`, or
        what is given. Texts stay as they stand."""
        form = self.questions()
        out = {}
        for name in form.names(("radio",)):
            values = [f.value for f in form.named(name)]
            out[name] = values[min(first, len(values) - 1)]
        for name in form.names(("checkbox",)):
            out[name] = [form.named(name)[0].value]
        out.update({k: v for k, v in given.items() if form.named(k)})
        return out

    def answer(self, button="volgende", first=0, **given):
        """Fills in the page shown and sends it."""
        return self.submit(self.questions(), button,
                           **self.choices(first, **given))

    def answer_all(self, first=0, **given):
        """From the page shown to the check page."""
        for _ in range(40):
            if self.number() is None:
                return self.page
            self.answer(first=first, **given)
        raise AssertionError("the questionnaire has no end")

    def send(self, follow=True):
        return self.submit(self.page.form("/versturen"), akkoord="ja",
                           follow=follow)

    def complete(self, first=0, **given):
        """The whole way, from the letter to the thank-you page."""
        self.begin()
        self.answer_all(first=first, **given)
        return self.send()


__all__ = ["NOW", "DAY", "GROUPS", "ROOT", "Link", "OpenWave", "Visitor",
           "open_house", "publish"]
