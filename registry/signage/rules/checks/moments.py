"""Checks of when: the age of the fix, the phone's clock, and the time from shutter to server."""

from __future__ import annotations

from datetime import datetime, timedelta

from registry.signage.rules.checks.outcome import Check, either, flag, unchecked

OLD_FIX_S = 60
CLOCK_TOLERANCE_S = 120
LATE = timedelta(days=7)


def fix_check(age_s: int | None) -> Check:
    """An old fix may be from the last village."""
    if age_s is None:
        return unchecked("fix", "no_age")
    return either("fix", is_flag=age_s > OLD_FIX_S, n=age_s)


def clock_check(skew_s: int | None) -> Check:
    """How far the phone's clock was from the server's when it sent."""
    if skew_s is None:
        return unchecked("clock", "no_clock")
    return either("clock", is_flag=abs(skew_s) > CLOCK_TOLERANCE_S, n=abs(skew_s))


def time_check(captured_at: datetime, received_at: datetime, skew_s: int | None = None) -> Check:
    """Sending late is normal out of coverage; sent before taken, or a week late, is not.

    `skew_s` (seconds the phone's clock is ahead) sets the phone's date right before comparing: a
    wrong clock is the clock's line and no second flag here.
    """
    delay = received_at - (captured_at - timedelta(seconds=skew_s or 0))
    minutes = round(delay.total_seconds() / 60, 1)
    if delay < -timedelta(seconds=CLOCK_TOLERANCE_S):
        return flag("time", "before", n=-minutes)
    return either("time", is_flag=delay > LATE, n=max(0.0, minutes))
