"""Who may bring files in, and the long steps as background work; each step in its order only."""

from __future__ import annotations

import pytest

from imports import queries, services
from imports.rules.mapping import ColumnMapping
from imports.rules.outcome import RunState
from registry import loop
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.places import queries as places
from tests.support.importing import Importer, outcomes

ROW = {"标准名称": "小李庄", "类别": "自然村", "县区": "肥西县", "乡镇": "三河镇"}


@pytest.fixture
def database_url(shipped_database):
    """Every test of this file starts with the shipped data in its database."""
    return shipped_database


@pytest.fixture
def waiting(runtime, cast):
    """A checked run of the steward's, with one new place and one question."""
    importer = Importer(runtime, cast.steward)
    run_id = importer.start([ROW, {**ROW, "标准名称": "三河", "类别": ""}])
    assert outcomes(importer.check(run_id)) == {"create": 1, "conflict": 1}
    return run_id


MAPPING = ColumnMapping({"name": "标准名称"})
PAPER = {"number": "一", "issuer": "局", "sha256": "a" * 64}
ACTS = {
    "start": lambda work, _run: services.start_run(work, file_name="a", sha256="b" * 64, size=1),
    "map": lambda work, run: services.set_mapping(work, run, MAPPING, profile="generic"),
    "paper": lambda work, run: services.record_paper(work, run, **PAPER),
    "decide": lambda work, run: services.decide_row(work, run, 3, "skip"),
    "ask check": services.ask_check,
    "ask apply": services.ask_apply,
    "ask undo": lambda work, run: services.ask_undo(work, run, reason="误导入"),
    "cancel": services.cancel,
    "keep profile": lambda work, _run: services.keep_profile(
        work, name="ours", title="我们的表", mapping=MAPPING
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_only_who_may_edit_places_does_anything_with_a_run(runtime, cast, waiting, act):
    for part, actor in cast.everybody().items():
        if part != "steward":
            with pytest.raises(Forbidden), runtime.write(actor) as work:
                ACTS[act](work, waiting)


@pytest.mark.parametrize("step", [services.check, services.apply, services.undo])
def test_nor_do_they_take_the_long_steps(runtime, cast, waiting, step):
    for part in ("crew", "compiler", "reviewer_county", "administrator", "stranger", "visitor"):
        with pytest.raises(Forbidden):
            step(runtime, waiting, getattr(cast, part))


def test_each_step_leaves_its_entry_in_the_journal(runtime, cast, waiting, run_jobs):
    loop.wire(runtime)
    services.wire(runtime)
    with runtime.write(cast.steward) as work:
        services.decide_row(work, waiting, 3, "skip")
        services.ask_apply(work, waiting)
    run_jobs()
    with runtime.write(cast.steward) as work:
        services.ask_undo(work, waiting, reason="误导入")
    run_jobs()
    with runtime.database.read() as session:
        entries = [one for one in journal.latest(session, limit=40) if one.subject_id == waiting]
        run = queries.run(session, waiting)
    assert [one.verb.removeprefix("imports.") for one in reversed(entries)] == [
        *("started", "mapped", "checked", "row_decided", "asked", "apply_started"),
        *("rows_applied", "applied", "asked", "undo_started", "places_withdrawn", "undone"),
    ]
    assert {one.actor_id for one in entries} == {cast.steward.id}
    assert run.state is RunState.UNDONE


def test_the_dry_run_comes_first_always(runtime, cast):
    importer = Importer(runtime, cast.steward)
    run_id = importer.start([ROW])
    with pytest.raises(Conflict):
        importer.apply(run_id)
    with pytest.raises(Conflict), runtime.write(cast.steward) as work:
        services.ask_apply(work, run_id)
    with pytest.raises(Conflict):
        importer.undo(run_id)


def test_one_step_at_a_time(runtime, cast, waiting):
    with runtime.write(cast.steward) as work:
        services.ask_apply(work, waiting)
    with pytest.raises(Conflict) as raised, runtime.write(cast.steward) as work:
        services.ask_check(work, waiting)
    assert raised.value.code == "imports.busy"


def test_a_new_mapping_voids_the_check_and_a_stale_page_is_told(runtime, cast, waiting):
    with runtime.database.read() as session:
        version = queries.run(session, waiting).row_version
    mapping = ColumnMapping({"name": "标准名称", "county": "县区"}, {"kind": "自然村"})
    with runtime.write(cast.steward) as work:
        services.set_mapping(
            work, waiting, mapping, profile="generic", seen_version=version, reading={}
        )
    with runtime.database.read() as session:
        assert queries.run(session, waiting).state is RunState.UPLOADED
        assert list(queries.every_row(session, waiting)) == []
    with pytest.raises(Conflict), runtime.write(cast.steward) as work:
        services.set_mapping(work, waiting, mapping, profile="generic", seen_version=version)


def test_a_cancelled_run_is_over(runtime, cast, waiting):
    with runtime.write(cast.steward) as work:
        services.cancel(work, waiting)
    for step in (services.ask_check, services.ask_apply):
        with pytest.raises(Conflict), runtime.write(cast.steward) as work:
            step(work, waiting)


def test_what_cannot_be_decided(runtime, cast, waiting):
    with runtime.write(cast.steward) as work:
        with pytest.raises(NotFound):
            services.decide_row(work, waiting, 99, "skip")
        with pytest.raises(Refused):
            services.decide_row(work, waiting, 3, "create")
        with pytest.raises(Invalid):
            services.decide_row(work, waiting, 3, "use")
        with pytest.raises(NotFound):
            services.decide_row(work, waiting, 3, "use", "0" * 16)
        with pytest.raises(NotFound):
            services.ask_check(work, "0" * 16)


def test_a_kept_profile_reads_the_next_file_of_the_same_form(runtime, cast):
    importer = Importer(runtime, cast.steward)
    mapping = ColumnMapping(
        {"name": "村子", "county": "哪个县", "township": "哪个镇"}, {"kind": "自然村"}
    )
    with runtime.write(cast.steward) as work:
        services.keep_profile(work, name="ours", title="我们的表", mapping=mapping)
    rows = [{"村子": "小李庄", "哪个县 ": "肥西县", "哪个镇": "三河镇"}]
    run_id = importer.start(rows, profile="ours")
    assert outcomes(importer.check(run_id)) == {"create": 1}
    assert str(importer.run(run_id).profile_title) == "我们的表"
    with pytest.raises(Invalid), runtime.write(cast.steward) as work:
        services.keep_profile(work, name="census", title="普查", mapping=mapping)


def test_people_see_the_runs_of_their_division(runtime, cast, work_as, waiting):
    from registry.accounts.rules import Role
    from tests.support.people import play

    with runtime.database.read() as session:
        here = {one.name: one for one in places.counties(session)}
    with work_as(SYSTEM) as work:
        local = play(work, "feixi", Role.STEWARD, scope=here["肥西县"].path)
        other = play(work, "feidong", Role.STEWARD, scope=here["肥东县"].path)
    own = Importer(runtime, local).start([ROW], division_id=here["肥西县"].id)
    with pytest.raises(Forbidden), runtime.write(local) as work:
        services.start_run(work, file_name="a", sha256="b" * 64, size=1)
    with runtime.database.read() as session:
        assert [one.id for one in queries.runs(session, local).items] == [own]
        assert queries.runs(session, other).items == []
        page = queries.runs(session, cast.steward, limit=1)
        assert [one.id for one in page.items] == [own]
        rest = queries.runs(session, cast.steward, limit=1, after=page.next)
    assert [one.id for one in rest.items] == [waiting]
    with pytest.raises(Forbidden):
        services.check(runtime, own, other)


def test_the_report_is_bounded_and_the_rest_is_counted(runtime, monkeypatch):
    from imports.services import checking

    monkeypatch.setattr(checking, "MOST_ROWS", 10)
    importer = Importer(runtime)
    rows = [{**ROW, "标准名称": f"某{number}庄", "乡镇": "没有镇"} for number in range(40)]
    run_id = importer.start(rows)
    checked = importer.check(run_id)
    assert (checked.counts["rejected"], checked.counts["unkept"]) == (40, 30)
    assert len(importer.rows(run_id)) == 10
    with runtime.database.read() as session:
        first = queries.rows(session, run_id, outcome="rejected", limit=6)
        second = queries.rows(session, run_id, outcome="rejected", limit=6, after=first.next)
    assert [row.number for row in (*first.items, *second.items)] == list(range(2, 12))
    assert second.next is None


def test_a_file_that_breaks_off_fails_its_run_with_the_reason(runtime):
    importer = Importer(runtime)
    run_id = importer.start([ROW])
    runtime.store.delete(importer.run(run_id).file_sha256)
    with pytest.raises(NotFound):
        importer.check(run_id)
    run = importer.run(run_id)
    assert run.state is RunState.FAILED
    assert run.failure is not None
    assert run.failure.code == "storage.missing"


def test_bytes_that_a_run_needs_are_known_to_the_sweep(runtime):
    importer = Importer(runtime)
    run = importer.bring([ROW])
    with runtime.database.read() as session:
        assert queries.is_stored(session, run.file_sha256)
        assert not queries.is_stored(session, "f" * 64)


def test_the_first_rows_are_shown_as_they_would_be_stored(runtime, cast):
    importer = Importer(runtime, cast.steward)
    run_id = importer.start([ROW, {**ROW, "乡镇": "没有镇"}])
    run = importer.run(run_id)
    look = services.look(runtime, run)
    assert look.columns == tuple(ROW)
    assert look.detected[0].profile.name == "generic"
    plans = services.preview(runtime, run, cast.steward, run.column_mapping)
    assert [plan.outcome.value for plan in plans] == ["create", "rejected"]
    assert plans[0].draft.kind == "natural_village"
