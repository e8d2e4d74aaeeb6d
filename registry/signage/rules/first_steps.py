"""What has to happen to a sign first, where a step is not open to it: told from the step table."""

from __future__ import annotations

from registry.core.text import T, Text
from registry.signage.rules.states import SignState, SignStep, next_state

_WORDS: dict[SignStep, Text] = {
    SignStep.PREPARE_PROOF: T("先到它的应设点位出校样"),
    SignStep.APPROVE_PROOF: T("先由另一位同事审定校样"),
    SignStep.WITHDRAW_PROOF: T("要重来，先收回校样，再到应设点位出新的"),
    SignStep.MAKE: T("先登记制作"),
    SignStep.CLAIM: T("先由外业队员上报安装"),
    SignStep.VERIFY: T("先由审核人核验上报"),
}
"""The ordinary way of a sign, from where it is to where a step is open; findings lead nowhere."""

_REMOVED = T("撤除的标志不再变动；需要新的一块，请到它的应设点位出校样")
_BEHIND = T("这一步已经走过；要另做一块，先撤除这块标志，再到应设点位出校样")


def first_step(state: SignState, step: SignStep) -> SignStep | None:
    """The first step of the shortest ordinary way to where `step` is open; None: there is none.

    Where the step is open now, the answer is the step itself.
    """
    if next_state(state, step) is not None:
        return step
    seen, ways = {state}, [(state, step)]
    for here, first in ways:
        for one in _WORDS:
            there = next_state(here, one)
            if there is None or there in seen:
                continue
            begun = one if here is state else first
            if next_state(there, step) is not None:
                return begun
            seen.add(there)
            ways.append((there, begun))
    return None


def what_first(state: SignState, step: SignStep) -> Text:
    """For a person whose step is not open to a sign in this state: what to do first."""
    first = first_step(state, step)
    if first is not None:
        return _WORDS[first]
    return _REMOVED if state is SignState.REMOVED else _BEHIND
