"""A person's word on proposals: accepted, accepted elsewhere, exempted with a paper, or kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update
from sqlmodel import col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.db import rowcount
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.geo import Position, distance_m
from registry.core.text import T
from registry.core.work import Work
from registry.signage import queries
from registry.signage.models import PlacementProposal, SignRequirement
from registry.signage.rules.kinds import PositionRole, SignType
from registry.signage.rules.placement import Change, ProposalStatus
from registry.signage.services.moving import set_requirement
from registry.signage.services.requirements import (
    add_requirement,
    check_exemption,
    check_position,
    exempt,
    found,
    living,
)

MAX_AT_ONCE = 200
FAR_M = 2000.0
"""From what the rules propose, in metres: farther off, a position is more likely mistyped."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Why a position is exempt, on what paper, who approved it, and until when."""

    reason: str
    paper: str
    approver: str = ""
    until: date | None = None


def accept_proposals(
    work: Work, proposal_ids: Sequence[str], *, position: Position | None = None, reason: str = ""
) -> list[SignRequirement]:
    """Make proposals of adding and moving what they say; all of them or none.

    `position` (only for one) is where the person wants it instead; what the engine said is kept
    beside it, so that computing again does not move it back.

    Raises:
        NotFound: `signage.proposal_unknown`. Forbidden: outside the person's divisions.
        Conflict: `signage.proposal_decided`, `signage.changed_meanwhile`.
        Refused: `signage.place_gone`; `signage.drop_needs_paper` for a position that is to go.
        Invalid: `proposal` where none or too many are chosen; a position outside China; `reason`
            where it is missing and the position is more than `FAR_M` from the proposed one.
    """
    rows = _open(work, proposal_ids)
    if position is not None:
        check_position(position)
        if len(rows) != 1:
            raise Invalid({"proposal": [T("一次只能给一个点位另定位置")]})
        _check_far(rows[0], position, reason)
    return [_accept(work, row, position, reason) for row in rows]


def _check_far(row: PlacementProposal, position: Position, reason: str) -> None:
    if row.lon is None or row.lat is None or reason.strip():
        return
    away = distance_m(Position(row.lon, row.lat), position)
    if away > FAR_M:
        km = f"{away / 1000:.1f}"
        words = T("离建议的点位 %(km)s 公里，请核对经纬度；确实在那里，请写明原因", km=km)
        raise Invalid({"reason": [words]})


def exempt_proposals(
    work: Work, proposal_ids: Sequence[str], paper: Paper
) -> list[SignRequirement]:
    """Accept that the rules ask for these positions, and exempt them with one paper; all or none.

    What the rules no longer ask for leaves the denominator the same way: with a reason and a paper.

    Raises:
        Invalid: no reason or paper, an expiry that has passed, or a choice that cannot be exempted.
        NotFound, Forbidden, Conflict, Refused: as `accept_proposals`; `signage.has_sign`.
    """
    check_exemption(work, paper.reason, paper.paper, paper.until)
    rows = _open(work, proposal_ids)
    if any(row.change == Change.MOVE for row in rows):
        raise Invalid({"proposal": [T("移动的建议只能采纳或保持原状，免设请到点位页办理")]})
    return [_exempt(work, row, paper) for row in rows]


def keep_positions(work: Work, proposal_ids: Sequence[str], *, reason: str) -> None:
    """Leave positions where and as they are, though the rules say otherwise; all or none.

    The rules do not ask again until they have something new to say.

    Raises:
        Invalid: no reason; a proposal of adding, which is accepted or exempted.
        Refused: `signage.place_gone`: no sign is due at a place that is no more.
    """
    if not reason.strip():
        raise Invalid({"reason": [T("请填写这一项")]})
    rows = _open(work, proposal_ids)
    if any(row.change == Change.ADD for row in rows):
        raise Invalid({"proposal": [T("新增的建议请采纳，或凭文件列为免设")]})
    for row in rows:
        required = found(work, row.requirement_id or "")
        if row.change == Change.DROP:
            living(work, row.place_id)
            values: dict[str, object] = dict.fromkeys(("spot_lon", "spot_lat"))
            values |= {"rule_key": "", "spot_key": ""}
        else:
            values = _spot(row)
        set_requirement(work, required, "signage.requirement_kept", values, reason)
        _decide(work, row, ProposalStatus.KEPT, reason, required.id)


