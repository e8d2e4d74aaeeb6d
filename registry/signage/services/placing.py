"""Applying the rules to places: what they would add, move or drop becomes proposals, no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, col, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.rows import stamp
from registry.core.work import Work
from registry.places.queries.surveyed import Surveyed, surveyed, versions_in
from registry.places.rules import PlaceKind
from registry.signage import queries
from registry.signage.models import (
    PlacementCheck,
    PlacementProposal,
    PlacementRuleSet,
    SignRequirement,
)
from registry.signage.queries.facts import BY_ROADS, Surroundings
from registry.signage.rules.placement import (
    Change,
    Outcome,
    PlacementRule,
    ProposalStatus,
    Spot,
    differ,
    propose,
    rules_from,
)
from registry.signage.rules.placement.crossing import crossings_of, line_tracks

_OPEN = ProposalStatus.OPEN.value
BATCH = 200
_ROADS = frozenset({PlaceKind.ROAD.value, PlaceKind.STREET_LANE.value})


@dataclass(slots=True)
class Computed:
    """What one computation came to: places looked at, proposals new, kept open and taken back.

    `left` places of the county are still to be computed.
    """

    places: int = 0
    added: int = 0
    unchanged: int = 0
    superseded: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class _Rules:
    row: PlacementRuleSet | None
    rules: tuple[PlacementRule, ...]

    def basis(self, rule_key: str) -> str:
        title = next((rule.title for rule in self.rules if rule.key == rule_key), "")
        return f"{self.row.title}（{self.row.edition}）：{title}"[:300] if self.row else ""


def _in_force(session: Session) -> _Rules:
    row = queries.rule_set_in_force(session)
    return _Rules(row, tuple(rules_from(row.rules)) if row else ())


def propose_positions(work: Work, place_ids: Iterable[str]) -> Computed:
    """Compute these places anew by the rules in force, and keep what would change as proposals.

    Computing twice changes nothing: a proposal that still holds stays, with its identifier. Nothing
    that was accepted is touched.

    Raises:
        Forbidden: needs `signage.require` for the division of each place.
    """
    places = surveyed(work.session, place_ids)
    for place in places.values():
        work.actor.require(Permission.REQUIRE_SIGN, place.division_path)
    done = _compute(work, places.values(), _in_force(work.session))
    _journal(work, sorted(places), done)
    return done


def propose_in_county(work: Work, county_id: str, county_path: str, limit: int = BATCH) -> Computed:
    """Compute the places of a county that changed since, or were never computed; `limit` of them.

    Raises:
        Forbidden: needs `signage.require` for the county.
    """
    work.actor.require(Permission.REQUIRE_SIGN, county_path)
    rules = _in_force(work.session)
    stale = _stale(work.session, county_id, rules)
    done = _compute(work, surveyed(work.session, stale[:limit]).values(), rules)
    done.left = max(0, len(stale) - limit)
    _journal(work, [county_id], done)
    return done


def follow_place(work: Work, place_id: str) -> None:
    """Compute a place anew because it was moved, reshaped, reclassified or ended.

    No permission is asked: whoever had the right to change the place causes it. Roads that cross it
    now or did are computed too, for their junctions changed with it.
    """
    if not queries.is_followed(work.session, place_id):
        return
    rules = _in_force(work.session)
    places = surveyed(work.session, [place_id])
    if place_id not in places:
        return
    around = _neighbours(work.session, places[place_id], rules)
    done = _compute(work, [*places.values(), *around], rules)
    if done.added or done.superseded:
        _journal(work, [place_id], done)


def _journal(work: Work, about: Sequence[str], done: Computed) -> None:
    after = {
        "about": list(about[:20]),
        "places": done.places,
        "added": done.added,
        "superseded": done.superseded,
    }
    journal.record(
        work, "signage.positions_proposed", ("place", about[0] if about else ""), after=after
    )


def _stale(session: Session, county_id: str, rules: _Rules) -> list[str]:
    kinds = sorted({kind for rule in rules.rules for kind in rule.kinds})
    rule_set_id = rules.row.id if rules.row else None
    known = dict(versions_in(session, county_id, kinds)) if kinds else {}
    checks = queries.checks_of(session, known)
    return [
        place_id
        for place_id, version in known.items()
        if place_id not in checks
        or (checks[place_id].rule_set_id, checks[place_id].place_version) != (rule_set_id, version)
    ]


def _neighbours(session: Session, place: Surveyed, rules: _Rules) -> list[Surveyed]:
    """The followed roads that this place crosses now, or whose junctions it took part in."""
    if place.kind not in _ROADS or not any(rule.way in BY_ROADS for rule in rules.rules):
        return []
    roads = Surroundings(session, [place]).roads(place)
    met = {
        road.id
        for meeting in crossings_of(line_tracks(place.geojson), roads)
        for road in meeting.others
    }
    met |= _named_in(session, place)
    met &= set(queries.checks_of(session, met))
    met.discard(place.id)
    return list(surveyed(session, sorted(met)).values())


def _named_in(session: Session, place: Surveyed) -> set[str]:
    """Places at whose junctions this road's name stood; by name, so sometimes one too many."""
    statement = select(PlacementProposal.place_id, PlacementProposal.detail).where(
        PlacementProposal.county_id == (place.county_id or place.division_id),
        col(PlacementProposal.status).in_([_OPEN, ProposalStatus.ACCEPTED.value]),
        col(PlacementProposal.position_role) == "junction",
    )
    return {
        place_id
        for place_id, detail in session.exec(statement)
        if place.name in str(detail.get("with", "")).split("、")
    }


