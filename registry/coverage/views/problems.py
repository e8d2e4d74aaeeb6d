"""What is wrong with signs, by type: the signs behind each number, as a list and as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.core.clock import china_date
from registry.core.errors import NotFound
from registry.core.forms import parse
from registry.core.sheets import Cell
from registry.core.text import T
from registry.coverage.forms import ProblemsQuery
from registry.coverage.queries.dashboard import division_names, division_of
from registry.coverage.queries.problems import problem_number, problems_by_division
from registry.coverage.rules import HERITAGE, STRATUM_ORDER, stratum_label
from registry.coverage.views.blueprint import blueprint
from registry.edge import access, downloads, http, language
from registry.places import queries as places
from registry.places.models import Division
from registry.places.queries import place_cards
from registry.places.queries.finding_counts import findings_waiting
from registry.places.queries.findings import MAY_SETTLE
from registry.places.rules.finding import FINDING_LABELS
from registry.signage.queries.problems import (
    ProblemsWanted,
    hints_waiting,
    problem_signs,
)
from registry.signage.rules.hints import HINT_LABELS
from registry.signage.rules.problems import PROBLEM_LABELS
from registry.signage.rules.states import SIGN_LABELS, SignState

PAGE = 60
STRATA = (*STRATUM_ORDER, HERITAGE)
_COLUMNS = (
    *(T("标志编码"), T("汉字"), T("罗马字母拼写"), T("问题"), T("状态"), T("区县"), T("区划")),
    T("发现日期"),
)


def problem_types(session: Session, stratum: str, division_id: str = "") -> dict[str, Any]:
    """Types with their numbers, most first, and a row for each division below that has any."""
    total, below = problems_by_division(session, stratum, division_id)
    named = division_names(session, below)
    parts = [(ident, name, below[ident]) for ident, name in named.items()]
    rest = {
        row.problem: row.signs - sum(part.get(row.problem, 0) for _id, _name, part in parts)
        for row in total
    }
    return {
        "total": total,
        "most": max((row.signs for row in total), default=0),
        "labels": PROBLEM_LABELS,
        "parts": parts,
        "rest": rest if parts and any(rest.values()) else {},
        "stratum": stratum,
        "division": division_id,
    }


def other_work(session: Session) -> dict[str, Any]:
    """Findings by kind for everybody who settles some, hints by kind for those who answer them."""
    found = findings_waiting(session)
    return {
        "findings": [(kind, FINDING_LABELS[kind], *numbers) for kind, numbers in found.items()],
        "may_settle": any(http.actor().may(each) for each in MAY_SETTLE),
        "hints": [(kind, HINT_LABELS[kind], number) for kind, number in hints_waiting(session)],
    }


@blueprint.get("/coverage/problems")
@access.public
def problem_list() -> ResponseReturnValue:
    """The signs with one problem, of one kind of name, in a division or anywhere."""
    query = parse(ProblemsQuery, request.args)
    with http.reading() as session:
        division = _division(session, query)
        wanted = _wanted(query, division)
        number = problem_number(session, wanted)
        page = problem_signs(session, wanted, PAGE, query.after)
        cards = place_cards(session, list({sign.place_id for _row, sign in page.items}))
        counties = [(county.id, county.name) for county in places.counties(session)]
    kept = _kept(query)
    return http.page(
        "coverage/problem_list.html",
        active="coverage",
        rows=[(row, sign, cards[sign.place_id]) for row, sign in page.items],
        number=number,
        as_of=http.runtime().clock.now(),
        query=query,
        division=division,
        counties=counties,
        strata=[(key, stratum_label(key)) for key in STRATA],
        problems=[(key.value, label) for key, label in PROBLEM_LABELS.items()],
        problem_label=PROBLEM_LABELS[query.problem],
        stratum_label=stratum_label(query.stratum),
        sign_labels=SIGN_LABELS,
        csv_url=url_for("coverage.problem_sheet", **kept),
        next_url=url_for("coverage.problem_list", **kept, after=page.next) if page.next else None,
        first_url=url_for("coverage.problem_list", **kept) if query.after else None,
    )


def _kept(query: ProblemsQuery) -> dict[str, Any]:
    kept = {
        "problem": query.problem.value,
        "stratum": query.stratum,
        "division": query.division,
    }
    return {name: value for name, value in kept.items() if value}


def _division(session: Session, query: ProblemsQuery) -> Division | None:
    if not query.division:
        return None
    found = division_of(session, query.division)
    if found is None:
        raise NotFound("coverage.division_unknown", T("没有这个区划"))
    return found


def _wanted(query: ProblemsQuery, division: Division | None) -> ProblemsWanted:
    return ProblemsWanted(query.stratum, query.problem, division.path if division else "")


@blueprint.get("/coverage/problems.csv")
@access.public
def problem_sheet() -> ResponseReturnValue:
    """The whole list as a table."""
    query = parse(ProblemsQuery, request.args)
    name = f"problems-{query.problem.value}-{china_date(http.runtime().clock.now())}.csv"
    with http.reading() as session:
        wanted = _wanted(query, _division(session, query))
    return downloads.table(_COLUMNS, _cells(wanted), name)


def _cells(wanted: ProblemsWanted) -> Iterator[list[Cell]]:
    label = language.say(PROBLEM_LABELS[wanted.problem])
    after: str | None = ""
    with http.reading() as session:
        while after is not None:
            page = problem_signs(session, wanted, 1000, after)
            cards = place_cards(session, list({sign.place_id for _row, sign in page.items}))
            for row, sign in page.items:
                card = cards[sign.place_id]
                yield [
                    *(sign.code, sign.text_hanzi, sign.text_roman, label),
                    language.say(SIGN_LABELS[SignState(sign.state)][1]),
                    *(card.county_name, card.division_text),
                    china_date(row.created_at).isoformat(),
                ]
            after = page.next
