"""A datum is a type: what is shifted cannot be shifted, at run time and for the type checker."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from registry.core.datum import (
    Bd09Point,
    Cgcs2000Point,
    Gcj02Point,
    ProjectedPoint,
    Wgs84Point,
    to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("shift", [wgs84_to_gcj02, wgs84_to_bd09])
@pytest.mark.parametrize(
    "point",
    [
        Gcj02Point(117.283, 31.861),
        Bd09Point(117.283, 31.861),
        Cgcs2000Point(117.283, 31.861),
        ProjectedPoint(526781.872, 3526474.25, 4548),
        (117.283, 31.861),
    ],
)
def test_only_a_wgs84_point_can_be_shifted(shift, point) -> None:
    with pytest.raises(TypeError):
        shift(point)


@pytest.mark.parametrize("point", [Wgs84Point(117.283, 31.861), (117.283, 31.861)])
def test_a_wgs84_point_cannot_be_converted_again(point) -> None:
    with pytest.raises(TypeError):
        to_wgs84(point)


def test_points_of_different_systems_are_never_equal() -> None:
    here: object = Wgs84Point(117.0, 31.0)
    assert here != Gcj02Point(117.0, 31.0)


def test_the_type_checker_refuses_a_second_shift(tmp_path: Path) -> None:
    # The classes alone, so that the checker reads two files and not the whole program.
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "from registry.core.datum.points import Gcj02Point, Wgs84Point\n"
        "def shift(point: Wgs84Point) -> Gcj02Point:\n"
        "    return Gcj02Point(point.lon, point.lat)\n"
        "right = shift(Wgs84Point(117.0, 31.0))\n"
        "twice = shift(right)\n",
        encoding="utf-8",
    )
    found = subprocess.run(
        [
            sys.executable, "-m", "mypy", "--config-file=", "--strict",
            "--follow-imports=silent", f"--cache-dir={tmp_path}", str(wrong),
        ],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert "wrong.py:5: error: Argument 1" in found.stdout, found.stdout + found.stderr
    assert found.stdout.count("error:") == 1
