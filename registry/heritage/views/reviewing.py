"""Who reviews a file: votes, assignments by hand or in turn, and keeping off it."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import Invalid
from registry.core.forms import parse
from registry.core.text import T, Text
from registry.core.work import Work
from registry.edge import access, http
from registry.heritage import forms, queries, services
from registry.heritage.rules.reading import TAKING_PART
from registry.heritage.views.pages import blueprint, done_on_file


@blueprint.post("/heritage/nominations/<nomination_id>/votes")
@access.requires(Permission.FIND)
def vote_create(nomination_id: str) -> ResponseReturnValue:
    """An expert votes on the whole file."""

    def write(work: Work) -> Text:
        form = parse(forms.VoteForm, request.form)
        services.vote(
            work,
            nomination_id,
            choice=form.choice,
            reason=form.vote_reason,
            seen_version=form.seen_version,
        )
        return T("已表决")

    return done_on_file(nomination_id, write)


@blueprint.post("/heritage/nominations/<nomination_id>/assignments")
@access.requires(Permission.DECIDE)
def assignment_create(nomination_id: str) -> ResponseReturnValue:
    """Give the file to a person, or to whoever is next in turn."""

    def write(work: Work) -> Text:
        form = parse(forms.AssignForm, request.form)
        written = services.assign(
            work, nomination_id, person_id=form.person_id or None, count=form.count
        )
        return T("已指派 %(n)d 人", n=len(written))

    return done_on_file(nomination_id, write)


@blueprint.post("/heritage/nominations/<nomination_id>/assignments/end")
@access.requires(Permission.DECIDE)
def assignment_end(nomination_id: str) -> ResponseReturnValue:
    """Take an assignment back."""

    def write(work: Work) -> Text:
        form = parse(forms.UnassignForm, request.form)
        services.unassign(
            work, nomination_id, assignment_id=form.assignment_id, reason=form.unassign_reason
        )
        return T("已取消指派")

    return done_on_file(nomination_id, write)


@blueprint.post("/heritage/nominations/<nomination_id>/recusals")
@access.requires(*TAKING_PART)
def recusal_create(nomination_id: str) -> ResponseReturnValue:
    """Keep oneself, or for the bureau somebody else, off a file."""

    def write(work: Work) -> Text:
        form = parse(forms.RecusalForm, request.form)
        try:
            services.recuse(
                work,
                nomination_id,
                reason=form.recusal_reason,
                person_id=form.recused_id or None,
            )
        except Invalid as invalid:
            # The page has another field of this name; this one is the recusal's own.
            raise Invalid(
                {"recused_id" if k == "person_id" else k: v for k, v in invalid.fields.items()}
            ) from invalid
        return T("已登记回避")

    answer = done_on_file(nomination_id, write)
    with http.reading() as session:
        file = queries.nomination(session, nomination_id)
        gone = file is not None and queries.keeps_off(session, file, http.actor())
    # From now on the dossier is closed to whoever keeps off it: they go back to their files.
    return http.see_other("heritage.nomination_list") if gone else answer


@blueprint.post("/heritage/nominations/<nomination_id>/notes")
@access.requires(*(leave for leave in TAKING_PART if leave is not Permission.NOMINATE))
def note_create(nomination_id: str) -> ResponseReturnValue:
    """Leave a note for the others who review the file."""

    def write(work: Work) -> Text:
        form = parse(forms.NoteForm, request.form)
        services.add_note(work, nomination_id, text=form.note)
        return T("备注已写下")

    return done_on_file(nomination_id, write)
