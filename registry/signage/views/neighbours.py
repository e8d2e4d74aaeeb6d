"""Pages about traffic signs beside ours: one written down, the pairs that disagree, one pair."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.sheets import Cell
from registry.core.text import T
from registry.edge import access, downloads, http, language
from registry.places import queries as places
from registry.signage import services
from registry.signage.forms.neighbours import (
    DisagreementsQuery,
    SettlingForm,
    TrafficSignForm,
)
from registry.signage.queries.neighbours import (
    Disagreement,
    DisagreementsWanted,
    disagreement,
    disagreements,
    near_photos,
)
from registry.signage.rules.neighbours import (
    LINE_LABELS,
    NEAR_M,
    SETTLING_LABELS,
    STANDING_LABELS,
    Settling,
    Standing,
)
from registry.signage.views.blueprint import blueprint
from registry.signage.views.overview import known_place
from registry.signage.views.words import FIELD_LABELS, words

_LABELS = {
    **FIELD_LABELS,
    "seen_on": T("看到的日期"),
    "step": T("怎样处理"),
    "party": T("函告单位"),
    "standing": T("处理状态"),
    "county": T("区县"),
}
_COLUMNS = (
    T("地名标志"),
    T("地名标志的汉字"),
    T("地名标志的字母"),
    T("交通标志的汉字"),
    T("交通标志的字母"),
    T("不同之处"),
    T("相距（米）"),
    T("处理状态"),
    T("函告单位"),
    T("原因"),
)


def _shared() -> dict[str, Any]:
    return {
        **words(),
        "field_labels": _LABELS,
        "line_labels": LINE_LABELS,
        "standing_labels": STANDING_LABELS,
        "settling_labels": SETTLING_LABELS,
        "near_m": round(NEAR_M),
    }


@blueprint.get("/places/<place_id>/traffic-signs/new")
@access.requires(Permission.REQUIRE_SIGN)
def traffic_new(place_id: str) -> ResponseReturnValue:
    """The form for a traffic sign of a place."""
    return _new(place_id)


def _new(place_id: str, *, status: int = 200, **context: Any) -> Response:
    with http.reading() as session:
        card = known_place(session, place_id)
    return http.page(
        "signage/traffic_new.html",
        status=status,
        active="desk",
        place=card,
        **context,
        **_shared(),
    )


@blueprint.post("/places/<place_id>/traffic-signs")
@access.requires(Permission.REQUIRE_SIGN)
def traffic_create(place_id: str) -> ResponseReturnValue:
    """Write a traffic sign down, or the form again with all errors."""
    try:
        form = parse(TrafficSignForm, request.form)
        with http.working() as work:
            sign = services.note_traffic_sign(
                work,
                place_id,
                hanzi=form.text_hanzi,
                roman=form.text_roman,
                position=form.position,
                owner=form.owner,
                seen_on=form.seen_on,
            )
    except Invalid as invalid:
        return _new(place_id, status=422, raw=request.form, errors=invalid.fields)
    http.flash(T("交通标志已记下，不计入设标率；外业队员的清单里已有，请拍照"))
    return http.see_other("signage.sign_show", sign_id=sign.id)


@blueprint.get("/signage/disagreements")
@access.requires(Permission.REQUIRE_SIGN)
def disagreement_list() -> ResponseReturnValue:
    """Place-name signs and traffic signs that stand together and say different things."""
    query = parse(DisagreementsQuery, request.args)
    wanted = DisagreementsWanted(query.standing, query.county)
    with http.reading() as session:
        page = disagreements(session, http.actor(), wanted, query.after)
        counties = [(row.id, row.name) for row in places.counties(session)]
    kept: dict[str, Any] = {"standing": query.standing, "county": query.county or None}
    return http.page(
        "signage/disagreement_list.html",
        active="desk",
        rows=page.items,
        query=query,
        counties=counties,
        standings=[(key.value, STANDING_LABELS[key][1]) for key in Standing],
        next_url=url_for("signage.disagreement_list", **kept, after=page.next)
        if page.next
        else None,
        first_url=url_for("signage.disagreement_list", **kept) if query.after else None,
        csv_url=url_for("signage.disagreement_sheet", **kept),
        **_shared(),
    )


@blueprint.get("/signage/disagreements.csv")
@access.requires(Permission.REQUIRE_SIGN)
def disagreement_sheet() -> ResponseReturnValue:
    """The whole list as a table."""
    query = parse(DisagreementsQuery, request.args)
    rows = _cells(DisagreementsWanted(query.standing, query.county))
    return downloads.table(_COLUMNS, rows, "disagreements.csv")


def _cells(wanted: DisagreementsWanted) -> Iterator[list[Cell]]:
    after: str | None = ""
    with http.reading() as session:
        while after is not None:
            page = disagreements(session, http.actor(), wanted, after, 1000)
            yield from (_row(pair) for pair in page.items)
            after = page.next


def _row(pair: Disagreement) -> list[Cell]:
    settled = pair.settled
    return [
        pair.sign.code,
        pair.sign.text_hanzi,
        pair.sign.text_roman,
        pair.traffic.text_hanzi,
        pair.traffic.text_roman,
        " ".join(language.say(LINE_LABELS[line]) for line in pair.lines),
        pair.metres,
        language.say(STANDING_LABELS[pair.standing][1]),
        settled.party if settled else "",
        settled.reason if settled else "",
    ]


@blueprint.get("/signage/disagreements/<traffic_id>/<sign_id>")
@access.requires(Permission.REQUIRE_SIGN)
def disagreement_show(traffic_id: str, sign_id: str) -> ResponseReturnValue:
    """One pair: both texts letter by letter, both photos, and what was done about it."""
    return _one(traffic_id, sign_id)


def _one(traffic_id: str, sign_id: str, *, status: int = 200, **context: Any) -> Response:
    with http.reading() as session:
        pair = disagreement(session, http.actor(), traffic_id, sign_id)
        if pair is None:
            words_ = T("这两块标志没有不一致，或不在您负责的区划")
            raise NotFound("signage.no_disagreement", words_)
        return http.page(
            "signage/disagreement_show.html",
            status=status,
            active="desk",
            pair=pair,
            place=known_place(session, pair.sign.place_id),
            photos=near_photos(session, [pair.sign.id, pair.traffic.id]),
            steps=[(key.value, SETTLING_LABELS[key]) for key in Settling],
            history=journal.history(
                session, ("sign_disagreement", f"{traffic_id}-{sign_id}"), limit=20
            ),
            **context,
            **_shared(),
        )


@blueprint.post("/signage/disagreements/<traffic_id>/<sign_id>")
@access.requires(Permission.REQUIRE_SIGN)
def disagreement_settle(traffic_id: str, sign_id: str) -> ResponseReturnValue:
    """Say what was done about a pair."""
    try:
        form = parse(SettlingForm, request.form)
        with http.working() as work:
            services.settle_disagreement(
                work,
                traffic_id,
                sign_id,
                step=form.step,
                party=form.party,
                reason=form.reason,
            )
    except Invalid as invalid:
        return _one(traffic_id, sign_id, status=422, raw=request.form, errors=invalid.fields)
    http.flash(T("已记下处理结果；任何一块换了字，会重新列出"))
    return http.see_other("signage.disagreement_show", traffic_id=traffic_id, sign_id=sign_id)
