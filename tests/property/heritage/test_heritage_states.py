"""The table of states: nothing skips review, notice or decision, and nothing leaves an end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from registry.heritage.rules import Action, AgeVerdict, DatedClaim, Level, Status, next_status
from registry.heritage.rules.age import age_test
from registry.heritage.rules.states import (
    FINAL,
    permission_for,
    possible_actions,
    stations,
    transitions,
)

LEVELS = st.sets(st.sampled_from(list(Level))).map(
    lambda found: [level.value for level in Level if level in found]
)
ACTS = st.lists(st.sampled_from(list(Action)), max_size=30)


@given(LEVELS, ACTS)
def test_whatever_is_tried_only_the_table_moves_a_file(levels, acts):
    status, passed = Status.DRAFT, []
    for act in acts:
        after = next_status(status, act, levels)
        if after is None:
            assert act not in possible_actions(status, levels)
            continue
        assert status not in FINAL
        passed.append(after)
        status = after
    if status in {Status.RECOGNISED, Status.SUSPENDED, Status.REVOKED}:
        last = len(passed) - 1 - passed[::-1].index(stations(levels)[0])
        way = [*stations(levels), Status.NOTICE, Status.RECOGNISED]
        assert passed[last : last + len(way)] == way
        assert set(passed[last + len(way) :]) <= {
            Status.SUSPENDED,
            Status.RECOGNISED,
            Status.REVOKED,
        }


@given(LEVELS)
def test_every_level_of_the_programme_is_passed_in_order_and_no_other(levels):
    path = [Status.DRAFT]
    for act in [Action.SUBMIT, *[Action.FORWARD] * len(levels)]:
        path.append(next_status(path[-1], act, levels))
    assert [status.value for status in path[1:-1]] == levels
    assert path[-1] is Status.EXPERT_REVIEW
    assert next_status(Status.EXPERT_REVIEW, Action.FORWARD, levels) is None


@given(LEVELS, st.sampled_from(list(Status)), st.sampled_from(list(Action)))
def test_every_possible_act_names_its_permission(levels, status, act):
    if next_status(status, act, levels) is not None:
        assert permission_for(status, act)


@given(LEVELS)
def test_recognition_comes_from_notice_alone_and_ends_are_ends(levels):
    table = transitions(levels)
    into = {here for (here, _act), there in table.items() if there is Status.RECOGNISED}
    assert into == {Status.NOTICE, Status.SUSPENDED}
    assert table[Status.SUSPENDED, Action.RESTORE] is Status.RECOGNISED
    out = {there for (here, _act), there in table.items() if here is Status.RECOGNISED}
    assert out == {Status.SUSPENDED, Status.REVOKED}
    assert not [here for (here, _act) in table if here in FINAL]


YEARS = st.integers(-3000, 2000)


@given(YEARS, st.integers(0, 900), st.integers(0, 400), st.integers(0, 400))
def test_more_uncertainty_never_makes_an_age_surer(year, span, before, after):
    narrow = age_test([DatedClaim(year, year + span)], 2026).verdict
    wide = age_test([DatedClaim(year - before, year + span + after)], 2026).verdict
    if wide is AgeVerdict.PROVEN:
        assert narrow is AgeVerdict.PROVEN
    if wide is AgeVerdict.CONTRADICTED:
        assert narrow is AgeVerdict.CONTRADICTED


@given(YEARS, st.integers(0, 900), st.integers(-500, 500))
def test_an_age_depends_on_distance_and_not_on_the_calendar(year, span, shift):
    here = age_test([DatedClaim(year, year + span)], 2026)
    there = age_test([DatedClaim(year + shift, year + span + shift)], 2026 + shift)
    assert (here.verdict, here.at_least, here.at_most) == (
        there.verdict,
        there.at_least,
        there.at_most,
    )
