"""What happens at once happens once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from registry.core import journal
from registry.core.errors import Conflict, Problem
from registry.coverage.queries.checking import differences
from registry.places.queries import counts_in_scope
from registry.signage import queries, services
from registry.signage.models import FieldReport, ReportPhoto, WorkOrder
from registry.signage.rules.states import Verdict
from tests.support.order_acts import order_of
from tests.support.signs import picture

THREADS = 20


def at_once(act):
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(act, range(THREADS)))


def test_twenty_deliveries_of_one_report_are_one_row(stage, work_as, cast, runtime):
    submission = stage.submission(stage.made())

    def send(_number):
        with work_as(cast.crew) as work:
            return services.submit_report(work, submission, near=picture("a"), far=picture("b"))

    receipts = at_once(send)
    assert len({receipt.report_id for receipt in receipts}) == 1
    assert len({receipt.chain_head for receipt in receipts}) == 1
    assert sum(not receipt.repeated for receipt in receipts) == 1
    with runtime.database.read() as session:
        assert session.execute(select(func.count()).select_from(FieldReport)).scalar_one() == 1
        assert session.execute(select(func.count()).select_from(ReportPhoto)).scalar_one() == 2
        assert journal.verify(session).broken is None


def test_one_id_with_twenty_contents_keeps_one_and_refuses_the_others(
    stage, work_as, cast, runtime
):
    sign = stage.made()
    submission = stage.submission(sign)

    def send(number):
        try:
            with work_as(cast.crew) as work:
                return services.submit_report(
                    work, submission, near=picture(f"a{number}"), far=picture(f"b{number}")
                )
        except Conflict as conflict:
            return conflict.code

    answers = at_once(send)
    assert answers.count("signage.client_id_taken") == THREADS - 1
    with runtime.database.read() as session:
        assert session.execute(select(func.count()).select_from(FieldReport)).scalar_one() == 1


def test_twenty_verdicts_on_one_report_are_one(stage, work_as, cast, runtime):
    receipt = stage.sent(stage.made())

    def judge(_number):
        try:
            with work_as(cast.reviewer_county) as work:
                services.verify(work, receipt.report_id, Verdict.ACCEPT, place_ok=True)
        except Problem as problem:
            return problem.code
        return "done"

    assert at_once(judge).count("done") == 1
    with runtime.database.read() as session:
        assert queries.all_tallies(session) == queries.recount(session)


def test_two_signs_of_one_name_verified_at_once_count_the_name_once(stage, work_as, cast, runtime):
    receipts = [stage.sent(stage.made()) for _ in range(6)]

    def judge(number):
        with work_as(cast.reviewer_county) as work:
            services.verify(work, receipts[number].report_id, Verdict.ACCEPT, place_ok=True)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(judge, range(6)))
    with runtime.database.read() as session:
        rows = queries.all_tallies(session)
        assert rows == queries.recount(session)
        assert [row.signs_verified for row in rows] == [6]
        assert differences(session) == []
        assert sum(row.verified for row in counts_in_scope(session)) == 1


def test_twenty_recognitions_of_one_name_require_one_sign(stage, work_as, cast, land, runtime):
    def require(_number):
        try:
            with work_as(cast.steward) as work:
                services.require_heritage_sign(
                    work, place_id=land.village_id, basis="recognition:1"
                )
        except Exception as fault:  # noqa: BLE001 - whatever it is, it must have written nothing
            return fault
        return None

    at_once(require)
    with runtime.database.read() as session:
        assert len(queries.requirements_of_place(session, land.village_id)) == 1
        assert queries.all_tallies(session) == queries.recount(session)


def test_twenty_orders_for_one_position_to_two_crews_at_once_are_one(stage, cast, runtime):
    sign = stage.made()

    def give(number):
        try:
            order_of(stage, sign, crew=cast.other_crew if number % 2 else cast.crew)
        except Conflict as conflict:
            return conflict.code
        return ""

    answers = at_once(give)
    assert sorted(answers) == ["", *["signage.on_other_order"] * (THREADS - 1)]
    with runtime.database.read() as session:
        assert session.execute(select(func.count()).select_from(WorkOrder)).scalar_one() == 1
