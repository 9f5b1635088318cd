"""What mail tests share: a house with questionnaires, waves in any state, and
people with names as they come."""

import csv
import io
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib.aoj import House, ROOT                               # noqa: E402
from lib.ballots import CODE, publish                         # noqa: E402

MONDAY = 1426500000                 # 16 March 2015, 11:00 in Amsterdam
DAY = 86400


class Mail(unittest.TestCase):
    """One house for a class; every test has waves of its own."""
    any_env = None
    number = 0

    @classmethod
    def setUpClass(cls):
        cls.house = House(any_env=cls.any_env)
        cls.addClassCleanup(cls.house.stop)
        cls.house.start()
        cls.house.set_clock(MONDAY)
        publish(cls.house)

    def setUp(self):
        self.house.set_clock(MONDAY)

    def file(self, name, content):
        path = os.path.join(self.house.folder, name)
        with open(path, "wb") as f:
            f.write(content)
        os.chmod(path, 0o644)
        return path

    def create(self, example="demonstratie", reminders=(), **change):
        """A wave in the making; without reminders, unless they are asked
        for: most tests are about one letter."""
        with open(os.path.join(ROOT, "conf/waves/%s.json" % example)) as f:
            wave = json.load(f)
        wave["plan"]["reminders"] = list(reminders)
        Mail.number += 1
        wave["wave"] = "post-%d" % Mail.number
        wave.update(change)
        self.house.aoj("wave", "create", self.file(
            wave["wave"] + ".json", json.dumps(wave).encode()))
        wave["id"] = self.house.sql(
            "SELECT wave_id FROM aoj.wave WHERE wave = '%s'"
            % wave["wave"])[0]["wave_id"]
        return wave

    def invite(self, wave, people):
        """people: (address, name, group, organisation) …"""
        out = io.StringIO()
        rows = csv.writer(out, delimiter=";")
        rows.writerow(("email", "naam", "functiegroep", "organisatie"))
        rows.writerows(people)
        self.house.aoj("invitees", "import", wave["wave"], self.file(
            wave["wave"] + ".csv", out.getvalue().encode()))

    def make_ready(self, wave):
        self.house.post_once()          # makes the wave's keys
        codes = {name: CODE.search(self.house.aoj(
            "holder", "code", wave["wave"], name).stdout)[0]
            for name in wave["holders"]["names"]}
        for name, code in codes.items():
            self.house.aoj("holder", "confirm", wave["wave"], name,
                           stdin=code + "\n")
        self.house.aoj("wave", "ready", wave["wave"])
        return list(codes.values())

    def started(self, people, **change):
        """An open wave of these people whose letters are due, not sent."""
        wave = self.create(**change)
        self.invite(wave, people)
        self.make_ready(wave)
        self.house.post_once()
        self.house.aoj("wave", "start", wave["wave"])
        self.addCleanup(self.end, wave)
        return wave

    def end(self, wave):
        """Leaves nothing for the next test's post to do."""
        self.house.aoj("wave", "close", wave["wave"], check=False)
        self.house.post_once(check=False)

    def remind(self, wave, kind, due):
        """Plans a letter of this kind for everyone, a run a group, in the
        place of every other that has not left."""
        self.house.psql(
            "DELETE FROM aoj.letter USING aoj.mail_run r WHERE"
            " r.mail_run_id = letter.mail_run_id AND r.wave_id = '{wave}'"
            " AND r.kind <> 'invitation' AND r.state = 'due';"
            "DELETE FROM aoj.mail_run WHERE wave_id = '{wave}'"
            " AND kind <> 'invitation' AND state = 'due';"
            "INSERT INTO aoj.mail_run (wave_id, kind, function_group, part,"
            " due_at, ends_at) SELECT DISTINCT wave_id, '{kind}',"
            " function_group, 1, to_timestamp({due}), to_timestamp({due}) +"
            " interval '1 day' FROM aoj.mail_run WHERE wave_id = '{wave}';"
            "INSERT INTO aoj.letter (invitation_id, kind, mail_run_id)"
            " SELECT l.invitation_id, r.kind, r.mail_run_id"
            " FROM aoj.letter l JOIN aoj.mail_run i USING (mail_run_id)"
            " JOIN aoj.mail_run r USING (wave_id, function_group)"
            " WHERE wave_id = '{wave}' AND i.kind = 'invitation'"
            " AND r.kind = '{kind}'".format(
                kind=kind, due=due, wave=wave["id"]))

    @staticmethod
    def crowd(count, group="ib", where="example.org"):
        return [("p%d@%s" % (i, where), "Persoon %d" % i, group, "De Brug")
                for i in range(count)]

    def letters_of(self, wave):
        """Letters in the Maildir whose List-Id is this wave's; mail to staff
        has none."""
        return [l for l in self.house.letters()
                if "<%s." % wave["wave"] in (l["message"]["List-Id"] or "")]

    def outcomes(self, wave):
        """What the database says of a wave's letters, per address-less row."""
        return self.house.sql(
            "SELECT l.outcome, l.smtp_reply, r.state, i.status FROM"
            " aoj.letter l JOIN aoj.mail_run r USING (mail_run_id)"
            " JOIN aoj.invitation i USING (invitation_id)"
            " WHERE r.wave_id = '%s'" % wave["id"])

    def journals(self):
        """Files that post left in its journal."""
        out = []
        for folder, _, files in os.walk(self.house.journal):
            out += files
        return out

    # -- the database held still ----------------------------------------------

    def holding(self, statement):
        """See House.holding; let go at the end, whatever happens."""
        session = self.house.holding(statement)
        self.addCleanup(self.let_go, session)
        return session

    def hold_settling(self, wave, group, kind="invitation"):
        """No run of this kind and group is settled meanwhile: of invitations
        the letters are held, of reminders (once claimed) the run."""
        return self.holding(
            "SELECT FROM aoj.mail_run r JOIN aoj.letter l USING (mail_run_id)"
            " WHERE r.wave_id = '%s' AND r.kind = '%s' AND r.function_group ="
            " '%s' FOR UPDATE OF %s" % (
                wave["id"], kind, group,
                "l" if kind == "invitation" else "r"))

    def let_go(self, session, end="ROLLBACK"):
        self.house.let_go(session, end)
