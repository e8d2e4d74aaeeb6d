"""What hangs on a place goes along: when the place moves, when two records of it become one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from registry.core import journal
from registry.core.text import T
from registry.core.work import Work
from registry.places.queries import PlaceCard, place_cards
from registry.places.rules.merging import Kept
from registry.signage import queries
from registry.signage.models import FieldReport, Sign, SignRequirement
from registry.signage.services.counting import (
    count_requirement,
    count_sign,
    discount_requirement,
    discount_sign,
)
from registry.signage.services.doorplates import move_doorplates
from registry.signage.services.marking import follow
from registry.signage.services.placing import supersede
from registry.signage.services.steps import move_steps

_SIGN_COLUMNS = ("place_id", "county_id", "division_path", "stratum")
_REQUIREMENT_COLUMNS = (*_SIGN_COLUMNS, "place_name")
_MOVED = T("合并之后已经移到别处")


def follow_ground(work: Work, place_id: str) -> None:
    """File positions and signs of a place under the county, the kind and the name that it has now.

    A place is counted where it lies and as what it is; signs counted elsewhere would make the rates
    of two counties, or of two kinds of name, say what no recount finds. No permission is asked:
    whoever had the right to move the place causes it.
    """
    requirements = queries.requirements_of_place(work.session, place_id)
    signs = queries.signs_of_place(work.session, place_id)
    if not requirements and not signs:
        return
    card = place_cards(work.session, [place_id])[place_id]
    there = _ground(card)
    named = {**there, "place_name": card.standard_name}
    for due in requirements:
        if _home(due, _REQUIREMENT_COLUMNS) != named:
            _move_requirement(work, due, named, "filed")
    for sign in signs:
        if _home(sign, _SIGN_COLUMNS) != there:
            _move_sign(work, sign, there, "filed")


def follow_merge(work: Work, *, absorbed_id: str, into_id: str) -> dict[str, Any]:
    """Move positions, signs and reports of an absorbed place to the place it went into.

    Counters are kept: a name with valid signs from both sides counts once. No permission is asked:
    whoever had the right to merge causes it. Returns what `follow_parting` takes back.
    """
    card = place_cards(work.session, [into_id])[into_id]
    requirements = queries.requirements_of_place(work.session, absorbed_id)
    signs = queries.signs_of_place(work.session, absorbed_id)
    followed = {
        "requirements": {row.id: _home(row, _REQUIREMENT_COLUMNS) for row in requirements},
        "signs": {row.id: _home(row, _SIGN_COLUMNS) for row in signs},
    }
    there = _ground(card)
    for due in requirements:
        _move_requirement(work, due, {**there, "place_name": card.standard_name}, "merged")
    for sign in signs:
        _move_sign(work, sign, there, "merged")
    # What the rules proposed for the absorbed record they will propose for the other one.
    supersede(work, [row.id for row in queries.open_proposals_of(work.session, absorbed_id)])
    plates = move_doorplates(work, absorbed_id, into_id)
    if plates:
        followed["doorplates"] = {ident: {} for ident in plates}
    steps = move_steps(work, absorbed_id, into_id)
    if steps:
        followed["steps"] = {ident: {} for ident in steps}
    return followed if requirements or signs or plates or steps else {}


def follow_parting(
    work: Work, *, into_id: str, absorbed_id: str, followed: Mapping[str, Any]
) -> list[Kept]:
    """Move back what `follow_merge` moved, and signs made since for positions that go back.

    Returns what stays: whatever is no longer at the place it was moved to.
    """
    requirements: Mapping[str, Any] = followed.get("requirements", {})
    homes: dict[str, Any] = dict(followed.get("signs", {}))
    kept = []
    for ident, home in requirements.items():
        due = queries.requirement(work.session, ident)
        if due is None or due.place_id != into_id:
            kept.append(Kept(T("应设点位"), _MOVED, home["place_name"]))
            continue
        _move_requirement(work, due, home, "parted")
        back = {name: home[name] for name in _SIGN_COLUMNS}
        homes |= {key: back for key in _signs_at(work.session, ident) if key not in homes}
    for ident, home in homes.items():
        sign = queries.sign(work.session, ident)
        if sign is None or sign.place_id != into_id:
            kept.append(Kept(T("地名标志"), _MOVED, sign.text_hanzi if sign else ""))
            continue
        _move_sign(work, sign, home, "parted")
    plates = list(followed.get("doorplates", {}))
    if plates:
        left = len(plates) - len(move_doorplates(work, into_id, absorbed_id, only=plates))
        kept += [Kept(T("门牌"), _MOVED, str(left))] if left else []
    steps = list(followed.get("steps", {}))
    if steps:
        left = len(steps) - len(move_steps(work, into_id, absorbed_id, only=steps))
        kept += [Kept(T("命名、入库、上图的登记"), _MOVED, str(left))] if left else []
    return kept


def _home(row: Sign | SignRequirement, columns: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in columns}


def _ground(card: PlaceCard) -> dict[str, Any]:
    return {
        "place_id": card.id,
        "county_id": card.county_id or card.division_id,
        "division_path": card.division_path,
        "stratum": card.stratum,
    }


def _signs_at(session: Session, requirement_id: str) -> list[str]:
    statement = select(Sign.id).where(col(Sign.requirement_id) == requirement_id)
    return sorted(session.exec(statement).all())


def _move_requirement(work: Work, row: SignRequirement, there: Mapping[str, Any], why: str) -> None:
    before = _home(row, _REQUIREMENT_COLUMNS)
    discount_requirement(work.session, row)
    _put(work.session, row, there)
    subject = ("sign_requirement", row.id)
    journal.record(
        work,
        "signage.requirement_followed_place",
        subject,
        before=before,
        after={**there, "why": why},
    )
    count_requirement(work.session, row, None)
    follow(work.session, [before["place_id"]])


def _move_sign(work: Work, row: Sign, there: Mapping[str, Any], why: str) -> None:
    before = _home(row, _SIGN_COLUMNS)
    discount_sign(work.session, row)
    _put(work.session, row, there)
    work.session.execute(
        update(FieldReport)
        .where(col(FieldReport.sign_id) == row.id)
        .values(place_id=row.place_id, division_path=row.division_path)
    )
    journal.record(
        work,
        "signage.sign_followed_place",
        ("sign", row.id),
        before=before,
        after={**there, "why": why},
    )
    count_sign(work.session, row, None)
    follow(work.session, [before["place_id"]])


def _put(session: Session, row: Sign | SignRequirement, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    # Whoever has the row open learns that it was changed.
    row.row_version += 1
    session.add(row)
    session.flush()
