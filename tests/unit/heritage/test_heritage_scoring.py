"""Weighted scores: exact, each expert's own kept apart, rounded only when shown."""

from __future__ import annotations

from fractions import Fraction

from registry.heritage.rules.scoring import own_total, result, shown

WEIGHTS = {"history": 35, "culture": 30, "remains": 20, "fame": 15}


def test_a_total_weighs_every_score_and_waits_for_the_last_of_them():
    scores = {"history": 80, "culture": 70, "remains": 50, "fame": 100}
    assert own_total(WEIGHTS, scores) == 74
    assert own_total(WEIGHTS, {"history": 80, "culture": 70, "remains": 50}) is None
    assert own_total({}, {"history": 80}) is None


def test_the_result_is_the_mean_of_those_who_scored_everything():
    whole = [("a", key, 60) for key in WEIGHTS] + [("b", key, 71) for key in WEIGHTS]
    found = result(WEIGHTS, [*whole, ("c", "history", 0)], passing=66)
    assert found.own == {"a": 60, "b": 71}
    assert found.total == Fraction(131, 2)
    assert found.passes is False
    assert result(WEIGHTS, [], 60).passes is None


def test_what_is_rounded_up_on_the_page_does_not_pass_by_it():
    # 59.95 reads 60.0 to one decimal, and is not sixty.
    found = result({"x": 95, "y": 5}, [("a", "x", 60), ("a", "y", 59)], passing=60)
    assert (shown(found.total), found.passes) == ("60.0", False)
    assert shown(Fraction(1, 3)) == "0.3"
