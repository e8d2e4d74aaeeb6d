"""`registry import` and the export: exit codes, the report, what is told where."""

from __future__ import annotations

import json

import pytest

from registry.core.errors import NotFound, Refused
from tests.support.importing import Importer, write

ROW = {
    "标准名称": "小李庄",
    "类别": "自然村",
    "县区": "肥西县",
    "乡镇": "三河镇",
    "密级": "",
}
#: Somewhat more than a megabyte.
LARGE = [
    {**ROW, "标准名称": f"{name}家坝", "杂项": "长" * 20_000}
    for name in "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦"
]


@pytest.fixture
def database_url(shipped_database):
    """Every test of this file starts with the shipped data in its database."""
    return shipped_database


def test_a_file_is_tried_written_listed_and_taken_back(runtime, registry_command, tmp_path):
    file = write(tmp_path / "地名.csv", [ROW])
    report = tmp_path / "report.json"
    dry = registry_command("import", str(file), "--dry-run", "--report", str(report))
    assert (dry.code, "profile generic" in dry.err) == (0, True)
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["rows"] == {
        "total": 1,
        "create": 1,
        "update": 0,
        "unchanged": 0,
        "conflict": 0,
        "rejected": 0,
        "secret": 0,
    }
    assert told["problems"] == []
    done = registry_command("import", str(file), "--profile", "generic")
    assert done.code == 0
    assert "create: 1" in done.out
    assert "rows" in done.err
    again = registry_command("import", str(file))
    assert "unchanged: 1" in again.out
    listed = registry_command("import", "list").out.splitlines()
    assert [line.split()[1] for line in listed] == ["applied", "applied", "checked"]
    run_id = listed[1].split()[0]
    undone = registry_command("import", "undo", run_id, "--reason", "误导入")
    assert (undone.code, undone.out.splitlines()[0]) == (0, "reversed: 1")


def test_a_dry_run_with_problems_says_so_in_its_code_and_report(registry_command, tmp_path):
    rows = [ROW, {**ROW, "乡镇": "没有镇"}, {**ROW, "密级": "秘密", "标准名称": "密庄"}]
    file = write(tmp_path / "地名.csv", rows)
    report = tmp_path / "report.json"
    dry = registry_command("import", str(file), "--dry-run", "--report", str(report))
    assert dry.code == 2
    text = report.read_text(encoding="utf-8")
    told = json.loads(text)
    assert (told["rows"]["create"], told["rows"]["rejected"], told["rows"]["secret"]) == (1, 2, 1)
    first = told["problems"][0]
    assert {key: first[key] for key in ("row", "column", "value", "code")} == {
        "row": 3,
        "column": "乡镇",
        "value": "没有镇",
        "code": "division_unknown",
    }
    assert first["remedy"]
    assert (told["problems"][1]["row"], told["problems"][1]["code"]) == (4, "secret")
    assert "密庄" not in text + dry.out + dry.err


@pytest.mark.parametrize("content", [b"", b"\0\1\2\3" * 50, b"<html><body>no</body></html>"])
def test_a_file_that_cannot_be_read_is_told_on_stderr_and_leaves_nothing(
    registry_command, tmp_path, content
):
    file = tmp_path / "bad.csv"
    file.write_bytes(content)
    failed = registry_command("import", str(file), "--profile", "census", "--dry-run")
    assert failed.code == 1
    assert failed.err.count("imports.") == 1
    assert registry_command("import", "list").out == ""


def test_values_for_all_rows_and_where_they_belong(registry_command, tmp_path):
    rows = [{"名称": "小李庄", "经度": "117.245", "纬度": "31.51"}]
    file = write(tmp_path / "地名.csv", rows)
    said = ["--set", "kind=自然村", "--set", "datum=cgcs2000", "--division", "肥西县三河镇"]
    assert registry_command("import", str(file), "--dry-run", *said).code == 0
    unknown = registry_command("import", str(file), "--division", "没有县")
    assert unknown.code == 1
    assert "没有这个政区" in unknown.err
    assert registry_command("import", str(file), "--profile", "没有").code == 1


def test_what_is_exported_reads_back_unchanged(registry_command, tmp_path):
    out = tmp_path / "out.csv"
    assert registry_command("places", "export", "--out", str(out), "--county", "肥西县").code == 0
    assert out.read_text(encoding="utf-8-sig").startswith("标准名称,")
    dry = registry_command("import", str(out), "--dry-run")
    assert dry.code == 0
    assert "create: 0" in dry.out
    assert "conflict: 0" in dry.out


def test_the_command_and_the_page_have_one_limit(runtime, registry_command, tmp_path):
    file = write(tmp_path / "大.csv", LARGE)
    refused = registry_command("import", str(file), "--dry-run", IMPORT_MAX_MB="1")
    assert refused.code == 1
    assert "超过了 1 MB 的上限" in refused.err
    assert "REGISTRY_IMPORT_MAX_MB" in refused.err
    assert registry_command("import", "list").out == ""
    assert registry_command("import", str(file), "--dry-run", IMPORT_MAX_MB="2").code == 0


def test_a_file_taken_in_under_a_higher_limit_is_refused_by_its_check(runtime):
    importer = Importer(runtime)
    run_id = importer.start(LARGE)
    settings = runtime.settings.model_copy(update={"import_max_mb": 1})
    small = Importer(type(runtime)(settings, runtime.database, runtime.store))
    with pytest.raises(Refused, match=r"imports\.file_too_large"):
        small.check(run_id)
    assert importer.run(run_id).state == "failed"


def test_why_a_file_failed_is_reported_in_both_languages(registry_command, tmp_path):
    file, report = tmp_path / "表.csv", tmp_path / "report.json"
    file.write_bytes("标准名称,类别\r\n".encode())
    failed = registry_command("import", str(file), "--report", str(report))
    assert failed.code == 1
    assert "imports.header_only: 文件只有表头，没有数据行" in failed.err
    assert "The file has a header and no rows" in failed.err
    told = json.loads(report.read_text(encoding="utf-8"))
    assert (told["state"], told["run"], told["problems"]) == ("failed", None, [])
    assert told["failure"] == {
        "code": "imports.header_only",
        "text": {
            "zh-Hans": "文件只有表头，没有数据行",
            "en": "The file has a header and no rows",
        },
        "parts": [],
        "remedy": {
            "zh-Hans": "请重新导出或重新上传这个文件",
            "en": "Export or upload this file again",
        },
    }


def test_a_failed_run_is_listed_with_its_reason_in_both_languages(runtime, registry_command):
    importer = Importer(runtime)
    run_id = importer.start([ROW])
    digest = importer.run(run_id).file_sha256
    runtime.store.delete(digest)
    with pytest.raises(NotFound):
        importer.check(run_id)
    listed = registry_command("import", "list").out.splitlines()
    assert listed[1] == f"  storage.missing: 找不到存储的文件 {digest[:12]}"
    assert digest[:12] in listed[2]
    assert listed[2].isascii()
