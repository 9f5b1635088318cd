"""What the house style says that a program can see: widths and lengths, no
struct typedefs, no SQL outside storage, every file says what it is.
"""

import glob
import os
import re
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
FILE_MAX = 400          # lines
FUNCTION_MAX = 60       # lines
WIDTH = 80              # columns, a tab is eight
STATEMENT = re.compile(
    r'"\s*(?:SELECT\b|INSERT\s+INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b)')
LEFT_OVER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")


def sources():
    for path in sorted(glob.glob(ROOT + "/app/*/*.[ch]*")
                       + glob.glob(ROOT + "/tests/*/*.[ch]")):
        with open(path, encoding="utf-8") as f:
            yield os.path.relpath(path, ROOT), f.read().splitlines()


def functions(lines):
    """(first line, lines) of each function: from "{" to "}" in column one."""
    begin = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            begin = number
        elif line == "}" and begin is not None:
            yield begin, number - begin - 1
            begin = None


def faults(path, lines):
    ours = path.startswith("app/")
    if not lines or not re.match(r"/\*|//", lines[0]):
        yield "%s: does not begin with what it is" % path
    elif lines[0] == "/*" and os.path.basename(path) not in lines[1]:
        yield "%s: its first line names another file" % path
    if ours and len(lines) >= FILE_MAX:
        yield "%s: %d lines" % (path, len(lines))
    for number, line in enumerate(lines, 1):
        # A test's name is a sentence, however long.
        if len(line.expandtabs(8)) > WIDTH and (
                ours or "cmocka_unit_test" not in line):
            yield "%s:%d: %d columns" % (path, number,
                                         len(line.expandtabs(8)))
        if line != line.rstrip():
            yield "%s:%d: ends with white space" % (path, number)
        if re.match(r"\s*typedef\s+(struct|enum|union)\b", line):
            yield "%s:%d: a typedef hides a struct" % (path, number)
        if ours and STATEMENT.search(line):
            yield "%s:%d: SQL belongs in app/storage/*.sql" % (path, number)
        if LEFT_OVER.search(line):
            yield "%s:%d: left over" % (path, number)
    for begin, length in functions(lines):
        if ours and length > FUNCTION_MAX:
            yield "%s:%d: a function of %d lines" % (path, begin, length)


class Style(unittest.TestCase):
    maxDiff = None

    def test_the_sources_keep_the_house_style(self):
        found = []
        for path, lines in sources():
            found += faults(path, lines)
        self.assertEqual(found, [])

    def test_a_planted_fault_is_found(self):
        lines = ["/*", " * other.c - x", " */", "typedef struct a b;",
                 '\tq = "SELECT 1";', "x" * 81, "int ", "/* TODO */", "{"]
        lines += ["\tx();"] * 61 + ["}"] + [""] * 400
        self.assertEqual(len(list(faults("app/base/planted.c", lines))), 8)


if __name__ == "__main__":
    unittest.main()
