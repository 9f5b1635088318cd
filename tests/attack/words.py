"""words.py - nothing but the Maildir may hold a token, an address, or (before
counting) an answer in clear: not the data directory, the write-ahead log, a
server's or a process's log, the journal, or a dump. Looks for known strings,
in the encodings they could have.
"""

import os
import subprocess
import tempfile

# Where clear text belongs: the letters, the list the operator brought, keys.
BY_DESIGN = ("mail", "secrets", "genodigden.csv")


def encodings(word):
    """A string as it could stand in a file."""
    utf8 = word.encode()
    forms = {utf8, utf8.hex().encode()}
    try:
        forms.add(word.encode("cp1252"))
    except UnicodeEncodeError:
        pass
    return forms


def files(house):
    for folder, below, names in os.walk(house.folder):
        if folder == house.folder:
            below[:] = [b for b in below if b not in BY_DESIGN]
            names = [n for n in names if n not in BY_DESIGN]
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                yield path


def found(house, words):
    """(what, where) for every word that stands somewhere; and how many bytes
    were read. words: what -> text, or bytes as they are."""
    house.psql("CHECKPOINT")
    forms, raw = {}, {}
    for what, word in words.items():
        if isinstance(word, str):
            forms.update((form, what) for form in encodings(word)
                         if len(form) >= 6)
        else:
            raw[word] = what
            forms[word.hex().encode()] = what
    dump = os.path.join(house.folder, "dump.sql")
    with open(dump, "w") as f:
        f.write(house.dump())
    paths = list(files(house))
    hits = search_text(forms, paths)
    size = 0
    for path in paths:
        with open(path, "rb") as f:
            text = f.read()
        size += len(text)
        hits += [(what, path) for word, what in raw.items() if word in text]
    os.unlink(dump)
    return [(what, os.path.relpath(path, house.folder))
            for what, path in hits], size


def search_text(forms, paths):
    """All forms at once, whatever the case, with grep."""
    with tempfile.NamedTemporaryFile() as patterns:
        patterns.write(b"\n".join(forms) + b"\n")
        patterns.flush()
        done = subprocess.run(
            ["grep", "-a", "-i", "-o", "-F", "-f", patterns.name, "--"]
            + paths + ["/dev/null"], capture_output=True,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})
    if done.returncode > 1:
        raise RuntimeError(done.stderr.decode())
    lowered = {form.lower(): what for form, what in forms.items()}
    hits = set()
    for line in done.stdout.split(b"\n"):
        path, _, form = line.partition(b":")
        if form.lower() in lowered:
            hits.add((lowered[form.lower()], path.decode()))
    return sorted(hits)
