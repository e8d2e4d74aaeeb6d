"""Pages of batches of proofs: the list, a new one, one with all its faces and their decisions."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.text import T, Text
from registry.edge import access, http
from registry.places import queries as places
from registry.signage import services
from registry.signage.forms.proofing import (
    BatchesQuery,
    FacesQuery,
    batch_sent,
    decisions,
)
from registry.signage.models import SignFormat
from registry.signage.queries.proofing import (
    BATCHES,
    BatchView,
    Wanted,
    batch,
    batches,
    chosen_again,
    drawing_of,
    form_of,
    format_by_id,
    formats,
    to_draw,
)
from registry.signage.rules.codes import grouped
from registry.signage.rules.face import UNSIZED, Plate, draw
from registry.signage.rules.kinds import TYPE_LABELS
from registry.signage.rules.states import ProofOutcome
from registry.signage.views.blueprint import blueprint
from registry.signage.views.proofs import base_url
from registry.signage.views.words import FIELD_LABELS, words

_MAY_SEE = (Permission.PROOF_PREPARE, Permission.PROOF_APPROVE)
OUTCOMES: dict[str, tuple[str, Text]] = {
    ProofOutcome.WAITING.value: ("waiting", T("等第二个人审定")),
    ProofOutcome.APPROVED.value: ("done", T("可以制作")),
    ProofOutcome.RETURNED.value: ("problem", T("退回重出")),
    ProofOutcome.WITHDRAWN.value: ("neutral", T("已收回")),
}


@blueprint.get("/signage/proof-batches")
@access.requires(*_MAY_SEE)
def batch_list() -> ResponseReturnValue:
    """Batches with what became of their faces, newest first."""
    query = parse(BatchesQuery, request.args)
    with http.reading() as session:
        rows = batches(session, query.before)
    more = rows[-1].batch.number if len(rows) == BATCHES else None
    return http.page("signage/batch_list.html", active="desk", rows=rows, more=more)


@blueprint.get("/signage/proof-batches/new")
@access.requires(Permission.PROOF_PREPARE)
def batch_new() -> ResponseReturnValue:
    """Positions without a proof, each with the face that would stand there."""
    query = parse(FacesQuery, request.args)
    with http.reading() as session:
        wanted = Wanted(
            query.county,
            query.sign_type.value if query.sign_type else "",
            query.due_by,
            bool(query.returned),
            query.after,
            _form(session, query.format),
        )
        found = to_draw(session, http.actor(), wanted)
        return _new(session, found.items, query=query, more=found.next)


def _form(session: Any, ident: str) -> SignFormat | None:
    """The format that faces are narrowed to; of doorplates there are none here."""
    form = format_by_id(session, ident) if ident else None
    if ident and (form is None or not form.sign_type):
        raise Invalid({"format": [T("请从列出的选项中选择")]})
    return form


def _new(session: Any, offered: Any, *, status: int = 200, **context: Any) -> Response:
    context.setdefault("query", FacesQuery())
    labels = {**FIELD_LABELS, "position": T("点位"), "note": T("给审定人的话")}
    for one in offered:
        ident, name = one.requirement.id, one.wording.hanzi
        labels[f"hanzi_{ident}"] = T("“%(name)s”的汉字", name=name)
        labels[f"roman_{ident}"] = T("“%(name)s”的罗马字母", name=name)
        labels[f"ground_{ident}"] = T("“%(name)s”的底色", name=name)
        labels[f"arrows_{ident}"] = T("“%(name)s”的箭头", name=name)
        labels[f"format_{ident}"] = T("“%(name)s”的规格", name=name)
        labels[f"minority_{ident}"] = T("“%(name)s”的少数民族文字", name=name)
    page = {
        **words(),
        "offered": offered,
        "sketches": {one.requirement.id: _sketch(one) for one in offered},
        "counties": [(row.id, row.name) for row in places.counties(session)],
        "formats": [one for one in formats(session) if one.sign_type],
        "sign_types": [(key.value, label) for key, label in TYPE_LABELS.items()],
        "field_labels": labels,
        **context,
    }
    return http.page("signage/batch_new.html", status=status, active="desk", **page)


def _sketch(one: Any) -> Any:
    """The face as it would be; the sign has no code before its first proof."""
    code = one.sign.code if one.sign else ""
    plate = Plate(
        one.wording.hanzi,
        one.wording.roman,
        one.ground,
        minority=one.wording.minority,
        code=grouped(code) if code else "",
        url=f"{base_url()}/s/{code}" if code else "",
    )
    return draw(plate, form_of(one.formats[0]) if one.formats else UNSIZED)


@blueprint.post("/signage/proof-batches")
@access.requires(Permission.PROOF_PREPARE)
def batch_create() -> ResponseReturnValue:
    """Send the ticked faces to a second person, or the form again with every fault."""
    try:
        note, faces = batch_sent(request.form)
        with http.working() as work:
            sent = services.send_batch(work, faces, note=note)
    except Invalid as invalid:
        shown = request.form.getlist("shown") or request.form.getlist("position")
        with http.reading() as session:
            again = chosen_again(session, http.actor(), shown)
            offered = again or to_draw(session, http.actor(), Wanted()).items
            return _new(
                session, offered, status=422, raw=request.form, errors=invalid.fields, more=None
            )
    http.flash(T("已送审，等另一位同事逐块审定"))
    return http.see_other("signage.batch_show", batch_id=sent.id)


@blueprint.get("/signage/proof-batches/<batch_id>")
@access.requires(*_MAY_SEE)
def batch_show(batch_id: str) -> ResponseReturnValue:
    """All faces of a batch beside what is approved, and the decisions for a second person."""
    return _one(batch_id)


def _one(batch_id: str, *, status: int = 200, **context: Any) -> Response:
    with http.reading() as session:
        view = batch(session, batch_id)
        if view is None:
            raise NotFound("signage.batch_unknown", T("没有这一批校样"))
        base = base_url()
        faces = {one.sign.id: drawing_of(one.sign, one.face, one.form, base) for one in view.faces}
        return http.page(
            "signage/batch_show.html",
            status=status,
            active="desk",
            view=view,
            faces=faces,
            open=_open(view),
            own=_is_own(view),
            outcome_labels=OUTCOMES,
            history=journal.history(session, ("proof_batch", batch_id), limit=20),
            **context,
            **{**words(), "field_labels": _labels(view)},
        )


def _labels(view: BatchView) -> dict[str, Text]:
    labels = {**FIELD_LABELS, "face": T("牌面"), "note": T("说明")}
    for one in view.faces:
        labels[f"reason_{one.sign.id}"] = T("“%(name)s”退回的原因", name=one.sign.text_hanzi)
        labels[f"outcome_{one.sign.id}"] = T("“%(name)s”的决定", name=one.sign.text_hanzi)
        labels[f"face_{one.sign.id}"] = T("“%(name)s”", name=one.sign.text_hanzi)
    return labels


def _is_own(view: BatchView) -> bool:
    """Whether what still waits was prepared by whoever looks at it."""
    me = http.actor().id
    return any(one.is_waiting and one.sign.proof_prepared_by == me for one in view.faces)


def _open(view: BatchView) -> set[str]:
    """The faces that this person may decide."""
    actor = http.actor()
    return {
        one.sign.id
        for one in view.faces
        if one.is_waiting
        and one.sign.proof_prepared_by != actor.id
        and actor.may(Permission.PROOF_APPROVE, one.sign.division_path)
    }


@blueprint.post("/signage/proof-batches/<batch_id>/decisions")
@access.requires(Permission.PROOF_APPROVE)
def batch_decide(batch_id: str) -> ResponseReturnValue:
    """Approve or return faces, one by one or all that wait."""
    try:
        with http.working() as work:
            view = services.batch_found(work, batch_id)
            waiting = [one.sign.id for one in view.faces if one.is_waiting]
            after = services.decide_batch(work, batch_id, decisions(request.form, waiting))
            left = after.count(ProofOutcome.WAITING)
    except Invalid as invalid:
        return _one(batch_id, status=422, raw=request.form, errors=invalid.fields)
    http.flash(T("已记下，还有 %(n)d 块待审定", n=left) if left else T("这一批已全部审定或退回"))
    return http.see_other("signage.batch_show", batch_id=batch_id)
