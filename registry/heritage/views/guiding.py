"""The guided dossier: one question a page, over the texts and the write of the full form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.clock import china_date
from registry.core.errors import Conflict, Invalid, NotFound, Problem, Refused
from registry.core.forms import parse
from registry.core.text import T, Text
from registry.core.work import Work
from registry.edge import access, http
from registry.heritage import forms, queries, services
from registry.heritage.queries import Dossier
from registry.heritage.rules import Action, guide
from registry.heritage.rules.guide import Elsewhere, Step
from registry.heritage.rules.parts import PARTS, QUESTIONS, Missing
from registry.heritage.rules.reading import actions_for
from registry.heritage.rules.states import Status
from registry.heritage.views.compiling import (
    batch_options,
    own_dossier,
    saved_while_typing,
    written_so_far,
)
from registry.heritage.views.pages import WORDS, blueprint

#: What the fields are called; those of the parts bring their own names.
_LABELS: dict[str, Text] = {
    "batch": T("批次"),
    "applicant": T("申报单位"),
    "contact": T("联系方式"),
    "reference_year": T("计算基准年"),
    "exception_reason": T("不完全符合时的理由"),
    "summary": T("概述"),
    "protection_plan": T("保护方案"),
    **{key: question.label for key, question in QUESTIONS.items()},
}
_PROSE = {"exception_reason", "summary", "protection_plan"} | {
    key for key, question in QUESTIONS.items() if question.is_prose
}


def _step(key: str) -> Step:
    step = guide.step_of(key)
    if step is None:
        raise NotFound("heritage.unknown_step", T("引导里没有这一步"))
    return step


def _draft(session: Session, nomination_id: str) -> Dossier:
    """The dossier while its compiler may still write it."""
    dossier = own_dossier(session, nomination_id)
    services.require_editable(dossier.nomination, http.actor())
    return dossier


@blueprint.get("/heritage/nominations/<nomination_id>/guide")
@access.requires(Permission.NOMINATE)
def guide_resume(nomination_id: str) -> ResponseReturnValue:
    """On to the first question that is still open, or to the check when all are answered."""
    with http.reading() as session:
        open_steps = _open_steps(session, _draft(session, nomination_id))
    first = next((step.key for step in guide.STEPS if step.key in open_steps), "")
    if not first:
        return http.see_other("heritage.guide_check", nomination_id=nomination_id)
    return http.see_other("heritage.guide_step", nomination_id=nomination_id, step=first)


@blueprint.get("/heritage/nominations/<nomination_id>/guide/<step>")
@access.requires(Permission.NOMINATE)
def guide_step(nomination_id: str, step: str) -> ResponseReturnValue:
    """One question: why it is asked, an example, what it serves, what its part still lacks."""
    return _step_page(nomination_id, _step(step))


@blueprint.post("/heritage/nominations/<nomination_id>/guide/<step>")
@access.requires(Permission.NOMINATE)
def guide_save(nomination_id: str, step: str) -> ResponseReturnValue:
    """Save the answers of one step over the stored texts, and go where the button says."""
    asked = _step(step)

    def write(work: Work) -> None:
        stored = written_so_far(own_dossier(work.session, nomination_id))
        form = parse(forms.PartsForm, {**stored, **_sent(asked)})
        seen = parse(forms.SeenForm, request.form).seen_version
        services.update_draft(work, nomination_id, text=form.text(), seen_version=seen)

    if http.wants_json(request.path, request.accept_mimetypes):
        return saved_while_typing(nomination_id, write)
    try:
        with http.working() as work:
            write(work)
    except Invalid as invalid:
        return _step_page(nomination_id, asked, status=422, errors=invalid.fields)
    except (Conflict, Refused) as problem:
        # Saved while typing a moment ago, or in another window with the same words: none.
        if isinstance(problem, Refused) or _differing(nomination_id, asked):
            return _step_page(nomination_id, asked, status=problem.status, problem=problem)
    return _onward(nomination_id, asked)


def _sent(step: Step) -> dict[str, str]:
    """The answers that the form holds; a field it does not show keeps what is stored."""
    return {field: request.form[field] for field in step.fields if field in request.form}


def _differing(nomination_id: str, step: Step) -> dict[str, str]:
    """What is stored now of the answers of this step, where it is not what was sent."""
    with http.reading() as session:
        stored = written_so_far(own_dossier(session, nomination_id))
    return {
        field: str(stored.get(field, ""))
        for field, words in _sent(step).items()
        if " ".join(words.split()) != " ".join(str(stored.get(field, "")).split())
    }


def _onward(nomination_id: str, step: Step) -> ResponseReturnValue:
    go = request.form.get("go", "next")
    if go == "leave":
        http.flash(T("已保存，下次可以从这里接着写"))
        return http.see_other("heritage.nomination_show", nomination_id=nomination_id)
    target = (guide.before(step) or step.key) if go == "back" else guide.after(step)
    if target == guide.CHECK:
        return http.see_other("heritage.guide_check", nomination_id=nomination_id)
    return http.see_other("heritage.guide_step", nomination_id=nomination_id, step=target)


def _step_page(
    nomination_id: str,
    step: Step,
    *,
    status: int = 200,
    errors: Mapping[str, Sequence[Text]] | None = None,
    problem: Problem | None = None,
) -> ResponseReturnValue:
    with http.reading() as session:
        dossier = own_dossier(session, nomination_id)
        if problem is None:
            services.require_editable(dossier.nomination, http.actor())
        batch = queries.batch_standing(session, dossier.nomination, _today())
        stored = written_so_far(dossier)
        part = guide.part_of(step)
        state = next(state for state in dossier.meter.parts if state.part is part)
        return http.page(
            "heritage/guide_step.html",
            status=status,
            active="heritage",
            dossier=dossier,
            file=dossier.nomination,
            step=step,
            part=part,
            number=guide.number_of(step),
            total=len(guide.STEPS),
            previous=guide.before(step),
            following=guide.after(step),
            labels=_LABELS,
            prose=_PROSE,
            batch=batch,
            batch_options=batch_options(batch),
            served=guide.served(step, dossier.programme.rules.criteria),
            missing=[(what, _place_of(what, part.key)) for what in state.missing],
            overview=_overview(_open_steps(session, dossier)),
            raw={**stored, **(_sent(step) if request.method == "POST" else {})},
            stored_now=_differing(nomination_id, step) if isinstance(problem, Conflict) else {},
            errors=errors or {},
            problem=problem,
            elsewhere=Elsewhere,
            **WORDS,
        )


def _place_of(what: Missing, part: str) -> str:
    step = guide.step_for(part, what.key)
    return step.key if step else ""


def _open_steps(session: Session, dossier: Dossier) -> set[str]:
    """The steps whose answer is still missing; what blocks nothing and is not asked counts not."""
    found = {
        _place_of(what, state.part.key) for state in dossier.meter.parts for what in state.missing
    }
    batch = queries.batch_standing(session, dossier.nomination, _today())
    if batch.choices and not dossier.nomination.batch:
        found.add("batch")
    if dossier.warnings and not dossier.nomination.exception_reason.strip():
        found.add("fit")
    return found - {""}


def _overview(open_steps: set[str]) -> list[tuple[Any, list[tuple[Step, bool]]]]:
    """All steps by part, and whether each is answered."""
    by_part = [
        (
            part,
            [(step, step.key not in open_steps) for step in guide.STEPS if step.part == part.key],
        )
        for part in PARTS
    ]
    return [(part, steps) for part, steps in by_part if steps]


@blueprint.get("/heritage/nominations/<nomination_id>/guide-check")
@access.requires(Permission.NOMINATE)
def guide_check(nomination_id: str) -> ResponseReturnValue:
    """The last page: how complete the dossier is, the way to what is missing, and to submit."""
    with http.reading() as session:
        dossier = _draft(session, nomination_id)
        file = dossier.nomination
        acts = actions_for(
            http.actor(),
            compiler_id=file.compiler_id,
            status=Status(file.status),
            division_path=file.division_path,
            levels=dossier.programme.rules.levels,
        )
        return http.page(
            "heritage/guide_check.html",
            active="heritage",
            dossier=dossier,
            file=file,
            batch=queries.batch_standing(session, file, _today()),
            parts=[
                (state, [(what, _place_of(what, state.part.key)) for what in state.missing])
                for state in dossier.meter.parts
            ],
            last=guide.STEPS[-1].key,
            may_submit=Action.SUBMIT in acts,
            overview=_overview(_open_steps(session, dossier)),
            **WORDS,
        )


def _today() -> Any:
    return china_date(http.runtime().clock.now())
