"""A past for the demonstration: acts of the cast dated over the last half year, told as simulated.

The same services write them at the moments they are dated, so that weeks, snapshots and the journal
add up as they would have. Nothing is put into a counter by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from registry.accounts.rules import Role
from registry.core import journal
from registry.core.clock import CHINA
from registry.coverage import services as coverage
from registry.demo.people import play as cast
from registry.places.rules import Stratum
from registry.runtime import Runtime

WEEKS = 26
"""As far back as a forecast looks."""
NOTE = "演示：模拟的月末快照"
TARGET = "演示：模拟的目标"


@dataclass(frozen=True, slots=True)
class _Stopped:
    """A clock that stands."""

    moment: datetime

    def now(self) -> datetime:
        """The moment it stands at."""
        return self.moment


class Act(NamedTuple):
    """Something that the cast does at a moment."""

    at: datetime
    do: Callable[[Runtime], object]


def at(runtime: Runtime, moment: datetime) -> Runtime:
    """The same installation at another moment."""
    return replace(runtime, clock=_Stopped(moment))


def day(runtime: Runtime, days: int, hour: int = 10) -> Runtime:
    """The same installation so many days ago at an hour of that day, China time."""
    moment = runtime.clock.now().astimezone(CHINA) - timedelta(days=days)
    begun = moment.replace(hour=hour, minute=0, second=0, microsecond=0)
    return at(runtime, begun.astimezone(UTC))


def beginning(runtime: Runtime) -> Runtime:
    """The installation half a year ago, or now where something has been written already.

    The journal goes forwards in time.
    """
    with runtime.database.read() as session:
        is_fresh = not journal.latest(session, limit=1)
    return at(runtime, first_moment(runtime.clock.now())) if is_fresh else runtime


def first_moment(now: datetime) -> datetime:
    """When the demonstration begins: ten in the morning, China time, half a year ago."""
    day = now.astimezone(CHINA) - timedelta(weeks=WEEKS)
    return day.replace(hour=10, minute=0, second=0, microsecond=0).astimezone(UTC)


def moments(now: datetime, count: int) -> list[datetime]:
    """Moments spread over the weeks since, never on the last three days, none twice."""
    begun = first_moment(now) + timedelta(days=7)
    span = (now - timedelta(days=3)) - begun
    return [begun + span * number / max(count - 1, 1) for number in range(count)]


def month_ends(begun: datetime, now: datetime) -> Iterator[datetime]:
    """Half past eleven at night, China time, on the last day of each month that has ended since."""
    first = begun.astimezone(CHINA).replace(day=1, hour=23, minute=30, second=0, microsecond=0)
    month = first
    while True:
        following = (month + timedelta(days=32)).replace(day=1)
        last = following - timedelta(days=1)
        if last >= now:
            return
        yield last.astimezone(UTC)
        month = following


def set_targets(runtime: Runtime) -> None:
    """A simulated target date for villages and towns, two years after the beginning."""
    with runtime.write(cast(runtime, Role.STEWARD)) as work:
        due_on = (work.at + timedelta(days=730)).date()
        for stratum in (Stratum.VILLAGE, Stratum.TOWNSHIP):
            coverage.set_target(work, stratum=stratum, due_on=due_on, basis=TARGET)


def freeze(runtime: Runtime) -> None:
    """The snapshot of a month that ends now."""
    with runtime.write(cast(runtime, Role.STEWARD)) as work:
        coverage.take_snapshot(work, note=NOTE)
