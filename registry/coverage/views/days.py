"""How things stood at the end of any day, told from the events: a page, a file to recompute."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from registry.core.clock import china_date, day_end
from registry.core.errors import Invalid
from registry.core.forms import parse
from registry.core.text import T, Text
from registry.coverage.forms import DayQuery
from registry.coverage.queries.lines import first_day, lines_on
from registry.coverage.rules import (
    DEFINITIONS,
    EDITION,
    EXCLUSIONS,
    HERITAGE,
    STRATUM_ORDER,
    by_stratum,
    lead_stratum,
    sentence,
)
from registry.coverage.rules.frozen import frozen_csv, frozen_figures
from registry.coverage.views.blueprint import blueprint
from registry.coverage.views.snapshots import file_of
from registry.coverage.views.standing import CSV, shown
from registry.edge import access, http, language

FIELD_LABELS: dict[str, Text] = {"on": T("日期")}


@blueprint.get("/coverage/as-of")
@access.public
def day_show() -> ResponseReturnValue:
    """The rates of every kind of name as they were at the end of a day that is over, or so far."""
    status, errors = 200, {}
    told: dict[str, Any] = {}
    try:
        query = parse(DayQuery, request.args)
        told = _told(_moment(query))
    except Invalid as invalid:
        if http.wants_json(request.path, request.accept_mimetypes):
            raise
        if request.args:
            status, errors = 422, dict(invalid.fields)
    return http.page(
        "coverage/day_show.html",
        status=status,
        active="coverage",
        definitions=DEFINITIONS,
        edition=EDITION,
        exclusions=EXCLUSIONS,
        today=china_date(http.runtime().clock.now()),
        raw=request.args,
        errors=errors,
        field_labels=FIELD_LABELS,
        **told,
    )


def _moment(query: DayQuery) -> datetime:
    """The end of that day; of today, this moment. Of a day to come nobody can tell."""
    now = http.runtime().clock.now()
    if query.on > china_date(now):
        raise Invalid({"on": [T("这一天还没有到，只能看今天和以前的日子")]})
    return min(day_end(query.on), now)


def _told(moment: datetime) -> dict[str, Any]:
    with http.reading() as session:
        strata = by_stratum(frozen_figures(lines_on(session, moment)), (*STRATUM_ORDER, HERITAGE))
        first = None if strata else first_day(session)
    lead = lead_stratum([row for row in strata if row.stratum != HERITAGE])
    return {
        "on": china_date(moment),
        "sentence": sentence(lead, language.moment(moment)),
        "rows": [shown(row) for row in strata],
        "first": first,
    }


@blueprint.get("/coverage/as-of.csv")
@access.public
def day_sheet() -> ResponseReturnValue:
    """Every name as it stood that day, in the columns of a snapshot: the same program reads it."""
    query = parse(DayQuery, request.args)
    moment = _moment(query)
    with http.reading() as session:
        body = frozen_csv(lines_on(session, moment))
    return file_of(body, CSV, f"coverage-{query.on}.csv")
