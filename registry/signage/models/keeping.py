"""How often signs of a type are to be looked at again."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from registry.core.rows import states_sql
from registry.signage.rules.kinds import SignType


class CheckInterval(SQLModel, table=True):
    """巡查周期: days between two inspections of a type of sign. None ships: the operator's own.

    `basis` is the paper or decision that it rests on.
    """

    __tablename__ = "check_interval"
    __table_args__ = (
        CheckConstraint(states_sql("sign_type", SignType), name="sign_type"),
        CheckConstraint("days BETWEEN 30 AND 3650", name="days"),
    )

    sign_type: str = Field(primary_key=True, max_length=20)
    days: int
    basis: str = Field(max_length=200)
    set_at: datetime
    set_by_name: str = Field(default="", max_length=120)
