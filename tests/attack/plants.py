"""plants.py - naive variants of the design, one for each method that must be
able to find it. They change the scratch database (as its superuser) the way a
hasty "simplification" of the service would, and nothing in the service.

Each plant names the relation and the methods one of which must see it.
"""

from methods import (ENVELOPE_RESPONSE, PERSON_ANSWERED, PERSON_ENVELOPE,
                     PERSON_REFUSED, PERSON_RESPONSE)
from reminding import REMINDER_SENT

EXPECTED = {
    "marking the invitation in the same transaction": (
        (PERSON_ENVELOPE, "same transaction"),
        (PERSON_ANSWERED, "a change shared with an envelope")),
    "a refusal that marks its invitation": (
        (PERSON_REFUSED, "a change shared with a refusal"),),
    "letters settled one by one": (
        (PERSON_ENVELOPE, "letter time + delay ~ first draft"),
        (PERSON_ENVELOPE, "letter time + delay ~ cast")),
    "unpadded drafts": (
        (ENVELOPE_RESPONSE, "draft length = answers' length"),
        (ENVELOPE_RESPONSE, "draft size ~ response size")),
    "undo written on the invitation": (
        (PERSON_ENVELOPE, "next transaction after a change"),),
    "envelopes checked in list order": (
        (PERSON_ENVELOPE, "list order ~ mark transaction"),
        (PERSON_ENVELOPE, "list order ~ envelope last order")),
    "counting one by one": (
        (ENVELOPE_RESPONSE, "envelope order ~ response order"),
        (ENVELOPE_RESPONSE, "cast transaction ~ response transaction"),
        (PERSON_RESPONSE, "list order ~ response order")),
}

# Of reminders, each planted in the runs of a kind of its own.
REMINDERS_EXPECTED = {
    "reminders settled one by one": (
        (REMINDER_SENT, "letter's transaction"),
        (REMINDER_SENT, "last record in the log")),
    "reminders settled in turn, sent or not": (
        (REMINDER_SENT, "time since the letter before"),),
    "sent reminders marked all at once": (
        (REMINDER_SENT, "versions of the letter"),
        (REMINDER_SENT, "letter written after its run was planned")),
}
MAIL_SERVER_SECONDS = 0.02


def settle_reminders_naively(sql, plant, kind, handled):
    """What a hasty service would leave. handled: (invitation id, whether it
    was sent) in the order in which the letters of a run were handled."""
    def one(invitation_id, before=""):
        return ("BEGIN; %s UPDATE aoj.letter SET kind = kind WHERE"
                " invitation_id = '%s' AND kind = '%s'; COMMIT;\n" % (
                    before, invitation_id, kind))

    sql("ALTER TABLE aoj.letter DISABLE TRIGGER USER")
    if plant == "reminders settled one by one":
        # A letter when it has left; the rest when the run ends.
        sql("".join(one(i) for i, gone in handled if gone) +
            "".join(one(i) for i, gone in handled if not gone))
    elif plant == "reminders settled in turn, sent or not":
        # Each when it is its turn; one that is sent takes the server's time.
        sql("".join(one(i, "SELECT pg_sleep(%g);" % MAIL_SERVER_SECONDS
                        if gone else "") for i, gone in handled))
    else:
        sql("UPDATE aoj.letter SET kind = kind WHERE kind = '%s' AND"
            " invitation_id IN (%s)" % (kind, ", ".join(
                "'%s'" % i for i, gone in handled if gone)))
    sql("ALTER TABLE aoj.letter ENABLE TRIGGER USER")


class Plants:
    """Hooks that the demo calls; each set of names plants those variants."""

    def __init__(self, names):
        unknown = set(names) - set(EXPECTED)
        if unknown:
            raise ValueError("no such plant: %s" % ", ".join(sorted(unknown)))
        self.names = set(names)

    def started(self, sql, pairs, refusals):
        """After the runs are planned, before the first letter. pairs:
        (ballot id hex, invitation id), which the naive service would know;
        refusals: the same of refusal ids."""
        if self.names:
            # The database itself refuses what the plants write.
            for table in ("invitation", "letter", "envelope", "mail_run"):
                sql("ALTER TABLE aoj.%s DISABLE TRIGGER USER" % table)
        if "a refusal that marks its invitation" in self.names:
            self.mark_refused(sql, refusals)
        if "marking the invitation in the same transaction" in self.names:
            sql("CREATE TABLE aoj.plant (ballot_id bytea PRIMARY KEY,"
                " invitation_id uuid NOT NULL)")
            sql("INSERT INTO aoj.plant VALUES " + ", ".join(
                "('\\x%s', '%s')" % pair for pair in pairs))
            sql("""CREATE FUNCTION aoj.plant_mark() RETURNS trigger
                LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
                UPDATE aoj.invitation i SET status = i.status
                FROM aoj.plant p WHERE p.ballot_id = NEW.ballot_id
                AND i.invitation_id = p.invitation_id; RETURN NEW; END $$""")
            sql("CREATE TRIGGER plant AFTER INSERT ON aoj.envelope"
                " FOR EACH ROW EXECUTE FUNCTION aoj.plant_mark()")
            sql("ALTER TABLE aoj.envelope ENABLE TRIGGER plant")

    def mark_refused(self, sql, pairs):
        """What a refusal that names its invitation comes to."""
        sql("CREATE TABLE aoj.plant_refused (refusal_id bytea PRIMARY KEY,"
            " invitation_id uuid NOT NULL)")
        sql("INSERT INTO aoj.plant_refused VALUES " + ", ".join(
            "('\\x%s', '%s')" % pair for pair in pairs))
        sql("""CREATE FUNCTION aoj.plant_refused() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
            UPDATE aoj.invitation i SET status = i.status
            FROM aoj.plant_refused p WHERE p.refusal_id = NEW.refusal_id
            AND i.invitation_id = p.invitation_id; RETURN NEW; END $$""")
        sql("CREATE TRIGGER plant AFTER INSERT ON aoj.refusal"
            " FOR EACH ROW EXECUTE FUNCTION aoj.plant_refused()")

    def letter_arrived(self, sql, invitation_id):
        """The naive service commits each letter when it has left."""
        if "letters settled one by one" in self.names:
            sql("UPDATE aoj.letter SET smtp_reply = 'sent' WHERE"
                " invitation_id = '%s' AND kind = 'invitation'"
                % invitation_id)

    def spread_letters(self):
        return "letters settled one by one" in self.names

    def returning(self, sql, invitation_id):
        if "marking the invitation in the same transaction" in self.names:
            # Each plant is to be found by itself.
            sql("DELETE FROM aoj.plant WHERE invitation_id = '%s'"
                % invitation_id)
        if "undo written on the invitation" in self.names:
            sql("UPDATE aoj.invitation SET status = 'invited' WHERE"
                " invitation_id = '%s'" % invitation_id)

    def closed(self, sql, pairs_in_list_order):
        """Before post checks the envelopes."""
        if "envelopes checked in list order" in self.names:
            sql("".join(
                "UPDATE aoj.envelope SET day = day WHERE"
                " ballot_id = '\\x%s';\n" % ballot_id
                for ballot_id, _ in pairs_in_list_order))

    def counted_again(self, sql, statements):
        """The naive service writes a response as it opens each envelope."""
        if "counting one by one" in self.names:
            sql(";\n".join(statements) + ";\n")
