"""Which steps a name had taken by a day."""

from __future__ import annotations

from datetime import date

from registry.places.rules.taken import steps_by


def row(name, step, on):
    return {"name": name, "step": step, "state": "done" if on else "missing", "on": on} | {
        "basis": "文件" if on else "",
        "note": "",
    }


ROWS = [
    row("新村", "named", date(2026, 5, 1)),
    row("新村", "mapped", date(2026, 6, 1)),
    row("老村", "mapped", date(2020, 1, 1)),
]


def test_now_the_steps_of_the_name_are_told_as_they_are():
    assert steps_by(ROWS, "新村", None) == ROWS[:2]


def test_a_later_step_is_missing_without_its_paper():
    named, mapped = steps_by(ROWS, "新村", date(2026, 5, 31))
    assert named == ROWS[0]
    assert (mapped["state"], mapped["on"], mapped["basis"]) == ("missing", None, "")


def test_a_step_of_the_very_day_is_taken():
    assert steps_by(ROWS, "新村", date(2026, 6, 1))[1]["state"] == "done"


def test_an_earlier_name_has_its_own_steps_and_lacks_the_rest():
    named, mapped = steps_by(ROWS, "老村", date(2026, 1, 1))
    assert (named["state"], mapped["on"]) == ("missing", date(2020, 1, 1))


def test_a_place_of_which_nothing_is_told_has_none():
    assert steps_by([], "新村", None) == []
