"""Background work for whoever runs the installation: what waits, what was given up, another try."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from registry.accounts.queries import notices as notice_queries
from registry.accounts.rules import Permission
from registry.accounts.rules.notices import MailState
from registry.core import journal
from registry.core.text import T
from registry.edge import access, http
from registry.jobs import queries, services
from registry.jobs.rules import JOB_STATE_LABELS

blueprint = Blueprint("background", __name__)


@blueprint.get("/desk/jobs")
@access.requires(Permission.RUN_JOBS)
def job_list() -> ResponseReturnValue:
    """How much work is in each state, and the newest that was given up."""
    now = http.runtime().clock.now()
    with http.reading() as session:
        numbers = queries.counts(session)
        failures = queries.recent_failures(session, now)
        counted = notice_queries.mail_counts(session)
    settings = http.runtime().settings
    host = f"{settings.smtp_host}:{settings.smtp_port}" if settings.smtp_host else ""
    states = [(label, numbers.get(state, 0)) for state, label in JOB_STATE_LABELS.items()]
    mails = {state.value: counted.get(state, 0) for state in MailState}
    return http.page(
        "web/job_list.html",
        active="desk",
        states=states,
        failures=failures,
        mail_host=host,
        mails=mails,
    )


@blueprint.post("/desk/jobs/<job_id>/retry")
@access.requires(Permission.RUN_JOBS)
def job_retry(job_id: str) -> ResponseReturnValue:
    """Try a piece of work again that was given up."""
    with http.working() as work:
        services.retry(work, job_id)
        journal.record(work, "jobs.retried", ("job", job_id))
    http.flash(T("已重新排队"))
    return http.see_other("background.job_list")
