"""ballots.py - a wave with a real box and real codes, and envelopes put into
the database without a server: what counting starts from. The questionnaire is
a small one, so that a test can say in a line what somebody answered.
"""

import json
import os
import re

from lib import box
from lib.aoj import ROOT

HOLDERS = ("Ans de Vries", "Bert Jansen", "Carla Smit")
OPTIONS = ["o%d" % i for i in range(1, 9)]
FINGERPRINT = re.compile(r"\b(?:\d{5} ){7}\d{5}\b")
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{5}(?:-[0-9A-HJKMNP-TV-Z]{5}){3}"
                  r"-[0-9A-HJKMNP-TV-Z]{6}\b")


def questionnaire(code):
    options = [{"code": o, "label": o} for o in OPTIONS]
    yes_no = [{"code": o, "label": o} for o in ("ja", "nee")]
    return {
        "questionnaire": code, "version": 1, "title": "Klein",
        "language": "nl", "minutes": 1, "envelope_bytes": 4096,
        "pages": [{"code": "een", "title": "Een", "questions": [
            {"code": "t_kent", "type": "one", "text": "Kent u dit?",
             "options": yes_no,
             "other": {"label": "Anders, namelijk", "max_chars": 40}},
            {"code": "t_vak", "type": "several", "text": "Welke?",
             "options": options, "required": False},
            {"code": "t_cijfer", "type": "mark", "text": "Cijfer?",
             "required": False},
            {"code": "t_trots", "type": "short", "text": "Trots?",
             "required": False, "max_chars": 60},
            {"code": "t_slot", "type": "long", "text": "Nog iets?",
             "required": False, "max_chars": 300},
        ]}],
    }


def publish(house):
    """Both questionnaires of a wave, small ones."""
    for code in ("uitvoering", "beleid"):
        path = os.path.join(house.folder, code + ".json")
        with open(path, "w") as f:
            json.dump(questionnaire(code), f)
        os.chmod(path, 0o644)
        house.aoj("questionnaire", "add", path)


class Sent:
    """What somebody sent: the row's ballot id and bytes, the answers."""

    def __init__(self, group, ballot_id, sealed, closed, opened):
        self.group, self.ballot_id, self.sealed = group, ballot_id, sealed
        self.closed, self.open = closed, opened


