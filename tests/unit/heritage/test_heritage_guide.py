"""The guide asks for every field of the dossier once, in the order of the parts A to F."""

from __future__ import annotations

from registry.heritage.forms import PartsForm
from registry.heritage.rules import guide
from registry.heritage.rules.guide_words import STEP_WORDS
from registry.heritage.rules.parts import PARTS
from registry.heritage.rules.programme import Criterion, CriterionKind


def test_every_field_of_the_dossier_is_asked_exactly_once():
    asked = [field for step in guide.STEPS for field in step.fields]
    assert sorted(asked) == sorted(PartsForm.model_fields)


def test_steps_follow_the_parts_and_ask_each_part_for_what_it_holds():
    order = [part.key for part in PARTS]
    assert [step.part for step in guide.STEPS] == sorted(
        (step.part for step in guide.STEPS), key=order.index
    )
    for part in PARTS:
        asked = {field for step in guide.STEPS if step.part == part.key for field in step.fields}
        assert {question.key for question in part.questions} <= asked


def test_a_step_asks_for_fields_or_leads_elsewhere_never_both():
    assert all(bool(step.fields) != (step.elsewhere is not None) for step in guide.STEPS)
    assert {step.elsewhere for step in guide.STEPS} - {None} == set(guide.Elsewhere)


def test_every_step_has_its_own_question_reason_and_example():
    assert set(STEP_WORDS) == {step.key for step in guide.STEPS}
    for words in zip(*STEP_WORDS.values(), strict=True):
        assert len({str(one) for one in words}) == len(guide.STEPS)
        assert all(str(one).strip() for one in words)


def test_the_way_forth_visits_all_steps_and_the_way_back_the_same():
    key, walked = guide.STEPS[0].key, []
    while key != guide.CHECK:
        walked.append(key)
        key = guide.after(guide.step_of(key))
    assert walked == [step.key for step in guide.STEPS]
    assert [guide.before(step) for step in guide.STEPS] == ["", *walked[:-1]]
    assert guide.step_of(guide.CHECK) is None


def test_what_is_missing_leads_to_the_step_that_asks_for_it():
    assert guide.step_for("B", "origin").key == "origin"
    assert guide.step_for("D", "budget").key == "means"
    assert guide.step_for("B", "").key == "claims"
    assert guide.step_for("C", "").key == "citations"
    assert guide.step_for("F", "").key == "files"
    assert guide.step_for("A", "") is None
    assert guide.step_for("E", "") is None


def test_a_step_serves_the_criteria_that_this_edition_has():
    age = Criterion("how_old", CriterionKind.NAME_AGE, "名满千年", "…")
    remains = Criterion("remains", CriterionKind.JUDGEMENT, "格局", "…")
    both = [age, remains]
    assert guide.served(guide.step_of("origin"), both) == [age]
    assert guide.served(guide.step_of("remains"), both) == [remains]
    assert guide.served(guide.step_of("aims"), both) == []
