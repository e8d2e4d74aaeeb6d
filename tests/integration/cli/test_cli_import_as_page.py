"""What the command reports of a file is what the page shows of it: counts, and every problem."""

from __future__ import annotations

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from imports.rules.outcome import OUTCOME_LABELS
from tests.integration.imports_pages.conftest import Desk, fields_of
from tests.support.batch_eight import CORRUPTED, as_list


@pytest.fixture
def database_url(shipped_database):
    """The shipped data: the towns of the city are there."""
    return shipped_database


@pytest.fixture
def desk(client, sign_in, runtime, run_jobs) -> Desk:
    """The desk of somebody who keeps the gazetteer everywhere."""
    sign_in(client, "steward")
    return Desk(client, runtime, run_jobs)


def labels(told: dict[str, int]) -> dict[str, int]:
    """The counts by the words of the page."""
    return {str(label): told[one.value] for one, label in OUTCOME_LABELS.items()}


def by_row(report: dict) -> list[tuple[str, str, str, str]]:
    """(row, outcome, problems, remedies) as a download words them, from the command's report."""
    found: dict[int, list[dict]] = {}
    for one in report["problems"]:
        found.setdefault(one["row"], []).append(one)
    words = {one.value: str(label) for one, label in OUTCOME_LABELS.items()}
    rows = []
    for number, told in sorted(found.items()):
        said = []
        for one in told:
            where = " ".join(one[key] for key in ("column", "value") if one[key])
            said.append(f"{where}: {one['text']}" if where else one["text"])
        remedies = dict.fromkeys(one["remedy"] for one in told)
        outcome = words[told[0]["outcome"]]
        rows.append((str(number), outcome, "\n".join(said), "\n".join(remedies)))
    return rows


def test_the_bad_copy_of_a_notice_is_told_alike_by_page_and_command(
    desk, runtime, registry_command, tmp_path
):
    file, out = tmp_path / "第八批.txt", tmp_path / "report.json"
    file.write_bytes(as_list(CORRUPTED))
    dry = registry_command(
        "import", str(file), "--profile", "auto", "--dry-run", "--report", str(out)
    )
    report = json.loads(out.read_text(encoding="utf-8"))
    assert dry.code == 2
    assert (report["rows"]["conflict"], report["rows"]["create"]) == (len(CORRUPTED), 0)
    codes = {(one["row"], one["code"]) for one in report["problems"]}
    assert {number for number, _ in codes} == set(range(1, len(CORRUPTED) + 1))

    answer = desk.client.post("/imports/new/list", data={"text": as_list(CORRUPTED).decode()})
    run_id = answer.location.split("/")[-2]
    form = fields_of(desk.text(f"/imports/{run_id}/mapping"))
    sent = desk.client.post(f"/imports/{run_id}/mapping", data={**form, "then": "check"})
    assert sent.status_code == 303
    desk.run_jobs()
    page = desk.text(f"/imports/{run_id}")
    for label, count in labels(report["rows"]).items():
        assert f'<b class="digits">{count}</b> <span>{label}</span>' in page
    for problem in report["problems"]:
        assert problem["text"] in page
        assert problem["remedy"] in page

    text = desk.client.get(f"/imports/{run_id}/problems.csv").data.decode("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(text)))
    assert head[:4] == ["行号", "结果", "问题", "怎么办"]
    assert [tuple(row[:4]) for row in rows] == by_row(report)
    book = load_workbook(io.BytesIO(desk.client.get(f"/imports/{run_id}/problems.xlsx").data))
    held = [tuple(str(cell) for cell in row[:4]) for row in book.active.values]
    assert held[1:] == by_row(report)

    # The values and codes themselves, not only their words.
    with runtime.database.read() as session:
        from imports import queries

        kept = [
            (row.number, row.outcome.value, one["column"], one["value"], one["code"])
            for row in queries.every_row(session, run_id)
            for one in row.problems
        ]
    keys = ("row", "outcome", "column", "value", "code")
    assert kept == [tuple(one[key] for key in keys) for one in report["problems"]]
    assert desk.run(run_id).profile == report["profile"] == "batch"
