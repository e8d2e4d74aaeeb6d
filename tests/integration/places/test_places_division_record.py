"""What became of a division is recorded with its decision, and withdrawn where it was a mistake."""

from __future__ import annotations

from datetime import date

import pytest

from registry.accounts.rules import Role
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound
from registry.places import services
from registry.places.queries.division_changes import resolve_division
from registry.places.rules import DivisionChangeKind
from registry.places.services import NewDivision
from registry.places.services.divisions import division_id
from tests.support.people import play

pytestmark = pytest.mark.database

KEY = ("nbs", "2023")
DAY = date(2024, 5, 1)


def ident(code):
    return division_id(*KEY, code)


@pytest.fixture
def county(work_as):
    """肥东县 with two towns, of which one will go into the other."""
    with work_as(SYSTEM) as work:
        services.add_divisions(
            work,
            [
                NewDivision(*KEY, "340122", "肥东县", "county"),
                NewDivision(*KEY, "340122100", "店埠镇", "township", parent=(*KEY, "340122")),
                NewDivision(*KEY, "340122200", "众兴乡", "township", parent=(*KEY, "340122")),
            ],
        )


@pytest.fixture
def record(work_as, cast, county):
    def write(actor=None, **changes):
        values = {
            "on": DAY,
            "kind": DivisionChangeKind.MERGED,
            "before_id": ident("340122200"),
            "after_id": ident("340122100"),
            "basis": "省政府批复 12 号",
            "ends_before": True,
            **changes,
        }
        with work_as(actor or cast.steward) as work:
            return services.record_division_change(work, **values)

    return write


def now_of(runtime, name):
    with runtime.database.read() as session:
        (found,) = resolve_division(session, name)
        return [outcome.division.name for outcome in found.now]


def test_an_old_name_leads_to_what_it_became_until_the_record_is_withdrawn(
    runtime, record, work_as, cast
):
    assert now_of(runtime, "众兴乡") == ["众兴乡"]
    row = record()
    assert now_of(runtime, "众兴乡") == ["店埠镇"]
    with pytest.raises(Conflict):
        record()
    with work_as(cast.steward) as work:
        services.withdraw_division_change(work, row.id, reason="张冠李戴")
    assert now_of(runtime, "众兴乡") == ["众兴乡"]
    with pytest.raises(Conflict), work_as(cast.steward) as work:
        services.withdraw_division_change(work, row.id, reason="再撤一次")
    # Recorded once more it is the same change, restored, with what is known now.
    assert record(basis="省政府批复 13 号").id == row.id
    assert now_of(runtime, "众兴乡") == ["店埠镇"]
    with runtime.database.read() as session:
        verbs = [e.verb for e in journal.history(session, ("division_change", row.id))]
    assert sorted(verbs) == [
        "places.division_change_recorded",
        "places.division_change_recorded",
        "places.division_change_withdrawn",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": date(2999, 1, 1)}, "happened_on"),
        ({"basis": " "}, "basis"),
        ({"after_id": ident("340122200")}, "other"),
        ({"after_id": None, "kind": DivisionChangeKind.RENAMED}, "other"),
        ({"before_id": None, "kind": DivisionChangeKind.MERGED}, "other"),
    ],
)
def test_what_is_missing_is_named(record, changes, field):
    with pytest.raises(Invalid) as caught:
        record(**changes)
    assert set(caught.value.fields) == {field}


def test_only_who_keeps_the_whole_list_records(record, work_as, cast):
    with work_as(SYSTEM) as work:
        local = play(work, "local", Role.STEWARD, scope=ident("340122"))
    for actor in (cast.crew, cast.reviewer_county, cast.stranger, local):
        with pytest.raises(Forbidden):
            record(actor)
    with pytest.raises(NotFound):
        record(after_id="0" * 16)
    row = record()
    with pytest.raises(Forbidden), work_as(local) as work:
        services.withdraw_division_change(work, row.id, reason="x")


def test_the_page_records_and_withdraws(client, sign_in, county):
    page = f"/divisions/{ident('340122200')}"
    assert "记一次政区变更" not in client.get(page).text
    sign_in(client, "steward")
    assert "记一次政区变更" in client.get(page).text
    form = {
        "direction": "became",
        "happened_on": DAY.isoformat(),
        "change_kind": "merged",
        "other": "没有这样的地方",
        "basis": "省政府批复 12 号",
        "ends": "1",
    }
    answer = client.post(f"{page}/changes", data=form)
    assert answer.status_code == 422
    assert 'id="error-other"' in answer.text
    assert client.post(f"{page}/changes", data={**form, "other": "店埠镇"}).status_code == 303
    shown = client.get(page).text
    assert "省政府批复 12 号" in shown
    path = shown.split('action="/division-changes/')[1].split('"')[0]
    answer = client.post(
        f"/division-changes/{path}", data={"reason": "", "division_id": ident("340122200")}
    )
    assert answer.status_code == 422
    assert client.post(f"/division-changes/{path}", data={"reason": "记错了"}).status_code == 303
    assert "记错了" in client.get(page).text
