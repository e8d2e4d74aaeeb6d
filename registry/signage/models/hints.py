"""What anybody told of a sign by its code."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from registry.core.ids import LENGTH
from registry.core.rows import Row, states_sql
from registry.signage.rules.hints import HintKind, HintOutcome


class SignHint(Row, table=True):
    """公众线索: what somebody said of a sign or a doorplate, by whom nobody knows.

    `distance_m` is how far from the registered position the phone was, as the phone itself reckoned
    it; where that was is never sent (decision 0056). `contact` is for those who answer, nobody
    else. `outcome` is set once, with `answer` for whoever holds the receipt.
    """

    __tablename__ = "sign_hint"
    __table_args__ = (
        UniqueConstraint("receipt"),
        CheckConstraint(states_sql("kind", HintKind), name="kind"),
        CheckConstraint(f"outcome = '' OR {states_sql('outcome', HintOutcome)}", name="outcome"),
        CheckConstraint("(settled_at IS NULL) = (outcome = '')", name="settled"),
        CheckConstraint("distance_m >= 0", name="distance"),
        CheckConstraint("(sign_id IS NULL) <> (doorplate_id IS NULL)", name="about"),
        Index(None, "sign_id", "settled_at"),
        Index(None, "doorplate_id", "settled_at"),
        Index(None, "outcome", "created_at", "id"),
    )

    sign_id: str | None = Field(default=None, foreign_key="sign.id", max_length=LENGTH)
    doorplate_id: str | None = Field(default=None, foreign_key="doorplate.id", max_length=LENGTH)
    kind: str = Field(max_length=16)
    text: str = Field(default="", max_length=500)
    distance_m: int | None = None
    contact: str = Field(default="", max_length=120)
    receipt: str = Field(max_length=12)
    outcome: str = Field(default="", max_length=16)
    answer: str = Field(default="", max_length=500)
    settled_at: datetime | None = None
    settled_by_name: str = Field(default="", max_length=120)
