"""people.py - 193 invented people of Drechtsteden 2015, and the address list
a spreadsheet in the Netherlands would write of them. Fixed seed, example.org.
"""

import random
import unicodedata

MUNICIPALITIES = ("Alblasserdam", "Dordrecht", "Hendrik-Ido-Ambacht",
                  "Papendrecht", "Sliedrecht", "Zwijndrecht")

# Function group, people invited, people who answered: the published table.
GROUPS = (("ib", 138, 59), ("zoco_vo", 29, 14), ("jeugdhulp", 9, 5),
          ("beleid_gemeente", 8, 4), ("directie_swv", 9, 9))

# What the list calls a group; each is its code, its name or a synonym.
CALLED = {"ib": ("ib", "Intern begeleider", "INTERN BEGELEIDER"),
          "zoco_vo": ("zoco_vo", "ZOCO_VO"), "jeugdhulp": ("Jeugdhulp",),
          "beleid_gemeente": ("beleid_gemeente",),
          "directie_swv": ("directie_swv",)}

FIRST = """Anja Bea Carlijn Daniëlle Esmée Fleur Geertje Hanneke Ilse Joëlle
Karin Loes Marieke Nynke Oda Petra Quirine Renée Sanne Tineke Ursula Véronique
Willemijn Yvonne Zoë Arjan Bas Coen Dirk Erik Frans Gijs Hans Ivo Jeroen Kees
Lars Maarten Niels Özgür Piet Ruud Sjoerd Thijs Wim""".split()
LAST = """Bakker;de Boer;van den Berg;Brouwer;Çelik;van Dijk;Dekker;Esveld;
Façade-Smit;van der Graaf;Groen;de Groot;Hendriks;Heßling;IJzerman;Jansen;
de Jong;Kok;Kuiper;van Leeuwen;Müller;Meijer;Mulder;Nieuwenhuis;Özdemir;
Peters;Postma;Quist;de Ruiter;van Rijn;Scholten;Smits;'t Hart;Timmermans;
Uyttenbroek;Verhoeven;Vink;de Vries;Visser;van der Wal;de Wit;Willems;
Zijlstra;Zwart""".replace("\n", "").split(";")
PLACES = {"ib": ("Basisschool De Regenboog", "PCBS 't Kofschip",
                 "OBS Het Kompas; locatie Zuid", "Daltonschool De Dijk",
                 "Sint Jozefschool", "De \"Wilgen\""),
          "zoco_vo": ("Insula College", "Stedelijk Dalton Lyceum",
                      "Wellantcollege", "De Lage Waard"),
          "jeugdhulp": ("Jeugdteam Oost", "Jeugdteam West", "Yulius"),
          "beleid_gemeente": ("Gemeente",),
          "directie_swv": ("Samenwerkingsverband Dordrecht PO",
                           "Samenwerkingsverband VO")}


def ascii_of(name):
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    return "".join(c for c in plain.lower() if c.isascii() and c.isalnum())


def people(seed=2015):
    """The list, in the order of a list: by group, then by name."""
    rng = random.Random(seed)
    made, taken = [], set()
    for group, invited, _ in GROUPS:
        rows = []
        while len(rows) < invited:
            first, last = rng.choice(FIRST), rng.choice(LAST)
            local = "%s.%s" % (ascii_of(first), ascii_of(last))
            if local in taken:
                local += str(len(taken))
            taken.add(local)
            host = "example.org" if len(taken) % 7 else "Example.ORG"
            rows.append({"email": "%s@%s" % (local, host),
                         "naam": "%s %s" % (first, last),
                         "functiegroep": rng.choice(CALLED[group]),
                         "organisatie": rng.choice(PLACES[group]),
                         "gemeente": rng.choice(MUNICIPALITIES),
                         "group": group})
        made += sorted(rows, key=lambda r: r["naam"])
    return made


def quoted(value):
    if any(c in value for c in ';"\r\n'):
        return '"%s"' % value.replace('"', '""')
    return value


def write_csv(path, rows):
    """`;`, Windows-1252 and CRLF, as a Dutch spreadsheet saves it."""
    columns = ("Naam", "E-mailadres", "Functiegroep", "Organisatie",
               "Gemeente")
    keys = ("naam", "email", "functiegroep", "organisatie", "gemeente")
    with open(path, "w", encoding="cp1252", newline="") as f:
        f.write(";".join(columns) + "\r\n")
        for row in rows:
            f.write(";".join(quoted(row[k]) for k in keys) + "\r\n")
