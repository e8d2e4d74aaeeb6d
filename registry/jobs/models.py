"""Rows of background work."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text
from sqlmodel import Field

from registry.core.rows import Row, states_sql
from registry.jobs.rules import JobState


class Job(Row, table=True):
    """后台任务: one piece of work, written in the transaction that wants it done.

    `subject` names what it is about, so that a page can show its progress. A worker that takes it
    holds it until `leased_until` and keeps saying that it lives; after that another may take it.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(states_sql("state", JobState), name="state"),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_job_next", "state", "run_after", "id"),
        Index("ix_job_next_of_kind", "kind", "state", "run_after", "id"),
        Index("ix_job_subject", "subject_type", "subject_id"),
    )

    kind: str = Field(max_length=60)
    subject_type: str = Field(default="", max_length=40)
    subject_id: str = Field(default="", max_length=80)
    arguments: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    # Who asked for it: the work is done in this person's name, with what they may do then.
    actor_id: str | None = Field(default=None, max_length=16)
    state: str = Field(default="waiting", max_length=10)
    attempts: int = 0
    run_after: datetime
    leased_until: datetime | None = None
    worker: str = Field(default="", max_length=80)
    started_at: datetime | None = None
    finished_at: datetime | None = None
    done: int = 0
    # How far earlier attempts had come, so that the rate of this one is its own.
    done_before: int = 0
    total: int | None = None
    fault: str = Field(default="", sa_column=Column(Text, nullable=False))
