"""Taking in the places of a file by the thousand: plain rows, no object and no question a row.

The importers have checked every value of every row; what is asked here again is what must never
fail: that nothing secret comes in, and that this person may write where the place lies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from registry.accounts.rules import Permission
from registry.core.errors import NotFound, Refused
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.places.models import Claim, ClaimEvidence, Place, PlaceGeometry, PlaceName
from registry.places.queries.readings import reading_book
from registry.places.rules import Stance, is_division, legal_kind_of
from registry.places.rules.details import is_secret
from registry.places.rules.romanise import ReadingTable, has_tones
from registry.places.rules.shape import read_shape
from registry.places.rules.spelling import Spelling, agrees, proposal_for, spell
from registry.places.rules.terms import sort_key_of
from registry.places.services.bulk_rows import RowMaker, fresh_ids
from registry.places.services.index import TermRows, insert_rows
from registry.places.services.late_terms import write_late
from registry.places.services.place_rows import DivisionFacts, divisions_of


class ArrivingPoint(Protocol):
    """A position in WGS 84 with the value as it was received."""

    lon: float
    lat: float
    datum: str
    original: str
    method: str
    accuracy_m: float | None


class Arriving(Protocol):
    """A checked row of a file; `fields` are columns of the place, only those that it fills."""

    number: int
    name: str
    kind: str
    division_id: str
    fields: dict[str, Any]
    names: tuple[tuple[str, str], ...]
    roman: str
    since: str
    until: str
    minority: tuple[str, str]
    facts: dict[str, str]
    citation_id: str | None
    claims: tuple[tuple[str, str, str], ...]
    shape: str
    shape_original: str
    spelling: Any

    @property
    def point(self) -> ArrivingPoint | None: ...  # noqa: D102


def spelled(kind: str, text: str, given: str, readings: ReadingTable) -> Spelling:
    """The spelling to store for a name of a file: the file's own, where it gives one.

    A list that prints no tones and otherwise agrees with the rules gets the rules' tones.
    """
    if given and not has_tones(given):
        proposal = proposal_for(kind, text, readings)
        if proposal.toned and agrees(given, proposal):
            given = ""
    return spell(kind, text, given, readings)


class Arrivals:
    """The places of one batch of a file's rows: `take` each, then `write` them all.

    `source`: the title of the document that the file holds; `citation_id`: the passage that
    stands for all of it; `divisions`: what earlier batches of the same person have asked already.
    Needs `places.edit` where the places lie.
    """

    def __init__(
        self,
        work: Work,
        *,
        run_id: str,
        citation_id: str | None,
        source: str,
        divisions: dict[str, DivisionFacts] | None = None,
    ) -> None:
        self.work = work
        self.source = source
        self.citation_id = citation_id
        self._book = reading_book(work.session)
        self._ids = fresh_ids()
        shared = {**stamp(work), "import_run_id": run_id, "citation_id": citation_id}
        session = work.session
        self._place = RowMaker(session, Place, shared)
        self._name = RowMaker(session, PlaceName, {**shared, "roman_status": "proposed"})
        self._claim = RowMaker(session, Claim, shared)
        self._shape = RowMaker(session, PlaceGeometry, shared)
        self._divisions = {} if divisions is None else divisions
        self._rows: dict[type[Any], list[tuple[Any, ...]]] = {}
        self._terms = TermRows()
        self._simulated = work.simulated

    def knows(self, division_ids: set[str]) -> None:
        """Read the divisions of the rows to come, all at once, and ask whether one may write there.

        Raises:
            Forbidden: `access.out_of_scope`. NotFound: `places.division_unknown`.
        """
        missing = division_ids - self._divisions.keys()
        if not missing:
            return
        found = divisions_of(self.work.session, missing)
        if len(found) != len(missing):
            raise NotFound("places.division_unknown", T("没有这个政区"))
        for facts in found.values():
            self.work.actor.require(Permission.PLACE_EDIT, facts.path)
        self._divisions.update(found)

    def path_of(self, division_id: str) -> str:
        """The path of a division that `knows` was told of."""
        return self._divisions[division_id].path

    def take(self, row: Arriving) -> str:
        """Gather the rows of one new place; returns its id.

        Raises:
            Refused: `places.secret`.
        """
        fields = row.fields
        if is_secret(fields.get("secrecy", "unknown")):
            raise Refused("places.secret", T("密级不是公开的地名不能进入本系统"))
        division = self._divisions[row.division_id]
        place_id = next(self._ids)
        names = self.take_names(place_id, row, [("standard", row.name), *row.names], division.path)
        standard = names[0]
        values: dict[str, Any] = {
            "legal_kind": legal_kind_of(row.kind).value,
            **fields,
            "id": place_id,
            "kind": row.kind,
            "division_id": row.division_id,
            "county_id": division.county_id,
            "import_row": row.number,
            "sort_key": sort_key_of(row.name, standard["roman_plain"]),
        }
        if row.citation_id is not None:
            values["citation_id"] = row.citation_id
        if row.point is not None:
            values |= self.position_of(row.point, row.number)
        self._add(Place, self._place.row(values))
        self.take_claims(place_id, row, row.claims)
        if row.shape:
            self.take_shape(place_id, row)
        own = division.codes if is_division(row.kind, division.level) else ()
        codes = [fields.get("place_code"), fields.get("twin_place_code"), *own]
        facts = {
            "id": place_id,
            "kind": row.kind,
            "division_id": row.division_id,
            "simulated": self._simulated,
        }
        self._terms.take(facts, names, [code for code in codes if code])
        return place_id

    def take_names(
        self,
        place_id: str,
        row: Arriving,
        names: Sequence[tuple[str, str]],
        division_path: str,
        kind: str = "",
    ) -> list[dict[str, Any]]:
        """Gather names of a place; returns what the search index needs to know of them.

        `kind`: the place's own, where it was there before; a row need not say one.
        """
        readings = self._book.table_for(division_path)
        made = []
        for name_kind, text in names:
            is_standard = name_kind == "standard"
            known = row.spelling if is_standard else None
            spelling = known or spelled(
                kind or row.kind, text, row.roman if is_standard else "", readings
            )
            values = {
                "id": next(self._ids),
                "place_id": place_id,
                "text": text,
                "name_kind": name_kind,
                "specific": spelling.specific,
                "generic": spelling.generic,
                "generic_absorbed": spelling.absorbed,
                "roman_toned": spelling.toned,
                "roman_plain": spelling.plain,
                "roman_sign": spelling.sign,
                "roman_doubt": spelling.doubt,
                "reading_basis": (spelling.basis or self.source)[:300],
                "import_row": row.number,
            }
            if is_standard and (row.since or row.until or row.minority[0]):
                values["valid_from_verbatim"] = row.since
                values["valid_to_verbatim"] = row.until
                values["minority_text"], values["minority_language"] = row.minority
            if is_standard and row.facts:
                values |= row.facts
            if row.citation_id is not None:
                values["citation_id"] = row.citation_id
            made.append(values)
            self._add(PlaceName, self._name.row(values))
        return made

    def take_claims(
        self, place_id: str, row: Arriving, claims: Sequence[tuple[str, str, str]]
    ) -> None:
        """Gather claims about a place, each with the file's passage for it."""
        for kind, text, era in claims:
            claim_id = next(self._ids)
            values = {
                "id": claim_id,
                "place_id": place_id,
                "claim_type": kind,
                "value_text": text,
                "era_verbatim": era,
                "import_row": row.number,
            }
            self._add(Claim, self._claim.row(values))
            if (passage := row.citation_id or self.citation_id) is not None:
                evidence = (claim_id, passage, Stance.SUPPORTS.value, 0)
                self._add(ClaimEvidence, evidence)

    def take_shape(self, place_id: str, row: Arriving) -> None:
        """Gather the shape of a place."""
        shape = read_shape(row.shape)
        point = row.point
        values = {
            "id": next(self._ids),
            "place_id": place_id,
            "geometry_type": shape.geometry_type.value,
            "geojson": shape.geojson,
            "datum": point.datum if point else "wgs84",
            "original": row.shape_original,
            "method": point.method if point else "published",
            "source": self._said(row.number),
        }
        self._add(PlaceGeometry, self._shape.row(values))

    def position_of(self, point: ArrivingPoint, number: int) -> Mapping[str, Any]:
        """The columns of a position."""
        return {
            "lon": point.lon,
            "lat": point.lat,
            "accuracy_m": point.accuracy_m,
            "datum": point.datum,
            "position_method": point.method,
            "original_coord": point.original[:200],
            "position_source": self._said(number),
        }

    def _said(self, number: int) -> str:
        """Where a position is from, for everybody: the document and the row of it."""
        row = f" 第 {number} 行"
        return f"{self.source[: 300 - len(row)]}{row}"

    def _add(self, model: type[Any], row: tuple[Any, ...]) -> None:
        rows = self._rows.get(model)
        if rows is None:
            rows = self._rows[model] = []
        rows.append(row)

    def write(self, *, terms_later: bool = False) -> None:
        """Insert what was gathered, parents before children, and start afresh.

        `terms_later`: the terms that the names are found by wait for `late_terms.enter_part`.
        """
        session = self.work.session
        for model in (Place, PlaceName, Claim, ClaimEvidence, PlaceGeometry):
            insert_rows(session, model, self._rows.pop(model, []))
        if terms_later:
            write_late(session, self._terms)
        else:
            self._terms.write(session)
