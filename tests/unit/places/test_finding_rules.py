"""Which steps are open to a finding, and what each kind cannot be followed up without."""

from __future__ import annotations

import pytest

from registry.places.rules.finding import (
    FindingKind,
    FindingStatus,
    FindingStep,
    finding_faults,
    next_status,
    steps_from,
)


def faults(kind, **values):
    given = {"has_place": True, "has_position": False, "other_name": "", "detail": "", **values}
    return set(finding_faults(FindingKind(kind), **given))


@pytest.mark.parametrize(
    ("kind", "values", "missing"),
    [
        ("unsigned", {}, set()),
        ("unsigned", {"has_place": False}, {"kind"}),
        ("unnamed", {"has_place": False}, {"lon", "detail"}),
        ("unnamed", {"has_place": False, "has_position": True, "detail": "路"}, set()),
        ("many_names", {}, {"other_name"}),
        ("many_names", {"other_name": "怀宁路"}, set()),
        ("shared_name", {"has_place": False}, {"kind", "other_name"}),
        ("mismatch", {}, {"detail"}),
    ],
)
def test_each_kind_says_what_it_lacks(kind, values, missing):
    assert faults(kind, **values) == missing


def test_what_ended_is_only_raised_again_and_what_lives_is_taken_and_ended():
    for status in (FindingStatus.RESOLVED, FindingStatus.DISMISSED):
        assert steps_from(status) == [FindingStep.REOPEN]
    assert FindingStep.RELEASE not in steps_from(FindingStatus.OPEN)
    assert next_status(FindingStatus.TAKEN, FindingStep.RELEASE) is FindingStatus.OPEN
    assert next_status(FindingStatus.TAKEN, FindingStep.RESOLVE) is FindingStatus.RESOLVED
    assert next_status(FindingStatus.RESOLVED, FindingStep.TAKE) is None
