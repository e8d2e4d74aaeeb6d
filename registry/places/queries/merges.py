"""Merges as they are read: the list, one merge with its report, what went into a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.errors import Invalid, NotFound
from registry.core.ids import is_id
from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.core.text import T, Text
from registry.places.models import Division, Place, PlaceMerge, PlaceName, PlacePast
from registry.places.queries.alike import alike_to
from registry.places.queries.cards import PlaceCard, place_card, place_cards
from registry.places.queries.pairs import PairState, pair_of, reason_views, within_kept
from registry.places.rules.merging import ABSORBED, FIELDS, LABELS, Kept
from registry.sources import queries as source_queries

_CHUNK = 400


@dataclass(frozen=True, slots=True)
class MergeView:
    """One merge: which record went into which, whose values were taken, and whether it stands.

    `brought`: names that came along, `equal`: names that both had; each with the source that the
    absorbed record gives for its own. `merged_by`, `undone_by`: names of people, for staff alone.
    """

    id: str
    absorbed: PlaceCard
    into: PlaceCard
    reason: str
    merged_at: datetime
    taken: Sequence[Text]
    merged_by: str
    brought: Sequence[tuple[str, str]]
    equal: Sequence[tuple[str, str]]
    claims: int
    undone_at: datetime | None
    undone_by: str
    undo_reason: str
    kept: Sequence[Kept]
    reversed: int
    is_inner: bool
    simulated: bool


def living_id(session: Session, place_id: str) -> str:
    """The id under which a place is found now: its own, or that of where it was merged into."""
    found = session.scalar(select(col(Place.merged_into)).where(col(Place.id) == place_id))
    return found or place_id


def merge_in_between(session: Session, place_id: str, number: int) -> str:
    """Whether a merge stands between a place now and its kept state `number`.

    "since": a merge that stands was made after it; "then": the state is one of the time in which
    the place was merged, which was undone. "" where nothing is in between.
    """
    sides = (col(PlaceMerge.into_id) == place_id) | (col(PlaceMerge.absorbed_id) == place_id)
    for row in session.scalars(select(PlaceMerge).where(sides)):
        side = "into" if row.into_id == place_id else "absorbed"
        made = row.moved["past"][side]
        if row.undone_at is None and number <= made:
            return "since"
        if row.undone_at is not None and made < number <= row.moved["parted"][side]:
            return "then"
    return ""


def merges(
    session: Session, actor: Actor, limit: int = 30, after: str | None = None
) -> Page[MergeView]:
    """Merges into places of the divisions this person keeps, the newest first.

    Raises:
        Invalid: field `after`, where the cursor is not one of ours.
    """
    statement = (
        select(PlaceMerge)
        .join(Place, col(Place.id) == col(PlaceMerge.into_id))
        .join(Division, col(Division.id) == col(Place.division_id))
        .where(within_kept(Division.path, actor))
        .order_by(col(PlaceMerge.id).desc())
        .limit(limit + 1)
    )
    if after:
        (last,) = decode_cursor(after, 1)
        if not isinstance(last, str):
            raise Invalid({"after": [T("翻页标记无效，请从第一页重新开始")]})
        statement = statement.where(col(PlaceMerge.id) < last)
    rows = list(session.scalars(statement))
    cursor = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
    return Page(_views(session, rows[:limit]), cursor)


def known_merge(session: Session, merge_id: str) -> MergeView:
    """One merge, by an identifier from outside.

    Raises:
        NotFound: `places.unknown_merge`.
    """
    row = session.get(PlaceMerge, merge_id) if is_id(merge_id) else None
    if row is None:
        raise NotFound("places.unknown_merge", T("没有这次合并"))
    return _views(session, [row])[0]


def merges_into(session: Session, place_id: str) -> list[MergeView]:
    """What was merged into a place and stands so, the newest first."""
    statement = (
        select(PlaceMerge)
        .where(col(PlaceMerge.into_id) == place_id, col(PlaceMerge.undone_at).is_(None))
        .order_by(col(PlaceMerge.id).desc())
    )
    return _views(session, list(session.scalars(statement)))


def _views(session: Session, rows: Sequence[PlaceMerge]) -> list[MergeView]:
    cards = place_cards(session, [key for row in rows for key in (row.absorbed_id, row.into_id)])
    names = _names(session, rows)
    cited = [name.citation_id for name in names.values() if name.citation_id]
    found = source_queries.citations(session, cited)
    titles = {key: citation.source_title for key, citation in found.items()}

    def told(ids: Sequence[str]) -> list[tuple[str, str]]:
        known = [names[key] for key in ids if key in names]
        return [(name.text, titles.get(name.citation_id or "", "")) for name in known]

    who = _people(session, rows)
    return [
        MergeView(
            id=row.id,
            absorbed=cards[row.absorbed_id],
            into=cards[row.into_id],
            reason=row.reason,
            merged_at=row.created_at,
            taken=[LABELS[key] for key in FIELDS if row.choices.get(key) == ABSORBED],
            merged_by=who.get((row.into_id, row.moved["past"]["into"]), ""),
            brought=told(_brought(row)),
            equal=told(_equal(row)),
            claims=len(row.moved["claims"]),
            undone_at=row.undone_at,
            undone_by=who.get((row.into_id, row.moved.get("parted", {}).get("into", 0)), ""),
            undo_reason=row.undo_reason,
            kept=_kept(row),
            reversed=row.moved.get("report", {}).get("reversed", 0),
            is_inner=cards[row.into_id].merged_into is not None,
            simulated=row.simulated,
        )
        for row in rows
    ]


def _people(session: Session, rows: Sequence[PlaceMerge]) -> dict[tuple[str, int], str]:
    """Who made each change of the survivors: the state before it was kept with the name."""
    wanted = sorted({row.into_id for row in rows})
    # Without the states themselves, which are whole records.
    statement = select(
        col(PlacePast.place_id), col(PlacePast.number), col(PlacePast.actor_name)
    ).where(
        col(PlacePast.place_id).in_(wanted),
        col(PlacePast.verb).in_(("places.merged", "places.parted")),
    )
    return {(place_id, number): name for place_id, number, name in session.execute(statement)}


def _brought(row: PlaceMerge) -> list[str]:
    names = row.moved["names"]
    return [*names["copied"], *names["moved"]]


def _equal(row: PlaceMerge) -> list[str]:
    """Names of the absorbed record that stayed with it, since the survivor has them as well."""
    names = row.moved["names"]
    return [own for own, other in names["stands_for"].items() if other not in names["copied"]]


def _names(session: Session, rows: Sequence[PlaceMerge]) -> dict[str, PlaceName]:
    wanted = sorted({key for row in rows for key in (*_brought(row), *_equal(row))})
    found: dict[str, PlaceName] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        statement = select(PlaceName).where(col(PlaceName.id).in_(chunk))
        found.update((name.id, name) for name in session.scalars(statement))
    return found


def _kept(row: PlaceMerge) -> list[Kept]:
    """What undoing it left where it was, in the words of the report."""
    return [
        Kept(Text(item["what"]), Text(item["why"]), item["name"])
        for item in row.moved.get("report", {}).get("kept", ())
    ]


def merge_panel(session: Session, actor: Actor, place_id: str) -> Mapping[str, Any] | None:
    """For those who keep a place: what looks like it, and what was merged into it; None if nothing.

    Keys: `place_id`, `alike` (list of card, score, reasons), `merges`.
    """
    card = place_card(session, place_id)
    if card is None or not actor.may(Permission.PLACE_EDIT, card.division_path):
        return None
    done = merges_into(session, place_id)
    alike = _alike(session, place_id)
    if not done and not alike:
        return None
    return {"place_id": place_id, "alike": alike, "merges": done}


def _alike(session: Session, place_id: str) -> list[dict[str, Any]]:
    found = alike_to(session, place_id)
    cards = place_cards(session, [other for other, _ in found])
    shown = []
    for other, score in found:
        pair = pair_of(session, place_id, other)
        if other in cards and (pair is None or pair.state is not PairState.DISTINCT):
            shown.append(
                {"card": cards[other], "score": score.score, "reasons": reason_views(score)}
            )
    return shown[:10]
