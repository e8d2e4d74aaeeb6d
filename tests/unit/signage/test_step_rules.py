"""The four steps of a name: what a date may be, what comes before the naming, days in papers."""

from __future__ import annotations

from datetime import date

import pytest

from registry.signage.rules.naming_day import day_in
from registry.signage.rules.steps import BY_HAND, NewStep, Step, before_naming, step_faults

TODAY = date(2026, 11, 29)


def said(step=Step.MAPPED, on=date(2026, 5, 1), basis="天地图", note=""):
    return NewStep(step, on, basis, note)


def test_a_step_with_day_and_basis_has_no_faults():
    for step in BY_HAND:
        assert step_faults(said(step), {}, TODAY) == {}


def test_all_that_is_wrong_is_told_at_once():
    faults = step_faults(said(Step.SIGNED, date(2026, 11, 30), " ", "话" * 301), {}, TODAY)
    assert set(faults) == {"step", "on", "basis", "note"}


def test_today_is_no_future_and_tomorrow_is():
    assert step_faults(said(on=TODAY), {}, TODAY) == {}
    assert set(step_faults(said(on=date(2026, 11, 30)), {}, TODAY)) == {"on"}


def test_a_map_before_the_naming_needs_a_word_of_explanation():
    dates = {Step.NAMED: date(2026, 6, 1)}
    assert before_naming(Step.MAPPED, date(2026, 5, 31), dates) == [Step.MAPPED]
    assert set(step_faults(said(), dates, TODAY)) == {"note"}
    assert step_faults(said(note="老地名，早有标注"), dates, TODAY) == {}


def test_a_naming_after_what_stands_needs_one_too():
    dates = {Step.MAPPED: date(2020, 1, 1), Step.LISTED: date(2026, 7, 1)}
    assert before_naming(Step.NAMED, date(2026, 6, 1), dates) == [Step.MAPPED]


def test_no_order_holds_among_the_other_steps():
    dates = {Step.LISTED: date(2026, 6, 1), Step.SIGNED: date(2026, 6, 1)}
    assert step_faults(said(on=date(2026, 1, 1)), dates, TODAY) == {}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("肥民地〔2021〕8号，2021年5月3日", date(2021, 5, 3)),
        ("2021-05-03", date(2021, 5, 3)),
        ("2021年", None),
        ("2021年2月30日", None),
        ("2021-05-03 至 2021-05-09", None),
        ("", None),
    ],
)
def test_a_paper_tells_its_day_or_none(text, day):
    assert day_in(text) == day