class Ballots:
    """One wave. ready: codes given and confirmed, and open for ballots."""

    def __init__(self, house, code, ready=True, trial=True,
                 regional_page=None):
        self.house, self.code = house, code
        self.codes = {}
        self.envelopes = {}     # ballot id -> digest of its row
        self.foreign = set()    # of these, what post will call foreign
        with open(os.path.join(ROOT, "conf/waves/demonstratie.json")) as f:
            wave = json.load(f)
        wave["wave"] = code
        wave["holders"] = {"names": list(HOLDERS), "needed": 2}
        wave.pop("$schema", None)
        if regional_page is not None:
            wave["questionnaires"][0]["regional_page"] = regional_page
        path = os.path.join(house.folder, code + ".json")
        with open(path, "w") as f:
            json.dump(wave, f)
        os.chmod(path, 0o644)
        house.aoj("wave", "create", path)
        self.wave_id = house.sql("SELECT wave_id FROM aoj.wave WHERE wave ="
                                 " '%s'" % code)[0]["wave_id"]
        house.psql("UPDATE aoj.wave SET trial = %s WHERE wave_id = '%s'" % (
            trial, self.wave_id))
        house.post_once()
        if ready:
            self.open()

    def open(self):
        for name in HOLDERS:
            self.give(name)
        for name in HOLDERS:
            self.confirm(name)
        self.house.aoj("wave", "ready", self.code)
        self.house.psql(
            "UPDATE aoj.function_group SET invited = 100 WHERE wave_id ="
            " '%s';\nUPDATE aoj.wave SET state = 'open' WHERE wave_id ="
            " '%s';" % (self.wave_id, self.wave_id))
        key, = self.house.sql("SELECT box_public_key FROM aoj.wave WHERE"
                              " wave_id = '%s'" % self.wave_id)
        self.public_key = bytes.fromhex(key["box_public_key"][2:])

    # -- codes ----------------------------------------------------------------

    def give(self, name, check=True):
        done = self.house.aoj("holder", "code", self.code, name, check=check)
        if done.returncode == 0:
            self.codes[name] = CODE.search(done.stdout)[0]
            printed = FINGERPRINT.search(done.stdout)
            self.fingerprint = printed and printed[0]
        return done

    def confirm(self, name, code=None, check=True):
        return self.house.aoj("holder", "confirm", self.code, name,
                              stdin=(code or self.codes[name]) + "\n",
                              check=check)

    def code_public(self, name):
        row, = self.house.sql(
            "SELECT code_public FROM aoj.holder WHERE wave_id = '%s' AND"
            " name = '%s'" % (self.wave_id, name))
        return bytes.fromhex(row["code_public"][2:])

    # -- ballots --------------------------------------------------------------

    def size(self, code):
        return questionnaire(code)["envelope_bytes"]

    @staticmethod
    def asks(group):
        return "beleid" if group.startswith("beleid") else "uitvoering"

    def document(self, group, ballot_id, closed=None, opened=(), **header):
        """The canonical document (domain/answers.h); header values may be
        made to lie."""
        answers = {"t_kent": "ja"} if closed is None else dict(closed)
        answers.update(opened)
        order = ["t_kent", "t_kent_anders", "t_vak", "t_cijfer", "t_trots",
                 "t_slot"]
        answers = {k: answers[k] for k in sorted(
            answers, key=lambda k: order.index(k) if k in order else 99)}
        return json.dumps({
            "v": 1,
            "wave": header.get("wave_id", self.wave_id),
            "questionnaire": header.get("questionnaire", self.asks(group)),
            "version": header.get("version", 1),
            "group": header.get("header_group", group),
            "ballot": header.get("header_ballot", ballot_id).hex(),
            "answers": answers,
        }, ensure_ascii=False, separators=(",", ":")).encode()

    def cast(self, group, number=0, texts=0, is_foreign=False):
        """Somebody's envelope; number makes the answers those of one person,
        texts is how many open answers there are."""
        closed = {"t_kent": "nee" if number % 2 else "ja"}
        chosen = [o for i, o in enumerate(OPTIONS) if number >> i & 1]
        if chosen:
            closed["t_vak"] = chosen
        closed["t_cijfer"] = number % 10 + 1
        opened = [("t_trots", "trots %d" % number),
                  ("t_slot", "slot\n%d “é”" % number),
                  ("t_kent_anders", "iets %d" % number)][:texts]
        if texts > 2:
            closed["t_kent"] = "anders_namelijk"
        ballot = box.new_ballot_id()
        sealed = box.envelope(self.document(group, ballot, closed, opened),
                              self.size(self.asks(group)), self.public_key)
        self.insert(group, sealed, ballot, is_foreign)
        return Sent(group, ballot, sealed, closed, opened)

    def insert(self, group, sealed, ballot_id=None, is_foreign=False,
               version=1, questionnaire=None):
        ballot_id = ballot_id or box.new_ballot_id()
        questionnaire = questionnaire or self.asks(group)
        # Nobody's link: post would call each foreign, count sees no MAC.
        self.house.psql(
            "INSERT INTO aoj.envelope (ballot_id, wave_id, questionnaire,"
            " version, function_group, day, sealed, mac) VALUES ('\\x%s',"
            " '%s', '%s', %d, '%s', '2015-04-01', '\\x%s', '\\x%s');" % (
                ballot_id.hex(), self.wave_id, questionnaire, version, group,
                sealed.hex(), bytes(32).hex()))
        self.envelopes[ballot_id] = box.digest(ballot_id, sealed, group,
                                               questionnaire, version)
        if is_foreign:
            self.foreign.add(ballot_id)
        return ballot_id

    def know(self, ballot_id):
        """An envelope that the survey stored."""
        row, = self.house.sql("SELECT * FROM aoj.envelope WHERE ballot_id ="
                              " '\\x%s'" % ballot_id.hex())
        self.envelopes[ballot_id] = box.digest(
            ballot_id, bytes.fromhex(row["sealed"][2:]),
            row["function_group"], row["questionnaire"], int(row["version"]))

    def mark_foreign(self, ballot_id):
        self.house.psql("INSERT INTO aoj.foreign_envelope VALUES ('\\x%s',"
                        " '%s')" % (ballot_id.hex(), self.wave_id))

    def remove(self, ballot_id):
        self.house.psql("DELETE FROM aoj.envelope WHERE ballot_id = '\\x%s'"
                        % ballot_id.hex())

    def leave_draft(self, group):
        self.house.psql(
            "INSERT INTO aoj.draft (draft_id, wave_id, function_group,"
            " sealed) VALUES ('\\x%s', '%s', '%s', '\\x00')" % (
                os.urandom(32).hex(), self.wave_id, group))

    # -- closing --------------------------------------------------------------

    def close(self, checked=True):
        self.house.psql("UPDATE aoj.wave SET state = 'closed' WHERE wave_id ="
                        " '%s'" % self.wave_id)
        if checked:
            self.check()

    def check(self):
        """What post leaves: the foreign ones, and a signed list of the
        others."""
        for ballot in self.foreign:
            self.mark_foreign(ballot)
        text = self.list_text()
        self.leave_list(text, self.sign(text))

    def genuine(self):
        return {b: d for b, d in self.envelopes.items()
                if b not in self.foreign}

    def list_text(self, **change):
        """The list as post writes it, of what is genuine here."""
        genuine = self.genuine()
        count = {}
        for row in self.rows("envelope"):
            if bytes.fromhex(row["ballot_id"][2:]) in genuine:
                group = row["function_group"]
                count[group] = count.get(group, 0) + 1
        known = [r["function_group"] for r in self.rows("function_group")]
        known += [g for g in count if g not in known]
        return json.dumps(dict({
            "v": 1, "wave": self.wave_id, "genuine": len(genuine),
            "foreign": len(self.foreign),
            "hash": box.list_hash(genuine).hex(),
            "groups": [{"group": g, "invited": 100, "added": 0,
                        "corrected": 0, "genuine": count.get(g, 0)}
                       for g in known]}, **change),
            separators=(",", ":"))

    def sign(self, text, seed=None):
        """With the key that post made, or another."""
        if seed is None:
            with open(os.path.join(self.house.secrets, "post", "list",
                                   self.wave_id + ".key")) as f:
                seed = bytes.fromhex(f.read().strip())
        return box.sign(seed, "aoj/1/signed-list", text.encode())

    def leave_list(self, text, signature):
        genuine = self.genuine()
        self.house.psql(
            "INSERT INTO aoj.ballot_check (wave_id, genuine, genuine_hash,"
            " list, signature) VALUES ('%s', %d, '\\x%s', '%s', '\\x%s')" % (
                self.wave_id, len(genuine), box.list_hash(genuine).hex(),
                text, signature.hex()))

    # -- looking --------------------------------------------------------------

    def rows(self, table):
        return self.house.sql("SELECT * FROM aoj.%s WHERE wave_id = '%s'" % (
            table, self.wave_id))

    def rows_hash(self):
        """What the statement has to say of the rows that are stored now."""
        rows = [("response", r["questionnaire"], r["version"],
                 r["function_group"], json.dumps(
                     json.loads(r["answers"]), sort_keys=True,
                     ensure_ascii=False, separators=(",", ":")))
                for r in self.rows("response")]
        rows += [("open_answer", r["questionnaire"], r["version"],
                  r["question"], r["function_group"], r["answer"])
                 for r in self.rows("open_answer")]
        hashes = [box.derive("aoj/1/counted-row", b"", b"".join(
            b"-," if c is None else b"%d:%s," % (len(c.encode()), c.encode())
            for c in row)) for row in rows]
        return box.derive("aoj/1/counted-rows", b"", *sorted(hashes)).hex()

    def state(self):
        return self.rows("wave")[0]["state"]
