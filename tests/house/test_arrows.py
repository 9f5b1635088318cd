"""The rooms of the house know each other only along the arrows of app/README:
doors call actions; actions call domain, storage, crypto, mail and formats;
web calls base and domain; storage knows domain's structs; domain calls nobody.
"""

import glob
import os
import re
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))

DOOR = {"base", "actions", "domain", "web", "storage/db.h"}
ALLOWED = {
    "base": set(),
    "domain": {"base"},
    "crypto": {"base"},
    "formats": {"base", "domain"},
    "mail": {"base", "domain"},
    "storage": {"base", "domain"},
    "web": {"base", "domain"},
    "actions": {"base", "domain", "storage", "crypto", "mail", "formats"},
    "survey": DOOR, "office": DOOR,
    "post": DOOR - {"web"}, "count": DOOR - {"web"}, "cli": DOOR - {"web"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def forbidden(room, source):
    """Includes in source (text of a file of room) that are no arrow."""
    bad = []
    for name in INCLUDE.findall(source):
        target = name.split("/")[0] if "/" in name else room
        if target == room or target not in ALLOWED:
            continue
        if target not in ALLOWED[room] and name not in ALLOWED[room]:
            bad.append(name)
    return bad


class Arrows(unittest.TestCase):
    def test_no_room_includes_what_it_must_not_know(self):
        seen = 0
        for path in sorted(glob.glob(ROOT + "/app/*/*.[ch]*")):
            room = os.path.basename(os.path.dirname(path))
            with open(path) as f:
                self.assertEqual(forbidden(room, f.read()), [], path)
            seen += 1
        self.assertGreater(seen, 50)

    def test_every_room_has_its_rule(self):
        rooms = {os.path.basename(os.path.dirname(p))
                 for p in glob.glob(ROOT + "/app/*/*.c")}
        self.assertLessEqual(rooms, set(ALLOWED))

    def test_the_mime_library_parses_only_what_the_limits_let_through(self):
        calls = re.compile(r"\b(g_mime_parser_construct|internet_address_list_"
                           r"parse|g_mime_\w+_(?:parse|decode))\w*")
        found = {}
        for path in sorted(glob.glob(ROOT + "/app/*/*.[ch]*")):
            with open(path) as f:
                names = [m[0] for m in calls.finditer(f.read())]
            if names:
                found[os.path.relpath(path, ROOT)] = names
        self.assertEqual(found, {"app/mail/bounce.c": [
            "g_mime_parser_construct_message"]})

    def test_a_planted_arrow_is_found(self):
        planted = '#include "base/text.h"\n#include "storage/draft.h"\n'
        self.assertEqual(forbidden("domain", planted), ["storage/draft.h"])
        self.assertEqual(forbidden("web", '#include "crypto/token.h"\n'),
                         ["crypto/token.h"])
        self.assertEqual(forbidden("survey", '#include "storage/db.h"\n'), [])
        self.assertEqual(forbidden("survey", '#include "storage/draft.h"\n'),
                         ["storage/draft.h"])


if __name__ == "__main__":
    unittest.main()
