"""Every write about claims, documents and their files, with a form that succeeds."""

from __future__ import annotations

import io
from typing import Any

from registry.core.actor import SYSTEM
from registry.places import services as places
from registry.sources import services as sources
from registry.sources.rules import FileRole
from registry.sources.services import PreparedFile
from tests.support.people import Cast

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n"
PASSAGE = {
    "locator": "卷三",
    "quote": "三河鎮在縣南",
    "quote_punctuated": "三河鎮，在縣南。",
    "translation": "三河镇在县城南面。",
    "grade": "B",
    "second_hand_via": "续志",
    "inspected_on": "2026-05-01",
}
SOURCE = {
    "source_type": "gazetteer",
    "title": "嘉慶合肥縣志",
    "author": "左辅",
    "edition": "嘉庆八年刻本",
    "compiled_period": "清",
    "holder": "安徽省图书馆",
    "shelfmark": "K1",
    "url": "https://example.cn/a",
    "accessed_on": "2026-05-01",
    "licence": "公有领域",
    "grade": "A",
    "authenticity_note": "无",
    "note": "无",
}
STATEMENT = {
    "claim_type": "name_continuous",
    "value_text": "自宋沿用",
    "year_from_min": "960",
    "year_from_max": "1127",
    "year_to_min": "1911",
    "year_to_max": "1949",
    "era_verbatim": "宋",
    "computed_by": "李",
    "method": "宋之起讫",
    "gap-0-from": "1276",
    "gap-0-to": "1368",
    "gap-0-verbatim": "元",
    "gap-0-reason": "志书不载",
}


Acts = dict[str, tuple[str, dict[str, Any]]]


def evidence_acts(work_as: Any, cast: Cast, place_id: str) -> Acts:
    """Path and form of each write by its endpoint; what they are about is written here."""
    with work_as(cast.compiler) as work:
        book = sources.add_source(work, source_type="gazetteer", title="嘉庆合肥县志", grade="B")
        ids = [sources.cite(work, source_id=book.id, quote="三河").id for _ in range(3)]
        claim = places.assert_claim(
            work,
            place_id=place_id,
            claim_type="name_continuous",
            value_text="沿用至今",
            year_from_min=960,
            evidence=[(ids[0], "supports"), (ids[1], "contradicts")],
        )
    with work_as(SYSTEM) as work:
        stored = PreparedFile(FileRole.SCAN, "a.pdf", "application/pdf", 9, "0" * 64)
        file = sources.attach_file(work, book.id, stored, licence="公有领域")
        name = places.standard_name(work, place_id).id
    path, shelf = f"/places/{place_id}/claims", f"/sources/{book.id}"
    one = f"{path}/{claim.id}"
    return {
        "places.evidence_remove": (f"{one}/evidence/{ids[1]}/remove", {"reason": "误引"}),
        **_claim_acts(path, one, name, book.id),
        **_shelf_acts(shelf, f"{shelf}/citations/{ids[2]}", f"{shelf}/files/{file.id}"),
    }


def _claim_acts(path: str, one: str, name: str, book: str) -> Acts:
    fresh = {
        "citation_id": "",
        "source_id": "",
        "new_title": "唐墓志",
        "new_source_type": "stone",
        "new_author": "佚名",
        "new_edition": "拓本",
        "new_url": "https://example.cn/b",
    }
    whole = {**STATEMENT, "name_id": name}
    passage = {**PASSAGE, "stance": "supports"}
    judged = {"status": "accepted", "reason": "两部志书相合", "seen_version": "1"}
    return {
        "places.claim_create": (path, {**whole, **passage, **fresh, "grade": "A"}),
        "places.claim_update": (
            f"{one}/edit",
            {**whole, "reason": "据原书", "seen_version": "1"},
        ),
        "places.claim_judge": (f"{one}/status", judged),
        "places.evidence_create": (
            f"{one}/evidence",
            {**passage, "citation_id": "", "source_id": book},
        ),
    }


def _shelf_acts(shelf: str, citation: str, file: str) -> Acts:
    read = {**PASSAGE, "inspected_by": "李"}
    said = {"caption": "卷三书影", "licence": "公有领域", "consent": "无", "public": "1"}
    scan = (io.BytesIO(PDF), "卷三.pdf")
    return {
        "sources.source_create": ("/sources", SOURCE),
        "sources.source_update": (f"{shelf}/edit", {**SOURCE, "reason": "据卷首"}),
        "sources.citation_create": (f"{shelf}/citations", read),
        "sources.citation_update": (citation, {**read, "reason": "校字"}),
        "sources.file_create": (f"{shelf}/files", {**said, "role": "scan", "file": scan}),
        "sources.file_update": (file, {**said, "reason": "核对"}),
    }
