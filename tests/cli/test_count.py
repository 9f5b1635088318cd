"""aoj-count on a real database: envelopes become responses that nothing leads
back from, all of them or none."""

import json
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib import box                                           # noqa: E402
from lib.aoj import House, as_user, wait_for                  # noqa: E402
from lib.ballots import HOLDERS, Ballots, publish             # noqa: E402

TABLES = ("wave", "draft", "envelope", "set_aside", "response", "open_answer",
          "count_statement", "audit", "holder")


class Count(unittest.TestCase):
    number = 0

    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.stop)
        cls.house.start()
        publish(cls.house)

    def wave(self, **more):
        Count.number += 1
        return Ballots(self.house, "telling-%d" % Count.number, **more)

    def count(self, wave, codes=None, check=True, env=None, options=(),
              yes="ja"):
        codes = list(wave.codes.values())[:2] if codes is None else codes
        return self.house.run(
            [os.path.join(self.house.build, "aoj-count"), wave.code,
             *options], stdin="".join(c + "\n" for c in [yes] + list(codes)),
            check=check, env=env)

    def rows(self):
        """Everything counting may touch, as it stands (not sequences, which
        no transaction takes back)."""
        return {t: self.house.sql("SELECT * FROM aoj.%s ORDER BY 1, 2" % t)
                for t in TABLES}

    def refused(self, wave, codes, *words):
        """Counting is refused with these words; nothing has happened and no
        code is repeated."""
        before = self.rows()
        done = self.count(wave, codes, check=False)
        self.assertEqual(done.returncode, 1, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)
        for code in codes or ():
            for part in re.findall(r"[0-9A-Z]{5}", code):
                self.assertNotIn(part, done.stdout + done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(self.rows(), before)

    # -- what counting does ---------------------------------------------------

    def test_every_answer_comes_out_once_and_the_box_is_empty(self):
        wave = self.wave()
        sent = [wave.cast("ib") for _ in range(14)] + \
            [wave.cast("zoco_vo") for _ in range(12)] + \
            [wave.cast("beleid_gemeente") for _ in range(6)]
        for group, n in (("ib", 3), ("jeugdhulp", 1)):
            for _ in range(n):
                wave.leave_draft(group)
        wave.close()
        done = self.count(wave)

        closed = sorted((s.group, json.dumps(s.closed, sort_keys=True))
                        for s in sent)
        stored = sorted(
            (r["function_group"],
             json.dumps(json.loads(r["answers"]), sort_keys=True))
            for r in wave.rows("response"))
        self.assertEqual(stored, closed)
        self.assertEqual(
            sorted((r["question"], r["answer"])
                   for r in wave.rows("open_answer")),
            sorted(o for s in sent for o in s.open))
        self.assertEqual(wave.rows("envelope"), [])
        self.assertEqual(wave.rows("draft"), [])
        self.assertEqual(wave.rows("set_aside"), [])
        self.assertEqual(wave.state(), "counted")

        statement, = wave.rows("count_statement")
        self.assertEqual(
            [statement[k] for k in ("found", "foreign_found", "damaged",
                                    "opened")], ["32", "0", "0", "32"])
        self.assertEqual(json.loads(statement["drafts"]),
                         {"ib": 3, "jeugdhulp": 1})
        self.assertEqual(statement["holders"],
                         '{"%s","%s"}' % (HOLDERS[0], HOLDERS[1]))
        self.assertEqual(statement["genuine_hash"][2:],
                         box.list_hash(wave.envelopes).hex())
        document = json.loads(statement["document"])
        for words in (wave.code, HOLDERS[0], HOLDERS[1], "gevonden",
                      r"geopend +32\b", r"Intern begeleider +14 +3\b",
                      document["rows"]):
            self.assertRegex(done.stdout, words)
        self.assertNotIn(HOLDERS[2], done.stdout)

    def test_a_wave_without_envelopes_is_counted_too(self):
        wave = self.wave()
        wave.close()
        self.count(wave)
        statement, = wave.rows("count_statement")
        self.assertEqual(statement["found"], "0")
        self.assertEqual(statement["drafts"], "{}")
        self.assertEqual(wave.state(), "counted")

    def test_any_two_of_three_holders_open_in_any_order(self):
        for pair in ((0, 2), (2, 1), (1, 0)):
            wave = self.wave()
            wave.cast("ib")
            wave.close()
            codes = list(wave.codes.values())
            typed = [codes[pair[0]].lower().replace("-", " "),
                     codes[pair[1]].replace("0", "o") + "\r"]
            self.count(wave, ["", *typed])
            self.assertEqual(len(wave.rows("response")), 1)
        wave = self.wave()
        wave.cast("ib")
        wave.close()
        self.count(wave, list(wave.codes.values()))
        self.assertEqual(len(wave.rows("response")), 1)

    def test_counting_is_written_in_the_audit_chain(self):
        wave = self.wave()
        wave.cast("ib")
        wave.close()
        self.count(wave)
        previous = bytes(32)
        rows = self.house.sql(
            "SELECT extract(epoch FROM at)::bigint AS at, who, what, wave_id,"
            " detail::text, encode(previous, 'hex') AS previous,"
            " encode(hash, 'hex') AS hash FROM aoj.audit ORDER BY audit_id")
        for row in rows:
            self.assertEqual(row["previous"], previous.hex())
            pieces = [row["who"], row["what"], row["wave_id"] or "",
                      row["detail"]]
            text = row["at"] + "\n" + "".join(
                "%d:%s\n" % (len(p.encode()), p) for p in pieces)
            previous = box.derive("aoj/1/audit", b"", previous, text.encode())
            self.assertEqual(row["hash"], previous.hex())
        self.assertEqual(rows[-1]["what"], "count_wave")
        self.assertEqual(json.loads(rows[-1]["detail"])["opened"], 1)

    # -- nothing leads back ---------------------------------------------------

    def order(self, table, key):
        return [r[key] for r in self.house.sql(
            "SELECT %s FROM aoj.%s ORDER BY ctid" % (key, table))]

    def test_rows_come_in_an_order_that_nobody_chose(self):
        wave = self.wave()
        sent = [wave.cast("ib", number=n, texts=2) for n in range(60)]
        wave.close()
        self.count(wave)
        place = {json.dumps(s.closed, sort_keys=True): n
                 for n, s in enumerate(sent)}
        self.assertEqual(len(place), 60)
        responses = [place[json.dumps(json.loads(r["answers"]),
                                      sort_keys=True)]
                     for r in self.house.sql(
                         "SELECT answers FROM aoj.response WHERE wave_id = "
                         "'%s' ORDER BY ctid" % wave.wave_id)]
        self.assertLess(abs(tau(responses)), 0.45)
        by_id = [place[json.dumps(json.loads(r["answers"]), sort_keys=True)]
                 for r in self.house.sql(
                     "SELECT answers FROM aoj.response WHERE wave_id = "
                     "'%s' ORDER BY response_id" % wave.wave_id)]
        self.assertLess(abs(tau(by_id)), 0.45)

        whose = {o: n for n, s in enumerate(sent) for o in s.open}
        texts = [whose[(r["question"], r["answer"])] for r in self.house.sql(
            "SELECT question, answer FROM aoj.open_answer WHERE wave_id = "
            "'%s' ORDER BY ctid" % wave.wave_id)]
        self.assertEqual(len(texts), 120)
        self.assertLess(abs(tau(texts)), 0.35)
        # Not in the order of the closed answers either, nor side by side.
        rank = {n: i for i, n in enumerate(responses)}
        self.assertLess(abs(tau([rank[n] for n in texts])), 0.35)
        beside = sum(a == b for a, b in zip(texts, texts[1:]))
        self.assertLess(beside, 8)

    def test_all_rows_of_a_count_have_one_transaction(self):
        wave = self.wave()
        for n in range(5):
            wave.cast("ib", number=n, texts=1)
        wave.close()
        self.count(wave)
        ids = self.house.sql(
            "SELECT DISTINCT xmin FROM (SELECT xmin FROM aoj.response WHERE"
            " wave_id = '%s' UNION ALL SELECT xmin FROM aoj.open_answer WHERE"
            " wave_id = '%s') AS x" % (wave.wave_id, wave.wave_id))
        self.assertEqual(len(ids), 1)

    def test_open_answers_of_small_groups_carry_no_group(self):
        wave = self.wave()
        for n in range(15):
            wave.cast("ib", number=n, texts=1)
        for n in range(14):
            wave.cast("zoco_vo", number=100 + n, texts=1)
        for n in range(5):
            wave.cast("jeugdhulp", number=200 + n, texts=1)
        wave.close()
        self.count(wave)
        groups = {}
        for row in wave.rows("open_answer"):
            groups[row["function_group"]] = \
                groups.get(row["function_group"], 0) + 1
        # The five alone without a group would have been known by it.
        self.assertEqual(groups, {"ib": 15, None: 19})
        self.assertEqual(
            {r["function_group"] for r in wave.rows("response")},
            {"ib", "zoco_vo", "jeugdhulp"})

    # -- envelopes that are not counted ---------------------------------------

    def test_a_copied_envelope_is_damaged_under_another_row(self):
        wave = self.wave()
        mine = wave.cast("ib")
        copy = wave.insert("ib", mine.sealed)
        wave.close()
        done = self.count(wave)
        self.assertEqual(len(wave.rows("response")), 1)
        aside, = wave.rows("set_aside")
        self.assertEqual(aside["reason"], "damaged")
        self.assertEqual(aside["ballot_id"], "\\x" + copy.hex())
        self.assertEqual(aside["sealed"], "\\x" + mine.sealed.hex())
        self.assertRegex(done.stdout, r"beschadigd +1\b")

    def test_foreign_envelopes_are_set_aside_unopened(self):
        wave = self.wave()
        wave.cast("ib")
        foreign = wave.cast("ib", is_foreign=True)
        wave.close()
        done = self.count(wave)
        self.assertEqual(len(wave.rows("response")), 1)
        aside, = wave.rows("set_aside")
        self.assertEqual(aside["reason"], "foreign")
        self.assertEqual(aside["sealed"], "\\x" + foreign.sealed.hex())
        self.assertRegex(done.stdout, r"vreemd +1\b")

    def test_whatever_is_damaged_is_kept_and_reported(self):
        wave = self.wave()
        good = wave.cast("ib")
        other = self.wave()
        size = wave.size("uitvoering")
        key = wave.public_key

        def bad(sealed, **more):
            return wave.insert("ib", sealed, **more)

        def sealed_for(ballot, **more):
            return box.envelope(wave.document("ib", ballot, **more), size,
                                key)

        bad(os.urandom(size + 48))
        bad(good.sealed[:-1] + bytes([good.sealed[-1] ^ 1]))
        bad(good.sealed[:1000])
        bad(b"")
        bad(box.seal(bytes(size), key))
        for case in ("wave", "group", "version", "questionnaire", "ballot"):
            ballot = box.new_ballot_id()
            changed = {
                "wave": dict(wave_id=other.wave_id),
                "group": dict(header_group="zoco_vo"),
                "version": dict(version=2),
                "questionnaire": dict(questionnaire="beleid"),
                "ballot": dict(header_ballot=box.new_ballot_id()),
            }[case]
            bad(sealed_for(ballot, **changed), ballot_id=ballot)
        for closed in ({"t_kent": "misschien"}, {"t_kent": "ja", "x": 1}, {},
                       {"t_kent": "ja", "t_cijfer": 11}):
            ballot = box.new_ballot_id()
            bad(sealed_for(ballot, closed=closed), ballot_id=ballot)
        for raw in (b"", b"{}", b"null", b"[" * 4000, b"\xff" * 100,
                    b'{"wave_id":1}'):
            bad(box.envelope(raw, size, key))
        ballot = box.new_ballot_id()
        bad(box.envelope(wave.document("ib", ballot), size * 2, key),
            ballot_id=ballot)
        ballot = box.new_ballot_id()
        wave.insert("onbekend", sealed_for(ballot), ballot)
        ballot = box.new_ballot_id()
        bad(sealed_for(ballot), ballot_id=ballot, version=7)
        ballot = box.new_ballot_id()
        bad(sealed_for(ballot), ballot_id=ballot, questionnaire="onbekend")
        expected = len(wave.envelopes) - 1
        stored = {e["ballot_id"]: e["sealed"] for e in wave.rows("envelope")
                  if e["ballot_id"] != "\\x" + good.ballot_id.hex()}

        wave.close()
        self.count(wave)
        statement, = wave.rows("count_statement")
        self.assertEqual(statement["opened"], "1")
        self.assertEqual(statement["damaged"], str(expected))
        self.assertEqual({e["ballot_id"]: e["sealed"]
                          for e in wave.rows("set_aside")}, stored)
        self.assertEqual(len(wave.rows("response")), 1)

    # -- the same envelopes, and no others ------------------------------------

    def test_a_count_that_failed_is_of_the_same_envelopes_the_second_time(self):
        """An active superuser makes the first count fail after its inserts,
        replaces one envelope, and waits for the difference."""
        wave = self.wave(trial=False)
        sent = [wave.cast("ib", number=n) for n in range(8)]
        wave.close()
        self.house.psql(
            "CREATE FUNCTION aoj.fail() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'no'; END $$;"
            " CREATE TRIGGER fail BEFORE INSERT ON aoj.count_statement"
            " FOR EACH ROW EXECUTE FUNCTION aoj.fail()")
        self.assertEqual(self.count(wave, check=False).returncode, 3)
        self.house.psql("DROP TRIGGER fail ON aoj.count_statement;"
                        " DROP FUNCTION aoj.fail()")
        self.assertEqual(wave.rows("response"), [])
        ballot = sent[3].ballot_id
        other = box.envelope(wave.document("ib", ballot, {"t_kent": "ja"}),
                             wave.size("uitvoering"), wave.public_key)
        self.change(ballot, "sealed = '\\x%s'" % other.hex())
        self.refused(wave, list(wave.codes.values())[:2], "maar andere")
        self.change(ballot, "sealed = '\\x%s'" % sent[3].sealed.hex())
        self.count(wave)
        self.assertEqual(len(wave.rows("response")), 8)

    def change(self, ballot, what):
        self.house.psql("UPDATE aoj.envelope SET %s WHERE ballot_id = '\\x%s'"
                        % (what, ballot.hex()))

    def test_no_envelope_changes_group_or_questionnaire_after_the_check(self):
        wave = self.wave(trial=False)
        ballots = [wave.cast("ib", number=n).ballot_id for n in range(6)]
        wave.close()
        codes = list(wave.codes.values())[:2]
        for what, back in (("function_group = 'zoco_vo'",
                            "function_group = 'ib'"),
                           ("questionnaire = 'beleid'",
                            "questionnaire = 'uitvoering'"),
                           ("version = 2", "version = 1")):
            self.change(ballots[0], what)
            self.refused(wave, codes, "maar andere")
            self.change(ballots[0], back)
        self.count(wave)

    def test_a_list_that_post_did_not_sign_counts_nothing(self):
        wave, other = self.wave(), self.wave()
        wave.cast("ib")
        wave.close(checked=False)
        text = wave.list_text()
        codes = list(wave.codes.values())[:2]
        for listed, signature in (
                (text, wave.sign(text, os.urandom(32))),
                (text, other.sign(text)),
                (text, wave.sign(text + " ")),
                (wave.list_text(wave=other.wave_id),
                 wave.sign(wave.list_text(wave=other.wave_id)))):
            wave.leave_list(listed, signature)
            self.refused(wave, codes, "handtekening", "niets geteld")
            self.house.psql("SET session_replication_role = replica;"
                            " DELETE FROM aoj.ballot_check WHERE wave_id ="
                            " '%s'" % wave.wave_id)
        wave.leave_list(text, wave.sign(text))
        self.count(wave)

    def test_holders_see_the_envelopes_of_each_group_before_a_code(self):
        wave = self.wave(trial=False)
        for group, n in (("ib", 7), ("zoco_vo", 5)):
            for number in range(n):
                wave.cast(group, number=number)
        wave.close()
        for no in ("", "nee", list(wave.codes.values())[0]):
            done = self.count(wave, yes=no, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, r"Intern begeleider +100 +0 +7\n")
            self.assertIn("geen ja", done.stderr)
            self.assertEqual(wave.state(), "closed")
        self.assertNotIn("proef", done.stderr)

    # -- too few ----------------------------------------------------------------

    def groups_of(self, wave, table):
        count = {}
        for row in wave.rows(table):
            group = row["function_group"]
            count[group] = count.get(group, 0) + 1
        return count

    def test_small_groups_are_stored_together_without_a_group(self):
        wave = self.wave(trial=False)
        for group, n in (("ib", 12), ("zoco_vo", 6), ("jeugdhulp", 2),
                         ("beleid_gemeente", 5)):
            for number in range(n):
                wave.cast(group, number=number, texts=1)
        wave.close()
        done = self.count(wave)
        # Two alone would be known by what is missing: the next join them.
        self.assertEqual(self.groups_of(wave, "response"),
                         {"ib": 12, None: 8, "beleid_gemeente": 5})
        self.assertEqual(self.groups_of(wave, "open_answer"), {None: 25})
        statement, = wave.rows("count_statement")
        self.assertEqual(json.loads(statement["groups"]), {
            "ib": 12, "zoco_vo": 6, "jeugdhulp": 2, "beleid_gemeente": 5})
        self.assertRegex(done.stdout, r"Jeugdhulpverlener +2 +0\n")
        rates = json.loads(self.house.aoj("rates", wave.code, "--format",
                                          "json").stdout)
        self.assertEqual([g["response"] for g in rates["groups"]],
                         [12, 6, 2, 5])

    def test_a_questionnaire_that_too_few_answered_stays_closed(self):
        wave = self.wave(trial=False)
        for number in range(9):
            wave.cast("ib", number=number)
        for number in range(4):
            wave.cast("beleid_gemeente", number=number, texts=1)
        wave.close()
        done = self.count(wave)
        self.assertEqual(self.groups_of(wave, "response"), {"ib": 9})
        self.assertEqual(wave.rows("open_answer"), [])
        self.assertEqual(wave.rows("set_aside"), [])
        statement, = wave.rows("count_statement")
        self.assertEqual((statement["opened"], statement["unopened"]),
                         ("9", "4"))
        self.assertRegex(done.stdout, r"niet geopend +4\b")

    def test_a_typed_function_stands_without_a_group_of_few_who_typed(self):
        """The closed answer says that something was typed: a text with a
        group would fit its row."""
        wave = self.wave(trial=False)
        for number in range(30):
            wave.cast("ib", number=number, texts=3 if number < 9 else 2)
        for number in range(30):
            wave.cast("zoco_vo", number=number, texts=3 if number < 14 else 2)
        wave.close()
        self.count(wave)
        typed = {}
        for row in wave.rows("open_answer"):
            place = (row["question"], row["function_group"])
            typed[place] = typed.get(place, 0) + 1
        # Nine alone would be known to be of the other group.
        self.assertEqual(typed, {
            ("t_kent_anders", None): 23, ("t_trots", "ib"): 30,
            ("t_trots", "zoco_vo"): 30, ("t_slot", "ib"): 30,
            ("t_slot", "zoco_vo"): 30})

    def test_without_the_list_no_group_and_no_open_answer_is_stored(self):
        wave = self.wave(trial=False)
        for number in range(20):
            wave.cast("ib", number=number, texts=2)
        wave.close(checked=False)
        codes = list(wave.codes.values())[:2]
        self.refused(wave, codes, "nog niet nagekeken")
        done = self.count(wave, options=["--without-list"])
        self.assertIn("zonder de lijst", done.stderr)
        self.assertIn("zonder de lijst", done.stdout)
        self.assertEqual(self.groups_of(wave, "response"), {None: 20})
        self.assertEqual(wave.rows("open_answer"), [])
        statement, = wave.rows("count_statement")
        self.assertIsNone(statement["genuine_hash"])
        self.assertIsNone(json.loads(statement["document"])["list"])
        self.assertEqual(wave.state(), "counted")

    def test_a_list_that_post_refused_to_sign_counts_nothing_at_all(self):
        wave = self.wave(trial=False)
        for number in range(6):
            wave.cast("ib", number=number)
        wave.close(checked=False)
        self.house.psql("INSERT INTO aoj.ballot_check VALUES ('%s', 6,"
                        " sha256(''))" % wave.wave_id)
        codes = list(wave.codes.values())[:2]
        self.refused(wave, codes, "niet ondertekend")
        done = self.count(wave, options=["--without-list"], check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("niet ondertekend", done.stderr)
        self.assertEqual(wave.state(), "closed")

    # -- the signature ----------------------------------------------------------

    def test_what_was_counted_is_signed_by_the_box(self):
        wave = self.wave()
        for number in range(12):
            wave.cast("ib", number=number, texts=3)
        wave.cast("ib", is_foreign=True)
        wave.leave_draft("ib")
        key = bytes.fromhex(wave.rows("wave")[0]["result_public_key"][2:])
        wave.close()
        self.count(wave)
        statement, = wave.rows("count_statement")
        self.assertTrue(box.signed_by(
            bytes.fromhex(statement["signature"][2:]), key,
            "aoj/1/signed-count", statement["document"].encode()))
        document = json.loads(statement["document"])
        self.assertEqual(document["wave"], wave.wave_id)
        self.assertEqual(
            [document[k] for k in ("found", "foreign", "damaged", "unopened",
                                   "opened")], [13, 1, 0, 0, 12])
        self.assertEqual(document["groups"][0],
                         {"group": "ib", "opened": 12, "drafts": 1})
        self.assertEqual(document["rows"], wave.rows_hash())

    # -- codes ------------------------------------------------------------------

    def test_too_few_codes_open_nothing(self):
        wave = self.wave()
        wave.cast("ib")
        wave.close()
        codes = list(wave.codes.values())
        self.refused(wave, codes[:1], "2", "niets geteld")
        self.refused(wave, [], "2", "niets geteld")
        self.refused(wave, [codes[0], codes[0]], HOLDERS[0], "al gegeven")

    def test_a_wrong_code_is_named_at_once_and_never_repeated(self):
        wave = self.wave()
        other = self.wave()
        wave.cast("ib")
        wave.close()
        codes = list(wave.codes.values())
        theirs = list(other.codes.values())
        slip = codes[0][:-1] + ("A" if codes[0][-1] != "A" else "B")
        self.refused(wave, [codes[0], slip], "geen openingscode")
        self.refused(wave, [theirs[0], codes[0]], "geen van de")
        self.refused(wave, ["onzin", codes[0]], "geen openingscode")
        self.refused(wave, ["A" * 5000, codes[0]], "te lang")
        self.count(wave)
        self.assertEqual(wave.state(), "counted")

    def test_shares_that_do_not_make_the_key_open_nothing(self):
        wave = self.wave()
        wave.cast("ib")
        wave.close()
        # Two honest codes, and a share that somebody put in their place.
        self.house.psql(
            "ALTER TABLE aoj.holder DISABLE TRIGGER fixed;\n"
            "UPDATE aoj.holder h SET share = '\\x%s' WHERE wave_id = '%s' AND"
            " name = '%s';\n"
            "ALTER TABLE aoj.holder ENABLE TRIGGER fixed;" % (
                box.seal(b"\x01" + os.urandom(32),
                         wave.code_public(HOLDERS[0])).hex(),
                wave.wave_id, HOLDERS[0]))
        self.refused(wave, list(wave.codes.values())[:2], "niet de stembus")
        self.refused(wave, list(wave.codes.values()), "niet de stembus")
        self.count(wave, list(wave.codes.values())[1:])

    # -- states -----------------------------------------------------------------

    def test_only_a_closed_and_checked_wave_is_counted_and_only_once(self):
        wave = self.wave()
        codes = list(wave.codes.values())[:2]
        self.refused(wave, codes, "nog niet gesloten")
        wave.cast("ib")
        wave.close(checked=False)
        self.refused(wave, codes, "nog niet nagekeken")
        wave.check()
        self.count(wave)
        self.refused(wave, codes, "al geteld")
        done = self.house.run([os.path.join(self.house.build, "aoj-count"),
                               "geen-meting"], check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("geen-meting", done.stderr)

    def test_ballots_that_changed_since_the_check_are_not_counted(self):
        wave = self.wave()
        sent = [wave.cast("ib") for _ in range(3)]
        codes = list(wave.codes.values())[:2]
        wave.close()
        extra = wave.insert("ib", sent[0].sealed)
        self.refused(wave, codes, "3 echte, nu 4")
        wave.remove(extra)
        wave.remove(sent[0].ballot_id)
        self.refused(wave, codes, "3 echte, nu 2")
        wave.insert("ib", sent[0].sealed)
        self.refused(wave, codes, "maar andere")
        wave.mark_foreign(sent[1].ballot_id)
        self.refused(wave, codes, "3 echte, nu 2")

    def test_usage_and_settings_have_exit_codes_of_their_own(self):
        program = os.path.join(self.house.build, "aoj-count")
        for args, code in (([], 2), (["a", "b"], 2), (["--x"], 2),
                           (["--help"], 0)):
            done = self.house.run([program] + args, check=False)
            self.assertEqual(done.returncode, code)
        done = self.house.run([program, "telling"], check=False,
                              env={"AOJ_DATABASE": "host=/nonexistent"})
        self.assertEqual(done.returncode, 3, done.stderr)

    # -- interruptions ----------------------------------------------------------

    def start(self, wave):
        process = subprocess.Popen(
            as_user([os.path.join(self.house.build, "aoj-count"), wave.code]),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env=self.house.env)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def blocked_count(self, wave, lock):
        """A count that waits for a lock that a superuser holds, and the
        session to close. The lock is taken when the first code is in: at its
        start a process looks at every table that it will use."""
        process = self.start(wave)
        codes = list(wave.codes.values())
        process.stdin.write("ja\n" + codes[0] + "\n")
        process.stdin.flush()
        while "klopt" not in process.stderr.readline():
            self.assertIsNone(process.poll())
        session = Session(self.house, "BEGIN;\n%s;\n" % lock)
        self.addCleanup(session.close)
        process.stdin.write(codes[1] + "\n")
        process.stdin.close()
        process.stdin = None
        wait_for(lambda: self.waiting() or process.poll() is not None,
                 because="the count to wait for the lock")
        self.assertIsNone(process.poll())
        return process, session

    def waiting(self):
        return self.house.sql(
            "SELECT pid, query FROM pg_stat_activity WHERE usename ="
            " 'aoj_count' AND wait_event_type = 'Lock'")

    # The first insert of each kind, the statement, and the very last step.
    LOCKS = ("LOCK TABLE aoj.envelope IN ACCESS EXCLUSIVE MODE",
             "LOCK TABLE aoj.set_aside IN SHARE MODE",
             "LOCK TABLE aoj.response IN SHARE MODE",
             "LOCK TABLE aoj.open_answer IN SHARE MODE",
             "LOCK TABLE aoj.draft IN SHARE MODE",
             "LOCK TABLE aoj.count_statement IN SHARE MODE",
             "SELECT pg_advisory_xact_lock(hashtextextended('aoj.audit', 0))")

    def full_wave(self):
        wave = self.wave()
        for n in range(12):
            wave.cast("ib", number=n, texts=1)
        wave.cast("ib", is_foreign=True)
        wave.insert("ib", os.urandom(100))
        wave.leave_draft("ib")
        wave.close()
        return wave

    def test_a_killed_count_has_not_happened_and_can_be_run_again(self):
        wave = self.full_wave()
        before, reached = self.rows(), set()
        for lock in self.LOCKS:
            with self.subTest(lock=lock):
                process, session = self.blocked_count(wave, lock)
                reached.add(self.waiting()[0]["query"])
                process.kill()
                process.communicate()
                session.close()
                wait_for(lambda: not self.house.sql(
                    "SELECT 1 FROM pg_stat_activity WHERE usename ="
                    " 'aoj_count'"), because="the server to notice")
                self.assertEqual(self.rows(), before)
        # Each time it was another step that was reached.
        self.assertEqual(len(reached), len(self.LOCKS))
        self.count(wave)
        self.assertEqual(len(wave.rows("response")), 12)
        self.assertEqual(len(wave.rows("set_aside")), 2)

    def test_a_lost_connection_is_our_fault_and_changes_nothing(self):
        wave = self.full_wave()
        before = self.rows()
        process, session = self.blocked_count(wave, self.LOCKS[-1])
        self.house.sql("SELECT pg_terminate_backend(%s)"
                       % self.waiting()[0]["pid"])
        _, said = process.communicate(timeout=20)
        session.close()
        self.assertEqual(process.returncode, 3, said)
        self.assertEqual(self.rows(), before)
        self.count(wave)

    def test_a_count_that_runs_twice_at_once_happens_once(self):
        wave = self.full_wave()
        first, session = self.blocked_count(wave, self.LOCKS[-1])
        second = self.start(wave)
        wait_for(lambda: len(self.waiting()) == 2,
                 because="the second count to wait")
        session.close()
        first.communicate(timeout=20)
        _, said = second.communicate("ja\n" + "".join(
            c + "\n" for c in wave.codes.values()), timeout=20)
        self.assertEqual(first.returncode, 0)
        self.assertEqual(second.returncode, 1)
        self.assertIn("al geteld", said)
        self.assertEqual(len(wave.rows("response")), 12)

    def test_secrets_are_locked_in_memory_and_no_core_is_left(self):
        wave = self.full_wave()
        process, session = self.blocked_count(wave, self.LOCKS[2])
        with open("/proc/%d/status" % process.pid) as f:
            locked = int(re.search(r"^VmLck:\s+(\d+)", f.read(), re.M)[1])
        with open("/proc/%d/limits" % process.pid) as f:
            self.assertRegex(f.read(), r"Max core file size\s+0\s+0\s")
        with open("/proc/%d/cmdline" % process.pid) as f:
            self.assertEqual(f.read().split("\0")[1:-1], [wave.code])
        session.close()
        process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0)
        if "asan" not in self.house.build:
            self.assertGreater(locked, 0)

    def test_memory_that_cannot_be_locked_is_named(self):
        wave = self.full_wave()
        before = self.rows()
        done = self.house.run(
            ["prlimit", "--memlock=0:0",
             os.path.join(self.house.build, "aoj-count"), wave.code],
            stdin="ja\nx\n", check=False)
        if "asan" in self.house.build:
            self.skipTest("its mlock does nothing")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("RLIMIT_MEMLOCK", done.stderr)
        self.assertEqual(self.rows(), before)


class Verify(unittest.TestCase):
    """`aoj verify`: what is stored, held against what the box signed."""

    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.stop)
        cls.house.start()
        publish(cls.house)

    def counted(self, code):
        wave = Ballots(self.house, code)
        for number in range(12):
            wave.cast("ib", number=number, texts=2)
        wave.close()
        self.house.run(
            [os.path.join(self.house.build, "aoj-count"), code],
            stdin="\n".join(["ja"] + list(wave.codes.values())) + "\n")
        return wave

    def verify(self, wave, *options):
        done = self.house.aoj("verify", wave.code, *options, check=False)
        wrong = [line for line in done.stdout.splitlines()
                 if line.startswith("KLOPT NIET")]
        self.assertEqual(done.returncode, 1 if wrong else 0, done.stderr)
        return " ".join(wrong)

    def tampered(self, statement):
        """As a superuser, past every trigger; aoj_count's own inserts need
        no more than its role and a policy lifted for it."""
        self.house.psql("SET session_replication_role = replica;\n"
                        + statement)

    def test_a_count_that_nobody_touched_is_right(self):
        wave = self.counted("klopt")
        self.assertEqual(self.verify(wave), "")
        self.assertEqual(self.verify(
            wave, "--fingerprint=" + wave.fingerprint), "")
        self.assertEqual(self.verify(
            wave, "--fingerprint=" + wave.fingerprint.replace(" ", "")), "")
        said = self.house.aoj("verify", wave.code).stdout
        self.assertIn(wave.fingerprint, said)

    def test_rows_that_were_not_counted_are_found(self):
        """Rows stuffed by aoj_count's role without a code, and everything
        else that may become of a row."""
        wave = self.counted("rijen")
        for statement, back in (
            ("INSERT INTO aoj.response (wave_id, questionnaire, version,"
             " function_group, answers) SELECT wave_id, questionnaire,"
             " version, function_group, answers FROM aoj.response WHERE"
             " wave_id = '{w}' LIMIT 1",
             "DELETE FROM aoj.response WHERE response_id IN (SELECT"
             " response_id FROM aoj.response WHERE wave_id = '{w}' ORDER BY"
             " ctid DESC LIMIT 1)"),
            ("UPDATE aoj.response SET answers = answers || '{{\"x\": 1}}'"
             " WHERE wave_id = '{w}'",
             "UPDATE aoj.response SET answers = answers - 'x' WHERE wave_id"
             " = '{w}'"),
            ("UPDATE aoj.response SET function_group = 'zoco_vo' WHERE"
             " wave_id = '{w}'",
             "UPDATE aoj.response SET function_group = 'ib' WHERE wave_id ="
             " '{w}'"),
            ("INSERT INTO aoj.open_answer (wave_id, questionnaire, version,"
             " question, answer) VALUES ('{w}', 'uitvoering', 1, 't_trots',"
             " 'nieuw')",
             "DELETE FROM aoj.open_answer WHERE answer = 'nieuw'"),
            ("UPDATE aoj.open_answer SET function_group = NULL WHERE wave_id"
             " = '{w}'",
             "UPDATE aoj.open_answer SET function_group = 'ib' WHERE wave_id"
             " = '{w}'")):
            self.tampered(statement.format(w=wave.wave_id))
            self.assertIn("na de telling", self.verify(wave), statement)
            self.tampered(back.format(w=wave.wave_id))
            self.assertEqual(self.verify(wave), "", back)

    def test_rows_stuffed_with_the_counting_role_alone_are_found(self):
        """aoj_count may insert responses of a closed wave; a superuser calls
        a counted one closed for a moment."""
        wave = self.counted("rol")
        self.tampered("UPDATE aoj.wave SET state = 'closed' WHERE wave_id ="
                      " '%s'" % wave.wave_id)
        self.house.psql(
            "INSERT INTO aoj.response (wave_id, questionnaire, version,"
            " function_group, answers) VALUES ('%s', 'uitvoering', 1, 'ib',"
            " '{\"t_kent\": \"ja\"}')" % wave.wave_id, user="aoj_count")
        self.tampered("UPDATE aoj.wave SET state = 'counted' WHERE wave_id ="
                      " '%s'" % wave.wave_id)
        self.assertIn("na de telling", self.verify(wave))

    def test_a_statement_that_was_changed_is_found(self):
        wave = self.counted("verslag")
        where = " WHERE wave_id = '%s'" % wave.wave_id
        for statement, back, word in (
            ("UPDATE aoj.count_statement SET found = 13, damaged = 1",
             "UPDATE aoj.count_statement SET found = 12, damaged = 0",
             "getallen"),
            ("UPDATE aoj.count_statement SET groups = '{\"ib\": 11}'",
             "UPDATE aoj.count_statement SET groups = '{\"ib\": 12}'",
             "getallen"),
            ("UPDATE aoj.count_statement SET document ="
             " replace(document, '\"opened\":12', '\"opened\":13')",
             "UPDATE aoj.count_statement SET document ="
             " replace(document, '\"opened\":13', '\"opened\":12')",
             "handtekening"),
            ("UPDATE aoj.ballot_check SET list = replace(list, 'ib', 'ic')",
             "UPDATE aoj.ballot_check SET list = replace(list, 'ic', 'ib')",
             "lijst")):
            self.tampered(statement + where)
            self.assertIn(word, self.verify(wave), statement)
            self.tampered(back + where)
            self.assertEqual(self.verify(wave), "", back)

    def test_keys_that_were_swapped_are_found_by_the_paper(self):
        """The signature is right under a key of somebody's own; the paper
        knows better."""
        wave, other = self.counted("papier"), self.counted("ander")
        for column in ("box_public_key", "list_public_key",
                       "result_public_key"):
            real = wave.rows("wave")[0][column]
            self.tampered(
                "UPDATE aoj.wave w SET {c} = o.{c} FROM aoj.wave o WHERE"
                " w.wave_id = '{w}' AND o.wave_id = '{o}'".format(
                    c=column, w=wave.wave_id, o=other.wave_id))
            self.assertIn("vingerafdruk", self.verify(
                wave, "--fingerprint=" + wave.fingerprint), column)
            self.tampered("UPDATE aoj.wave SET %s = '%s' WHERE wave_id ="
                          " '%s'" % (column, real, wave.wave_id))
        self.assertEqual(self.verify(
            wave, "--fingerprint=" + wave.fingerprint), "")
        self.tampered(
            "UPDATE aoj.holder SET code_public = sha256('') WHERE wave_id ="
            " '%s' AND name = '%s'" % (wave.wave_id, HOLDERS[2]))
        self.assertIn("vingerafdruk", self.verify(
            wave, "--fingerprint=" + wave.fingerprint))
        self.assertIn("vingerafdruk", self.verify(
            other, "--fingerprint=" + wave.fingerprint))

    def test_waves_of_before_have_no_signature_and_others_no_count(self):
        wave = self.counted("vroeger")
        self.tampered("UPDATE aoj.count_statement SET document = NULL,"
                      " signature = NULL, groups = NULL WHERE wave_id = '%s'"
                      % wave.wave_id)
        done = self.house.aoj("verify", wave.code, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("zonder handtekening", done.stdout)
        rates = json.loads(self.house.aoj("rates", wave.code, "--format",
                                          "json").stdout)
        self.assertEqual(rates["groups"][0]["response"], 12)
        open_wave = Ballots(self.house, "nog-open")
        done = self.house.aoj("verify", open_wave.code, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("nog niet geteld", done.stderr)


class Codes(unittest.TestCase):
    """Giving a code and typing it back."""

    @classmethod
    def setUpClass(cls):
        cls.house = House()
        cls.addClassCleanup(cls.house.stop)
        cls.house.start()
        publish(cls.house)

    def draft(self, code):
        return Ballots(self.house, code, ready=False)

    def holders(self, wave):
        return {r["name"]: r for r in self.house.sql(
            "SELECT * FROM aoj.holder WHERE wave_id = '%s'" % wave.wave_id)}

    def box_key(self, wave):
        return self.house.sql("SELECT box_public_key FROM aoj.wave WHERE"
                              " wave_id = '%s'" % wave.wave_id)[0][
                                  "box_public_key"]

    def test_the_last_code_makes_the_box(self):
        wave = self.draft("codes-1")
        wave.give(HOLDERS[0])
        wave.give(HOLDERS[1])
        self.assertIsNone(self.box_key(wave))
        done = wave.give(HOLDERS[2])
        self.assertIsNotNone(self.box_key(wave))
        self.assertRegex(done.stdout, r"\b(\d{5} ){7}\d{5}\b")
        for holder in self.holders(wave).values():
            self.assertIsNotNone(holder["share"])
            self.assertEqual(holder["confirmed"], "f")

    def test_a_code_is_typed_back_or_the_wave_is_not_ready(self):
        wave = self.draft("codes-2")
        for name in HOLDERS:
            wave.give(name)
        wave.confirm(HOLDERS[0])
        wave.confirm(HOLDERS[0])
        done = wave.confirm(HOLDERS[1], wave.codes[HOLDERS[0]], check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(HOLDERS[1], done.stderr)
        self.assertEqual([h["confirmed"] for h in self.holders(wave).values()
                          ].count("t"), 1)
        done = self.house.aoj("wave", "ready", wave.code, check=False)
        self.assertEqual(done.returncode, 1)
        wave.confirm(HOLDERS[1])
        wave.confirm(HOLDERS[2])
        self.house.aoj("wave", "ready", wave.code)
        done = wave.give(HOLDERS[0], check=False)
        self.assertEqual(done.returncode, 1)

    def test_a_new_code_makes_a_new_box_and_undoes_confirmations(self):
        wave = self.draft("codes-3")
        for name in HOLDERS:
            wave.give(name)
        wave.confirm(HOLDERS[1])
        old_key, old_code = self.box_key(wave), wave.codes[HOLDERS[0]]
        wave.give(HOLDERS[0])
        self.assertNotEqual(self.box_key(wave), old_key)
        self.assertEqual({h["confirmed"]
                          for h in self.holders(wave).values()}, {"f"})
        done = wave.confirm(HOLDERS[0], old_code, check=False)
        self.assertEqual(done.returncode, 1)
        for name in HOLDERS:
            wave.confirm(name)

    def test_confirming_waits_for_the_last_code(self):
        wave = self.draft("codes-4")
        wave.give(HOLDERS[0])
        done = wave.confirm(HOLDERS[0], check=False)
        self.assertEqual(done.returncode, 1)
        done = wave.give("Niemand", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("Niemand", done.stderr)
        done = self.house.aoj("holder", "code", "geen-meting", HOLDERS[0],
                              check=False)
        self.assertEqual(done.returncode, 1)

    def test_a_code_is_stored_nowhere(self):
        wave = self.draft("codes-5")
        for name in HOLDERS:
            wave.give(name)
        kept = self.house.dump()
        for code in wave.codes.values():
            self.assertNotIn(code, kept)
            self.assertNotIn(code.replace("-", ""), kept)


class Session:
    """A superuser's session that holds a transaction open."""

    def __init__(self, house, statements):
        with open(os.path.join(house.secrets, "admin",
                               "database.password")) as f:
            password = f.read().strip()
        self.process = subprocess.Popen(
            as_user(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h",
                     os.path.join(house.folder, "socket"), "-p",
                     str(house.port), "-U", "aoj_admin", "-d", "aoj"]),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=dict(house.env, PGPASSWORD=password))
        self.process.stdin.write(statements + "\\echo held\n")
        self.process.stdin.flush()
        while self.process.stdout.readline().strip() != "held":
            if self.process.poll() is not None:
                raise RuntimeError("the session ended")

    def close(self):
        if not self.process.stdin.closed:
            self.process.communicate("ROLLBACK;\n")


def tau(order):
    """Kendall's rank correlation of a list with its own positions."""
    n = len(order)
    ties = 0
    score = 0
    for i in range(n):
        for j in range(i + 1, n):
            if order[i] == order[j]:
                ties += 1
            else:
                score += 1 if order[i] < order[j] else -1
    return score / (n * (n - 1) / 2 - ties)


if __name__ == "__main__":
    unittest.main()
