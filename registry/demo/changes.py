"""Names that come, go and change their kind; positions exempted by a paper. All simulated."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from registry.accounts.rules import Role
from registry.core.clock import china_date
from registry.core.geo import Position
from registry.demo import signs
from registry.demo.past import Act
from registry.demo.people import LUJIANG
from registry.demo.people import play as cast
from registry.places import services as place_services
from registry.places.rules import PlaceKind
from registry.places.services.places import add_place
from registry.runtime import Runtime
from registry.signage import services

GONE, NEW, RECLASSED = "演示老油坊", "演示新圩", "演示塘边庄"
_ROMAN = {
    GONE: "Yǎnshì Lǎoyóufáng",
    NEW: "Yǎnshì Xīnwéi",
    RECLASSED: "Yǎnshì Tángbiānzhuāng",
}
_EXEMPT = (
    ("演示：村庄已列入搬迁，暂不设标", "演示〔2026〕第 3 号（虚构）", timedelta(days=200)),
    ("演示：道路施工，完工后再设", "演示〔2026〕第 4 号（虚构）", timedelta(days=-40)),
)
"""Reason, paper, and when each runs out, counted from now; the second has run out."""


def names(begun: Runtime, now: datetime) -> list[Act]:
    """One village that goes, one that comes, one that becomes an estate; nobody real is meant."""
    gone, reclassed = (_added(name, begun) for name in (GONE, RECLASSED))
    return [
        Act(now - timedelta(days=100), partial(_retired, gone)),
        Act(now - timedelta(days=70), partial(_added, NEW)),
        Act(now - timedelta(days=45), partial(_reclassed, reclassed)),
    ]


def _added(name: str, runtime: Runtime) -> str:
    steward = cast(runtime, Role.STEWARD)
    with runtime.write(steward) as work:
        county = signs.county_of(work.session, LUJIANG)
        named = place_services.NewName(name, roman_toned=_ROMAN[name])
        return add_place(
            work, place_services.NewPlace(PlaceKind.NATURAL_VILLAGE, county.id, [named])
        )


def _retired(place_id: str, runtime: Runtime) -> None:
    with runtime.write(cast(runtime, Role.STEWARD)) as work:
        place_services.retire(
            work, place_id, on=china_date(work.at), basis="演示：虚构的村庄整体搬迁"
        )


def _reclassed(place_id: str, runtime: Runtime) -> None:
    with runtime.write(cast(runtime, Role.STEWARD)) as work:
        changes = {"kind": PlaceKind.RESIDENTIAL}
        place_services.amend(work, place_id, changes, reason="演示：虚构的村改小区")


def exemptions(begun: Runtime, people: signs.Team, now: datetime) -> list[Act]:
    """Two villages that are to have no sign for a while; one of the papers has run out since."""
    with begun.database.read() as session:
        cards = signs.unsigned_villages(session, LUJIANG, len(_EXEMPT))
        county = signs.county_of(session, LUJIANG)
        middle = (county.label_lon or 0.0, county.label_lat or 0.0)
    acts = []
    for turn, (card, (reason, paper, runs)) in enumerate(zip(cards, _EXEMPT, strict=True)):
        spot = Position(round(middle[0] - 0.05 + 0.03 * turn, 5), round(middle[1] + 0.06, 5))
        ident = signs.require(begun, people, card, spot)
        until = china_date(now + runs)
        acts.append(
            Act(
                now - timedelta(days=110 - turn),
                partial(_exempted, ident, people, reason, paper, until),
            )
        )
    return acts


def _exempted(
    ident: str, people: signs.Team, reason: str, paper: str, until: date, runtime: Runtime
) -> None:
    with runtime.write(people.leader) as work:
        services.exempt(
            work, ident, reason=reason, paper=paper, until=until, approver="演示·分管负责人"
        )
