"""Names counted by the database itself: triggers of migration 0014 keep these rows."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class NameTally(SQLModel, table=True):
    """地名计数: names in scope of one stratum in one county, division or managing body.

    `scope` says which of the three `scope_id` is; "-" is a county for names of no single county, ""
    a managing body that nobody named. `verified`, `claimed`, `faulty` and `required` are the names
    whose best sign has come that far; the rest of `names` has no position at all.
    """

    __tablename__ = "name_tally"

    scope: str = Field(primary_key=True, max_length=8)
    scope_id: str = Field(primary_key=True, max_length=120)
    stratum: str = Field(primary_key=True, max_length=20)
    names: int = 0
    located: int = 0
    verified: int = 0
    claimed: int = 0
    faulty: int = 0
    required: int = 0


class NameBelow(SQLModel, table=True):
    """下级合计: names in scope of one stratum in a division and in all under it.

    What a page shows of the divisions under one is thereby a row each. Triggers of migration 0041
    carry every change of a division's `name_tally` up its path, in the same statement.
    """

    __tablename__ = "name_below"

    division_id: str = Field(primary_key=True, max_length=16)
    stratum: str = Field(primary_key=True, max_length=20)
    names: int = 0
    located: int = 0
    verified: int = 0
    claimed: int = 0
    faulty: int = 0
    required: int = 0


class NameLine(SQLModel, table=True):
    """地名周计合计: weeks of one stratum, all counties together; by triggers of migration 0041."""

    __tablename__ = "name_line"

    stratum: str = Field(primary_key=True, max_length=20)
    week: date = Field(primary_key=True)
    entered: int = 0
    left_scope: int = 0
    gained: int = 0
    lost: int = 0


class NameWeek(SQLModel, table=True):
    """地名周计: names that came into the scope or left it, gained or lost a verified sign.

    `week` is the Monday, in China. Added up from the first week, `entered - left_scope` are the
    names in scope and `gained - lost` those with a verified sign.
    """

    __tablename__ = "name_week"
    # The line of one stratum is read whole, and from this alone.
    __table_args__ = (
        Index(
            "ix_name_week_line",
            *("stratum", "week", "county_id", "entered", "left_scope", "gained", "lost"),
        ),
    )

    week: date = Field(primary_key=True)
    county_id: str = Field(primary_key=True, max_length=16)
    stratum: str = Field(primary_key=True, max_length=20)
    entered: int = 0
    left_scope: int = 0
    gained: int = 0
    lost: int = 0
