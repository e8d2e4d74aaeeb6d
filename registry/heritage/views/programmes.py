"""Programmes as data: every edition for anybody to read, the editor for those who may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.clock import china_date
from registry.core.errors import Conflict, Invalid, NotFound, Problem, Refused
from registry.core.forms import parse
from registry.core.ids import is_id
from registry.core.text import T, Text
from registry.core.work import Work
from registry.edge import access, http
from registry.heritage import forms, queries, services
from registry.heritage.models import Programme
from registry.heritage.rules import ProgrammeFacts, RuleSet, read_rule_set
from registry.heritage.rules.differing import CHANGE_LABELS, Change, Turn, changes, class_lines
from registry.heritage.rules.editing import (
    ASSIGNMENT_LABELS,
    BATCH_LABELS,
    CRITERION_LABELS,
    FIELD_LABELS,
    KIND_LABELS,
    MAX_BATCHES,
    MAX_CRITERIA,
    VISIT_LABELS,
    as_given,
)
from registry.heritage.rules.notice import canonical, sha256_of
from registry.heritage.rules.programme import COMMON_CLASSES, NATURE_LABELS
from registry.heritage.views.pages import WORDS, blueprint, done_on_file

#: The button that shows what would change, and writes nothing.
_PREVIEW = "preview"
_TONES = {Turn.ADDED: "done", Turn.REMOVED: "problem", Turn.CHANGED: "info"}
_EDITOR: dict[str, Any] = {
    "natures": [(key.value, label) for key, label in NATURE_LABELS.items()],
    "criterion_kinds": [(key.value, label) for key, label in KIND_LABELS.items()],
    "ways": [(key.value, label) for key, label in ASSIGNMENT_LABELS.items()],
    "common_classes": [(name, name) for name in COMMON_CLASSES],
    "level_names": forms.LEVEL_FIELDS,
    "change_labels": CHANGE_LABELS,
    "visit_labels": VISIT_LABELS,
    "change_tones": _TONES,
}


@blueprint.get("/heritage/programmes/<programme_id>")
@access.public
def programme_show(programme_id: str) -> ResponseReturnValue:
    """One edition of a programme: its rules in plain words, and what it changed."""
    with http.reading() as session:
        row = _known(session, programme_id)
        shown = queries.editions(session, row.key)
        place = next(n for n, one in enumerate(shown) if one.id == programme_id)
        earlier = shown[place + 1] if place + 1 < len(shown) else None
        older = queries.programme_row(session, earlier.id) if earlier else None
        may_edit = http.actor().may(Permission.DECIDE, "")
        return http.page(
            "heritage/programme_show.html",
            active="heritage",
            programme=shown[place],
            editions=shown,
            earlier=earlier,
            changes=_changes(older, queries.facts_of(row)),
            class_lines=class_lines(row.classes, shown[place].rules),
            criterion_labels=KIND_LABELS,
            assignment_labels=ASSIGNMENT_LABELS,
            today=china_date(http.runtime().clock.now()),
            may_edit=may_edit,
            files=_behind(session, row) if may_edit else [],
            **_EDITOR,
            **WORDS,
        )


def _behind(session: Session, row: Programme) -> list[queries.OpenFile]:
    """Open files that are still under an earlier edition than the one in force."""
    if row.superseded_at is not None:
        return []
    return [file for file in queries.open_files(session, row.key) if file.edition != row.edition]


def _changes(before: Programme | None, after: ProgrammeFacts) -> list[Change]:
    return [] if before is None else changes(queries.facts_of(before), after)


def _known(session: Session, programme_id: str) -> Programme:
    row = queries.programme_row(session, programme_id) if is_id(programme_id) else None
    if row is None:
        raise NotFound("heritage.unknown_programme", T("没有这个名录"))
    return row


@blueprint.get("/heritage/programmes/new")
@access.requires(Permission.DECIDE)
def programme_new() -> ResponseReturnValue:
    """The editor for a programme that is not there yet."""
    return _editor(None, {"notice_days": "7", "quorum": "1", "assignment": "open"})


@blueprint.post("/heritage/programmes")
@access.requires(Permission.DECIDE)
def programme_create() -> ResponseReturnValue:
    """Add a programme with the first edition of its rules; the other button only looks."""
    return _save(None)


@blueprint.get("/heritage/programmes/<programme_id>/editions/new")
@access.requires(Permission.DECIDE)
def edition_new(programme_id: str) -> ResponseReturnValue:
    """The editor, filled with the edition a new one is made from."""
    with http.reading() as session:
        row = _known(session, programme_id)
        facts, rules = queries.facts_of(row), read_rule_set(row.rule_set)
        typed = forms.as_typed(facts, rules, class_lines(facts.classes, rules))
    return _editor(programme_id, typed)


@blueprint.post("/heritage/programmes/<programme_id>/editions")
@access.requires(Permission.DECIDE)
def edition_create(programme_id: str) -> ResponseReturnValue:
    """Save a new edition whose changes and effect were looked at; else show them first."""
    return _save(programme_id)


def _save(programme_id: str | None) -> ResponseReturnValue:
    try:
        key = ""
        if programme_id is not None:
            with http.reading() as session:
                key = _known(session, programme_id).key
        facts, why = forms.edition_sent(request.form, key)
        # Nobody saves what they have not seen: another text than the one shown is shown first.
        if _PREVIEW in request.form or why.previewed != digest(facts):
            return _editor(programme_id, request.form, facts=facts)
        with http.working() as work:
            row = _write(work, programme_id, facts, why)
    except Invalid as invalid:
        return _editor(programme_id, request.form, status=422, errors=invalid.fields)
    except (Conflict, Refused) as problem:
        return _editor(programme_id, request.form, status=problem.status, problem=problem)
    http.flash(T("新的一版已存，新的申报从现在起按它办理"))
    return http.see_other("heritage.programme_show", programme_id=row.id)


def digest(facts: ProgrammeFacts) -> str:
    """SHA-256 of everything an edition says: what was looked at is what is saved."""
    return sha256_of(canonical({**as_given(facts), "rule_set": dict(facts.rule_set)}))


def _write(
    work: Work, programme_id: str | None, facts: ProgrammeFacts, why: forms.EditionReasonForm
) -> Programme:
    if programme_id is None:
        return services.found_programme(work, facts, reason=why.reason)
    return services.add_edition(
        work,
        facts,
        supersedes_id=programme_id,
        reason=why.reason,
        removal_reason=why.removal_reason,
    )


def _editor(
    programme_id: str | None,
    raw: Mapping[str, Any],
    *,
    status: int = 200,
    errors: Mapping[str, Sequence[Text]] | None = None,
    problem: Problem | None = None,
    facts: ProgrammeFacts | None = None,
) -> Response:
    """The editor; with `facts`, what saving would change and whom it concerns stands on top."""
    # The rules of a programme hold everywhere, so leave for one county is not enough.
    http.actor().require(Permission.DECIDE, "")
    with http.reading() as session:
        row = None if programme_id is None else _known(session, programme_id)
        after: RuleSet | None = None if facts is None else read_rule_set(facts.rule_set)
        numbers = forms.criterion_numbers(raw)
        # Always one empty row more, so that a criterion is added without a script.
        free = [number for number in range(MAX_CRITERIA) if number not in numbers][:1]
        rounds = forms.batch_numbers(raw)
        next_round = [number for number in range(MAX_BATCHES) if number not in rounds][:1]
        return http.page(
            "heritage/edition_new.html",
            status=status,
            active="heritage",
            programme=None if row is None else queries.programme(session, row.id),
            action_id=programme_id,
            raw=raw,
            errors=errors or {},
            problem=problem,
            numbers=sorted({*numbers, *free}),
            free=free,
            rounds=sorted({*rounds, *next_round}),
            next_round=next_round,
            labels=_labels([*numbers, *free], [*rounds, *next_round]),
            previewed="" if facts is None else digest(facts),
            changes=[] if facts is None else _changes(row, facts),
            effect=queries.effect_of(session, row, after) if row and after else None,
            **_EDITOR,
            **WORDS,
        )


def _labels(numbers: Sequence[int], rounds: Sequence[int]) -> dict[str, Text]:
    rows = {
        f"criterion{number}_{name}": T("第 %(n)d 个条件的%(name)s", n=number + 1, name=label)
        for number in numbers
        for name, label in CRITERION_LABELS.items()
    }
    rows |= {
        f"batch{number}_{name}": T("第 %(n)d 个批次的%(name)s", n=number + 1, name=label)
        for number in rounds
        for name, label in BATCH_LABELS.items()
    }
    levels = {name: T("第 %(n)d 级审核", n=n) for n, name in enumerate(forms.LEVEL_FIELDS, start=1)}
    more = {
        "reason": T("为什么立新版"),
        "removal_reason": T("去掉条件的理由"),
        "criteria": T("条件"),
    }
    return {**FIELD_LABELS, **levels, **rows, **more}


@blueprint.post("/heritage/nominations/<nomination_id>/edition")
@access.requires(Permission.DECIDE)
def nomination_change_edition(nomination_id: str) -> ResponseReturnValue:
    """Put an open file under the edition in force."""

    def write(work: Work) -> Text:
        form = parse(forms.ChangeEditionForm, request.form)
        services.change_edition(
            work, nomination_id, reason=form.edition_reason, seen_version=form.seen_version
        )
        return T("已改按新版标准")

    return done_on_file(nomination_id, write)
