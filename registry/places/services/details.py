"""Changing what is known of a place: its columns, and where it is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from sqlmodel import Session, col, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.geo import Position
from registry.core.text import T
from registry.core.work import Work
from registry.places.models import Place
from registry.places.rules import Datum, PositionMethod
from registry.places.rules.changing import PlaceChanged
from registry.places.rules.details import EDITABLE, detail_faults, is_secret
from registry.places.rules.lifecycle import may_follow
from registry.places.services.index import reindex
from registry.places.services.past import keep
from registry.places.services.place_rows import check_position, divisions_of
from registry.places.services.respelling import respell
from registry.places.services.versions import living_place, lock_version
from registry.sources import queries as source_queries

_INDEXED = frozenset({"kind", "place_code", "twin_place_code", "division_id", "entity_status"})
_CODES = ("place_code", "twin_place_code")
_MAX_DEPTH = 20


def amend(
    work: Work,
    place_id: str,
    changes: Mapping[str, object],
    *,
    reason: str = "",
    citation_id: str | None = None,
    seen_version: int | None = None,
    import_run_id: str | None = None,
) -> int | None:
    """Change columns of a place (`rules.details.EDITABLE`); its names and position have own verbs.

    Returns the number of the state kept before, or None where nothing differs. `citation_id` is
    where the new values are from. Vanishing is `retire`, merging is `merge`.

    Raises:
        Forbidden: needs `places.edit` where it lies and where it would lie.
        Invalid: columns against the data dictionary, all at once.
        Refused: `places.secret`, `places.status_order`.
        Conflict: `places.changed_meanwhile`, `places.code_taken`, `places.is_merged`.
        NotFound: `places.division_unknown`, `places.parent_unknown`.
    """
    place = living_place(work, place_id, Permission.PLACE_EDIT)
    wanted = {name: _plain(value) for name, value in changes.items()}
    if citation_id is not None:
        wanted["citation_id"] = citation_id
    new = {name: value for name, value in wanted.items() if _present(place, name) != value}
    if not new:
        return None
    _check(work, place, new)
    county = _county(work, new.get("division_id"))
    before = {name: getattr(place, name) for name in new}
    number = keep(work, place_id, "places.amended", reason=reason, import_run_id=import_run_id)
    lock_version(work, place, seen_version)
    for name, value in {**new, **county}.items():
        setattr(place, name, value)
    work.session.add(place)
    work.session.flush()
    if "kind" in new:
        respell(work, place, str(before["kind"]))
    if _INDEXED & set(new):
        reindex(work.session, place_id)
    journal.record(
        work, "places.amended", ("place", place_id), before=before, after=new, reason=reason
    )
    work.announce(PlaceChanged(place_id))
    return number


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _present(place: Place, name: str) -> object:
    if name not in EDITABLE:
        raise Invalid({name: [T("这一项不能在这里修改")]})
    return getattr(place, name)


def _check(work: Work, place: Place, new: Mapping[str, object]) -> None:
    if "secrecy" in new and is_secret(new["secrecy"]):
        raise Refused("places.secret", T("密级不是公开的地名不能进入本系统"))
    whole = {name: new.get(name, getattr(place, name)) for name in EDITABLE}
    # What stands there already is not this person's fault: only what they changed is told.
    faults = {
        name: texts
        for name, texts in detail_faults(whole).items()
        if name in new or _is_about(name, new)
    }
    citation = new.get("citation_id")
    if citation and not source_queries.citations(work.session, [str(citation)]):
        faults["citation_id"] = [T("有一条出处不存在")]
    if faults:
        raise Invalid(faults)
    status = new.get("entity_status")
    if status is not None and (status == "vanished" or not may_follow(place.entity_status, status)):  # type: ignore[arg-type]
        raise Refused(
            "places.status_order",
            T("地名的状态不能这样变更"),
            advice=T("消失、恢复和合并在各自的页面办理；弄错了可以退回历史版本"),
        )
    _check_codes(work.session, place.id, new)
    _check_parent(work.session, place.id, new.get("parent_place_id"))


def _is_about(name: str, new: Mapping[str, object]) -> bool:
    """Whether a fault of two columns together came with a change of the other one."""
    pairs = (
        {"category_code", "twin_category_code"},
        {"place_code", "twin_place_code"},
        {"positional_importance", "positional_basis"},
    )
    return any(name in pair and pair & set(new) for pair in pairs)


def _check_codes(session: Session, place_id: str, new: Mapping[str, object]) -> None:
    for name in _CODES:
        code = new.get(name)
        if code is None:
            continue
        taken = select(Place.id).where(
            col(Place.id) != place_id,
            (col(Place.place_code) == code) | (col(Place.twin_place_code) == code),
        )
        if session.exec(taken).first() is not None:
            raise Conflict("places.code_taken", T("代码 %(code)s 已经是别的地名的", code=str(code)))


def _check_parent(session: Session, place_id: str, parent_id: object) -> None:
    """The parent exists, and does not hang below the place itself."""
    above, steps = parent_id, 0
    while above:
        if above == place_id or steps > _MAX_DEPTH:
            raise Invalid({"parent_place_id": [T("上级地名不能是它自己或它的下级")]})
        parent = session.get(Place, str(above))
        if parent is None:
            raise NotFound("places.parent_unknown", T("没有这个上级地名"))
        above, steps = parent.parent_place_id, steps + 1


def _county(work: Work, division_id: object) -> dict[str, Any]:
    """The county that goes with a new division; who edits must hold the leave there too."""
    if division_id is None:
        return {}
    found = divisions_of(work.session, {str(division_id)}).get(str(division_id))
    if found is None:
        raise NotFound("places.division_unknown", T("没有这个政区"))
    work.actor.require(Permission.PLACE_EDIT, found.path)
    return {"county_id": found.county_id}


def locate(  # noqa: PLR0913 - the fields of one position, all by name
    work: Work,
    place_id: str,
    position: Position,
    *,
    source: str,
    method: PositionMethod | str,
    datum: Datum | str = Datum.WGS84,
    original_coord: str = "",
    is_converted: bool = False,
    seen_version: int | None = None,
    reason: str = "",
    import_run_id: str | None = None,
) -> int:
    """Say where a place is. `position` is WGS 84; the original text is kept beside it.

    `datum` is what the value was received in: any but WGS 84 and CGCS2000 only with
    `is_converted`. Returns the number of the state kept before.

    Raises:
        Forbidden: needs `places.edit` for its division.
        Invalid: outside China, swapped, not finite; a datum that has to be converted first.
        Conflict: `places.changed_meanwhile`, where `seen_version` is no longer the row's.
    """
    place = living_place(work, place_id, Permission.PLACE_EDIT)
    check_position(position.lon, position.lat, Datum(datum), is_converted=is_converted)
    before = {"lon": place.lon, "lat": place.lat, "position_source": place.position_source}
    number = keep(work, place_id, "places.located", reason=reason, import_run_id=import_run_id)
    lock_version(work, place, seen_version)
    place.lon, place.lat, place.accuracy_m = position.lon, position.lat, position.accuracy_m
    place.position_method = PositionMethod(method).value
    place.datum = Datum(datum).value
    place.original_coord = original_coord or f"{position.lon}, {position.lat}"
    place.position_source = source
    work.session.add(place)
    work.session.flush()
    after = {
        "lon": place.lon,
        "lat": place.lat,
        "accuracy_m": place.accuracy_m,
        "position_source": source,
        "method": place.position_method,
        "datum": place.datum,
        "original_coord": place.original_coord,
    }
    journal.record(
        work, "places.located", ("place", place_id), before=before, after=after, reason=reason
    )
    work.announce(PlaceChanged(place_id))
    return number
