"""After any history the counters are what a full recount finds, and a claim never raises a rate."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.core.actor import SYSTEM
from registry.core.errors import Problem
from registry.coverage.queries.checking import differences
from registry.places.models import Place
from registry.places.queries import counts_in_scope
from registry.signage import queries, services
from registry.signage.rules.kinds import Condition, ReasonCode, ReportKind
from registry.signage.rules.states import SignState, Verdict
from tests.support.marks import stored_marks, true_marks

ACTS = (
    "require",
    "heritage",
    "proof",
    "return",
    "approve",
    "make",
    "report",
    "accept",
    "refuse",
    "reject",
    "damage",
    "remove",
    "exempt",
    "restore",
    "end",
    "reopen",
    "body",
)
HISTORY = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 7)), min_size=5, max_size=30)


class History:
    """Acts on whatever is there; what the rules refuse leaves everything as it was."""

    def __init__(self, stage, runtime) -> None:
        self.stage, self.runtime = stage, runtime
        self.requirements: list[str] = []
        self.reports: list = []

    def act(self, name: str, number: int) -> None:
        with contextlib.suppress(Problem, IndexError):
            getattr(self, f"do_{name}")(number)

    def pick(self, number: int) -> str:
        return self.requirements[number % len(self.requirements)] if self.requirements else ""

    def sign(self, number: int):
        with self.runtime.database.read() as session:
            found = queries.live_sign_of(session, self.pick(number))
        if found is None:
            raise IndexError
        return found

    def requirement(self, number: int):
        with self.runtime.database.read() as session:
            found = queries.requirement(session, self.pick(number))
        if found is None:
            raise IndexError
        return found

    def do_require(self, number: int) -> None:
        land = self.stage.land
        place = (land.village_id, land.other_id, land.road_id)[number % 3]
        self.requirements.append(self.stage.requirement(place).id)

    def do_heritage(self, number: int) -> None:
        with self.stage.work_as(self.stage.cast.steward) as work:
            row = services.require_heritage_sign(
                work, place_id=self.stage.land.village_id, basis=f"recognition:{number % 2}"
            )
        if row.id not in self.requirements:
            self.requirements.append(row.id)

    def do_proof(self, number: int) -> None:
        self.stage.proof(requirement=self.requirement(number))

    def do_return(self, number: int) -> None:
        with self.stage.work_as(self.stage.cast.reviewer_city) as work:
            services.return_proof(work, self.sign(number).id, reason="x")

    def do_approve(self, number: int) -> None:
        with self.stage.work_as(self.stage.cast.reviewer_city) as work:
            services.approve_proof(work, self.sign(number).id)

    def do_make(self, number: int) -> None:
        requirement = self.requirement(number)
        with contextlib.suppress(Problem):
            self.do_proof(number)
        with contextlib.suppress(Problem):
            self.do_approve(number)
        with self.stage.work_as(self.stage.cast.steward) as work:
            sign = queries.live_sign_of(work.session, requirement.id)
            services.mark_made(work, sign.id, maker="x")

    def do_report(self, number: int) -> None:
        self.reports.append(self.stage.sent(self.sign(number)))

    def do_damage(self, number: int) -> None:
        self.reports.append(
            self.stage.sent(self.sign(number), kind=ReportKind.DAMAGED, condition=Condition.DAMAGED)
        )

    def do_accept(self, number: int) -> None:
        self.stage.judged(self.reports[number % len(self.reports)] if self.reports else None)

    def do_refuse(self, number: int) -> None:
        self.judge(number, Verdict.NEEDS_MORE)

    def do_reject(self, number: int) -> None:
        self.judge(number, Verdict.REJECT)

    def judge(self, number: int, verdict: Verdict) -> None:
        if self.reports:
            report = self.reports[number % len(self.reports)]
            self.stage.judged(report, verdict, reason_code=ReasonCode.OTHER, reason="x")

    def do_remove(self, number: int) -> None:
        with self.stage.work_as(self.stage.cast.steward) as work:
            services.remove_sign(work, self.sign(number).id, reason="x")

    def do_exempt(self, number: int) -> None:
        with self.stage.work_as(self.stage.cast.steward) as work:
            services.exempt(work, self.pick(number), reason="在建", paper="1 号")

    def do_end(self, number: int) -> None:
        self.status(number, "vanished")

    def do_reopen(self, number: int) -> None:
        self.status(number, "existing")

    def status(self, number: int, status: str) -> None:
        land = self.stage.land
        place = (land.village_id, land.other_id, land.road_id)[number % 3]
        with self.stage.work_as(SYSTEM) as work:
            row = work.session.get_one(Place, place)
            row.entity_status, row.updated_at = status, work.at

    def do_body(self, number: int) -> None:
        with self.stage.work_as(SYSTEM) as work:
            row = work.session.get_one(Place, self.stage.land.village_id)
            row.managing_body, row.kind = f"开发区{number % 2}", ("road", "site")[number % 2]
            services.follow_ground(work, row.id)

    def do_restore(self, number: int) -> None:
        with self.stage.work_as(self.stage.cast.steward) as work:
            services.lift_exemption(work, self.pick(number), reason="x")


def rates(session):
    return [
        *((row.requirements_verified, row.signs_verified) for row in queries.all_tallies(session)),
        *((row.verified, row.names) for row in counts_in_scope(session)),
    ]


@settings(max_examples=12)
@given(acts=HISTORY)
def test_the_counters_are_the_recount_after_any_history(stage, runtime, acts):
    history = History(stage, runtime)
    for name, number in [("require", 0), ("make", 0), ("report", 0), ("accept", 0), *acts]:
        with runtime.database.read() as session:
            before = rates(session)
        if name == "accept" and not history.reports:
            continue
        history.act(name, number)
        with runtime.database.read() as session:
            assert differences(session) == [], (name, number)
            assert stored_marks(session) == true_marks(session), (name, number)
            if name == "report":
                assert rates(session) == before, "a claim counts nowhere"


def test_a_counter_that_was_tampered_with_is_found(stage, runtime):
    from sqlalchemy import update

    from registry.signage.models import SignTally

    stage.verified()
    with stage.work_as(stage.cast.steward) as work:
        work.session.execute(update(SignTally).values(signs_verified=7))
    with runtime.database.read() as session:
        assert queries.all_tallies(session) != queries.recount(session)


def test_satisfied_positions_are_those_with_a_verified_sign(stage, runtime):
    sign = stage.verified()
    with runtime.database.read() as session:
        stored = queries.sign(session, sign.id)
        assert stored is not None
        assert stored.state == SignState.VERIFIED
        assert queries.recount(session)[0].requirements_verified == 1
