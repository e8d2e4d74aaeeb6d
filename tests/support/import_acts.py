"""The writes of importing with forms that succeed, each on a run of its own."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from imports import services
from imports.models import ImportRow, ImportRun
from imports.rules.mapping import ColumnMapping
from imports.rules.outcome import RunState
from registry.core.actor import SYSTEM
from registry.core.work import Work

WorkAs = Callable[..., AbstractContextManager[Work]]
#: A list of one name, and the notice that it was published in.
_NOTICE = {
    "kind": "gongshi",
    "title": "千年古镇候选名单公示",
    "document_no": "",
    "issuer": "安徽省民政厅",
    "published_on": "2021-01-15",
    "ends_on": "2021-01-21",
    "url": "https://example.cn/",
    "list_key": "anhui",
    "list_name": "",
    "heritage_class": "千年古镇",
    "batch": "8",
    "text": "合肥市肥东县石塘镇",
}
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def import_acts(work_as: WorkAs, place_id: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every write of importing by its endpoint: where it is sent, and a form that succeeds."""
    with work_as(SYSTEM) as work:
        run = {state: _run(work, state) for state in RunState}
        busy, conflict = _run(work, RunState.UPLOADED), _run(work, RunState.CHECKED)
        paper, spare = _run(work, RunState.CHECKED), _run(work, RunState.UPLOADED)
        services.ask_check(work, busy)
        for held, counts in ((conflict, {"conflict": 1}), (paper, {"secret": 1, "rejected": 1})):
            work.session.get_one(ImportRun, held).counts = counts
        row = ImportRow(run_id=conflict, number=2, outcome="conflict", name="龙城村")
        row.matches = [{"place_id": place_id, "name": "龙城村", "score": 60, "reasons": []}]
        work.session.add(row)
    csv = (io.BytesIO("标准名称,类别\n龙城村,自然村\n".encode()), "村.csv")
    said = {"source_title": "示例", "source_url": "https://example.cn/", "division_id": ""}
    said["source_accessed_on"] = "2026-11-23"
    return {
        "imports.run_create": ("/imports", {"file": csv, **said}),
        "imports.list_create": ("/imports/new/list", {"text": "合肥市肥东县石塘镇", **said}),
        "imports.candidates_create": ("/imports/new/candidates", _NOTICE),
        "imports.mapping_update": (
            f"/imports/{spare}/mapping",
            {"then": "reread", "seen_version": "2", "encoding": "gb18030", "header_row": "1"},
        ),
        "imports.run_check": (f"/imports/{run[RunState.UPLOADED]}/check", {}),
        "imports.run_apply": (f"/imports/{run[RunState.CHECKED]}/apply", {}),
        "imports.run_undo": (f"/imports/{run[RunState.APPLIED]}/undo", {"reason": "误导入"}),
        "imports.run_cancel": (f"/imports/{run[RunState.FAILED]}/cancel", {}),
        "imports.run_stop": (f"/imports/{busy}/stop", {}),
        "imports.row_decide": (
            f"/imports/{conflict}/rows/2",
            {"choice": f"use:{place_id}", "alike": "1", "after": ""},
        ),
        "imports.paper_record": (
            f"/imports/{paper}/paper",
            {
                "number": "皖解密〔2026〕1号",
                "issuer": "保密局",
                "file": (io.BytesIO(_PDF), "a.pdf"),
            },
        ),
    }


def _run(work: Work, state: RunState) -> str:
    """A mapped run in this state; nobody will look for the bytes of its file."""
    run = services.start_run(work, file_name="村.csv", sha256="0" * 64, size=1)
    mapping = ColumnMapping({"name": "标准名称"})
    services.set_mapping(work, run.id, mapping, profile="generic")
    row = work.session.get_one(ImportRun, run.id)
    row.state = state.value
    work.session.add(row)
    work.session.flush()
    return row.id
