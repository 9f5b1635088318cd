"""Bodies where none belong, and more body than was announced: no request is
ever made of them, neither of their sender nor of the next visitor behind
HAProxy, and they keep no worker busy.
"""

import http.client
import os
import re
import socket
import sys
import threading
import time
import unittest
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib.aoj import BUILD                                     # noqa: E402
from lib.front import start_front                             # noqa: E402
from lib.respond import OpenWave, Visitor, open_house         # noqa: E402

UNGUARDED = os.path.join(os.path.dirname(BUILD), "naive")
KEEP_ALIVE = "http_keepalive_time 20\n"
FORM = "application/x-www-form-urlencoded"
WITHOUT_BODY = ("GET", "HEAD", "DELETE", "OPTIONS")
PACE = 0.03         # seconds between two packets of one sender
STALL = 6.5         # Kore itself allows 5 seconds without keep-alive
ROUNDS = 12         # of the theft; without the guard at most six are needed
PATIENCE = 5        # seconds a visitor may wait for a page
ATTACK = 3          # seconds of surplus bytes
SURPLUS = 400000    # bytes that each sender sends every PACE
BUSY = 0.5          # seconds of CPU time that a worker may spend meanwhile


def send(port, *packets, pace=PACE):
    """Everything that comes back until the server closes the connection."""
    out = b""
    with socket.create_connection(("127.0.0.1", port), 8) as s:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for number, packet in enumerate(packets):
                if number > 0:
                    time.sleep(pace)
                s.sendall(packet)
        except ConnectionError:
            pass
        try:
            while got := s.recv(65536):
                out += got
        except ConnectionError:
            pass            # closed as well; socket.timeout is a failure
    return out


def drip(port, whole):
    """The same, a byte a packet."""
    return send(port, *(whole[i:i + 1] for i in range(len(whole))),
                pace=0.001)


def status(answer):
    """The status of the one answer; 0 when there is none, or more."""
    found = re.findall(rb"^HTTP/1\.1 (\d+)", answer, re.M)
    return int(found[0]) if len(found) == 1 else 0


def request(method, path, *fields, body=b""):
    lines = ["%s %s HTTP/1.1" % (method, path), "Host: x", *fields, "", ""]
    return "\r\n".join(lines).encode() + body


def cookie(link):
    return "Cookie: __Host-aoj=" + link.token


class Theft(unittest.TestCase):
    """A respondent behind HAProxy tries to have the request of the next
    visitor, cookie and all, stored as an answer of his own."""

    def begin_theft(self, **more):
        self.house = open_house(**more)
        self.addCleanup(self.house.stop)
        self.wave = OpenWave(self.house, "vijandig")
        self.port = start_front(self.house)
        self.thief = Visitor(self.house, self.wave.link())
        self.addCleanup(self.thief.close)
        self.thief.begin()
        while self.thief.number() != 6:
            self.thief.answer()
        self.victim = self.wave.link()

    def hidden_request(self):
        """Saves what comes after it as the thief's answer u_trots."""
        pairs = [p for p in self.thief.questions().pairs(None)
                 if p[0] != "u_trots"]
        body = urllib.parse.urlencode(pairs + [("u_trots", "")]).encode()
        length = len(body) + len(request(
            "GET", "/pagina/1", cookie(self.victim))) + 60
        return request("POST", "/bewaar", cookie(self.thief.link),
                       "Content-Type: " + FORM,
                       "Content-Length: %d" % length, body=body)

    def attack(self, method):
        hidden = self.hidden_request()
        with socket.create_connection(("127.0.0.1", self.port), 8) as s:
            s.sendall(request(method, "/contact",
                              "Content-Length: %d" % len(hidden)))
            # Only a request of a later packet is one for Kore.
            time.sleep(0.15)
            try:
                s.sendall(hidden)
                while b"\r\n\r\n" not in s.recv(65536, socket.MSG_PEEK):
                    pass
            except ConnectionError:
                pass
            self.visit()

    def visit(self):
        """HAProxy sends the second request of a visitor over a connection
        that it has used before."""
        visitor = http.client.HTTPConnection("127.0.0.1", self.port,
                                             timeout=PATIENCE)
        for path in ("/contact", "/pagina/1"):
            visitor.request("GET", path, headers={
                "Cookie": "__Host-aoj=" + self.victim.token,
                "User-Agent": "visitor" * 10})
            visitor.getresponse().read()
        visitor.close()

    def stolen(self):
        """Whether the thief finds the victim's cookie among his answers."""
        page = self.thief.get("/pagina/6")
        return self.victim.token in page.form("/pagina/6").named(
            "u_trots")[0].value

    def test_no_respondent_gets_the_request_of_the_next_visitor(self):
        self.begin_theft()
        for number in range(ROUNDS):
            self.attack(WITHOUT_BODY[number % len(WITHOUT_BODY)])
            self.assertFalse(self.stolen(), number)

    def test_the_theft_works_when_the_guard_is_taken_out(self):
        self.begin_theft(build=UNGUARDED, more_conf=KEEP_ALIVE)
        for _ in range(ROUNDS):
            self.attack("GET")
            if self.stolen():
                return
        self.fail("the test above would not see a theft")

    def test_the_survey_does_not_start_when_connections_are_kept(self):
        with self.assertRaisesRegex(RuntimeError,
                                    "http_keepalive_time must be 0, not 20"):
            open_house(more_conf=KEEP_ALIVE)


