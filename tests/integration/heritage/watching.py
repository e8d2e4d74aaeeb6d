"""One file watched while everybody acts: what is refused, what was told, what always holds."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from registry.core.actor import SYSTEM
from registry.core.errors import Problem
from registry.heritage import queries
from registry.heritage.rules import Status
from tests.support.marks import stored_marks, true_marks

ALL = ["township", "county", "city", "province"]
LISTED = {Status.RECOGNISED, Status.SUSPENDED}
#: Acts that are the compiler's; all others are somebody else's.
OWN = {"start", "submit", "withdraw"}
JUDGED = {"forward", "return", "reject"}
WAY_ACTS = {"submit", "forward", "open_notice", "recognise"}


class Watched(RuleBasedStateMachine):
    """A file and what is known of it beside the database, by those who act."""

    towns: Any = None
    scene: Any = None
    #: The file, the moment, how many of its acts were looked at.
    id: str
    at: Any
    known = 0
    #: Whether its place lies in a township, whether that has its reviewer, who keeps off.
    inside = True
    is_there = True
    off: set[str]

    def attempt(self, who, act) -> None:
        before = self.seen()
        try:
            with self.scene.work_as(who, at=self.at) as work:
                act(work, queries.nomination(work.session, self.id).version)
        except Problem:
            assert self.seen() == before, "what was refused wrote something"
        else:
            self.told()

    def told(self) -> None:
        """Of every new act: who did it, and that they might."""
        with self.scene.work_as(SYSTEM) as work:
            acts = queries.decisions(work.session, self.id)
        compiler = self.scene.cast.compiler.id
        for act in acts[self.known :]:
            if act.action in OWN:
                assert act.actor_id == compiler
                continue
            assert act.actor_id not in {compiler, *self.off}, act.action
            if act.from_status == Status.TOWNSHIP and act.action in JUDGED:
                self.told_at_the_township(act)
        self.known = len(acts)

    def told_at_the_township(self, act) -> None:
        stone, county = self.towns.stone.id, self.scene.cast.reviewer_county.id
        its_own = self.inside and self.is_there and stone not in self.off
        assert (act.level, act.actor_id) == (("township", stone) if its_own else ("county", county))
        assert its_own or act.reason

    def seen(self):
        with self.scene.work_as(SYSTEM) as work:
            file = queries.nomination(work.session, self.id)
            acts = queries.decisions(work.session, self.id)
            return file.version, file.status, len(acts), queries.claim_count(work.session, self.id)

    def standing(self, work):
        file = queries.nomination(work.session, self.id)
        programme = queries.programme(work.session, file.programme_id)
        return queries.standing_of(work.session, file, programme.rules)

    @invariant()
    def a_state_is_what_the_last_decision_became(self):
        with self.scene.work_as(SYSTEM) as work:
            acts = queries.decisions(work.session, self.id)
            row = queries.nomination(work.session, self.id)
            listed = queries.recognitions_by_place(work.session, [row.place_id])
            found = self.standing(work)
            levels = list(found.rules.levels)
            assert stored_marks(work.session) == true_marks(work.session)
        assert row.status == acts[-1].to_status
        assert [decision.seq for decision in acts] == list(range(1, len(acts) + 1))
        assert [d.from_status for d in acts[1:]] == [d.to_status for d in acts[:-1]]
        assert all(d.seen_version < e.seen_version for d, e in pairwise(acts[1:]))
        assert bool(listed) == (row.status in LISTED)
        counted = {row.expert_id for row in (*found.findings, *found.votes)}
        assert not counted & {self.scene.cast.compiler.id, *self.off}
        path = [*levels, "expert_review", "notice", "recognised"]
        here = "recognised" if row.status in LISTED else row.status
        if here in path:
            last = max(n for n, d in enumerate(acts) if d.action == "submit")
            way = [d.to_status for d in acts[last:] if d.action in WAY_ACTS]
            # Of an earlier edition there may be more levels; of this one none was left out.
            way = [one for one in way if one not in ALL or one in levels]
            assert way == path[: path.index(here) + 1]
