"""What is not traced for coverage, because other tests pass the same lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

#: Tests that go through the whole application, thousands of requests each: what they pass is
#: measured by the tests of each page; being traced would double their time.
WHOLE = pytest.mark.no_cover
#: Of a table of cases these many are traced; the others pass the lines of the first.
TRACED_CASES = 2
#: Rules tried with many examples, and processes that are killed: their lines are others' lines.
UNTRACED = ("property", "fault", "contract", "house", "migrations")


def trace_first_cases(items: Iterable[pytest.Item]) -> None:
    """Leave out of coverage the later cases of each table, and the folders of `UNTRACED`."""
    cases: Counter[str] = Counter()
    for item in items:
        test = item.nodeid.partition("[")[0]
        cases[test] += 1
        if cases[test] > TRACED_CASES or test.removeprefix("tests/").startswith(UNTRACED):
            item.add_marker(WHOLE)
