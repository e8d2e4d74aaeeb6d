"""The completeness meter: parts A to F, what is missing and why; it measures and never blocks."""

from __future__ import annotations

from registry.core.text import T
from registry.heritage.forms import PartsForm
from registry.heritage.rules.parts import PARTS, QUESTIONS, Missing, meter


def test_the_form_has_parts_a_to_f_and_a_field_for_every_question():
    assert [part.key for part in PARTS] == ["A", "B", "C", "D", "E", "F"]
    assert set(QUESTIONS) <= set(PartsForm.model_fields)


def test_every_missing_answer_says_why_it_matters():
    state = meter({}, {})
    missing = [what for part in state.parts for what in part.missing]
    assert {what.key for what in missing} == set(QUESTIONS)
    assert all(what.why.msgid for what in missing)
    assert (state.filled, state.percent) == (0, 0)


def test_blanks_are_no_answers_and_full_is_full():
    answers = dict.fromkeys(QUESTIONS, "有")
    assert meter(answers, {}).percent == 100
    almost = meter({**answers, "origin": "  "}, {})
    assert almost.percent < 100
    assert [what.key for part in almost.parts for what in part.missing] == ["origin"]


def test_what_is_looked_up_counts_beside_what_is_written():
    there = [(Missing(T("坐标"), T("坐标")), True), (Missing(T("驻地"), T("驻地")), False)]
    part = meter({}, {"C": there}).parts[2]
    assert (part.filled, part.total, len(part.missing)) == (1, 2, 1)
