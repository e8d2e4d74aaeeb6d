"""The compiler's pages: a new file, its texts, its claims and citations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.clock import china_date
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Problem, Refused
from registry.core.forms import parse
from registry.core.ids import is_id
from registry.core.text import T, Text
from registry.core.work import Work
from registry.edge import access, http, language
from registry.heritage import forms, queries, services
from registry.heritage.queries import ProgrammeView
from registry.heritage.rules import CriterionKind
from registry.heritage.rules.batches import open_batches
from registry.heritage.rules.guide import step_of
from registry.heritage.rules.parts import PARTS
from registry.heritage.views.pages import WORDS, blueprint, nomination_page, readable_dossier
from registry.places import queries as place_queries
from registry.places.queries import PlaceCard
from registry.places.rules import CLAIM_TYPE_LABELS, STANCE_LABELS
from registry.sources import queries as source_queries
from registry.sources.rules import GRADE_LABELS, SOURCE_TYPE_LABELS

#: The button that searches for a source: it asks, and writes nothing.
_SEARCH = "find_source"
#: Says that a new file came from the guide and goes on there.
_GUIDED = "guided"
#: Parts of the forms that name a source, by the prefix of their fields.
_PARTS = ("", *(f"{block}-" for block in forms.Block))


def _choices(session: Session, raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "findings": {part: source_queries.find_sources(session, raw, part) for part in _PARTS},
        "source_types": [(kind.value, label) for kind, label in SOURCE_TYPE_LABELS.items()],
        "grades": [(grade.value, label) for grade, label in GRADE_LABELS.items()],
        "claim_types": [(kind.value, label) for kind, label in CLAIM_TYPE_LABELS.items()],
        "stances": [(stance.value, label) for stance, label in STANCE_LABELS.items()],
    }


def _grades(session: Session) -> dict[str, str]:
    """The grades of the sources that the form names: they say what a passage must hold."""
    named = [value.strip() for name, value in request.form.items() if name.endswith("source_id")]
    found = source_queries.sources_by_id(session, [one for one in named if is_id(one)])
    return {key: source.grade for key, source in found.items()}


def _nominated_place(session: Session, place_id: str) -> PlaceCard:
    card = place_queries.place_card(session, place_id) if is_id(place_id) else None
    if card is None:
        raise NotFound("places.unknown", T("没有这个地名"))
    http.actor().require(Permission.NOMINATE, card.division_path)
    return card


@blueprint.get("/heritage/nominations/new")
@access.requires(Permission.NOMINATE)
def nomination_new() -> ResponseReturnValue:
    """The form for a new file about the place named by `?place=`."""
    raw = {"place_id": request.args.get("place", ""), "reference_year": str(_today().year)}
    return _new_page(raw)


@blueprint.get("/heritage/nominations/start")
@access.requires(Permission.NOMINATE)
def nomination_start() -> ResponseReturnValue:
    """The way in to the guide, for the place named by `?place=`: only the programme is asked."""
    raw = {"place_id": request.args.get("place", ""), "reference_year": str(_today().year)}
    return _new_page({**raw, _GUIDED: "1"})


def _new_page(
    raw: Mapping[str, Any],
    *,
    status: int = 200,
    errors: Mapping[str, Any] | None = None,
    problem: Problem | None = None,
) -> ResponseReturnValue:
    with http.reading() as session:
        card = _nominated_place(session, str(raw.get("place_id", "")))
        today = _today()
        offered = queries.programmes(session)
        return http.page(
            f"heritage/nomination_{'start' if _GUIDED in raw else 'new'}.html",
            status=status,
            active="heritage",
            card=card,
            programmes=offered,
            batches=[(one, open_batches(one.rules.batches, today)) for one in offered],
            candidates=queries.candidates(session, card.id),
            raw=raw,
            errors=errors or {},
            problem=problem,
            find_action=url_for("heritage.nomination_create"),
            **_choices(session, raw),
        )


@blueprint.post("/heritage/nominations")
@access.requires(Permission.NOMINATE)
def nomination_create() -> ResponseReturnValue:
    """Save a new file as a draft with the claims that were written.

    The button that searches for a source writes nothing: the same form, with what was found.
    """
    if _SEARCH in request.form:
        return _new_page(request.form)
    try:
        with http.reading() as session:
            wanted = request.form.get("programme_id", "")
            programme = queries.programme(session, wanted) if is_id(wanted) else None
            known = _grades(session)
        form, drafts = forms.nomination_drafts(request.form, _blocks(programme), known)
        with http.working() as work:
            nomination = services.nominate(
                work,
                place_id=form.place_id,
                programme_id=form.programme_id,
                text=form.text(),
                claims=drafts,
            )
    except Invalid as invalid:
        return _new_page(request.form, status=422, errors=invalid.fields)
    except (Conflict, Refused) as problem:
        return _new_page(request.form, status=problem.status, problem=problem)
    if _GUIDED in request.form:
        return http.see_other("heritage.guide_resume", nomination_id=nomination.id)
    http.flash(T("草稿已保存。补齐下面列出的内容后就可以提交。"))
    return http.see_other("heritage.nomination_show", nomination_id=nomination.id)


def _blocks(programme: ProgrammeView | None) -> dict[str, str]:
    """Which criterion each of the two claims of the form serves in this programme."""
    if programme is None:
        return {"settlement": "settlement_age", "name": "name_age"}
    kinds = {"settlement": CriterionKind.SETTLEMENT_AGE, "name": CriterionKind.NAME_AGE}
    found = {block: programme.rules.of_kind(kind) for block, kind in kinds.items()}
    return {block: criterion.key for block, criterion in found.items() if criterion is not None}


@blueprint.get("/heritage/nominations/<nomination_id>")
@access.requires(
    Permission.NOMINATE,
    Permission.REVIEW_TOWNSHIP,
    Permission.REVIEW_COUNTY,
    Permission.REVIEW_CITY,
    Permission.REVIEW_PROVINCE,
    Permission.FIND,
    Permission.NOTICE,
    Permission.ANSWER,
    Permission.DECIDE,
)
def nomination_show(nomination_id: str) -> ResponseReturnValue:
    """The dossier: evidence matrix, continuity line, acts, and what this person can do next."""
    return nomination_page(nomination_id)


@blueprint.get("/heritage/nominations/<nomination_id>/edit")
@access.requires(Permission.NOMINATE)
def nomination_edit(nomination_id: str) -> ResponseReturnValue:
    """The form with the texts of a draft."""
    return _edit_page(nomination_id)


def _edit_page(
    nomination_id: str,
    *,
    status: int = 200,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
    problem: Problem | None = None,
) -> ResponseReturnValue:
    with http.reading() as session:
        dossier = own_dossier(session, nomination_id)
        batch = queries.batch_standing(session, dossier.nomination, _today())
        return http.page(
            "heritage/nomination_edit.html",
            status=status,
            active="heritage",
            dossier=dossier,
            file=dossier.nomination,
            parts=PARTS,
            batch=batch,
            batch_options=batch_options(batch),
            raw=written_so_far(dossier) if raw is None else raw,
            errors=errors or {},
            problem=problem,
        )


def batch_options(batch: queries.BatchStanding) -> list[tuple[str, str]]:
    """What may be chosen: the open ones, and the one that was chosen before."""
    chosen = [] if batch.batch is None or batch.batch in batch.choices else [batch.batch]
    return [(one.name, str(one)) for one in (*chosen, *batch.choices)]


def _today() -> date:
    return china_date(http.runtime().clock.now())


def written_so_far(dossier: queries.Dossier) -> dict[str, Any]:
    """The stored texts by the names of their fields."""
    return {**dossier.nomination.model_dump(), **dossier.nomination.parts}


def own_dossier(session: Session, nomination_id: str) -> queries.Dossier:
    """The dossier for its compiler; Forbidden to everybody else."""
    dossier = readable_dossier(session, nomination_id, http.actor())
    if dossier.nomination.compiler_id != http.actor().id:
        raise Forbidden("heritage.not_compiler", T("只有这份申报的编撰人可以这样做"))
    return dossier


@blueprint.post("/heritage/nominations/<nomination_id>/edit")
@access.requires(Permission.NOMINATE)
def nomination_update(nomination_id: str) -> ResponseReturnValue:
    """Save the texts: by the form's button, or while typing, answered with the new version."""

    def write(work: Work) -> None:
        form = parse(forms.PartsForm, request.form)
        seen = parse(forms.SeenForm, request.form).seen_version
        services.update_draft(work, nomination_id, text=form.text(), seen_version=seen)

    if http.wants_json(request.path, request.accept_mimetypes):
        return saved_while_typing(nomination_id, write)
    return _written(nomination_id, write, _edit_page, T("已保存"))


