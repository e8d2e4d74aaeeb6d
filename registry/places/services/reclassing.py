"""Many places put under another kind in one act, and that act undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.places.models import Division, Place, PlaceReclassing
from registry.places.rules import EntityStatus, PlaceKind
from registry.places.rules.reclassing import MOST, legal_kind_after
from registry.places.services.details import amend


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind a place is to have, and the version of it that the person looked at."""

    kind: PlaceKind
    seen_version: int


def reclassify(work: Work, wanted: Mapping[str, Wanted], *, reason: str) -> str:
    """Put places under other kinds; each is a change of its own, told and kept. The batch's id.

    Spellings that the program proposed follow the kind, and the legal kind where it is the usual
    one. All or nothing.

    Raises:
        Invalid: fields `place` (none, too many, gone, nothing would change) or `reason`.
        Forbidden: needs `places.edit` where each lies.
        Conflict: `places.changed_meanwhile`.
    """
    if not reason.strip():
        raise Invalid({"reason": [T("请写明为什么改类")]})
    if not wanted:
        raise Invalid({"place": [T("请至少选一个地名")]})
    if len(wanted) > MOST:
        raise Invalid({"place": [T("一次最多改 %(n)d 个，请分几次", n=MOST)]})
    places = _living(work, wanted)
    items = []
    for place in places:
        new = wanted[place.id]
        legal = legal_kind_after(place.kind, place.legal_kind, new.kind)
        item = {
            "place_id": place.id,
            "from": place.kind,
            "to": new.kind.value,
            "legal_from": place.legal_kind,
            "legal_to": legal.value,
        }
        changes = {"kind": new.kind, "legal_kind": legal}
        if amend(work, place.id, changes, reason=reason, seen_version=new.seen_version) is not None:
            items.append(item)
    if not items:
        raise Invalid({"place": [T("选中的地名已经是这个类别")]})
    row = PlaceReclassing(
        **stamp(work), reason=reason.strip(), actor_name=work.actor.name, items=items
    )
    work.session.add(row)
    work.session.flush()
    subject = ("place_reclassing", row.id)
    journal.record(work, "places.reclassified", subject, after={"items": items}, reason=reason)
    return row.id


def _living(work: Work, wanted: Mapping[str, Wanted]) -> list[Place]:
    statement = select(Place).where(col(Place.id).in_(list(wanted))).order_by(col(Place.id))
    places = list(work.session.exec(statement))
    gone = {EntityStatus.MERGED.value, EntityStatus.WITHDRAWN.value}
    if len(places) != len(wanted) or any(place.entity_status in gone for place in places):
        raise Invalid({"place": [T("选中的地名里有的已经并入别处或撤回，请重新选")]})
    return places


def undo_reclassing(work: Work, batch_id: str, *, reason: str) -> int:
    """Put the places of a batch back under their kinds; how many were. The batch says so.

    A place whose kind was changed again since stays as it is. Everything else that was changed
    meanwhile (names, positions, descriptions) is not touched.

    Raises:
        NotFound: `places.reclassing_unknown`. Conflict: `places.reclassing_undone`.
        Forbidden: needs `places.edit` where each lies. Invalid: field `reason`.
    """
    row = work.session.get(PlaceReclassing, batch_id, populate_existing=True)
    if row is None:
        raise NotFound("places.reclassing_unknown", T("没有这次改类"))
    if not reason.strip():
        raise Invalid({"reason": [T("请写明为什么撤销")]})
    if row.undone_at is not None:
        raise Conflict("places.reclassing_undone", T("这次改类已经撤销过了"))
    kept: list[str] = []
    for item in row.items:
        place = work.session.get_one(Place, item["place_id"], populate_existing=True)
        path = work.session.get_one(Division, place.division_id).path
        work.actor.require(Permission.PLACE_EDIT, path)
        if place.kind != item["to"] or place.entity_status in {
            EntityStatus.MERGED.value,
            EntityStatus.WITHDRAWN.value,
        }:
            kept.append(place.id)
            continue
        before = {"kind": item["from"]}
        if place.legal_kind == item["legal_to"]:
            before["legal_kind"] = item["legal_from"]
        amend(work, place.id, before, reason=reason)
    row.undone_at, row.undone_by, row.undo_reason = work.at, work.actor.id, reason.strip()
    row.kept = kept
    work.session.add(row)
    work.session.flush()
    subject, after = ("place_reclassing", batch_id), {"kept": kept}
    journal.record(work, "places.reclassing_undone", subject, after=after, reason=reason)
    return len(row.items) - len(kept)
