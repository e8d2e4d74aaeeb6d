"""Pages about signs that stand: owner and cost of one, who lacks an owner, what is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.clock import china_date
from registry.core.errors import Invalid
from registry.core.forms import parse
from registry.core.sheets import Cell
from registry.core.text import T, Text
from registry.edge import access, downloads, http, language
from registry.places import queries as places
from registry.signage import services
from registry.signage.forms.keeping import (
    DueQuery,
    HandOverForm,
    IntervalForm,
    KeepForm,
    UnownedQuery,
)
from registry.signage.queries.keeping import (
    DueRow,
    DueWanted,
    UnownedWanted,
    due,
    intervals,
    unowned,
)
from registry.signage.rules.keeping import LONGEST, SHORTEST
from registry.signage.rules.kinds import FAMILY_LABELS, TYPE_LABELS, SignFamily, SignType
from registry.signage.rules.states import SIGN_LABELS, SignState
from registry.signage.views.blueprint import blueprint
from registry.signage.views.crews import crews_of
from registry.signage.views.orders import given_order
from registry.signage.views.proofs import show as show_sign
from registry.signage.views.words import FIELD_LABELS, words

AHEAD = timedelta(days=30)
_PORTION = 1000
_LABELS: dict[str, Text] = {
    **FIELD_LABELS,
    "lacks": T("缺哪一项"),
    "sign": T("选中的标志"),
    "requirement": T("选中的标志"),
    "crew": T("负责人"),
    "note": T("说明"),
    "start_lon": T("出发点经度"),
    "start_lat": T("出发点纬度"),
    "by": T("不晚于"),
    "county": T("区县"),
    "days": T("周期（天）"),
    "row_version": T("版本"),
}
_UNOWNED = (T("标志编码"), T("牌面"), T("标志体系"), T("状态"), T("产权单位"), T("维护单位"))
_DUE = (T("标志编码"), T("地名"), T("标志类型"), T("上次核验"), T("下次巡查"), T("派工单"))


@blueprint.post("/signage/signs/<sign_id>/keeping")
@access.requires(Permission.REQUIRE_SIGN)
def sign_keep(sign_id: str) -> ResponseReturnValue:
    """Write down who owns and maintains a sign, its warranty, its cost, its next inspection."""
    try:
        form = parse(KeepForm, request.form)
        with http.working() as work:
            services.keep_sign(
                work, sign_id, form.kept, reason=form.reason, seen_version=form.row_version
            )
    except Invalid as invalid:
        return show_sign(sign_id, status=422, form="keep", raw=request.form, errors=invalid.fields)
    http.flash(T("台账已更新"))
    return http.see_other("signage.sign_show", sign_id=sign_id)


@blueprint.get("/signage/unowned")
@access.requires(Permission.REQUIRE_SIGN)
def unowned_list() -> ResponseReturnValue:
    """Signs whose owner or maintainer is unknown, with a form to hand many over at once."""
    return _unowned(parse(UnownedQuery, request.args))


def _unowned(query: UnownedQuery, *, status: int = 200, **context: Any) -> Response:
    wanted = UnownedWanted(query.lacks, query.county)
    with http.reading() as session:
        page = unowned(session, http.actor(), wanted, query.after)
        counties = [(row.id, row.name) for row in places.counties(session)]
    kept: dict[str, Any] = {"lacks": query.lacks or None, "county": query.county or None}
    return http.page(
        "signage/unowned_list.html",
        status=status,
        active="desk",
        rows=page.items,
        query=query,
        counties=counties,
        next_url=url_for("signage.unowned_list", **kept, after=page.next) if page.next else None,
        first_url=url_for("signage.unowned_list", **kept) if query.after else None,
        csv_url=url_for("signage.unowned_sheet", **kept),
        **context,
        **{**words(), "field_labels": _LABELS},
    )


@blueprint.get("/signage/unowned.csv")
@access.requires(Permission.REQUIRE_SIGN)
def unowned_sheet() -> ResponseReturnValue:
    """The whole list as a table."""
    query = parse(UnownedQuery, request.args)
    rows = _all_unowned(UnownedWanted(query.lacks, query.county))
    return downloads.table(_UNOWNED, rows, "unowned-signs.csv")


def _all_unowned(wanted: UnownedWanted) -> Iterator[list[Cell]]:
    say = language.say
    after: str | None = ""
    with http.reading() as session:
        while after is not None:
            page = unowned(session, http.actor(), wanted, after, _PORTION)
            for sign in page.items:
                family, state = FAMILY_LABELS[SignFamily(sign.family)], SignState(sign.state)
                words_ = [say(family), say(SIGN_LABELS[state][1])]
                yield [sign.code, sign.text_hanzi, *words_, sign.owner, sign.maintainer]
            after = page.next


@blueprint.post("/signage/unowned")
@access.requires(Permission.REQUIRE_SIGN)
def sign_hand_over() -> ResponseReturnValue:
    """The same owner or maintainer for many signs."""
    try:
        form = parse(HandOverForm, request.form)
        with http.working() as work:
            services.hand_over(
                work,
                form.sign,
                owner=form.owner,
                maintainer=form.maintainer,
                reason=form.reason,
            )
    except Invalid as invalid:
        return _unowned(
            UnownedQuery(),
            status=422,
            chosen=request.form.getlist("sign"),
            raw=request.form,
            errors=invalid.fields,
        )
    http.flash(T("已登记产权和维护单位"))
    return http.see_other("signage.unowned_list")


@blueprint.get("/signage/due")
@access.requires(Permission.REQUIRE_SIGN)
def due_list() -> ResponseReturnValue:
    """Verified signs that are due for inspection, with the form of a work order."""
    return _due(parse(DueQuery, request.args))


def _today() -> date:
    return china_date(http.runtime().clock.now())


def _wanted(query: DueQuery) -> DueWanted:
    return DueWanted(query.by or _today() + AHEAD, query.county, query.crew)


def _due(query: DueQuery, *, status: int = 200, form: str = "", **context: Any) -> Response:
    wanted = _wanted(query)
    with http.reading() as session:
        page = due(session, http.actor(), wanted, query.after)
        counties = [(row.id, row.name) for row in places.counties(session)]
        crews, known = crews_of(session), intervals(session)
    asked = {"county": query.county or None, "crew": query.crew or None, "by": query.by}
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    context.setdefault("chosen", [row.requirement.id for row in page.items if row.order is None])
    return http.page(
        "signage/due_list.html",
        status=status,
        active="desk",
        rows=page.items,
        query=query,
        wanted=wanted,
        today=_today(),
        counties=counties,
        crews=crews,
        intervals=[(kind.value, TYPE_LABELS[kind], known.get(kind.value)) for kind in SignType],
        shortest=SHORTEST,
        longest=LONGEST,
        form=form,
        next_url=url_for("signage.due_list", **kept, after=page.next) if page.next else None,
        first_url=url_for("signage.due_list", **kept) if query.after else None,
        csv_url=url_for("signage.due_sheet", **kept),
        **context,
        **{**words(), "field_labels": _LABELS},
    )


@blueprint.get("/signage/due.csv")
@access.requires(Permission.REQUIRE_SIGN)
def due_sheet() -> ResponseReturnValue:
    """The whole list as a table."""
    rows = _all_due(_wanted(parse(DueQuery, request.args)))
    return downloads.table(_DUE, rows, "signs-due.csv")


def _all_due(wanted: DueWanted) -> Iterator[list[Cell]]:
    after: str | None = ""
    with http.reading() as session:
        while after is not None:
            page = due(session, http.actor(), wanted, after, _PORTION)
            yield from (_due_cells(row) for row in page.items)
            after = page.next


def _due_cells(row: DueRow) -> list[Cell]:
    verified, next_on = row.sign.verified_at, row.sign.next_check_on
    return [
        row.sign.code,
        row.requirement.place_name,
        language.say(TYPE_LABELS[SignType(row.requirement.sign_type)]),
        china_date(verified).isoformat() if verified else "",
        next_on.isoformat() if next_on else "",
        row.order.number if row.order else "",
    ]


@blueprint.post("/signage/due/orders")
@access.requires(Permission.REQUIRE_SIGN)
def due_order() -> ResponseReturnValue:
    """A work order to signs that are due."""
    try:
        order = given_order()
    except Invalid as invalid:
        chosen = request.form.getlist("requirement")
        return _due(
            DueQuery(),
            status=422,
            form="order",
            chosen=chosen,
            raw=request.form,
            errors=invalid.fields,
        )
    http.flash(T("已派工，这些标志会排在外业队清单的最前面"))
    return http.see_other("signage.order_show", order_id=order.id)


@blueprint.post("/signage/check-intervals")
@access.requires(Permission.PLACEMENT_RULES)
def interval_set() -> ResponseReturnValue:
    """How often signs of a type are looked at."""
    try:
        form = parse(IntervalForm, request.form)
        with http.working() as work:
            services.set_interval(work, form.sign_type, form.days, basis=form.basis)
    except Invalid as invalid:
        return _due(
            DueQuery(), status=422, form="interval", raw=request.form, errors=invalid.fields
        )
    http.flash(T("巡查周期已定，这一类标志的下次巡查日期随之更新"))
    return http.see_other("signage.due_list")
