"""Letters through a mail server of another author, which refuses, delays,
hangs up, and loses its own answers."""

import os
import re
import socketserver
import ssl
import sys
import threading
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import DAY, MONDAY, Mail                          # noqa: E402
from exim import certificate                                  # noqa: E402
from sink import Sink                                         # noqa: E402
from lib.aoj import free_port, wait_for                       # noqa: E402


class Hasty(socketserver.ThreadingTCPServer):
    """Offers pipelining, and says "go on" to DATA even when it has refused
    everybody, which RFC 2920 allows: url, taken, refuses."""
    daemon_threads = True

    def __init__(self, refuses):
        super().__init__(("127.0.0.1", 0), Hasty.Talk)
        self.url = "smtp://127.0.0.1:%d" % self.server_address[1]
        self.refuses, self.taken, self.empty = refuses, [], 0

    class Talk(socketserver.StreamRequestHandler):
        def say(self, *lines):
            self.wfile.write("".join(l + "\r\n" for l in lines).encode())

        def letter(self, people):
            self.say("354 go on")
            lines = list(iter(self.rfile.readline, b".\r\n"))
            if not people:
                self.server.empty += not lines
                self.say("554 5.5.1 no valid recipients")
            else:
                self.server.taken += people
                self.say("250 2.0.0 ok")

        def handle(self):
            people = []
            self.say("220 hasty")
            for line in map(bytes.decode, self.rfile):
                if line.startswith("EHLO"):
                    self.say("250-hasty", "250-DSN", "250 PIPELINING")
                elif line.startswith("RCPT"):
                    who = line.split("<")[1].split(">")[0]
                    if who in self.server.refuses:
                        self.say("550-5.1.1 no such user", "550 5.1.1 here")
                    else:
                        people.append(who)
                        self.say("250 2.1.5 ok")
                elif line.startswith("DATA"):
                    self.letter(people)
                    people = []
                elif line.startswith("QUIT"):
                    self.say("221 bye")
                    break
                else:
                    self.say("250 2.0.0 ok")


