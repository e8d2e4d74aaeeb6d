"""Merging two records of one place: refusals first, then everything in one unit of work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, Invalid, Refused
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.places.models import Division, Place, PlaceMerge
from registry.places.queries.pairs import pair_row
from registry.places.queries.past import State, states
from registry.places.rules import PairVerdict
from registry.places.rules.merging import (
    PlacesMerged,
    Side,
    choice_faults,
    default_choices,
    merge_fault,
)
from registry.places.services.absorbing import absorb, side_of
from registry.places.services.index import reindex
from registry.places.services.parting import Parted, unmerge
from registry.places.services.past import keep
from registry.places.services.versions import lock_version, scoped_place

__all__ = ["Parted", "Seen", "merge", "unmerge"]

MAX_REASON = 1000
MAX_BASIS = 300


@dataclass(frozen=True, slots=True)
class Seen:
    """The versions of both records that the person had before them."""

    absorbed: int
    into: int


def merge(
    work: Work,
    absorbed_id: str,
    into_id: str,
    *,
    choices: Mapping[str, str],
    reason: str,
    seen: Seen | None = None,
    across_counties: bool = False,
) -> str:
    """Merge one record into another; returns the merge's id, by which it can be undone.

    `choices`: for each of `rules.merging.FIELDS` whose value the merged place carries, "kept" or
    "absorbed" (left out: as proposed), and `other_name`, what the other standard name becomes. All
    names, claims and numbers stay; the absorbed id leads on for ever. Who hangs something on the
    absorbed place is told (`PlacesMerged`) and moves it along, or forbids the whole.

    Raises:
        NotFound: `places.unknown`. Forbidden: needs `places.edit` where both lie.
        Invalid: no reason, a bad choice.
        Refused: `places.same_place`, `places.merge_kinds`, `places.merge_protected`,
            `places.merge_across` (counties differ and nobody said that this is meant),
            `places.merge_basis`, or what a listener forbids.
        Conflict: `places.already_merged`, `places.changed_meanwhile`.
    """
    into, absorbed = _both(work, absorbed_id, into_id)
    _check_input(choices, reason)
    if into.county_id != absorbed.county_id and not across_counties:
        raise _across()
    work.session.flush()
    now = states(work.session, [into_id, absorbed_id])
    sides = _side(work, into, now), _side(work, absorbed, now)
    chosen = {**default_choices(*sides), **choices}
    _check(sides, chosen)
    past = {
        "absorbed": keep(work, absorbed_id, "places.absorbed", reason=reason),
        "into": keep(work, into_id, "places.merged", reason=reason),
    }
    lock_version(work, absorbed, seen.absorbed if seen else None)
    lock_version(work, into, seen.into if seen else None)
    ledger = {**absorb(work, sides, chosen, now), "past": past}
    ids: dict[str, Any] = {"absorbed_id": absorbed_id, "into_id": into_id}
    row = PlaceMerge(**stamp(work), **ids, reason=reason.strip(), choices=chosen, moved={})
    _finish(work, row, ledger)
    _record(work, row, sides, ledger)
    return row.id


def _both(work: Work, absorbed_id: str, into_id: str) -> tuple[Place, Place]:
    """Both rows as they are: (survivor, absorbed)."""
    if absorbed_id == into_id:
        raise Refused("places.same_place", T("这是同一条记录，不能和自己合并"))
    into = scoped_place(work, into_id, Permission.PLACE_EDIT)
    absorbed = scoped_place(work, absorbed_id, Permission.PLACE_EDIT)
    for place in (into, absorbed):
        if place.merged_into is not None:
            raise Conflict(
                "places.already_merged",
                T("其中一个地名已经并入别处"),
                advice=T("请打开它合并到的地名，再看要不要合并"),
            )
    return into, absorbed


def _across() -> Refused:
    return Refused(
        "places.merge_across",
        T("两条记录在不同的县区"),
        advice=T("确实是同一个地名的，请勾选“跨县区合并”再提交"),
    )


def _check_input(choices: Mapping[str, str], reason: str) -> None:
    faults = choice_faults(choices)
    if not reason.strip():
        faults["reason"] = [T("请写明为什么是同一个地名")]
    elif len(reason.strip()) > MAX_REASON:
        faults["reason"] = [T("最多 %(n)d 个字，请缩短", n=MAX_REASON)]
    if faults:
        raise Invalid(faults)


def _side(work: Work, place: Place, now: Mapping[str, State]) -> Side:
    path = work.session.get_one(Division, place.division_id).path
    return side_of(now[place.id], path)


def _check(sides: tuple[Side, Side], choices: Mapping[str, str]) -> None:
    fault = merge_fault(*sides, choices)
    if fault is not None:
        raise Refused(fault[0], fault[1])
    bases = [side.place["protection_basis"] for side in sides]
    if len("；".join(bases)) > MAX_BASIS and all(bases):
        raise Refused(
            "places.merge_basis",
            T("两条记录的保护依据合起来太长"),
            advice=T("请先把其中一条的保护依据写短"),
        )


def _finish(work: Work, row: PlaceMerge, ledger: dict[str, Any]) -> None:
    """What others move along, the search, and the pair this came from."""
    followed: dict[str, Any] = {}
    work.announce(PlacesMerged(row.id, row.absorbed_id, row.into_id, followed))
    pair = pair_row(work.session, row.absorbed_id, row.into_id)
    if pair is not None:
        pair.verdict, pair.decided_by, pair.decided_at = (
            PairVerdict.MERGED.value,
            work.actor.id,
            work.at,
        )
        work.session.add(pair)
    row.moved = {**ledger, "followed": followed}
    work.session.add(row)
    work.session.flush()
    for place_id in (row.absorbed_id, row.into_id):
        reindex(work.session, place_id)


def _record(
    work: Work, row: PlaceMerge, sides: tuple[Side, Side], ledger: Mapping[str, Any]
) -> None:
    into, absorbed = sides
    changed = ledger["into"]
    shared = {"merge": row.id, "reason": row.reason}
    journal.record(
        work,
        "places.merged",
        ("place", row.into_id),
        before={"standard_name": into.standard["text"], **changed["before"]},
        after={
            "absorbed": row.absorbed_id,
            "absorbed_name": absorbed.standard["text"],
            "choices": row.choices,
            "names": sorted(ledger["names"]["moved"]),
            "claims": sorted(ledger["claims"]),
            "children": ledger["children"],
            **changed["after"],
            "merge": row.id,
        },
        reason=row.reason,
    )
    journal.record(
        work,
        "places.absorbed",
        ("place", row.absorbed_id),
        before={"standard_name": absorbed.standard["text"], **ledger["absorbed"]["before"]},
        after={"into": row.into_id, "into_name": into.standard["text"], **shared},
        reason=row.reason,
    )
