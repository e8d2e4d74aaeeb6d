"""Taking in divisions: one edition of one scheme's list at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert
from sqlmodel import Session, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Refused
from registry.core.ids import stable_id
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.places.models import Division
from registry.places.rules import DivisionLevel


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
