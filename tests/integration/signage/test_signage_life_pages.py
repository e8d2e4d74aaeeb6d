"""The life of a sign through its pages: every step from every state, and who may take it."""

from __future__ import annotations

import html
from dataclasses import dataclass

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.text import T
from registry.signage import queries
from registry.signage.rules.first_steps import what_first
from registry.signage.rules.kinds import Condition, ReportKind
from registry.signage.rules.states import (
    REPORTABLE,
    SIGN_LABELS,
    SignState,
    SignStep,
    next_state,
)
from registry.signage.services.moving import step_sign
from tests.support.signs import form_of, text_of

S, STEP = SignState, SignStep
FACE = {"text_hanzi": "龙城村", "text_roman": "LONGCHENGCUN", "ground": "blue"}


@dataclass(frozen=True)
class Door:
    """The form of a page that takes a step: who fills it in, where it goes, what it says."""

    who: str
    path: str
    said: dict[str, str]


DOORS = {
    STEP.PREPARE_PROOF: Door("steward", "/signage/requirements/{due}/proof", FACE),
    STEP.APPROVE_PROOF: Door("reviewer_city", "/signage/signs/{sign}/proof", {"approve": "true"}),
    STEP.RETURN_PROOF: Door(
        "reviewer_city", "/signage/signs/{sign}/proof", {"approve": "false", "reason": "走向不对"}
    ),
    STEP.WITHDRAW_PROOF: Door(
        "steward", "/signage/signs/{sign}/proof/withdrawal", {"reason": "改版式"}
    ),
    STEP.MAKE: Door("steward", "/signage/signs/{sign}/made", {"maker": "测试标牌厂"}),
    STEP.REMOVE: Door("steward", "/signage/signs/{sign}/removal", {"reason": "道路改线"}),
}
SEEN = (
    (STEP.VERIFY, {}),
    (STEP.FIND_WRONG, {"observed_hanzi": "龙成村"}),
    (STEP.FIND_WRONG, {"kind": ReportKind.BLANK, "observed_hanzi": ""}),
    (STEP.FIND_WRONG, {"kind": ReportKind.MOVED}),
    (STEP.FIND_DAMAGED, {"kind": ReportKind.DAMAGED, "condition": Condition.DAMAGED}),
    (STEP.FIND_DAMAGED, {"kind": ReportKind.COVERED}),
    (STEP.FIND_MISSING, {"kind": ReportKind.MISSING, "observed_hanzi": ""}),
)
"""What a crew may have seen, and the step that is taken once a reviewer holds it for true."""


def way_to(state: SignState) -> list[SignStep]:
    """The shortest way of named steps to a state from the drawing board."""
    ways: list[tuple[SignState, list[SignStep]]] = [(S.PLANNED, [])]
    for here, way in ways:
        if here is state:
            return way
        ways += [(there, [*way, one]) for one in STEP if (there := next_state(here, one))]
    raise AssertionError(state)


@pytest.fixture
def brought(stage, seen, work_as):
    """A sign in a state, by the steps that lead there: `brought(state)`."""

    def bring(state: SignState):
        sign = stage.proof()
        with work_as(SYSTEM) as work:
            row = queries.sign(work.session, sign.id)
            step_sign(work, row, STEP.RETURN_PROOF)
            for step in way_to(state):
                step_sign(work, row, step)
        return seen(queries.sign, sign.id)

    return bring


@pytest.fixture
def sent(client, sign_in):
    """Send the form of a step for a sign: `sent(step, sign)`, as the one whose part it is."""

    def send(step: SignStep, sign, who: str = ""):
        door = DOORS[step]
        sign_in(client, who or door.who)
        path = door.path.format(due=sign.requirement_id, sign=sign.id)
        return client.post(path, data={"row_version": str(sign.row_version), **door.said})

    return send


