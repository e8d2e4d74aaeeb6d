"""Shipped divisions as the gazetteer takes them in: one tree, the twins beside it, the past."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from imports.shipped.keys import division_key
from registry.places.services import NewDivision, NewDivisionChange

Row = Mapping[str, str]


def division_rows(rows: Sequence[Row], points: Iterable[Row]) -> Iterator[NewDivision]:
    """The 1,956 divisions, parents first, with the label points of the counties."""
    labels = {row["division_key"]: row for row in points if row["method"] == "label_point"}
    for row in rows:
        label = labels.get(row["key"])
        yield NewDivision(
            scheme=row["scheme"],
            edition=row["edition"],
            code=row["code"],
            name=row["name"],
            level=row["level"],
            parent=division_key(row["parent_key"]) if row["parent_key"] else None,
            status_note=row["note"],
            label_lon=float(label["lon"]) if label else None,
            label_lat=float(label["lat"]) if label else None,
            label_source=label["source"] if label else "",
            label_datum=label["datum"] if label else "",
        )


def twin_rows(rows: Sequence[Row]) -> Iterator[NewDivision]:
    """The same divisions as the other list has them, in that list's own tree.

    A code of one list never finds a row of the other: each keeps its scheme and edition, and the
    twin alone says that two rows are one division.
    """
    city = next(row for row in rows if row["level"] == "city")
    for row in rows:
        if not row["twin_code"]:
            continue
        parent = row["twin_parent_code"]
        if not parent and row["level"] == "county":
            parent = city["twin_code"]
        scheme, edition = row["twin_scheme"], row["twin_edition"]
        yield NewDivision(
            scheme=scheme,
            edition=edition,
            code=row["twin_code"],
            name=row["twin_name"],
            level=row["level"],
            parent=(scheme, edition, parent) if parent else None,
            twin=(row["scheme"], row["edition"], row["code"]),
        )


def past_rows(rows: Iterable[Row]) -> Iterator[NewDivision]:
    """Divisions that are no more, in the edition that still had them, parents first."""
    for row in rows:
        yield NewDivision(
            scheme=row["scheme"],
            edition=row["edition"],
            code=row["code"],
            name=row["name"],
            level=row["level"],
            parent=division_key(row["parent_key"]) if row["parent_key"] else None,
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            status_note=row["note"],
        )


def change_rows(rows: Iterable[Row]) -> Iterator[NewDivisionChange]:
    """What became of divisions, by whose decision: public facts, to be checked by the bureau."""
    for row in rows:
        yield NewDivisionChange(
            happened_on=date.fromisoformat(row["happened_on"]),
            kind=row["kind"],
            before=division_key(row["from_key"]) if row["from_key"] else None,
            after=division_key(row["to_key"]) if row["to_key"] else None,
            basis=row["basis"],
            note=row["note"],
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
