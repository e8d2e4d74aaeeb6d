"""Positions where a sign is due: set by a person, by recognition, exempted with a paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.geo import Position, position_fault
from registry.core.ids import stable_id
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.queries import PlaceCard, place_card
from registry.signage import queries
from registry.signage.models import SignRequirement
from registry.signage.rules.kinds import PositionRole, SignType
from registry.signage.rules.states import RequirementStatus
from registry.signage.services.counting import count_requirement
from registry.signage.services.moving import set_requirement

HERITAGE_TOLERANCE_M = 150.0
"""A heritage sign stands somewhere at the settlement: the place's point is only its centre."""

GONE = frozenset({"merged", "vanished", "withdrawn"})


def require_sign(
    work: Work,
    *,
    place_id: str,
    sign_type: SignType,
    position: Position | None,
    basis: str,
    tolerance_m: float = 30.0,
    position_role: PositionRole = PositionRole.SITE,
    planned: Mapping[str, Any] | None = None,
) -> SignRequirement:
    """Say that a sign is due at a position (metres of tolerance) of a place.

    `planned` are the columns of a `Planning`.

    Raises:
        NotFound: `places.unknown`.
        Forbidden: outside the person's divisions.
        Refused: `signage.place_gone` for a merged or vanished place.
        Invalid: a position outside China or with longitude and latitude exchanged; a day that has
            passed.
    """
    faults = due_fault(work, (planned or {}).get("due_on"), None)
    if faults:
        raise Invalid(faults)
    columns = {
        **(planned or {}),
        "tolerance_m": tolerance_m,
        "position_role": position_role.value,
    }
    return add_requirement(
        work,
        place_id=place_id,
        sign_type=sign_type,
        position=position,
        basis=basis,
        values=columns,
    )


def due_fault(work: Work, due_on: date | None, was: date | None) -> dict[str, list[Text]]:
    """A day by which a sign is due that has passed, by field; one that stood there may stay."""
    if due_on is None or due_on == was or due_on >= china_date(work.at):
        return {}
    return {"due_on": [T("期限已经过去，请写今天或以后的日期")]}


def add_requirement(
    work: Work,
    *,
    place_id: str,
    sign_type: SignType,
    position: Position | None,
    basis: str,
    values: Mapping[str, object],
) -> SignRequirement:
    """A new required position with these further columns; see `require_sign`."""
    card = living(work, place_id)
    work.actor.require(Permission.REQUIRE_SIGN, card.division_path)
    check_position(position)
    row = _row(work, card, sign_type, position, basis)
    for name, value in values.items():
        setattr(row, name, value)
    return _keep(work, row)


def require_heritage_sign(work: Work, *, place_id: str, basis: str) -> SignRequirement:
    """A recognised name gets a sign: once for each place and basis, by itself.

    No permission is asked: whoever had the right to recognise the name causes it. The position is
    the place's own, where it has one; the county then moves it to where the sign will stand.
    """
    ident = stable_id("heritage-sign", place_id, basis)
    existing = queries.requirement(work.session, ident)
    if existing is not None:
        return existing
    card = living(work, place_id)
    located = card.lon is not None and card.lat is not None
    position = Position(card.lon or 0.0, card.lat or 0.0) if located else None
    row = _row(work, card, SignType.HERITAGE, position, basis)
    row.id = ident
    row.is_heritage = True
    row.tolerance_m = HERITAGE_TOLERANCE_M
    return _keep(work, row)


def release_heritage_sign(work: Work, *, basis: str, reason: str, paper: str) -> bool:
    """Take a required heritage sign out of the denominator when its recognition is revoked.

    No permission is asked: whoever had the right to revoke causes it. Where a sign stands or is
    being made already, a person decides about it; then False comes back.
    """
    row = queries.requirement_by_basis(work.session, basis)
    if row is None or row.status != RequirementStatus.OPEN:
        return False
    if queries.live_sign_of(work.session, row.id):
        return False
    values = {
        "status": RequirementStatus.EXEMPT.value,
        "exempt_reason": reason,
        "exempt_paper": paper,
        "exempt_approver": work.actor.name,
        "exempt_until": None,
    }
    set_requirement(work, row, "signage.requirement_exempted", values, reason)
    return True


def living(work: Work, place_id: str) -> PlaceCard:
    """The card of a place that is not gone.

    Raises:
        NotFound: `places.unknown`. Refused: `signage.place_gone`.
    """
    card = place_card(work.session, place_id)
    if card is None:
        raise NotFound("places.unknown", T("没有这个地名"))
    if card.status in GONE:
        raise Refused(
            "signage.place_gone",
            T("“%(name)s”已经合并或消失，不能再设标", name=card.standard_name),
            advice=T("已合并的，请到合并后的地名上设标；已消失的，原有点位凭文件列为免设"),
        )
    return card