class Bodies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = open_house()
        cls.addClassCleanup(cls.house.stop)
        cls.wave = OpenWave(cls.house, "vijandig")
        cls.port = cls.house.survey_port
        cls.visitor = Visitor(cls.house, cls.wave.link())
        cls.addClassCleanup(cls.visitor.close)
        cls.visitor.begin()
        cls.link = cls.visitor.link
        cls.page = cls.visitor.page
        cls.form = urllib.parse.urlencode(
            cls.visitor.questions().pairs(None, u_werkveld="po",
                                          u_functie="ib")).encode()

    def pids(self):
        return re.findall(r"pid#(\d+)", self.house.log("survey"))

    def tearDown(self):
        self.assertEqual(len(self.pids()), 2, self.house.log("survey")[-800:])
        # Nobody declined: the requests hidden in bodies would have.
        self.assertEqual(self.link.rows(self.house)[1:], (0, 0))

    def routes(self):
        asset = re.search(r'"(/s/[^"]+\.css)"', self.page.body.decode())
        return ("/", self.link.path, "/begin", "/verder", "/pagina/1",
                "/bewaar", "/controle", "/versturen", "/niet-meedoen",
                self.link.unsubscribe, "/niet-mijn-lijst", "/bedankt",
                "/gestopt", "/tot-ziens", "/wie-kan-wat-zien", "/privacy",
                "/toegankelijkheid", "/contact", asset.group(1), "/s/x",
                "/nergens")

    def saved(self, *more, body=None, length=None):
        """A request that saves page 1; 303 says that it did."""
        body = self.form if body is None else body
        return request("POST", "/pagina/1", cookie(self.link),
                       "Content-Type: " + FORM, *more, "Content-Length: %d"
                       % (len(body) if length is None else length), body=body)

    def hidden(self):
        return request("POST", "/niet-meedoen", cookie(self.link),
                       "Content-Type: " + FORM, "Content-Length: 12",
                       body=b"keuze=nooit&")

    # -- where no body belongs ----------------------------------------------

    def test_a_body_is_refused_on_every_route_without_one(self):
        hidden = self.hidden()
        for path in self.routes():
            for method in WITHOUT_BODY:
                for field in ("Content-Length: %d" % len(hidden),
                              "Transfer-Encoding: chunked"):
                    head = request(method, path, cookie(self.link), field)
                    for packets in ((head,), (head + hidden,)):
                        self.assertEqual(status(send(self.port, *packets)),
                                         400, (method, path, field))
        for path in ("/contact", "/pagina/1", "/s/x", "/nergens"):
            head = request("GET", path, "Content-Length: %d" % len(hidden))
            self.assertEqual(status(send(self.port, head, hidden)), 400)

    def test_a_length_is_refused_however_it_is_written(self):
        many = ["X-%d: y" % i for i in range(30)]
        for fields in (
                ["Content-Length: 0"], ["content-length:5"],
                ["CONTENT-LENGTH: 5"], ["Content-Length:\t5 "],
                ["Content-Length : 5"], ["Content-Length\t: 5"],
                [" Content-Length: 5"], ["X: y", "\tContent-Length: 5"],
                ["X: y\rContent-Length: 5"], ["X: y\nContent-Length: 5"],
                ["X: y\0", "Content-Length: 5"], ["Content-Length:"],
                ["Content-Length: x"], ["Content-Length"],
                ["Transfer-Encoding: identity"], ["transfer-encoding:x"],
                ["TE: trailers", "Transfer-Encoding: gzip, chunked"],
                many + ["Content-Length: 5"],
                many + ["Content-Length : 5"],
                many + ["Transfer-Encoding: chunked"]):
            answer = send(self.port, request("GET", "/contact", *fields))
            self.assertEqual(status(answer), 400, fields)

    def test_a_length_that_can_be_read_in_two_ways_is_refused(self):
        n = len(self.form)
        draft = self.link.draft(self.house)
        for fields in (
                ["Content-Length: %d" % n], ["Content-Length: 5"],
                ["content-length: 0"], ["Transfer-Encoding: chunked"],
                ["Transfer-Encoding: identity"], [" Content-Length: 5"],
                ["Content-Length : 5"], ["X: y\rZ: z"], ["X: y\nZ: z"]):
            self.assertEqual(status(send(self.port, self.saved(*fields))),
                             400, fields)
        for length in ("+%d" % n, "-%d" % n, "0x%x" % n, "%d,%d" % (n, n),
                       "%d %d" % (n, n), "%d." % n, "1e3", "", "\v%d" % n,
                       "9" * 19, "18446744073709551616"):
            answer = send(self.port, request(
                "POST", "/pagina/1", cookie(self.link), "Content-Type: "
                + FORM, "Content-Length: " + length, body=self.form))
            self.assertEqual(status(answer), 400, length)
        self.assertEqual(self.link.draft(self.house), draft)

    def test_a_body_without_a_length_is_not_taken(self):
        many = ["X-%d: y" % i for i in range(30)]
        for fields in ([], ["Transfer-Encoding: chunked"],
                       many + ["Content-Length: 12"]):
            for rest in (b"", b"c\r\nkeuze=nooit&\r\n0\r\n\r\n",
                         self.hidden()):
                for method in ("POST", "PUT", "PATCH"):
                    head = request(method, "/niet-meedoen",
                                   cookie(self.link), *fields)
                    self.assertEqual(status(send(self.port, head + rest)),
                                     411, fields)

    # -- what belongs -------------------------------------------------------

    def packetings(self, whole):
        """One packet; cut between head and body, in the body, and twice
        around the end of the head."""
        head = whole.index(b"\r\n\r\n") + 4
        yield (whole,)
        yield whole[:head], whole[head:]
        yield whole[:head + 20], whole[head + 20:]
        yield whole[:head - 1], whole[head - 1:head + 1], whole[head + 1:]

    def test_a_form_is_taken_in_any_packets(self):
        whole = self.saved()
        for packets in self.packetings(whole):
            self.assertEqual(status(send(self.port, *packets)), 303)
        self.assertEqual(status(drip(self.port, whole)), 303)
        self.assertEqual(status(send(self.port, b"\r\n" + whole)), 303)
        long = self.form + b"&x=" + b"y" * 60000
        for packets in self.packetings(self.saved(body=long)):
            self.assertEqual(status(send(self.port, *packets)), 303)

    def test_a_sender_whose_line_stalls_is_waited_for(self):
        whole, answers = self.saved(), []
        sender = threading.Thread(target=lambda: answers.append(send(
            self.port, whole[:20], whole[20:], pace=STALL)))
        sender.start()
        # A worker looks at its clocks when it has something to do.
        while sender.is_alive():
            send(self.port, request("GET", "/contact"))
            sender.join(PACE)
        self.assertEqual([status(a) for a in answers], [303])

    def test_what_comes_after_a_form_is_never_read(self):
        for rest in (b"x", b"\r\n", b"xyz" * 5000, self.hidden(),
                     request("GET", "/contact"), self.hidden() * 2):
            whole = self.saved(body=self.form + rest, length=len(self.form))
            cut = len(whole) - len(rest)
            for packets in (*self.packetings(whole),
                            (whole[:cut], rest), (whole[:cut] + rest[:1],
                                                  rest[1:]),
                            (whole[:cut - 1], whole[cut - 1:])):
                self.assertIn(status(send(self.port, *packets)), (303,),
                              (rest[:20], [len(p) for p in packets]))
        self.assertEqual(status(drip(self.port, whole)), 303)
        for path in ("/contact", "/nergens", "/s/x", "/verder"):
            answer = send(self.port, request("GET", path, cookie(
                self.link), body=self.hidden()))
            self.assertIn(status(answer), (200, 303, 404), path)

    def test_forms_go_where_none_is_taken_without_harm(self):
        for path in self.routes():
            for method in ("PUT", "PATCH", "POST"):
                if method == "POST" and path not in (
                        "/", "/verder", "/contact", "/s/x", "/nergens"):
                    continue
                whole = request(method, path, cookie(self.link),
                                "Content-Length: 5", body=b"abcde"
                                + self.hidden())
                for packets in ((whole,), (whole[:-60], whole[-60:])):
                    self.assertIn(status(send(self.port, *packets)),
                                  (404, 405, 415), (method, path))

    def test_every_answer_ends_its_connection(self):
        asset = self.routes()[-3]
        etag = re.search(rb"etag: (\S+)", send(
            self.port, request("GET", asset))).group(1).decode()
        for method, path, fields, expected in (
                ("GET", "/contact", [], 200), ("HEAD", "/contact", [], 200),
                ("GET", asset, [], 200), ("HEAD", asset, [], 200),
                ("GET", asset, ["If-None-Match: " + etag], 304),
                ("GET", "/controle", [cookie(self.link)], 303),
                ("GET", "/bedankt", [], 200), ("GET", "/nergens", [], 404),
                ("DELETE", "/contact", [], 405),
                ("OPTIONS", "/contact", [], 204),
                ("POST", "/pagina/1", ["Content-Length: 300000"], 413),
                ("TRACE", "/", [], 400)):
            answer = send(self.port, request(method, path,
                                             "Connection: keep-alive",
                                             *fields))
            self.assertEqual(status(answer), expected, (method, path))
            self.assertIn(b"connection: close\r\n", answer)
            if method == "HEAD" or expected in (204, 304):
                self.assertTrue(answer.endswith(b"\r\n\r\n"))

    # -- workers ------------------------------------------------------------

    def cpu(self):
        """Seconds of CPU time that each worker has used."""
        out = []
        for pid in self.pids():
            with open("/proc/%s/stat" % pid) as f:
                after = f.read().rsplit(")", 1)[1].split()
            out.append((int(after[11]) + int(after[12]))
                       / os.sysconf("SC_CLK_TCK"))
        return out

    def surplus(self, ended):
        """Sends more than it announced, and goes on; when it is cut off, it
        begins anew."""
        while not ended.is_set():
            with socket.create_connection(("127.0.0.1", self.port), 8) as s:
                try:
                    s.sendall(request("POST", "/bewaar", "Content-Type: "
                                      + FORM, "Content-Length: 5",
                                      body=b"abcdefgh"))
                    while not ended.wait(PACE):
                        s.sendall(b"x" * SURPLUS)
                except ConnectionError:
                    pass

    def visits_beside(self, count):
        """The longest of the visits beside so many senders of surplus."""
        ended, longest = threading.Event(), 0
        senders = [threading.Thread(target=self.surplus, args=(ended,))
                   for _ in range(count)]
        for sender in senders:
            sender.start()
        try:
            until = time.monotonic() + ATTACK
            while (begun := time.monotonic()) < until:
                visitor = http.client.HTTPConnection(
                    "127.0.0.1", self.port, timeout=PATIENCE)
                visitor.request("GET", "/contact")
                self.assertEqual(visitor.getresponse().status, 200)
                visitor.close()
                longest = max(longest, time.monotonic() - begun)
                time.sleep(PACE)
        finally:
            ended.set()
            for sender in senders:
                sender.join()
        return longest

    def test_surplus_bytes_keep_no_worker(self):
        for count in (2, 6):
            before = self.cpu()
            self.assertLess(self.visits_beside(count), PATIENCE)
            for b, a in zip(before, self.cpu()):
                self.assertLess(a - b, BUSY, count)


if __name__ == "__main__":
    unittest.main()
