"""reactions.py - what each letter of the calendar sets going: which of them
moves whom, whose invitation comes back, who asks by one click for no more
mail, and who answers all the same, with no other letter than the first.
"""

import hashlib
import itertools
import os
import random

from lib.browser import Browser
from lib.respond import base32

from demo.respondents import Stuck

SHARES = (0.60, 0.25)       # of those who answer; the rest by the last letter
# Of those who never answer: invitations that come back, people who ask for
# no more mail. And of those who answer, some for whom that is so as well.
BACK = {"ib": 3, "zoco_vo": 1}
ENOUGH = {"ib": 3, "zoco_vo": 1}
LATE = {"ib": ("bounces", "unsubscribes"), "zoco_vo": ("unsubscribes",)}
LATE_DAYS = 9               # between the two reminders
TOGETHER = 6                # begin after the same meeting
ONE_CLICK = "List-Unsubscribe=One-Click"
APART = 420                 # seconds between two people who unsubscribe


def plan(groups, people, kinds, seed):
    """Decides it. kinds: the letters, in the order in which they leave."""
    rng = random.Random("reactions/%s" % seed)
    turn = itertools.count(1)
    for code, _, _ in groups:
        members = [p for p in people if p.group == code]
        rng.shuffle(members)
        share_out([p for p in members if p.answers], code, kinds)
        for p in members:
            if not p.answers and not is_quiet(p):
                p.begins_on = p.acts_on = rng.choices(kinds, (60, 25, 15))[0]
        quiet = [p for p in members if is_quiet(p)]
        back, enough = BACK.get(code, 0), ENOUGH.get(code, 0)
        for p in quiet[:back]:
            p.bounces = True
        for i, p in enumerate(quiet[back:back + enough]):
            p.unsubscribes = kinds[i % 2]
        for p in members:
            if p.unsubscribes:
                p.patience = APART * next(turn)
    # One more, in the last minute before the last reminder.
    last = next(p for p in people if p.group == "ib" and is_quiet(p) and
                not p.bounces and not p.unsubscribes)
    last.unsubscribes = "before " + kinds[-1]


def is_quiet(p):
    """Does nothing with the link."""
    return not (p.answers or p.declines or p.not_eligible or p.breaks_off)


def share_out(yes, code, kinds):
    """Which letter moves each of those who answer."""
    first, second = (round(share * len(yes)) for share in SHARES)
    for i, p in enumerate(yes):
        p.acts_on = kinds[(i >= first) + (i >= first + second)]
        p.begins_on = kinds[0] if p.stops else p.acts_on
        if code == "ib" and i < TOGETHER:
            p.delay = 3600
    come_late(yes, LATE.get(code, ()), kinds)


def come_late(yes, ways, kinds):
    """A few answer long after the first letter, and after the word by which
    they get no other."""
    plain = [p for p in yes if p.acts_on == kinds[1] and not (
        p.declines or p.stops)]
    for p, way in zip(plain, ways):
        p.begins_on = p.acts_on = kinds[0]
        p.late = LATE_DAYS
        if way == "bounces":
            p.bounces = True        # two mailboxes, one of which is gone
        else:
            p.unsubscribes = kinds[0]


def unsubscribe(person, origin, event):
    """What a mail program does when its button is pressed (RFC 8058)."""
    robot = Browser(origin)
    page = robot.request("POST", person.unsubscribe_link, ONE_CLICK,
                         follow=False)
    robot.close()
    if page.status != 200:
        raise Stuck("the one click was answered %d" % page.status)
    event("unsubscribed", person)
    return
    yield


def come_back(person, house, letter, event):
    """The receiver's server does not know the address and says so, to the
    letter's envelope sender; our server hands that to the command."""
    said = house.aoj("bounce", stdin=report(
        sender(house, letter.id), letter)).stdout
    if "niet aangekomen. Dat is genoteerd" not in said:
        raise Stuck("a letter that came back: " + said)
    event("bounced", person)
    return
    yield


def sender(house, letter_id):
    """The envelope sender, which a file in a Maildir does not keep: computed
    with hashlib from the key that only post reads (app/crypto/verp.h)."""
    with open(os.path.join(house.secrets, "post", "mac.key")) as f:
        key = bytes.fromhex(f.read().strip())
    mac = base32(hashlib.blake2b(b"aoj/1/verp" + letter_id.encode(), key=key,
                                 digest_size=32).digest()[:16])[:20]
    return "%s-%s" % (letter_id, mac)


def report(verp, letter):
    """A message as Postfix sends it (RFC 3464)."""
    message = letter.message
    local, _, domain = message["From"].addresses[0].addr_spec.partition("@")
    to = message["To"].addresses[0].addr_spec
    return REPORT.format(sender="%s+%s@%s" % (local, verp, domain), to=to,
                         date=message["Date"], id=message["Message-ID"],
                         subject=message["Subject"])


REPORT = """\
Return-Path: <>
Date: {date}
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {sender}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="=_grens"

This is a message in parts.

--=_grens
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.org. Your message could not be
delivered to one or more recipients.

<{to}>: 550 5.1.1 <{to}>: Recipient address rejected: User unknown

--=_grens
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Sender: rfc822; {sender}

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <{to}>: Recipient address rejected: User
 unknown

--=_grens
Content-Type: text/rfc822-headers

To: {to}
Subject: {subject}
Date: {date}
Message-ID: {id}

--=_grens--
"""