def _open(work: Work, proposal_ids: Sequence[str]) -> list[PlacementProposal]:
    wanted = list(dict.fromkeys(proposal_ids))
    if not wanted:
        raise Invalid({"proposal": [T("请至少选一条")]})
    if len(wanted) > MAX_AT_ONCE:
        raise Invalid({"proposal": [T("一次最多 %(n)d 条", n=MAX_AT_ONCE)]})
    rows = []
    for ident in wanted:
        row = queries.proposal(work.session, ident)
        if row is None:
            raise NotFound("signage.proposal_unknown", T("没有这条点位建议"))
        work.actor.require(Permission.REQUIRE_SIGN, row.division_path)
        if row.status != ProposalStatus.OPEN:
            raise _decided()
        rows.append(row)
    return rows


def _decided() -> Conflict:
    return Conflict(
        "signage.proposal_decided",
        T("这条建议已经有人处理，或已被新的推算取代"),
        advice=T("请刷新页面看现在的建议"),
    )


def _spot(row: PlacementProposal) -> dict[str, object]:
    return {
        "rule_set_id": row.rule_set_id,
        "rule_key": row.rule_key,
        "spot_key": row.spot_key,
        "spot_lon": row.lon,
        "spot_lat": row.lat,
    }


def _accept(
    work: Work, row: PlacementProposal, position: Position | None, reason: str
) -> SignRequirement:
    if row.change == Change.DROP:
        raise Refused(
            "signage.drop_needs_paper",
            T("规则不再要求的点位，要凭文件列为免设，或者写明原因保持原状"),
        )
    where = position or Position(row.lon or 0.0, row.lat or 0.0)
    if row.change == Change.ADD:
        required = _required(work, row, where)
    else:
        living(work, row.place_id)
        required = found(work, row.requirement_id or "")
        values = {"lon": where.lon, "lat": where.lat, **_spot(row)}
        set_requirement(work, required, "signage.requirement_moved", values, reason)
    _decide(work, row, ProposalStatus.ACCEPTED, reason, required.id)
    return required


def _required(work: Work, row: PlacementProposal, where: Position) -> SignRequirement:
    return add_requirement(
        work,
        place_id=row.place_id,
        sign_type=SignType(row.sign_type),
        position=where,
        basis=row.basis,
        values={
            **_spot(row),
            "tolerance_m": row.tolerance_m,
            "position_role": PositionRole(row.position_role).value,
            "is_heritage": row.is_heritage,
            "body_type": str(row.detail.get("body", ""))[:40],
        },
    )


def _exempt(work: Work, row: PlacementProposal, paper: Paper) -> SignRequirement:
    if row.change == Change.ADD:
        where = Position(row.lon or 0.0, row.lat or 0.0)
        required = _required(work, row, where)
    else:
        required = found(work, row.requirement_id or "")
    exempt(
        work,
        required.id,
        reason=paper.reason,
        paper=paper.paper,
        approver=paper.approver,
        until=paper.until,
    )
    _decide(work, row, ProposalStatus.EXEMPTED, paper.reason, required.id)
    return required


def _decide(
    work: Work, row: PlacementProposal, status: ProposalStatus, reason: str, requirement_id: str
) -> None:
    statement = (
        update(PlacementProposal)
        .where(
            col(PlacementProposal.id) == row.id,
            col(PlacementProposal.status) == ProposalStatus.OPEN.value,
        )
        .values(
            status=status.value,
            decided_at=work.at,
            decided_by=work.actor.id,
            decided_by_name=work.actor.name,
            reason=reason,
            requirement_id=requirement_id,
        )
        .execution_options(synchronize_session=False)
    )
    if rowcount(work.session.execute(statement)) != 1:
        raise _decided()
    work.session.refresh(row)
    journal.record(
        work,
        "signage.proposal_decided",
        ("placement_proposal", row.id),
        before={"status": ProposalStatus.OPEN.value},
        after={"status": status.value, "requirement_id": requirement_id},
        reason=reason,
    )
