"""Counters of signage: some kept by its services, some by triggers of migration 0014."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from registry.core.ids import LENGTH


class SignTally(SQLModel, table=True):
    """设标计数: counters that coverage reads, kept in the same transaction as what they count."""

    __tablename__ = "sign_tally"

    county_id: str = Field(foreign_key="division.id", primary_key=True, max_length=LENGTH)
    stratum: str = Field(primary_key=True, max_length=20)
    heritage: bool = Field(primary_key=True)
    requirements: int = 0
    requirements_verified: int = 0
    signs: int = 0
    signs_verified: int = 0
    present_invalid: int = 0


class SignCount(SQLModel, table=True):
    """标志状态计数: signs of the families that count, by state. Kept by a trigger."""

    __tablename__ = "sign_count"

    county_id: str = Field(primary_key=True, max_length=LENGTH)
    stratum: str = Field(primary_key=True, max_length=20)
    is_heritage: bool = Field(primary_key=True)
    state: str = Field(primary_key=True, max_length=20)
    signs: int = 0


class ReporterWeek(SQLModel, table=True):
    """上报周计: verdicts on the reports of one person in the week they were given; by a trigger.

    `week` is the Monday, in China; an empty `reporter_id` is a report without a person.
    """

    __tablename__ = "reporter_week"

    __table_args__ = (
        Index("ix_reporter_week_whole", "week", "reporter_id", "accepted", "returned"),
    )

    week: date = Field(primary_key=True)
    reporter_id: str = Field(primary_key=True, max_length=LENGTH)
    accepted: int = 0
    returned: int = 0


class VerdictWeek(SQLModel, table=True):
    """核验周计: verdicts of one week on the reports of everybody; by triggers of migration 0041."""

    __tablename__ = "verdict_week"

    week: date = Field(primary_key=True)
    accepted: int = 0
    returned: int = 0


class SignBody(SQLModel, table=True):
    """管理主体计数: positions and signs of one stratum by the managing body of their places.

    The same numbers as `sign_tally`, cut the other way; by triggers of migration 0045, on signs and
    positions and on places whose managing body changes. "" is a body that nobody named.
    """

    __tablename__ = "sign_body"

    managing_body: str = Field(primary_key=True, max_length=120)
    stratum: str = Field(primary_key=True, max_length=20)
    is_heritage: bool = Field(primary_key=True)
    requirements: int = 0
    requirements_verified: int = 0
    signs: int = 0
    signs_verified: int = 0
    present_invalid: int = 0
