"""Checks of where: distance, map shift, the photo's own position, and travel between reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from registry.core.geo import Position, distance_m, gcj02_suspect
from registry.signage.rules.checks.outcome import Check, either, flag, ok, unchecked

SLACK_M = 80.0
"""Metres a phone may be wrong besides the accuracy it states."""
COARSE_M = 100.0
"""An accuracy worse than this says nothing about one sign."""
FASTEST_KMH = 150.0
"""Nobody goes faster between two signs on the roads of a county."""


def distance_of(expected: Position | None, reported: Position | None) -> float | None:
    """Metres between the due and the reported position, where both are known."""
    if expected is None or reported is None:
        return None
    return distance_m(expected, reported)


def shift_suspect(expected: Position | None, reported: Position | None) -> int:
    """How often the map shift seems to be in a reported position: 0, 1, 2. Never corrected."""
    if expected is None or reported is None:
        return 0
    return gcj02_suspect(expected, reported)


def distance_check(distance: float | None, accuracy: float | None, radius: float) -> Check:
    """Flag when d > accuracy + 80 m + radius of the point; coarse or no fix: could not check."""
    if distance is None:
        return unchecked("distance", "no_position")
    if accuracy is None:
        return unchecked("distance", "no_accuracy", d=round(distance, 1))
    if accuracy > COARSE_M:
        return unchecked("distance", "coarse", d=round(distance, 1), a=round(accuracy, 1))
    return either(
        "distance",
        is_flag=distance > accuracy + SLACK_M + radius,
        d=round(distance, 1),
        a=round(accuracy, 1),
        r=round(radius, 1),
    )


def shift_check(times: int, distance: float | None) -> Check:
    """A datum bug always points the same way with the same length; a crew's slip does not."""
    if distance is None:
        return unchecked("shift", "no_position")
    return flag("shift", n=times, d=round(distance, 1)) if times else ok("shift")


def witness_check(reported: Position | None, claimed: Position | None) -> Check:
    """The position in the photo's own metadata, a second witness; phones often strip it."""
    if reported is None or claimed is None:
        return unchecked("witness", "no_position")
    apart = distance_m(reported, claimed)
    limit = SLACK_M + (reported.accuracy_m or 0.0)
    return either("witness", is_flag=apart > limit, d=round(apart, 1))


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the sender of a report was at a moment, by the phone's clock set right."""

    report_id: str
    position: Position
    at: datetime


def speed_kmh(one: Stop, other: Stop) -> float:
    """The least speed in km/h that leads from one stop to the other.

    Both accuracies and the slack are taken off the distance, so that a jittering fix is no
    journey; less than a second counts as one.
    """
    blur = SLACK_M + (one.position.accuracy_m or 0.0) + (other.position.accuracy_m or 0.0)
    metres = max(0.0, distance_m(one.position, other.position) - blur)
    return 3.6 * metres / max(1.0, abs((other.at - one.at).total_seconds()))


def travel_check(here: Stop | None, others: list[Stop]) -> Check:
    """Flag when the report before or after was too far away to be reached in the time between."""
    if here is None:
        return unchecked("travel", "no_position")
    if not others:
        return unchecked("travel", "no_other")
    fastest = max(others, key=lambda other: speed_kmh(here, other))
    speed = speed_kmh(here, fastest)
    return either(
        "travel",
        is_flag=speed > FASTEST_KMH,
        kmh=round(speed, 1),
        km=round(distance_m(here.position, fastest.position) / 1000, 2),
        minutes=round(abs((fastest.at - here.at).total_seconds()) / 60, 1),
        reports=[fastest.report_id],
    )
