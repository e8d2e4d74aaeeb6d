"""The writes about names, spellings and readings, each with a form that succeeds."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.core.actor import SYSTEM
from registry.places import services as places
from registry.places.rules import DivisionChangeKind
from tests.support.people import Cast

BASIS = "县志卷二"


def naming_acts(
    work_as: Any, cast: Cast, place_id: str, county_id: str
) -> dict[str, tuple[str, dict[str, Any]]]:
    """Path and form of each write by its endpoint; the readings they are about are written here."""
    with work_as(cast.compiler) as work:
        said = {"toned": "dàn tǎn", "basis": BASIS}
        readings = [places.propose_reading(work, hanzi=text, **said) for text in ("石坦", "石毯")]
    with work_as(SYSTEM) as work:
        name = places.standard_name(work, place_id)
        name_id, toned = name.id, name.roman_toned
        # Of its own: another write may rename the place before this one is tried.
        text = "龙城老村"
        other = places.add_name(work, place_id, places.NewName(text, "alias"))
        mistaken = places.add_name(work, place_id, places.NewName("龙城老庄", "variant"))
    desk = "/places/readings"
    return {
        **_new_names(place_id, county_id),
        **_divisions(work_as, county_id),
        "places.reading_create": (
            f"{desk}/table",
            {"hanzi": "洪疃", "toned": "hóng tuǎn", "basis": BASIS, "division": county_id},
        ),
        "places.reading_approve": (f"{desk}/{readings[0]}/approve", {"seen_version": "1"}),
        "places.reading_retire": (
            f"{desk}/{readings[1]}/retire",
            {"seen_version": "1", "reason": "记错"},
        ),
        "places.reading_decide": (
            f"{desk}/names/{name_id}",
            {"toned": toned, "basis": BASIS, "seen_toned": toned},
        ),
        "places.spelling_create": (
            f"/places/{place_id}/spelling",
            {"toned": toned, "basis": BASIS, "name_id": name_id, "seen_toned": toned},
        ),
        **_facts(place_id, other, mistaken),
        "places.name_divide": (
            f"/places/{place_id}/names/{other}/parts",
            {"specific": text[:-1], "generic": text[-1], "absorbed": "1", "reason": BASIS},
        ),
    }


def _facts(place_id: str, other: str, mistaken: str) -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        "places.name_update": (
            f"/places/{place_id}/names/{other}/edit",
            {
                "name_kind": "popular",
                "from_verbatim": "明",
                "year_from_min": "1368",
                "year_from_max": "1400",
                "to_verbatim": "清",
                "year_to_min": "1644",
                "year_to_max": "1911",
                "years_computed_by": "李",
                "approval_basis": "usage",
                "approval_document": "普查",
                "orthography_note": "村，旧作邨",
                "minority_text": "ᠲᠣᠰᠬᠣᠨ",
                "minority_language": "mn",
                "reason": BASIS,
                "seen_version": "1",
            },
        ),
        "places.name_remove": (
            f"/places/{place_id}/names/{mistaken}/remove",
            {"reason": "误录", "seen_version": "1"},
        ),
    }


def _new_names(place_id: str, county_id: str) -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        "places.naming_create": (
            "/places/name-check/register",
            {
                "name": "青龙镇",
                "kind": "township",
                "division": county_id,
                "basis": "批复",
                "override_reason": "无",
            },
        ),
        "places.rename_create": (
            f"/places/{place_id}/rename",
            {
                "new_text": "洪疃新村",
                "basis": "批复",
                "roman_toned": "Hóngtuǎn Xīncūn",
                "protection_measure": "立碑",
                "override_reason": "批复写明",
                "seen_version": "1",
            },
        ),
    }


def _divisions(work_as: Any, county_id: str) -> dict[str, tuple[str, dict[str, Any]]]:
    with work_as(SYSTEM) as work:
        row = places.record_division_change(
            work,
            on=date(1949, 2, 1),
            kind=DivisionChangeKind.ESTABLISHED,
            before_id=None,
            after_id=county_id,
            basis=BASIS,
        )
    form = {
        "direction": "came_from",
        "happened_on": "1950-01-01",
        "change_kind": "established",
        "other": "",
        "basis": BASIS,
        "note": "设县",
        "ends": "1",
    }
    return {
        "places.change_create": (f"/divisions/{county_id}/changes", form),
        "places.change_withdraw": (f"/division-changes/{row.id}/withdrawal", {"reason": "记错"}),
    }
