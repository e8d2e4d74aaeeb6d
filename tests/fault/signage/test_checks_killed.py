"""A worker that is killed while it checks a report: each check exists exactly once all the same."""

from __future__ import annotations

import multiprocessing
import os
import signal

import pytest

from registry.core import journal
from registry.jobs import services as jobs
from registry.runtime import build
from registry.signage import queries
from registry.signage.rules.checks import KINDS
from registry.signage.services import checking

FORKED = multiprocessing.get_context("fork")
#: At each point; the long run asks for fifty.
ROUNDS = int(os.environ.get("REGISTRY_TEST_KILLS", "3"))
POINTS = ("taken", "looked", "written, not committed", "committed", "")


def work(settings, die_at):
    """A worker in a process of its own that dies at a named point; "" does all that is due."""

    def point(name):
        if name == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    runtime = build(settings)
    keep, assemble = checking.keep_checks, checking.assemble

    def assembled(*arguments, **values):
        point("looked")
        return assemble(*arguments, **values)

    def kept(*arguments):
        keep(*arguments)
        point("written, not committed")

    checking.assemble, checking.keep_checks = assembled, kept

    def check(task):
        point("taken")
        checking.check_report(runtime, task.arguments["report_id"])
        point("committed")

    runtime.jobs.add(queries.CHECK_JOB, check)
    # A lease of nothing: whatever the dead worker held is free at once.
    jobs.run_one(runtime, lease_seconds=0.01)
    runtime.close()


@pytest.mark.database
def test_each_check_exists_once_wherever_the_worker_dies(stage, runtime, settings):
    sign = stage.made()
    for _ in range(ROUNDS):
        receipt = stage.sent(sign)
        runtime.database.engine.dispose()
        exits = []
        # Four deaths and one that lives: the fifth attempt, which is the last.
        for die_at in POINTS:
            process = FORKED.Process(target=work, args=(settings, die_at))
            process.start()
            process.join(timeout=60)
            exits.append(process.exitcode)
        assert exits == [-signal.SIGKILL] * 4 + [0]
        with runtime.database.read() as session:
            found = [check.key for check in queries.checks_stored(session, receipt.report_id)]
            verbs = [
                entry.verb
                for entry in journal.history(session, ("field_report", receipt.report_id))
            ]
            assert journal.verify(session).broken is None
        assert found == list(KINDS)
        # Once before the fourth death, and once more by the worker that did not know of it.
        assert verbs.count("signage.checks_made") == 2
