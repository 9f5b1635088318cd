"""Malformed, truncated and hostile requests: a clear answer, with the headers
of a service that must not leak, and nothing changed."""

import os
import random
import re
import socket
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib.respond import OpenWave, Visitor, open_house         # noqa: E402

HEADERS = {
    "cache-control": "no-store", "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex", "x-content-type-options": "nosniff",
}
FORM = "application/x-www-form-urlencoded"


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = open_house()
        cls.addClassCleanup(cls.house.stop)
        cls.wave = OpenWave(cls.house, "vijandig")

    def visitor(self, group="ib"):
        visitor = Visitor(self.house, self.wave.link(group))
        self.addCleanup(visitor.close)
        return visitor

    def begun(self):
        visitor = self.visitor()
        visitor.begin()
        return visitor

    def pids(self):
        """The workers; a crashed one would have been replaced."""
        return re.findall(r"pid#(\d+)", self.house.log("survey"))

    def tearDown(self):
        self.assertEqual(len(self.pids()), 2, self.house.log("survey")[-800:])

    def assertSafe(self, page):
        for name, value in HEADERS.items():
            self.assertEqual(page.header(name), value, page.url)
        policy = page.header("content-security-policy")
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        names = [k.lower() for k, _ in page.headers]
        self.assertEqual(len(names), len(set(names)))
        self.assertNotIn("strict-transport-security", names)

    # -- headers ------------------------------------------------------------

    def test_every_answer_carries_the_headers(self):
        visitor = self.begun()
        form = visitor.questions()
        asked = [("GET", p, None) for p in (
            "/", "/v", visitor.link.path, "/begin", "/verder", "/pagina/1",
            "/pagina/9", "/pagina/0", "/pagina/x", "/controle", "/bewaar",
            "/versturen", "/niet-meedoen", "/niet-mijn-lijst", "/bedankt",
            "/gestopt", "/tot-ziens", "/wie-kan-wat-zien", "/privacy",
            "/toegankelijkheid", "/contact", "/s/", "/s/nothing.css",
            "/robots.txt", "/u", visitor.link.unsubscribe, "/favicon.ico", "/.git/config", "/../etc/passwd",
            "/%2e%2e/", "//", "/pagina/1/", "/%00", "/\u00e9".encode(
                "utf-8").decode("latin-1").replace("\xc3\xa9", "%C3%A9"))]
        asked += [("POST", p, "") for p in (
            "/v", "/begin", "/pagina/1", "/bewaar", "/versturen", "/nothing",
            "/bedankt", "/verder", "/s/x", "/contact", "/u")]
        asked += [("POST", "/pagina/1", "&".join(
            "%s=%s" % p for p in form.pairs()))]
        asked += [(m, "/v", None) for m in ("PUT", "DELETE", "PATCH",
                                            "OPTIONS", "HEAD")]
        statuses = set()
        for method, path, body in asked:
            page = visitor.request(method, path, body, follow=False)
            self.assertSafe(page)
            self.assertIn(page.status, (200, 204, 303, 400, 403, 404, 405,
                                        409, 410, 422), (method, path))
            statuses.add(page.status)
        self.assertLessEqual({200, 204, 303, 404, 405, 409, 410, 422},
                             statuses)

    def test_static_files_may_be_kept_and_nothing_else(self):
        visitor = self.visitor()
        names = re.findall(r'"(/s/[^"]+)"', visitor.visit().body.decode())
        self.assertEqual(len(names), 3)
        for name in names:
            page = visitor.get(name)
            self.assertEqual(page.status, 200)
            self.assertIn("immutable", page.header("cache-control"))
            again = visitor.get(name, headers={
                "If-None-Match": page.header("etag")})
            self.assertEqual((again.status, again.body), (304, b""))
            packed = visitor.get(name, headers={"Accept-Encoding": "gzip"})
            if packed.header("content-encoding"):
                self.assertLess(len(packed.body), len(page.body))

    def test_a_method_that_a_page_does_not_know_is_named(self):
        visitor = self.begun()
        for path, allowed in (("/v", "GET, HEAD"), ("/begin", "POST"),
                              ("/pagina/1", "GET, HEAD, POST"),
                              ("/bewaar", "POST"), ("/controle", "GET, HEAD"),
                              ("/versturen", "POST"), ("/verder", "GET, HEAD"),
                              ("/bedankt", "GET, HEAD"),
                              ("/u", "GET, HEAD, POST")):
            page = visitor.request("DELETE", path)
            self.assertEqual((page.status, page.header("allow")),
                             (405, allowed), path)
            page = visitor.request("OPTIONS", path)
            self.assertEqual((page.status, page.header("allow"), page.body),
                             (204, allowed, b""), path)
        for method in ("GET", "POST", "DELETE", "PUT"):
            body = "" if method == "POST" else None
            self.assertEqual(visitor.request(method, "/nergens",
                                             body).status, 404)

    # -- forms --------------------------------------------------------------

    def test_malformed_forms_change_nothing_and_say_so(self):
        visitor = self.begun()
        form = visitor.questions().named("form")[0].value
        ours = "form=%s&_lijst=uitvoering&_pagina=1&u_werkveld=po" % form
        for body, status in (
                (ours + "&x=%", 400), (ours + "&x=%4", 400),
                (ours + "&x=%zz", 400), (ours + "&x=%00", 400),
                (ours + "&x=%ff", 400), (ours + "&x=%c0%af", 400),
                (ours + "&x=%ed%a0%80", 400), (ours + "&\x00=1", 400),
                ("%=" + ours, 400), ("&" * 500 + ours, 400),
                (ours + "&a=b" * 400, 400), ("", 409), ("=", 409),
                ("&&&&", 409), ("form", 409), (ours[:30], 409),
                ("x" * 65537, 413), ("x" * 200000, 413)):
            page = visitor.request("POST", "/pagina/1", body,
                                   {"Content-Type": FORM})
            self.assertEqual(page.status, status, body[-40:])
            self.assertSafe(page)
            self.assertEqual(len(page.h1) > 5, True)
        self.assertEqual(visitor.link.rows(self.house), (0, 0, 0))

    def test_only_forms_are_read(self):
        visitor = self.begun()
        body = "&".join("%s=%s" % p for p in visitor.questions().pairs(
            None, u_werkveld="po"))
        for kind in ("text/plain", "application/json", "multipart/form-data; "
                     "boundary=x", "application/x-www-form", ""):
            page = visitor.request("POST", "/pagina/1", body,
                                   {"Content-Type": kind or "x"})
            self.assertEqual(page.status, 415)
        page = visitor.request("POST", "/pagina/1", body, {
            "Content-Type": FORM.upper() + "; charset=UTF-8"}, follow=False)
        self.assertEqual(page.status, 303)

    def test_answers_that_do_not_exist_are_refused(self):
        visitor = self.begun()
        pairs = [p for p in visitor.questions().pairs(None)
                 if p[0] != "u_functie"] + [("u_functie", "ib")]
        for more in ([("u_werkveld", "x")], [("u_werkveld", "")],
                     [("u_werkveld", "po"), ("u_werkveld", "vo")],
                     [("u_werkveld", "po\x01")],
                     [("u_werkveld", "po"), ("u_functie", "directeur")],
                     [("u_werkveld", "po"), ("u_gemeente", "parijs")],
                     [("u_werkveld", "anders_namelijk")], [("u_werk", "po")],
                     [("u_werkveld", "po"), ("u_functie", "zoco_vo")]):
            page = visitor.post("/pagina/1", pairs + more)
            self.assertEqual(page.status, 422, more)
            self.assertSafe(page)
        page = visitor.post("/pagina/1", pairs + [("u_werkveld", "po")])
        self.assertEqual((page.status, page.url), (200, "/pagina/2"))

    def test_unknown_fields_are_ignored(self):
        visitor = self.begun()
        pairs = visitor.questions().pairs(None, u_werkveld="po")
        page = visitor.post("/pagina/1", pairs + [
            ("u_taken", "ja"), ("__proto__", "x"), ("u_cijfer", "1"),
            ("", "leeg"), ("_knop", "volgende")])
        self.assertEqual(page.url, "/pagina/2")
        self.assertFalse(any(f.checked for f in page.form(
            "/pagina/2").named("u_taken")))

    def test_marks_are_one_to_ten(self):
        visitor = self.begun()
        while visitor.number() != 6:
            visitor.answer()
        for mark in ("0", "11", "-1", "1.5", "7 ", "07", "1e1", "x", "",
                     "99999999999999999999", "٣"):
            page = visitor.submit(visitor.questions(), u_cijfer=mark)
            self.assertEqual(page.status, 422, mark)
        self.assertEqual(visitor.submit(visitor.questions(),
                                        u_cijfer="10").status, 200)

    def test_what_is_typed_is_only_ever_text(self):
        visitor = self.begun()
        nasty = ("</textarea><script>alert(1)</script>'\"><img src=x> "
                 "{{FORM}} {{#X}} %s %n &amp; &lt; \u202e \u2028 \u0000 \x1b")
        typed = nasty.replace("\u0000", "")
        kept = typed.replace("\u2028", "").replace("\x1b", "").strip()
        visitor.answer(u_functie="anders_namelijk", u_functie_anders="\"><b>")
        while visitor.number() != 6:
            visitor.answer()
        visitor.answer(u_trots=typed)
        for path in ("/pagina/6", "/pagina/1"):
            page = visitor.get(path)
            self.assertNotIn(b"<script>alert", page.body)
            self.assertNotIn(b"<img", page.body)
            self.assertNotIn(b"<b>", page.body)
        self.assertEqual(visitor.get("/pagina/6").form("/pagina/6").named(
            "u_trots")[0].value, kept)
        visitor.get("/verder")
        page = visitor.answer_all()
        self.assertNotIn(b"<script>alert", page.body)
        self.assertNotIn(b"<img", page.body)
        self.assertIn("<script>alert(1)</script>", page.text)
        self.assertEqual(visitor.send().status, 200)

    def test_the_longest_answers_fit_the_envelope(self):
        visitor = self.begun()
        long = {}
        for field in ("u_samenwerken_toelichting", "u_trots", "u_punt_hoger",
                      "u_slot"):
            long[field] = "\"\\\n" * 249 + "éé"
        visitor.answer_all(u_functie="anders_namelijk",
                           u_functie_anders="\U0001f600" * 37, **long)
        self.assertEqual(visitor.page.url, "/controle")
        self.assertEqual(visitor.send().status, 200)
        self.assertEqual(visitor.link.rows(self.house), (0, 1, 0))

    # -- raw bytes ----------------------------------------------------------

    def raw(self, data, wait=2.0):
        """What comes back for these bytes, or b"" when the line is cut."""
        with socket.create_connection(("127.0.0.1", self.house.survey_port),
                                      timeout=wait) as s:
            try:
                s.sendall(data)
                s.shutdown(socket.SHUT_WR)
                out = b""
                while True:
                    got = s.recv(65536)
                    if not got:
                        return out
                    out += got
            except (ConnectionError, socket.timeout):
                return b""

    def test_truncated_and_broken_requests_do_no_harm(self):
        visitor = self.begun()
        body = "&".join("%s=%s" % p for p in visitor.questions().pairs(
            None, u_werkveld="po")).encode()
        whole = (b"POST /pagina/1 HTTP/1.1\r\nHost: x\r\nCookie: __Host-aoj="
                 + visitor.link.token.encode() + b"\r\nContent-Type: "
                 + FORM.encode() + b"\r\nContent-Length: %d\r\n\r\n"
                 % len(body) + body)
        rng = random.Random(5)
        for cut in sorted(rng.sample(range(1, len(whole) - 1), 40)):
            self.raw(whole[:cut], wait=0.05)
        self.assertEqual(visitor.link.rows(self.house), (0, 0, 0))
        for _ in range(200):
            bent = bytearray(whole)
            for _ in range(rng.randint(1, 4)):
                bent[rng.randrange(len(bent))] = rng.randrange(256)
            answer = self.raw(bytes(bent), wait=0.05)
            if answer:
                self.assertRegex(answer[:12], rb"^HTTP/1\.1 [2345]")
                self.assertNotIn(b"500", answer[:14])
        self.assertLess(visitor.link.rows(self.house)[1], 1)
        self.assertEqual(self.visitor().visit().status, 200)

    def test_no_line_of_the_log_holds_what_people_sent(self):
        visitor = self.visitor()
        visitor.begin()
        visitor.answer(u_functie="anders_namelijk",
                       u_functie_anders="Merkwaardigekwartiermaker")
        visitor.answer_all()
        visitor.get("/v?t=" + visitor.link.token + "&utm=geheimpje")
        visitor.post("/pagina/1", [("x", "geheimpje%")])
        visitor.cookies = {"__Host-aoj": visitor.link.token}
        visitor.get("/controle")
        visitor.send()
        logs = self.house.log("survey")
        with open(os.path.join(self.house.folder, "postgresql.log"),
                  errors="replace") as f:
            logs += f.read()
        for secret in (visitor.link.token, "Merkwaardige", "geheimpje",
                       "127.0.0.1 ", visitor.link.derived("form").hex()):
            self.assertNotIn(secret, logs)
        dump = self.house.dump()
        for secret in (visitor.link.token, "Merkwaardige",
                       visitor.link.secret.hex()):
            self.assertNotIn(secret, dump)


if __name__ == "__main__":
    unittest.main()
