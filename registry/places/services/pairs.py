"""Writing down which places look like one, and what a person said of them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import col, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.ids import new_id
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.places.models import Division, Place, PlacePair
from registry.places.queries.alike import Alike, compared
from registry.places.queries.pairs import pair_row
from registry.places.rules import PairVerdict
from registry.places.rules.likeness import Likeness

_CHUNK = 400


@dataclass(frozen=True, slots=True)
class PairsRecorded:
    """What one search for duplicates wrote."""

    added: int = 0
    changed: int = 0
    reopened: int = 0
    same: int = 0
    dropped: int = 0

    def __add__(self, other: PairsRecorded) -> PairsRecorded:
        """The sum of two."""
        return PairsRecorded(
            self.added + other.added,
            self.changed + other.changed,
            self.reopened + other.reopened,
            self.same + other.same,
            self.dropped + other.dropped,
        )


def record_pairs(
    work: Work, found: Sequence[Alike], *, examined: Collection[str] = ()
) -> PairsRecorded:
    """Write pairs that were found; a person's verdict stands.

    A pair judged to be two places comes back only for a reason that was not known then, and the
    queue says which. A pair nobody looked at, both of whose places were `examined` and which was
    not found again, is dropped. One journal entry for the whole list.

    Raises:
        Forbidden: needs `places.edit` everywhere.
    """
    work.actor.require(Permission.PLACE_EDIT, "")
    known = _known(work, {pair.first_id for pair in found} | set(examined))
    fresh: list[dict[str, Any]] = []
    counts = dict.fromkeys(("changed", "reopened", "same"), 0)
    for pair in found:
        row = known.pop((pair.first_id, pair.second_id), None)
        if row is None:
            fresh.append(_values(work, pair))
        else:
            counts[_renew(work, row, pair.likeness)] += 1
    if fresh:
        work.session.execute(insert(PlacePair), fresh)
    dropped = _drop(work, known.values(), set(examined))
    work.session.flush()
    recorded = PairsRecorded(added=len(fresh), dropped=dropped, **counts)
    if fresh or dropped or counts["changed"] or counts["reopened"]:
        _record(work, found, recorded)
    return recorded


def _known(work: Work, first_ids: set[str]) -> dict[tuple[str, str], PlacePair]:
    wanted = sorted(first_ids)
    known = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        statement = select(PlacePair).where(col(PlacePair.first_id).in_(chunk))
        known.update({(row.first_id, row.second_id): row for row in work.session.exec(statement)})
    return known


def _values(work: Work, pair: Alike) -> dict[str, Any]:
    return {
        **stamp(work),
        "id": new_id(),
        "first_id": pair.first_id,
        "second_id": pair.second_id,
        "score": pair.likeness.score,
        "reasons": plain_reasons(pair.likeness),
        "verdict": PairVerdict.OPEN.value,
        "note": "",
    }


def plain_reasons(found: Likeness, judged: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Reasons as they are stored; those whose code is in `judged` stood before a verdict."""
    return [
        {
            "code": reason.code,
            "points": reason.points,
            "params": dict(reason.params),
            "names": list(reason.names),
            **({"judged": True} if judged and reason.code in judged else {}),
        }
        for reason in found.reasons
    ]


def _renew(work: Work, row: PlacePair, found: Likeness) -> str:
    """Bring a pair's reasons up to date: "same", "changed" or "reopened"."""
    judged = {item["code"]: item for item in row.reasons if item.get("judged")}
    reasons = plain_reasons(found, judged)
    now = {reason.code for reason in found.reasons}
    # What counted at the verdict stays known, so that its coming back is nothing new.
    reasons += [{**item, "gone": True} for code, item in judged.items() if code not in now]
    is_new = any(item["points"] > 0 for item in reasons if not item.get("judged"))
    if row.verdict == PairVerdict.DISTINCT and is_new:
        row.verdict, row.decided_at, row.decided_by = PairVerdict.OPEN.value, None, None
        outcome = "reopened"
    elif (row.score, row.reasons) == (found.score, reasons):
        return "same"
    else:
        outcome = "changed"
    row.score, row.reasons = found.score, reasons
    work.session.add(row)
    return outcome


