"""words.py - nothing but the Maildir may hold a token, an address, or (before
counting) an answer in clear: not the data directory, the write-ahead log, a
server's or a process's log, the journal, or a dump. Looks for known strings,
in the encodings they could have.
"""

import os

# Where clear text belongs: the letters, the list the operator brought, keys.
BY_DESIGN = ("mail", "secrets", "genodigden.csv")


def encodings(word):
    """A string as it could stand in a file."""
    utf8 = word.encode()
    forms = {utf8, utf8.hex().encode(), word.encode("utf-16-le")}
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
    """(what, where) for every word that stands somewhere; and how much was
    read. words: what -> string or bytes."""
    house.psql("CHECKPOINT")
    forms = []
    for what, word in words.items():
        for form in encodings(word) if isinstance(word, str) else (
                word, word.hex().encode()):
            if len(form) >= 6:
                forms.append((what, form))
    hits, size = [], 0
    texts = [("dump", house.dump().encode())]
    for path in files(house):
        with open(path, "rb") as f:
            texts.append((os.path.relpath(path, house.folder), f.read()))
    for where, text in texts:
        size += len(text)
        lower = text.lower()
        for what, form in forms:
            if form.lower() in lower:
                hits.append((what, where))
    return hits, size
