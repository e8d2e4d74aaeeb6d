"""Which planner a run has: of places, numbers at places, signs, or candidates of a notice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlmodel import Session

from imports.queries import RunView
from imports.readers import Table
from imports.services.doorplates import DoorPlanner
from imports.services.list_planning import ListPlanner
from imports.services.planning import Planner
from imports.services.signs import SignPlanner
from registry.core.actor import Actor


def planner_of(
    session: Session, run: RunView, table: Table, actor: Actor, data_dir: Path, today: date
) -> Planner:
    """What plans the rows of a run, by its notice and its mapping; `today` is the day in China."""
    kind: type[Planner] = Planner
    if run.notice is None and run.column_mapping.of_signs:
        planner = SignPlanner(session, run, table, actor, data_dir)
        planner.today = today
        return planner
    if run.notice is not None:
        kind = ListPlanner
    elif run.column_mapping.of_doorplates:
        kind = DoorPlanner
    return kind(session, run, table, actor, data_dir)
