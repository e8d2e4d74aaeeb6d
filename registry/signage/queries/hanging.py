"""How much of signage hangs on a place: for whoever merges two records of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from registry.core.actor import Actor
from registry.core.text import T
from registry.signage.queries.doorplates import plates_at
from registry.signage.queries.requirements import requirements_of_place
from registry.signage.queries.signs import signs_of_place
from registry.signage.queries.steps import standing_steps


def hanging(session: Session, _actor: Actor, place_id: str) -> Mapping[str, Any]:
    """`lines`: what there is and how many of it, without what there is none of."""
    counts = (
        (T("应设点位"), len(requirements_of_place(session, place_id))),
        (T("地名标志"), len(signs_of_place(session, place_id))),
        (T("门牌"), plates_at(session, place_id)),
        (T("命名、入库、上图的登记"), len(standing_steps(session, [place_id]))),
    )
    return {"lines": [line for line in counts if line[1]]}
