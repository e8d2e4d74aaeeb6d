"""One moment, one figure: after any acts, every page, file and paper says the same numbers."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from functools import partial
from html import unescape
from importlib import resources

import openpyxl
import pytest
from sqlmodel import select

from registry.core import printing
from registry.core.actor import SYSTEM
from registry.core.clock import china_date
from registry.core.sheets import write_book
from registry.core.words import say
from registry.coverage import queries, services
from registry.coverage.queries import NamesWanted, dashboard
from registry.coverage.queries.bodies import body_figures
from registry.coverage.queries.lines import lines_now, lines_on
from registry.coverage.queries.reporting import facts
from registry.coverage.queries.snapshots import parts_of, snapshot
from registry.coverage.rules import (
    CITYWIDE,
    HERITAGE,
    STRATUM_ORDER,
    DrillState,
    RateKind,
    by_stratum,
    figure_rate,
    stratum_label,
)  # fmt: skip
from registry.coverage.rules.frozen import by_body, frozen_figures
from registry.coverage.rules.report_paper import book, paper
from registry.coverage.rules.reporting import ReportScope
from registry.places.models import Division
from tests.support.coverage_acts import Acts
from tests.support.coverage_papers import words_of
from tests.support.signs import land, seen, stage, text_of

pytestmark = pytest.mark.database
__all__ = ["land", "seen", "stage"]
ORDER = (*STRATUM_ORDER, HERITAGE)
DIVISIONS = select(Division)


def pairs(row):
    """The numbers of a row: both of each rate, and what stands but is not valid."""
    rates = [figure_rate(row, kind) for kind in RateKind]
    return tuple((rate.numerator, rate.denominator) for rate in rates), row.present_invalid


def told(rows):
    """Kind → its numbers, without kinds of which there is nothing."""
    found = {row.stratum: pairs(row) for row in rows}
    return {key: value for key, value in found.items() if any(sum(value[0], (value[1],)))}


def columns(rows):
    """The same from the public columns of a downloaded table or a JSON document."""
    sums = {}
    for row in rows:
        n = {key: int(row[key]) for key in COUNTED}
        of_rates = [(n[a], n[b]) for a, b in zip(COUNTED[::2][:4], COUNTED[1::2][:4], strict=True)]
        old = sums.get(row["stratum"], [[(0, 0)] * 4, 0])
        added = [(a + c, b + d) for (a, b), (c, d) in zip(old[0], of_rates, strict=True)]
        sums[row["stratum"]] = [added, old[1] + n["present_invalid"]]
    found = {key: (tuple(rates), bad) for key, (rates, bad) in sums.items()}
    return {key: value for key, value in found.items() if any(sum(value[0], (value[1],)))}


COUNTED = (
    *("names_verified", "names", "requirements_verified", "requirements"),
    *("signs_checked", "signs", "signs_verified", "signs_checked", "present_invalid"),
)


def of_page(html: str):
    """The numbers of the first table of kinds on a page, by the word for the kind."""
    table = html[html.index('class="table cover-table"') :]
    table = table[: table.index("</table>")]
    found = {}
    for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)[1:]:
        label = unescape(re.sub(r"<[^>]+>", "", re.search(r"<th.*?</th>", row, re.DOTALL)[0]))
        parts = [tuple(map(int, pair)) for pair in re.findall(r'cover-parts">(\d+)/(\d+)<', row)]
        after = row[row.rindex("cover-parts") :]
        bad = int(re.search(r'<td class="number digits">(?:<a.*?</span>)?(\d+)<', after)[1])
        found[label.split()[0]] = (tuple(parts if len(parts) == 4 else [(0, 0), *parts]), bad)
    return {key: value for key, value in found.items() if any(sum(value[0], (value[1],)))}


def by_word(found):
    return {say(stratum_label(key), language="zh-CN"): value for key, value in found.items()}


def of_script(path, *more):
    """What the program for citizens prints."""
    script = resources.files("registry.data") / "check_rates.py"
    command = [sys.executable, "-I", str(script), str(path), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = {}
    for line in done.stdout.splitlines():
        stratum, *rates = line.split("\t")
        numbers = [re.search(r" (\d+)/(\d+) ", rate) for rate in rates]
        if len(numbers) == 4 and all(numbers):
            found[stratum] = tuple((int(one[1]), int(one[2])) for one in numbers)
    return done.stdout, {key: value for key, value in found.items() if any(sum(value, ()))}


def test_every_way_to_a_figure_leads_to_the_same(runtime, stage, work_as, client, tmp_path):
    acts = Acts(stage, seed=2)
    acts.run(60)
    assert len(acts.done) > 10, acts.done
    with work_as(SYSTEM) as work:
        number = services.take_snapshot(work).number
    moment = runtime.clock.now()
    with runtime.database.read() as session:
        now = queries.standing(session, moment)
        wanted = told([*now.strata, *([now.heritage_total] if now.heritage_total else [])])
        assert queries.differences(session) == []
        lines = lines_now(session, also=[])
        assert told(by_stratum(frozen_figures(lines), ORDER)) == wanted
        assert lines_on(session, moment) == lines
        assert_cuts(session, now, lines)
        frozen = snapshot(session, number)
        parts = parts_of(session, frozen.id)
        assert parts.by_county == frozen_figures(lines)
        assert parts.by_body == frozen_figures(lines, by_body)
        assert parts.counties == {line.county_id: line.county for line in lines}
        found = facts(session, frozen, ReportScope.CITY, "", "合肥市")
    assert told(found.strata) == wanted
    assert_names(runtime, wanted)
    # What anybody reads and downloads.
    json_body = client.get("/coverage.json").json
    assert columns(json_body["rows"]) == wanted
    assert columns(table_of(client.get("/coverage.csv"))) == wanted
    assert of_page(text_of(client.get("/coverage"))) == by_word(wanted)
    assert of_page(text_of(client.get(f"/coverage/snapshots/{number}"))) == by_word(wanted)
    today = china_date(moment)
    assert of_page(text_of(client.get(f"/coverage/as-of?on={today}"))) == by_word(wanted)
    # The published files, recomputed by the program that is published with them.
    rates = {key: value[0] for key, value in wanted.items()}
    digest = client.get(f"/coverage/snapshots/{number}.json").json["csv_sha256"]
    for name in (f"snapshots/{number}.csv", f"snapshots/{number}.json", f"as-of.csv?on={today}"):
        path = tmp_path / f"file{name[-4:]}".replace("?", "")
        path.write_bytes(client.get(f"/coverage/{name}").data)
        said, script = of_script(path, *([digest] if name.endswith(".csv") else []))
        assert script == rates, name
        assert "DIFFERENT" not in said
    # The paper and the workbook of the month.
    words = partial(say, language="zh-CN")
    write_book(tmp_path / "report.xlsx", book(found, words, address="https://x"))
    assert of_book(tmp_path / "report.xlsx") == by_word(wanted)
    if printing.is_available():
        filled = paper(found, words, language="zh-CN", address="https://x")
        told_there = words_of(printing.pdf("coverage.typ", filled))
        for value in rates.values():
            for pair in value:
                assert "{}/{}".format(*pair) in told_there


def table_of(answer):
    return csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))


def of_book(path):
    sheet = openpyxl.load_workbook(path)["各类地名的四个比率"]
    found = {}
    for label, *cells in sheet.iter_rows(min_row=2, values_only=True):
        rates = tuple((cells[at] or 0, cells[at + 1] or 0) for at in (0, 3, 6, 9))
        found[label] = (rates, cells[12])
    return {key: value for key, value in found.items() if any(sum(value[0], (value[1],)))}


def assert_cuts(session, now, lines) -> None:
    """Counties, divisions, managing bodies: parts of each kind that add up to the same."""
    counties = {county.id for county in now.counties}
    frozen = {
        (row.county_id if row.county_id in counties else CITYWIDE, row.stratum): pairs(row)
        for row in frozen_figures(lines, lambda line: line.county_id)
    }
    for stratum in ORDER:
        rows = {key: pairs(row) for key, row in now.stratum(stratum).items()}
        assert {key: value for key, value in rows.items() if any(sum(value[0], (value[1],)))} == {
            county: value
            for (county, kind), value in frozen.items()
            if kind == stratum and any(sum(value[0], (value[1],)))
        }, stratum
        names = dashboard.bodies(session, stratum) if stratum != HERITAGE else []
        zones = {
            row.county_id: pairs(row)
            for row in frozen_figures(lines, by_body)
            if row.stratum == stratum
        }
        kept = {row.county_id: pairs(row) for row in body_figures(session, stratum, names)}
        none = (((0, 0),) * 4, 0)
        assert {key: value for key, value in kept.items() if value != none} == {
            key: value for key, value in zones.items() if value != none
        }, stratum
        if stratum == HERITAGE:
            continue
        (city,) = session.exec(DIVISIONS.where(Division.level == "city"))
        parts = dashboard.division_rows(session, city, stratum)
        total = next((row for row in now.strata if row.stratum == stratum), None)
        assert sum(row.count.names for row in parts) == (total.names if total else 0)


def assert_names(runtime, wanted) -> None:
    """The names behind a figure are as many as it says."""
    with runtime.database.read() as session:
        for stratum in wanted.keys() - {HERITAGE}:
            signed, names = wanted[stratum][0][0]
            for state, number in (
                (DrillState.SIGNED, signed),
                (DrillState.UNSIGNED, names - signed),
            ):
                asked = NamesWanted(stratum=stratum, state=state)
                assert queries.names_count(session, asked) == number
                assert len(queries.names(session, asked, 1000).items) == number
