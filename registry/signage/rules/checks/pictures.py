"""Checks of the pictures: where they come from, whether they were used before, how dark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from registry.photos.rules.likeness import Likeness, compare, hamming
from registry.signage.rules.checks.outcome import Check, either, flag, ok, unchecked
from registry.signage.rules.kinds import CaptureSource

DARK_BELOW = 30.0
"""Mean brightness of 255 under which a photo is hard to judge on a screen."""


def source_check(source: CaptureSource) -> Check:
    """Evidence class of the pictures; what a page says of itself can be forged, so no proof."""
    if source in {CaptureSource.LIVE, CaptureSource.CAMERA}:
        return ok("source", source.value)
    if source in {CaptureSource.GALLERY, CaptureSource.FORWARDED}:
        return flag("source", source.value)
    return unchecked("source", "unknown")


@dataclass(frozen=True, slots=True)
class Use:
    """Another report that holds the same bytes or pixels."""

    report_id: str
    is_same_sign: bool
    is_same_place: bool
    is_shared: bool


def same_file_check(uses: Sequence[Use], *, has_pixels: bool) -> Check:
    """The same bytes or pixels: for the same sign a resubmission, elsewhere something to look at.

    A photo that was declared for two signs (a crossing with two plates) is no finding.
    """
    others = [use for use in uses if not use.is_shared]
    reports = [use.report_id for use in uses]
    if not others:
        if uses:
            return ok("same_file", "shared", reports=reports)
        return ok("same_file") if has_pixels else unchecked("same_file", "no_pixels")
    if any(not use.is_same_place for use in others):
        return flag("same_file", "other_place", n=len(others), reports=reports)
    if any(not use.is_same_sign for use in others):
        return flag("same_file", "other_sign", n=len(others), reports=reports)
    return ok("same_file", "resubmission", n=len(others), reports=reports)


@dataclass(frozen=True, slots=True)
class Print:
    """The perceptual hashes of a photo, 16 hexadecimal digits each; `report_id` whose it is.

    `is_near` says that it is of the same place or the same crew's last month; elsewhere only
    probable copies are worth a word, since similar posts stand in every village.
    """

    report_id: str
    phash: str
    dhash: str
    is_near: bool = True


def likeness_check(mine: Print | None, others: Sequence[Print]) -> Check:
    """Both hashes at 4 bits or less: probably a copy; at 10 or less: similar. Never a verdict."""
    if mine is None or not mine.phash:
        return unchecked("likeness", "no_hash")
    return _alike("likeness", mine, others)


def mirror_check(mirrored: Print | None, mine: Print | None, others: Sequence[Print]) -> Check:
    """The picture seen in a mirror: the same comparison, for which plain hashes are blind.

    A photo that is alike as it stands is the line above; a scene that equals its own mirror image
    would be told twice.
    """
    if mirrored is None or mine is None or not mine.phash:
        return unchecked("mirror", "no_copy")
    turned = [other for other in others if _of(mine, other) is Likeness.DIFFERENT]
    return _alike("mirror", mirrored, turned)


def _of(mine: Print, other: Print) -> Likeness:
    return compare(mine.phash, mine.dhash, other.phash, other.dhash)


def _alike(key: str, mine: Print, others: Sequence[Print]) -> Check:
    if not others:
        return unchecked(key, "nothing_to_compare")
    copies = [other for other in others if _of(mine, other) is Likeness.COPY]
    similar = [other for other in others if other.is_near and _of(mine, other) is Likeness.SIMILAR]
    measured: dict[str, Any] = {
        "copies": len(copies),
        "similar": len(similar),
        "compared": len(others),
        "bits": min(
            max(hamming(mine.phash, each.phash), hamming(mine.dhash, each.dhash)) for each in others
        ),
        "reports": [other.report_id for other in (*copies, *similar)][:20],
    }
    if copies:
        return flag(key, "copies", **measured)
    if similar:
        return flag(key, "similar", **measured)
    return ok(key, **measured)


def brightness_check(mean: float | None) -> Check:
    """A hint to turn the screen up; dark photos were still read, so it is no fault."""
    if mean is None:
        return unchecked("brightness", "no_copy")
    return either("brightness", is_flag=mean < DARK_BELOW, n=round(mean, 1))
