"""reminders.py - reminders of a started wave, planned for a moment that the
test chooses; and which of them were sent, by the names that letters bear:
BLAKE2b by hashlib, not by the code under test.
"""

import hashlib
import os

KINDS = ("invitation", "reminder_1", "reminder_2", "reminder_3", "last_call")


SLOT = 24 * 3600        # of a run that is planned here


def plan(house, wave_id, kind, due_at):
    """The runs of a reminder, all due at due_at: those that the start has
    planned, or else the invitations' runs once more."""
    known = house.sql("SELECT 1 FROM aoj.mail_run WHERE wave_id = '%s' AND"
                      " kind = '%s'" % (wave_id, kind))
    if known:
        house.psql("UPDATE aoj.mail_run SET due_at = to_timestamp(%d),"
                   " ends_at = to_timestamp(%d) WHERE"
                   " wave_id = '%s' AND kind = '%s' AND state = 'due'" % (
                       due_at, due_at + SLOT, wave_id, kind))
        return
    house.psql("""
        WITH made AS (INSERT INTO aoj.mail_run (wave_id, kind, function_group,
            part, due_at, ends_at) SELECT wave_id, '%(kind)s', function_group,
            part, to_timestamp(%(due)d), to_timestamp(%(end)d) FROM aoj.mail_run WHERE wave_id = '%(wave)s'
            AND kind = 'invitation' ORDER BY random() RETURNING *)
        INSERT INTO aoj.letter (invitation_id, kind, mail_run_id)
        SELECT l.invitation_id, m.kind, m.mail_run_id FROM aoj.letter l
        JOIN aoj.mail_run i USING (mail_run_id) JOIN made m
            ON (m.function_group, m.part) = (i.function_group, i.part)
        WHERE i.wave_id = '%(wave)s' AND l.kind = 'invitation'
        ORDER BY random()""" % {"kind": kind, "due": due_at,
                                   "end": due_at + SLOT, "wave": wave_id})


def link_key(house, wave_id):
    with open(os.path.join(house.secrets, "post", "link",
                           wave_id + ".key")) as f:
        return bytes.fromhex(f.read().strip())


def derived(key, label, *parts):
    return hashlib.blake2b(
        b"aoj/1/" + label + b"".join(p.encode() for p in parts), key=key,
        digest_size=32).digest()


def token(key, wave_id, invitation_id):
    """The 16 bytes of a link."""
    return derived(key, b"token", wave_id, invitation_id)[:16]


def ballot_id(key, wave_id, invitation_id):
    return derived(token(key, wave_id, invitation_id), b"ballot-id")


def letter_id(key, wave_id, invitation_id, kind):
    """The left part of a letter's Message-ID."""
    return derived(key, b"letter-id", wave_id, invitation_id, kind)[:16].hex()


def invitations(house, wave_id):
    return [r["invitation_id"] for r in house.sql(
        "SELECT invitation_id FROM aoj.invitation WHERE wave_id = '%s'"
        " ORDER BY 1" % wave_id)]


def sent(key, wave_id, invited, messages):
    """kind -> {invitation id: how often}, of these messages, in the order in
    which they stand."""
    names = {letter_id(key, wave_id, i, kind): (kind, i)
             for i in invited for kind in KINDS}
    out = {kind: {} for kind in KINDS}
    for message in messages:
        name = message["Message-ID"].strip().lstrip("<").split("@")[0]
        if name in names:
            kind, invitation = names[name]
            out[kind][invitation] = out[kind].get(invitation, 0) + 1
    return out
