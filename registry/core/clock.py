"""Time as the program sees it: aware UTC inside, China time for dates in public procedure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Protocol

# China has kept one zone without summer time since 1991, so a fixed offset is exact for our dates
# and needs no time-zone database on the host.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


class Clock(Protocol):
    """Anything that can tell the time."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        ...


class SystemClock:
    """The host's clock."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        return datetime.now(UTC)


def china_date(moment: datetime) -> date:
    """The calendar date in China of an aware moment."""
    return moment.astimezone(CHINA).date()


def day_start(day: date) -> datetime:
    """00:00 China time of that day, as UTC."""
    return datetime.combine(day, time.min, CHINA).astimezone(UTC)


def day_end(day: date) -> datetime:
    """The last microsecond, China time, of that day, as UTC: 23:59 objections are in time."""
    return datetime.combine(day, time.max, CHINA).astimezone(UTC)
