"""Each fault has words that say what is wrong and what to do."""

from __future__ import annotations

import re

import pytest

from registry.photos.rules import Fault, Limits, busy, check_area, check_size, refusal
from registry.photos.rules.faults import FaultError
from registry.photos.rules.header import Format


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_is_told_with_advice(fault: Fault) -> None:
    facts = {"size": 41, "limit": 40, "pixels": 61, "format": "GIF"}
    problem = refusal(fault, facts)
    assert (problem.code, problem.status) == (fault.value, 422)
    assert re.search(r"[\u4e00-\u9fff]", str(problem.message))
    assert problem.advice is not None
    assert "%(" not in str(problem.message) + str(problem.advice)


def test_being_busy_is_no_fault_of_the_photo() -> None:
    assert (busy().code, busy().status) == ("photos.busy", 503)


def test_a_file_just_above_the_limit_is_not_said_to_be_as_large_as_the_limit() -> None:
    with pytest.raises(FaultError) as caught:
        check_size(40_000_001, Limits())
    assert caught.value.facts == {"size": 41, "limit": 40}
    with pytest.raises(FaultError) as caught:
        check_area(60_000_001, 1, Format.JPEG, Limits())
    assert caught.value.facts == {"pixels": 61, "limit": 60}


def test_the_limits_themselves_are_allowed() -> None:
    check_size(40_000_000, Limits())
    check_area(60_000_000, 1, Format.JPEG, Limits())
    check_area(50_000_000, 1, Format.HEIC, Limits())


@pytest.mark.parametrize(("kind", "limit"), [("heic", 50), ("png", 30), ("webp", 20)])
def test_a_format_that_is_decoded_whole_may_have_fewer_pixels(kind: str, limit: int) -> None:
    with pytest.raises(FaultError) as caught:
        check_area(limit * 1_000_000 + 1, 1, Format(kind), Limits())
    assert caught.value.facts == {"pixels": limit + 1, "limit": limit}
