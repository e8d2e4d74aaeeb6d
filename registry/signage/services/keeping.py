"""What is written down of signs that stand, and how often they are looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, cast, func, select, update
from sqlmodel import col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.db import rowcount
from registry.core.errors import Conflict, Invalid
from registry.core.text import T, Text
from registry.core.work import Work
from registry.signage.models import CheckInterval, FieldReport, Sign, SignRequirement
from registry.signage.queries.keeping import KEPT, interval_of
from registry.signage.queries.signs import signs_by_id
from registry.signage.rules.keeping import LONGEST, SHORTEST, Keeping, keeping_faults, next_check
from registry.signage.rules.kinds import ReportKind, SignType
from registry.signage.rules.states import SignState
from registry.signage.services.moving import taken
from registry.signage.services.proofs import sign_found

MOST_AT_ONCE = 200


def keep_sign(
    work: Work, sign_id: str, kept: Keeping, *, reason: str = "", seen_version: int
) -> Sign:
    """Write down owner, maintainer, build, dates and cost of a sign, all as they are now.

    A next inspection that a person changes stays until it has passed; left empty, it follows the
    interval of the type.

    Raises:
        NotFound, Forbidden. Invalid: every fault at once, as `keeping_faults`.
        Conflict: `signage.sign_removed`, `signage.changed_meanwhile`.
    """
    sign = sign_found(work, sign_id)
    work.actor.require(Permission.REQUIRE_SIGN, sign.division_path)
    if sign.state == SignState.REMOVED:
        raise Conflict("signage.sign_removed", T("这块标志已经撤除"))
    faults = keeping_faults(
        kept,
        made_on=sign.made_on,
        was_due_on=sign.next_check_on,
        today=china_date(work.at),
    )
    if faults:
        raise Invalid(faults)
    values: dict[str, Any] = asdict(kept)
    values |= _next_check(work, sign, kept)
    _write(work, sign, values, reason, seen_version)
    return sign


def _next_check(work: Work, sign: Sign, kept: Keeping) -> dict[str, Any]:
    if kept.next_check_on is not None:
        by_hand = sign.next_check_by_hand or kept.next_check_on != sign.next_check_on
        return {"next_check_by_hand": by_hand}
    interval = interval_of(work.session, sign)
    if sign.state != SignState.VERIFIED or sign.verified_at is None or interval is None:
        return {"next_check_by_hand": False}
    day = china_date(sign.verified_at) + timedelta(days=interval.days)
    return {"next_check_on": day, "next_check_by_hand": False}


def _write(
    work: Work, sign: Sign, values: Mapping[str, Any], reason: str, seen_version: int
) -> None:
    was = {name: getattr(sign, name) for name in values}
    changed = {name: value for name, value in values.items() if was[name] != value}
    if not changed:
        return
    statement = (
        update(Sign)
        .where(col(Sign.id) == sign.id, col(Sign.row_version) == seen_version)
        .values(**changed, row_version=seen_version + 1)
        .execution_options(synchronize_session=False)
    )
    if rowcount(work.session.execute(statement)) != 1:
        raise taken()
    work.session.refresh(sign)
    before = {name: was[name] for name in changed}
    journal.record(work, KEPT, ("sign", sign.id), before=before, after=changed, reason=reason)


_DAYS = ("installed_on", "warranty_to", "next_check_on", "handover_on")
_KEEPING = (*(one.name for one in fields(Keeping)), "next_check_by_hand")


def shown_keeping(sign: Sign) -> dict[str, Any]:
    """What is written down of a sign, as plain data to be put back some day."""
    values = {name: getattr(sign, name) for name in _KEEPING}
    days = {name: value.isoformat() for name in _DAYS if (value := values[name]) is not None}
    return values | days


def put_back(
    work: Work, sign_id: str, *, was: Mapping[str, Any], became: Mapping[str, Any], reason: str
) -> bool:
    """Undo one writing down: what was there before, as `shown_keeping` gave it, stands again.

    Only what that writing changed goes back, and only if nobody has written any of it since; False
    then. Days are taken as they were: an inspection that was overdue is overdue again.

    Raises:
        NotFound, Forbidden.
    """
    sign = sign_found(work, sign_id)
    work.actor.require(Permission.REQUIRE_SIGN, sign.division_path)
    now = shown_keeping(sign)
    changed = [name for name in was if was[name] != became[name]]
    if any(now[name] != became[name] for name in changed):
        return False
    values = {
        name: date.fromisoformat(was[name]) if name in _DAYS and was[name] else was[name]
        for name in changed
    }
    _write(work, sign, values, reason, sign.row_version)
    return True


def hand_over(
    work: Work, sign_ids: Sequence[str], *, owner: str = "", maintainer: str = "", reason: str
) -> list[Sign]:
    """Write one owner or maintainer for many signs, as when a road is handed over; all or none.

    What is left empty stays as it is.

    Raises:
        Forbidden. Invalid: no sign or more than two hundred, neither name, no reason.
    """
    found = signs_by_id(work.session, sign_ids)
    faults: dict[str, list[Text]] = {}
    if not sign_ids:
        faults["sign"] = [T("请至少选一块标志")]
    elif len(sign_ids) > MOST_AT_ONCE:
        faults["sign"] = [T("一次最多 %(n)d 块", n=MOST_AT_ONCE)]
    elif len(found) < len(set(sign_ids)):
        faults["sign"] = [T("没有这块标志")]
    if not owner and not maintainer:
        faults["owner"] = [T("产权单位和维护单位至少填一项")]
    if not reason.strip():
        faults["reason"] = [T("请填写这一项")]
    if faults:
        raise Invalid(faults)
    names = {"owner": owner, "maintainer": maintainer}
    values = {name: value for name, value in names.items() if value}
    for sign in found.values():
        work.actor.require(Permission.REQUIRE_SIGN, sign.division_path)
        _write(work, sign, values, reason, sign.row_version)
    return list(found.values())


def after_verification(work: Work, sign: Sign, report: FieldReport) -> dict[str, Any]:
    """What else is known of a sign just verified: since when it stands, when it is due again."""
    today = china_date(work.at)
    interval = interval_of(work.session, sign)
    by_hand = sign.next_check_on if sign.next_check_by_hand else None
    day, stays = next_check(today, interval.days if interval else None, by_hand=by_hand)
    values: dict[str, Any] = {"next_check_on": day, "next_check_by_hand": stays}
    if sign.installed_on is None and report.kind == ReportKind.INSTALLED:
        # A phone's clock may say anything; it cannot have been put up before it was made.
        seen_on = min(china_date(report.captured_at), today)
        values["installed_on"] = max(seen_on, sign.made_on or seen_on)
    return values


def set_interval(work: Work, sign_type: SignType, days: int | None, *, basis: str) -> None:
    """Say how often signs of a type are looked at; None takes the interval away.

    Every verified sign of the type follows at once, but for those whose date a person wrote.

    Raises:
        Forbidden. Invalid: fewer than 30 days or more than 3650; no basis.
    """
    work.actor.require(Permission.PLACEMENT_RULES)
    faults: dict[str, list[Text]] = {}
    if days is not None and not SHORTEST <= days <= LONGEST:
        faults["days"] = [T("周期是 %(a)d 到 %(b)d 天", a=SHORTEST, b=LONGEST)]
    if not basis.strip():
        faults["basis"] = [T("请填写这一项")]
    if faults:
        raise Invalid(faults)
    row = work.session.get(CheckInterval, sign_type.value)
    was = {"days": row.days, "basis": row.basis} if row else None
    if days is None:
        if row is not None:
            work.session.delete(row)
    else:
        row = row or CheckInterval(sign_type=sign_type.value, days=days, basis="", set_at=work.at)
        row.days, row.basis = days, basis
        row.set_at, row.set_by_name = work.at, work.actor.name
        work.session.add(row)
    work.session.flush()
    moved = _follow_interval(work, sign_type, days)
    after = {"days": days, "basis": basis, "signs": moved}
    subject = ("check_interval", sign_type.value)
    journal.record(work, "signage.interval_set", subject, before=was, after=after, reason=basis)


def _follow_interval(work: Work, sign_type: SignType, days: int | None) -> int:
    """Move the next inspection of every sign of a type: one statement, for up to a million."""
    mine = select(col(SignRequirement.id)).where(col(SignRequirement.sign_type) == sign_type.value)
    statement = (
        update(Sign)
        .where(
            col(Sign.state) == SignState.VERIFIED.value,
            col(Sign.verified_at).is_not(None),
            col(Sign.next_check_by_hand).is_(False),
            col(Sign.requirement_id).in_(mine),
        )
        .values(next_check_on=_day_after(work, days) if days else None)
        .execution_options(synchronize_session="fetch")
    )
    return rowcount(work.session.execute(statement))


def _day_after(work: Work, days: int) -> Any:
    """The day in China of the verification, and so many more, as each engine says it."""
    moment = col(Sign.verified_at)
    if work.session.get_bind().dialect.name == "sqlite":
        return func.date(moment, "+8 hours", f"+{days} days")
    return cast(func.timezone("Asia/Shanghai", moment), Date) + days
