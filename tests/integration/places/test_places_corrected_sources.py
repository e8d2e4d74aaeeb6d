"""A passage is corrected after it was cited: every earlier day shows it as it stood then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from registry.core.actor import SYSTEM
from registry.places import services
from registry.places.models import Place
from registry.places.queries.archive import place_record
from registry.places.queries.dossier import past_dossier
from registry.places.queries.history import changes
from registry.places.services import NewName
from registry.sources import queries
from registry.sources import services as sources

pytestmark = pytest.mark.database


def moment(day: int) -> datetime:
    """Noon in China of a day of January 2097."""
    return datetime(2097, 1, day, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Cited:
    """A place, the passage that stands for one of its claims and a name, and its document."""

    place_id: str
    claim_id: str
    citation_id: str
    source_id: str


@pytest.fixture
def cited(runtime, gazetteer, cast, work_as, monkeypatch) -> Cited:
    """Claimed on the 3rd, the passage corrected on the 5th and 9th, the document on the 7th."""
    later = datetime(2097, 2, 1, tzinfo=UTC)
    monkeypatch.setattr("registry.core.clock.SystemClock.now", lambda _self: later)
    place_id = gazetteer.places["sanhe"]
    with runtime.write(SYSTEM) as work:
        early = datetime(2097, 1, 1, tzinfo=UTC)
        work.session.get_one(Place, place_id).created_at = early
    steward = cast.steward
    with work_as(steward, moment(3)) as work:
        book = sources.add_source(work, source_type="gazetteer", title="合肥县志", grade="B")
        passage = sources.cite(
            work, source_id=book.id, locator="卷九", quote="三何镇", inspected_by="张目验"
        )
        services.add_name(work, place_id, NewName("三河口", "historical", citation_id=passage.id))
        claim = services.assert_claim(
            work,
            place_id=place_id,
            claim_type="origin",
            value_text="三水汇流",
            evidence=[(passage.id, "supports")],
        )
    with work_as(steward, moment(5)) as work:
        changed = {"quote": "三河镇", "inspected_by": "李目验"}
        sources.edit_citation(work, passage.id, changed, reason="形近误录")
    with work_as(steward, moment(7)) as work:
        changed = {"title": "嘉庆合肥县志", "edition": "嘉庆八年刻本", "grade": "A"}
        sources.edit_source(work, book.id, changed, reason="查得版本")
    with work_as(steward, moment(9)) as work:
        sources.edit_citation(work, passage.id, {"locator": "卷十"}, reason="卷次误")
    return Cited(place_id, claim.id, passage.id, book.id)


STOOD = [
    (4, "合肥县志", "卷九", "三何镇", "B"),
    (6, "合肥县志", "卷九", "三河镇", "B"),
    (8, "嘉庆合肥县志", "卷九", "三河镇", "A"),
    (10, "嘉庆合肥县志", "卷十", "三河镇", "A"),
]


@pytest.mark.parametrize(("day", "title", "locator", "quote", "grade"), STOOD)
def test_a_day_shows_what_is_cited_as_it_stood(
    client, runtime, cited, day, title, locator, quote, grade
):
    with runtime.database.read() as session:
        dossier = past_dossier(session, cited.place_id, moment(day))
    passage = dossier.claims[0].evidence[0].citation
    (name,) = [name for name in dossier.names if name.text == "三河口"]
    assert name.citation == passage
    assert (passage.source_title, passage.locator, passage.quote) == (title, locator, quote)
    assert passage.grade == grade
    answer = client.get(f"/api/v1/places/{cited.place_id}?on=2097-01-{day:02}").json
    (evidence,) = answer["claims"][0]["evidence"]
    said = (evidence["source"], evidence["locator"], evidence["quote"], evidence["grade"])
    assert said == (title, locator, quote, grade)
    page = client.get(f"/places/{cited.place_id}?on=2097-01-{day:02}").text
    assert title in page
    assert quote in page


def test_a_kept_state_shows_the_passage_as_it_stood_just_before_its_change(
    client, runtime, work_as, cast, cited
):
    with work_as(cast.steward, moment(8)) as work:
        services.amend(work, cited.place_id, {"description": "水乡"}, reason="补")
    with runtime.database.read() as session:
        number = next(
            item.number
            for item in changes(session, cited.place_id, decimals=4).items
            if item.verb == "places.amended"
        )
    page = client.get(f"/places/{cited.place_id}/history/{number}").text
    assert "卷九" in page
    assert "卷十" not in page


def test_the_history_tells_each_correction_field_by_field(runtime, cited):
    with runtime.database.read() as session:
        items = changes(session, cited.place_id, decimals=4).items
        exact = changes(session, cited.place_id, decimals=None).items
    told = [
        (
            item.at,
            item.reason,
            item.differences[0].subject,
            {
                field.name: (field.old.value, field.new.value)
                for field in item.differences[0].fields
            },
        )
        for item in items
        if item.verb.startswith("sources.")
    ]
    assert [(at, reason, subject) for at, reason, subject, _ in told] == [
        (moment(9), "卷次误", "citation"),
        (moment(7), "查得版本", "source"),
        (moment(5), "形近误录", "citation"),
    ]
    fields = [fields for *_, fields in told]
    assert fields[0] == {"locator": ("卷九", "卷十")}
    assert fields[1]["title"] == ("合肥县志", "嘉庆合肥县志")
    assert fields[1]["edition"] == ("", "嘉庆八年刻本")
    assert set(fields[1]) == {"title", "edition", "grade"}
    assert fields[2] == {"quote": ("三何镇", "三河镇")}
    # Who looked at an original is told to staff only.
    names = [field.name for item in exact for one in item.differences for field in one.fields]
    assert names.count("inspected_by") == 1


def test_what_was_added_is_told_with_the_passage_as_it_was_called_then(runtime, cited):
    with runtime.database.read() as session:
        items = changes(session, cited.place_id, decimals=4).items
    asserted = next(item for item in items if item.verb == "places.claim_asserted")
    (evidence,) = [
        field for one in asserted.differences for field in one.fields if field.name == "evidence"
    ]
    assert evidence.new.value == "支持：合肥县志 卷九"


def test_every_change_is_on_one_page_of_the_history_and_on_one_only(runtime, work_as, cast, cited):
    for hour in range(6):
        at = moment(11) + timedelta(hours=2 * hour)
        with work_as(cast.steward, at) as work:
            services.amend(work, cited.place_id, {"description": f"第{hour}稿"})
        with work_as(cast.steward, at + timedelta(hours=1)) as work:
            sources.edit_citation(
                work, cited.citation_id, {"locator": f"卷{hour}"}, reason=f"第{hour}次"
            )
    found, before = [], None
    with runtime.database.read() as session:
        whole = changes(session, cited.place_id, decimals=4, limit=1000).items
        while True:
            page = changes(session, cited.place_id, decimals=4, before=before, limit=2)
            found += page.items
            before = page.next
            if before is None:
                break
    assert [(item.at, item.verb) for item in found] == [(item.at, item.verb) for item in whole]
    assert sum(item.verb == "sources.citation_edited" for item in found) == 8


def test_a_correction_belongs_to_a_place_only_while_the_place_cites_it(
    runtime, work_as, cast, gazetteer, cited
):
    other = gazetteer.places["cuzhen"]
    with work_as(cast.steward, moment(20)) as work:
        services.assert_claim(
            work,
            place_id=other,
            claim_type="origin",
            value_text="借",
            evidence=[(cited.citation_id, "supports")],
        )
    with work_as(cast.steward, moment(22)) as work:
        sources.edit_citation(work, cited.citation_id, {"locator": "卷一"}, reason="再校")
    with runtime.database.read() as session:
        items = changes(session, other, decimals=4).items
        never = changes(session, gazetteer.places["hu"], decimals=4).items
    assert [item.at for item in items if item.verb.startswith("sources.")] == [moment(22)]
    assert not [item for item in never if item.verb.startswith("sources.")]


def test_a_correction_that_changes_nothing_keeps_nothing(runtime, work_as, cast, cited):
    with work_as(cast.steward, moment(15)) as work:
        assert not sources.edit_citation(
            work, cited.citation_id, {"locator": "卷十"}, reason="再看"
        )
    with runtime.database.read() as session:
        assert len(queries.corrections(session, [cited.citation_id])) == 3


def test_the_file_of_a_place_holds_what_was_corrected_and_for_the_public_when_and_why(
    runtime, cited
):
    with runtime.database.read() as session:
        full = place_record(session, cited.place_id, decimals=None).data["corrections"]
        public = place_record(session, cited.place_id, decimals=4).data["corrections"]
    assert [one["before"]["quote"] for one in full if one["subject_type"] == "citation"] == [
        "三何镇",
        "三河镇",
    ]
    assert [one["reason"] for one in public] == ["形近误录", "查得版本", "卷次误"]
    assert not any({"before", "after", "actor_name"} & set(one) for one in public)


def test_the_pages_tell_it_in_both_languages_and_names_of_staff_to_staff(client, sign_in, cited):
    path = f"/places/{cited.place_id}/history"
    page = client.get(path).text
    for words in ("更正了引文", "更正了所引的来源", "形近误录", "三<del>何</del><ins>河</ins>镇"):
        assert words in page, words
    assert "目验" not in page.split("<main", 1)[1]
    english = client.get(path, headers={"Accept-Language": "en"}).text
    assert "Passage corrected" in english
    sign_in(client, "steward")
    assert "李目验" not in client.get(f"/places/{cited.place_id}").text
    assert "目验人" in client.get(path).text
    verbs = {
        item["verb"]
        for item in client.get(f"/api/v1/places/{cited.place_id}/history").json["items"]
    }
    assert {"sources.edited", "sources.citation_edited"} <= verbs
