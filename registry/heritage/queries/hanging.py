"""How much of heritage hangs on a place: for whoever merges two records of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from registry.core.actor import Actor
from registry.core.text import T
from registry.heritage.queries.candidates import candidates
from registry.heritage.queries.lists import recognitions_by_place
from registry.heritage.queries.nominations import nominations_of_place


def hanging(session: Session, _actor: Actor, place_id: str) -> Mapping[str, Any]:
    """`lines`: what there is and how many of it, without what there is none of."""
    counts = (
        (T("申报案卷"), len(nominations_of_place(session, place_id))),
        (T("认定"), len(recognitions_by_place(session, [place_id]).get(place_id, ()))),
        (T("候选记录"), len(candidates(session, place_id))),
    )
    return {"lines": [line for line in counts if line[1]]}
