"""What moves when one record goes into another: names, claims, shape, what hangs below.

Everything that is done is noted in a ledger of plain data, from which `parting` takes it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from registry.core.ids import new_id
from registry.core.work import Work
from registry.places.models import Claim, Place, PlaceGeometry, PlaceName
from registry.places.queries.past import State, states, typed
from registry.places.rules import EntityStatus, NameKind
from registry.places.rules.merging import (
    ABSORBED,
    APPROVAL,
    APPROVAL_COLUMNS,
    COLUMNS,
    GEOMETRY,
    OTHER_NAME,
    SPELLING,
    SPELLING_COLUMNS,
    STANDARD_NAME,
    Side,
    merged_columns,
)
from registry.places.services.past import keep_many

Ledger = dict[str, Any]
_STANDARD = NameKind.STANDARD.value
_CODES = ("place_code", "twin_place_code")


def standard_of(state: State) -> Mapping[str, Any]:
    """The standard name in a state."""
    found: Mapping[str, Any] = next(
        name for name in state["names"] if name["name_kind"] == _STANDARD
    )
    return found


def side_of(state: State, path: str) -> Side:
    """A state as one side of a merge."""
    return Side(state["place"], standard_of(state), state["geometry"], path)


def absorb(
    work: Work, sides: tuple[Side, Side], choices: Mapping[str, str], now: Mapping[str, State]
) -> Ledger:
    """Move everything of the second side to the first; returns what was done.

    `now` holds the states of both, as they are. Nobody is asked for leave here.
    """
    into, absorbed = sides
    into_id, absorbed_id = into.place["id"], absorbed.place["id"]
    session = work.session
    ledger: Ledger = {"into": _columns(work, sides, choices)}
    ledger["absorbed"] = _bury(session, absorbed, into_id, ledger["into"]["after"])
    _write_place(session, into_id, ledger["into"]["after"])
    ledger["names"] = _names(session, sides, choices, now)
    ledger["claims"] = _claims(session, absorbed_id, into_id, ledger["names"]["stands_for"])
    ledger["geometry"] = _shape(session, sides, choices)
    ledger["children"] = _children(work, absorbed_id, into_id)
    ledger["forwarded"] = _forwarded(session, absorbed_id, into_id)
    session.flush()
    session.expire_all()
    return ledger


def _columns(work: Work, sides: tuple[Side, Side], choices: Mapping[str, str]) -> dict[str, Any]:
    into, absorbed = sides
    new = merged_columns(into, absorbed, choices)
    parent = new.get("parent_place_id", into.place["parent_place_id"])
    if _hangs_below(work.session, parent, {into.place["id"], absorbed.place["id"]}):
        new["parent_place_id"] = None
    if new.get("parent_place_id", "") == into.place["parent_place_id"]:
        del new["parent_place_id"]
    return {"before": {name: into.place[name] for name in new}, "after": new}


def _hangs_below(session: Session, parent_id: str | None, own: set[str]) -> bool:
    """Whether a parent is one of the two, or hangs below one: a circle, once they are one."""
    seen: set[str] = set()
    while parent_id and parent_id not in seen:
        if parent_id in own:
            return True
        seen.add(parent_id)
        parent_id = session.get_one(Place, parent_id).parent_place_id
    return False


def _bury(
    session: Session, absorbed: Side, into_id: str, after: Mapping[str, Any]
) -> dict[str, Any]:
    """The absorbed row stays for ever and leads on; a number has one owner."""
    new: dict[str, Any] = {
        "entity_status": EntityStatus.MERGED.value,
        "merged_into": into_id,
    }
    taken = {after.get(name) for name in _CODES} - {None}
    new |= {name: None for name in _CODES if absorbed.place[name] in taken}
    before = {name: absorbed.place[name] for name in new}
    _write_place(session, absorbed.place["id"], new)
    return {"before": before, "after": new}


def _write_place(session: Session, place_id: str, values: Mapping[str, Any]) -> None:
    if values:
        session.execute(
            update(Place).where(col(Place.id) == place_id).values(**typed(Place, values))
        )


def write_name(session: Session, name_id: str, values: Mapping[str, Any]) -> None:
    """Set columns of a name from plain data."""
    session.execute(
        update(PlaceName).where(col(PlaceName.id) == name_id).values(**typed(PlaceName, values))
    )


def _names(
    session: Session,
    sides: tuple[Side, Side],
    choices: Mapping[str, str],
    now: Mapping[str, State],
) -> dict[str, Any]:
    """Move the names; equal ones are not doubled, and stay with the absorbed record.

    The absorbed record keeps its own standard name, by which its old address is explained; the
    survivor gets a copy of it that says where it came from.
    """
    into_id = sides[0].place["id"]
    before = {name["id"]: name for name in now[into_id]["names"]}
    stands_for, copied = _standard(session, sides, choices, list(before.values()))
    taken = {
        (name["text"], name["name_kind"]): name["id"]
        for name in states(session, [into_id])[into_id]["names"]
    }
    moved: dict[str, str | None] = {}
    for name in now[sides[1].place["id"]]["names"]:
        if name["name_kind"] == _STANDARD:
            continue
        text = name["text"]
        equal = taken.get((text, name["name_kind"])) or taken.get((text, _STANDARD))
        if equal:
            stands_for[name["id"]] = equal
            continue
        moved[name["id"]] = name["absorbed_from"]
        origin = name["absorbed_from"] or name["place_id"]
        write_name(session, name["id"], {"place_id": into_id, "absorbed_from": origin})
    after = {name["id"]: name for name in states(session, [into_id])[into_id]["names"]}
    changed = {key: row for key, row in before.items() if after[key] != row}
    return {
        "moved": moved,
        "copied": copied,
        "changed": changed,
        "after": {key: after[key] for key in (*changed, *copied)},
        "stands_for": stands_for,
    }


def _standard(
    session: Session,
    sides: tuple[Side, Side],
    choices: Mapping[str, str],
    names: Sequence[Mapping[str, Any]],
) -> tuple[dict[str, str], list[str]]:
    """Settle the standard name: (name of the absorbed → name that stands for it, fresh names)."""
    mine, theirs = sides[0].standard, sides[1].standard
    if mine["text"] == theirs["text"]:
        _take_over(session, mine, theirs, choices)
        return {theirs["id"]: mine["id"]}, []
    other_kind = choices[OTHER_NAME]
    is_chosen = choices[STANDARD_NAME] == ABSORBED
    if is_chosen:
        write_name(session, mine["id"], {"name_kind": other_kind})
    equal = next((name for name in names if name["text"] == theirs["text"]), None)
    if equal is not None:
        if is_chosen:
            columns = (*SPELLING_COLUMNS, *APPROVAL_COLUMNS, "protected")
            adopted = {name: theirs[name] for name in columns}
            write_name(session, equal["id"], {**adopted, "name_kind": _STANDARD})
        elif theirs["protected"]:
            write_name(session, equal["id"], {"protected": True})
        return {theirs["id"]: equal["id"]}, []
    copy = {
        **theirs,
        "id": new_id(),
        "place_id": sides[0].place["id"],
        "name_kind": _STANDARD if is_chosen else other_kind,
        "absorbed_from": theirs["absorbed_from"] or sides[1].place["id"],
    }
    session.execute(insert(PlaceName).values(**typed(PlaceName, copy)))
    return {theirs["id"]: copy["id"]}, [copy["id"]]


def _take_over(
    session: Session,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    choices: Mapping[str, str],
) -> None:
    """Of two equal standard names one row remains, with the better spelling and approval."""
    new: dict[str, Any] = {}
    if choices[SPELLING] == ABSORBED:
        new |= {name: theirs[name] for name in SPELLING_COLUMNS}
    if choices[APPROVAL] == ABSORBED:
        new |= {name: theirs[name] for name in APPROVAL_COLUMNS}
    if theirs["protected"]:
        new["protected"] = True
    if new:
        write_name(session, mine["id"], new)


def _claims(
    session: Session, absorbed_id: str, into_id: str, stands_for: Mapping[str, str]
) -> dict[str, str | None]:
    """Claims go along with their evidence; what one says of a name it says of the name there."""
    rows = session.exec(select(Claim).where(Claim.place_id == absorbed_id)).all()
    ledger = {row.id: row.name_id for row in rows}
    for row in rows:
        row.place_id = into_id
        row.name_id = stands_for.get(row.name_id or "", row.name_id)
        session.add(row)
    session.flush()
    return ledger


def _shape(
    session: Session, sides: tuple[Side, Side], choices: Mapping[str, str]
) -> dict[str, Any] | None:
    into, absorbed = sides
    if choices[GEOMETRY] != ABSORBED:
        return None
    table = PlaceGeometry
    session.execute(delete(table).where(col(table.place_id) == into.place["id"]))
    copy = None
    if absorbed.geometry is not None:
        copy = {**absorbed.geometry, "id": new_id(), "place_id": into.place["id"]}
        session.execute(insert(table).values(**typed(table, copy)))
    return {"before": into.geometry, "after": copy}


def _children(work: Work, absorbed_id: str, into_id: str) -> list[str]:
    below = select(Place.id).where(
        col(Place.parent_place_id) == absorbed_id, col(Place.id) != into_id
    )
    ids = sorted(work.session.exec(below).all())
    move_children(work, ids, into_id)
    return ids


def move_children(work: Work, place_ids: Sequence[str], parent_id: str) -> None:
    """Hang places below another one, keeping the state of each."""
    if not place_ids:
        return
    keep_many(work, place_ids, "places.parent_moved")
    work.session.execute(
        update(Place)
        .where(col(Place.id).in_(place_ids))
        .values(
            parent_place_id=parent_id,
            row_version=Place.row_version + 1,
            updated_at=work.at,
            updated_by=work.actor.id,
        )
        .execution_options(synchronize_session=False)
    )


def _forwarded(session: Session, absorbed_id: str, into_id: str) -> list[str]:
    """What was merged into the absorbed place leads to the survivor from now on, in one step."""
    earlier = select(Place.id).where(Place.merged_into == absorbed_id)
    ids = sorted(session.exec(earlier).all())
    forward(session, ids, into_id)
    return ids


def forward(session: Session, place_ids: Sequence[str], into_id: str) -> None:
    """Let merged places lead to another one."""
    if place_ids:
        session.execute(
            update(Place)
            .where(col(Place.id).in_(place_ids))
            .values(merged_into=into_id)
            .execution_options(synchronize_session=False)
        )


def group_columns() -> dict[str, tuple[str, ...]]:
    """The columns of the survivor that stand or fall together when a merge is undone."""
    codes = ("twin_place_code", "twin_category_code", "other_codes")
    groups = {key: columns for key, columns in COLUMNS.items() if key != "code"}
    return {
        **groups,
        "codes": (*COLUMNS["code"], *codes),
        "protection": ("protected", "protection_basis"),
    }
