"""The life of a sign goes by named steps, and only by those."""

from __future__ import annotations

import pytest

from registry.signage.rules.states import (
    PRESENT_INVALID,
    REGISTERED,
    REPORTABLE,
    SIGN_LABELS,
    SignState,
    SignStep,
    next_state,
)

S, STEP = SignState, SignStep


def test_the_way_from_the_drawing_board_to_verified():
    state: SignState | None = S.PLANNED
    for step in (STEP.PREPARE_PROOF, STEP.APPROVE_PROOF, STEP.MAKE, STEP.CLAIM, STEP.VERIFY):
        assert state is not None
        state = next_state(state, step)
    assert state is S.VERIFIED


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (S.PLANNED, STEP.MAKE),
        (S.PROOF, STEP.MAKE),
        (S.APPROVED, STEP.VERIFY),
        (S.PLANNED, STEP.CLAIM),
        (S.VERIFIED, STEP.PREPARE_PROOF),
        (S.REMOVED, STEP.VERIFY),
        (S.REMOVED, STEP.REMOVE),
        (S.MADE, STEP.APPROVE_PROOF),
    ],
)
def test_no_step_skips_another(state, step):
    assert next_state(state, step) is None


def test_nothing_is_made_without_an_approved_proof():
    assert [state for state in S if next_state(state, STEP.MAKE)] == [S.APPROVED]


def test_what_is_removed_stays_removed():
    assert not [step for step in STEP if next_state(S.REMOVED, step)]


def test_a_wrong_sign_is_registered_but_not_valid():
    assert PRESENT_INVALID < REGISTERED
    assert S.VERIFIED not in PRESENT_INVALID
    assert S.MISSING in REPORTABLE


def test_every_state_has_a_word_and_a_tone():
    assert set(SIGN_LABELS) == set(S)
