"""Shipped divisions as the gazetteer takes them in: one tree, and the twins beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from imports.shipped.keys import division_key
from registry.places.services import NewDivision

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