def check_position(position: Position | None) -> None:
    """Refuse a position outside China (field `lon`); none at all is allowed."""
    fault = None if position is None else position_fault(position.lon, position.lat)
    if fault is not None:
        raise Invalid({"lon": [fault]})


def _row(
    work: Work, card: PlaceCard, sign_type: SignType, position: Position | None, basis: str
) -> SignRequirement:
    return SignRequirement(
        place_id=card.id,
        place_name=card.standard_name,
        # The city and what lies across counties are counted under their own division.
        county_id=card.county_id or card.division_id,
        division_path=card.division_path,
        stratum=card.stratum,
        sign_type=sign_type.value,
        lon=position.lon if position else None,
        lat=position.lat if position else None,
        basis=basis,
        **stamp(work),
    )


def _keep(work: Work, row: SignRequirement) -> SignRequirement:
    work.session.add(row)
    work.session.flush()
    journal.record(
        work,
        "signage.sign_required",
        ("sign_requirement", row.id),
        after=row.model_dump(exclude={"created_at", "created_by"}),
    )
    count_requirement(work.session, row, None)
    return row


def found(work: Work, requirement_id: str) -> SignRequirement:
    """The position, or NotFound."""
    row = queries.requirement(work.session, requirement_id)
    if row is None:
        raise NotFound("signage.requirement_unknown", T("没有这个应设点位"))
    return row


def place_requirement(
    work: Work, requirement_id: str, *, position: Position, tolerance_m: float, reason: str = ""
) -> SignRequirement:
    """Set or move the position of a requirement.

    Raises:
        NotFound, Forbidden, Invalid: as in `require_sign`.
        Conflict: someone else changed it meanwhile.
    """
    row = found(work, requirement_id)
    work.actor.require(Permission.REQUIRE_SIGN, row.division_path)
    check_position(position)
    values = {"lon": position.lon, "lat": position.lat, "tolerance_m": tolerance_m}
    set_requirement(work, row, "signage.requirement_moved", values, reason)
    return row


def exempt(
    work: Work,
    requirement_id: str,
    *,
    reason: str,
    paper: str,
    until: date | None = None,
    approver: str = "",
) -> SignRequirement:
    """Take a position out of the denominator; reason and paper stay on view with the approver.

    Without an `approver` the acting person is the one who approved it.

    Raises:
        Invalid: without a reason or a paper, or with an expiry that has passed.
        Conflict: `signage.has_sign` where a sign was made for it.
    """
    row = found(work, requirement_id)
    work.actor.require(Permission.REQUIRE_SIGN, row.division_path)
    check_exemption(work, reason, paper, until)
    if row.status != RequirementStatus.OPEN or queries.live_sign_of(work.session, row.id):
        raise Conflict("signage.has_sign", T("这个点位已经有标志或已经免设"))
    values = {
        "status": RequirementStatus.EXEMPT.value,
        "exempt_reason": reason,
        "exempt_paper": paper,
        "exempt_approver": approver.strip() or work.actor.name,
        "exempt_until": until,
    }
    set_requirement(work, row, "signage.requirement_exempted", values, reason)
    return row


def check_exemption(work: Work, reason: str, paper: str, until: date | None) -> None:
    """Refuse an exemption without a reason or a paper, or one that has run out already."""
    faults = {
        name: [T("请填写这一项")]
        for name, value in (("exempt_reason", reason), ("exempt_paper", paper))
        if not value.strip()
    }
    if until is not None and until <= china_date(work.at):
        faults["exempt_until"] = [T("到期日已经过去")]
    if faults:
        raise Invalid(faults)


def lift_exemption(work: Work, requirement_id: str, *, reason: str) -> SignRequirement:
    """Put an exempted position back into the denominator.

    Raises:
        Conflict: `signage.not_exempt`.
    """
    row = found(work, requirement_id)
    work.actor.require(Permission.REQUIRE_SIGN, row.division_path)
    if row.status != RequirementStatus.EXEMPT:
        raise Conflict("signage.not_exempt", T("这个点位没有免设"))
    values = {"status": RequirementStatus.OPEN.value}
    set_requirement(work, row, "signage.exemption_lifted", values, reason)
    return row


def end_expired(work: Work) -> list[str]:
    """Put positions whose exemption has run out back into the denominator; their identifiers.

    No permission is asked: the paper itself said until when.
    """
    ended = queries.expired_exemptions(work.session, china_date(work.at))
    for row in ended:
        values = {"status": RequirementStatus.OPEN.value}
        reason = f"免设到期：{row.exempt_until}"
        set_requirement(work, row, "signage.exemption_expired", values, reason)
    return [row.id for row in ended]
