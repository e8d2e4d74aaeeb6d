"""Pages of samples: the public list and what each found; drawing one, sending crews, its end."""

from __future__ import annotations

import io
import secrets
from importlib import resources
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Forbidden, Invalid, NotFound
from registry.core.forms import parse
from registry.core.sheets import write_csv
from registry.core.text import T, Text
from registry.edge import access, downloads, http
from registry.places import queries as places
from registry.places.queries.bodies import managing_bodies
from registry.places.rules import STRATUM_LABELS
from registry.signage import services
from registry.signage.forms.sampling import (
    SampleCancelForm,
    SampleForm,
    SampleOrderForm,
    SamplesQuery,
    UnreachableForm,
    VersionForm,
)
from registry.signage.models import SignSample
from registry.signage.queries.orders import live_orders_of
from registry.signage.queries.sampling import (
    HERITAGE,
    SAMPLES,
    SampleView,
    sample,
    samples,
)
from registry.signage.rules.sampling import (
    ANSWERED,
    MOST_DRAWN,
    OUTCOME_LABELS,
    Outcome,
    commitment,
    draw_figure,
)
from registry.signage.views.blueprint import blueprint
from registry.signage.views.crews import crews_of
from registry.signage.views.words import FIELD_LABELS, words

KIND_LABELS: dict[str, Text] = {
    **{stratum.value: label for stratum, label in STRATUM_LABELS.items()},
    HERITAGE: T("地名文化遗产标志"),
}
_LABELS = {
    **FIELD_LABELS,
    "stratum": T("类别"),
    "division": T("区县"),
    "body": T("管理主体"),
    "by_county": T("分区县抽"),
    "size": T("抽多少块"),
    "half_width": T("希望的误差"),
    "seed": T("种子"),
    "note": T("说明"),
    "county": T("区县"),
    "crew": T("负责人"),
    "unit": T("哪一块"),
    "cancel_reason": T("取消的原因"),
    "version": T("版本"),
}
_COLUMNS = (T("次序"), T("点位编号"), T("标志编码"), T("地名"), T("结果"), T("原因"))


def _scope_words(row: SignSample) -> tuple[str, Text | None]:
    """Whose signs: a name that stays Chinese, or words."""
    name = row.managing_body or row.division_name
    return name, None if name else T("全市")


def _shared() -> dict[str, Any]:
    page = words()
    return {
        **page,
        "field_labels": _LABELS,
        "kind_labels": KIND_LABELS,
        "outcome_labels": {key.value: value for key, value in OUTCOME_LABELS.items()},
        "scope_words": _scope_words,
    }


@blueprint.get("/signage/samples")
@access.public
def sample_list() -> ResponseReturnValue:
    """Every sample that was ever drawn, newest first, those given up too."""
    query = parse(SamplesQuery, request.args)
    with http.reading() as session:
        rows = samples(session, query.before)
    more = rows[-1].sample.number if len(rows) == SAMPLES else None
    return http.page(
        "signage/sample_list.html", active="coverage", rows=rows, more=more, **_shared()
    )


@blueprint.get("/signage/samples/new")
@access.requires(Permission.REQUIRE_SIGN)
def sample_new() -> ResponseReturnValue:
    """The form of a sample."""
    return _new()


def _new(*, status: int = 200, **context: Any) -> Response:
    with http.reading() as session:
        counties = [(row.id, row.name) for row in places.counties(session)]
        bodies = [(body, body) for body in managing_bodies(session)]
    return http.page(
        "signage/sample_new.html",
        status=status,
        active="desk",
        kinds_to_draw=list(KIND_LABELS.items()),
        counties=counties,
        bodies=bodies,
        most=MOST_DRAWN,
        **context,
        **_shared(),
    )


@blueprint.post("/signage/samples")
@access.requires(Permission.REQUIRE_SIGN)
def sample_create() -> ResponseReturnValue:
    """Freeze the frame, then draw: first the file is stored, then the rows are written."""
    try:
        form = parse(SampleForm, request.form)
        terms = form.terms(secrets.token_hex(16))
        with http.working() as work:
            draft = services.draft_sample(work, terms)
        digest = commitment(draft.text)
        http.runtime().store.put(digest, draft.text.encode("ascii"))
        with http.working() as work:
            row = services.draw_sample(work, terms, digest)
    except Invalid as invalid:
        return _new(status=422, raw=request.form, errors=invalid.fields)
    http.flash(T("已抽样，底册和种子的校验码已公布；接着派工"))
    return http.see_other("signage.sample_show", number=row.number)


def _known(session: Session, number: int) -> SampleView:
    view = sample(session, number)
    if view is None:
        raise NotFound("signage.sample_unknown", T("没有这次抽样"))
    return view


def _may_lead(view: SampleView) -> bool:
    """Whether the person sends crews wherever the drawn signs are."""
    paths = {unit.requirement.division_path for unit in view.units}
    return all(http.actor().may(Permission.REQUIRE_SIGN, path) for path in paths)


@blueprint.get("/signage/samples/<int:number>")
@access.public
def sample_show(number: int) -> ResponseReturnValue:
    """One sample: what was found beside what is claimed; which signs, once that is public."""
    return _one(number)


