"""Pages of the four steps of names: how many took each, the names that lack one, both as tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.core.clock import china_date
from registry.core.errors import NotFound
from registry.core.forms import parse
from registry.core.sheets import Cell
from registry.core.text import T, Text
from registry.coverage.forms import StepNamesQuery, StepsQuery
from registry.coverage.queries import NamesWanted, dashboard
from registry.coverage.queries.steps import (
    ALL_STEPS,
    StepCount,
    StepNames,
    StepRow,
    division_step_counts,
    step_counts,
    step_names,
    total_of,
)
from registry.coverage.rules import STRATUM_ORDER, DrillState, Rate, stratum_label
from registry.coverage.views.blueprint import blueprint
from registry.edge import access, downloads, http, language
from registry.places import queries as places
from registry.places.queries.tallies import scope_counts
from registry.signage.rules.steps import STEP_LABELS, STEP_MEANINGS, Step

PAGE = 60
_PORTION = 1000
COLUMNS = {**{one.value: STEP_LABELS[one] for one in Step}, ALL_STEPS: T("四步都有")}
_BY_WORDS: dict[str, Text] = {"division": T("按行政区划"), "body": T("按管理主体")}


@blueprint.get("/coverage/steps")
@access.public
def step_list() -> ResponseReturnValue:
    """How many names of one kind took each step, by division or by managing body."""
    query = parse(StepsQuery, request.args)
    with http.reading() as session:
        stratum = query.stratum or _lead(session)
        division = _division(session, query.division)
        rows = _counts(session, query, stratum)
        parents = dashboard.parents_of(session, division) if division else []
        strata = _strata(session)
    kept: dict[str, Any] = {"by": query.by, "division": query.division, "on": query.on}
    kept = {name: str(value) for name, value in kept.items() if value}
    return http.page(
        "coverage/step_list.html",
        active="coverage",
        query=query,
        kept=kept,
        stratum=stratum,
        stratum_label=stratum_label(stratum),
        choices=[(key, stratum_label(key)) for key in strata],
        ways=_BY_WORDS,
        division=division,
        parents=parents,
        rows=[_shown(row) for row in rows],
        total=_shown(total_of(rows)),
        columns=COLUMNS,
        meanings={one.value: STEP_MEANINGS[one] for one in Step},
        as_of=http.runtime().clock.now(),
        csv_url=url_for("coverage.step_sheet", **{**kept, "stratum": stratum}),
    )


def _lead(session: Session) -> str:
    """The kind with the most names."""
    known = scope_counts(session, "county")
    sums = {key: sum(row.names for row in known if row.stratum == key) for key in STRATUM_ORDER}
    return max(STRATUM_ORDER, key=lambda key: sums[key])


def _strata(session: Session) -> list[str]:
    known = {row.stratum for row in scope_counts(session, "county")}
    return [key for key in STRATUM_ORDER if key in known]


def _division(session: Session, division_id: str) -> Any:
    if not division_id:
        return None
    division = dashboard.division_of(session, division_id)
    if division is None:
        raise NotFound("coverage.division_unknown", T("没有这个区划"))
    return division


def _counts(session: Session, query: StepsQuery, stratum: str) -> list[StepCount]:
    if query.by == "body":
        rows = step_counts(session, stratum, "body", query.on)
        for row in rows:
            row.name = row.key
        return rows
    division = _division(session, query.division)
    if division is not None:
        return division_step_counts(session, division, stratum, query.on)
    rows = step_counts(session, stratum, "county", query.on)
    named = {county.id: county.name for county in places.counties(session)}
    for row in rows:
        row.name = named.get(row.key, "")
    order = list(named)
    return sorted(rows, key=lambda row: order.index(row.key) if row.key in named else len(order))


def _shown(row: StepCount) -> dict[str, Any]:
    rates = {
        key: Rate(row.taken[key], row.names, sound=0 <= row.taken[key] <= row.names)
        for key in COLUMNS
    }
    return {"row": row, "rates": rates}


@blueprint.get("/coverage/steps.csv")
@access.public
def step_sheet() -> ResponseReturnValue:
    """The counts of a page as a table."""
    query = parse(StepsQuery, request.args)
    today = china_date(http.runtime().clock.now())
    with http.reading() as session:
        stratum = query.stratum or _lead(session)
        rows = _counts(session, query, stratum)
    said = language.say(stratum_label(stratum))
    head = (T("截至"), T("类别"), _BY_WORDS[query.by], T("地名数"), *COLUMNS.values())
    cells: list[list[Cell]] = [
        [str(query.on or today), said, row.name, row.names, *(row.taken[key] for key in COLUMNS)]
        for row in rows
    ]
    return downloads.table(head, cells, f"steps-{query.on or today}.csv")


@blueprint.get("/coverage/steps/names")
@access.public
def step_name_list() -> ResponseReturnValue:
    """The names that lack a step, or all of them, each with its four steps."""
    query = parse(StepNamesQuery, request.args)
    with http.reading() as session:
        page = step_names(session, _wanted(query), PAGE, query.after or None)
        division = _division(session, query.division)
        counties = places.counties(session)
    kept = _kept(query)
    return http.page(
        "coverage/step_names.html",
        active="coverage",
        rows=page.items,
        query=query,
        division=division,
        county_name=next((one.name for one in counties if one.id == query.county), ""),
        counties=[(one.id, one.name) for one in counties],
        strata=[(key, stratum_label(key)) for key in STRATUM_ORDER],
        stratum_label=stratum_label(query.stratum) if query.stratum else None,
        steps=[(one.value, T("缺%(step)s", step=STEP_LABELS[one])) for one in Step],
        columns=[STEP_LABELS[one] for one in Step],
        csv_url=url_for("coverage.step_name_sheet", **kept),
        next_url=url_for("coverage.step_name_list", **kept, after=page.next) if page.next else None,
        first_url=url_for("coverage.step_name_list", **kept) if query.after else None,
        back_url=url_for("coverage.step_list", stratum=query.stratum or None, on=query.on),
    )


def _kept(query: StepNamesQuery) -> dict[str, Any]:
    given = query.model_dump(mode="json", exclude={"after"})
    return {name: value for name, value in given.items() if value}


def _wanted(query: StepNamesQuery) -> StepNames:
    names = NamesWanted(
        query.county,
        query.stratum,
        DrillState.ALL,
        division=query.division,
        own=bool(query.own),
        body=query.body,
    )
    return StepNames(names, query.missing, query.on)


@blueprint.get("/coverage/steps/names.csv")
@access.public
def step_name_sheet() -> Response:
    """The whole list as a table: a day and a basis for each step."""
    query = parse(StepNamesQuery, request.args)
    say = language.say
    head = [T("地名编号"), T("地名"), T("拼音"), T("类别"), T("区县"), T("所在政区")]
    for one in Step:
        head += [
            T("%(step)s日期", step=STEP_LABELS[one]),
            T("%(step)s依据", step=STEP_LABELS[one]),
        ]
    rows = (
        [
            row.card.id,
            row.card.standard_name,
            row.card.roman_toned,
            say(row.card.kind_label),
            row.card.county_name,
            row.card.division_text,
            *(cell for view in row.steps for cell in _cells(view.on, view.row)),
        ]
        for row in _every(_wanted(query))
    )
    return downloads.table(head, rows, f"names-{query.missing or 'all'}-steps.csv")


def _cells(on: date | None, row: Any) -> tuple[Cell, Cell]:
    return (on.isoformat() if on else "", row.basis if row else "")


def _every(wanted: StepNames) -> Iterator[StepRow]:
    after: str | None = None
    with http.reading() as session:
        while True:
            page = step_names(session, wanted, _PORTION, after)
            yield from page.items
            after = page.next
            if after is None:
                return
