"""Findings: raise one, let the gazetteer find some, take them, end them with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.actor import Actor
from registry.core.clock import china_date
from registry.core.db import rowcount
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound
from registry.core.geo import Position, position_fault
from registry.core.ids import new_id
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.models import PlaceFinding
from registry.places.queries import division, place_card, place_cards
from registry.places.queries.findings import (
    MAY_RAISE,
    MAY_SETTLE,
    Gathered,
    ended_by_key,
    finding,
    may_settle,
    shared_names,
    unsigned_places,
)
from registry.places.rules.finding import (
    GATHERED,
    NEEDS_REASON,
    FindingKind,
    FindingStatus,
    FindingStep,
    finding_faults,
    next_status,
)


@dataclass(frozen=True, slots=True)
class NewFinding:
    """What a person saw: at a place, or (有地无名) somewhere in a county."""

    kind: FindingKind
    place_id: str = ""
    county_id: str = ""
    other_name: str = ""
    detail: str = ""
    position: Position | None = None


def raise_finding(work: Work, new: NewFinding) -> PlaceFinding:
    """Write down something that is wrong, for somebody to see to.

    Raises:
        NotFound: `places.unknown`. Forbidden: outside the actor's divisions.
        Invalid: every field at once, as `finding_faults`; an unknown county; a position outside
            China.
    """
    card = place_card(work.session, new.place_id) if new.place_id else None
    if new.place_id and card is None:
        raise NotFound("places.unknown", T("没有这个地名"))
    found = division(work.session, card.county_id or card.division_id if card else new.county_id)
    faults = finding_faults(
        new.kind,
        has_place=card is not None,
        has_position=new.position is not None,
        other_name=new.other_name.strip(),
        detail=new.detail.strip(),
    )
    if found is None:
        faults["county"] = [T("没有这个县区，请从列表中选择")]
    fault = position_fault(new.position.lon, new.position.lat) if new.position else None
    if fault is not None:
        faults["lon"] = [fault]
    if found is None or faults:
        raise Invalid(faults)
    path = card.division_path if card else found.path
    _require(work.actor, MAY_RAISE, path)
    row = PlaceFinding(
        finding_key=f"{new.kind.value}:{new_id()}",
        kind=new.kind.value,
        place_id=card.id if card else None,
        name=card.standard_name if card else "",
        other_name=new.other_name,
        county_id=found.id,
        division_path=path,
        detail=new.detail,
        lon=new.position.lon if new.position else None,
        lat=new.position.lat if new.position else None,
        raised_by_name=work.actor.name,
        **stamp(work),
    )
    work.session.add(row)
    work.session.flush()
    after = row.model_dump(exclude={"created_at", "created_by"})
    journal.record(work, "places.finding_raised", _subject(row), after=after, reason=new.detail)
    return row


def _subject(row: PlaceFinding) -> tuple[str, str]:
    return ("place_finding", row.id)


def _require(actor: Actor, permissions: tuple[Permission, ...], path: str) -> None:
    """Refuse unless one of the permissions is held there."""
    if any(actor.may(each, path) for each in permissions):
        return
    if any(actor.may(each) for each in permissions):
        raise Forbidden("access.out_of_scope", T("这里不在您负责的区划范围内"))
    raise Forbidden("access.forbidden", T("您没有做这件事的权限"))


def gather_findings(work: Work, kind: FindingKind, county_id: str) -> int:
    """Let the gazetteer find what it can tell in a county, five hundred at a time; how many.

    What stands on the list already is not found twice, what was said to be no problem not at all;
    what was resolved and is so again is open again.

    Raises:
        Forbidden. Invalid: a kind that only a person sees, an unknown county.
    """
    faults: dict[str, list[Text]] = {}
    if kind not in GATHERED:
        faults["kind"] = [T("这类问题要由人提出")]
    found = division(work.session, county_id) if county_id else None
    if found is None:
        faults["county"] = [T("没有这个县区，请从列表中选择")]
    if found is None or faults:
        raise Invalid(faults)
    work.actor.require(Permission.PLACE_EDIT, found.path)
    look = unsigned_places if kind is FindingKind.UNSIGNED else shared_names
    rows = look(work.session, county_id)
    if rows:
        _keep(work, kind, county_id, rows)
        keys = [row.key for row in rows]
        after = {"kind": kind, "county_id": county_id, "found": keys}
        journal.record(work, "places.findings_gathered", ("division", county_id), after=after)
    return len(rows)


def _keep(work: Work, kind: FindingKind, county_id: str, rows: Any) -> None:
    cards = place_cards(work.session, [row.place_id for row in rows])
    ended = ended_by_key(work.session, [row.key for row in rows])
    for row in rows:
        old = ended.get(row.key)
        if old is not None:
            old.status, old.ended_at = FindingStatus.OPEN.value, None
            old.assignee_id, old.assignee_name, old.due_on = None, "", None
            old.row_version += 1
            work.session.add(old)
        else:
            path = cards[row.place_id].division_path
            work.session.add(_found(work, kind, county_id, path, row))
    work.session.flush()


def _found(work: Work, kind: FindingKind, county_id: str, path: str, row: Gathered) -> PlaceFinding:
    return PlaceFinding(
        finding_key=row.key,
        kind=kind.value,
        place_id=row.place_id,
        other_id=row.other_id,
        name=row.name,
        other_name=row.name if row.other_id else "",
        county_id=county_id,
        division_path=path,
        by_rule=True,
        raised_by_name=work.actor.name,
        **stamp(work),
    )


def settle_finding(
    work: Work,
    finding_id: str,
    step: FindingStep,
    *,
    reason: str = "",
    due_on: date | None = None,
    seen_version: int,
) -> PlaceFinding:
    """Take a finding (by when it is to be done, if that is said), give it back, end or reopen it.

    Raises:
        NotFound: `places.finding_unknown`. Forbidden: outside the actor's divisions.
        Invalid: no reason where one is needed; a step not open to it; a day that has passed.
        Conflict: `places.changed_meanwhile`.
    """
    row = finding(work.session, finding_id)
    if row is None:
        raise NotFound("places.finding_unknown", T("没有这个问题"))
    if not may_settle(work.actor, row):
        _require(work.actor, MAY_SETTLE, row.division_path)
    faults: dict[str, list[Text]] = {}
    status = next_status(FindingStatus(row.status), step)
    if status is None:
        faults["step"] = [T("这个问题现在不能这样处理")]
    if step in NEEDS_REASON and not reason.strip():
        faults["reason"] = [T("请填写这一项")]
    if step is FindingStep.TAKE and due_on is not None and due_on < china_date(work.at):
        faults["due_on"] = [T("限期已经过去，请写今天或以后的日期")]
    if status is None or faults:
        raise Invalid(faults)
    _write(work, row, step, _values(work, status, reason, due_on), reason, seen_version)
    return row


def _values(work: Work, status: FindingStatus, reason: str, due_on: date | None) -> dict[str, Any]:
    if status is FindingStatus.TAKEN:
        return {
            "status": status.value,
            "assignee_id": work.actor.id or "system",
            "assignee_name": work.actor.name,
            "due_on": due_on,
        }
    ended = status in (FindingStatus.RESOLVED, FindingStatus.DISMISSED)
    values: dict[str, Any] = {
        "status": status.value,
        "ended_at": work.at if ended else None,
        "ended_by_name": work.actor.name if ended else "",
        "reason": reason,
    }
    # Whoever takes it next says anew by when.
    nobody = {"assignee_id": None, "assignee_name": "", "due_on": None}
    return values if ended else {**values, **nobody}


def _write(
    work: Work,
    row: PlaceFinding,
    step: FindingStep,
    values: Mapping[str, Any],
    reason: str,
    seen_version: int,
) -> None:
    was = {name: getattr(row, name) for name in values}
    statement = (
        update(PlaceFinding)
        .where(col(PlaceFinding.id) == row.id, col(PlaceFinding.row_version) == seen_version)
        .values(**values, row_version=seen_version + 1)
        .execution_options(synchronize_session=False)
    )
    if rowcount(work.session.execute(statement)) != 1:
        raise Conflict(
            "places.changed_meanwhile",
            T("其间有人改过，请刷新页面看现在的情况"),
        )
    work.session.refresh(row)
    after = {"step": step, **values}
    journal.record(
        work, "places.finding_settled", _subject(row), before=was, after=after, reason=reason
    )
