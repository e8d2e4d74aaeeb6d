"""A file that is hard to set: rare characters, a long origin, two hundred sources; nothing lost."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pypdfium2
import pytest

from registry.core import glyphs
from registry.places import services
from registry.places.rules import PlaceKind
from registry.places.services import NewName, NewPlace
from registry.places.views.archive import write_archive
from registry.sources import services as sources

#: 烔 垾 㘵 are of the basic plane and extension A, 𡌶 of extension B; no shipped font has U+2A6A5.
NAME, UNDRAWN = "烔垾㘵𡌶", "𪚥"
SOURCES = 200
ORIGIN = "".join(f"第{number}句：先民自江西瓦屑坝迁来，依河筑垾而居。" for number in range(300))


@pytest.fixture
def heavy(runtime, work_as, cast, gazetteer) -> str:
    """A village with all of that."""
    with work_as(cast.steward) as work:
        place_id = services.add_place(
            work,
            NewPlace(
                PlaceKind.NATURAL_VILLAGE,
                gazetteer.shitang,
                [NewName(NAME, roman_toned="Tónghànqiàn'àn"), NewName(f"{UNDRAWN}村", "alias")],
            ),
        )
        cited = []
        for number in range(SOURCES):
            book = sources.add_source(work, source_type="gazetteer", title=f"《志书{number}》")
            passage = sources.cite(work, source_id=book.id, locator=f"卷{number}", quote=NAME)
            cited.append((passage.id, "supports"))
        services.assert_claim(
            work, place_id=place_id, claim_type="origin", value_text=ORIGIN, evidence=cited
        )
    return place_id


def _body(sheet: pypdfium2.PdfPage) -> str:
    """The text of a sheet without line ends, its heading (the name) and its number."""
    lines = sheet.get_textpage().get_text_range().split("\n")
    assert re.fullmatch(r"\d+ / \d+\s*", lines[-1])
    return "".join("".join(lines[:-1]).split()).removeprefix(NAME)


def test_page_and_paper_of_a_heavy_name_are_whole(runtime, heavy) -> None:
    target = io.BytesIO()
    assert write_archive(runtime, heavy, target, is_public=True).has_pdf
    with zipfile.ZipFile(target) as archive:
        page = archive.read("index.html").decode()
        record = json.loads(archive.read("record.json"))
        document = pypdfium2.PdfDocument(archive.read("record.pdf"))
    try:
        paper = "".join(_body(sheet) for sheet in document)
        first = document[0]
        widest = max(first.get_textpage().get_charbox(at)[2] for at in range(200))
        assert widest < first.get_width(), "nothing runs off the sheet"
        assert len(document) > 5
    finally:
        document.close()
    assert glyphs.undrawable(NAME) == set(), "drawn, not boxed"
    for where in (page, paper):
        assert where.count(NAME) > SOURCES
        missing = [number for number in range(SOURCES) if f"《志书{number}》" not in where]
        assert missing == []
        assert ORIGIN in where
    assert f"{UNDRAWN}村" in page
    assert "〔U+2A6A5〕村" in paper, "what no font has is told by its number"
    assert len(record["sources"]) == SOURCES
