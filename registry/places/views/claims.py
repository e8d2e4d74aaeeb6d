"""Pages of claims: one claim with both sides, asserting, correcting, judging, more evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.forms import parse
from registry.core.ids import is_id
from registry.core.text import T
from registry.core.work import Work
from registry.edge import access, http
from registry.places import forms, queries, services
from registry.places.forms.claim import gap_count, gap_fields
from registry.places.forms.years import as_written
from registry.places.queries.claims import ClaimView, claim, claim_history
from registry.places.queries.dossier import PlaceDossier
from registry.places.rules import CLAIM_STATUS_LABELS, CLAIM_TYPE_LABELS, STANCE_LABELS
from registry.places.rules.history import verb_label
from registry.places.views.showing import blueprint
from registry.sources import queries as source_queries
from registry.sources import services as source_services
from registry.sources.rules import GRADE_LABELS, SOURCE_TYPE_LABELS

_CLAIMANTS = (Permission.SOURCE_ADD, Permission.NOMINATE)


@blueprint.get("/places/<place_id>/claims")
@access.requires(*_CLAIMANTS)
def claim_new(place_id: str) -> ResponseReturnValue:
    """The form for a claim with its source."""
    return _new_form(place_id)


def _new_form(
    place_id: str, *, raw: Mapping[str, Any] | None = None, **more: Any
) -> ResponseReturnValue:
    with http.reading() as session:
        dossier = queries.known_dossier(session, place_id)
        options = {**_statement_options(dossier), **_PASSAGE_OPTIONS}
        more |= _found(session, raw)
    raw = raw or {}
    return _page("claim_new", dossier, raw=raw, options=options, gap_count=gap_count(raw), **more)


def _page(name: str, dossier: PlaceDossier, **context: Any) -> ResponseReturnValue:
    return http.page(
        f"places/{name}.html",
        active="places",
        place=dossier,
        back=url_for("places.place_show", place_id=dossier.card.id),
        **context,
    )


def _statement_options(dossier: PlaceDossier) -> dict[str, Any]:
    return {
        "claim_type": list(CLAIM_TYPE_LABELS.items()),
        "name_id": [(name.id, name.text) for name in dossier.names],
    }


_PASSAGE_OPTIONS: dict[str, Any] = {
    "stance": list(STANCE_LABELS.items()),
    "new_source_type": list(SOURCE_TYPE_LABELS.items()),
    "grade": list(GRADE_LABELS.items()),
}
_SEARCHES = ("find_source", "find_citation")


def _found(session: Session, raw: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the two searches inside the form offer, and where they are asked."""
    return {
        "finding": source_queries.find_sources(session, raw or {}),
        "citing": source_queries.find_citations(session, raw or {}),
        "find_action": request.path,
    }


def _is_search() -> bool:
    return any(name in request.form for name in _SEARCHES)


@blueprint.post("/places/<place_id>/claims")
@access.requires(*_CLAIMANTS)
def claim_create(place_id: str) -> ResponseReturnValue:
    """Assert a claim; the source is chosen, or entered on the way in the same unit of work.

    The buttons that search write nothing: the same form, with what was found.
    """
    if _is_search():
        return _new_form(place_id, raw=request.form)
    try:
        form, gaps = forms.parse_claim(request.form, _grades())
        with http.working() as work:
            evidence = _evidence(work, form)
            services.assert_claim(
                work, place_id=place_id, **form.values(), gaps=gaps, evidence=evidence
            )
    except Invalid as invalid:
        errors = _at_choice(invalid)
        return _new_form(place_id, status=422, raw=request.form, errors=errors)
    http.flash(T("主张已登记，出处一并保存"))
    return http.see_other("places.place_show", place_id=place_id)


def _at_choice(invalid: Invalid) -> dict[str, Any]:
    """What is wrong with a passage is told where it was chosen."""
    fields = dict(invalid.fields)
    if "evidence" in fields:
        fields["citation_id"] = fields.pop("evidence")
    return fields


def _grades() -> dict[str, str]:
    """The grade of the document that was chosen, by its id: it says what a passage must hold."""
    source_id = request.form.get("source_id", "").strip()
    if not is_id(source_id):
        return {}
    with http.reading() as session:
        source = source_queries.source(session, source_id)
    return {} if source is None else {source_id: source.grade}


def _evidence(work: Work, form: forms.PassageForm) -> list[tuple[str, str]]:
    if form.citation_id:
        return [(form.citation_id, form.stance.value)]
    source_id = form.source_id
    if form.new_title and form.new_source_type is not None:
        source = source_services.add_source(
            work,
            source_type=form.new_source_type,
            title=form.new_title,
            grade=form.grade,
            author=form.new_author,
            edition=form.new_edition,
            url=form.new_url,
        )
        source_id = source.id
    if not source_id:
        return []
    if source_queries.source(work.session, source_id) is None:
        raise Invalid({"source_id": [T("请从列出的选项中选择")]})
    inspector = work.actor.name if form.inspected_on else ""
    passage = source_services.cite(
        work, source_id=source_id, inspected_by=inspector, **form.passage()
    )
    return [(passage.id, form.stance.value)]


