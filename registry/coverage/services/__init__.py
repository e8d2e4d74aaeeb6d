"""Every write of coverage: snapshots frozen, target dates set, monthly reports made."""

from registry.coverage.services.reports import ask_report, make_report, wire_reports
from registry.coverage.services.snapshots import set_target, take_snapshot

__all__ = ["ask_report", "make_report", "set_target", "take_snapshot", "wire_reports"]
