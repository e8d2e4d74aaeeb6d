"""What importing writes: runs, their checks, their application, their undoing."""

from __future__ import annotations

from imports.services.applying import apply
from imports.services.background import SUBJECT, ask_apply, ask_check, ask_undo, wire
from imports.services.checking import check
from imports.services.deciding import candidates_of, decide_alike
from imports.services.exporting import exported_headers, exported_rows
from imports.services.files import limits_of, opened, reading_of
from imports.services.forgetting import forget_file
from imports.services.list_starting import LIST_BYTES, ListFile, start_list, take_list_file
from imports.services.looking import Look, adapted, look, mapping_by, preview
from imports.services.runs import (
    cancel,
    decide_row,
    division_named,
    keep_profile,
    may_create,
    record_paper,
    set_mapping,
    start_run,
)
from imports.services.stopping import stop
from imports.services.undoing import undo

__all__ = [
    "LIST_BYTES",
    "SUBJECT",
    "ListFile",
    "Look",
    "adapted",
    "apply",
    "ask_apply",
    "ask_check",
    "ask_undo",
    "cancel",
    "candidates_of",
    "check",
    "decide_alike",
    "decide_row",
    "division_named",
    "exported_headers",
    "exported_rows",
    "forget_file",
    "keep_profile",
    "limits_of",
    "look",
    "mapping_by",
    "may_create",
    "opened",
    "preview",
    "reading_of",
    "record_paper",
    "set_mapping",
    "start_list",
    "start_run",
    "stop",
    "take_list_file",
    "undo",
    "wire",
]
