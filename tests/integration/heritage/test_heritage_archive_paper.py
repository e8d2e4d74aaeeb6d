"""What a published list says of a place, on the paper of its file: batch, year and how far."""

from __future__ import annotations

import io
import zipfile

import pypdfium2
import pytest

from registry.core.actor import SYSTEM
from registry.heritage import services
from registry.heritage.rules.candidates import Candidate, CandidateState


def printed(client, place_id: str, language: str) -> str:
    """The text of the PDF as a reader may mark it, lines joined."""
    answer = client.get(f"/places/{place_id}/archive.zip", headers={"Accept-Language": language})
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        document = pypdfium2.PdfDocument(archive.read("record.pdf"))
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).split())


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        (
            "zh-CN",
            (
                "名单里的名称 类别 批次 年份 状态",
                "三河镇 千年古镇 第 5 批 2023 公示名单候选",
                "三河 千年古镇 首批增补 2021 已申报，结果未见",
            ),
        ),
        (
            "en",
            (
                "Name in the list Kind Batch Year State",
                "三河镇 千年古镇 batch 5 2023 Candidate in a public notice",
                "三河 千年古镇 首批增补 2021 Filed, outcome not seen",
            ),
        ),
    ],
)
def test_the_paper_says_batch_year_and_how_far_a_listed_name_got(
    scene, client, language, rows
) -> None:
    listed = {"place_id": scene.place_id, "list_key": "anhui"}
    batches = (
        ("a", "三河镇", CandidateState.CANDIDATE, "5", "2023"),
        ("b", "三河", CandidateState.FILED, "首批增补", "2021"),
    )
    with scene.work_as(SYSTEM) as work:
        services.record_candidates(
            work,
            [
                Candidate(key, name, "千年古镇", state, batch=batch, year=year, **listed)
                for key, name, state, batch, year in batches
            ],
        )
    paper = printed(client, scene.place_id, language)
    for row in rows:
        assert row in paper, paper
