"""Romanisation of Chinese names of places by the rules of 1984: proposals, never decisions."""

from __future__ import annotations

from registry.places.rules.romanise.committee import CommitteeName, parse_committee, short_name
from registry.places.rules.romanise.entity import (
    EntityClass,
    entity_class_named,
    entity_class_of,
)
from registry.places.rules.romanise.generics import Piece, Role, Split, split
from registry.places.rules.romanise.proposal import Part, Polyphone, Proposal, propose
from registry.places.rules.romanise.reading import (
    Reader,
    Reading,
    ReadingTable,
    library_reader,
    reading_table,
    shipped_polyphones,
    shipped_readings,
)
from registry.places.rules.romanise.sign_text import (
    APOSTROPHE,
    SignTextFault,
    SignTextProblem,
    sign_of,
    sign_text_problem,
)
from registry.places.rules.romanise.tones import has_tones, is_syllable, plain_of

__all__ = [
    "APOSTROPHE",
    "CommitteeName",
    "EntityClass",
    "Part",
    "Piece",
    "Polyphone",
    "Proposal",
    "Reader",
    "Reading",
    "ReadingTable",
    "Role",
    "SignTextFault",
    "SignTextProblem",
    "Split",
    "entity_class_named",
    "entity_class_of",
    "has_tones",
    "is_syllable",
    "library_reader",
    "parse_committee",
    "plain_of",
    "propose",
    "reading_table",
    "shipped_polyphones",
    "shipped_readings",
    "short_name",
    "sign_of",
    "sign_text_problem",
    "split",
]
