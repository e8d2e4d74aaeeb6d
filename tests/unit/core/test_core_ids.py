"""Identifiers are unique, ordered by time, and stable where they ship."""

from __future__ import annotations

import time

from registry.core.ids import is_id, new_id, stable_id


def test_fresh_ids_differ_and_have_the_form() -> None:
    made = {new_id() for _ in range(5000)}
    assert len(made) == 5000
    assert all(is_id(one) for one in made)


def test_later_ids_sort_after_earlier_ones() -> None:
    first = new_id()
    time.sleep(0.005)
    assert first < new_id()


def test_shipped_ids_are_the_same_for_the_same_parts_only() -> None:
    assert stable_id("division", "nbs", "340181100") == stable_id("division", "nbs", "340181100")
    assert stable_id("division", "nbs", "340181100") != stable_id("division", "mca", "340181100")
    assert stable_id("ab", "c") != stable_id("a", "bc")
    assert is_id(stable_id("x"))


def test_other_texts_are_no_ids() -> None:
    assert not is_id("../etc/passwd")
    assert not is_id("0" * 15)
    assert not is_id("U" * 16)
