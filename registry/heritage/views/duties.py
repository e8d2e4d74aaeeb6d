"""备案 and 公告: what is due, recording and publishing it, and what the public reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.clock import china_date
from registry.core.errors import Conflict, Invalid, NotFound, Problem
from registry.core.forms import parse
from registry.core.ids import is_id
from registry.core.text import T, Text
from registry.core.work import Work
from registry.edge import access, http
from registry.heritage import forms, queries, services
from registry.heritage.models import Announcement, Filing
from registry.heritage.rules.duties import (
    ANNOUNCEMENT,
    DUTY_LABELS,
    DUTY_TONES,
    FILING,
    SIX_FIELDS,
    START_LABELS,
)
from registry.heritage.views.pages import blueprint
from registry.places import queries as place_queries

_WORDS: dict[str, Any] = {
    "duty_labels": DUTY_LABELS,
    "duty_tones": DUTY_TONES,
    "start_labels": START_LABELS,
    "six_fields": SIX_FIELDS,
    "filing_rule": FILING,
    "announcement_rule": ANNOUNCEMENT,
}


@blueprint.get("/heritage/duties")
@access.requires(Permission.NOTICE, Permission.DECIDE)
def duty_list() -> ResponseReturnValue:
    """Every approval with its filing and its announcement, what is overdue first."""
    today = china_date(http.runtime().clock.now())
    with http.reading() as session:
        rows = queries.duties(session, http.actor(), today)
        return http.page(
            "heritage/duty_list.html",
            active="heritage",
            rows=rows,
            overdue=queries.overdue(rows),
            **_WORDS,
        )


@blueprint.get("/heritage/duties/new")
@access.requires(Permission.NOTICE)
def duty_new() -> ResponseReturnValue:
    """The form to register an approval of the place named by `?place=`."""
    return _new_page({"place_id": request.args.get("place", "")})


def _new_page(raw: Mapping[str, Any], status: int = 200, **more: Any) -> ResponseReturnValue:
    with http.reading() as session:
        place_id = str(raw.get("place_id", ""))
        card = place_queries.place_card(session, place_id) if is_id(place_id) else None
        if card is None:
            raise NotFound("places.unknown", T("没有这个地名"))
        http.actor().require(Permission.NOTICE, card.division_path)
        return http.page(
            "heritage/duty_new.html",
            status=status,
            active="heritage",
            card=card,
            raw=raw,
            **_WORDS,
            **more,
        )


@blueprint.post("/heritage/duties")
@access.requires(Permission.NOTICE)
def duty_create() -> ResponseReturnValue:
    """Register an approval: both clocks begin."""
    try:
        approval = parse(forms.ApprovalForm, request.form).approval()
        with http.working() as work:
            filing, _announcement = services.register_approval(work, approval)
    except Invalid as invalid:
        return _new_page(request.form, 422, errors=invalid.fields)
    http.flash(T("批准已登记，备案和公告开始计时"))
    return http.see_other("heritage.filing_show", filing_id=filing.id)


@blueprint.get("/heritage/filings/<filing_id>")
@access.requires(Permission.NOTICE, Permission.DECIDE)
def filing_show(filing_id: str) -> ResponseReturnValue:
    """One filing with its announcement: the clocks, and the form while it is not filed."""
    return _filing_page(filing_id)


def _filing_page(filing_id: str, status: int = 200, **more: Any) -> ResponseReturnValue:
    today = china_date(http.runtime().clock.now())
    with http.reading() as session:
        filing = _filing(session, filing_id)
        announcement = queries.announcement_of(session, filing_id)
        if announcement is None:
            raise NotFound("heritage.unknown_announcement", T("没有这份公告"))
        return http.page(
            "heritage/filing_show.html",
            status=status,
            active="heritage",
            row=queries.duty_row(filing, announcement, today),
            today=today,
            may_write=http.actor().may(Permission.NOTICE, filing.division_path),
            **_WORDS,
            **more,
        )


def _filing(session: Session, filing_id: str) -> Filing:
    filing = queries.filing(session, filing_id)
    if filing is None:
        raise NotFound("heritage.unknown_filing", T("没有这条备案"))
    http.actor().require(
        Permission.DECIDE
        if not http.actor().may(Permission.NOTICE, filing.division_path)
        else Permission.NOTICE,
        filing.division_path,
    )
    return filing


@blueprint.post("/heritage/filings/<filing_id>")
@access.requires(Permission.NOTICE)
def filing_update(filing_id: str) -> ResponseReturnValue:
    """Record that it was filed."""

    def write(work: Work) -> None:
        form = parse(forms.FilingForm, request.form)
        services.record_filing(work, filing_id, **form.model_dump())

    def show(status: int, **more: Any) -> ResponseReturnValue:
        return _filing_page(filing_id, status, raw=request.form, **more)

    done = lambda: http.see_other("heritage.filing_show", filing_id=filing_id)  # noqa: E731
    return _written(write, show, T("备案已登记"), done)


@blueprint.get("/heritage/announcements/<announcement_id>/edit")
@access.requires(Permission.NOTICE)
def announcement_edit(announcement_id: str) -> ResponseReturnValue:
    """The form of an announcement with what is known already."""
    return _announcement_form(announcement_id)


def _announcement_form(announcement_id: str, status: int = 200, **more: Any) -> ResponseReturnValue:
    today = china_date(http.runtime().clock.now())
    with http.reading() as session:
        row = _announcement(session, announcement_id)
        http.actor().require(Permission.NOTICE, row.division_path)
        known = {
            **{name: getattr(row, name) for name in SIX_FIELDS},
            "approved_on": row.approved_on.isoformat(),
            "published_on": today.isoformat(),
        }
        return http.page(
            "heritage/announcement_edit.html",
            status=status,
            active="heritage",
            row=row,
            raw=more.pop("raw", known),
            **_WORDS,
            **more,
        )


def _announcement(session: Session, announcement_id: str) -> Announcement:
    row = queries.announcement(session, announcement_id)
    if row is None:
        raise NotFound("heritage.unknown_announcement", T("没有这份公告"))
    return row


@blueprint.post("/heritage/announcements/<announcement_id>/edit")
@access.requires(Permission.NOTICE)
def announcement_update(announcement_id: str) -> ResponseReturnValue:
    """Publish it: from then on it is never changed."""

    def write(work: Work) -> None:
        text = parse(forms.AnnouncementForm, request.form).text()
        services.publish_announcement(work, announcement_id, text=text)

    def show(status: int, **more: Any) -> ResponseReturnValue:
        return _announcement_form(announcement_id, status, raw=request.form, **more)

    def done() -> ResponseReturnValue:
        return http.see_other("heritage.announcement_show", announcement_id=announcement_id)

    return _written(write, show, T("公告已发布"), done)


def _written(
    write: Callable[[Work], None],
    show: Callable[..., ResponseReturnValue],
    said: Text,
    done: Callable[[], ResponseReturnValue],
) -> ResponseReturnValue:
    try:
        with http.working() as work:
            write(work)
    except Invalid as invalid:
        return show(422, errors=invalid.fields)
    except Conflict as problem:
        return show(problem.status, problem=problem)
    http.flash(said)
    return done()


@blueprint.get("/heritage/announcements/<announcement_id>")
@access.public
def announcement_show(announcement_id: str) -> ResponseReturnValue:
    """A published announcement, as it was hashed."""
    with http.reading() as session:
        row = _published(session, announcement_id)
        return http.page("heritage/announcement_show.html", active="heritage", row=row, **_WORDS)


@blueprint.get("/heritage/announcements/<announcement_id>/snapshot.json")
@access.public
def announcement_snapshot(announcement_id: str) -> ResponseReturnValue:
    """The announcement byte for byte as it was hashed."""
    with http.reading() as session:
        row = _published(session, announcement_id)
    return frozen(row.snapshot, row.sha256)


def _published(session: Session, announcement_id: str) -> Announcement:
    row = _announcement(session, announcement_id)
    if row.published_on is None:
        raise NotFound("heritage.unknown_announcement", T("没有这份公告"))
    return row


@blueprint.get("/heritage/lists/<programme_key>/<int:number>.json")
@access.public
def edition_snapshot(programme_key: str, number: int) -> ResponseReturnValue:
    """One edition of a protection list byte for byte as it was hashed."""
    with http.reading() as session:
        found = queries.edition_text(session, programme_key, min(number, 2**31 - 1))
    if found is None:
        raise NotFound("heritage.unknown_edition", T("没有这一版名录"))
    return frozen(*found)


def frozen(text: str, sha256: str) -> ResponseReturnValue:
    """A frozen text with its hash in the header."""
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Digest": f"sha-256={sha256}",
    }
    return text, 200, headers


@blueprint.get("/heritage/verify")
@access.public
def proof_show() -> ResponseReturnValue:
    """Whether a file with this SHA-256 is byte for byte what was published and decided."""
    raw = {"sha256": request.args.get("sha256", "")}
    errors: Mapping[str, Any] = {}
    proof, problem = None, None
    if raw["sha256"].strip():
        try:
            wanted = parse(forms.HashForm, request.args).sha256
        except Invalid as invalid:
            errors = {"sha256": [T("请填写 64 位十六进制的校验值")] if invalid.fields else []}
        else:
            with http.reading() as session:
                proof = queries.prove(session, wanted)
            problem = None if proof else _not_published()
    return http.page(
        "heritage/proof_show.html",
        status=422 if errors else 200,
        active="heritage",
        raw=raw,
        errors=errors,
        proof=proof,
        problem=problem,
    )


def _not_published() -> Problem:
    return NotFound(
        "heritage.not_published",
        T("这里没有发布过这样的文件"),
        advice=T("哪怕只差一个字节，校验值也会完全不同。请从公示页或名录页重新下载定稿原文。"),
    )
