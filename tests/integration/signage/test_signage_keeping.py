"""Who owns a sign, what it cost, when it is due again; lists of the unowned and of the due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from registry.accounts.rules import Role
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.clock import china_date
from registry.core.errors import Conflict, Forbidden, Invalid
from registry.signage import queries, services
from registry.signage.queries.keeping import (
    DueWanted,
    UnownedWanted,
    due,
    keeping_history,
    unowned,
)
from registry.signage.rules.keeping import Keeping
from registry.signage.rules.kinds import ReportKind, SignType
from tests.support.life_acts import DUE
from tests.support.order_acts import order_of
from tests.support.people import play
from tests.support.signs import text_of

FAR = date(2099, 1, 1)


def today():
    return china_date(datetime.now(UTC))


def keep(stage, sign, actor=None, version=None, **values):
    with stage.work_as(actor or stage.cast.steward) as work:
        seen = version or queries.sign(work.session, sign.id).row_version
        return services.keep_sign(
            work, sign.id, Keeping(**values), reason="移交书 3 号", seen_version=seen
        )


def every(stage, days, kind=SignType.VILLAGE):
    with stage.work_as(stage.cast.steward) as work:
        services.set_interval(work, kind, days, basis="年度计划")


def on_list(seen, cast, by=FAR, **wanted):
    page = seen(due, cast.steward, DueWanted(by, **wanted))
    return [row.sign.id for row in page.items]


@pytest.mark.database
def test_what_is_written_down_is_kept_with_who_wrote_it(stage, seen):
    sign = stage.made()
    keep(stage, sign, owner="民政局", maintainer="城管局", warranty_to=FAR, cost_fen=128050)
    keep(stage, sign, owner="民政局", maintainer="路灯所", warranty_to=FAR, cost_fen=128050)
    row = seen(queries.sign, sign.id)
    assert (row.owner, row.maintainer, row.cost_fen) == ("民政局", "路灯所", 128050)
    newest, first = seen(keeping_history, sign.id)
    assert newest.before == {"maintainer": "城管局"}
    assert newest.after == {"maintainer": "路灯所"}
    assert set(first.after) == {"owner", "maintainer", "warranty_to", "cost_fen"}
    keep(stage, sign, owner="民政局", maintainer="路灯所", warranty_to=FAR, cost_fen=128050)
    assert len(seen(keeping_history, sign.id)) == 2, "what changes nothing is no entry"


def test_a_page_that_is_out_of_date_overwrites_nothing(stage):
    sign = stage.made()
    keep(stage, sign, owner="民政局")
    with pytest.raises(Conflict) as refused:
        keep(stage, sign, version=1, owner="城管局")
    assert refused.value.code == "signage.changed_meanwhile"
    with stage.work_as(stage.cast.steward) as work:
        services.remove_sign(work, sign.id, reason="道路改造")
    with pytest.raises(Conflict) as refused:
        keep(stage, sign, owner="城管局")
    assert refused.value.code == "signage.sign_removed"


@pytest.mark.parametrize("who", ["crew", "reviewer_county", "stranger"])
def test_who_does_not_lead_writes_nothing_down(stage, cast, who):
    sign = stage.made()
    actor = getattr(cast, who)
    with pytest.raises(Forbidden):
        keep(stage, sign, actor, owner="民政局")
    with pytest.raises(Forbidden), stage.work_as(actor) as work:
        services.hand_over(work, [sign.id], owner="民政局", reason="移交")
    with pytest.raises(Forbidden), stage.work_as(actor) as work:
        services.set_interval(work, SignType.VILLAGE, 365, basis="年度计划")


def test_a_leader_writes_down_only_where_they_lead_and_sets_no_interval(stage, work_as):
    sign = stage.made()
    with work_as(SYSTEM) as work:
        away = play(work, "leader_away", Role.CREW_LEADER, scope="/elsewhere")
        here = play(work, "leader_here", Role.CREW_LEADER, scope=stage.land.county_path)
    with pytest.raises(Forbidden):
        keep(stage, sign, away, owner="民政局")
    assert keep(stage, sign, here, owner="民政局").owner == "民政局"
    with pytest.raises(Forbidden), stage.work_as(here) as work:
        services.set_interval(work, SignType.VILLAGE, 365, basis="年度计划")


@pytest.mark.database
def test_unowned_signs_are_listed_until_both_are_known(stage, seen, cast, runtime):
    stage.proof()
    signs = sorted((stage.made() for _ in range(3)), key=lambda sign: sign.id)
    ids = [sign.id for sign in signs]
    first = seen(unowned, cast.steward, UnownedWanted(), "", 2)
    assert [row.id for row in first.items] == ids[:2]
    rest = seen(unowned, cast.steward, UnownedWanted(), first.next, 2)
    assert [row.id for row in rest.items] == ids[2:]
    assert rest.next is None
    keep(stage, signs[0], owner="民政局")
    keep(stage, signs[1], owner="民政局", maintainer="城管局")

    def lacking(**wanted):
        rows = seen(unowned, cast.steward, UnownedWanted(**wanted)).items
        return [row.id for row in rows]

    assert lacking() == [ids[0], ids[2]]
    assert lacking(lacks="owner") == [ids[2]]
    assert lacking(lacks="maintainer", county=stage.land.county_id) == [ids[0], ids[2]]
    assert lacking(county="0000000000000000") == []
    if runtime.database.is_sqlite:
        with runtime.database.engine.connect() as connection:
            plan = str(
                connection.execute(
                    text(
                        "EXPLAIN QUERY PLAN SELECT id FROM sign "
                        "WHERE (owner = '' OR maintainer = '') ORDER BY id LIMIT 51"
                    )
                ).all()
            )
        assert "ix_sign_unowned" in plan


def test_many_signs_are_handed_over_at_once_or_not_at_all(stage, seen):
    one, two = stage.made(), stage.made()
    keep(stage, one, owner="筑路公司")
    with stage.work_as(stage.cast.steward) as work:
        services.hand_over(work, [one.id, two.id], maintainer="城管局", reason="道路移交")
    assert [(row.owner, row.maintainer) for row in (seen(queries.sign, one.id),)] == [
        ("筑路公司", "城管局")
    ]
    with pytest.raises(Invalid) as refused, stage.work_as(stage.cast.steward) as work:
        services.hand_over(work, [one.id, "0000000000000000"], reason=" ")
    assert set(refused.value.fields) == {"sign", "owner", "reason"}
    with pytest.raises(Invalid) as refused, stage.work_as(stage.cast.steward) as work:
        services.hand_over(work, [], owner="民政局", reason="移交")
    assert set(refused.value.fields) == {"sign"}


@pytest.mark.database
def test_an_interval_moves_every_sign_of_its_type_but_those_written_by_hand(stage, seen, cast):
    plain, by_hand, unseen = stage.verified(), stage.verified(), stage.made()
    assert on_list(seen, cast) == []
    keep(stage, by_hand, next_check_on=today() + timedelta(days=7))
    every(stage, 365)
    assert seen(queries.sign, plain.id).next_check_on == today() + timedelta(days=365)
    assert seen(queries.sign, unseen.id).next_check_on is None
    assert on_list(seen, cast) == [by_hand.id, plain.id]
    every(stage, 90)
    assert seen(queries.sign, plain.id).next_check_on == today() + timedelta(days=90)
    keep(stage, by_hand)
    assert seen(queries.sign, by_hand.id).next_check_on == today() + timedelta(days=90)
    every(stage, 30, SignType.STREET)
    assert on_list(seen, cast, today() + timedelta(days=89)) == []
    every(stage, None)
    assert on_list(seen, cast) == []
    entries = seen(lambda session: journal.history(session, ("check_interval", "village")))
    assert [entry.after["days"] for entry in entries] == [None, 90, 365]
    assert entries[1].after["signs"] == 1
    with pytest.raises(Invalid) as refused, stage.work_as(cast.steward) as work:
        services.set_interval(work, SignType.VILLAGE, 7, basis="")
    assert set(refused.value.fields) == {"days", "basis"}


def test_a_verification_counts_the_interval_anew_and_says_since_when_it_stands(stage, seen):
    every(stage, 365)
    sign = stage.made()
    moment = datetime.now(UTC)
    stage.judged(stage.sent(sign, kind=ReportKind.INSTALLED, captured_at=moment))
    row = seen(queries.sign, sign.id)
    assert row.next_check_on == today() + timedelta(days=365)
    assert row.installed_on == china_date(moment)
    old = stage.made()
    stage.judged(stage.sent(old, kind=ReportKind.INSTALLED))
    early = seen(queries.sign, old.id)
    assert early.installed_on == early.made_on, "a phone that lives in last week"
    soon = today() + timedelta(days=3)
    keep(stage, row, installed_on=row.installed_on, next_check_on=soon)
    stage.judged(stage.sent(sign, kind=ReportKind.EXISTING_GOOD, captured_at=moment))
    assert seen(queries.sign, sign.id).next_check_on == soon, "a day a person wrote stays"


@pytest.mark.database
def test_the_due_list_is_paged_by_day_and_told_by_county_and_crew(stage, seen, cast, work_as):
    signs = [stage.verified() for _ in range(3)]
    for number, sign in enumerate(signs):
        keep(stage, sign, next_check_on=today() + timedelta(days=3 - number))
    ids = [sign.id for sign in reversed(signs)]
    first = seen(due, cast.steward, DueWanted(FAR), "", 2)
    assert [row.sign.id for row in first.items] == ids[:2]
    rest = seen(due, cast.steward, DueWanted(FAR), first.next, 2)
    assert [row.sign.id for row in rest.items] == ids[2:]
    assert on_list(seen, cast, today() + timedelta(days=2)) == ids[:2]
    assert on_list(seen, cast, county="0000000000000000") == []
    with work_as(SYSTEM) as work:
        away = play(work, "crew_away", Role.CREW, scope="/elsewhere")
    assert on_list(seen, cast, crew=cast.crew.id) == ids
    assert on_list(seen, cast, crew=away.id) == []
    order = order_of(stage, signs[0])
    assert seen(due, cast.steward, DueWanted(FAR)).items[2].order.id == order.id


def test_what_is_due_becomes_an_order_on_the_page(stage, seen, client, sign_in, cast):
    sign = stage.verified()
    keep(stage, sign, next_check_on=today())
    sign_in(client, cast.steward)
    page = text_of(client.get("/signage/due"))
    assert f'value="{sign.requirement_id}" checked' in page
    form = {"requirement": sign.requirement_id, "crew": "", "due_on": "x", "note": "小心狗"}
    answer = client.post("/signage/due/orders", data=form)
    assert answer.status_code == 422
    assert "小心狗" in text_of(answer)
    assert 'id="error-due_on"' in text_of(answer)
    form |= {"crew": cast.crew.id, "due_on": DUE.isoformat()}
    assert client.post("/signage/due/orders", data=form).status_code == 303
    assert "第 1 号" in text_of(client.get("/signage/due"))
    table = client.get("/signage/due.csv").data.decode("utf-8-sig").splitlines()
    assert table[1].split(",")[:2] == [sign.code, "龙城村"]
    assert client.get("/signage/due?by=1066-01-01").status_code == 422
    assert client.get("/signage/due?after=x").status_code == 422


def test_the_page_of_a_sign_shows_its_keeping_and_names_each_wrong_field(
    stage, client, sign_in, cast
):
    sign = stage.made()
    sign_in(client, cast.steward)
    page = text_of(client.get(f"/signage/signs/{sign.id}"))
    assert page.count("不明") >= 2
    form = {
        "owner": "=民政局",
        "cost": "-3",
        "warranty_to": "2001-01-01",
        "next_check_on": "2001-01-01",
        "row_version": "1",
    }
    answer = client.post(f"/signage/signs/{sign.id}/keeping", data=form)
    assert answer.status_code == 422
    assert "费用不能是负数" in text_of(answer)
    answer = client.post(f"/signage/signs/{sign.id}/keeping", data={**form, "cost": "12.5"})
    for name in ("warranty_to", "next_check_on"):
        assert f'id="error-{name}"' in text_of(answer), name
    version = str(sign.row_version)
    good = {"owner": "=民政局", "cost": "12.5", "row_version": version, "reason": "交接"}
    assert client.post(f"/signage/signs/{sign.id}/keeping", data=good).status_code == 303
    page = text_of(client.get(f"/signage/signs/{sign.id}"))
    assert "12.50" in page
    assert "交接" in page
    table = client.get("/signage/unowned.csv").data.decode("utf-8-sig")
    assert "'=民政局" in table, "no cell becomes a formula"
    page = text_of(client.get("/signage/unowned?lacks=maintainer"))
    assert sign.id in page
    assert sign.id not in text_of(client.get("/signage/unowned?lacks=owner"))
    assert client.get("/signage/unowned?lacks=roof").status_code == 422
