"""Findings follow a merge: moved to the place that goes on, or ended by it; and back again."""

from __future__ import annotations

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.places import services as places
from registry.places.queries.findings import finding, findings_hanging, findings_of
from registry.places.rules.finding import FindingKind, FindingStatus, FindingStep
from registry.places.services.findings import (
    NewFinding,
    gather_findings,
    raise_finding,
    settle_finding,
)
from registry.places.services.merging import unmerge
from tests.support.merging import merged
from tests.support.signs import land, seen

__all__ = ["land", "seen"]
pytestmark = pytest.mark.database


@pytest.fixture
def twin(app, work_as, land) -> str:
    """龙城村 once more, with the application's events wired."""
    return add(work_as, land, "龙城村")


def add(work_as, land, name):
    with work_as(SYSTEM) as work:
        new = places.NewPlace("natural_village", land.county_id, [places.NewName(name)])
        return places.add_place(work, new)


def raised(work_as, place_id, kind=FindingKind.MISMATCH, **values):
    with work_as(SYSTEM) as work:
        given = {"detail": "牌在西边", "other_name": "老龙城", **values}
        return raise_finding(work, NewFinding(kind, place_id, **given)).id


def gathered(work_as, land, kind):
    with work_as(SYSTEM) as work:
        return gather_findings(work, kind, land.county_id)


def settled(work_as, seen, finding_id, step, reason="看过"):
    with work_as(SYSTEM) as work:
        version = seen(finding, finding_id).row_version
        settle_finding(work, finding_id, step, reason=reason, seen_version=version)


def parted(runtime, merge_id):
    with runtime.write(SYSTEM) as work:
        return unmerge(work, merge_id, reason="是两个村").kept


def kinds(seen, place_id):
    return sorted(row.kind for row in seen(findings_of, place_id))


@pytest.mark.parametrize(
    "kind", [FindingKind.MISMATCH, FindingKind.MANY_NAMES, FindingKind.SHARED_NAME]
)
def test_what_a_person_saw_goes_along_and_comes_back(twin, land, work_as, seen, runtime, kind):
    ident = raised(work_as, twin, kind)
    settled(work_as, seen, ident, FindingStep.TAKE)
    assert seen(lambda s: findings_hanging(s, SYSTEM, twin))["lines"][0][1] == 1
    merge_id = merged(runtime, twin, land.village_id)
    row = seen(finding, ident)
    assert (row.place_id, row.status) == (land.village_id, FindingStatus.TAKEN)
    assert row.assignee_id == "system"
    assert kinds(seen, twin) == []
    assert parted(runtime, merge_id) == ()
    back = seen(finding, ident)
    assert (back.place_id, back.status) == (twin, FindingStatus.TAKEN)
    verbs = [entry.verb for entry in seen(journal.history, ("place_finding", ident))]
    assert verbs.count("places.finding_moved") == 2


def test_two_places_of_one_name_that_become_one_are_no_finding_any_more(
    twin, land, work_as, seen, runtime
):
    assert gathered(work_as, land, FindingKind.SHARED_NAME) == 1
    [row] = seen(findings_of, twin)
    merge_id = merged(runtime, twin, land.village_id)
    ended = seen(finding, row.id)
    assert (ended.status, ended.reason) == ("resolved", "两条记录已合并为一个地名，不再是两处同名")
    assert ended.ended_at is not None
    assert parted(runtime, merge_id) == ()
    assert [one.id for one in seen(findings_of, twin)] == [row.id]
    assert seen(finding, row.id).ended_at is None
    assert gathered(work_as, land, FindingKind.SHARED_NAME) == 0


def test_a_third_place_of_the_name_is_a_finding_with_the_one_that_goes_on(
    twin, land, work_as, seen, runtime
):
    third = add(work_as, land, "龙城村")
    # Each of more than two is paired with the first: both pairs hold the survivor's elder.
    gathered(work_as, land, FindingKind.SHARED_NAME)
    merged(runtime, land.village_id, twin)
    [left] = seen(findings_of, twin)
    assert {left.place_id, left.other_id} == {twin, third}
    assert gathered(work_as, land, FindingKind.SHARED_NAME) == 0


def test_a_place_without_a_sign_is_found_once_after_the_merge(twin, land, work_as, seen, runtime):
    gathered(work_as, land, FindingKind.UNSIGNED)
    [of_twin] = seen(findings_of, twin)
    [of_village] = seen(findings_of, land.village_id)
    merge_id = merged(runtime, twin, land.village_id)
    assert [row.id for row in seen(findings_of, land.village_id)] == [of_village.id]
    assert seen(finding, of_twin.id).reason == "合并后的地名已有同一个问题，见那一条"
    assert gathered(work_as, land, FindingKind.UNSIGNED) == 0
    parted(runtime, merge_id)
    assert [row.id for row in seen(findings_of, twin)] == [of_twin.id]


def test_the_only_one_moves_and_is_not_gathered_again(twin, land, work_as, seen, runtime):
    gathered(work_as, land, FindingKind.UNSIGNED)
    [of_village] = seen(findings_of, land.village_id)
    other = add(work_as, land, "新龙城")
    merge_id = merged(runtime, land.village_id, other)
    assert [row.id for row in seen(findings_of, other)] == [of_village.id]
    assert seen(finding, of_village.id).name == "新龙城"
    assert gathered(work_as, land, FindingKind.UNSIGNED) == 0
    parted(runtime, merge_id)
    assert seen(finding, of_village.id).name == "龙城村"
    assert gathered(work_as, land, FindingKind.UNSIGNED) == 1


def test_a_shared_name_ends_where_the_place_that_goes_on_is_called_otherwise(
    twin, land, work_as, seen, runtime
):
    gathered(work_as, land, FindingKind.SHARED_NAME)
    [row] = seen(findings_of, twin)
    other = add(work_as, land, "新龙城")
    merged(runtime, twin, other)
    assert seen(finding, row.id).reason == "合并后的标准名不是这个名称，不再同名"


def test_what_somebody_settled_since_stays_and_is_told(twin, land, work_as, seen, runtime):
    ident = raised(work_as, twin)
    merge_id = merged(runtime, twin, land.village_id)
    settled(work_as, seen, ident, FindingStep.RESOLVE)
    [kept] = parted(runtime, merge_id)
    assert kept.why.msgid == "合并之后又办理过"
    row = seen(finding, ident)
    assert (row.place_id, row.status) == (land.village_id, "resolved")


def test_ended_findings_stay_with_the_record_they_were_about(twin, land, work_as, seen, runtime):
    ident = raised(work_as, twin)
    settled(work_as, seen, ident, FindingStep.DISMISS)
    merged(runtime, twin, land.village_id)
    assert seen(finding, ident).place_id == twin
