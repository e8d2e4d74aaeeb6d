"""The public pages of coverage: the sentence, the tables, the names behind a figure, downloads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from registry.core.clock import china_date
from registry.core.forms import parse
from registry.coverage import queries
from registry.coverage.forms import NamesQuery
from registry.coverage.queries import NamesWanted, Standing
from registry.coverage.queries.dashboard import division_of
from registry.coverage.rules import (
    DEFINITIONS,
    EDITION,
    EXCLUSIONS,
    HERITAGE,
    STRATUM_ORDER,
    DrillState,
    Figures,
    RateKind,
    figure_rate,
    sheet,
    state_word,
    stratum_label,
)
from registry.coverage.views.blueprint import blueprint
from registry.edge import access, http, language

PAGE = 60
CSV = "text/csv; charset=utf-8"
COUNTS = (
    "names",
    "names_verified",
    "located",
    "requirements",
    "requirements_verified",
    "signs",
    "signs_checked",
    "signs_verified",
    "present_invalid",
)


def standing_now() -> Standing:
    """All figures at this moment."""
    with http.reading() as session:
        return queries.standing(session, http.runtime().clock.now())


def shown(figures: Figures) -> dict[str, Any]:
    """Figures with their words and the four rates, as the templates read them."""
    return {
        "figures": figures,
        "label": stratum_label(figures.stratum),
        "rates": {kind.value: figure_rate(figures, kind) for kind in RateKind},
    }


@blueprint.get("/coverage/names")
@access.public
def name_list() -> ResponseReturnValue:
    """The names behind a figure, by default those without a verified sign."""
    query = parse(NamesQuery, request.args)
    wanted = _wanted(query)
    with http.reading() as session:
        page = queries.names(session, wanted, PAGE, query.after or None)
        count = queries.names_count(session, wanted)
        now = queries.standing(session, http.runtime().clock.now())
        division = division_of(session, query.division) if query.division else None
    kept: dict[str, Any] = {
        "county": query.county,
        "stratum": query.stratum,
        "division": query.division,
        "own": query.own,
        "body": query.body,
        "state": query.state.value,
    }
    kept = {name: value for name, value in kept.items() if value}
    return http.page(
        "coverage/name_list.html",
        active="coverage",
        rows=page.items,
        count=count,
        as_of=now.as_of,
        query=query,
        division=division,
        body=query.body,
        county_name=next((c.name for c in now.counties if c.id == query.county), ""),
        counties=[(county.id, county.name) for county in now.counties],
        strata=[(key, stratum_label(key)) for key in (*STRATUM_ORDER, HERITAGE)],
        states=[(state.value, state_word(state)) for state in DrillState],
        stratum_label=stratum_label(query.stratum) if query.stratum else None,
        state_label=state_word(query.state),
        csv_url=url_for("coverage.name_sheet", **kept),
        next_url=url_for("coverage.name_list", **kept, after=page.next) if page.next else None,
        first_url=url_for("coverage.name_list", **kept) if query.after else None,
    )


def _wanted(query: NamesQuery) -> NamesWanted:
    return NamesWanted(
        query.county,
        query.stratum,
        query.state,
        division=query.division,
        own=bool(query.own),
        body=query.body,
    )


@blueprint.get("/coverage.csv")
@access.public
def coverage_sheet() -> ResponseReturnValue:
    """Every count and rate, a row for each stratum and county, with definition and date."""
    now = standing_now()
    say = language.say
    header = [
        "as_of", "definition", "stratum", "stratum_label", "county_code", "county",
        *COUNTS, *(f"{kind.value}_percent" for kind in RateKind),
    ]  # fmt: skip
    rows = (
        [
            now.as_of.isoformat(),
            EDITION,
            row.stratum,
            say(stratum_label(row.stratum)),
            code,
            name,
            *(getattr(row, count) for count in COUNTS),
            *(_percent(row, kind) for kind in RateKind),
        ]
        for code, name, row in _all_rows(now)
    )
    return _download(sheet(header, rows), CSV, f"coverage-{china_date(now.as_of)}.csv")


@blueprint.get("/coverage.json")
@access.public
def coverage_data() -> ResponseReturnValue:
    """The same as the sheet, for programs, with the definitions in words."""
    now = standing_now()
    say = language.say
    body = {
        "as_of": now.as_of.isoformat(),
        "definition": {
            "edition": EDITION,
            "rates": {
                item.kind.value: {
                    "label": say(item.label),
                    "numerator": say(item.numerator),
                    "denominator": say(item.denominator),
                }
                for item in DEFINITIONS
            },
            "exclusions": [say(text) for text in EXCLUSIONS],
        },
        "rows": [
            {
                "stratum": row.stratum,
                "county_code": code,
                "county": name,
                **{count: getattr(row, count) for count in COUNTS},
                "percent": {kind.value: _percent(row, kind) for kind in RateKind},
            }
            for code, name, row in _all_rows(now)
        ],
    }
    return Response(json.dumps(body, ensure_ascii=False, indent=1), mimetype="application/json")


def _all_rows(now: Standing) -> Iterator[tuple[str, str, Figures]]:
    named = {county.id: (county.code, county.name) for county in now.counties}
    for row in (*now.figures, *now.heritage):
        code, name = named.get(row.county_id, ("", ""))
        yield code, name, row


def _percent(row: Figures, kind: RateKind) -> float | None:
    percent = figure_rate(row, kind).percent
    return None if percent is None else round(percent, 4)


@blueprint.get("/coverage/names.csv")
@access.public
def name_sheet() -> ResponseReturnValue:
    """The names of a list, all of them, to be checked one by one."""
    query = parse(NamesQuery, request.args)
    wanted = _wanted(query)
    say = language.say
    rows: list[list[str]] = []
    with http.reading() as session:
        after: str | None = None
        while True:
            page = queries.names(session, wanted, 1000, after)
            rows += [
                [
                    row.card.id,
                    row.card.standard_name,
                    row.card.roman_toned,
                    say(row.card.kind_label),
                    row.card.county_name,
                    row.card.division_text,
                    say(row.state),
                ]
                for row in page.items
            ]
            after = page.next
            if after is None:
                break
    now = http.runtime().clock.now()
    header = ["id", "name", "pinyin", "kind", "county", "division", "sign_state"]
    return _download(sheet(header, rows), CSV, f"names-{query.state}-{china_date(now)}.csv")


def _download(text: str, mimetype: str, name: str) -> Response:
    response = Response(text.encode("utf-8"), content_type=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
