"""Undoing a merge: what it moved goes back, what was changed since stays, and a report says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.db import rowcount
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.models import Claim, Place, PlaceGeometry, PlaceMerge, PlaceName
from registry.places.queries.pairs import pair_row
from registry.places.queries.past import State, states, typed
from registry.places.rules import NameKind, PairVerdict
from registry.places.rules.merging import LABELS, Kept, PlacesParted
from registry.places.services.absorbing import (
    forward,
    group_columns,
    move_children,
    write_name,
)
from registry.places.services.index import reindex
from registry.places.services.past import keep
from registry.places.services.versions import lock_version, scoped_place

_STANDARD = NameKind.STANDARD.value
_CODES = ("place_code", "twin_place_code")
EDITED = T("合并之后又改过")
GONE = T("合并之后已经删去或移走")
SPOKEN_OF = T("合并之后有主张说到它")


@dataclass(frozen=True, slots=True)
class Parted:
    """What undoing a merge came to: how many things went back, and what stayed and why."""

    merge_id: str
    absorbed_id: str
    into_id: str
    reversed: int
    kept: tuple[Kept, ...]


def unmerge(work: Work, merge_id: str, *, reason: str) -> Parted:
    """Undo a merge: both records stand again as before it, but for what was changed since.

    What came to the survivor after the merge stays there. Names and claims of the absorbed record
    go back with what people corrected in them.

    Raises:
        NotFound: `places.unknown_merge`. Forbidden: needs `places.edit` where both lie.
        Invalid: no reason.
        Conflict: `places.already_parted`.
        Refused: `places.merged_onward`: the survivor itself was merged since; that merge is undone
            first. Or what a listener forbids.
    """
    row = work.session.get(PlaceMerge, merge_id, populate_existing=True)
    if row is None:
        raise NotFound("places.unknown_merge", T("没有这次合并"))
    into = scoped_place(work, row.into_id, Permission.PLACE_EDIT)
    absorbed = scoped_place(work, row.absorbed_id, Permission.PLACE_EDIT)
    _check(row, into, reason)
    _mark(work, row, reason)
    past = {}
    for side, place in (("into", into), ("absorbed", absorbed)):
        past[side] = keep(work, place.id, "places.parted", reason=reason)
        lock_version(work, place, None)
    ledger: Mapping[str, Any] = row.moved
    back = _Way(work, row, states(work.session, [into.id])[into.id])
    back.columns(ledger["into"])
    back.names(ledger["names"])
    back.claims(ledger["claims"], ledger["names"])
    back.copies(ledger["names"])
    back.shape(ledger["geometry"])
    back.absorbed(ledger["absorbed"])
    back.hangers_on(ledger["children"], ledger["forwarded"])
    work.session.flush()
    work.session.expire_all()
    kept = back.kept
    work.announce(
        PlacesParted(row.id, row.absorbed_id, row.into_id, ledger.get("followed", {}), kept)
    )
    _reopen(work, row)
    # In the words of the catalogue, so that the report can be read in either language later.
    report = [{"what": item.what.msgid, "why": item.why.msgid, "name": item.name} for item in kept]
    row.moved = {**ledger, "parted": past, "report": {"reversed": back.done, "kept": report}}
    work.session.add(row)
    work.session.flush()
    for place_id in (row.into_id, row.absorbed_id):
        reindex(work.session, place_id)
    _record(work, row, reason, kept)
    return Parted(row.id, row.absorbed_id, row.into_id, back.done, tuple(kept))


def _check(row: PlaceMerge, into: Place, reason: str) -> None:
    if not reason.strip():
        raise Invalid({"reason": [T("请写明为什么撤销合并")]})
    if len(reason.strip()) > 1000:
        raise Invalid({"reason": [T("最多 %(n)d 个字，请缩短", n=1000)]})
    if row.undone_at is not None:
        raise _done()
    if into.merged_into is not None:
        raise Refused(
            "places.merged_onward",
            T("合并后的地名后来又并入了别处，不能先撤销里面的这一次"),
            advice=T("请先撤销后面那次合并，再撤销这一次"),
        )


def _done() -> Conflict:
    return Conflict("places.already_parted", T("这次合并已经撤销了"))


def _mark(work: Work, row: PlaceMerge, reason: str) -> None:
    """Of two people who undo the same merge one is first."""
    result = work.session.execute(
        update(PlaceMerge)
        .where(col(PlaceMerge.id) == row.id, col(PlaceMerge.undone_at).is_(None))
        .values(undone_at=work.at, undone_by=work.actor.id, undo_reason=reason.strip())
        .execution_options(synchronize_session=False)
    )
    if rowcount(result) != 1:
        raise _done()
    work.session.refresh(row)


class _Way:
    """The way back: each part takes the ledger's entry for it and notes what it had to leave."""

    def __init__(self, work: Work, row: PlaceMerge, now: State) -> None:
        self.work, self.session, self.now = work, work.session, now
        self.into_id, self.absorbed_id = row.into_id, row.absorbed_id
        self.kept: list[Kept] = []
        self.done = 0

    def leave(self, what: Text, why: Text, name: str = "") -> None:
        """Note what stays."""
        self.kept.append(Kept(what, why, name))

    def columns(self, ledger: Mapping[str, Any]) -> None:
        """Columns of the survivor, group by group: half of a position is none."""
        place, before, after = self.now["place"], ledger["before"], ledger["after"]
        back: dict[str, Any] = {}
        for key, columns in group_columns().items():
            changed = [name for name in columns if name in after]
            if not changed:
                continue
            if any(place[name] != after[name] for name in changed):
                self.leave(LABELS[key], EDITED)
                continue
            back |= {name: before[name] for name in changed}
            self.done += 1
        if back:
            self._write(self.into_id, back)
            self.now["place"].update(back)

    def _write(self, place_id: str, values: Mapping[str, Any]) -> None:
        self.session.execute(
            update(Place)
            .where(col(Place.id) == place_id)
            .values(**typed(Place, values))
            .execution_options(synchronize_session=False)
        )

    def names(self, ledger: Mapping[str, Any]) -> None:
        """Names that moved go home; the survivor's own are again what they were."""
        here = {name["id"]: name for name in self.now["names"]}
        for name_id, origin in ledger["moved"].items():
            name = here.get(name_id)
            if name is None:
                self.leave(LABELS["names"], GONE)
            elif name["name_kind"] == _STANDARD:
                self.leave(LABELS["names"], EDITED, name["text"])
            else:
                home = {"place_id": self.absorbed_id, "absorbed_from": origin}
                write_name(self.session, name_id, home)
                self.done += 1
        if self._is_standard_touched(ledger, here):
            # Somebody renamed the place since: its names stand as that left them.
            for name_id in ledger["changed"]:
                self.leave(LABELS["names"], EDITED, here.get(name_id, {}).get("text", ""))
            return
        # One standard name at a time: whatever the copy or the adopted name is, it steps back.
        for name_id in ledger["after"]:
            if here[name_id]["name_kind"] == _STANDARD:
                write_name(self.session, name_id, {"name_kind": NameKind.ALIAS.value})
        rows = sorted(ledger["changed"].values(), key=_is_standard)
        for name in rows:
            write_name(self.session, name["id"], name)
            self.done += 1

    def _is_standard_touched(self, ledger: Mapping[str, Any], here: Mapping[str, Any]) -> bool:
        return any(here.get(name_id) != name for name_id, name in ledger["after"].items())

    def claims(self, ledger: Mapping[str, str | None], names: Mapping[str, Any]) -> None:
        """Claims go home, with what people said of them since."""
        stands_for = names["stands_for"]
        for claim_id, name_id in ledger.items():
            claim = self.session.get(Claim, claim_id, populate_existing=True)
            if claim is None or claim.place_id != self.into_id:
                self.leave(LABELS["claims"], GONE)
                continue
            claim.place_id = self.absorbed_id
            if claim.name_id == stands_for.get(name_id or "", name_id):
                claim.name_id = name_id
            self.session.add(claim)
            self.done += 1
        self.session.flush()

    def copies(self, ledger: Mapping[str, Any]) -> None:
        """The copy of the absorbed record's standard name is no longer needed."""
        here = {name["id"]: name for name in self.now["names"]}
        for name_id in ledger["copied"]:
            if name_id not in here:
                continue
            text = here[name_id]["text"]
            spoken = select(Claim.id).where(Claim.name_id == name_id)
            if self._is_standard_touched(ledger, here):
                self.leave(LABELS["names"], EDITED, text)
            elif self.session.exec(spoken).first() is not None:
                write_name(self.session, name_id, {"name_kind": NameKind.ALIAS.value})
                self.leave(LABELS["names"], SPOKEN_OF, text)
            else:
                self.session.execute(delete(PlaceName).where(col(PlaceName.id) == name_id))
                self.done += 1

    def shape(self, ledger: Mapping[str, Any] | None) -> None:
        """The survivor's own shape, where nobody drew another one since."""
        if ledger is None:
            return
        if self.now["geometry"] != ledger["after"]:
            self.leave(LABELS["geometry"], EDITED)
            return
        table = PlaceGeometry
        self.session.execute(delete(table).where(col(table.place_id) == self.into_id))
        if ledger["before"] is not None:
            self.session.execute(insert(table).values(**typed(table, ledger["before"])))
        self.done += 1

    def absorbed(self, ledger: Mapping[str, Any]) -> None:
        """The absorbed record stands again; a number that stayed behind it does not get back."""
        back = dict(ledger["before"])
        place = self.now["place"]
        held = {place[name] for name in _CODES} | _codes_elsewhere(self.session, back)
        for name in _CODES:
            if back.get(name) is not None and back[name] in held:
                self.leave(LABELS["codes"], EDITED, str(back.pop(name)))
        self._write(self.absorbed_id, back)
        self.done += 1

    def hangers_on(self, children: Sequence[str], forwarded: Sequence[str]) -> None:
        """What hung below the absorbed record, and what had been merged into it before."""
        still = select(Place.id).where(
            col(Place.id).in_(children), Place.parent_place_id == self.into_id
        )
        home = sorted(self.session.exec(still).all()) if children else []
        move_children(self.work, home, self.absorbed_id)
        for _ in range(len(children) - len(home)):
            self.leave(LABELS["children"], EDITED)
        forward(self.session, list(forwarded), self.absorbed_id)
        self.done += len(home) + len(forwarded)


