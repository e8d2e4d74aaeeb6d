"""Two snapshots compared: what changed, name by name, position by position, paper by paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from registry.core.errors import NotFound
from registry.core.forms import parse
from registry.core.sheets import Cell
from registry.core.text import T, Text
from registry.coverage.forms import PairQuery
from registry.coverage.models import RateSnapshot
from registry.coverage.queries import snapshots as queries
from registry.coverage.rules import HERITAGE, STRATUM_ORDER, stratum_label
from registry.coverage.rules.frozen import Moved, Reconciliation, reconcile
from registry.coverage.rules.positions import PositionChanges, position_changes
from registry.coverage.rules.report_tables import change_word
from registry.coverage.views.blueprint import blueprint
from registry.coverage.views.snapshots import known
from registry.edge import access, downloads, http, language
from registry.places.rules import Stratum

_ORDER = {stratum: number for number, stratum in enumerate((*STRATUM_ORDER, HERITAGE))}
_COLUMNS = (*(T("变化"), T("类别"), T("地名"), T("原来"), T("现在"), T("地名编号")),)
_LISTS: tuple[tuple[str, Text], ...] = (
    ("added", T("新增")),
    ("left", T("退出")),
    ("reclassified", T("改类")),
    ("verified", T("新近核验合格")),
    ("lost", T("不再合格")),
)


@blueprint.get("/coverage/changes")
@access.public
def snapshot_pair() -> ResponseReturnValue:
    """From the two numbers chosen in a form to the address of their comparison."""
    query = parse(PairQuery, request.args)
    return http.see_other("coverage.snapshot_compare", first=query.first, second=query.second)


@blueprint.get("/coverage/snapshots/<int:first>/changes/<int:second>")
@access.public
def snapshot_compare(first: int, second: int) -> ResponseReturnValue:
    """The equation of each kind's names and positions, and every name and paper behind it."""
    if first >= second:
        return _in_order(first, second)
    before, after, found, positions = _compared(first, second)
    return http.page(
        "coverage/snapshot_compare.html",
        active="coverage",
        before=before,
        after=after,
        balances=_sorted(found.balances),
        positions=positions,
        position_balances=_sorted(positions.balances),
        changed=_by_kind(positions.changed),
        label=stratum_label,
        word=change_word,
        lists=[
            (key, title, len(getattr(found, key)), _by_kind(getattr(found, key)))
            for key, title in _LISTS
        ],
        csv_url=url_for("coverage.change_sheet", first=first, second=second),
    )


def _in_order(first: int, second: int) -> ResponseReturnValue:
    """The earlier one stands first; one compared with itself is that one."""
    with http.reading() as session:
        for number in (first, second):
            known(session, number)
    if first == second:
        return http.see_other("coverage.snapshot_show", number=first)
    return http.see_other("coverage.snapshot_compare", first=second, second=first)


def _compared(
    first: int, second: int
) -> tuple[RateSnapshot, RateSnapshot, Reconciliation, PositionChanges]:
    with http.reading() as session:
        before, after = known(session, first), known(session, second)
        old, new = (queries.lines_of(session, row.id) for row in (before, after))
    positions = position_changes(old, new, before.exemptions, after.exemptions)
    return before, after, reconcile(old, new), positions


def _sorted(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: _ORDER.get(row.stratum, len(_ORDER)))


def _by_kind(rows: Sequence[Any]) -> list[tuple[str, list[Any]]]:
    """Rows of each kind apart: what is never added up is not listed together either."""
    return [(kind, list(own)) for kind, own in groupby(_sorted(rows), lambda row: row.stratum)]


@blueprint.get("/coverage/snapshots/<int:first>/changes/<int:second>.csv")
@access.public
def change_sheet(first: int, second: int) -> ResponseReturnValue:
    """Every line of the comparison as a table."""
    if first >= second:
        raise NotFound("coverage.snapshot_unknown", T("没有这份快照"))
    _before, _after, found, positions = _compared(first, second)
    name = f"changes-{first}-{second}.csv"
    return downloads.table(_COLUMNS, _cells(found, positions), name)


def _cells(found: Reconciliation, positions: PositionChanges) -> Iterator[list[Cell]]:
    say = language.say
    for key, title in _LISTS:
        rows: tuple[Moved, ...] = getattr(found, key)
        for row in rows:
            was, now = say(change_word(row.was)), say(change_word(row.now))
            kind = say(stratum_label(row.stratum))
            yield [say(title), kind, row.name, was, now, row.place_id]
    for change in positions.changed:
        kind = say(stratum_label(change.stratum))
        was, now = (
            say(T("应设 %(n)d，免设 %(m)d", n=due, m=free))
            for due, free in (
                (change.was, change.exempt_was),
                (change.now, change.exempt_now),
            )
        )
        yield [say(T("应设点位")), kind, change.name, was, now, change.place_id]
    for title, papers in (
        (T("新批准免设"), positions.exempted),
        (T("不再免设"), positions.no_longer),
    ):
        for paper in papers:
            kind = say(stratum_label(Stratum(paper["stratum"])))
            told = f"{paper['reason']} · {paper['paper']}"
            yield [say(title), kind, paper["name"], told, paper["until"] or "", paper["place_id"]]
