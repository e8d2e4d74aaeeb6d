"""Taking in divisions, one edition of one scheme's list at a time, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert
from sqlmodel import Session, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Invalid, Refused
from registry.core.ids import stable_id
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.places.models import Division, DivisionChange
from registry.places.rules import DivisionChangeKind, DivisionLevel


@dataclass(frozen=True, slots=True)
class NewDivision:
    """One row of a list. Parents and twins are named by (scheme, edition, code).

    `twin` names the row of the other list that is the same division and stands in the tree that
    places hang from; only the row outside that tree names its twin.
    """

    scheme: str
    edition: str
    code: str
    name: str
    level: DivisionLevel | str
    parent: tuple[str, str, str] | None = None
    twin: tuple[str, str, str] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    status_note: str = ""
    label_lon: float | None = None
    label_lat: float | None = None
    label_source: str = ""
    label_datum: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """(scheme, edition, code): the identity of a row, the same in every installation."""
        return self.scheme, self.edition, self.code


@dataclass(frozen=True, slots=True)
class NewDivisionChange:
    """What happened to divisions on one day; both are named by (scheme, edition, code).

    Without `after` the division ended or left what is registered here (`note` says where to);
    without `before` one was set up. `basis` is the decision: who, which number, when.
    """

    happened_on: date
    kind: DivisionChangeKind | str
    before: tuple[str, str, str] | None
    after: tuple[str, str, str] | None
    basis: str
    note: str = ""
    citation_id: str | None = None


def division_id(scheme: str, edition: str, code: str) -> str:
    """The identifier of a division, from its key, so that shipped data and scopes can name it."""
    return stable_id("division", scheme, edition, code)


def add_divisions(work: Work, rows: Iterable[NewDivision]) -> int:
    """Add divisions, parents before children; rows that exist already are left as they are.

    Returns how many were added. A path is the parent's path, "/" and the own id.

    Raises:
        Forbidden: needs `places.edit` everywhere.
        Refused: `places.parent_unknown`, where a parent is neither in the rows nor in the table.
    """
    work.actor.require(Permission.PLACE_EDIT, "")
    wanted = list(rows)
    paths = _known_paths(work.session)
    fresh = [row for row in wanted if division_id(*row.key) not in paths]
    values = [_values(work, row, paths) for row in fresh]
    if not values:
        return 0
    work.session.execute(insert(Division), values)
    lists = sorted({f"{row.scheme} {row.edition}" for row in fresh})
    after = {"count": len(values), "lists": lists}
    journal.record(work, "places.divisions_added", ("division_list", lists[0]), after=after)
    return len(values)


def add_division_changes(work: Work, rows: Iterable[NewDivisionChange]) -> int:
    """Add what became of divisions; rows that exist already are left as they are.

    Returns how many were added.

    Raises:
        Forbidden: needs `places.edit` everywhere. Invalid: no basis.
        Refused: `places.division_unknown`, where a division is not in the table.
    """
    work.actor.require(Permission.PLACE_EDIT, "")
    known = _known_paths(work.session)
    here = set(work.session.exec(select(DivisionChange.id)))
    values = [_change_values(work, row, known) for row in rows]
    fresh = [row for row in values if row["id"] not in here]
    if not fresh:
        return 0
    work.session.execute(insert(DivisionChange), fresh)
    after = {"count": len(fresh), "kinds": [row["kind"] for row in fresh]}
    subject = ("division_change", str(fresh[0]["id"]))
    journal.record(work, "places.division_changes_added", subject, after=after)
    return len(fresh)


def _change_values(
    work: Work, row: NewDivisionChange, known: Mapping[str, str]
) -> Mapping[str, object]:
    if not row.basis.strip():
        raise Invalid({"basis": [T("请写明依据")]})
    ends = [division_id(*key) if key else None for key in (row.before, row.after)]
    if any(end is not None and end not in known for end in ends):
        raise Refused("places.division_unknown", T("没有这个政区"))
    kind = DivisionChangeKind(row.kind).value
    return {
        **stamp(work),
        "id": stable_id("division_change", row.happened_on.isoformat(), kind, *map(str, ends)),
        "happened_on": row.happened_on,
        "kind": kind,
        "from_division_id": ends[0],
        "to_division_id": ends[1],
        "basis": row.basis,
        "note": row.note,
        "citation_id": row.citation_id,
    }


def _known_paths(session: Session) -> dict[str, str]:
    return dict(session.exec(select(Division.id, Division.path)).all())


def _values(work: Work, row: NewDivision, paths: dict[str, str]) -> Mapping[str, object]:
    own = division_id(*row.key)
    parent = division_id(*row.parent) if row.parent else None
    if parent is not None and parent not in paths:
        raise Refused("places.parent_unknown", T("%(name)s 的上级政区还没有登记", name=row.name))
    paths[own] = f"{paths[parent] if parent else ''}/{own}"
    return {
        **stamp(work),
        "id": own,
        "scheme": row.scheme,
        "edition": row.edition,
        "code": row.code,
        "name": row.name,
        "level": DivisionLevel(row.level).value,
        "parent_id": parent,
        "path": paths[own],
        "twin_division_id": division_id(*row.twin) if row.twin else None,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "status_note": row.status_note,
        "label_lon": row.label_lon,
        "label_lat": row.label_lat,
        "label_source": row.label_source,
        "label_datum": row.label_datum,
    }
