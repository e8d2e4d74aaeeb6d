"""The list of required positions with its filter, what is planned of them, both registers."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.clock import china_date
from registry.core.errors import Invalid
from registry.core.forms import parse
from registry.core.text import T
from registry.edge import access, downloads, http
from registry.signage import queries, services
from registry.signage.forms import ListQuery
from registry.signage.forms.planning import PlanManyForm, PlanningForm, SignsQuery
from registry.signage.queries import RequirementsWanted
from registry.signage.rules.kinds import PRIORITY_LABELS, TYPE_LABELS
from registry.signage.rules.states import SignState
from registry.signage.views.blueprint import blueprint
from registry.signage.views.counties import county_choices
from registry.signage.views.overview import show
from registry.signage.views.registers import POSITIONS, SIGNS, position_rows, sign_rows
from registry.signage.views.words import options, words

_STAFF = (Permission.DESK, Permission.REQUIRE_SIGN)


@blueprint.get("/signage")
@access.requires(*_STAFF)
def signage_index() -> ResponseReturnValue:
    """标志总表: positions by status, what waits, a page of positions."""
    return _index(parse(ListQuery, request.args))


def _wanted(query: ListQuery) -> RequirementsWanted:
    return RequirementsWanted(
        status=query.status,
        county=query.county,
        sign_type=query.sign_type.value if query.sign_type else "",
        priority=query.priority.value if query.priority else "",
        late_on=china_date(http.runtime().clock.now()) if query.late else None,
    )


def _kept(query: ListQuery) -> dict[str, Any]:
    """The filter as it stands in an address."""
    asked = {
        "status": query.status.value if query.status else "",
        "county": query.county,
        "sign_type": query.sign_type.value if query.sign_type else "",
        "priority": query.priority.value if query.priority else "",
        "late": "true" if query.late else "",
    }
    return {name: value for name, value in asked.items() if value}


def _index(query: ListQuery, *, status: int = 200, **context: Any) -> Response:
    kept = _kept(query)
    with http.reading() as session:
        page = queries.requirement_list(session, _wanted(query), after=query.after)
        rows = list(page.items)
        waiting = queries.reports_waiting(session, http.actor())
        context.setdefault("chosen", [row.id for row in rows] if query.every else [])
        return http.page(
            "signage/signage_index.html",
            status=status,
            active="desk",
            page=page,
            rows=rows,
            query=query,
            asked=kept,
            counties=county_choices(session),
            sign_types=options(TYPE_LABELS),
            priorities=options(PRIORITY_LABELS),
            counts=queries.counts_by_status(session),
            signs=queries.live_signs_of(session, [row.id for row in rows]),
            proofs=queries.signs_in_state(session, SignState.PROOF),
            waiting=waiting,
            proposals=sum(
                queries.proposal_counts(session, http.actor(), Permission.REQUIRE_SIGN).values()
            ),
            next_url=url_for("signage.signage_index", **kept, after=page.next)
            if page.next
            else None,
            first_url=url_for("signage.signage_index", **kept) if query.after else None,
            every_url=url_for("signage.signage_index", **kept, every="true", after=query.after),
            positions_url=url_for("signage.requirement_sheet", **kept),
            signs_url=url_for("signage.sign_sheet", county=query.county or None),
            **context,
            **words(),
        )


@blueprint.post("/signage/requirement-planning")
@access.requires(Permission.REQUIRE_SIGN)
def requirement_plan_many() -> ResponseReturnValue:
    """The same urgency, body or day for the chosen positions."""
    try:
        form = parse(PlanManyForm, request.form)
        with http.working() as work:
            services.plan_positions(
                work,
                form.requirement,
                priority=form.priority,
                responsible_org=form.responsible_org,
                due_on=form.due_on,
                reason=form.reason,
            )
    except Invalid as invalid:
        return _index(
            ListQuery(),
            status=422,
            chosen=request.form.getlist("requirement"),
            raw=request.form,
            errors=invalid.fields,
        )
    http.flash(T("已安排 %(n)d 个点位", n=len(form.requirement)))
    return http.see_other("signage.signage_index")


@blueprint.post("/signage/requirements/<requirement_id>/planning")
@access.requires(Permission.REQUIRE_SIGN)
def requirement_plan(requirement_id: str) -> ResponseReturnValue:
    """What is planned of one position."""
    try:
        form = parse(PlanningForm, request.form)
        with http.working() as work:
            services.plan_position(
                work,
                requirement_id,
                form.planned,
                reason=form.reason,
                seen_version=form.row_version,
            )
    except Invalid as invalid:
        return show(
            requirement_id, status=422, form="plan", raw=request.form, errors=invalid.fields
        )
    http.flash(T("安排已保存"))
    return http.see_other("signage.requirement_show", requirement_id=requirement_id)


@blueprint.get("/signage/requirements.csv")
@access.requires(Permission.REQUIRE_SIGN)
def requirement_sheet() -> ResponseReturnValue:
    """Every position that fits the filter, with all that is known of it."""
    wanted = _wanted(parse(ListQuery, request.args))
    return downloads.table(POSITIONS, position_rows(wanted), "sign-positions.csv")


@blueprint.get("/signage/signs.csv")
@access.requires(Permission.REQUIRE_SIGN)
def sign_sheet() -> ResponseReturnValue:
    """标志台账: every sign of a county or of all, with all that is known of it."""
    query = parse(SignsQuery, request.args)
    rows = sign_rows(query.county, query.state.value if query.state else "")
    return downloads.table(SIGNS, rows, "sign-register.csv")
