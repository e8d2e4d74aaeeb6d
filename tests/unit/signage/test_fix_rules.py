"""The fix that stands for where a picture was taken."""

from __future__ import annotations

import pytest

from registry.signage.rules.fixes import Fix, chosen


def fix(accuracy, age):
    return Fix(117.28, 31.86, accuracy, age)


@pytest.mark.parametrize(
    ("fixes", "best"),
    [
        ([], None),
        ([fix(80.0, 2), fix(9.5, 40)], fix(9.5, 40)),
        ([fix(5.0, 61), fix(80.0, 60)], fix(80.0, 60)),
        ([fix(5.0, 600), fix(80.0, 90)], fix(80.0, 90)),
        ([fix(None, 1), fix(900.0, 50)], fix(900.0, 50)),
        ([fix(9.0, 30), fix(9.0, 3)], fix(9.0, 3)),
    ],
)
def test_the_most_accurate_fresh_fix_is_chosen_else_the_youngest(fixes, best):
    assert chosen(fixes) == best
    assert chosen(fixes[::-1]) == best
