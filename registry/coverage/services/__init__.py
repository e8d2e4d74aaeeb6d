"""Every write of coverage: snapshots, target dates, monthly reports, what recounts found."""

from registry.coverage.services.recounting import recount, wire_recounts
from registry.coverage.services.reports import ask_report, make_report, wire_reports
from registry.coverage.services.snapshots import set_target, take_snapshot

__all__ = [
    "ask_report",
    "make_report",
    "recount",
    "set_target",
    "take_snapshot",
    "wire_recounts",
    "wire_reports",
]