@blueprint.get("/places/<place_id>/claims/<claim_id>")
@access.public
def claim_show(place_id: str, claim_id: str) -> ResponseReturnValue:
    """One claim in full: its years as written and as computed, both sides, what became of it."""
    return _show(place_id, claim_id)


def _show(
    place_id: str, claim_id: str, *, raw: Mapping[str, Any] | None = None, **more: Any
) -> ResponseReturnValue:
    with http.reading() as session:
        dossier = queries.known_dossier(session, place_id)
        found = _known(session, place_id, claim_id)
        history = claim_history(session, place_id, claim_id)
    actor, path = http.actor(), dossier.card.division_path
    names = {name.id: name.text for name in dossier.names}
    return _page(
        "claim_show",
        dossier,
        claim=found,
        about=names.get(found.name_id or "", ""),
        sides=[
            (stance, label, [item for item in found.evidence if item.stance == stance])
            for stance, label in STANCE_LABELS.items()
        ],
        history=[(entry, verb_label(entry.verb)) for entry in history],
        statuses=[
            (status, label)
            for status, label in CLAIM_STATUS_LABELS.items()
            if status != found.status
        ],
        may_judge=any(actor.may(permission, path) for permission in services.JUDGES),
        may_add=any(actor.may(permission, path) for permission in _CLAIMANTS),
        may_correct=_may_correct(actor, found, path),
        is_staff=actor.may(Permission.DESK),
        raw=raw or {},
        **more,
    )


def _known(session: Session, place_id: str, claim_id: str) -> ClaimView:
    found = claim(session, claim_id) if is_id(claim_id) else None
    if found is None or found.place_id != place_id:
        raise NotFound("places.unknown_claim", T("没有这条主张"))
    return found


def _may_correct(actor: Actor, found: ClaimView, path: str) -> bool:
    is_own = found.created_by is not None and found.created_by == actor.id
    return actor.may(Permission.PLACE_EDIT, path) or (
        is_own and any(actor.may(permission, path) for permission in _CLAIMANTS)
    )


@blueprint.get("/places/<place_id>/claims/<claim_id>/edit")
@access.requires(*_CLAIMANTS, Permission.PLACE_EDIT)
def claim_edit(place_id: str, claim_id: str) -> ResponseReturnValue:
    """The form that corrects a claim."""
    return _edit_form(place_id, claim_id)


def _edit_form(
    place_id: str, claim_id: str, *, raw: Mapping[str, Any] | None = None, **more: Any
) -> ResponseReturnValue:
    with http.reading() as session:
        dossier = queries.known_dossier(session, place_id)
        found = _known(session, place_id, claim_id)
    raw = raw if raw is not None else _fields(found)
    options = _statement_options(dossier)
    count = gap_count(raw)
    return _page(
        "claim_edit", dossier, claim=found, raw=raw, options=options, gap_count=count, **more
    )


def _fields(found: ClaimView) -> dict[str, Any]:
    texts = ("claim_type", "value_text", "era_verbatim", "computed_by", "method")
    gaps = [
        {"from": gap.from_year, "to": gap.to_year, "verbatim": gap.verbatim, "reason": gap.reason}
        for gap in found.gaps
    ]
    return {
        **{name: getattr(found, name) for name in texts},
        **gap_fields(gaps),
        "name_id": found.name_id or "",
        "year_from_min": as_written(found.years.from_min),
        "year_from_max": as_written(found.years.from_max),
        "year_to_min": as_written(found.years.to_min),
        "year_to_max": as_written(found.years.to_max),
        "seen_version": found.row_version,
    }


@blueprint.post("/places/<place_id>/claims/<claim_id>/edit")
@access.requires(*_CLAIMANTS, Permission.PLACE_EDIT)
def claim_update(place_id: str, claim_id: str) -> ResponseReturnValue:
    """Correct a claim; what it said before stays in the place's history."""
    try:
        form, gaps = forms.parse_statement(request.form)
        with http.working() as work:
            _known(work.session, place_id, claim_id)
            services.correct_claim(
                work,
                claim_id,
                {**form.values(), "gaps": gaps},
                reason=form.reason,
                seen_version=form.seen_version,
            )
    except Invalid as invalid:
        return _edit_form(place_id, claim_id, status=422, raw=request.form, errors=invalid.fields)
    except (Refused, Conflict) as problem:
        return _edit_form(
            place_id, claim_id, status=problem.status, raw=request.form, errors=_told(problem)
        )
    http.flash(T("主张已更正，原来的内容留在历史里"))
    return http.see_other("places.claim_show", place_id=place_id, claim_id=claim_id)