def _compute(work: Work, places: Iterable[Surveyed], rules: _Rules) -> Computed:
    done = Computed()
    chosen = list(places)
    around = Surroundings(work.session, chosen)
    for place in chosen:
        outcome = propose(around.facts(place, rules.rules), rules.rules)
        _compare(work, place, rules, outcome, done)
        _check(work, place, rules, outcome)
        done.places += 1
    work.session.flush()
    return done


def _check(work: Work, place: Surveyed, rules: _Rules, outcome: Outcome) -> None:
    row = work.session.get(PlacementCheck, place.id) or PlacementCheck(
        place_id=place.id, place_version=place.version, computed_at=work.at
    )
    row.rule_set_id = rules.row.id if rules.row else None
    row.place_version, row.computed_at = place.version, work.at
    row.spots, row.notes = len(outcome.spots), list(outcome.notes)
    work.session.add(row)


_Key = tuple[str | None, ...]


def _compare(work: Work, place: Surveyed, rules: _Rules, outcome: Outcome, done: Computed) -> None:
    required = queries.requirements_of_place(work.session, place.id)
    by_id = {row.id: row for row in required}
    found = differ(queries.present_of(required), outcome.spots, is_living=place.is_living)
    # Without rules in force only an ended place says something new.
    gone = found.gone if rules.row is not None or not place.is_living else []
    fresh = [
        *(_row(work, place, rules, Change.ADD, spot, None) for spot in found.added),
        *(_row(work, place, rules, Change.MOVE, spot, by_id[row.id]) for row, spot in found.moved),
        *(_row(work, place, rules, Change.DROP, None, by_id[row.id]) for row in gone),
    ]
    waiting = {_key(row): row for row in queries.open_proposals_of(work.session, place.id)}
    for row in fresh:
        if waiting.pop(_key(row), None) is not None:
            done.unchanged += 1
            continue
        work.session.add(row)
        done.added += 1
    if waiting:
        supersede(work, [row.id for row in waiting.values()])
        done.superseded += len(waiting)


def _key(row: PlacementProposal) -> _Key:
    where = f"{row.lon} {row.lat}"
    return (row.change, row.rule_set_id, row.spot_key, row.requirement_id, where)


def supersede(work: Work, proposal_ids: Sequence[str]) -> None:
    """Take back open proposals that a newer computation does not make any more."""
    work.session.execute(
        update(PlacementProposal)
        .where(col(PlacementProposal.id).in_(proposal_ids), col(PlacementProposal.status) == _OPEN)
        .values(status=ProposalStatus.SUPERSEDED.value, decided_at=work.at)
        .execution_options(synchronize_session="fetch")
    )


def _row(
    work: Work,
    place: Surveyed,
    rules: _Rules,
    change: Change,
    spot: Spot | None,
    required: SignRequirement | None,
) -> PlacementProposal:
    shared = {
        "place_id": place.id,
        "place_name": place.name,
        "division_path": place.division_path,
        "county_id": place.county_id or place.division_id,
        "rule_set_id": rules.row.id if rules.row else None,
        "change": change.value,
        "requirement_id": required.id if required else None,
        **stamp(work),
    }
    if spot is not None:
        return PlacementProposal(
            **shared,
            rule_key=spot.rule_key,
            spot_key=spot.key,
            sign_type=spot.sign_type.value,
            position_role=spot.role.value,
            is_heritage=spot.is_heritage,
            lon=spot.lon,
            lat=spot.lat,
            tolerance_m=spot.tolerance_m,
            detail=dict(spot.detail),
            basis=rules.basis(spot.rule_key),
        )
    if required is None:
        raise ValueError("a proposal without a spot is about a position")
    why = "vanished" if not place.is_living else "rule"
    return PlacementProposal(
        **shared,
        rule_key=required.rule_key,
        spot_key=required.spot_key,
        sign_type=required.sign_type,
        position_role=required.position_role,
        is_heritage=required.is_heritage,
        lon=required.lon,
        lat=required.lat,
        tolerance_m=required.tolerance_m,
        detail={"why": why},
        basis=required.basis,
    )
