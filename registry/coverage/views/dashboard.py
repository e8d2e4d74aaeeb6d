"""The dashboard: the sentence, the line to 100 %, cuts by division and body, the work of crews."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from registry.core.errors import NotFound
from registry.core.forms import parse
from registry.core.text import T
from registry.coverage import queries
from registry.coverage.forms import StratumQuery
from registry.coverage.queries import Standing, dashboard
from registry.coverage.queries.bodies import body_figures
from registry.coverage.queries.recounts import last_recount
from registry.coverage.rules import (
    CITYWIDE,
    DEFINITIONS,
    EDITION,
    EXCLUSIONS,
    HERITAGE,
    STRATUM_ORDER,
    Rate,
    RateKind,
    figure_rate,
    lead_stratum,
    sentence,
    stratum_label,
)
from registry.coverage.rules.divisions_drawing import Sheet, Spot, draw_divisions
from registry.coverage.rules.wording import AGAINST_WORDS, OUTLOOK_WORDS
from registry.coverage.views.blueprint import blueprint
from registry.coverage.views.problems import other_work, problem_types
from registry.coverage.views.standing import shown
from registry.edge import access, http, language
from registry.places.queries.tallies import ScopeCount
from registry.signage import queries as signage_queries
from registry.signage.queries.doorplates import plates_by_county
from registry.signage.rules.states import SIGN_LABELS


@blueprint.get("/coverage")
@access.public
def coverage_show() -> ResponseReturnValue:
    """The sentence first, then the rates, the line to 100 %, the cuts, the work, how to check."""
    moment = http.runtime().clock.now()
    with http.reading() as session:
        now = queries.standing(session, moment)
        chosen = _chosen(now)
        work = _work(session, chosen, moment) if chosen and chosen != HERITAGE else {}
        names = dashboard.bodies(session, chosen) if work else []
        by_body = body_figures(session, chosen, names) if chosen else []
        crews = dashboard.throughput(session, moment)
        types = problem_types(session, chosen) if chosen else None
        others = other_work(session)
        doorplates = sum(plates_by_county(session).values())
        counted = last_recount(session)
        rules = signage_queries.rule_set_in_force(session)
    strata, heritage = now.strata, now.heritage_total
    known = {row.stratum for row in strata} | ({HERITAGE} if heritage else set())
    lead = lead_stratum(strata)
    return http.page(
        "coverage/coverage_show.html",
        active="coverage",
        now=now,
        sentence=sentence(lead, language.moment(now.as_of)),
        lead=shown(lead) if lead else None,
        strata=[shown(row) for row in strata],
        heritage=shown(heritage) if heritage else None,
        chosen=chosen,
        chosen_label=stratum_label(chosen) if chosen else None,
        choices=[(key, stratum_label(key)) for key in (*STRATUM_ORDER, HERITAGE) if key in known],
        counties=_county_rows(now, chosen),
        crews=crews,
        doorplates=doorplates,
        counted=counted,
        rules=rules,
        sheet=_sheet(now, chosen),
        unmapped=_unmapped(now, chosen),
        bodies=_cut(names),
        by_body=[{**shown(row), "name": row.county_id} for row in by_body],
        most_in_a_week=max((row.accepted + row.returned for row in crews.weeks), default=0),
        outlooks=OUTLOOK_WORDS,
        againsts=AGAINST_WORDS,
        definitions=DEFINITIONS,
        exclusions=EXCLUSIONS,
        edition=EDITION,
        types=types,
        others=others,
        **work,
    )


def _sheet(now: Standing, stratum: str) -> Sheet | None:
    """The counties of one kind of name as rings; of heritage signs by their positions."""
    rows = now.stratum(stratum)
    kind = RateKind.POSITIONS if stratum == HERITAGE else RateKind.NAMES
    rates = {county_id: figure_rate(row, kind) for county_id, row in rows.items()}
    spots = [
        _spot(one.id, one.name, (one.label_lon, one.label_lat), rates[one.id])
        for one in now.counties
        if one.label_lon is not None and one.label_lat is not None and one.id in rates
    ]
    return draw_divisions(spots)


def _unmapped(now: Standing, stratum: str) -> list[str]:
    """Counties that have figures and no point at which their name stands."""
    rows = now.stratum(stratum)
    known = [one for one in now.counties if one.id in rows]
    return [one.name for one in known if one.label_lon is None or one.label_lat is None]


def _spot(division_id: str, name: str, where: tuple[float, float], rate: Rate) -> Spot:
    """A division as it is drawn; empty where the counters contradict each other."""
    is_told = rate.denominator > 0 and rate.sound
    share = rate.numerator / rate.denominator if is_told else None
    told = f"{rate.text}%" if is_told else "–"
    return Spot(division_id, name, *where, rate.denominator, share, told)


def _chosen(now: Standing) -> str:
    """The kind of name asked for, where there are such; otherwise the one with the most names."""
    wanted = request.args.get("stratum", "")
    lead = lead_stratum(now.strata)
    known = {row.stratum for row in now.strata} | ({HERITAGE} if now.heritage_total else set())
    return wanted if wanted in known else (lead.stratum if lead else "")


def _work(session: Any, stratum: str, moment: Any) -> dict[str, Any]:
    return {
        "progress": dashboard.progress(session, stratum, moment),
        "gaps": dashboard.oldest_gaps(session, stratum, moment),
        "troubles": [
            (*SIGN_LABELS[state], number)
            for state, number in dashboard.troubles(session, stratum).items()
        ],
    }


def _cut(counts: Iterable[ScopeCount]) -> list[dict[str, Any]]:
    return [{"count": row, "key": row.county_id or "", "rate": _rate(row)} for row in counts]


def _rate(row: ScopeCount) -> Rate:
    sound = 0 <= row.verified <= row.names
    return Rate(row.verified, row.names, sound=sound)


def _county_rows(now: Standing, stratum: str) -> list[dict[str, Any]]:
    rows = now.stratum(stratum)
    named = [(county.id, county.name) for county in now.counties if county.id in rows]
    if CITYWIDE in rows:
        named.append((CITYWIDE, ""))
    return [{**shown(rows[county_id]), "id": county_id, "name": name} for county_id, name in named]


@blueprint.get("/coverage/divisions/<division_id>")
@access.public
def division_show(division_id: str) -> ResponseReturnValue:
    """One division: its names by the divisions directly under it, each leading to its names."""
    query = parse(StratumQuery, request.args)
    with http.reading() as session:
        division = dashboard.division_of(session, division_id)
        if division is None:
            raise NotFound("coverage.division_unknown", T("没有这个区划"))
        now = queries.standing(session, http.runtime().clock.now())
        lead = lead_stratum(now.strata)
        stratum = query.stratum or (lead.stratum if lead else STRATUM_ORDER[0])
        rows: list[dict[str, Any]] = [
            {"row": row, "count": row.count, "rate": _rate(row.count)}
            for row in dashboard.division_rows(session, division, stratum)
        ]
        parents = dashboard.parents_of(session, division)
        spots = [
            _spot(row.id, row.name, row.where, _rate(row.count))
            for row in (one["row"] for one in rows)
            if row.where is not None and not row.own
        ]
        types = problem_types(session, stratum, division.id)
    return http.page(
        "coverage/division_show.html",
        active="coverage",
        division=division,
        parents=parents,
        rows=rows,
        sheet=draw_divisions(spots),
        types=types,
        stratum=stratum,
        stratum_label=stratum_label(stratum),
        choices=[(row.stratum, stratum_label(row.stratum)) for row in now.strata],
        as_of=now.as_of,
    )
