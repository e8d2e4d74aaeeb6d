"""Which signs are drawn: from a published list and a seed, the same for whoever repeats it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST_DRAWN = 3000
"""Fifty work orders of sixty stops: more is no sample any more but a round of inspection."""

_Z = 1.959963984540054
_COLUMNS = "position_id,sign_code,county_id"


@dataclass(frozen=True, slots=True)
class FrameLine:
    """One position with its verified sign, as the frame lists it."""

    position_id: str
    sign_code: str
    county_id: str


def frame_csv(lines: Iterable[FrameLine]) -> str:
    """The published frame: one line for each position, by its identifier; plain ASCII, LF ends.

    Identifiers and codes hold nothing that a spreadsheet program would run.
    """
    rows = sorted(lines, key=lambda line: line.position_id)
    body = "".join(f"{row.position_id},{row.sign_code},{row.county_id}\n" for row in rows)
    return f"{_COLUMNS}\n{body}"


def frame_lines(text: str) -> list[FrameLine]:
    """The lines of a published frame again.

    Raises:
        ValueError: it is not such a file.
    """
    head, *rows = text.splitlines()
    if head != _COLUMNS:
        raise ValueError("not the frame of a sample")
    return [FrameLine(*row.split(",")) for row in rows]


def commitment(seed: str) -> str:
    """SHA-256 of a seed: published with the frame, so that the seed cannot be changed later."""
    return hashlib.sha256(seed.encode("utf-8")).hexdigest()


def _rank(seed: str, position_id: str) -> str:
    return hashlib.sha256(f"{seed}:{position_id}".encode()).hexdigest()


def draw(
    lines: Sequence[FrameLine], seed: str, number: int, *, by_county: bool = False
) -> list[FrameLine]:
    """The drawn lines, in the order of their ranks.

    The rank of a position is SHA-256 of `seed:position_id`; the smallest are drawn, so that every
    position has the same chance and the order of the frame says nothing. `by_county` draws so in
    each county by itself, as many as `allocate` gives it.
    """
    ranked = sorted(lines, key=lambda line: _rank(seed, line.position_id))
    if not by_county:
        return ranked[:number]
    left = allocate(sizes_of(lines), number)
    found = []
    for line in ranked:
        if left[line.county_id]:
            left[line.county_id] -= 1
            found.append(line)
    return found


def sizes_of(lines: Iterable[FrameLine]) -> dict[str, int]:
    """How many positions each county has in the frame."""
    sizes: dict[str, int] = {}
    for line in lines:
        sizes[line.county_id] = sizes.get(line.county_id, 0) + 1
    return sizes


def allocate(sizes: Mapping[str, int], number: int) -> dict[str, int]:
    """How many to draw in each county: in proportion to its size, by Webster's divisors.

    Each county gets one first, where there are enough; then one at a time goes to the county with
    the largest size / (2 · given + 1), the smaller identifier first where two are equal. No county
    gets more than it has.
    """
    given = dict.fromkeys(sizes, 0)
    if number >= len(sizes):
        given = dict.fromkeys(sizes, 1)
    left = min(number, sum(sizes.values())) - sum(given.values())
    while left > 0:
        open_ = [key for key in sorted(sizes) if given[key] < sizes[key]]
        best = max(open_, key=lambda key: sizes[key] / (2 * given[key] + 1))
        given[best] += 1
        left -= 1
    return given


def size_for(half_width: float, frame: int) -> int:
    """How many to draw of `frame` so that the 95 % interval is ± `half_width` (0 to 1) at the most.

    Cochran's formula at a share of one half, the worst case, with the correction for a finite
    frame.
    """
    without_end = _Z * _Z * 0.25 / (half_width * half_width)
    return max(1, min(frame, math.ceil(without_end / (1 + (without_end - 1) / frame))))