def _drop(work: Work, rows: Iterable[PlacePair], examined: set[str]) -> int:
    stale = [
        row.id
        for row in rows
        if row.verdict == PairVerdict.OPEN
        and row.decided_at is None
        and not any(item.get("judged") for item in row.reasons)
        and {row.first_id, row.second_id} <= examined
    ]
    for start in range(0, len(stale), _CHUNK):
        chunk = stale[start : start + _CHUNK]
        work.session.execute(delete(PlacePair).where(col(PlacePair.id).in_(chunk)))
    return len(stale)


def _record(work: Work, found: Sequence[Alike], recorded: PairsRecorded) -> None:
    ids = "\n".join(f"{pair.first_id} {pair.second_id}" for pair in found)
    digest = hashlib.sha256(ids.encode()).hexdigest()
    after = {
        "found": len(found),
        "added": recorded.added,
        "changed": recorded.changed,
        "reopened": recorded.reopened,
        "dropped": recorded.dropped,
        "pairs_sha256": digest,
    }
    journal.record(work, "places.pairs_found", ("place_pair_list", digest[:16]), after=after)


def judge(work: Work, one_id: str, other_id: str, *, verdict: PairVerdict, note: str) -> str:
    """Say that two places are distinct, or put the question off (`open`); returns the pair's id.

    The pair need not have been found before: a person may compare any two.

    Raises:
        Forbidden: needs `places.edit` for the division of one of them. NotFound: `places.unknown`.
        Invalid: "distinct" without a note. Refused: `places.same_place`.
        Conflict: `places.already_merged`, where one of them has been merged meanwhile.
    """
    _may_judge(work, one_id, other_id)
    if verdict is PairVerdict.MERGED:
        raise Refused("places.merge_by_merging", T("合并要用“合并”来做"))
    if verdict is PairVerdict.DISTINCT and not note.strip():
        raise Invalid({"note": [T("请写明为什么不是同一个，以后再找到时会显示")]})
    found = compared(work.session, one_id, other_id)
    if found is None:
        raise Conflict("places.already_merged", T("其中一个地名已经并入别处"))
    row = pair_row(work.session, one_id, other_id) or _fresh(work, one_id, other_id)
    before = {"verdict": row.verdict, "note": row.note}
    judged = {reason.code: True for reason in found.reasons}
    if verdict is PairVerdict.OPEN:
        judged = {item["code"]: True for item in row.reasons if item.get("judged")}
    row.score, row.reasons = found.score, plain_reasons(found, judged)
    row.verdict, row.note = verdict.value, note.strip()
    row.decided_by, row.decided_at = work.actor.id, work.at
    work.session.add(row)
    work.session.flush()
    after = {"verdict": row.verdict, "places": [row.first_id, row.second_id], "score": row.score}
    journal.record(
        work, "places.pair_judged", ("place_pair", row.id), before=before, after=after, reason=note
    )
    return row.id


def _fresh(work: Work, one_id: str, other_id: str) -> PlacePair:
    first, second = sorted((one_id, other_id))
    return PlacePair(**stamp(work), first_id=first, second_id=second, score=0, reasons=[])


def _may_judge(work: Work, one_id: str, other_id: str) -> None:
    if one_id == other_id:
        raise Refused("places.same_place", T("这是同一条记录，不能和自己比较"))
    paths = []
    for place_id in (one_id, other_id):
        place = work.session.get(Place, place_id, populate_existing=True)
        if place is None:
            raise NotFound("places.unknown", T("没有这个地名"))
        paths.append(work.session.get_one(Division, place.division_id).path)
    if not any(work.actor.may(Permission.PLACE_EDIT, path) for path in paths):
        work.actor.require(Permission.PLACE_EDIT, paths[0])
