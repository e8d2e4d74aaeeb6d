"""What the last full recount found, for the page of coverage and for the desk."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.panels import DeskItem
from registry.core.text import T
from registry.coverage.models import CoverageRecount


def last_recount(session: Session) -> CoverageRecount | None:
    """The newest recount; None before the first."""
    statement = select(CoverageRecount).order_by(
        col(CoverageRecount.created_at).desc(), col(CoverageRecount.id).desc()
    )
    return session.exec(statement.limit(1)).first()


def desk(session: Session, actor: Actor, _now: datetime) -> list[DeskItem]:
    """A counter that is not what counting gives, for who freezes snapshots or runs the program."""
    if not actor.may(Permission.FREEZE) and not actor.may(Permission.RUN_JOBS):
        return []
    found = last_recount(session)
    if found is None or not found.differing:
        return []
    first = found.differences[0]
    told = "{table} [{row}] {counter}: {kept} / {counted}".format(**first)
    return [
        DeskItem(
            kind=T("覆盖率的计数与清点的不同"),
            title=told,
            endpoint="coverage.coverage_show",
            detail=T(
                "共 %(n)d 个计数；在别处改过数据库才会这样，请先查明，再冻结快照", n=found.differing
            ),
            since=found.created_at,
        )
    ]
