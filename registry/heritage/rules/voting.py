"""How experts come to one answer: whose turn it is, what they may vote, and when it is carried."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from registry.accounts.rules import Permission
from registry.core.text import T, Text
from registry.heritage.rules.states import LEVEL_PERMISSIONS, Level, Status


class Choice(StrEnum):
    """表决意见: what an expert votes on the whole file."""

    APPROVE = "approve"
    CHANGE = "change"
    REJECT = "reject"
    ABSTAIN = "abstain"


CHOICE_LABELS: dict[Choice, Text] = {
    Choice.APPROVE: T("同意通过"),
    Choice.CHANGE: T("修改后同意"),
    Choice.REJECT: T("不同意"),
    Choice.ABSTAIN: T("弃权"),
}
CHOICE_TONES: dict[Choice, str] = {
    Choice.APPROVE: "done",
    Choice.CHANGE: "waiting",
    Choice.REJECT: "problem",
    Choice.ABSTAIN: "neutral",
}


class Way(StrEnum):
    """指派方式: by somebody's hand, or in turn."""

    HAND = "hand"
    TURN = "turn"


WAY_LABELS: dict[Way, Text] = {Way.HAND: T("指定"), Way.TURN: T("轮流")}


@dataclass(frozen=True, slots=True)
class Tally:
    """A count of votes. Abstentions are present for the quorum and decide nothing."""

    approve: int
    change: int
    reject: int
    abstain: int
    quorum: int

    @property
    def cast(self) -> int:
        """How many have voted."""
        return self.approve + self.change + self.reject + self.abstain

    @property
    def lacking(self) -> int:
        """How many votes the quorum still needs."""
        return max(0, self.quorum - self.cast)

    @property
    def is_carried(self) -> bool:
        """Whether the quorum is there and more are for the file than against it; a tie is not."""
        return not self.lacking and self.approve + self.change > self.reject


def tally(choices: Iterable[Choice], quorum: int) -> Tally:
    """Count votes against a programme's quorum."""
    given = list(choices)
    return Tally(
        approve=given.count(Choice.APPROVE),
        change=given.count(Choice.CHANGE),
        reject=given.count(Choice.REJECT),
        abstain=given.count(Choice.ABSTAIN),
        quorum=quorum,
    )


def vote_fault(
    *,
    criteria: Collection[str],
    found_by_me: Collection[str],
    lacking: Mapping[str, int],
    visit_missing: Text | None = None,
) -> Text | None:
    """Why somebody cannot vote yet, or None.

    Everybody judges blind before anybody votes, and nobody votes on what they did not judge.
    `visit_missing` is why a visit that the rules ask for is still to be made.
    """
    if visit_missing is not None:
        return visit_missing
    if set(criteria) - set(found_by_me):
        return T("请先对每个条件给出意见，再表决")
    if lacking:
        return T("还有 %(n)d 个条件没有足够的专家意见，各位专家都评过以后才表决", n=len(lacking))
    return None


def station_permission(station: Status) -> Permission | None:
    """The leave that people need to act at a station of review; None where nobody is assigned."""
    if station is Status.EXPERT_REVIEW:
        return Permission.FIND
    return LEVEL_PERMISSIONS[Level(station.value)] if station.value in set(Level) else None


@dataclass(frozen=True, slots=True)
class InLine:
    """Somebody who may be assigned: how much waits for them, and when they last had a turn."""

    person_id: str
    waiting: int
    last_at: datetime | None


def next_in_turn(people: Sequence[InLine], count: int = 1) -> list[str]:
    """Whose turn it is: whoever was never assigned, then whoever was longest ago.

    Of equals the one for whom less waits, then by id, so that the order can be worked out again.
    """

    def place(one: InLine) -> tuple[bool, str, int, str]:
        last = "" if one.last_at is None else one.last_at.isoformat()
        return one.last_at is not None, last, one.waiting, one.person_id

    return [one.person_id for one in sorted(people, key=place)[:count]]
