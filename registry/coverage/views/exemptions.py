"""The positions that need no sign, each with the paper that says so."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from registry.core.clock import china_date
from registry.core.forms import parse
from registry.coverage.forms import ExemptionsQuery
from registry.coverage.queries.exempted import wholly_exempt
from registry.coverage.queries.snapshots import exemption_list as exemptions
from registry.coverage.rules import HERITAGE, STRATUM_ORDER, stratum_label
from registry.coverage.rules.ratio import rate
from registry.coverage.views.blueprint import blueprint
from registry.edge import access, http
from registry.places.queries.tallies import name_counts
from registry.signage.rules.kinds import TYPE_LABELS

PAGE = 60


@blueprint.get("/coverage/exemptions")
@access.public
def exemption_list() -> ResponseReturnValue:
    """What is left out of the denominator now: reason, paper, end; who approved, for staff."""
    query = parse(ExemptionsQuery, request.args)
    known = [one for one in STRATUM_ORDER if one != HERITAGE]
    stratum = query.stratum if query.stratum in known else known[0]
    with http.reading() as session:
        page = exemptions(session, stratum, query.after, PAGE)
        whole = wholly_exempt(session, stratum)
        every, signed = name_counts(session, stratum)
    here = url_for("coverage.exemption_list", stratum=stratum)
    return http.page(
        "coverage/exemption_list.html",
        active="coverage",
        rows=page.items,
        whole=whole,
        counted=rate(signed, every),
        other=rate(signed, every - whole),
        stratum=stratum,
        stratum_label=stratum_label(stratum),
        choices=[(one, stratum_label(one)) for one in known],
        types={kind.value: label for kind, label in TYPE_LABELS.items()},
        today=china_date(http.runtime().clock.now()),
        next_url=f"{here}&after={page.next}" if page.next else None,
        first_url=here if query.after else None,
    )
