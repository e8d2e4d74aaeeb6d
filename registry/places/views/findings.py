"""Pages of findings: the one list, a new one, one with what may be done, the table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.errors import Forbidden, Invalid, NotFound
from registry.core.forms import parse
from registry.core.sheets import Cell
from registry.core.text import T, Text
from registry.edge import access, downloads, http, language
from registry.places import queries
from registry.places.forms.finding import (
    FindingForm,
    FindingsQuery,
    GatherForm,
    NewFindingQuery,
    SettleForm,
)
from registry.places.models import PlaceFinding
from registry.places.queries.findings import (
    MAY_RAISE,
    MAY_SETTLE,
    MOST_GATHERED,
    FindingsWanted,
    finding,
    findings,
    may_settle,
)
from registry.places.rules.finding import (
    FINDING_LABELS,
    FINDING_STATUS_LABELS,
    GATHERED,
    STEP_LABELS,
    FindingKind,
    FindingStatus,
    steps_from,
)
from registry.places.services.findings import (
    NewFinding,
    gather_findings,
    raise_finding,
    settle_finding,
)
from registry.places.views.showing import blueprint

FIELD_LABELS: dict[str, Text] = {
    "kind": T("问题类型"),
    "county": T("县区"),
    "other_name": T("另一个名称或地方"),
    "detail": T("看到了什么"),
    "lon": T("经度"),
    "lat": T("纬度"),
    "step": T("怎样处理"),
    "reason": T("原因"),
    "due_on": T("限期"),
    "version": T("版本"),
    "after": T("翻页标记"),
}
_COLUMNS = (
    *(T("问题类型"), T("地名"), T("另一个名称或地方"), T("看到了什么"), T("提出于")),
    *(T("天数"), T("谁在办"), T("限期"), T("状态"), T("原因"), T("县区")),
)


def _shared() -> dict[str, Any]:
    return {
        "finding_labels": FINDING_LABELS,
        "status_labels": FINDING_STATUS_LABELS,
        "field_labels": FIELD_LABELS,
        "kinds": [(kind.value, label) for kind, label in FINDING_LABELS.items()],
        "now": http.runtime().clock.now(),
        "today": china_date(http.runtime().clock.now()),
    }


@blueprint.get("/places/findings")
@access.requires(*MAY_SETTLE)
def finding_list() -> ResponseReturnValue:
    """All findings that wait where this person settles them, the oldest first."""
    return _list(parse(FindingsQuery, request.args))


def _list(query: FindingsQuery, *, status: int = 200, **context: Any) -> Response:
    wanted = FindingsWanted(query.kind, query.status, query.county, query.who)
    with http.reading() as session:
        page = findings(session, http.actor(), wanted, query.after)
        counties = [(row.id, row.name) for row in queries.counties(session)]
    asked = {"kind": query.kind, "status": query.status, "county": query.county, "who": query.who}
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return http.page(
        "places/finding_list.html",
        status=status,
        active="desk",
        rows=page.items,
        query=query,
        asked=asked,
        counties=counties,
        statuses=[(key.value, label) for key, (_tone, label) in FINDING_STATUS_LABELS.items()],
        gathered=[(kind.value, FINDING_LABELS[kind]) for kind in GATHERED],
        most=MOST_GATHERED,
        next_url=url_for("places.finding_list", **kept, after=page.next) if page.next else None,
        first_url=url_for("places.finding_list", **kept) if query.after else None,
        csv_url=url_for("places.finding_sheet", **kept),
        **context,
        **_shared(),
    )


@blueprint.get("/places/findings.csv")
@access.requires(*MAY_SETTLE)
def finding_sheet() -> ResponseReturnValue:
    """The whole list as a table."""
    query = parse(FindingsQuery, request.args)
    wanted = FindingsWanted(query.kind, query.status, query.county, query.who)
    return downloads.table(_COLUMNS, _cells(wanted), "findings.csv")


def _cells(wanted: FindingsWanted) -> Iterator[list[Cell]]:
    now = http.runtime().clock.now()
    after: str | None = ""
    with http.reading() as session:
        counties = {one.id: one.name for one in queries.counties(session)}
        while after is not None:
            page = findings(session, http.actor(), wanted, after, 1000)
            for row in page.items:
                yield [
                    language.say(FINDING_LABELS[FindingKind(row.kind)]),
                    *(row.name, row.other_name, row.detail, row.created_at.date().isoformat()),
                    (now - row.created_at).days,
                    row.assignee_name,
                    row.due_on.isoformat() if row.due_on else "",
                    language.say(FINDING_STATUS_LABELS[FindingStatus(row.status)][1]),
                    row.reason,
                    counties.get(row.county_id, ""),
                ]
            after = page.next


@blueprint.get("/places/findings/new")
@access.requires(*MAY_RAISE)
def finding_new() -> ResponseReturnValue:
    """The form of a finding: about a place, or about something that has no name."""
    query = parse(NewFindingQuery, request.args)
    raw = {"place_id": query.place, "kind": query.kind.value if query.kind else ""}
    return _new(raw=raw)


def _new(*, status: int = 200, raw: Any, **context: Any) -> Response:
    with http.reading() as session:
        place_id = str(raw.get("place_id") or "")
        card = queries.place_card(session, place_id) if place_id else None
        if place_id and card is None:
            raise NotFound("places.unknown", T("没有这个地名"))
        counties = [(row.id, row.name) for row in queries.counties(session)]
    return http.page(
        "places/finding_new.html",
        status=status,
        active="desk",
        place=card,
        counties=counties,
        raw=raw,
        **context,
        **_shared(),
    )


@blueprint.post("/places/findings")
@access.requires(*MAY_RAISE)
def finding_create() -> ResponseReturnValue:
    """Write a finding down, or the form again with all errors."""
    try:
        form = parse(FindingForm, request.form)
        new = NewFinding(
            form.kind, form.place_id, form.county, form.other_name, form.detail, form.position
        )
        with http.working() as work:
            row = raise_finding(work, new)
    except Invalid as invalid:
        return _new(status=422, raw=request.form, errors=invalid.fields)
    http.flash(T("已列入问题清单"))
    if not may_settle(http.actor(), row):
        return http.see_other("places.finding_new")
    return http.see_other("places.finding_show", finding_id=row.id)


@blueprint.post("/places/searches/findings")
@access.requires(Permission.PLACE_EDIT)
def finding_gather() -> ResponseReturnValue:
    """Let the gazetteer look for what it can tell."""
    try:
        form = parse(GatherForm, request.form)
        with http.working() as work:
            number = gather_findings(work, form.kind, form.county)
    except Invalid as invalid:
        return _list(FindingsQuery(), status=422, raw=request.form, errors=invalid.fields)
    http.flash(T("新找到 %(n)d 个问题", n=number))
    return http.see_other("places.finding_list", kind=form.kind.value, county=form.county)


@blueprint.get("/places/findings/<finding_id>")
@access.requires(*MAY_SETTLE)
def finding_show(finding_id: str) -> ResponseReturnValue:
    """One finding, its past, and what may be done with it."""
    return _one(finding_id)


def _one(finding_id: str, *, status: int = 200, **context: Any) -> Response:
    with http.reading() as session:
        row = _known(finding(session, finding_id))
        wanted = [key for key in (row.place_id, row.other_id) if key]
        cards = queries.place_cards(session, wanted)
        steps = steps_from(FindingStatus(row.status))
        return http.page(
            "places/finding_show.html",
            status=status,
            active="desk",
            row=row,
            place=cards.get(row.place_id or ""),
            other=cards.get(row.other_id or ""),
            steps=[(step.value, STEP_LABELS[step]) for step in steps],
            history=journal.history(session, ("place_finding", row.id), limit=20),
            **context,
            **_shared(),
        )


def _known(row: PlaceFinding | None) -> PlaceFinding:
    if row is None:
        raise NotFound("places.finding_unknown", T("没有这个问题"))
    if not may_settle(http.actor(), row):
        raise Forbidden("access.out_of_scope", T("这里不在您负责的区划范围内"))
    return row


@blueprint.post("/places/findings/<finding_id>/steps")
@access.requires(*MAY_SETTLE)
def finding_settle(finding_id: str) -> ResponseReturnValue:
    """Take it, give it back, end it, or raise it again."""
    try:
        form = parse(SettleForm, request.form)
        with http.working() as work:
            settle_finding(
                work,
                finding_id,
                form.step,
                reason=form.reason,
                due_on=form.due_on,
                seen_version=form.version,
            )
    except Invalid as invalid:
        return _one(finding_id, status=422, raw=request.form, errors=invalid.fields)
    http.flash(T("已记下"))
    return http.see_other("places.finding_show", finding_id=finding_id)
