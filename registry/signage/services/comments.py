"""What reviewers and the sender of a report say to each other beside the verdict."""

from __future__ import annotations

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Invalid, NotFound
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.signage import queries
from registry.signage.models import ReportComment

_LONGEST = 2000


def add_comment(work: Work, report_id: str, body: str) -> ReportComment:
    """Say something about a report: its sender, or who verifies in its divisions.

    Raises:
        NotFound: `signage.report_unknown`, also for somebody else's report.
        Forbidden: outside the person's divisions. Invalid: nothing said, or too much.
    """
    row = queries.report(work.session, report_id)
    if row is None:
        raise NotFound("signage.report_unknown", T("没有这份上报"))
    is_sender = work.actor.id is not None and row.reporter_id == work.actor.id
    if not is_sender:
        work.actor.require(Permission.VERIFY, row.division_path)
    words = body.strip()
    if not words:
        raise Invalid({"comment": [T("请填写这一项")]})
    if len(words) > _LONGEST:
        raise Invalid({"comment": [T("最多 %(n)d 个字", n=_LONGEST)]})
    said = ReportComment(
        report_id=row.id,
        author_id=work.actor.id,
        author_name=work.actor.name,
        body=words,
        at=work.at,
        **stamp(work),
    )
    work.session.add(said)
    work.session.flush()
    after = {"report_id": row.id, "body": words}
    journal.record(work, "signage.comment_added", ("report_comment", said.id), after=after)
    return said
