"""A monthly report as the tests print it, and its pages as pictures to compare them with.

python -m tests.support.coverage_papers draws the references anew; look at them before they are
committed.
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pypdfium2
from PIL import Image

from registry.core import printing
from registry.core.words import say
from registry.coverage.rules import HERITAGE, by_stratum
from registry.coverage.rules.drawing import draw_burn_up
from registry.coverage.rules.forecast import Against, Flow, burn_up, forecast
from registry.coverage.rules.frozen import Line, frozen_figures
from registry.coverage.rules.report_paper import paper
from registry.coverage.rules.reporting import (
    Facts,
    Frozen,
    GapRow,
    LineUp,
    ReportScope,
    WorkRow,
    belongs,
    by_known_county,
    changes_between,
    cuts_of,
)
from registry.places.rules.finding import FindingKind
from registry.signage.rules.problems import Problem

RARE = "烔垾㘵𡌶"
ADDRESS = "https://dm.example.cn/coverage/snapshots"
TAKEN = datetime(2026, 11, 30, 15, 30, tzinfo=UTC)
TODAY = date(2026, 11, 30)
COUNTIES = {"a": "肥东县", "b": "庐江县"}
WIDTH = 800
#: How many pages of each language are compared.
LOOKED_AT = {"zh-CN": 3, "en": 1}
REFERENCES = Path(__file__).parents[1] / "unit" / "coverage" / "references"


def line(number: int, **changes) -> Line:
    """A village in the first county without a sign, where one is due."""
    values = {
        "place_id": f"p{number:015d}", "name": f"{RARE}村" if number == 0 else f"虚村{number}",
        "stratum": "village", "county_code": "340122", "county": "肥东县", "county_id": "a",
        "division": "安徽省合肥市肥东县石塘镇", "managing_body": "", "status": "existing",
        "in_scope": 1, "signed": 0, "positions": 1, "positions_verified": 0, "positions_exempt": 0,
        "signs": 0, "signs_verified": 0, "present_invalid": 0, "heritage_positions": 0,
        "heritage_positions_verified": 0, "heritage_signs": 0, "heritage_signs_verified": 0,
        "heritage_present_invalid": 0, "position_ids": f"r{number:015d}",
    }  # fmt: skip
    return Line(**{**values, **changes})


SIGNED = {"signed": 1, "positions_verified": 1, "signs": 1, "signs_verified": 1}
LINES = (
    *(line(number, **(SIGNED if number % 3 else {})) for number in range(24)),
    line(24, county="庐江县", county_id="b", signs=1, present_invalid=1),
    line(25, county="", county_id="city", stratum="natural", positions=0, position_ids=""),
    line(26, stratum="road", managing_body="高新区", **SIGNED),
    line(27, heritage_positions=1, heritage_signs=1, heritage_present_invalid=1, **SIGNED),
)
BEFORE = (
    *(line(number, **(SIGNED if number % 2 else {})) for number in range(20)),
    line(26, stratum="village", managing_body="高新区"),
    line(40),
)


def facts(scope: ReportScope = ReportScope.CITY, scope_id: str = "") -> Facts:
    """A report with something in every part."""
    inside = belongs(scope, scope_id)
    own = [one for one in LINES if inside(one)]
    frozen = Frozen(7, TAKEN, "2026-1", "演示规则（1）", "5c" * 32, "8c" * 32)
    return Facts(
        frozen=frozen,
        scope=scope,
        scope_name="合肥市" if scope is ReportScope.CITY else scope_id,
        strata=tuple(by_stratum(frozen_figures(own), ("village", "road", "natural", HERITAGE))),
        cuts=cuts_of(own, by_known_county(COUNTIES), COUNTIES),
        lines={"village": _line_up()},
        gaps=(GapRow("p000000000000000", f"{RARE}村", "village", date(2026, 6, 1), 182),),
        troubles={"village": {"wrong": 1, "damaged": 0}},
        problems={"village": {Problem.FADED: 2, Problem.TEXT: 5}, HERITAGE: {Problem.LOOSE: 1}},
        findings={FindingKind.UNSIGNED: 12, FindingKind.MISMATCH: 3},
        weeks=tuple(WorkRow(TODAY - timedelta(days=7 * n), n, n % 2) for n in range(12)),
        crews=(WorkRow("虚队", 66, 6, 3), WorkRow("", 1, 0, 1)),
        exemptions=(
            {"position_id": "r1", "place_id": "p000000000000001", "name": "虚村1",
             "stratum": "village", "reason": "在建", "paper": "3 号", "approver": "处长",
             "until": "2027-01-01"},
        ),
        before=Frozen(6, TAKEN - timedelta(days=30), "2026-1", "", "", "7d" * 32),
        changes=changes_between(BEFORE, LINES, inside),
    )  # fmt: skip


def _line_up() -> LineUp:
    monday = TODAY - timedelta(days=TODAY.weekday())
    flows = [
        Flow(monday - timedelta(days=7 * n), 26 if n == 20 else 0, n % 3) for n in range(20, 0, -1)
    ]
    names, signed = 26, 20
    points = burn_up(flows, TODAY)
    led = forecast(flows, names, signed, TODAY)
    due_on = date(2027, 12, 31)
    drawing = draw_burn_up(points, led, due_on, TODAY)
    return LineUp(tuple(points), led, drawing, due_on, "规划", Against.AHEAD)


def printed(language: str = "zh-CN", found: Facts | None = None) -> bytes:
    """The PDF."""
    words = partial(say, language=language)
    data = paper(found or facts(), words, language=language, address=ADDRESS)
    return printing.pdf("coverage.typ", data)


def rendered(language: str = "zh-CN") -> list[Image.Image]:
    """Its pages, drawn by PDFium, in greys and `WIDTH` pixels wide."""
    document = pypdfium2.PdfDocument(printed(language))
    try:
        return [
            page.render(scale=WIDTH / page.get_width()).to_pil().convert("L") for page in document
        ]
    finally:
        document.close()


def words_of(pdf: bytes) -> str:
    """All text of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def reference(language: str, page: int) -> Path:
    """Where the picture that somebody has looked at is kept."""
    return REFERENCES / f"report-{language}-{page}.png"


def main() -> None:
    """Draw the references anew."""
    REFERENCES.mkdir(parents=True, exist_ok=True)
    for language, pages in LOOKED_AT.items():
        for number, page in enumerate(rendered(language)[:pages], start=1):
            out = io.BytesIO()
            page.quantize(16).save(out, format="PNG", optimize=True)
            reference(language, number).write_bytes(out.getvalue())


if __name__ == "__main__":
    main()
