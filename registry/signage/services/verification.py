"""A person's verdict on a report, and what becomes of sign, position, photos and counters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.db import rowcount
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound
from registry.core.geo import Position
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.photos import services as photos
from registry.signage import queries
from registry.signage.models import FieldReport, Sign, Verification
from registry.signage.queries.reports import seen_in
from registry.signage.queries.signs import target_of
from registry.signage.rules.circling import Circle
from registry.signage.rules.kinds import ReasonCode, ReportKind, SignFamily
from registry.signage.rules.states import (
    STATUS_OF_VERDICT,
    ReportStatus,
    SignState,
    SignStep,
    Verdict,
)
from registry.signage.rules.validity import (
    Validity,
    claims_installed,
    judge,
    read_by_reviewer,
    step_for,
    unread,
)
from registry.signage.services.keeping import after_verification
from registry.signage.services.moving import step_sign
from registry.signage.services.problems import note_problems
from registry.signage.services.proofs import sign_found
from registry.signage.services.renaming import as_named_now


@dataclass(frozen=True, slots=True)
class Manner:
    """How a verdict was given.

    `circled` shows the sender which place on a photo is meant; `in_bulk` says that it was one of
    several given with one press.
    """

    circled: Sequence[Circle] = ()
    in_bulk: bool = False


PLAIN = Manner()


def verify(
    work: Work,
    report_id: str,
    verdict: Verdict,
    *,
    reason_code: ReasonCode | None = None,
    reason: str = "",
    place_ok: bool = False,
    text_ok: bool = False,
    manner: Manner = PLAIN,
) -> Verification:
    """Give the verdict on a report sent by someone else.

    Accepting means "the report is true": a valid sign becomes verified at the reported position, a
    sign that stands but is wrong or unreadable is booked as such and counts nowhere. `place_ok` is
    the reviewer's own finding that it stands where it should; `text_ok` that a line which the crew
    did not type reads on the photo as approved (a line that was typed speaks for itself). A reason
    of the list says everything by itself; only "other" needs words beside it.

    Raises:
        NotFound: `signage.report_unknown`.
        Forbidden: `signage.own_report`, or outside the person's divisions.
        Invalid: a refusal without a reason; accepting a good sign without looking at the position.
        Conflict: `signage.already_decided`; `signage.report_incomplete` while photos are missing.
    """
    row = _report(work, report_id)
    work.actor.require(Permission.VERIFY, row.division_path)
    if work.actor.id is not None and row.reporter_id == work.actor.id:
        raise Forbidden("signage.own_report", T("自己上报的由另一个人核验"))
    if row.status == ReportStatus.INCOMPLETE:
        raise Conflict(
            "signage.report_incomplete",
            T("这份上报的照片还没有收齐，不能核验"),
            advice=T("等上报人把照片传完；传完后会出现在待核验的队列里"),
        )
    if row.status != ReportStatus.RECEIVED:
        raise _decided()
    sign = sign_found(work, row.sign_id)
    _check(work, row, sign, verdict, reason_code, reason, place_ok=place_ok, text_ok=text_ok)
    _check_circles(work, row, manner.circled)
    _settle(work, row, STATUS_OF_VERDICT[verdict], reason)
    if verdict is Verdict.ACCEPT:
        validity = _validity(work, row, sign, place_ok=place_ok, text_ok=text_ok)
        _accept(work, row, sign, validity)
        note_problems(work, sign, row, seen_in(row), validity)
    else:
        _drop_claim(work, row, sign)
    return _append(work, row, sign, verdict, reason_code, reason, manner)


def _check_circles(work: Work, row: FieldReport, circled: Sequence[Circle]) -> None:
    held = queries.photos_of(work.session, [row.id])[row.id]
    if any(each.role not in held for each in circled):
        raise Invalid({"circled": [T("圈出的照片不在这份上报里")]})


def validity_of(row: FieldReport, sign: Sign, *, place_ok: bool, text_ok: bool) -> Validity:
    """The five conditions of a valid sign, for what this report saw and its reviewer read."""
    seen = seen_in(row)
    if text_ok:
        seen = read_by_reviewer(seen, hanzi=sign.text_hanzi, roman=sign.text_roman)
    return judge(
        seen,
        hanzi=sign.text_hanzi,
        roman=sign.text_roman,
        family=SignFamily(sign.family),
        place_ok=place_ok,
    )


def _report(work: Work, report_id: str) -> FieldReport:
    row = queries.report(work.session, report_id)
    if row is None:
        raise NotFound("signage.report_unknown", T("没有这份上报"))
    return row


def _decided() -> Conflict:
    return Conflict(
        "signage.already_decided",
        T("这份上报已经有人核验过了"),
        advice=T("请刷新页面看结论"),
    )


def _check(
    work: Work,
    row: FieldReport,
    sign: Sign,
    verdict: Verdict,
    reason_code: ReasonCode | None,
    reason: str,
    *,
    place_ok: bool,
    text_ok: bool,
) -> None:
    faults: dict[str, list[Text]] = {}
    if verdict is not Verdict.ACCEPT:
        if reason_code is None:
            faults["reason_code"] = [T("请选择退回的原因")]
        if not reason.strip() and reason_code in (None, ReasonCode.OTHER):
            faults["reason"] = [T("请写明原因，上报人会看到")]
    elif sign.state == SignState.REMOVED:
        raise Conflict(
            "signage.not_reportable",
            T("这块标志已经撤除"),
            advice=T("请退回这份上报，并写明标志已撤除"),
        )
    elif claims_installed(ReportKind(row.kind)) and _else_valid(work, row, sign):
        if not place_ok:
            faults["place_ok"] = [T("请核对位置后勾选；位置不对的，请选“有问题”")]
        if not text_ok and unread(seen_in(row)):
            words = T("上报人没有打全牌面文字，请看近照核对后勾选；不一致的，请选“有问题”")
            faults["text_ok"] = [words]
    if faults:
        raise Invalid(faults)


def _else_valid(work: Work, row: FieldReport, sign: Sign) -> bool:
    return _validity(work, row, sign, place_ok=True, text_ok=True).holds


def _validity(
    work: Work, row: FieldReport, sign: Sign, *, place_ok: bool, text_ok: bool
) -> Validity:
    validity = validity_of(row, sign, place_ok=place_ok, text_ok=text_ok)
    return as_named_now(work.session, sign, validity)


def _settle(work: Work, row: FieldReport, status: ReportStatus, reason: str) -> None:
    statement = (
        update(FieldReport)
        .where(
            col(FieldReport.id) == row.id, col(FieldReport.status) == ReportStatus.RECEIVED.value
        )
        .values(status=status.value)
        .execution_options(synchronize_session=False)
    )
    if rowcount(work.session.execute(statement)) != 1:
        raise _decided()
    work.session.refresh(row)
    journal.record(
        work,
        "signage.report_decided",
        ("field_report", row.id),
        before={"status": ReportStatus.RECEIVED.value},
        after={"status": status.value},
        reason=reason,
    )


def _accept(work: Work, row: FieldReport, sign: Sign, validity: Validity) -> None:
    step = step_for(ReportKind(row.kind), validity, SignFamily(sign.family))
    if step is None:
        return
    values = {}
    if step is SignStep.VERIFY:
        spot = _position(work, row, sign)
        values = {
            "verified_at": work.at,
            "lon": spot.lon if spot else None,
            "lat": spot.lat if spot else None,
            **after_verification(work, sign, row),
        }
        for photo in queries.photos_of(work.session, [row.id])[row.id].values():
            photos.publish(work, photo.photo_id)
    step_sign(work, sign, step, values=values)


def _position(work: Work, row: FieldReport, sign: Sign) -> Position | None:
    """The reported position; without one, where the reviewer agreed that the sign is due."""
    if row.lon is not None and row.lat is not None:
        return Position(row.lon, row.lat)
    requirement = (
        queries.requirement(work.session, sign.requirement_id) if sign.requirement_id else None
    )
    return target_of(sign, requirement)


def _drop_claim(work: Work, row: FieldReport, sign: Sign) -> None:
    """Back to the crew's list, unless another report still claims the sign."""
    # A sign that was only seen, as a traffic sign is, never was in a workshop of ours.
    if sign.state != SignState.INSTALLED_CLAIMED or sign.family == SignFamily.TRAFFIC:
        return
    others = [
        other
        for other in queries.reports_of_sign(work.session, sign.id)
        if other.id != row.id and other.status == ReportStatus.RECEIVED
    ]
    if not others:
        step_sign(work, sign, SignStep.DROP_CLAIM)


def _append(
    work: Work,
    row: FieldReport,
    sign: Sign,
    verdict: Verdict,
    reason_code: ReasonCode | None,
    reason: str,
    manner: Manner,
) -> Verification:
    found = Verification(
        report_id=row.id,
        sign_id=sign.id,
        verdict=verdict.value,
        reason_code=reason_code.value if reason_code else "",
        reason=reason,
        sign_state=sign.state,
        reviewer_id=work.actor.id,
        reviewer_name=work.actor.name,
        at=work.at,
        circled=[each.plain() for each in manner.circled],
        in_bulk=manner.in_bulk,
        **stamp(work),
    )
    work.session.add(found)
    work.session.flush()
    subject = ("verification", found.id)
    after = found.model_dump(exclude={"created_at", "created_by"})
    journal.record(work, "signage.verdict_given", subject, after=after, reason=reason)
    return found