def test_every_step_from_every_state_goes_or_says_what_comes_first(brought, sent, seen):
    wrong = []
    for state in S:
        kept = brought(state)
        for step in DOORS:
            wanted = next_state(state, step)
            # A removed sign stays as it is: its position gets a new one.
            replaces = step is STEP.PREPARE_PROOF and state is S.REMOVED
            sign = brought(state) if wanted or replaces else kept
            before = seen(journal.verify)
            answer = sent(step, sign)
            page, now = html.unescape(text_of(answer)), seen(queries.sign, sign.id).state
            if wanted or replaces:
                good = (answer.status_code, now) == (303, wanted or S.REMOVED)
                live = seen(queries.live_sign_of, sign.requirement_id)
                good &= not replaces or (live.id != sign.id and live.state == S.PROOF)
            else:
                told = str(SIGN_LABELS[state][1]) in page and str(what_first(state, step)) in page
                good = (answer.status_code, now, told) == (409, state, True)
                good &= seen(journal.verify) == before
            if not good:
                wrong.append((state.value, step.value, answer.status_code, now))
    assert wrong == []


def test_a_program_is_told_what_comes_first_too(brought, client, sign_in):
    sign, door = brought(S.PROOF), DOORS[STEP.MAKE]
    sign_in(client, door.who)
    said = {"row_version": str(sign.row_version), **door.said}
    path = door.path.format(due=sign.requirement_id, sign=sign.id)
    answer = client.post(path, data=said, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert answer.json["detail"] == str(what_first(S.PROOF, STEP.MAKE))


def test_a_crew_reports_on_what_left_the_workshop_and_on_nothing_else(
    client, sign_in, brought, seen
):
    sign_in(client, "crew")
    for state in S:
        if state in REPORTABLE:
            continue
        sign = brought(state)
        answer = client.post("/field/reports", data=form_of(sign))
        page = html.unescape(text_of(answer))
        assert answer.status_code == 409, state
        assert str(what_first(state, STEP.VERIFY)) in page
        assert seen(queries.reports_of_sign, sign.id) == []


@pytest.mark.parametrize("state", [S.MADE, S.VERIFIED, S.MISSING])
def test_what_a_crew_saw_becomes_the_state_by_the_reviewers_form(
    client, sign_in, brought, stage, seen, state
):
    sign_in(client, "reviewer_county")
    for step, changes in SEEN:
        sign = brought(state)
        receipt = stage.sent(sign, **changes)
        form = {"verdict": "accept", "place_ok": "true"}
        answer = client.post(f"/signage/reports/{receipt.report_id}/verdict", data=form)
        wanted = next_state(state, step)
        assert (answer.status_code, seen(queries.sign, sign.id).state) == (303, wanted), changes


def test_a_sign_taken_away_before_the_verdict_is_told_with_what_to_do(
    client, sign_in, stage, sent, seen
):
    sign = stage.made()
    receipt = stage.sent(sign)
    assert sent(STEP.REMOVE, seen(queries.sign, sign.id)).status_code == 303
    sign_in(client, "reviewer_county")
    form = {"verdict": "accept", "place_ok": "true"}
    answer = client.post(f"/signage/reports/{receipt.report_id}/verdict", data=form)
    assert answer.status_code == 409
    assert "这块标志已经撤除" in text_of(answer)
    assert "请退回这份上报" in text_of(answer)


def test_who_has_no_part_in_a_step_cannot_take_it_and_nothing_moves(brought, sent, seen):
    """Preparing, making and removing are the desk's, deciding on proofs a reviewer's."""
    for step, door in DOORS.items():
        state = next(state for state in S if next_state(state, step))
        sign = brought(state)
        before = seen(journal.verify)
        outside = {"crew", "stranger"} | ({"reviewer_township"} - {door.who})
        for who in sorted(outside):
            assert sent(step, sign, who).status_code == 403, (who, step)
        assert seen(queries.sign, sign.id).state == state
        assert seen(journal.verify) == before


def test_what_comes_first_leads_to_the_step_or_says_that_none_does():
    for state in S:
        for step in STEP:
            if next_state(state, step) is None:
                assert isinstance(what_first(state, step), type(T("")))
    assert str(what_first(S.PLANNED, STEP.MAKE)) == "先到它的应设点位出校样"
    assert str(what_first(S.PROOF, STEP.MAKE)) == "先由另一位同事审定校样"
    assert "先撤除这块标志" in str(what_first(S.VERIFIED, STEP.PREPARE_PROOF))
    assert "撤除的标志不再变动" in str(what_first(S.REMOVED, STEP.VERIFY))
