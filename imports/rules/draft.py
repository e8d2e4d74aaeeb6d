"""A row of a file as the place it would become: every field checked, in the form it is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from imports.rules.problems import Problem, Weight


@dataclass(slots=True)
class DraftPoint:
    """Where the row says the place is: WGS 84, with the value as it was written."""

    lon: float
    lat: float
    datum: str
    original: str
    method: str
    accuracy_m: float | None = None


@dataclass(slots=True)
class PlaceDraft:
    """What a row says, as it would be stored.

    `fields`: columns of the place that the row fills, only those. `home_id`: the division it lies
    in (for a town its county), by which it is compared. `names`: (kind, text) beside the standard
    name. `claims`: (type, text, verbatim years). `cells` is only kept while the row is in hand.
    """

    number: int
    name: str = ""
    kind: str = ""
    division_id: str = ""
    home_id: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    names: tuple[tuple[str, str], ...] = ()
    roman: str = ""
    since: str = ""
    until: str = ""
    minority: tuple[str, str] = ("", "")
    #: What else is known of the standard name, by its columns: its approval, its characters.
    facts: dict[str, str] = field(default_factory=dict)
    claims: tuple[tuple[str, str, str], ...] = ()
    point: DraftPoint | None = None
    shape: str = ""
    shape_original: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_secret: bool = False
    spelling: Any = None
    #: Of a row of a published list: its text, class and batch as they stand there.
    listed: dict[str, str] = field(default_factory=dict)
    #: Whether the row says in so many words what the division was called then, beside how it
    #: writes the one of today.
    division_said: bool = field(default=False, compare=False)
    division_written: str = field(default="", compare=False)
    #: What the row says it was taken from, in its own words; and the passage that holds this.
    source_text: str = ""
    citation_id: str | None = None

    @property
    def place_code(self) -> str:
        """The place-name code, or ""."""
        return self.fields.get("place_code") or ""

    @property
    def weight(self) -> Weight:
        """The heaviest of its problems."""
        return max((one.weight for one in self.problems), default=Weight.NOTE)

    def tell(self, column: str, value: str, code: str, /, **params: Any) -> None:
        """Add a problem."""
        shown = value if len(value) <= 120 else value[:120] + "…"
        self.problems.append(Problem(column, shown, code, params))

    def as_data(self) -> dict[str, Any]:
        """Plain data for the row that is kept: what applying needs when a person has decided."""
        data: dict[str, Any] = {"name": self.name, "kind": self.kind}
        data |= {"division_id": self.division_id, "home_id": self.home_id, "fields": self.fields}
        if self.names:
            data["names"] = [list(one) for one in self.names]
        if self.claims:
            data["claims"] = [list(one) for one in self.claims]
        for key in ("roman", "since", "until", "shape", "shape_original"):
            if getattr(self, key):
                data[key] = getattr(self, key)
        if self.listed:
            data["listed"] = dict(self.listed)
        if self.minority[0]:
            data["minority"] = list(self.minority)
        if self.facts:
            data["facts"] = dict(self.facts)
        if self.source_text:
            data["source_text"] = self.source_text
        if self.point is not None:
            point = self.point
            data["point"] = [point.lon, point.lat, point.datum, point.original, point.method]
            data["accuracy_m"] = point.accuracy_m
        return data


def draft_from(number: int, data: dict[str, Any]) -> PlaceDraft:
    """The draft that `as_data` wrote."""
    point = data.get("point")
    minority = data.get("minority") or ("", "")
    return PlaceDraft(
        number=number,
        name=data.get("name", ""),
        kind=data.get("kind", ""),
        division_id=data.get("division_id", ""),
        home_id=data.get("home_id", ""),
        fields=dict(data.get("fields") or {}),
        names=tuple((kind, text) for kind, text in data.get("names") or ()),
        roman=data.get("roman", ""),
        since=data.get("since", ""),
        until=data.get("until", ""),
        minority=(minority[0], minority[1]),
        facts=dict(data.get("facts") or {}),
        source_text=data.get("source_text", ""),
        claims=tuple((kind, text, era) for kind, text, era in data.get("claims") or ()),
        point=_point_from(point, data.get("accuracy_m")),
        shape=data.get("shape", ""),
        shape_original=data.get("shape_original", ""),
    )


def _point_from(point: list[Any] | None, accuracy_m: float | None) -> DraftPoint | None:
    if not point:
        return None
    lon, lat, datum, original, method = point
    return DraftPoint(lon, lat, datum, original, method, accuracy_m)
