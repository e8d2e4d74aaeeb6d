"""Every name with its positions and signs: now from the tables, or on any day from the events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from registry.core.clock import china_date
from registry.core.journal import JournalEntry
from registry.coverage.rules.frozen import Line
from registry.places.models import Division, Place, PlaceName, PlacePast
from registry.places.rules import EntityStatus, NameKind, stratum_of
from registry.signage.models import Sign, SignRequirement
from registry.signage.rules.kinds import COUNTED_FAMILIES
from registry.signage.rules.states import (
    PRESENT_INVALID,
    REGISTERED,
    RequirementStatus,
    SignState,
)

_STANDARD = NameKind.STANDARD.value
_PLACE = ("kind", "entity_status", "county_id", "division_id", "managing_body", "merged_into")


@dataclass(slots=True)
class _Known:
    """What a line needs to know of a place."""

    id: str
    name: str
    columns: Mapping[str, Any]

    @property
    def in_scope(self) -> bool:
        is_there = self.columns["entity_status"] == EntityStatus.EXISTING.value
        return is_there and self.columns["merged_into"] is None


@dataclass(slots=True)
class _Counts:
    """Positions and signs of one place, name signs and heritage signs apart."""

    numbers: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    position_ids: list[str] = field(default_factory=list)


def lines_now(session: Session, *, also: Collection[str] = ()) -> list[Line]:
    """A line for each name in scope, for each with positions or signs, and for each of `also`."""
    counts: dict[str, _Counts] = defaultdict(_Counts)
    columns = ("id", "place_id", "is_heritage", "status")
    requirements = select(*(col(getattr(SignRequirement, name)) for name in columns))
    for row in session.execute(requirements):
        _count_position(counts, *row)
    signs = select(
        *(col(getattr(Sign, name)) for name in ("place_id", "is_heritage", "state", "family"))
    )
    for row in session.execute(signs):
        _count_sign(counts, *row)
    return _lines(session, _places_now(session), counts, also)


def lines_on(session: Session, moment: datetime) -> list[Line]:
    """The lines as they were at a moment, told from the journal and from kept states of places.

    What was written without a journal entry is not seen; nothing in the program is.
    """
    counts: dict[str, _Counts] = defaultdict(_Counts)
    positions = folded(session, "sign_requirement", moment)
    for row_id, row in positions.items():
        _count_position(counts, row_id, row["place_id"], row["is_heritage"], row["status"])
    for row in folded(session, "sign", moment).values():
        # A sign is planned for a position, and is of its place until it moves with it.
        due = positions.get(row.get("requirement_id", ""), {})
        place_id = row.get("place_id") or due.get("place_id", "")
        state = row.get("state", SignState.PLANNED.value)
        _count_sign(counts, place_id, due.get("is_heritage", False), state, row.get("family", ""))
    return _lines(session, _places_on(session, moment), counts, ())


def first_day(session: Session) -> date | None:
    """The day, in China, on which the first place was registered; None before that."""
    moment = session.scalar(select(func.min(col(Place.created_at))))
    return china_date(moment) if moment is not None else None


def folded(
    session: Session, subject: str, moment: datetime, only: Collection[str] | None = None
) -> dict[str, dict[str, Any]]:
    """What the journal said of things of a kind up to a moment, by id; of all, or only of some."""
    if only is not None and not only:
        return {}
    statement = (
        select(col(JournalEntry.subject_id), col(JournalEntry.after))
        .where(
            col(JournalEntry.subject_type) == subject,
            col(JournalEntry.at) <= moment,
            col(JournalEntry.after).is_not(None),
        )
        .order_by(col(JournalEntry.seq))
    )
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for subject_id, after in session.execute(statement):
        if only is None or subject_id in only:
            found[subject_id].update(after or {})
    return found


def _count_position(
    counts: dict[str, _Counts], row_id: str, place_id: str, heritage: object, status: str
) -> None:
    found = counts[place_id]
    prefix = "heritage_" if heritage else ""
    if status == RequirementStatus.EXEMPT:
        found.numbers["positions_exempt"] += 1
        return
    found.numbers[f"{prefix}positions"] += 1
    found.numbers[f"{prefix}positions_verified"] += int(status == RequirementStatus.SATISFIED)
    found.position_ids.append(row_id)


def _count_sign(
    counts: dict[str, _Counts], place_id: str, heritage: object, state: str, family: str
) -> None:
    if family not in COUNTED_FAMILIES:
        return
    numbers = counts[place_id].numbers
    prefix = "heritage_" if heritage else ""
    numbers[f"{prefix}signs"] += int(state in REGISTERED)
    numbers[f"{prefix}signs_verified"] += int(state == SignState.VERIFIED)
    numbers[f"{prefix}present_invalid"] += int(state in PRESENT_INVALID)


def _places_now(session: Session) -> dict[str, _Known]:
    statement = select(
        col(Place.id), col(PlaceName.text), *(col(getattr(Place, name)) for name in _PLACE)
    ).join(
        PlaceName,
        (col(PlaceName.place_id) == col(Place.id)) & (col(PlaceName.name_kind) == _STANDARD),
    )
    return {
        row[0]: _Known(row[0], row[1], dict(zip(_PLACE, row[2:], strict=True)))
        for row in session.execute(statement)
    }


def _places_on(session: Session, moment: datetime) -> dict[str, _Known]:
    born = set(session.scalars(select(col(Place.id)).where(col(Place.created_at) <= moment)))
    found = {key: row for key, row in _places_now(session).items() if key in born}
    later = (
        select(col(PlacePast.place_id), col(PlacePast.state))
        .where(col(PlacePast.until_at) > moment)
        # The first state kept after that moment is the one that stood at it.
        .order_by(col(PlacePast.place_id), col(PlacePast.number).desc())
    )
    for place_id, state in session.execute(later):
        if place_id not in born:
            continue
        columns = {name: state["place"].get(name) for name in _PLACE}
        columns["managing_body"] = columns["managing_body"] or ""
        names = (name["text"] for name in state["names"] if name["name_kind"] == _STANDARD)
        found[place_id] = _Known(place_id, next(names, ""), columns)
    return found


def _lines(
    session: Session,
    places: Mapping[str, _Known],
    counts: Mapping[str, _Counts],
    also: Iterable[str],
) -> list[Line]:
    divisions = _divisions(session)
    busy = {key for key, found in counts.items() if any(found.numbers.values())}
    wanted = {key for key, place in places.items() if place.in_scope} | busy | set(also)
    return [
        _line(places[key], counts.get(key) or _Counts(), divisions)
        for key in sorted(wanted & places.keys())
    ]


_Divisions = Mapping[str, tuple[str, str, str]]


def _line(place: _Known, counts: _Counts, divisions: _Divisions) -> Line:
    # The city and what lies across counties are counted under their own division.
    county_id = place.columns["county_id"] or place.columns["division_id"]
    code, county, _path = divisions.get(county_id, ("", "", ""))
    path = divisions.get(place.columns["division_id"], ("", "", ""))[2]
    names = {key: value for key, value in counts.numbers.items() if value}
    signed = names.get("signs_verified", 0) + names.get("heritage_signs_verified", 0)
    number = names.get
    return Line(
        place_id=place.id,
        name=place.name,
        stratum=stratum_of(place.columns["kind"]).value,
        county_code=code,
        county=county,
        county_id=county_id,
        division=path,
        managing_body=place.columns["managing_body"] or "",
        status=place.columns["entity_status"],
        in_scope=int(place.in_scope),
        signed=int(bool(signed)),
        positions=number("positions", 0),
        positions_verified=number("positions_verified", 0),
        positions_exempt=number("positions_exempt", 0),
        signs=number("signs", 0),
        signs_verified=number("signs_verified", 0),
        present_invalid=number("present_invalid", 0),
        heritage_positions=number("heritage_positions", 0),
        heritage_positions_verified=number("heritage_positions_verified", 0),
        heritage_signs=number("heritage_signs", 0),
        heritage_signs_verified=number("heritage_signs_verified", 0),
        heritage_present_invalid=number("heritage_present_invalid", 0),
        position_ids=" ".join(sorted(counts.position_ids)),
    )


def _divisions(session: Session) -> dict[str, tuple[str, str, str]]:
    """Code, name and path in words of every division."""
    rows = session.execute(
        select(col(Division.id), col(Division.code), col(Division.name), col(Division.path))
    ).all()
    names = {row[0]: row[2] for row in rows}
    return {
        ident: (code, name, "".join(names.get(part, "") for part in path.split("/")))
        for ident, code, name, path in rows
    }
