"""Runs, their rows and kept profiles, and what other pages show of them."""

from __future__ import annotations

from imports.queries.acts import LastAct, last_act
from imports.queries.findings import RowFindings, findings
from imports.queries.runs import (
    ProfileView,
    RowView,
    RunView,
    every_row,
    is_stored,
    kept_profile,
    kept_profiles,
    profile_title,
    row,
    rows,
    run,
    runs,
    same_source_runs,
    undecided,
)
from imports.queries.waiting import SUBJECT, desk, place_panel, source_panel

__all__ = [
    "SUBJECT",
    "LastAct",
    "ProfileView",
    "RowFindings",
    "RowView",
    "RunView",
    "desk",
    "every_row",
    "findings",
    "is_stored",
    "kept_profile",
    "kept_profiles",
    "last_act",
    "place_panel",
    "profile_title",
    "row",
    "rows",
    "run",
    "runs",
    "same_source_runs",
    "source_panel",
    "undecided",
]
