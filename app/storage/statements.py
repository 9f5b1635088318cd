"""statements.py - makes C of the statements in storage/*.sql.

    -- name [survey post]: why
    SELECT ...;

becomes SQL_NAME in enum sql (statements.h), and an entry in the table of each
process named (statements_survey.c, statements_post.c). A program links only
the tables of the processes it may be, so the survey carries no other text.

usage: statements.py OUTPUT_FOLDER (FILE | FOLDER_WITH_SQL)...
"""

import pathlib
import re
import sys

PROCESSES = ("survey", "office", "post", "count", "results")
HEADER = re.compile(r"-- ([a-z][a-z0-9_]*) \[([a-z ]+)\]: (\S.*)$")
NEARLY = re.compile(r"--\s*[a-z0-9_]+\s*\[")
PARAMETERS_MAX = 32


def complain(path, line, what):
    sys.exit("%s:%d: %s" % (path, line, what))


def read(path, statements):
    """Adds the statements of one file: name -> (processes, text, where)."""
    name = None
    for number, line in enumerate(
            path.read_text(encoding="utf-8").splitlines(), 1):
        header = HEADER.match(line)
        if header:
            name, processes = header.group(1), header.group(2).split()
            if name in statements:
                complain(path, number, "%s stands at %s:%d already"
                         % (name, *statements[name]["where"]))
            for process in processes:
                if process not in PROCESSES:
                    complain(path, number, "there is no process %s" % process)
            statements[name] = {"processes": processes, "lines": [],
                                "where": (path, number)}
        elif NEARLY.match(line):
            complain(path, number, "not of the form -- name [process]: why")
        elif line.strip() and not line.lstrip().startswith("--"):
            if name is None:
                complain(path, number, "a statement without a name")
            statements[name]["lines"].append(line.rstrip())


def finish(statement):
    """The statement's text without its semicolon; checks what can be."""
    text = "\n".join(statement["lines"])
    if not text.endswith(";"):
        complain(*statement["where"], "does not end with a semicolon")
    text = text[:-1]
    bare = re.sub(r"'[^']*'", "''", text)
    if ";" in bare:
        complain(*statement["where"], "holds more than one statement")
    used = {int(n) for n in re.findall(r"\$([0-9]+)", bare)}
    count = max(used, default=0)
    if used != set(range(1, count + 1)) or count > PARAMETERS_MAX:
        complain(*statement["where"], "parameters are not $1 to $%d" % count)
    return text, count


def quoted(text):
    """C string literals, one a line."""
    lines = text.replace("\\", "\\\\").replace('"', '\\"').replace(
        "\t", "\\t").split("\n")
    return "\n".join('\t  "%s%s"' % (line, "" if i == len(lines) - 1
                                     else "\\n")
                     for i, line in enumerate(lines))


def header(statements):
    names = "".join("\tSQL_%s,\n" % name.upper() for name in statements)
    tables = "".join(
        "extern const struct statement_table statements_%s;\n" % process
        for process in PROCESSES)
    return """/* statements.h - made by statements.py. */
#ifndef STORAGE_STATEMENTS_H
#define STORAGE_STATEMENTS_H

#include <stddef.h>

#define SQL_PARAMETERS_MAX %d

enum sql {
%s\tSQL_STATEMENTS	/* how many there are */
};

struct statement {
	enum sql id;
	const char *name;
	const char *text;
	const char *explain;	/* EXPLAIN EXECUTE with nothing but NULLs */
	size_t params;
};

struct statement_table {
	size_t count;
	const struct statement *list;
};

/* Of each process; a program is linked with its own only. */
%s
#endif
""" % (PARAMETERS_MAX, names, tables)


def table(process, statements):
    rows = []
    for name, (processes, text, count) in statements.items():
        if process not in processes:
            continue
        explain = "EXPLAIN EXECUTE %s" % name
        if count:
            explain += "(%s)" % ", ".join(["NULL"] * count)
        rows.append('\t{ SQL_%s, "%s",\n%s,\n\t  "%s", %d },\n' % (
            name.upper(), name, quoted(text), explain, count))
    return """/* Made by statements.py: what %s may say. */
#include "storage/statements.h"

static const struct statement list[] = {
%s};

const struct statement_table statements_%s = {
	sizeof(list) / sizeof(list[0]), list
};
""" % (process, "".join(rows), process)


def write(path, text):
    """Leaves an unchanged file alone, so that nothing is built again."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def main(out, *sources):
    statements = {}
    for source in map(pathlib.Path, sources):
        for path in sorted(source.glob("*.sql")) if source.is_dir() \
                else [source]:
            read(path, statements)
    made = {name: (s["processes"], *finish(s))
            for name, s in statements.items()}
    out = pathlib.Path(out)
    for process in PROCESSES:
        write(out / ("statements_%s.c" % process), table(process, made))
    write(out / "statements.h", header(made))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
