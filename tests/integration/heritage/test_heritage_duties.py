"""备案 and 公告: two records, two clocks, one overdue list, and nothing changed afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from registry.accounts.rules import Role
from registry.core.actor import SYSTEM
from registry.core.clock import china_date, day_start
from registry.core.errors import Conflict, Forbidden, Invalid
from registry.heritage import queries, services
from registry.heritage.services import AnnouncementText, Approval
from registry.places import services as place_services
from registry.places.services import NewName, NewPlace

from .conftest import AFTER, START, person

DAY_0 = china_date(START)


def day(n: int) -> datetime:
    return day_start(DAY_0 + timedelta(days=n)) + timedelta(hours=10)


@pytest.fixture
def street(scene) -> str:
    with scene.work_as(SYSTEM, at=START) as work:
        county = scene.county_path.rpartition("/")[2]
        return place_services.add_place(work, NewPlace("road", county, [NewName("撮镇路")]))


@pytest.fixture
def approved(scene, street):
    with scene.work_as(scene.cast.steward, at=day(0)) as work:
        approval = Approval(street, "肥东县人民政府", DAY_0, "东政〔2026〕7号")
        return services.register_approval(work, approval)


def words(row, **more) -> AnnouncementText:
    said = AnnouncementText(
        standard_name=row.standard_name,
        roman="Cuōzhèn Lù",
        division_text="合肥市肥东县",
        location_text="东起店埠河，西至撮镇路口",
        authority=row.authority,
        approved_on=row.approved_on,
        channels="县政府网站",
        published_on=DAY_0 + timedelta(days=3),
    )
    return replace(said, **more)


def publish(scene, row, text=None, at=None, who=None):
    with scene.work_as(who or scene.cast.steward, at=at or day(3)) as work:
        return services.publish_announcement(work, row.id, text=text or words(row))


def file(scene, filing, on: date, at: datetime):
    with scene.work_as(scene.cast.steward, at=at) as work:
        return services.record_filing(
            work, filing.id, to_body="合肥市民政局", filed_on=on, receipt="收到"
        )


def overdue(scene, at: datetime):
    with scene.work_as(SYSTEM) as work:
        rows = queries.duties(work.session, scene.cast.steward, china_date(at))
        return [row.filing.place_name for row in queries.overdue(rows)]


def test_acceptance_9_a_street_approved_on_day_0_is_on_the_overdue_list_on_day_16(scene, approved):
    filing, announcement = approved
    assert filing.due_on == announcement.due_on == DAY_0 + timedelta(days=15)
    assert overdue(scene, day(15)) == []
    assert overdue(scene, day(16)) == ["撮镇路"]
    with scene.work_as(SYSTEM) as work:
        items = queries.desk(work.session, scene.cast.steward, day(16))
    assert sorted(str(item.kind.msgid) for item in items) == ["公告", "备案"]


def test_each_duty_ends_its_own_clock_and_not_the_other_s(scene, approved):
    filing, announcement = approved
    file(scene, filing, DAY_0 + timedelta(days=2), day(2))
    assert overdue(scene, day(16)) == ["撮镇路"], "the announcement still waits"
    publish(scene, announcement)
    assert overdue(scene, day(16)) == []


def test_of_another_department_the_announcement_counts_from_the_filing(scene, street):
    with scene.work_as(scene.cast.steward, at=day(0)) as work:
        approval = Approval(street, "住房城乡建设局", DAY_0, by_other_department=True)
        filing, announcement = services.register_approval(work, approval)
    assert announcement.due_on is None
    file(scene, filing, DAY_0 + timedelta(days=10), day(12))
    with scene.work_as(SYSTEM) as work:
        begun = queries.announcement(work.session, announcement.id)
    assert begun.due_on == DAY_0 + timedelta(days=25)


def test_a_recognition_opens_both_by_itself(scene):
    found, _notice = scene.notified()
    recognition = scene.recognise(found, AFTER)
    with scene.work_as(SYSTEM) as work:
        rows = queries.duties_of_recognition(work.session, recognition.id, china_date(AFTER))
    assert [(row.filing.place_name, row.filing.document_no) for row in rows] == [
        ("龙城村", "合民〔2026〕1号")
    ]
    assert rows[0].filing.due_on == china_date(AFTER) + timedelta(days=15)


def test_an_announcement_names_everything_it_lacks_at_once(scene, approved):
    _filing, row = approved
    empty = words(row, roman="", location_text=" ", channels="", published_on=DAY_0)
    with pytest.raises(Invalid) as refused:
        publish(scene, row, replace(empty, published_on=DAY_0 - timedelta(days=1)))
    assert set(refused.value.fields) == {"roman", "location_text", "channels", "published_on"}


def test_what_is_filed_or_announced_is_not_done_twice(scene, approved):
    filing, row = approved
    publish(scene, row)
    with pytest.raises(Conflict) as conflict:
        publish(scene, row)
    assert conflict.value.code == "heritage.already_announced"
    file(scene, filing, DAY_0, day(1))
    with pytest.raises(Conflict) as conflict:
        file(scene, filing, DAY_0, day(1))
    assert conflict.value.code == "heritage.already_filed"


def test_a_filing_lies_between_the_approval_and_today(scene, approved):
    filing, _row = approved
    for on in (DAY_0 - timedelta(days=1), DAY_0 + timedelta(days=5)):
        with pytest.raises(Invalid) as refused:
            file(scene, filing, on, day(4))
        assert set(refused.value.fields) == {"filed_on"}


def test_an_approval_is_registered_by_the_bureau_of_the_place_and_not_of_tomorrow(scene, street):
    approval = Approval(street, "市政府", DAY_0)
    away = person("away_steward", Role.STEWARD, scene.other_county_path)
    for who in (scene.cast.compiler, scene.cast.expert, scene.cast.administrator, away):
        with pytest.raises(Forbidden), scene.work_as(who, at=day(0)) as work:
            services.register_approval(work, approval)
    wrong = Approval(street, " ", DAY_0 + timedelta(days=1), "第七号")
    with pytest.raises(Invalid) as refused, scene.work_as(scene.cast.steward, at=day(0)) as work:
        services.register_approval(work, wrong)
    assert set(refused.value.fields) == {"authority", "approved_on", "document_no"}


def test_the_pages_walk_an_approval_to_its_announcement(client, sign_in, scene, street):
    sign_in(client, "steward")
    today = china_date(datetime.now(UTC)).isoformat()
    form = {"place_id": street, "authority": "县政府", "approved_on": today}
    made = client.post("/heritage/duties", data=form)
    assert made.status_code == 303
    filed = {"to_body": "市民政局", "filed_on": today, "receipt": "1"}
    path = made.headers["Location"]
    assert client.get(path).status_code == 200
    assert client.post(path, data=filed).status_code == 303
    with scene.work_as(SYSTEM) as work:
        row = queries.announcement_of(work.session, path.rpartition("/")[2])
    assert client.get(f"/heritage/announcements/{row.id}").status_code == 404
    six = {
        "standard_name": "撮镇路",
        "roman": "Cuōzhèn Lù",
        "division_text": "肥东县",
        "location_text": "东起店埠河",
        "authority": "县政府",
        "approved_on": today,
        "channels": "网站",
        "published_on": today,
    }
    edit = f"/heritage/announcements/{row.id}/edit"
    lacking = client.post(edit, data={**six, "location_text": ""})
    assert (lacking.status_code, "公告必须写明这一项" in lacking.text) == (422, True)
    assert client.post(edit, data=six).status_code == 303
    client.delete_cookie("session")
    page = client.get(f"/heritage/announcements/{row.id}")
    assert "东起店埠河" in page.text
    assert "撮镇路" in client.get("/heritage").text
