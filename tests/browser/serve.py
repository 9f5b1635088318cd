#!/usr/bin/python3
"""serve.py - a house for the browser tests: an open trial wave with both lists
and letters that came by post. Prints one line of JSON (origin, links by group,
one that unsubscribes), then does what the lines it reads say (`database stop`, `database start`,
`versions` of drafts so far, `letter KIND`, `remind all`), answering each with one line; ends when
its input does.
"""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib.aoj import BIN, House                                # noqa: E402
from lib.trial import TrialWave, derived, token               # noqa: E402
from lib.versions import note_versions, versions              # noqa: E402

GROUPS = {"ib": 32, "beleid_gemeente": 24, "zoco_vo": 4, "jeugdhulp": 4}


def say(what):
    print(json.dumps(what), flush=True)


def links(wave):
    found = wave.letters()
    if len(found) != sum(GROUPS.values()):
        raise AssertionError("%d letters" % len(found))
    return {group: [link for to, link in sorted(found.items())
                    if to.startswith(group.replace("_", "-") + "-")]
            for group in GROUPS}


def main():
    with House() as house:
        wave = TrialWave(house, "browser", GROUPS)
        by_group = links(wave)
        house.start_survey()
        note_versions(house)
        weaker = derived(wave.secrets()[0], "unsubscribe")[:16]
        say({"origin": house.origin, "links": by_group,
             "unsubscribe": "%s/u?u=%s" % (house.origin, token(weaker))})
        for line in sys.stdin:
            word = line.strip()
            if word == "database stop":
                house.run([BIN + "/pg_ctl", "-D", house.folder + "/data",
                           "-m", "fast", "-w", "stop"])
                say("stopped")
            elif word == "database start":
                house.cluster("serve")
                say("started")
            elif word == "versions":
                say(len(versions(house)))
            elif word.startswith("letter "):
                say(house.aoj("letter", "preview", wave.code, word.split()[1],
                              "--format=html").stdout)
            elif word == "remind all":
                house.psql("UPDATE aoj.wave SET settings = jsonb_set("
                           "settings, '{plan,remind_all}', 'true')")
                say("done")
            else:
                say("what is %s?" % word)


if __name__ == "__main__":
    main()
