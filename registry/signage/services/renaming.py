"""Signs that stand when the name of their place changes: right yesterday, wrong from today on.

A valid sign says the right name in the right spelling; so the day a place is renamed its signs
leave the rate, as present but wrong, until new ones are proved. Nobody has to go there to know it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.queries.details import former_names
from registry.signage import queries
from registry.signage.models import Sign
from registry.signage.queries.problems import problems_now
from registry.signage.queries.wordings import Wording, wordings
from registry.signage.rules.kinds import COUNTED_FAMILIES
from registry.signage.rules.problems import Problem
from registry.signage.rules.states import SignState, SignStep
from registry.signage.rules.validity import Validity
from registry.signage.rules.wording import folded_hanzi, folded_roman
from registry.signage.services.moving import step_sign
from registry.signage.services.problems import write_problems

_BY_NAME = frozenset({Problem.TEXT, Problem.OLD_NAME, Problem.SPELLING})
_REASONS: dict[Problem, Text] = {
    Problem.OLD_NAME: T("地名已更名，牌面还是旧名"),
    Problem.TEXT: T("牌面的名称不再是这个地名的标准名或简称"),
    Problem.SPELLING: T("审定的拼写已改，牌面的拼写与之不同"),
}


def outdated(session: Session, sign: Sign) -> Problem | None:
    """What is wrong with a sign's text by the names its place has now; None: it may stand so.

    A spelling that nobody has approved yet makes no sign wrong. Signs of other families, a traffic
    sign say, are not measured by the approved name.
    """
    if sign.family not in COUNTED_FAMILIES:
        return None
    return _fault(sign, wordings(session, sign.place_id), former_names(session, sign.place_id))


def _fault(sign: Sign, allowed: Sequence[Wording], former: Sequence[str]) -> Problem | None:
    hanzi, roman = folded_hanzi(sign.text_hanzi), folded_roman(sign.text_roman)
    meant = [one for one in allowed if folded_hanzi(one.hanzi) == hanzi]
    if not meant:
        was = hanzi in {folded_hanzi(one) for one in former}
        return Problem.OLD_NAME if was else Problem.TEXT
    if all(one.is_approved and folded_roman(one.roman) != roman for one in meant):
        return Problem.SPELLING
    return None


def as_named_now(session: Session, sign: Sign, validity: Validity) -> Validity:
    """What a report found, held against the names of today: an old plate is not verified again."""
    fault = outdated(session, sign)
    return replace(
        validity,
        right_name=validity.right_name and fault in (None, Problem.SPELLING),
        right_spelling=validity.right_spelling and fault is not Problem.SPELLING,
    )


def follow_names(work: Work, place_id: str) -> None:
    """Judge the signs of a place by its present names, because these may have changed.

    A verified sign that says something else becomes wrong and its position open again. One that
    only the names made wrong is right again when they come back (a renaming taken back, a merge
    parted). No permission is asked: whoever had the right to change the name causes it.
    """
    signs = [
        sign
        for sign in queries.signs_of_place(work.session, place_id)
        if sign.state in (SignState.VERIFIED, SignState.WRONG) and sign.family in COUNTED_FAMILIES
    ]
    if not signs:
        return
    allowed, former = wordings(work.session, place_id), former_names(work.session, place_id)
    for sign in signs:
        fault = _fault(sign, allowed, former)
        if sign.state == SignState.VERIFIED and fault is not None:
            _fall(work, sign, fault)
        elif sign.state == SignState.WRONG and fault is None:
            _restore(work, sign)


def _fall(work: Work, sign: Sign, fault: Problem) -> None:
    noted = {Problem(row.problem) for row in problems_now(work.session, sign.id)}
    step_sign(work, sign, SignStep.FIND_WRONG, reason=str(_REASONS[fault]))
    write_problems(work, sign, noted | {fault}, None)


def _restore(work: Work, sign: Sign) -> None:
    noted = problems_now(work.session, sign.id)
    by_name = [row for row in noted if row.problem in _BY_NAME and row.report_id is None]
    others = {Problem(row.problem) for row in noted if row not in by_name}
    # What a person found wrong stays so until a person finds otherwise.
    if not by_name or sign.verified_at is None or others & _MAKE_WRONG:
        return
    step_sign(work, sign, SignStep.VERIFY, reason=str(T("地名改回，牌面又与标准名一致")))
    write_problems(work, sign, others, None)


_MAKE_WRONG = frozenset(
    {*_BY_NAME, Problem.BLANK, Problem.TRAFFIC_SIGN, Problem.COLOUR, Problem.PLACE}
)