def saved_while_typing(nomination_id: str, write: Callable[[Work], None]) -> ResponseReturnValue:
    """One unit of work, answered with the version to go on with."""
    # Faults are told as problem+json by the shell; the page keeps what was typed.
    with http.working() as work:
        write(work)
    with http.reading() as session:
        file = own_dossier(session, nomination_id).nomination
        return {"version": file.version, "saved_at": file.changed_at.isoformat()}


@blueprint.get("/heritage/nominations/<nomination_id>/claims")
@access.requires(Permission.NOMINATE)
def claim_new(nomination_id: str) -> ResponseReturnValue:
    """The form for one more claim, for the criterion named by `?criterion=`."""
    return _claim_page(nomination_id, raw={"criterion": request.args.get("criterion", "")})


def _claim_page(nomination_id: str, **more: Any) -> ResponseReturnValue:
    return _form_page("heritage/claim_new.html", nomination_id, **more)


def _form_page(
    template: str,
    nomination_id: str,
    *,
    status: int = 200,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, Any] | None = None,
    problem: Problem | None = None,
    **more: Any,
) -> ResponseReturnValue:
    english = language.tag() == "en"
    with http.reading() as session:
        dossier = own_dossier(session, nomination_id)
        criteria = [row.criterion for row in dossier.rows]
        return http.page(
            template,
            status=status,
            active="heritage",
            dossier=dossier,
            file=dossier.nomination,
            criteria=[(c.key, c.title_en if english and c.title_en else c.title) for c in criteria],
            raw=raw or {},
            errors=errors or {},
            problem=problem,
            find_action=request.path,
            guide=_guide_step(),
            **_choices(session, raw or {}),
            **WORDS,
            **more,
        )


