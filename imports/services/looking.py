"""Looking at a file before anything is said of it: its columns, how it may be read, first rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

from imports import queries
from imports.profiles import PROFILES, profile_named
from imports.queries import RunView
from imports.readers import Fact, Table
from imports.rules.divisions import DivisionIndex
from imports.rules.drafting import Drafter
from imports.rules.mapping import ColumnMapping, Detected, checked_mapping, detect, fit, header_key
from imports.rules.matching import Plan
from imports.services.files import opened
from imports.services.planners import planner_of
from imports.services.seen import Seen
from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.text import T
from registry.runtime import Runtime

_FIRST = 20


@dataclass(frozen=True, slots=True)
class Look:
    """What a file is: format, columns, facts, its first rows as text, and who could read it."""

    format: str
    columns: tuple[str, ...]
    facts: tuple[Fact, ...]
    first: tuple[tuple[str, ...], ...]
    detected: tuple[Detected, ...]


def look(runtime: Runtime, run: RunView, limit: int = _FIRST) -> Look:
    """Open the file and say what it is; nothing is written.

    Raises:
        Refused: `imports.…`, where the file cannot be read.
    """
    with opened(runtime, run) as table:
        found = detect(PROFILES, table.columns, table.format)
        # A row that is secret is not shown to anybody, whatever profile may fit.
        is_open = bool(run.paper_sha256)
        drafter = Drafter(run.column_mapping, table.columns, DivisionIndex([]), is_open=is_open)
        first = tuple(
            ("",) * len(row.cells) if drafter.is_secret(row.cells) else row.cells
            for row in islice(table.rows(), limit)
        )
        return Look(table.format, table.columns, table.facts, first, tuple(found))


def mapping_by(runtime: Runtime, profile: str, table: Table) -> tuple[str, ColumnMapping]:
    """(name of the profile, mapping) for a file: the named profile's, or for `auto` the best one.

    Raises:
        NotFound: `imports.unknown_profile`. Invalid: the mapping does not fit the file.
    """
    if profile in {"", "auto"}:
        best = detect(PROFILES, table.columns, table.format)[0]
        return best.profile.name, checked_mapping(best.mapping, table.columns)
    shipped = profile_named(profile)
    if shipped is not None:
        mapping = fit(shipped, table.columns, table.format).mapping
        return shipped.name, checked_mapping(mapping, table.columns)
    with runtime.database.read() as session:
        kept = queries.kept_profile(session, profile)
    if kept is None:
        raise NotFound("imports.unknown_profile", T("没有这个方案"))
    return kept.name, checked_mapping(adapted(kept.mapping, table.columns), table.columns)


def adapted(mapping: ColumnMapping, columns: tuple[str, ...]) -> ColumnMapping:
    """A kept mapping on a file whose headers are written a little differently."""
    by_key = {header_key(column): column for column in columns}
    found = {
        target: by_key.get(header_key(column), column) for target, column in mapping.columns.items()
    }
    return ColumnMapping(found, mapping.constants, mapping.match_only)


def preview(
    runtime: Runtime, run: RunView, actor: Actor, mapping: ColumnMapping, limit: int = _FIRST
) -> list[Plan]:
    """The first rows as they would be stored, by a mapping that need not be kept yet.

    Raises:
        Refused: `imports.…`, where the file cannot be read. Invalid: a bad mapping.
    """
    with opened(runtime, run) as table, runtime.database.read() as session:
        checked_mapping(mapping, table.columns)
        planner = planner_of(session, _with(run, mapping), table, actor, runtime)
        rows = list(islice(table.rows(), limit))
        return planner.plan(session, planner.drafts(rows), Seen())


def _with(run: RunView, mapping: ColumnMapping) -> RunView:
    return replace(run, mapping={**run.mapping, **mapping.as_data()})
