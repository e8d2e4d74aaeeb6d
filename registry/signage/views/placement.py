"""Desk pages of proposed positions: the queue, the plan of a place, one proposal, decisions."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.text import T
from registry.edge import access, http
from registry.places import queries as places
from registry.signage import queries, services
from registry.signage.forms.placement import (
    ComputeForm,
    Decision,
    ProposalForm,
    ProposalQuery,
)
from registry.signage.queries import ProposalsWanted
from registry.signage.queries.plans import sign_plan
from registry.signage.rules.placement import CHANGE_LABELS, NOTES, PROPOSAL_LABELS, Change
from registry.signage.views.blueprint import blueprint
from registry.signage.views.counties import county_choices
from registry.signage.views.overview import known_place
from registry.signage.views.words import words

PAGE = 100


def _placing_words() -> dict[str, Any]:
    return {
        **words(),
        "change_labels": {key.value: value for key, value in CHANGE_LABELS.items()},
        "proposal_labels": {key.value: value for key, value in PROPOSAL_LABELS.items()},
        "notes": NOTES,
    }


@blueprint.get("/signage/proposals")
@access.requires(Permission.REQUIRE_SIGN)
def proposal_list() -> ResponseReturnValue:
    """点位建议: what the rules would change, to be decided one by one or many at once."""
    return _list()


def _list(*, status: int = 200, **context: Any) -> Response:
    query = parse(ProposalQuery, request.args)
    wanted = ProposalsWanted(query.county, query.change, query.place)
    kept: dict[str, Any] = {
        "county": query.county or None,
        "change": query.change.value if query.change else None,
        "place": query.place or None,
        "every": "true" if query.every else None,
    }
    with http.reading() as session:
        page = queries.proposal_list(
            session,
            http.actor(),
            Permission.REQUIRE_SIGN,
            wanted,
            after=query.after,
            limit=PAGE,
        )
        context.setdefault("chosen", [row.id for row in page.items] if query.every else [])
        return http.page(
            "signage/proposal_list.html",
            status=status,
            active="desk",
            rows=page.items,
            every_url=url_for("signage.proposal_list", **(kept | {"every": "true"})),
            none_url=url_for("signage.proposal_list", **(kept | {"every": None})),
            place_name=page.items[0].place_name if query.place and page.items else "",
            counts=queries.proposal_counts(session, http.actor(), Permission.REQUIRE_SIGN),
            changes=[(change.value, CHANGE_LABELS[change][1]) for change in Change],
            counties=county_choices(session),
            query=query,
            rules=queries.rule_set_in_force(session),
            next_url=url_for("signage.proposal_list", **kept, after=page.next)
            if page.next
            else None,
            first_url=url_for("signage.proposal_list", **kept) if query.after else None,
            **context,
            **_placing_words(),
        )


@blueprint.get("/signage/proposals/<proposal_id>")
@access.requires(Permission.REQUIRE_SIGN)
def proposal_show(proposal_id: str) -> ResponseReturnValue:
    """One proposal: accept it, accept it elsewhere, exempt it, or keep things as they are."""
    return _one(proposal_id)


def _one(proposal_id: str, *, status: int = 200, **context: Any) -> Response:
    with http.reading() as session:
        row = queries.proposal(session, proposal_id)
        if row is None:
            raise NotFound("signage.proposal_unknown", T("没有这条点位建议"))
        return http.page(
            "signage/proposal_show.html",
            status=status,
            active="desk",
            proposal=row,
            place=known_place(session, row.place_id),
            rules=queries.rule_set(session, row.rule_set_id) if row.rule_set_id else None,
            **context,
            **_placing_words(),
        )


@blueprint.post("/signage/proposal-decisions")
@access.requires(Permission.REQUIRE_SIGN)
def proposal_decide() -> ResponseReturnValue:
    """Decide one proposal or the chosen ones, all of them or none."""
    chosen = request.form.getlist("proposal")
    single = len(chosen) == 1 and request.form.get("from") == "one"
    try:
        form = parse(ProposalForm, request.form)
        with http.working() as work:
            _decide(work, form)
    except Invalid as invalid:
        again: dict[str, Any] = {
            "status": 422,
            "raw": request.form,
            "errors": invalid.fields,
        }
        return _one(chosen[0], **again) if single else _list(chosen=chosen, **again)
    http.flash(T("已处理 %(n)d 条点位建议", n=len(form.proposal)))
    return http.see_other("signage.proposal_list")


def _decide(work: Any, form: ProposalForm) -> None:
    if form.action is Decision.ACCEPT:
        services.accept_proposals(work, form.proposal, position=form.position, reason=form.reason)
    elif form.action is Decision.EXEMPT:
        paper = services.Paper(
            reason=form.exempt_reason,
            paper=form.exempt_paper,
            approver=form.exempt_approver,
            until=form.exempt_until,
        )
        services.exempt_proposals(work, form.proposal, paper)
    else:
        services.keep_positions(work, form.proposal, reason=form.reason)


@blueprint.post("/signage/proposal-computations")
@access.requires(Permission.REQUIRE_SIGN)
def proposal_compute() -> ResponseReturnValue:
    """Apply the rules in force to the places of a county that changed since the last time."""
    try:
        form = parse(ComputeForm, request.form)
        with http.working() as work:
            county = _county(work.session, form.in_county)
            done = services.propose_in_county(work, county.id, county.path)
    except Invalid as invalid:
        return _list(status=422, raw=request.form, errors=invalid.fields)
    numbers = {"places": done.places, "added": done.added, "gone": done.superseded}
    told = T("推算了 %(places)d 个地名：新的建议 %(added)d 条，取代旧的 %(gone)d 条", **numbers)
    if done.left:
        numbers["left"] = done.left
        told = T(
            "推算了 %(places)d 个地名：新的建议 %(added)d 条，取代旧的 %(gone)d 条；"
            "这个区县还有 %(left)d 个没有推算，请再按一次",
            **numbers,
        )
    http.flash(told)
    return http.see_other("signage.proposal_list", county=county.id)


def _county(session: Session, county_id: str) -> places.DivisionView:
    found = places.division(session, county_id)
    if found is None:
        raise Invalid({"in_county": [T("没有这个区划")]})
    return found


@blueprint.get("/places/<place_id>/sign-plan")
@access.requires(Permission.REQUIRE_SIGN, Permission.DESK)
def plan_show(place_id: str) -> ResponseReturnValue:
    """The plan of a place: its positions, what the rules would change, and why not more."""
    with http.reading() as session:
        card = known_place(session, place_id)
        plan = sign_plan(session, place_id)
        return http.page(
            "signage/plan_show.html",
            active="desk",
            place=card,
            plan=plan,
            rules=queries.rule_set_in_force(session),
            **_placing_words(),
        )


@blueprint.post("/places/<place_id>/sign-plan")
@access.requires(Permission.REQUIRE_SIGN)
def plan_compute(place_id: str) -> ResponseReturnValue:
    """Apply the rules in force to one place now."""
    with http.working() as work:
        known_place(work.session, place_id)
        done = services.propose_positions(work, [place_id])
    http.flash(T("推算过了：待决定的建议 %(n)d 条", n=done.added + done.unchanged))
    return http.see_other("signage.plan_show", place_id=place_id)