class Smtp(Mail):
    def post(self, sink, check=True, **env):
        """post --once against this server."""
        env["AOJ_MAIL"] = sink if isinstance(sink, str) else sink.url
        return self.house.run([os.path.join(self.house.build, "aoj-post"),
                               "--once"], check=check, env=env)

    def kept(self, wave):
        """(outcome, reply) of every letter, sorted."""
        return sorted((r["outcome"] or "", r["smtp_reply"] or "")
                      for r in self.outcomes(wave))

    def settled(self, wave):
        return all(r["state"] == "settled" for r in self.outcomes(wave))

    # -- all is well ----------------------------------------------------------

    def test_everybody_gets_one_letter_over_a_kept_connection(self):
        people = self.crowd(60)
        wave = self.started(people)
        with Sink() as sink:
            self.post(sink, AOJ_MAIL_CONNECTIONS="1")
            self.post(sink)
        self.assertEqual(sink.counts(), {p[0]: 1 for p in people})
        self.assertEqual(sink.connections, 1)
        self.assertEqual(self.kept(wave), [("accepted", "250 2.0.0")] * 60)
        senders = [s for s, _, _ in sink.taken]
        self.assertEqual(len(set(senders)), 60)
        for sender, message in zip(senders, sink.messages()):
            self.assertRegex(sender, r"^monitor\+[0-9a-f]{32}-[a-z2-7]{20}"
                             r"@example\.org$")
            self.assertLessEqual(sender.index("@"), 64)
            self.assertEqual(sender[8:40], message["Message-ID"][1:33])
        self.assertEqual(self.journals(), [])

    def test_as_many_letters_are_on_their_way_as_there_are_connections(self):
        """The server answers none of them before it has four."""
        people = self.crowd(60)
        self.started(people)
        with Sink() as sink:
            sink.gather = 4
            self.post(sink)
        self.assertEqual(sink.counts(), {p[0]: 1 for p in people})
        self.assertEqual(sink.connections, 4)

    def test_letters_of_a_run_leave_in_an_order_that_nobody_chose(self):
        people = self.crowd(40)
        orders = []
        for _ in range(2):
            self.started(people)
            with Sink() as sink:
                self.post(sink)
            orders.append([a for _, a, _ in sink.taken])
        self.assertNotEqual(orders[0], [p[0] for p in people])
        self.assertNotEqual(orders[0], orders[1])

    def test_the_server_sees_exactly_the_letter(self):
        """Lines that begin with a dot, and long ones, arrive as they were."""
        wave = self.started([("a@example.org", ". begint", "ib", "x" * 390)],
                            purpose=". Deze zin begint met een punt.")
        with Sink() as sink:
            self.post(sink)
        message, = sink.messages()
        self.assertEqual(message["To"].addresses[0].display_name, ". begint")
        text = message.get_body(("plain",)).get_content()
        self.assertIn("x" * 390, text)
        self.assertIn(" . Deze zin begint met een punt.", text)
        for line in sink.taken[0][2].split(b"\r\n"):
            self.assertLessEqual(len(line), 998)
        self.assertNotIn(b"\n", sink.taken[0][2].replace(b"\r\n", b""))
        self.assertTrue(self.settled(wave))

    # -- one recipient --------------------------------------------------------

    def test_one_refused_address_is_that_letter_s_fate_alone(self):
        wave = self.started(self.crowd(12))
        with Sink() as sink:
            sink.says["p3@example.org"] = \
                "550 5.1.1 <P3@example.org>: p3@EXAMPLE.org unknown"
            self.post(sink)
        self.assertEqual(len(sink.counts()), 11)
        self.assertNotIn("p3@example.org", sink.counts())
        kept = self.kept(wave)
        self.assertEqual(kept[:11], [("accepted", "250 2.0.0")] * 11)
        self.assertEqual(kept[11], ("given_up",
                                    "550 5.1.1 [...] [...] unknown"))
        self.assertTrue(self.settled(wave))

    def test_commands_said_at_once_do_not_mix_up_letters(self):
        people = self.crowd(30)
        wave = self.started(people)
        no = {"p3@example.org", "p4@example.org", "p19@example.org"}
        with Hasty(no) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            self.post(server.url)
            server.shutdown()
            thread.join()
        self.assertEqual(sorted(server.taken),
                         sorted({p[0] for p in people} - no))
        self.assertEqual(server.empty, 3)
        self.assertEqual(self.kept(wave)[27:], [
            ("given_up", "550-5.1.1 no such user 550 5.1.1 here")] * 3)
        self.assertTrue(self.settled(wave))

    def test_a_letter_refused_after_its_last_line_is_given_up(self):
        wave = self.started(self.crowd(8))
        with Sink() as sink:
            sink.data["p0@example.org"] = "554 5.7.1 no thanks, p0"
            self.post(sink)
        self.assertEqual(len(sink.counts()), 7)
        self.assertEqual(self.kept(wave)[-1],
                         ("given_up", "554 5.7.1 no thanks, [...]"))

    def test_an_address_put_off_is_tried_again_and_the_run_settled_once(self):
        wave = self.started(self.crowd(10))
        with Sink() as sink:
            sink.says["p7@example.org"] = "451 4.7.1 greylisted, come again"
            sink.first["p7@example.org"] = 2
            self.post(sink)
            self.assertEqual(len(sink.taken), 9)
            self.assertEqual({r["state"] for r in self.outcomes(wave)},
                             {"claimed"})
            # Nothing per letter is in the database while the run lasts.
            self.assertEqual({r["outcome"] for r in self.outcomes(wave)},
                             {None})
            self.assertEqual(len(self.journals()), 1)
            # Not before its time.
            self.post(sink)
            self.assertEqual(sink.heard.count("p7@example.org"), 1)
            for minutes in (4, 14, 20):
                self.house.set_clock(MONDAY + minutes * 60)
                self.post(sink)
        self.assertEqual(set(sink.counts().values()), {1})
        self.assertEqual(len(sink.taken), 10)
        self.assertEqual(self.kept(wave), [("accepted", "250 2.0.0")] * 10)
        self.assertTrue(self.settled(wave))
        self.assertEqual(self.journals(), [])

    def test_who_is_put_off_for_a_day_is_given_up(self):
        wave = self.started(self.crowd(6))
        with Sink() as sink:
            sink.says["p1@example.org"] = "452 4.2.2 mailbox full"
            self.post(sink)
            self.house.set_clock(MONDAY + 12 * 3600)
            self.post(sink)
            self.assertFalse(self.settled(wave))
            self.house.set_clock(MONDAY + DAY + 60)
            self.post(sink)
        self.assertTrue(self.settled(wave))
        self.assertEqual(self.kept(wave)[-1],
                         ("given_up", "452 4.2.2 mailbox full"))

    def test_only_hours_in_which_letters_may_leave_wear_out_patience(self):
        """Put off on Friday at 15.30, with four hours of patience: Monday's
        first try is not the last."""
        friday = MONDAY + 4 * DAY + 4 * 3600 + 1800
        self.house.set_clock(friday)
        plan = {"send_from": "09:15", "send_until": "16:30", "reminders": []}
        wave = self.started(self.crowd(6), plan=plan)
        self.later_due(wave, friday)
        with Sink() as sink:
            sink.says["p1@example.org"] = "452 4.2.2 mailbox full"
            self.post(sink, AOJ_MAIL_GIVE_UP="4")
            self.assertEqual(sink.heard.count("p1@example.org"), 1)
            monday = MONDAY + 7 * DAY - 3600        # 10.00
            for moment, tries in ((monday, 2), (monday + 2 * 3600, 3)):
                self.house.set_clock(moment)
                self.post(sink, AOJ_MAIL_GIVE_UP="4")
                self.assertEqual(sink.heard.count("p1@example.org"), tries)
                self.assertFalse(self.settled(wave))
            # An hour on Friday, and three and a quarter since 9.15.
            self.house.set_clock(monday + 2 * 3600 + 1800 + 300)
            self.post(sink, AOJ_MAIL_GIVE_UP="4")
            self.house.set_clock(monday + 4 * 3600)
            self.post(sink, AOJ_MAIL_GIVE_UP="4")
        self.assertTrue(self.settled(wave))
        self.assertEqual(self.kept(wave)[-1],
                         ("given_up", "452 4.2.2 mailbox full"))

    def later_due(self, wave, due):
        """All its letters are due now, wherever chance had put them."""
        self.house.psql("UPDATE aoj.mail_run SET due_at = to_timestamp(%d)"
                        " WHERE wave_id = '%s'" % (due, wave["id"]))

    def test_a_connection_dropped_in_the_middle_costs_nobody_a_letter(self):
        people = self.crowd(20)
        wave = self.started(people)
        with Sink() as sink:
            for address in ("p2@example.org", "p11@example.org"):
                sink.data[address] = "drop"
                sink.first[address] = 1
            sink.says["p5@example.org"] = "drop"
            sink.first["p5@example.org"] = 1
            self.post(sink)
            self.house.set_clock(MONDAY + 600)
            self.post(sink)
        self.assertEqual(sink.counts(), {p[0]: 1 for p in people})
        self.assertTrue(self.settled(wave))

    def test_an_answer_lost_after_the_last_line_repeats_that_letter_only(self):
        people = self.crowd(20)
        self.started(people)
        with Sink() as sink:
            sink.data["p4@example.org"] = "lose"
            sink.first["p4@example.org"] = 1
            self.post(sink)
            self.house.set_clock(MONDAY + 600)
            self.post(sink)
        counts = sink.counts()
        self.assertEqual(counts.pop("p4@example.org"), 2)
        self.assertEqual(counts, {p[0]: 1 for p in people
                                  if p[0] != "p4@example.org"})
        twice = [m for m in sink.messages()
                 if m["To"].addresses[0].addr_spec == "p4@example.org"]
        self.assertEqual(twice[0]["Message-ID"], twice[1]["Message-ID"])

    def test_a_letter_on_which_the_server_always_hangs_up_stops_nobody(self):
        people = self.crowd(30)
        wave = self.started(people)
        with Sink() as sink:
            sink.data["p9@example.org"] = "drop"
            for minutes in (0, 10, 30, 60, 120):
                self.house.set_clock(MONDAY + minutes * 60)
                self.post(sink)
        self.assertEqual(len(sink.taken), 29)
        self.assertFalse(self.settled(wave))

    def test_a_letter_without_an_answer_holds_up_nobody(self):
        people = self.crowd(30)
        self.started(people)
        with Sink() as sink:
            for who in (3, 7):
                address = "p%d@example.org" % who
                sink.data[address] = "silence"
                sink.first[address] = 1
            self.post(sink)
            self.assertEqual(len(sink.taken), 28)
            self.house.set_clock(MONDAY + 600)
            self.post(sink)
        self.assertEqual(sink.counts(), {p[0]: 1 for p in people})

    def test_a_server_that_hangs_up_on_one_domain_serves_the_others(self):
        """421 about a recipient need not be about all of them."""
        people = self.crowd(24) + self.crowd(6, where="example.net")
        self.started(people)
        with Sink() as sink:
            for address, *_ in self.crowd(6, where="example.net"):
                sink.says[address] = "421 4.7.0 too many for that domain"
            for minutes in (0, 2, 4, 8, 16):
                self.house.set_clock(MONDAY + minutes * 60)
                self.post(sink)
        self.assertEqual(sink.counts(), {p[0]: 1 for p in people[:24]})

    # -- how fast -------------------------------------------------------------

    def test_letters_in_a_second_are_no_more_than_allowed(self):
        people = self.crowd(45)
        self.started(people)
        times = []
        with Sink() as sink:
            sink.on_letter = lambda: times.append(self.house.clock())
            self.post(sink, AOJ_MAIL_RATE="20")
        self.assertEqual(len(times), 45)
        # A letter may be later than it was let go, never earlier; two more
        # are what a tenth of the limit saves.
        self.assertGreaterEqual(times[-1] - times[0], (45 - 3) / 20 - 0.5)
        self.assertLessEqual(sum(t < times[0] + 1 for t in times), 20 + 2 + 4)

    def test_a_domain_at_its_limit_waits_and_is_overtaken(self):
        slow = self.crowd(4, where="traag.example")
        others = [("p@d%d.example" % n, "Persoon", "ib", "") for n in
                  range(40)]
        wave = self.started(slow + others)
        begun = MONDAY + 300
        self.house.set_clock(begun, rate=0.001)
        with Sink() as sink:
            def sent(where):
                return sum(a.endswith(where) for _, a, _ in sink.taken)
            self.house.start_post(env={"AOJ_MAIL": sink.url,
                                       "AOJ_MAIL_DOMAIN_RATE": "6"})
            try:
                wait_for(lambda: len(sink.taken) == 41, 20)
                for n in range(1, 4):
                    self.assertEqual(sent("@traag.example"), n)
                    # One every ten seconds; whole seconds are waited for.
                    self.house.set_clock(begun + 11 * n - 2, rate=0.001)
                    with self.assertRaises(TimeoutError):
                        wait_for(lambda: len(sink.taken) > 40 + n, 0.5)
                    self.house.set_clock(begun + 11 * n, rate=0.001)
                    wait_for(lambda: len(sink.taken) == 41 + n, 20)
                wait_for(lambda: self.settled(wave), 20)
            finally:
                self.house.stop_process("post")
        self.assertEqual(set(sink.counts().values()), {1})

    def test_a_connection_that_ends_while_letters_wait_is_opened_again(self):
        people = self.crowd(5)
        self.started(people)
        with Sink(timeout=0.3) as sink:
            log = self.post(sink, AOJ_MAIL_RATE="1").stderr
        self.assertEqual(sink.counts(), {p[0]: 1 for p in people})
        self.assertGreaterEqual(sink.connections, 5)
        self.assertNotIn("does not take", log)

    # -- the server -----------------------------------------------------------

    def test_no_connection_is_kept_when_nothing_is_due(self):
        wave = self.started(self.crowd(20))
        with Sink() as sink:
            self.house.start_post(env={"AOJ_MAIL": sink.url})
            try:
                wait_for(lambda: self.settled(wave), 20)
                wait_for(lambda: sink.open == 0, 20)
            finally:
                self.house.stop_process("post")
        self.assertEqual(len(sink.taken), 20)

    def test_a_server_that_is_away_loses_nobody_and_is_named_once(self):
        people = self.crowd(15) + self.crowd(9, "zoco_vo", "example.net")
        wave = self.started(people)
        port = free_port()
        done = self.post("smtp://127.0.0.1:%d" % port)
        self.assertEqual(done.stderr.count("does not take letters"), 1)
        self.assertEqual({r["state"] for r in self.outcomes(wave)},
                         {"claimed"})
        with Sink() as sink:
            self.house.set_clock(MONDAY + 120)
            self.post(sink)
        self.assertEqual(sink.counts(), {p[0]: 1 for p in people})
        self.assertTrue(self.settled(wave))

    def test_a_sender_that_is_refused_is_nobody_s_fate(self):
        people = self.crowd(6)
        wave = self.started(people)
        with Sink() as sink:
            async def no(server, session, envelope, address, options):
                return "550 5.7.1 not from you"
            sink.handle_MAIL = no
            done = self.post(sink)
            self.assertIn("not from you", done.stderr)
            del sink.handle_MAIL
        self.assertEqual({r["outcome"] for r in self.outcomes(wave)}, {None})
        with Sink() as sink:
            self.house.set_clock(MONDAY + 120)
            self.post(sink)
        self.assertEqual(len(sink.taken), 6)
        self.assertTrue(self.settled(wave))

    def test_a_connection_the_server_ended_between_runs_is_opened_again(self):
        with Sink(timeout=1) as sink:
            first = self.started(self.crowd(5))
            self.house.start_post(env={"AOJ_MAIL": sink.url})
            try:
                wait_for(lambda: self.settled(first), 20)
                second = self.create()
                self.invite(second, self.crowd(5, where="example.net"))
                self.make_ready(second)
                self.house.aoj("wave", "start", second["wave"])
                wait_for(lambda: len(sink.taken) == 10, 20)
                wait_for(lambda: self.settled(second), 20)
            finally:
                self.house.stop_process("post")
        self.assertNotIn("does not take", self.house.log("post"))

    def test_signing_in_with_the_password_from_its_file(self):
        path = os.path.join(self.house.secrets, "post", "smtp.password")
        self.house.run(["sh", "-c", "umask 077; printf 'geheim\\n' > " + path])
        self.addCleanup(self.house.run, ["rm", path])
        self.started(self.crowd(5))
        with Sink(user=("monitor", "anders")) as sink:
            done = self.post(sink, AOJ_MAIL_USER="monitor")
            self.assertIn("does not take letters", done.stderr)
            self.assertNotIn("geheim", done.stderr)
            self.assertEqual((set(sink.logins), sink.taken), ({False}, []))
        with Sink(user=("monitor", "geheim")) as sink:
            self.house.set_clock(MONDAY + 120)
            self.post(sink, AOJ_MAIL_USER="monitor")
            self.assertEqual((set(sink.logins), len(sink.taken)), ({True}, 5))

    def context(self):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*reversed(certificate(self.house)))
        return context

    def test_tls_is_used_where_it_is_offered(self):
        self.started(self.crowd(5))
        with Sink(tls_context=self.context(), require_starttls=True) as sink:
            self.post(sink)
        self.assertEqual(len(sink.taken), 5)

    def test_tls_that_breaks_costs_no_letter_and_sends_none_in_clear(self):
        people = self.crowd(5)
        self.started(people)
        broken = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)    # no certificate
        with Sink(tls_context=broken) as sink:
            done = self.post(sink)
            self.assertIn("does not take letters", done.stderr)
            self.assertEqual((sink.taken, sink.heard), ([], []))
        with Sink() as sink:
            self.house.set_clock(MONDAY + 120)
            self.post(sink)
        self.assertEqual(sink.counts(), {p[0]: 1 for p in people})

    def test_another_machine_must_prove_who_it_is(self):
        """0.0.0.0 reaches this machine, but is not one of its own names."""
        self.started(self.crowd(5))
        with Sink(tls_context=self.context()) as sink:
            done = self.post(sink.url.replace("127.0.0.1", "0.0.0.0"))
        self.assertEqual((sink.taken, sink.heard), ([], []))
        self.assertIn("does not take letters", done.stderr)

    def test_another_machine_without_tls_gets_no_letter(self):
        """0.0.0.0 reaches this machine, but is not one of its own names."""
        wave = self.started(self.crowd(5))
        with Sink() as sink:
            done = self.post(sink.url.replace("127.0.0.1", "0.0.0.0"))
        self.assertEqual(sink.taken, [])
        self.assertIn("does not take letters", done.stderr)
        self.assertFalse(self.settled(wave))

    # -- what must not be written down ----------------------------------------

    def test_nothing_that_post_writes_names_anybody(self):
        mark = "markeringqx"
        people = [("%s%d@%s.example.org" % (mark, i, mark),
                   "Zzyzx%s" % mark, "ib", "School %s" % mark)
                  for i in range(6)]
        wave = self.started(people)
        with Sink() as sink:
            sink.says[people[1][0]] = "550 no %s here, %s" % (
                people[1][0].split("@")[0], people[1][0])
            sink.says[people[2][0]] = "451 later, <%s>" % people[2][0]
            sink.data[people[3][0]] = "drop"
            log = self.post(sink).stderr
            seen = [log, self.house.dump()]
            for folder, _, files in os.walk(self.house.journal):
                for name in files:
                    with open(os.path.join(folder, name),
                              encoding="latin-1") as f:
                        seen += [name, f.read()]
            self.assertGreater(len(seen), 2)
        link = re.search(r"v\?t=([a-z2-7]{26})", sink.messages()[0].get_body(
            ("plain",)).get_content()).group(1)
        for text in seen:
            self.assertNotIn(mark, text.lower())
            self.assertNotIn(link, text)
        self.assertFalse(self.settled(wave))


if __name__ == "__main__":
    unittest.main()
