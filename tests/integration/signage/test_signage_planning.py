"""What is planned of positions, the list with its filter, and both registers as tables."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest

from registry.core import journal
from registry.core.clock import china_date
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound
from registry.signage import queries, services
from registry.signage.queries import RequirementsWanted
from registry.signage.rules.keeping import Keeping
from registry.signage.rules.kinds import Priority, SignType
from registry.signage.rules.states import RequirementStatus
from registry.signage.services import Planning
from tests.support.signs import HERE, text_of

pytestmark = pytest.mark.database

FAR = date(2099, 1, 1)
WHOLE = Planning("路口东北角", Priority.HIGH, "肥东县民政局", "箱形", FAR)


def today():
    return china_date(datetime.now(UTC))


@pytest.fixture
def position(work_as, cast, land):
    """One more position each time it is asked for."""

    def one(place=land.village_id, **planned):
        with work_as(cast.steward) as work:
            return services.require_sign(
                work,
                place_id=place,
                sign_type=SignType.VILLAGE,
                position=HERE,
                basis="测试",
                planned=planned,
            )

    return one


def plan(work_as, actor, row, planned=WHOLE, version=None):
    with work_as(actor) as work:
        seen = version or queries.requirement(work.session, row.id).row_version
        return services.plan_position(work, row.id, planned, reason="年度计划", seen_version=seen)


def test_what_is_planned_is_kept_and_journalled_once(work_as, cast, position, seen):
    row = position()
    plan(work_as, cast.steward, row)
    plan(work_as, cast.steward, row)
    kept = seen(queries.requirement, row.id)
    assert (kept.side, kept.priority, kept.responsible_org) == (
        "路口东北角",
        "high",
        "肥东县民政局",
    )
    assert (kept.body_type, kept.due_on) == ("箱形", FAR)
    entries = [
        entry
        for entry in seen(journal.history, ("sign_requirement", row.id))
        if entry.verb == "signage.requirement_planned"
    ]
    assert len(entries) == 1
    assert entries[0].before["priority"] == "normal"
    assert entries[0].reason == "年度计划"


def test_a_day_that_has_passed_is_refused_unless_it_stood_there(work_as, cast, position, seen):
    row = position()
    yesterday = today() - timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        plan(work_as, cast.steward, row, Planning(due_on=yesterday))
    assert set(refused.value.fields) == {"due_on"}
    with pytest.raises(Invalid) as refused:
        position(due_on=yesterday)
    assert set(refused.value.fields) == {"due_on"}
    plan(work_as, cast.steward, row, Planning(due_on=today()))
    with work_as(cast.steward, datetime.now(UTC) + timedelta(days=3)) as work:
        seen_version = queries.requirement(work.session, row.id).row_version
        late = Planning(due_on=today(), priority=Priority.HIGH)
        services.plan_position(work, row.id, late, seen_version=seen_version)
    assert seen(queries.requirement, row.id).priority == "high"


def test_who_may_not_or_comes_too_late_writes_nothing(work_as, cast, position):
    row = position()
    for actor in (cast.crew, cast.reviewer_county, cast.stranger):
        with pytest.raises(Forbidden):
            plan(work_as, actor, row)
        with pytest.raises(Forbidden), work_as(actor) as work:
            services.plan_positions(work, [row.id], priority=Priority.LOW)
    plan(work_as, cast.steward, row)
    with pytest.raises(Conflict) as refused:
        plan(work_as, cast.steward, row, version=1)
    assert refused.value.code == "signage.changed_meanwhile"
    with pytest.raises(NotFound), work_as(cast.steward) as work:
        services.plan_position(work, "0" * 16, WHOLE, seen_version=1)


def test_many_are_planned_together_and_what_is_left_empty_stays(work_as, cast, position, seen):
    rows = [position(due_on=FAR), position()]
    with work_as(cast.steward) as work:
        services.plan_positions(
            work, [row.id for row in rows], priority=Priority.HIGH, responsible_org="城管局"
        )
    found = [seen(queries.requirement, row.id) for row in rows]
    assert {(row.priority, row.responsible_org) for row in found} == {("high", "城管局")}
    assert [row.due_on for row in found] == [FAR, None]


def test_a_choice_that_says_nothing_is_refused_with_every_field(work_as, cast, position):
    mine = position().id
    with work_as(cast.steward) as work:
        for chosen, values, fields in (
            ([], {}, {"requirement", "priority"}),
            (["0" * 16], {"priority": Priority.LOW}, {"requirement"}),
            ([mine], {"due_on": date(2020, 1, 1)}, {"due_on"}),
            (["x"] * 1, {"responsible_org": " "}, {"requirement", "priority"}),
        ):
            with pytest.raises(Invalid) as refused:
                services.plan_positions(work, chosen, **values)
            assert set(refused.value.fields) == fields


def test_the_list_is_filtered_by_county_type_urgency_and_lateness(
    work_as, cast, position, seen, land
):
    rows = [position(priority="high", due_on=today()), position(priority="low"), position()]

    def listed(**wanted):
        page = seen(queries.requirement_list, RequirementsWanted(**wanted))
        return {row.id for row in page.items}

    assert listed() == {row.id for row in rows}
    assert listed(priority="high") == {rows[0].id}
    assert listed(county=land.county_id, sign_type="village") == listed()
    assert listed(county="0" * 16) == listed(sign_type="street") == set()
    assert listed(late_on=today() + timedelta(days=1)) == {rows[0].id}
    assert listed(late_on=today()) == set()


def test_the_counts_by_status_come_from_counters_and_agree(stage, seen, work_as, cast, position):
    stage.verified()
    row = position()
    with work_as(cast.steward) as work:
        services.exempt(work, row.id, reason="在建", paper="1 号")
    counts = {count.status: count.number for count in seen(queries.counts_by_status)}
    for status in RequirementStatus:
        page = seen(queries.requirement_list, RequirementsWanted(status))
        assert len(page.items) == counts[status]
    assert counts[RequirementStatus.EXEMPT] == counts[RequirementStatus.SATISFIED] == 1


@pytest.fixture
def desk(client, sign_in):
    sign_in(client, "steward")
    return client


def test_the_page_of_a_position_shows_and_takes_what_is_planned(desk, position, seen):
    row = position()
    form = {
        "side": "村口左侧",
        "priority": "high",
        "responsible_org": "长临河镇",
        "body_type": "T 形",
        "due_on": "2099-01-01",
        "row_version": "1",
    }
    answer = desk.post(f"/signage/requirements/{row.id}/planning", data=form)
    assert answer.status_code == 303
    text = text_of(desk.get(answer.location))
    for word in ("村口左侧", "优先", "长临河镇", "T 形", "2099-01-01", "计入点位设标率"):
        assert word in text
    form |= {"due_on": "2020-01-01", "row_version": "2"}
    answer = desk.post(f"/signage/requirements/{row.id}/planning", data=form)
    assert (answer.status_code, "error-due_on" in text_of(answer)) == (422, True)
    desk.post(
        f"/signage/requirements/{row.id}/exemption",
        data={"exempt_reason": "在建", "exempt_paper": "1 号"},
    )
    assert "不计入点位设标率" in text_of(desk.get(f"/signage/requirements/{row.id}"))


def test_a_new_position_takes_all_its_fields_at_once(desk, land, seen):
    form = {
        "sign_type": "village",
        "basis": "测试",
        "tolerance_m": "30",
        "side": "桥头",
        "priority": "low",
        "responsible_org": "村委会",
        "body_type": "立柱",
    }
    answer = desk.post(f"/places/{land.village_id}/sign-requirements", data=form)
    row = seen(queries.requirement, answer.location.rsplit("/", 1)[1])
    assert (row.side, row.priority) == ("桥头", "low")
    assert (row.responsible_org, row.body_type) == ("村委会", "立柱")


def test_positions_are_chosen_and_planned_on_the_list_without_a_script(desk, position, seen):
    rows = [position(), position()]
    text = text_of(desk.get("/signage?every=true"))
    assert text.count("checked") == 2
    chosen = [row.id for row in rows]
    form = {"requirement": chosen, "responsible_org": "城管局", "due_on": "2020-01-01"}
    answer = desk.post("/signage/requirement-planning", data=form)
    text = text_of(answer)
    assert (answer.status_code, "error-due_on" in text) == (422, True)
    assert text.count("checked") == 2
    assert "城管局" in text
    form["due_on"] = ""
    assert desk.post("/signage/requirement-planning", data=form).status_code == 303
    assert "城管局" in text_of(desk.get("/signage"))
    assert "城管局" not in text_of(desk.get("/signage?late=true"))


def table(answer):
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_every_field_of_a_position_is_in_the_table(desk, work_as, cast, position):
    row = position()
    plan(work_as, cast.steward, row)
    (line,) = table(desk.get("/signage/requirements.csv?priority=high"))
    assert line["方位"] == "路口东北角"
    assert line["优先级"] == "优先"
    assert line["期限"] == "2099-01-01"
    assert line["责任单位"] == "肥东县民政局"
    assert line["形制"] == "箱形"
    assert line["计入点位设标率"] == "是"
    assert float(line["经度"]) == HERE.lon
    assert table(desk.get("/signage/requirements.csv?priority=low")) == []


def test_every_field_of_a_sign_is_in_the_register(desk, stage, work_as, cast, land):
    sign = stage.verified()
    kept = Keeping(
        owner="民政局",
        maintainer="城管局",
        cost_fen=128050,
        body_type="箱形",
        material="铝",
        colour_text="黄",
        reflective=True,
        lit=False,
        installer="某某公司",
        handover_on=today(),
    )
    with work_as(cast.steward) as work:
        seen = queries.sign(work.session, sign.id).row_version
        services.keep_sign(work, sign.id, kept, seen_version=seen)
    register = f"/signage/signs.csv?county={land.county_id}"
    (line,) = table(desk.get(f"{register}&state=verified"))
    assert line["标志编码"] == sign.code
    assert (line["产权单位"], line["维护单位"], line["费用（元）"]) == (
        "民政局",
        "城管局",
        "1280.50",
    )
    assert (line["形制"], line["材质"], line["反光"], line["照明"]) == ("箱形", "铝", "是", "否")
    assert line["字的颜色"] == "黄"
    assert (line["设置单位"], line["移交日期"]) == ("某某公司", today().isoformat())
    text = text_of(desk.get(f"/signage/signs/{sign.id}"))
    assert "某某公司" in text
    assert table(desk.get("/signage/signs.csv?state=removed")) == []


def test_a_sign_takes_over_the_body_that_its_position_asks_for(stage, work_as, cast, seen):
    sign = stage.made()
    with work_as(cast.steward) as work:
        row = queries.requirement(work.session, sign.requirement_id)
        services.remove_sign(work, sign.id, reason="更换")
        services.plan_position(
            work, row.id, Planning(body_type="三棱柱"), seen_version=row.row_version
        )
    assert stage.proof(requirement=row).body_type == "三棱柱"


def test_the_registers_are_for_who_leads(client, sign_in, position):
    position()
    for who in ("crew", "stranger", "reviewer_county"):
        sign_in(client, who)
        assert client.get("/signage/signs.csv").status_code == 403
        assert client.get("/signage/requirements.csv").status_code == 403
