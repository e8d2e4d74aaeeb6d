"""A document with a passage, and a place that a claim rests on it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from registry.sources import services
from tests.integration.places.conftest import gazetteer

__all__ = ["gazetteer"]


@dataclass(frozen=True)
class Shelf:
    """The ids of a document of the compiler's and of a passage of it."""

    source: str
    citation: str


@pytest.fixture
def shelf(work_as, cast) -> Shelf:
    """One book, cited once."""
    with work_as(cast.compiler) as work:
        source = services.add_source(
            work,
            source_type="gazetteer",
            title="嘉庆合肥县志",
            edition="嘉庆八年刻本",
            grade="B",
        )
        citation = services.cite(
            work, source_id=source.id, locator="卷三", quote="三河镇在縣南九十里"
        )
    return Shelf(source.id, citation.id)
