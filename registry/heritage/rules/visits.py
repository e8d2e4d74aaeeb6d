"""实地核查: who goes to look, when that can be recorded, and who reads what of it.

The procedure knows visits "where needed" (Anhui's five-department review); whether one is a
condition of the experts' vote is data of a programme (`RuleSet.visit_required`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.text import T, Text
from registry.heritage.rules.notice import canonical, sha256_of
from registry.heritage.rules.reading import TAKING_PART
from registry.heritage.rules.states import Level, Status
from registry.heritage.rules.stations import Leave
from registry.sources.rules import KINDS

#: Where a file is under review, and so may be visited.
VISITED = frozenset({*(Status(level.value) for level in Level), Status.EXPERT_REVIEW})
#: Where a report may still be corrected, illustrated or taken back: under notice it is frozen.
AMENDABLE = VISITED | {Status.RETURNED}
#: Everybody who may have a part in a visit somewhere; the services ask where and in which state.
VISITORS: tuple[Permission, ...] = (
    Permission.REVIEW_TOWNSHIP,
    Permission.REVIEW_COUNTY,
    Permission.REVIEW_CITY,
    Permission.REVIEW_PROVINCE,
    Permission.FIND,
    Permission.DECIDE,
)
#: Photographs that copies without metadata can be made of.
PHOTO_ENDINGS: tuple[str, ...] = tuple(
    ending for kind in KINDS if kind.is_photo for ending in kind.endings
)
#: What the public learns of a visit: that there was one, and when. Report, places, people and
#: photographs may name those who were asked on the spot, whom the law protects (条例 art. 33).
PUBLIC_FACTS: tuple[str, ...] = ("visited_on",)


@dataclass(frozen=True, slots=True)
class VisitSaid:
    """What somebody says of a visit. `observations` are words by key of a criterion."""

    visited_on: date
    place_visited: str
    participants: str
    report: str
    observations: Mapping[str, str] = field(default_factory=dict)
    shared: bool = False

    @property
    def sha256(self) -> str:
        """The hash of everything that is said."""
        said = asdict(self)
        said |= {
            "visited_on": self.visited_on.isoformat(),
            "observations": dict(self.observations),
        }
        return sha256_of(canonical(said))


def visit_faults(
    said: VisitSaid, *, today: date, started_on: date, criteria: Collection[str]
) -> dict[str, list[Text]]:
    """What is wrong with what is said of a visit, by field; days are those of China."""
    faults: dict[str, list[Text]] = {}
    if said.visited_on > today:
        told = T("核查日期不能在将来，今天是 %(day)s", day=today.isoformat())
        faults["visited_on"] = [told]
    elif said.visited_on < started_on:
        # A visit checks a dossier; what was seen before there was one is a source like others.
        faults["visited_on"] = [
            T(
                "这份申报从 %(day)s 起才有；更早的踏勘请登记为来源，在论据里引用",
                day=started_on.isoformat(),
            )
        ]
    for name in ("place_visited", "participants", "report"):
        if not getattr(said, name).strip():
            faults[name] = [T("请填写这一项")]
    for key in said.observations:
        if key not in criteria:
            faults[f"seen-{key}"] = [T("这个名录没有这个条件")]
    return faults


def may_visit(
    actor: Actor, *, compiler_id: str | None, leave: Leave | None, division_path: str
) -> bool:
    """Whether a visit is somebody's to make: the reviewers' of the station, or the bureau's.

    `leave` is the one that holds at the station where the file stands, None where it stands at
    none; recusals are asked apart.
    """
    if leave is None or (actor.id is not None and actor.id == compiler_id):
        return False
    return actor.may(leave.permission, leave.path) or actor.may(Permission.DECIDE, division_path)


def takes_part(actor: Actor, division_path: str) -> bool:
    """Whether somebody still has any leave to review there."""
    return any(
        actor.may(permission, division_path)
        for permission in TAKING_PART
        if permission is not Permission.NOMINATE
    )


def visit_missing(*, required: bool, standing: int) -> Text | None:
    """Why a file that has to be visited cannot be voted on or notified yet, or None."""
    if required and not standing:
        return T("这个名录要求表决以前有人实地核查，现在还没有核查报告")
    return None


def public_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Of what is known of a visit, what everybody may know."""
    return {name: facts[name] for name in PUBLIC_FACTS}
