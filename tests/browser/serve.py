#!/usr/bin/python3
"""serve.py - a house for the browser tests: a trial wave with both lists, its
letters sent, the survey serving. Says where as one line of JSON; then obeys
`stop database`, `start database` (each answered with `ok`) until its standard
input ends.
"""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from demo.demo import code_in                                 # noqa: E402
from lib.aoj import ROOT, House                               # noqa: E402

PEOPLE = 24


def prepare(house):
    with open(os.path.join(ROOT, "conf/waves/demonstratie.json")) as f:
        wave = json.load(f)
    wave["link_base"] = house.origin
    path = os.path.join(house.folder, "wave.json")
    with open(path, "w") as f:
        json.dump(wave, f)
    for name in ("uitvoering-1", "beleid-1"):
        house.aoj("questionnaire", "add",
                  "conf/questionnaires/%s.json" % name)
    house.aoj("wave", "create", path)
    rows = ["email;naam;functiegroep"]
    for group in ("ib", "beleid_gemeente"):
        rows += ["%s%d@example.org;Persoon %d;%s" % (group, n, n, group)
                 for n in range(PEOPLE)]
    people = os.path.join(house.folder, "people.csv")
    with open(people, "w") as f:
        f.write("\n".join(rows) + "\n")
    code = wave["wave"]
    house.aoj("invitees", "import", code, people)
    for holder in wave["holders"]["names"]:
        shown = house.aoj("holder", "code", code, holder).stdout
        house.aoj("holder", "confirm", code, holder,
                  stdin=code_in(shown) + "\n")
    house.aoj("wave", "ready", code)
    house.post_once()
    house.aoj("wave", "start", code)
    house.post_once()
    links = {"ib": [], "beleid_gemeente": []}
    for letter in house.letters():
        group = letter["to"].split("@")[0].rstrip("0123456789")
        links[group].append(letter["link"])
    return links


def main():
    with House() as house:
        links = prepare(house)
        house.start_survey()
        print(json.dumps({"origin": house.origin,
                          "uitvoering": links["ib"],
                          "beleid": links["beleid_gemeente"]}), flush=True)
        for line in sys.stdin:
            if line.strip() == "stop database":
                house.cluster("stop")
            elif line.strip() == "start database":
                house.cluster("start")
            print("ok", flush=True)


if __name__ == "__main__":
    main()
