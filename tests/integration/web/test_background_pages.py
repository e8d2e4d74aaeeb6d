"""The page of background work: for whoever runs the installation, and for nobody else."""

from __future__ import annotations

import pytest

from registry.core import journal
from registry.jobs import queries
from tests.support.town_acts import given_up


def test_given_up_work_is_told_with_its_reason_and_tried_again(
    client, runtime, work_as, sign_in, app
):
    sign_in(client, "administrator")
    assert "没有失败的后台任务" in client.get("/desk/jobs").get_data(as_text=True)
    job_id = given_up(work_as)
    assert "nobody here does test.nobody" in client.get("/desk/jobs").get_data(as_text=True)
    assert client.post(f"/desk/jobs/{job_id}/retry").status_code == 303
    with runtime.database.read() as session:
        assert queries.latest(session, "test", "given_up", runtime.clock.now()).is_open
        assert journal.latest(session, limit=1)[0].verb == "jobs.retried"
    # Not failed any more: a second press says so and changes nothing.
    assert client.post(f"/desk/jobs/{job_id}/retry").status_code == 409


@pytest.mark.parametrize("role", ["crew", "reviewer_city", "steward"])
def test_others_do_not_see_it(client, sign_in, role):
    sign_in(client, role)
    assert client.get("/desk/jobs").status_code == 403
    assert client.post("/desk/jobs/0123456789ABCDEF/retry").status_code == 403


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get("/desk/jobs").status_code in {302, 303, 401}
