"""What is wrong with signs, by type: noted with the verdict, counted with it, listed by keyset."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from registry.coverage.queries import differences
from registry.coverage.queries.problems import problem_number, problems_by_division
from registry.places import services as places
from registry.places.queries.finding_counts import findings_waiting
from registry.places.rules.finding import FindingKind, FindingStep
from registry.places.services.findings import NewFinding, raise_finding, settle_finding
from registry.signage import services
from registry.signage.queries.problems import (
    ProblemsWanted,
    problem_signs,
    problems_at,
    problems_now,
)
from registry.signage.rules.kinds import Condition, Defect, ReasonCode, ReportKind
from registry.signage.rules.problems import Problem
from registry.signage.rules.states import Verdict
from tests.support.signs import land, seen, stage

__all__ = ["land", "seen", "stage"]

pytestmark = pytest.mark.database

STRATUM = "settlement"


@pytest.fixture
def noted(seen):
    """`noted(sign)`: what is noted of it now."""
    return lambda sign: {row.problem for row in seen(problems_now, sign.id)}


@pytest.fixture
def sums(seen):
    """`sums()`: problem → (signs, of which count all the same), of one stratum, everywhere."""

    def look(stratum=STRATUM, division=""):
        total, _below = seen(problems_by_division, stratum, division)
        return {row.problem: (row.signs, row.valid) for row in total}

    return look


def test_a_damaged_sign_is_counted_for_its_division_and_each_above_it(
    stage, land, noted, sums, seen
):
    sign = stage.verified()
    assert noted(sign) == set()
    stage.judged(
        stage.sent(
            sign,
            kind=ReportKind.DAMAGED,
            condition=Condition.DAMAGED,
            defects=(Defect.LOOSE, Defect.FADED),
        )
    )
    assert noted(sign) == {"loose", "faded"}
    assert sums() == {Problem.LOOSE: (1, 0), Problem.FADED: (1, 0)}
    assert sums(division=land.county_id) == sums()
    _total, below = seen(problems_by_division, STRATUM)
    assert below == {land.county_id: {Problem.LOOSE: 1, Problem.FADED: 1}}
    assert seen(differences) == []


def test_what_was_put_right_ends_and_its_past_is_kept(stage, noted, sums, seen, runtime):
    sign = stage.made()
    stage.judged(stage.sent(sign, observed_hanzi="龙成村"))
    assert noted(sign) == {"text"}
    before = runtime.clock.now()
    stage.judged(stage.sent(sign, kind=ReportKind.EXISTING_GOOD))
    assert noted(sign) == set()
    assert sums() == {}
    assert seen(problems_at, before, None) == {STRATUM: {Problem.TEXT: 1}}
    assert seen(problems_at, before, {"another"}) == {}
    assert seen(problems_at, runtime.clock.now(), None) == {}
    assert seen(differences) == []


def test_a_sign_that_counts_may_have_a_problem_all_the_same(stage, noted, sums, seen):
    sign = stage.made()
    stage.judged(stage.sent(sign, defects=(Defect.QR_DEAD,)))
    assert sums() == {Problem.QR_DEAD: (1, 1)}
    # A report about one thing takes nothing else back, one of the whole sign does.
    stage.judged(stage.sent(sign, kind=ReportKind.DUPLICATE))
    assert noted(sign) == {"qr_dead", "duplicate"}
    stage.judged(stage.sent(sign, kind=ReportKind.COVERED))
    assert sums() == {Problem.COVERED: (1, 0)}
    assert seen(differences) == []


def test_a_plate_with_the_former_name_is_told_from_one_that_is_misspelt(
    stage, land, noted, work_as
):
    sign = stage.made()
    with work_as(stage.cast.steward) as work:
        places.rename(work, land.village_id, new_text="龙兴村", basis="演示〔2026〕2号")
    stage.judged(
        stage.sent(sign, kind=ReportKind.WRONG_TEXT, observed_hanzi="龙城村"),
    )
    assert noted(sign) == {"old_name"}


@pytest.mark.parametrize("act", ["rejected", "removed", "missing", "wanted elsewhere"])
def test_what_ends_a_problem_and_what_does_not(stage, noted, sums, seen, work_as, act):
    sign = stage.made()
    stage.judged(stage.sent(sign, kind=ReportKind.BLANK, observed_hanzi="", observed_roman=""))
    assert noted(sign) == {"blank"}
    if act == "rejected":
        receipt = stage.sent(sign, kind=ReportKind.COVERED)
        stage.judged(receipt, Verdict.REJECT, reason_code=ReasonCode.OTHER, reason="看不出")
        assert noted(sign) == {"blank"}
    elif act == "removed":
        with work_as(stage.cast.steward) as work:
            services.remove_sign(work, sign.id, reason="换新")
        assert noted(sign) == set()
        assert sums() == {}
    elif act == "missing":
        stage.judged(stage.sent(sign, kind=ReportKind.MISSING, condition=Condition.ABSENT))
        assert sums() == {Problem.MISSING: (1, 0)}
    else:
        stage.judged(stage.sent(sign, kind=ReportKind.NEEDS_EXTRA))
        assert noted(sign) == {"blank"}
    assert seen(differences) == []


def test_problems_go_with_their_sign_to_another_kind_and_back_to_counting(
    stage, sums, seen, runtime
):
    sign = stage.made()
    stage.judged(stage.sent(sign, defects=(Defect.COLOUR,)))
    with runtime.database.engine.begin() as connection:
        connection.execute(text("UPDATE sign SET stratum = 'road', state = 'damaged'"))
    assert sums() == {}
    assert sums("road") == {Problem.COLOUR: (1, 0)}
    with runtime.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM sign_problem"))
    assert sums("road") == {}


def test_the_list_behind_a_number_pages_by_keyset(stage, land, seen, work_as):
    for place in (land.village_id, land.other_id):
        sign = stage.made(place)
        stage.judged(stage.sent(sign, kind=ReportKind.COVERED))
    wanted = ProblemsWanted(STRATUM, Problem.COVERED, land.county_path)
    assert seen(problem_number, wanted) == 2
    first = seen(problem_signs, wanted, 1)
    second = seen(problem_signs, wanted, 1, first.next)
    assert second.next is None
    found = [row[1].place_id for row in (*first.items, *second.items)]
    assert sorted(found) == sorted([land.village_id, land.other_id])
    elsewhere = ProblemsWanted(STRATUM, Problem.COVERED, "/elsewhere")
    assert seen(problem_signs, elsewhere, 5).items == []


def test_findings_are_counted_by_kind_and_by_whether_somebody_is_at_them(land, seen, work_as, cast):
    with work_as(cast.steward) as work:
        rows = [
            raise_finding(work, NewFinding(FindingKind.MISMATCH, place_id=place, detail="牌上不同"))
            for place in (land.village_id, land.other_id)
        ]
        ids = [(row.id, row.row_version) for row in rows]
    with work_as(cast.steward) as work:
        settle_finding(work, ids[0][0], FindingStep.TAKE, seen_version=ids[0][1])
    assert seen(findings_waiting)[FindingKind.MISMATCH] == (1, 1)
    assert seen(findings_waiting)[FindingKind.UNNAMED] == (0, 0)
    with work_as(cast.steward) as work:
        settle_finding(work, ids[1][0], FindingStep.DISMISS, reason="不是", seen_version=ids[1][1])
    assert seen(findings_waiting)[FindingKind.MISMATCH] == (0, 1)
    assert seen(differences) == []


def test_each_bar_of_the_dashboard_leads_to_the_signs_behind_it(client, stage, land):
    sign = stage.made()
    stage.judged(stage.sent(sign, kind=ReportKind.BLANK, observed_hanzi="", observed_roman=""))
    page = client.get(f"/coverage?stratum={STRATUM}").text.split('id="types"')[1]
    bars = page.split("</section>")[0]
    assert "空白牌" in bars
    assert f"problem=blank&amp;stratum={STRATUM}&amp;division={land.county_id}" in bars
    assert "一地多名" in page.split('id="findings"')[1]
    listed = client.get(f"/coverage/problems?problem=blank&stratum={STRATUM}").text
    assert "1 块标志" in listed
    assert sign.code in listed
    within = client.get(f"/coverage/divisions/{land.county_id}?stratum={STRATUM}").text
    assert "空白牌" in within.split('id="types"')[1]
    rows = client.get(f"/coverage/problems.csv?problem=blank&stratum={STRATUM}")
    assert f"{sign.code},龙城村" in rows.get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("problem=ugly", 422),
        ("problem=blank&stratum=gold", 422),
        ("problem=blank&division=x", 422),
        ("problem=blank&division=0000000000000000", 404),
    ],
)
def test_a_list_that_is_none_is_refused_in_words(client, land, query, status):
    for path in ("/coverage/problems", "/coverage/problems.csv"):
        assert client.get(f"{path}?{query}").status_code == status
    assert client.get("/coverage/problems?after=x").status_code == 422
