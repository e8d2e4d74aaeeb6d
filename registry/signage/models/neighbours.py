"""What was done about a place-name sign and a traffic sign that disagree."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from registry.core.ids import LENGTH
from registry.core.rows import states_sql
from registry.signage.rules.neighbours import Settling


class SignDisagreement(SQLModel, table=True):
    """两标不一: the last step about a pair. `texts_sha256` is of what both said at that time.

    That two signs disagree is seen from the signs themselves; there is a row once somebody acted.
    """

    __tablename__ = "sign_disagreement"
    __table_args__ = (
        CheckConstraint(states_sql("step", Settling), name="step"),
        CheckConstraint("step <> 'referred' OR party <> ''", name="party"),
    )

    traffic_sign_id: str = Field(foreign_key="sign.id", primary_key=True, max_length=LENGTH)
    sign_id: str = Field(foreign_key="sign.id", primary_key=True, max_length=LENGTH, index=True)
    step: str = Field(max_length=12)
    party: str = Field(default="", max_length=120)
    reason: str = Field(max_length=300)
    texts_sha256: str = Field(max_length=64)
    at: datetime
    by_name: str = Field(default="", max_length=120)
