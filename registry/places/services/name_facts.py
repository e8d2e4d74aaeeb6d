"""Correcting what is known of a name, and taking off a name that was entered by mistake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import col, delete, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.ids import is_id
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.models import Claim, PlaceName
from registry.places.rules import NameKind
from registry.places.rules.changing import PlaceChanged
from registry.places.rules.name_facts import CORRECTABLE, YEARS, fact_faults
from registry.places.services.index import reindex
from registry.places.services.past import keep
from registry.places.services.versions import living_place, lock_version
from registry.sources import queries as source_queries
from registry.sources.rules import FileRole

_STANDARD = NameKind.STANDARD.value


def correct_name(
    work: Work,
    place_id: str,
    name_id: str,
    facts: Mapping[str, object],
    *,
    reason: str,
    seen_version: int | None = None,
) -> bool:
    """Correct columns of a name (`rules.name_facts.CORRECTABLE`); whether anything differed.

    Years that were worked out from the words of a source say by whom: without a name by who acts.

    Raises:
        Forbidden: needs `places.edit` for its division.
        NotFound: `places.name_unknown`.
        Invalid: columns against the data dictionary, all at once; a standard name made or unmade
            here (that is `rename`).
        Conflict: `places.name_exists`, `places.changed_meanwhile`, `places.is_merged`.
    """
    place = living_place(work, place_id, Permission.PLACE_EDIT)
    name = _own(work, place_id, name_id)
    wanted = {column: getattr(value, "value", value) for column, value in facts.items()}
    wanted |= _computer(work, name, wanted)
    new = {key: value for key, value in wanted.items() if _present(name, key) != value}
    if not new:
        return False
    _check(work, name, new, reason)
    before = {key: getattr(name, key) for key in new}
    keep(work, place_id, "places.name_corrected", reason=reason)
    lock_version(work, place, seen_version)
    for key, value in new.items():
        setattr(name, key, value)
    work.session.add(name)
    work.session.flush()
    if not new.keys().isdisjoint({"name_kind", "minority_text"}):
        reindex(work.session, place_id)
    journal.record(
        work,
        "places.name_corrected",
        ("place", place_id),
        before={"name": name.text, **before},
        after={"name": name.text, **new},
        reason=reason,
    )
    work.announce(PlaceChanged(place_id))
    return True


def _own(work: Work, place_id: str, name_id: str) -> PlaceName:
    name = work.session.get(PlaceName, name_id, populate_existing=True)
    if name is None or name.place_id != place_id:
        raise NotFound("places.name_unknown", T("没有这个名称"))
    return name


def _present(name: PlaceName, column: str) -> object:
    if column not in CORRECTABLE:
        raise Invalid({column: [T("这一项不能在这里修改")]})
    return getattr(name, column)


def _computer(work: Work, name: PlaceName, wanted: Mapping[str, object]) -> dict[str, object]:
    """Who worked the years out, where they changed and nobody is named."""
    if "years_computed_by" not in wanted or wanted["years_computed_by"]:
        return {}
    said = ("valid_from_verbatim", "valid_to_verbatim")
    has_years = any(wanted.get(year) is not None for year in YEARS)
    changed = any(wanted.get(key) != getattr(name, key) for key in YEARS)
    is_worked_out = any(wanted.get(key) for key in said)
    return {"years_computed_by": work.actor.name} if has_years and changed and is_worked_out else {}


def _check(work: Work, name: PlaceName, new: Mapping[str, object], reason: str) -> None:
    old = {key: getattr(name, key) for key in CORRECTABLE}
    told = fact_faults(old)
    # What stands there already is not this person's fault: only what they changed is told.
    faults: dict[str, list[Text]] = {
        key: texts
        for key, texts in fact_faults({**old, **new}).items()
        if key in new or key not in told
    }
    if "name_kind" in new and _STANDARD in {name.name_kind, new["name_kind"]}:
        faults["name_kind"] = [T("标准名要用“更名”来改")]
    faults |= reference_faults(work, new)
    if not reason.strip():
        faults["reason"] = [T("请写明为什么改")]
    if faults:
        raise Invalid(faults)
    same = select(PlaceName.id).where(
        PlaceName.place_id == name.place_id,
        PlaceName.text == name.text,
        PlaceName.name_kind == new.get("name_kind", name.name_kind),
        col(PlaceName.id) != name.id,
    )
    if "name_kind" in new and work.session.exec(same).first() is not None:
        raise Conflict("places.name_exists", T("这个地名已经有这个名称了"))


def reference_faults(work: Work, facts: Mapping[str, Any]) -> dict[str, list[Text]]:
    """Passages and recordings that a name says it rests on and that are not there."""
    faults: dict[str, list[Text]] = {}
    cited, audio = facts.get("citation_id"), facts.get("reading_audio")
    if cited and not source_queries.citations(work.session, [str(cited)]):
        faults["citation_id"] = [T("有一条出处不存在")]
    if audio:
        file = source_queries.source_file(work.session, str(audio)) if is_id(str(audio)) else None
        if file is None or file.role != FileRole.AUDIO:
            faults["reading_audio"] = [T("这里要填一份已登记录音的网址或编号")]
    return faults


def remove_name(
    work: Work, place_id: str, name_id: str, *, reason: str, seen_version: int | None = None
) -> None:
    """Take off a name that was entered by mistake; the state before keeps it.

    Raises:
        Forbidden: needs `places.edit` for its division. NotFound: `places.name_unknown`.
        Invalid: no reason.
        Refused: `places.name_standard`, `places.name_protected`, `places.name_absorbed`,
            `places.name_in_use`: a claim speaks of it.
        Conflict: `places.changed_meanwhile`, `places.is_merged`.
    """
    place = living_place(work, place_id, Permission.PLACE_EDIT)
    name = _own(work, place_id, name_id)
    _check_removal(work, name)
    if not reason.strip():
        raise Invalid({"reason": [T("请写明为什么去掉")]})
    before = {"text": name.text, "name_kind": name.name_kind, "roman_toned": name.roman_toned}
    keep(work, place_id, "places.name_removed", reason=reason)
    lock_version(work, place, seen_version)
    work.session.exec(delete(PlaceName).where(col(PlaceName.id) == name_id))
    work.session.expire_all()
    reindex(work.session, place_id)
    subject = ("place", place_id)
    journal.record(work, "places.name_removed", subject, before=before, reason=reason)
    work.announce(PlaceChanged(place_id))


def _check_removal(work: Work, name: PlaceName) -> None:
    if name.name_kind == _STANDARD:
        raise Refused(
            "places.name_standard", T("标准名不能去掉"), advice=T("改用新的标准名请用“更名”")
        )
    if name.protected:
        raise Refused("places.name_protected", T("列入保护的名称不能去掉"))
    if name.absorbed_from is not None:
        raise Refused(
            "places.name_absorbed",
            T("这个名称是合并时带来的"),
            advice=T("合并错了请撤销合并；名称本身照旧保留"),
        )
    spoken = select(Claim.id).where(Claim.name_id == name.id)
    if work.session.exec(spoken).first() is not None:
        raise Refused(
            "places.name_in_use",
            T("有史实主张说的就是这个名称"),
            advice=T("请先更正那些主张说的是哪个名称"),
        )
