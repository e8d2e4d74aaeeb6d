"""The promise every other test stands on: a database of its own, on the engine of the run."""

import pytest
from sqlalchemy import text

from registry.core import journal


@pytest.mark.parametrize("turn", [1, 2])
def test_nothing_stays_of_an_earlier_test(turn, work_as, cast, runtime):
    with runtime.database.read() as session:
        assert journal.latest(session) == []
    with work_as(cast.steward) as work:
        journal.record(work, "support.tried", ("test", str(turn)))
    with runtime.database.read() as session:
        assert [entry.subject_id for entry in journal.latest(session)] == [str(turn)]


def test_the_engine_is_the_one_of_the_run(runtime, engine_kind):
    assert runtime.database.url.get_backend_name() == engine_kind
    with runtime.database.read() as session:
        assert session.connection().execute(text("SELECT '柘皋'")).scalar_one() == "柘皋"