@blueprint.post("/heritage/nominations/<nomination_id>/claims")
@access.requires(Permission.NOMINATE)
def claim_create(nomination_id: str) -> ResponseReturnValue:
    """State a claim for a criterion, with its citation if there is one already."""
    if _SEARCH in request.form:
        return _claim_page(nomination_id, raw=request.form)

    def write(work: Work) -> None:
        draft = forms.claim_draft(request.form, _grades(work.session))
        seen = parse(forms.SeenForm, request.form).seen_version
        services.add_claim(work, nomination_id, draft=draft, seen_version=seen)

    return _written(nomination_id, write, _claim_page, T("论据已添加"))


@blueprint.get("/heritage/nominations/<nomination_id>/claims/<link_id>/citations")
@access.requires(Permission.NOMINATE)
def citation_new(nomination_id: str, link_id: str) -> ResponseReturnValue:
    """The form for one more citation, for or against a claim."""
    return _citation_page(link_id)(nomination_id)


def _citation_page(link_id: str) -> Callable[..., ResponseReturnValue]:
    def show(nomination_id: str, **more: Any) -> ResponseReturnValue:
        with http.reading() as session:
            dossier = own_dossier(session, nomination_id)
        claim = _claim(dossier, link_id)
        if claim is None:
            raise NotFound("heritage.unknown_claim", T("这份申报里没有这条论据"))
        return _form_page("heritage/citation_new.html", nomination_id, claim=claim, **more)

    return show


def _claim(dossier: queries.Dossier, link_id: str) -> queries.MatrixClaim | None:
    claims = (claim for row in dossier.rows for claim in row.claims)
    return next((claim for claim in claims if claim.link_id == link_id), None)


@blueprint.post("/heritage/nominations/<nomination_id>/claims/<link_id>/citations")
@access.requires(Permission.NOMINATE)
def citation_create(nomination_id: str, link_id: str) -> ResponseReturnValue:
    """Cite a passage for or against a claim."""
    if _SEARCH in request.form:
        return _citation_page(link_id)(nomination_id, raw=request.form)

    def write(work: Work) -> None:
        claim = _claim(own_dossier(work.session, nomination_id), link_id)
        is_legend = claim is not None and claim.is_legend
        draft = forms.citation_draft(request.form, _grades(work.session), is_legend=is_legend)
        seen = parse(forms.SeenForm, request.form).seen_version
        services.add_citation(work, nomination_id, link_id=link_id, draft=draft, seen_version=seen)

    return _written(nomination_id, write, _citation_page(link_id), T("出处已添加"))


@blueprint.post("/heritage/nominations/<nomination_id>/claims/<link_id>/remove")
@access.requires(Permission.NOMINATE)
def claim_remove(nomination_id: str, link_id: str) -> ResponseReturnValue:
    """Take a claim out of the file."""

    def write(work: Work) -> None:
        seen = parse(forms.SeenForm, request.form).seen_version
        services.remove_claim(work, nomination_id, link_id=link_id, seen_version=seen)

    return _written(nomination_id, write, nomination_page, T("论据已从这份申报撤下"))


def _written(
    nomination_id: str,
    write: Callable[[Work], None],
    show: Callable[..., ResponseReturnValue],
    done: Text,
) -> ResponseReturnValue:
    """One unit of work; where refused, the same form with the person's text and all errors."""
    try:
        with http.working() as work:
            write(work)
    except Invalid as invalid:
        return show(nomination_id, status=422, raw=request.form, errors=invalid.fields)
    except (Conflict, Refused) as problem:
        return show(nomination_id, status=problem.status, raw=request.form, problem=problem)
    http.flash(done)
    step = _guide_step()
    if step:
        return http.see_other("heritage.guide_step", nomination_id=nomination_id, step=step)
    return http.see_other("heritage.nomination_show", nomination_id=nomination_id)


def _guide_step() -> str:
    """The step of the guide that somebody came from, and goes back to."""
    step = step_of(request.values.get("guide", ""))
    return step.key if step else ""
