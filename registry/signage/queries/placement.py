"""Rule sets and what they propose, as they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_
from sqlmodel import Session, col, select

from registry.core.actor import Actor
from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.signage.models import (
    PlacementCheck,
    PlacementProposal,
    PlacementRuleSet,
    SignRequirement,
)
from registry.signage.queries.scope import within
from registry.signage.rules.placement import Change, Present, ProposalStatus
from registry.signage.rules.states import RequirementStatus


def rule_set(session: Session, rule_set_id: str) -> PlacementRuleSet | None:
    """One edition of rules."""
    return session.get(PlacementRuleSet, rule_set_id)


def rule_sets(session: Session) -> list[PlacementRuleSet]:
    """All editions, newest first, the one in force on top."""
    in_force = and_(
        col(PlacementRuleSet.adopted_at).is_not(None), col(PlacementRuleSet.retired_at).is_(None)
    )
    statement = select(PlacementRuleSet).order_by(
        in_force.desc(), col(PlacementRuleSet.created_at).desc(), col(PlacementRuleSet.id).desc()
    )
    return list(session.exec(statement))


def rule_set_in_force(session: Session) -> PlacementRuleSet | None:
    """The edition that the engine follows, or None before the first is adopted."""
    statement = select(PlacementRuleSet).where(
        col(PlacementRuleSet.adopted_at).is_not(None), col(PlacementRuleSet.retired_at).is_(None)
    )
    return session.exec(statement).one_or_none()


def edition_of(session: Session, code: str, edition: str) -> PlacementRuleSet | None:
    """The edition with this name."""
    statement = select(PlacementRuleSet).where(
        PlacementRuleSet.code == code, PlacementRuleSet.edition == edition
    )
    return session.exec(statement).one_or_none()


def proposal(session: Session, proposal_id: str) -> PlacementProposal | None:
    """One proposal."""
    return session.get(PlacementProposal, proposal_id)


def open_proposals_of(session: Session, place_id: str) -> list[PlacementProposal]:
    """What waits for a decision at a place, oldest first."""
    statement = (
        select(PlacementProposal)
        .where(
            PlacementProposal.place_id == place_id,
            PlacementProposal.status == ProposalStatus.OPEN.value,
        )
        .order_by(col(PlacementProposal.created_at), col(PlacementProposal.id))
    )
    return list(session.exec(statement))


@dataclass(frozen=True, slots=True)
class ProposalsWanted:
    """Which open proposals: no county, change or place means all of them."""

    county: str = ""
    change: Change | None = None
    place: str = ""


def proposal_list(
    session: Session,
    actor: Actor,
    permission: str,
    wanted: ProposalsWanted,
    *,
    after: str | None = None,
    limit: int = 50,
) -> Page[PlacementProposal]:
    """A page of open proposals in this person's divisions, those of one place together."""
    name, place, ident = (
        col(PlacementProposal.place_name),
        col(PlacementProposal.place_id),
        col(PlacementProposal.id),
    )
    statement = select(PlacementProposal).where(
        PlacementProposal.status == ProposalStatus.OPEN.value,
        within(PlacementProposal.division_path, actor, permission),
        *_wanted(wanted),
    )
    if after:
        last = [str(part) for part in decode_cursor(after, 3)]
        statement = statement.where(
            or_(
                name > last[0],
                and_(name == last[0], place > last[1]),
                and_(name == last[0], place == last[1], ident > last[2]),
            )
        )
    rows = list(session.exec(statement.order_by(name, place, ident).limit(limit + 1)))
    end = rows[limit - 1] if len(rows) > limit else None
    more = encode_cursor(end.place_name, end.place_id, end.id) if end else None
    return Page(rows[:limit], more)


def proposal_counts(session: Session, actor: Actor, permission: str) -> dict[Change, int]:
    """How many open proposals of each kind lie in this person's divisions."""
    statement = (
        select(PlacementProposal.change, func.count())
        .where(
            PlacementProposal.status == ProposalStatus.OPEN.value,
            within(PlacementProposal.division_path, actor, permission),
        )
        .group_by(col(PlacementProposal.change))
    )
    found = {row[0]: int(row[1]) for row in session.exec(statement)}
    return {change: found.get(change.value, 0) for change in Change}


def _wanted(wanted: ProposalsWanted) -> list[bool]:
    found = []
    if wanted.county:
        found.append(PlacementProposal.county_id == wanted.county)
    if wanted.change is not None:
        found.append(PlacementProposal.change == wanted.change.value)
    if wanted.place:
        found.append(PlacementProposal.place_id == wanted.place)
    return found


def checks_of(session: Session, place_ids: Iterable[str]) -> dict[str, PlacementCheck]:
    """When the rules were last applied to these places, by place."""
    wanted = list(place_ids)
    found: dict[str, PlacementCheck] = {}
    for start in range(0, len(wanted), 400):
        statement = select(PlacementCheck).where(
            col(PlacementCheck.place_id).in_(wanted[start : start + 400])
        )
        found.update((row.place_id, row) for row in session.exec(statement))
    return found


def is_followed(session: Session, place_id: str) -> bool:
    """Whether anything was ever computed or required for a place."""
    if session.get(PlacementCheck, place_id) is not None:
        return True
    due = select(SignRequirement.id).where(SignRequirement.place_id == place_id).limit(1)
    return session.exec(due).first() is not None


def present_of(rows: Sequence[SignRequirement]) -> list[Present]:
    """The required positions of a place as the engine compares them."""
    return [
        Present(
            id=row.id,
            lon=row.lon,
            lat=row.lat,
            tolerance_m=row.tolerance_m,
            is_heritage=row.is_heritage,
            is_exempt=row.status == RequirementStatus.EXEMPT,
            rule_key=row.rule_key,
            spot_key=row.spot_key,
            spot_lon=row.spot_lon,
            spot_lat=row.spot_lat,
        )
        for row in rows
    ]


def expired_exemptions(session: Session, today: object) -> list[SignRequirement]:
    """Exempted positions whose exemption has run out before this day (a date in China)."""
    statement = (
        select(SignRequirement)
        .where(
            SignRequirement.status == RequirementStatus.EXEMPT.value,
            col(SignRequirement.exempt_until).is_not(None),
            col(SignRequirement.exempt_until) < today,
        )
        .order_by(col(SignRequirement.id))
    )
    return list(session.exec(statement))
