"""Which planner a run has: of places, what is said of places or signs, or of a notice's list."""

from __future__ import annotations

from sqlmodel import Session

from imports.queries import RunView
from imports.readers import Table
from imports.services.doorplates import DoorPlanner
from imports.services.list_planning import ListPlanner
from imports.services.planning import Planner
from imports.services.signs import SignPlanner
from imports.services.steps import StepPlanner
from registry.core.actor import Actor
from registry.runtime import Runtime


def planner_of(
    session: Session, run: RunView, table: Table, actor: Actor, runtime: Runtime
) -> Planner:
    """What plans the rows of a run, by its notice and its mapping."""
    kind: type[Planner] = Planner
    if run.notice is not None:
        kind = ListPlanner
    elif run.column_mapping.of_doorplates:
        kind = DoorPlanner
    elif run.column_mapping.of_steps:
        kind = StepPlanner
    elif run.column_mapping.of_signs:
        kind = SignPlanner
    data_dir, now = runtime.settings.data_dir, runtime.clock.now()
    return kind(session, run, table, actor, data_dir, now)
