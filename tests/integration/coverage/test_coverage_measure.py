"""The measure of coverage measures what it says, at a size that takes no time."""

from __future__ import annotations

from benchmarks.coverage import COUNTED, one_size


def test_every_figure_is_measured_and_the_counters_hold_after_the_writes():
    lines = {line["measure"].partition(": ")[2]: line for line in one_size(
        800, asked=3, writes=40, is_beside=False
    )}  # fmt: skip
    assert lines["counters that differ from a full recount"]["ours"] == 0
    for name in COUNTED:
        assert len(lines[name]["ours"]) == 3
        assert "of SQLite" in lines[name]["note"]
    assert len(lines["a verdict that changes sign, mark and problem"]["ours"]) == 40
    assert len(lines["the same by the services"]["ours"]) == 4
    assert lines["list of names without a sign, last page"]["ours"]
