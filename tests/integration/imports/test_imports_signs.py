"""Registers of signs: owner, dates and cost by the printed code; told, written and taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from imports.rules import values
from imports.rules.problems import BadValueError
from registry.accounts.rules import Role
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.clock import china_date
from registry.core.errors import Invalid
from registry.places import queries as place_queries
from registry.places import services as places
from registry.places.services import NewDivision
from registry.places.services.divisions import division_id
from registry.signage import queries, services
from registry.signage.queries.keeping import UnownedWanted, unowned
from registry.signage.rules.codes import ALPHABET, code_of, grouped
from registry.signage.rules.keeping import Keeping
from tests.support.importing import Importer, outcomes
from tests.support.people import play
from tests.support.signs import land, seen, stage, text_of

pytestmark = pytest.mark.database
__all__ = ["land", "seen", "stage"]
CITY = ("test", "2026", "340100")


def row(code, **more):
    cells = {"标志编码": code, "标志名称": "", "产权单位": "", "维护单位": "", "设置日期": ""}
    return {**cells, "质保到期日": "", "费用（元）": "", "下次巡查": "", "密级": "", **more}


@pytest.fixture
def importer(runtime):
    return Importer(runtime)


@pytest.fixture
def day(runtime):
    """A day so many days from now, in China."""
    today = china_date(runtime.clock.now())
    return lambda days: today + timedelta(days=days)


def test_a_row_fills_what_it_says_and_leaves_the_rest(importer, stage, seen, day):
    sign, other = stage.made(), stage.made()
    with stage.work_as(stage.cast.steward) as work:
        kept = Keeping(owner="肥东县民政局", cost_fen=90000)
        services.keep_sign(work, sign.id, kept, seen_version=sign.row_version)
    due = day(90)
    run = importer.bring(
        [
            row(
                grouped(sign.code).lower(), 标志名称=sign.text_hanzi, 维护单位="城管局",
                设置日期=f"{sign.made_on:%Y年%m月%d日}", 质保到期日=day(700).strftime("%Y/%m/%d"),
                **{"费用（元）": "1,280.50"}, 下次巡查=due.isoformat(),
            ),
            row(other.code),
        ]
    )  # fmt: skip
    assert (run.profile, run.done) == ("signs", {"update": 1, "unchanged": 1})
    stored = seen(queries.sign, sign.id)
    assert (stored.owner, stored.maintainer, stored.cost_fen) == ("肥东县民政局", "城管局", 128050)
    assert (stored.installed_on, stored.warranty_to) == (sign.made_on, day(700))
    assert (stored.next_check_on, stored.next_check_by_hand) == (due, True)
    (told,) = importer.rows(run.id)
    assert {one["field"]: (one["old"], one["new"]) for one in told.diff} == {
        "sign_maintainer": ("", "城管局"),
        "sign_installed": ("", sign.made_on.isoformat()),
        "sign_warranty": ("", day(700).isoformat()),
        "sign_cost": ("900.00", "1280.50"),
        "sign_next_check": ("", due.isoformat()),
    }
    entries = seen(lambda session: journal.history(session, ("sign", sign.id), limit=3))
    assert "导入" in entries[0].reason


@pytest.mark.parametrize("word", ["不详", "未知", "unknown"])
def test_an_owner_nobody_knows_is_taken_and_listed(importer, stage, seen, word):
    sign = stage.made()
    with stage.work_as(stage.cast.steward) as work:
        kept = Keeping(owner="甲公司", maintainer="城管局")
        services.keep_sign(work, sign.id, kept, seen_version=sign.row_version)

    def listed():
        page = seen(unowned, stage.cast.steward, UnownedWanted("owner"))
        return [one.id for one in page.items]

    assert sign.id not in listed()
    assert importer.bring([row(sign.code, 产权单位=word)]).done == {"update": 1}
    assert (seen(queries.sign, sign.id).owner, sign.id in listed()) == ("", True)
    assert seen(queries.sign, sign.id).maintainer == "城管局"


def test_what_cannot_be_is_told_in_the_dry_run_and_writes_nothing(importer, stage, seen, day):
    sign, gone = stage.made(), stage.made()
    with stage.work_as(stage.cast.steward) as work:
        services.remove_sign(work, gone.id, reason="拆除")
    wrong = sign.code[:-1] + ALPHABET[(ALPHABET.index(sign.code[-1]) + 1) % len(ALPHABET)]
    run_id = importer.start(
        [
            row(wrong, 产权单位="甲"),
            row("", 产权单位="甲"),
            row(code_of(4242), 产权单位="甲"),
            row(gone.code, 产权单位="甲"),
            row(sign.code, 标志名称="别的村", 产权单位="甲"),
            row(sign.code, 设置日期="去年", **{"费用（元）": "一千"}),
            row(sign.code, 设置日期=day(3).isoformat(), 下次巡查=day(-3).isoformat()),
            row(sign.code, 质保到期日="1990-01-01", **{"费用（元）": "-5"}),
            row(sign.code, 产权单位="甲", 密级="秘密"),
            row(sign.code, 产权单位="甲"),
            row(sign.code, 产权单位="乙"),
            row(sign.code, 产权单位="甲"),
        ]
    )  # fmt: skip
    run = importer.check(run_id)
    told = {
        one.number - 1: [problem["code"] for problem in one.problems]
        for one in importer.rows(run_id)
        if one.problems
    }
    assert told == {
        1: ["sign_code"],
        2: ["sign_code_missing"],
        3: ["sign_unknown"],
        4: ["sign_removed"],
        5: ["sign_other_text"],
        6: ["date_form", "sign_cost"],
        7: ["sign_keeping", "sign_keeping"],
        8: ["sign_cost"],
        9: ["secret"],
        11: ["sign_twice"],
    }
    assert outcomes(run) == {"update": 1, "unchanged": 1, "rejected": 10}
    assert seen(queries.sign, sign.id).owner == ""
    # One batch a row: what was refused stays refused whatever is forgotten between batches.
    assert importer.apply(run_id, batch=1).done["update"] == 1
    assert seen(queries.sign, sign.id).owner == "甲"


def test_a_run_is_taken_back_but_for_what_was_written_since(importer, stage, seen, day):
    sign, edited = stage.made(), stage.made()
    with stage.work_as(stage.cast.steward) as work:
        for one in (sign, edited):
            kept = Keeping(owner="原单位", next_check_on=day(10))
            services.keep_sign(work, one.id, kept, seen_version=one.row_version)
    new = {"产权单位": "新单位", "下次巡查": day(50).isoformat()}
    rows = [row(one.code, **new) for one in (sign, edited)]
    run = importer.bring(rows)
    with stage.work_as(stage.cast.steward) as work:
        now = queries.sign(work.session, edited.id)
        kept = Keeping(owner="再改的单位", next_check_on=day(50))
        services.keep_sign(work, edited.id, kept, seen_version=now.row_version)
    undone = importer.undo(run.id)
    assert (undone.done["undo_reversed"], undone.done["undo_kept"]) == (1, 1)
    back = seen(queries.sign, sign.id)
    assert (back.owner, back.next_check_on, back.next_check_by_hand) == ("原单位", day(10), True)
    assert seen(queries.sign, edited.id).owner == "再改的单位"


def test_signs_outside_ones_divisions_are_refused(runtime, stage, land, seen):
    sign = stage.made()
    with runtime.write(SYSTEM) as work:
        places.add_divisions(
            work,
            [NewDivision("test", "2026", "340123", "肥西县", "county", parent=CITY)],
        )
        other = division_id("test", "2026", "340123")
        path = place_queries.division(work.session, other).path
        elsewhere = play(work, "elsewhere", Role.STEWARD, scope=path)
    importer = Importer(runtime, elsewhere)
    run = importer.bring([row(sign.code, 产权单位="甲")], division_id=other)
    assert importer.codes(run.id) == {2: {"sign_out_of_scope"}}
    assert seen(queries.sign, sign.id).owner == ""


def test_a_code_alone_or_an_owner_without_a_code_is_no_register(importer, stage):
    sign = stage.made()
    with pytest.raises(Invalid) as caught:
        importer.start([{"标志编码": sign.code, "备注": "x"}], profile="signs")
    assert set(caught.value.fields) == {"sign_code"}
    with pytest.raises(Invalid) as caught:
        importer.start([{"地名": "龙城村", "产权单位": "甲"}], profile="signs")
    assert set(caught.value.fields) == {"sign_owner"}


def test_the_page_shows_each_row_as_it_will_stand(app, importer, stage, sign_in):
    sign = stage.made()
    run_id = importer.start([row(sign.code, 产权单位="不详", **{"费用（元）": "1280"})])
    client = app.test_client()
    sign_in(client, "steward")
    page = text_of(client.get(f"/imports/{run_id}/mapping"))
    assert "标志台账" in page
    assert "1280.00" in page
    assert "不明" in page
    importer.check(run_id)
    assert "会更新 1 块标志" in text_of(client.get(f"/imports/{run_id}"))
    rows = text_of(client.get(f"/imports/{run_id}?outcome=update"))
    assert "费用（元）" in rows
    english = text_of(client.get(f"/imports/{run_id}", headers={"Accept-Language": "en"}))
    assert "of 1 signs will be updated" in english


def test_a_day_is_read_however_it_is_written():
    whole = "2026-01-02 00:00:00"
    for written in ("2026-1-2", "2026/01/02", "2026年1月2日", "２０２６.1.2", whole):
        assert values.day(written) == date(2026, 1, 2).isoformat()
    for written in ("2026-02-30", "02/03/2026", "2026", "1899-01-01", "明天"):
        with pytest.raises(BadValueError):
            values.day(written)


def test_the_colour_of_the_letters_comes_in_by_a_file(importer, stage, seen):
    sign = stage.made()
    importer.bring([row(sign.code, 字的颜色="黄", 材质="铝")])
    kept = seen(queries.sign, sign.id)
    assert (kept.colour_text, kept.material) == ("黄", "铝")
