"""Taking back what an import brought in by mistake: out of every list, kept for the audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select, update
from sqlmodel import Session, col

from registry.accounts.rules import Permission
from registry.core.clock import china_date
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.models import Division, Place, PlacePast
from registry.places.rules import EntityStatus, HeritageMark, SignMark
from registry.places.services.index import forget
from registry.places.services.past import keep_many

WHY_KEPT: dict[str, Text] = {
    "edited": T("导入之后有人改过"),
    "heritage": T("已有地名文化遗产的候选、申报或认定"),
    "signs": T("已有应设点位或标志"),
    "protected": T("已列入保护"),
    "merged": T("已与别的地名合并"),
    "parent": T("有别的地名以它为上级"),
    "scope": T("这里不在您负责的区划范围内"),
    "gone": T("没有这个地名"),
}


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Which places were taken back, and which were left, by the key of `WHY_KEPT`."""

    taken: tuple[str, ...]
    kept: dict[str, str]


def withdraw(work: Work, place_ids: Sequence[str], *, run_id: str, basis: str) -> Withdrawn:
    """Take back places that this run created and nobody has touched or used since.

    Their rows and history stay; their codes are free again, for the same file may come anew. The
    caller writes the journal entry. What somebody has built on is left as it is, with the reason.
    """
    rows = {
        place.id: place
        for place in work.session.scalars(select(Place).where(col(Place.id).in_(list(place_ids))))
    }
    kept = {one: "gone" for one in place_ids if one not in rows}
    kept |= _why_kept(work, rows, run_id)
    taken = [one for one in place_ids if one not in kept]
    if not taken:
        return Withdrawn((), kept)
    keep_many(work, taken, "places.withdrawn", reason=basis, import_run_id=run_id)
    work.session.execute(
        update(Place)
        .where(col(Place.id).in_(taken))
        .values(
            entity_status=EntityStatus.WITHDRAWN.value,
            retired_on=china_date(work.at),
            retired_basis=basis[:300],
            place_code=None,
            twin_place_code=None,
            row_version=col(Place.row_version) + 1,
            updated_at=work.at,
            updated_by=work.actor.id,
        )
    )
    forget(work.session, taken)
    work.session.expire_all()
    return Withdrawn(tuple(taken), kept)


def _why_kept(work: Work, rows: dict[str, Place], run_id: str) -> dict[str, str]:
    session, ids = work.session, list(rows)
    kept: dict[str, str] = {}
    for place in rows.values():
        if place.merged_into is not None or place.entity_status == EntityStatus.MERGED:
            kept[place.id] = "merged"
        elif place.heritage_state != HeritageMark.NONE:
            kept[place.id] = "heritage"
        elif place.sign_state != SignMark.NONE:
            kept[place.id] = "signs"
        elif place.protected:
            kept[place.id] = "protected"
    kept |= dict.fromkeys(_edited(session, ids, run_id), "edited")
    kept |= dict.fromkeys(_leaned_on(session, ids), "parent")
    kept |= dict.fromkeys(_out_of_scope(work, rows), "scope")
    return kept


def _edited(session: Session, ids: Sequence[str], run_id: str) -> list[str]:
    by_others = or_(col(PlacePast.import_run_id).is_(None), col(PlacePast.import_run_id) != run_id)
    statement = select(col(PlacePast.place_id)).where(col(PlacePast.place_id).in_(ids), by_others)
    return list(session.scalars(statement.distinct()))


def _leaned_on(session: Session, ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for column in (col(Place.parent_place_id), col(Place.merged_into)):
        statement = select(column).where(column.in_(ids), col(Place.id).not_in(ids))
        found.update(one for one in session.scalars(statement.distinct()) if one)
    return found


def _out_of_scope(work: Work, rows: dict[str, Place]) -> list[str]:
    wanted = {place.division_id for place in rows.values()}
    statement = select(col(Division.id), col(Division.path)).where(col(Division.id).in_(wanted))
    allowed = {
        division_id
        for division_id, path in work.session.execute(statement)
        if work.actor.may(Permission.PLACE_EDIT, path)
    }
    return [place.id for place in rows.values() if place.division_id not in allowed]
