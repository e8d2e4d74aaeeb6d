"""The fourteen things that an expert of the bureau would try: each has its test, by its number."""

from __future__ import annotations

import re
from pathlib import Path

TRIED = {
    1: "spellings by the kind of place, and no English generics",
    2: "the bad and the clean copy of a published list",
    3: "a secret row is counted and leaves nothing",
    4: "one village under two codes is one place",
    5: "a name in a frozen snapshot is retired, never deleted",
    6: "a position shifted as on Chinese maps is flagged, not mended",
    7: "a township among towns is a warning with a reason",
    8: "an objection at 23:50 on the last day, and one after it",
    9: "filing and announcement are due on day 15, overdue on day 16",
    10: "a protected name is renamed with its measure only",
    11: "one photo for two signs; reporting and verifying by one person",
    12: "three scopes side by side with their definitions",
    13: "a rare character by every way, and never a box",
    14: "a city before and after it was dissolved",
}
NAMED = re.compile(r"^def test_acceptance_(\d+)_", re.MULTILINE)


def test_each_thing_an_expert_tries_has_its_test() -> None:
    tests = Path(__file__).resolve().parent.parent
    found = {
        int(number)
        for path in tests.rglob("test_*.py")
        for number in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    assert found == set(TRIED)
