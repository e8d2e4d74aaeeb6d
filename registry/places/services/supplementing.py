"""Adding what a file says to places that are there: many at once, earlier states kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlmodel import col

from registry.core.errors import Conflict
from registry.core.text import T
from registry.core.work import Work
from registry.places.models import Place, PlaceGeometry, PlaceName
from registry.places.rules import NameKind
from registry.places.rules.details import EDITABLE
from registry.places.services.bulk import Arrivals, Arriving
from registry.places.services.index import reindex
from registry.places.services.past import keep_many

_CODES = frozenset({"place_code", "twin_place_code"})
#: How exact a position is comes without it only where the position is there already.
_WRITTEN = EDITABLE | {"accuracy_m"}


@dataclass(slots=True)
class Supplement:
    """What one row adds to one place; `version` is the state it was compared with.

    `facts` are columns of its standard name.
    """

    place_id: str
    division_id: str
    kind: str
    version: int
    row: Arriving
    columns: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    names: Sequence[tuple[str, str]] = ()
    claims: Sequence[tuple[str, str, str]] = ()
    with_point: bool = False
    with_shape: bool = False


def supplement(
    work: Work, arrivals: Arrivals, items: Sequence[Supplement], *, run_id: str, reason: str
) -> dict[str, int]:
    """Write what rows add to places; returns the number of each place's kept earlier state.

    The caller writes the journal entry of the whole batch; each place's page has its own history.

    Raises:
        Forbidden: needs `places.edit` where each of them lies.
        Conflict: `places.changed_meanwhile`, where one is no longer what it was compared with.
    """
    if not items:
        return {}
    arrivals.knows({item.division_id for item in items})
    ids = [item.place_id for item in items]
    numbers = keep_many(work, ids, "places.imported", reason=reason, import_run_id=run_id)
    _write_columns(work, arrivals, items)
    for item in items:
        path = arrivals.path_of(item.division_id)
        arrivals.take_names(item.place_id, item.row, item.names, path, item.kind)
        arrivals.take_claims(item.place_id, item.row, item.claims)
        if item.facts:
            _write_facts(work, item)
        if item.with_shape:
            shape = delete(PlaceGeometry).where(col(PlaceGeometry.place_id) == item.place_id)
            work.session.execute(shape)
            arrivals.take_shape(item.place_id, item.row)
    arrivals.write()
    work.session.expire_all()
    for item in items:
        if item.names or _CODES & item.columns.keys():
            reindex(work.session, item.place_id)
    return numbers


def _write_facts(work: Work, item: Supplement) -> None:
    statement = update(PlaceName).where(
        col(PlaceName.place_id) == item.place_id,
        col(PlaceName.name_kind) == NameKind.STANDARD.value,
    )
    work.session.execute(
        statement.values(dict(item.facts)).execution_options(synchronize_session=False)
    )


def _write_columns(work: Work, arrivals: Arrivals, items: Sequence[Supplement]) -> None:
    """One statement for each set of columns; the version says that nobody came between."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for item in items:
        values = {name: value for name, value in item.columns.items() if name in _WRITTEN}
        if item.with_point and item.row.point is not None:
            values |= arrivals.position_of(item.row.point, item.row.number)
        marked = {f"new_{name}": value for name, value in values.items()}
        marked |= {"place": item.place_id, "version": item.version}
        by_columns.setdefault(tuple(sorted(values)), []).append(marked)
    for names, rows in by_columns.items():
        statement = (
            update(Place)
            .where(
                col(Place.id) == bindparam("place"), col(Place.row_version) == bindparam("version")
            )
            .values(
                {
                    **{name: bindparam(f"new_{name}") for name in names},
                    "row_version": col(Place.row_version) + 1,
                    "updated_at": work.at,
                    "updated_by": work.actor.id,
                }
            )
        )
        written = work.session.connection().execute(statement, rows)
        if written.rowcount not in {len(rows), -1}:
            raise Conflict("places.changed_meanwhile", T("这些地名同时被别人改过，请重新导入"))
