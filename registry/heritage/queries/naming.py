"""The names of a nominated place through time, from its names and from the claims of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import Session

from registry.heritage.models import Nomination
from registry.heritage.queries.matrix import MatrixClaim, matrix_of
from registry.heritage.queries.nominations import nomination
from registry.heritage.rules.names_line import NamesLine, Spell, names_line
from registry.places import queries as place_queries
from registry.places.queries import NameView
from registry.places.rules import Years

_DRAWN = frozenset({"standard", "former", "historical"})
_OF_THE_NAME = frozenset({"name_first_record", "name_continuous"})


def names_line_of(
    session: Session, file: Nomination, matrix: dict[str, list[MatrixClaim]]
) -> NamesLine | None:
    """The drawing for one file; None where nothing about its names is dated.

    Claims about the name speak of the standard name: a first record opens a spell that lasts
    until now, a continuous use is a spell with its own end, so that two of them leave a gap.
    """
    found = place_queries.place_dossier(session, file.place_id)
    if found is None:
        return None
    claims = [claim for served in matrix.values() for claim in served]
    spoken = {claim.link_id: claim for claim in claims if claim.claim_type in _OF_THE_NAME}
    spells = [*_of_names(found.names), *_of_claims(file.place_name, list(spoken.values()))]
    return names_line(spells, now_year=file.reference_year)


def names_line_of_file(session: Session, nomination_id: str) -> NamesLine | None:
    """The drawing for a file by its id: names as the gazetteer has them now."""
    file = nomination(session, nomination_id)
    return None if file is None else names_line_of(session, file, matrix_of(session, file))


def _of_names(names: Sequence[NameView]) -> Iterator[Spell]:
    for view in names:
        if view.name_kind in _DRAWN and (spell := _spell(view.text, view.years)) is not None:
            yield spell


def _of_claims(name: str, claims: list[MatrixClaim]) -> Iterator[Spell]:
    bounded = [claim for claim in claims if claim.years.latest is not None]
    # Where uses with an end are stated, a first record must not draw over the gaps between them.
    for claim in bounded or claims:
        if claim.supporting and (spell := _spell(name, claim.years)) is not None:
            yield spell


def _spell(name: str, years: Years) -> Spell | None:
    low, high = years.from_min, years.from_max
    if low is None and high is None:
        return None
    begun = low if low is not None else high
    certain = high if high is not None else low
    if begun is None or certain is None:
        return None
    return Spell(name, begun, max(begun, certain), years.to_min, years.to_max)
