"""Monthly reports: the dashboard's figures, frozen; asked for by those who answer for the place."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from sqlmodel import select

from registry.accounts.rules import Role
from registry.core import journal, printing
from registry.core.actor import SYSTEM
from registry.core.clock import china_date
from registry.core.errors import Forbidden, Invalid
from registry.coverage import queries, services
from registry.coverage.queries import dashboard
from registry.coverage.queries.reporting import facts
from registry.coverage.queries.reports import is_report_file, report
from registry.coverage.queries.snapshots import snapshot
from registry.coverage.rules import CITYWIDE, HERITAGE, RateKind, figure_rate
from registry.coverage.rules.reporting import ReportScope, month_of
from registry.coverage.services.reports import Wanted
from registry.jobs.models import Job
from registry.jobs.rules import JobState
from registry.places import services as places
from registry.places.models import Place
from tests.integration.maps.gazetteer import add_sign
from tests.support.coverage_papers import words_of
from tests.support.people import play
from tests.support.signs import land, seen, stage, text_of

pytestmark = pytest.mark.database
__all__ = ["land", "seen", "stage"]
ADDRESS = "https://dm.example.cn/coverage/snapshots"


def counts(row):
    return {kind: figure_rate(row, kind) for kind in RateKind} | {"bad": row.present_invalid}


@pytest.fixture
def frozen(runtime, gazetteer, work_as):
    """The invented gazetteer, frozen once, one village run by a zone."""
    with work_as(SYSTEM) as work:
        work.session.get_one(Place, gazetteer.villages[0]).managing_body = "虚开发区"
        work.session.flush()
        return services.take_snapshot(work).number


@pytest.fixture
def told(runtime, frozen):
    """What the report of a scope says."""

    def look(scope=ReportScope.CITY, scope_id="", number=frozen):
        with runtime.database.read() as session:
            return facts(session, snapshot(session, number), scope, scope_id, scope_id or "虚合市")

    return look


def test_a_report_has_the_figures_of_the_dashboard_on_its_day(runtime, told):
    moment = runtime.clock.now()
    found = told()
    with runtime.database.read() as session:
        now = queries.standing(session, moment)
        strata = {row.stratum: counts(row) for row in now.strata}
        if now.heritage_total:
            strata[HERITAGE] = counts(now.heritage_total)
        assert {row.stratum: counts(row) for row in found.strata} == strata
        for stratum in strata:
            by_county = now.stratum(stratum)
            names = {county.id: county.name for county in now.counties} | {CITYWIDE: ""}
            assert {row.name: counts(row.figures) for row in found.cuts[stratum]} == {
                names[county]: counts(row) for county, row in by_county.items()
            }
        work = dashboard.throughput(session, moment)
        assert [(row.key, row.accepted, row.returned) for row in found.weeks] == [
            (week.week, week.accepted, week.returned) for week in work.weeks
        ]
        for stratum, line in found.lines.items():
            live = dashboard.progress(session, stratum, moment)
            assert (line.points, line.found, line.against) == (
                live.points, live.found, live.against
            )  # fmt: skip
            gaps = dashboard.oldest_gaps(session, stratum, moment)
            assert [row.place_id for row in found.gaps if row.stratum == stratum] == [
                gap.place_id for gap in gaps
            ]
            troubles = dashboard.troubles(session, stratum)
            assert found.troubles.get(stratum, dict.fromkeys(troubles, 0)) == {
                state.value: number for state, number in troubles.items()
            }


def test_a_crews_work_is_that_of_the_dashboard(runtime, stage, work_as):
    stage.verified()
    with work_as(SYSTEM) as work:
        number = services.take_snapshot(work).number
    with runtime.database.read() as session:
        found = facts(session, snapshot(session, number), ReportScope.CITY, "", "虚合市")
        work = dashboard.throughput(session, runtime.clock.now())
    assert found.crews
    assert [(row.key, row.people, row.accepted, row.returned) for row in found.crews] == [
        (crew.name, crew.people, crew.accepted, crew.returned) for crew in work.crews
    ]


def test_what_happens_afterwards_changes_nothing_of_a_report(runtime, gazetteer, told, work_as):
    was = told()
    with work_as(SYSTEM) as work:
        add_sign(work, gazetteer.villages[3], "verified", lon=117.6, lat=31.9)
        journal.record(work, "test.signed", ("test", "1"))
        places.retire(
            work, gazetteer.villages[4], on=china_date(work.at) - timedelta(days=1), basis="搬迁"
        )
    assert told() == was


def test_counties_and_zones_are_parts_of_the_city(told, gazetteer):
    city, east, west = (
        told(),
        *(told(ReportScope.COUNTY, county) for county in (gazetteer.east, gazetteer.west)),
    )
    village = lambda found: next(  # noqa: E731
        (row.names for row in found.strata if row.stratum == "village"), 0
    )
    assert village(city) == village(east) + village(west) == 5
    assert [(row.name, row.figures.names) for row in city.bodies["village"]] == [
        ("虚开发区", 1),
        ("", 4),
    ]
    zone = told(ReportScope.BODY, "虚开发区")
    assert zone.bodies == {}, "it is itself one"
    assert [(row.stratum, row.names_verified, row.names) for row in zone.strata][:1] == [
        ("village", 1, 1)
    ]
    # One snapshot makes no pace.
    assert zone.lines["village"].found.outlook == "done"
    assert [row.name for row in zone.cuts["village"]] == ["虚东县"]


def test_the_month_before_is_reconciled_name_by_name(runtime, told, gazetteer, work_as):
    later = runtime.clock.now() + timedelta(days=40)
    with work_as(SYSTEM, later) as work:
        add_sign(work, gazetteer.villages[3], "verified", lon=117.6, lat=31.9)
        again = services.take_snapshot(work).number
    found = told(number=again)
    assert (found.before.number, found.frozen.number) == (again - 1, again)
    assert [row.place_id for row in found.changes.verified] == [gazetteer.villages[3]]
    (village,) = [row for row in found.changes.balances if row.stratum == "village"]
    assert (village.before, village.after, village.verified) == (5, 5, 1)
    assert told().before is None


@pytest.fixture
def ask(frozen, work_as, runtime):
    """Ask for a report; returns its row."""

    def asked(actor, scope=ReportScope.CITY, scope_id="", month=None):
        month = month or month_of(runtime.clock.now())
        with work_as(actor) as work:
            return services.ask_report(work, Wanted(month, scope, scope_id, "zh-CN", ADDRESS))

    return asked


def test_who_may_ask_is_who_answers_for_the_place(app, ask, cast, gazetteer, work_as):
    with work_as(SYSTEM) as work:
        path = dashboard.division_of(work.session, gazetteer.east).path
        own = play(work, "east", Role.REVIEWER_COUNTY, scope=path)
    for actor in (cast.steward, cast.reviewer_city, own):
        assert ask(actor, ReportScope.COUNTY, gazetteer.east)
    for scope, ident in ((ReportScope.CITY, ""), (ReportScope.COUNTY, gazetteer.west)):
        with pytest.raises(Forbidden):
            ask(own, scope, ident)
    for actor in (cast.crew, cast.crew_leader, cast.expert, cast.administrator, cast.stranger):
        with pytest.raises(Forbidden):
            ask(actor)


def test_a_worker_makes_both_files_and_they_stay(app, ask, cast, run_jobs, seen, runtime):
    row = ask(cast.steward)
    assert ask(cast.steward).id == row.id
    assert run_jobs() == 1
    made = seen(report, row.id).row
    pdf, xlsx = (runtime.store.read(one) for one in (made.pdf_sha256, made.xlsx_sha256))
    assert "虚合市地名设标月报" in words_of(pdf)
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx))["各类地名的四个比率"]
    assert ("村和社区", 1, 5, 20) in [line[:4] for line in sheet.iter_rows(values_only=True)]
    assert seen(is_report_file, made.pdf_sha256)
    assert not seen(is_report_file, "0" * 64)
    services.make_report(runtime, row.id, ADDRESS)
    assert seen(report, row.id).row.made_at == made.made_at
    assert ask(cast.steward).id == row.id
    assert run_jobs() == 0
    verbs = [entry.verb for entry in seen(journal.history, ("coverage_report", row.id))]
    assert verbs == ["coverage.report_made", "coverage.report_asked"]


def test_a_report_that_was_given_up_is_asked_for_again(
    app, ask, cast, run_jobs, seen, work_as, monkeypatch
):
    def broken(*_arguments, **_values):
        raise RuntimeError("typst failed")

    with monkeypatch.context() as patch:
        patch.setattr(printing, "pdf", broken)
        row = ask(cast.steward)
        run_jobs()
    assert seen(report, row.id).row.made_at is None
    # It waits to be tried again by itself: asking adds nothing.
    ask(cast.steward)
    assert run_jobs() == 0
    with work_as(SYSTEM) as work:
        work.session.exec(select(Job)).one().state = JobState.FAILED.value
    ask(cast.steward)
    assert run_jobs() == 1
    assert seen(report, row.id).row.pdf_sha256


def test_without_a_typesetter_there_is_a_workbook(app, ask, cast, run_jobs, seen, monkeypatch):
    monkeypatch.setattr(printing, "is_available", lambda: False)
    row = ask(cast.steward)
    run_jobs()
    made = seen(report, row.id).row
    assert (bool(made.xlsx_sha256), made.pdf_sha256) == (True, "")


def test_a_month_without_a_snapshot_and_an_unknown_scope_are_named_at_once(app, ask, cast):
    with pytest.raises(Invalid) as told:
        ask(cast.steward, ReportScope.BODY, "无此开发区", "1999-12")
    assert set(told.value.fields) == {"month", "scope"}


def test_the_pages_ask_show_and_hand_out(client, frozen, sign_in, run_jobs, runtime, gazetteer):
    sign_in(client, "steward")
    text = text_of(client.get("/coverage/reports"))
    for words in ("只列有快照的月份", "虚东县", "虚开发区（管理主体）", "还没有月报"):
        assert words in text
    month = month_of(runtime.clock.now())
    form = {"month": month, "scope": f"county:{gazetteer.east}", "language": "en"}
    answer = client.post("/coverage/reports", data=form)
    assert answer.status_code == 303
    assert "正在后台做" in text_of(client.get(answer.location))
    assert client.get(f"{answer.location}/report.pdf").status_code == 404
    run_jobs()
    assert "做好了文件" in text_of(client.get(answer.location))
    pdf = client.get(f"{answer.location}/report.pdf")
    assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    assert "monthly report of sign coverage" in words_of(pdf.data)
    book = client.get(f"{answer.location}/report.xlsx")
    assert "Towns and subdistricts" in openpyxl.load_workbook(io.BytesIO(book.data)).sheetnames
    assert month in text_of(client.get("/coverage/reports"))
    for who in ("crew", "stranger"):
        sign_in(client, who)
        assert client.get(answer.location).status_code == 403
        assert client.get(f"{answer.location}/report.pdf").status_code == 403


def test_what_cannot_be_is_said_beside_its_field(client, frozen, sign_in):
    sign_in(client, "steward")
    wrong = client.post(
        "/coverage/reports", data={"month": "2026-13", "scope": "county:x", "language": "zh-CN"}
    )
    text = text_of(wrong)
    assert wrong.status_code == 422
    for field in ("month", "scope"):
        assert f"error-{field}" in text
    assert client.get("/coverage/reports/nothere").status_code == 404
    assert client.get("/coverage/reports?after=nonsense").status_code in {400, 422}
