"""Romanisation of Chinese names of places by the rules of 1984: proposals, never decisions."""

from __future__ import annotations

from registry.places.rules.romanise.committee import CommitteeName, parse_committee, short_name
from registry.places.rules.romanise.entity import EntityClass, entity_class_of
from registry.places.rules.romanise.generics import Piece, Role, Split, split
from registry.places.rules.romanise.proposal import Part, Polyphone, Proposal, propose
from registry.places.rules.romanise.reading import (
    Reader,
    Reading,
    library_reader,
    shipped_polyphones,
    shipped_readings,
)
from registry.places.rules.romanise.sign_text import (
    SignTextFault,
    SignTextProblem,
    plain_of,
    sign_of,
    sign_text_problem,
)

__all__ = [
    "CommitteeName",
    "EntityClass",
    "Part",
    "Piece",
    "Polyphone",
    "Proposal",
    "Reader",
    "Reading",
    "Role",
    "SignTextFault",
    "SignTextProblem",
    "Split",
    "entity_class_of",
    "library_reader",
    "parse_committee",
    "plain_of",
    "propose",
    "shipped_polyphones",
    "shipped_readings",
    "short_name",
    "sign_of",
    "sign_text_problem",
    "split",
]
