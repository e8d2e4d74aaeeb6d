"""Nothing of a secret row is kept, by whatever way it came: every byte kept is looked at."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from imports import queries, services
from imports.services import files
from registry.core.actor import SYSTEM
from tests.support.importing import Importer, csv_bytes, outcomes

WORD = "绝不可留的那个庄"
OPEN_ROW = {
    "标准名称": "小李庄",
    "类别": "自然村",
    "县区": "肥西县",
    "乡镇": "三河镇",
    "描述": "李姓聚居",
    "密级": "公开",
}
SECRET_ROW = {**OPEN_ROW, "标准名称": WORD, "描述": f"{WORD}的来历"}


@pytest.fixture
def database_url(shipped_database):
    """Every test of this file starts with the shipped data in its database."""
    return shipped_database


@pytest.fixture
def importer(runtime, monkeypatch, tmp_path):
    """Files in the system's name, with a folder for what is written on the way."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return Importer(runtime)


def places_of(runtime, tmp_path: Path) -> Iterator[Path]:
    """Every file of the installation and of the folder for temporary ones."""
    roots = {Path(runtime.settings.data_dir), tmp_path}
    url = runtime.settings.resolved_database_url
    if url.startswith("sqlite"):
        roots.add(Path(url.removeprefix("sqlite:///")).parent)
    for root in roots:
        yield from (path for path in root.rglob("*") if path.is_file())


def kept_at(runtime, tmp_path: Path) -> list[str]:
    """The files whose bytes hold the word, in any of the writings that a store may use."""
    spelled = [WORD.encode(), WORD.encode("gb18030"), WORD.encode("utf-16-le")]
    spelled.append(WORD.encode("unicode_escape"))
    return [
        path.name
        for path in places_of(runtime, tmp_path)
        if any(one in path.read_bytes() for one in spelled)
    ]


TWO_ROWED = (
    "基本信息,,,,文字,管理\n标准名称,类别,县区,乡镇,描述,密级\n"
    "小李庄,自然村,肥西县,三河镇,李姓聚居,公开\n"
    f"{WORD},自然村,肥西县,三河镇,{WORD}的来历,内部\n"
).encode()
REMARKED = csv_bytes(
    [
        {("密级（公开、内部）" if key == "密级" else key): value for key, value in row.items()}
        for row in (OPEN_ROW, {**SECRET_ROW, "密级": "内部"})
    ]
)
TWICE = csv_bytes([{**OPEN_ROW, "成果密级": ""}, {**SECRET_ROW, "成果密级": "机密"}])


@pytest.mark.parametrize(
    "content",
    [
        csv_bytes([OPEN_ROW, {**SECRET_ROW, "密级": "秘密★10年"}]),
        csv_bytes([OPEN_ROW, {**SECRET_ROW, "密级": "秘　密"}], "gb18030"),
        TWO_ROWED,
        REMARKED,
        TWICE,
    ],
    ids=["with years", "spaced, GB 18030", "two rows of headings", "header with remark", "twice"],
)
def test_no_byte_of_a_secret_row_is_left_after_writing(
    runtime, importer, tmp_path, content, caplog
):
    run = importer.bring(content, name="普查.csv", profile="generic")
    assert (run.counts["secret"], run.done["create"]) == (1, 1), importer.rows(run.id)
    runtime.database.engine.dispose()
    assert kept_at(runtime, tmp_path) == []
    assert WORD not in caplog.text
    undone = importer.undo(run.id)
    assert undone.done["undo_reversed"] == 1
    assert kept_at(runtime, tmp_path) == []


def without_header(marking: str) -> bytes:
    """A file whose column of secrecy has a header that says nothing."""
    rows = [{**OPEN_ROW, "标准名称": "小赵庄"}, {**SECRET_ROW, "密级": marking}]
    return csv_bytes(
        [{("某列" if key == "密级" else key): value for key, value in row.items()} for row in rows]
    )


def test_a_marking_keeps_its_row_out_though_nobody_knows_the_column(runtime, importer):
    run_id = importer.start(without_header("机密"), profile="generic")
    assert outcomes(importer.check(run_id)) == {"create": 1, "rejected": 1}
    assert importer.run(run_id).counts["secret"] == 1


def test_a_file_given_up_is_gone_at_once_and_one_nobody_looked_into_with_the_sweep(
    runtime, importer, tmp_path
):
    content = csv_bytes([OPEN_ROW, {**SECRET_ROW, "密级": "秘密"}])
    run_id = importer.start(content)
    importer.check(run_id)
    assert kept_at(runtime, tmp_path)
    with runtime.write(SYSTEM) as work:
        services.cancel(work, run_id)
    services.forget_file(runtime, run_id)
    runtime.database.engine.dispose()
    assert kept_at(runtime, tmp_path) == []
    # Given up before anybody looked: the sweep may take it, nobody says it is needed.
    other = importer.start(content)
    with runtime.write(SYSTEM) as work:
        services.cancel(work, other)
    with runtime.database.read() as session:
        assert not queries.is_stored(session, importer.run(other).file_sha256)


def test_what_a_killed_worker_left_is_removed_after_a_day(runtime, importer, tmp_path):
    old, young = tmp_path / "registry-import-old", tmp_path / "registry-import-young"
    for folder in (old, young):
        folder.mkdir()
        (folder / "file").write_text(WORD, encoding="utf-8")
    os.utime(old, (1, 1))
    run_id = importer.start([OPEN_ROW])
    with files.opened(runtime, importer.run(run_id)):
        assert (old.exists(), young.exists()) == (False, True)