def _one(number: int, *, status: int = 200, form: str = "", **context: Any) -> Response:
    with http.reading() as session:
        view = _known(session, number)
        may_lead = _may_lead(view)
        row, found = view.sample, view.estimate
        held = live_orders_of(session, [unit.requirement.id for unit in view.units])
        return http.page(
            "signage/sample_show.html",
            status=status,
            active="coverage",
            view=view,
            found=found,
            figure=_figure(view),
            may_lead=may_lead,
            is_open=row.closed_at is None and row.cancelled_at is None,
            shows_units=may_lead or row.closed_at is not None,
            seed_sha256=commitment(row.seed),
            answered=ANSWERED,
            orders={order.id: order for order in held.values()}.values() if may_lead else (),
            waiting=[unit for unit in view.units if unit.outcome is Outcome.WAITING],
            counties=[(cell["id"], cell["name"]) for cell in row.cells],
            crews=crews_of(session) if may_lead else [],
            history=journal.history(session, ("sign_sample", row.id), limit=20),
            form=form,
            **context,
            **_shared(),
        )


def _figure(view: SampleView) -> Any:
    """The drawing of true coverage: shares of the frame times the claimed rate."""
    found, claimed = view.estimate, view.claimed
    if found is None:
        return None
    ends = (found.low * claimed, found.high * claimed)
    bounds = (found.worst * claimed, found.best * claimed)
    return draw_figure(claimed, found.share * claimed, ends, bounds)


@blueprint.get("/signage/samples/<int:number>/frame.csv")
@access.public
def sample_frame(number: int) -> ResponseReturnValue:
    """The frame, byte for byte what its digest was taken of."""
    with http.reading() as session:
        row = _known(session, number).sample
    body = http.runtime().store.read(row.frame_sha256)
    return downloads.attachment(body, "text/csv", f"sample-{number}-frame.csv")


@blueprint.get("/signage/samples/<int:number>/drawn.csv")
@access.public
def sample_drawn(number: int) -> ResponseReturnValue:
    """The drawn signs with what was found; before the sample is closed for its leaders only."""
    with http.reading() as session:
        view = _known(session, number)
        if view.sample.closed_at is None and not _may_lead(view):
            words_ = T("抽到哪些标志，查完才公布，免得只修这几块")
            raise Forbidden("signage.sample_open", words_)
        table = io.BytesIO()
        rows = [
            (
                unit.unit.turn,
                unit.requirement.id,
                unit.sign.code,
                unit.requirement.place_name,
                str(OUTCOME_LABELS[unit.outcome][1]),
                unit.unit.unreachable_reason if unit.outcome is Outcome.UNREACHABLE else "",
            )
            for unit in view.units
        ]
    write_csv(table, [str(one) for one in _COLUMNS], rows)
    return downloads.attachment(table.getvalue(), "text/csv", f"sample-{number}-drawn.csv")


@blueprint.get("/signage/samples/redraw_sample.py")
@access.public
def sample_script() -> ResponseReturnValue:
    """The program with which anybody draws a sample again."""
    script = resources.files("registry.data") / "redraw_sample.py"
    return downloads.attachment(script.read_bytes(), "text/x-python", "redraw_sample.py")


@blueprint.post("/signage/samples/<int:number>/orders")
@access.requires(Permission.REQUIRE_SIGN)
def sample_order(number: int) -> ResponseReturnValue:
    """A work order to drawn signs."""
    try:
        form = parse(SampleOrderForm, request.form)
        with http.working() as work:
            order = services.order_from_sample(
                work, number, crew_id=form.crew, due_on=form.due_on, county_id=form.county
            )
    except Invalid as invalid:
        return _one(number, status=422, form="order", raw=request.form, errors=invalid.fields)
    http.flash(T("已派工，这些标志会排在外业队清单的最前面"))
    return http.see_other("signage.order_show", order_id=order.id)


@blueprint.post("/signage/samples/<int:number>/unreachable")
@access.requires(Permission.REQUIRE_SIGN)
def sample_unreachable(number: int) -> ResponseReturnValue:
    """Say that a drawn sign cannot be got at."""
    try:
        form = parse(UnreachableForm, request.form)
        with http.working() as work:
            services.mark_unreachable(work, number, form.unit, reason=form.reason)
    except Invalid as invalid:
        return _one(number, status=422, form="unreachable", raw=request.form, errors=invalid.fields)
    http.flash(T("已记下；以后查到了，以查到的为准"))
    return http.see_other("signage.sample_show", number=number)


@blueprint.post("/signage/samples/<int:number>/closure")
@access.requires(Permission.REQUIRE_SIGN)
def sample_close(number: int) -> ResponseReturnValue:
    """End the sample; its seed and its list are public from now on."""
    try:
        form = parse(VersionForm, request.form)
        with http.working() as work:
            services.close_sample(work, number, seen_version=form.version)
    except Invalid as invalid:
        return _one(number, status=422, form="close", raw=request.form, errors=invalid.fields)
    http.flash(T("抽样已结束，结果、种子和名单已公布"))
    return http.see_other("signage.sample_show", number=number)


@blueprint.post("/signage/samples/<int:number>/cancellation")
@access.requires(Permission.REQUIRE_SIGN)
def sample_cancel(number: int) -> ResponseReturnValue:
    """Give the sample up with a reason."""
    try:
        form = parse(SampleCancelForm, request.form)
        with http.working() as work:
            services.cancel_sample(
                work, number, reason=form.cancel_reason, seen_version=form.version
            )
    except Invalid as invalid:
        return _one(number, status=422, form="cancel", raw=request.form, errors=invalid.fields)
    http.flash(T("抽样已取消，记录和原因仍然公开"))
    return http.see_other("signage.sample_show", number=number)
