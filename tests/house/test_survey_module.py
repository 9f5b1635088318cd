"""The survey module contains no code that reads an address, derives a link or
opens an envelope, and says only its own five statements: read from the symbols
and strings of the module itself.
"""

import os
import re
import subprocess
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BUILD = os.environ.get("AOJ_B", os.path.join(ROOT, "build"))
MODULE = os.path.join(BUILD, "survey.so")

# Words of our own that belong to processes other than the survey.
FORBIDDEN = re.compile(
    r"contact_|_contact|link_key|token_of|token_derive|invitee|holder|import|"
    r"_box_|envelope_open|count_wave|mail_|smtp|maildir|csv_|"
    r"^statements_(office|post|count)$")
# The page with the contact person of the wave; no address of an invitee.
ALLOWED = {"survey_contact"}
# What other libraries would be asked for.
FORBIDDEN_CALLS = re.compile(
    r"^(gfshare_(ctx|new)|crypto_box_seal_open|crypto_box_(keypair|open)|"
    r"crypto_pwhash|curl_|g_mime_|csv_|idn2_)")


def symbols(path, *flags):
    out = subprocess.run(["nm", *flags, path], text=True, check=True,
                         capture_output=True).stdout
    return {line.split()[-1].split("@")[0] for line in out.splitlines()
            if line.strip()}


def forbidden(defined):
    return sorted(s for s in defined if not s.startswith("_Z")
                  and FORBIDDEN.search(s) and s not in ALLOWED)


class SurveyModule(unittest.TestCase):
    def test_it_holds_no_code_for_addresses_links_or_the_box(self):
        defined = symbols(MODULE, "--defined-only")
        self.assertIn("store_cast_envelope", defined)
        self.assertEqual(forbidden(defined), [])

    def test_it_asks_no_library_to_open_or_send_anything(self):
        asked = symbols(MODULE, "--undefined-only")
        self.assertIn("crypto_box_seal", asked)
        self.assertEqual(sorted(filter(FORBIDDEN_CALLS.match, asked)), [])

    def test_it_shows_kore_its_pages_and_hooks_only(self):
        shown = symbols(MODULE, "--dynamic", "--defined-only")
        ours = {s for s in shown if not s.startswith("_Z")}
        self.assertEqual({s for s in ours
                          if not re.match(r"(survey|kore)_", s)}, set())

    def test_its_pages_are_the_routes_of_its_configuration(self):
        with open(os.path.join(ROOT, "conf", "survey.conf")) as f:
            routes = set(re.findall(r"^\s*route\s+\S+\s+(\w+)", f.read(),
                                    re.M))
        shown = symbols(MODULE, "--dynamic", "--defined-only")
        self.assertEqual(routes, {s for s in shown
                                  if s.startswith("survey_")})

    def test_it_says_eight_functions_and_no_table(self):
        text = subprocess.run(["strings", "-n", "6", MODULE], text=True,
                              check=True, capture_output=True).stdout
        said = set(re.findall(r"^SELECT .*?(\w+)\(\$1::bytea", text, re.M))
        self.assertEqual(said, {"find_invitation", "load_draft", "save_draft",
                                "cast_envelope", "refuse", "stop_stands",
                                "request_stop", "find_unsubscribe"})
        self.assertEqual(re.findall(
            r"\b(?:FROM|INTO|UPDATE|JOIN)\s+(?:aoj\.)?"
            r"(?:invitee|invitation|envelope|draft|response|wave)\b", text),
            [])

    def test_the_forbidden_is_found_where_it_is_allowed(self):
        found = forbidden(symbols(os.path.join(BUILD, "aoj"),
                                  "--defined-only"))
        for word in ("contact", "invitee", "holder", "import"):
            self.assertTrue([s for s in found if word in s], word)
        asked = symbols(os.path.join(BUILD, "aoj-count"), "--undefined-only")
        self.assertTrue(list(filter(FORBIDDEN_CALLS.match, asked)))


if __name__ == "__main__":
    unittest.main()