def _is_standard(name: Mapping[str, Any]) -> bool:
    return bool(name["name_kind"] == _STANDARD)


def _codes_elsewhere(session: Session, wanted: Mapping[str, Any]) -> set[str]:
    codes = [wanted[name] for name in _CODES if wanted.get(name)]
    if not codes:
        return set()
    found: set[str] = set()
    for column in (col(Place.place_code), col(Place.twin_place_code)):
        found |= {code for code in session.exec(select(column).where(column.in_(codes))) if code}
    return found


def _reopen(work: Work, row: PlaceMerge) -> None:
    """The pair is a question again: undoing says that this merge was wrong, not what is right."""
    pair = pair_row(work.session, row.absorbed_id, row.into_id)
    if pair is not None and pair.verdict == PairVerdict.MERGED:
        pair.verdict, pair.decided_at, pair.decided_by = PairVerdict.OPEN.value, None, None
        work.session.add(pair)
        work.session.flush()


def _record(work: Work, row: PlaceMerge, reason: str, kept: Sequence[Kept]) -> None:
    stayed = [{"what": str(item.what), "why": str(item.why), "name": item.name} for item in kept]
    for place_id, other in ((row.into_id, row.absorbed_id), (row.absorbed_id, row.into_id)):
        after = {"merge": row.id, "parted_from": other, "kept": stayed}
        journal.record(work, "places.parted", ("place", place_id), after=after, reason=reason)