def _told(problem: Refused | Conflict, field: str = "form") -> dict[str, Any]:
    return {field: [problem.message, *([problem.advice] if problem.advice else [])]}


@blueprint.post("/places/<place_id>/claims/<claim_id>/status")
@access.requires(*services.JUDGES)
def claim_judge(place_id: str, claim_id: str) -> ResponseReturnValue:
    """Say whether a claim is accepted, disputed or rejected, and why."""
    try:
        form = parse(forms.StatusForm, request.form)
        with http.working() as work:
            _known(work.session, place_id, claim_id)
            services.set_claim_status(
                work, claim_id, form.status, reason=form.reason, seen_version=form.seen_version
            )
    except Invalid as invalid:
        return _show(place_id, claim_id, status=422, raw=request.form, errors=invalid.fields)
    except (Refused, Conflict) as problem:
        errors = _told(problem)
        return _show(place_id, claim_id, status=problem.status, raw=request.form, errors=errors)
    http.flash(T("主张的状态已改"))
    return http.see_other("places.claim_show", place_id=place_id, claim_id=claim_id)


@blueprint.get("/places/<place_id>/claims/<claim_id>/evidence")
@access.requires(*_CLAIMANTS)
def evidence_new(place_id: str, claim_id: str) -> ResponseReturnValue:
    """The form for one more passage for or against a claim."""
    return _evidence_form(place_id, claim_id)


def _evidence_form(
    place_id: str, claim_id: str, *, raw: Mapping[str, Any] | None = None, **more: Any
) -> ResponseReturnValue:
    with http.reading() as session:
        dossier = queries.known_dossier(session, place_id)
        found = _known(session, place_id, claim_id)
        more |= _found(session, raw)
    options = _PASSAGE_OPTIONS
    return _page("claim_evidence", dossier, claim=found, raw=raw or {}, options=options, **more)


@blueprint.post("/places/<place_id>/claims/<claim_id>/evidence")
@access.requires(*_CLAIMANTS)
def evidence_create(place_id: str, claim_id: str) -> ResponseReturnValue:
    """Set one more passage on one side of a claim; or search for its source, writing nothing."""
    if _is_search():
        return _evidence_form(place_id, claim_id, raw=request.form)
    try:
        form = forms.parse_passage(request.form, _grades())
        with http.working() as work:
            _known(work.session, place_id, claim_id)
            for citation_id, stance in _evidence(work, form):
                services.add_evidence(work, claim_id, citation_id=citation_id, stance=stance)
    except Invalid as invalid:
        errors = _at_choice(invalid)
        return _evidence_form(place_id, claim_id, status=422, raw=request.form, errors=errors)
    http.flash(T("出处已补上"))
    return http.see_other("places.claim_show", place_id=place_id, claim_id=claim_id)


@blueprint.get("/places/<place_id>/claims/<claim_id>/evidence/<citation_id>/remove")
@access.requires(*_CLAIMANTS, Permission.PLACE_EDIT)
def evidence_removal(place_id: str, claim_id: str, citation_id: str) -> ResponseReturnValue:
    """The form that takes a passage away."""
    return _removal_form(place_id, claim_id, citation_id)


def _removal_form(
    place_id: str,
    claim_id: str,
    citation_id: str,
    *,
    raw: Mapping[str, Any] | None = None,
    **more: Any,
) -> ResponseReturnValue:
    with http.reading() as session:
        dossier = queries.known_dossier(session, place_id)
        found = _known(session, place_id, claim_id)
    item = next((item for item in found.evidence if item.citation.id == citation_id), None)
    if item is None:
        raise NotFound("places.unknown_evidence", T("这条主张下没有这条出处"))
    return _page("claim_evidence_remove", dossier, claim=found, item=item, raw=raw or {}, **more)


@blueprint.post("/places/<place_id>/claims/<claim_id>/evidence/<citation_id>/remove")
@access.requires(*_CLAIMANTS, Permission.PLACE_EDIT)
def evidence_remove(place_id: str, claim_id: str, citation_id: str) -> ResponseReturnValue:
    """Take away a passage that was set there by mistake."""
    ids = (place_id, claim_id, citation_id)
    try:
        form = parse(forms.RemovalForm, request.form)
        with http.working() as work:
            _known(work.session, place_id, claim_id)
            services.remove_evidence(work, claim_id, citation_id, reason=form.reason)
    except Invalid as invalid:
        return _removal_form(*ids, status=422, raw=request.form, errors=invalid.fields)
    except Refused as problem:
        return _removal_form(*ids, status=422, raw=request.form, errors=_told(problem))
    http.flash(T("出处已撤下"))
    return http.see_other("places.claim_show", place_id=place_id, claim_id=claim_id)
