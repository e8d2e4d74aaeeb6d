"""What is wrong with signs, since when and until when, and its counters."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, text
from sqlmodel import Field, SQLModel

from registry.core.ids import LENGTH
from registry.core.rows import Row, bytewise, states_sql
from registry.signage.rules.problems import Problem

_NOW = "ended_at IS NULL"


class SignProblem(Row, table=True):
    """标志问题: one thing that is wrong with a sign, from the report that said so to its end.

    `division_path`, `stratum` ("heritage" for heritage signs) and `is_valid` (the sign counts all
    the same) follow the sign while it is not ended, by a trigger of migration 0047.
    """

    __tablename__ = "sign_problem"
    __table_args__ = (
        CheckConstraint(states_sql("problem", Problem), name="problem"),
        Index(
            "uq_sign_problem_now",
            *("sign_id", "problem"),
            unique=True,
            sqlite_where=text(_NOW),
            postgresql_where=text(_NOW),
        ),
        Index(
            "ix_sign_problem_now",
            *("stratum", "problem", "division_path", "sign_id"),
            sqlite_where=text(_NOW),
            postgresql_where=text(_NOW),
        ),
    )

    sign_id: str = Field(foreign_key="sign.id", max_length=LENGTH, index=True)
    problem: str = Field(max_length=16)
    report_id: str | None = Field(default=None, foreign_key="field_report.id", max_length=LENGTH)
    division_path: str = Field(sa_column=Column(bytewise(200), nullable=False))
    stratum: str = Field(max_length=20)
    is_valid: bool = False
    ended_at: datetime | None = None


class ProblemCount(SQLModel, table=True):
    """标志问题计数: signs with a problem in a division and all under it. By triggers.

    `valid` of the `signs` count towards coverage all the same.
    """

    __tablename__ = "problem_count"

    stratum: str = Field(primary_key=True, max_length=20)
    division_id: str = Field(primary_key=True, max_length=LENGTH)
    problem: str = Field(primary_key=True, max_length=16)
    signs: int = 0
    valid: int = 0


class HintCount(SQLModel, table=True):
    """公众线索计数: hints without an answer, by kind. Kept by triggers."""

    __tablename__ = "hint_count"

    kind: str = Field(primary_key=True, max_length=16)
    hints: int = 0
