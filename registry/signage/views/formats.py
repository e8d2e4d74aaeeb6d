"""The page of formats of faces: every edition with its source, and the form of a new one."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import Invalid
from registry.core.forms import parse
from registry.core.text import T
from registry.edge import access, http
from registry.signage import services
from registry.signage.forms.formats import FormatForm
from registry.signage.models import SignFormat
from registry.signage.queries.proofing import form_of, formats
from registry.signage.rules.face import LAYOUT_LABELS, Layout, Plate, draw
from registry.signage.rules.kinds import TYPE_LABELS, Ground
from registry.signage.views.blueprint import blueprint
from registry.signage.views.words import FIELD_LABELS, words

_LABELS = {
    **FIELD_LABELS,
    "code": T("代号"),
    "edition": T("版号"),
    "title": T("规格名称"),
    "title_en": T("英文名称"),
    "layout": T("版式"),
    "width_mm": T("宽（毫米）"),
    "height_mm": T("高（毫米）"),
    "rim_mm": T("边框（毫米）"),
    "qr_mm": T("二维码边长（毫米）"),
    "material": T("材质"),
    "source": T("出处"),
}


@blueprint.get("/signage/formats")
@access.requires(Permission.PROOF_PREPARE, Permission.PROOF_APPROVE, Permission.PLACEMENT_RULES)
def format_list() -> ResponseReturnValue:
    """Every edition with its measures and its source."""
    return _list()


def _list(*, status: int = 200, **context: Any) -> Response:
    with http.reading() as session:
        rows = formats(session)
    page = {**words(), "field_labels": _LABELS, **context}
    return http.page(
        "signage/format_list.html",
        status=status,
        active="desk",
        rows=rows,
        samples={row.id: _sample(row) for row in rows},
        layouts=[(key.value, LAYOUT_LABELS[key]) for key in Layout],
        layout_labels={key.value: label for key, label in LAYOUT_LABELS.items()},
        sign_types=[(key.value, label) for key, label in TYPE_LABELS.items()],
        type_labels={key.value: label for key, label in TYPE_LABELS.items()},
        **page,
    )


def _sample(row: SignFormat) -> Any:
    """The format with a name that is plainly an example."""
    number = "" if row.layout == Layout.NAME else "12"
    ground = Ground.HERITAGE if row.sign_type == "heritage" else Ground.BLUE
    return draw(Plate("示例路", "SHILI LU", ground, number=number), form_of(row))


@blueprint.post("/signage/formats")
@access.requires(Permission.PLACEMENT_RULES)
def format_create() -> ResponseReturnValue:
    """Enter an edition, or the form again with every fault."""
    try:
        form = parse(FormatForm, request.form)
        with http.working() as work:
            services.add_format(work, form.given)
    except Invalid as invalid:
        return _list(status=422, raw=request.form, errors=invalid.fields)
    http.flash(T("已录入，以后出校样可以选这一版"))
    return http.see_other("signage.format_list")
