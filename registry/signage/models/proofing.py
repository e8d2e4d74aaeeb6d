"""Formats of faces, faces as they were proofed, batches of proofs, orders to makers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from registry.core.ids import LENGTH
from registry.core.rows import Row, states_sql
from registry.signage.rules.face import Layout
from registry.signage.rules.states import ProofOutcome


class SignFormat(Row, table=True):
    """牌面规格: layout, measures (millimetres, 0: not said) and material by edition; never edited.

    `sign_type` is empty for doorplates and building signs.
    """

    __tablename__ = "sign_format"
    __table_args__ = (
        UniqueConstraint("code", "edition"),
        CheckConstraint(states_sql("layout", Layout), name="layout"),
        CheckConstraint("width_mm > 0 AND height_mm > 0", name="measures"),
        CheckConstraint("source <> ''", name="source"),
    )

    code: str = Field(max_length=20)
    edition: str = Field(max_length=20)
    title: str = Field(max_length=120)
    title_en: str = Field(default="", max_length=120)
    sign_type: str = Field(default="", max_length=20)
    layout: str = Field(max_length=12)
    width_mm: float
    height_mm: float
    rim_mm: float = 0.0
    qr_mm: float = 0.0
    material: str = Field(default="", max_length=120)
    source: str = Field(max_length=300)
    is_example: bool = False


class SignFace(SQLModel, table=True):
    """牌面: in which format a sign was proofed, the minority script and the arrows on it."""

    __tablename__ = "sign_face"

    sign_id: str = Field(foreign_key="sign.id", primary_key=True, max_length=LENGTH)
    format_id: str | None = Field(default=None, foreign_key="sign_format.id", max_length=LENGTH)
    text_minority: str = Field(default="", max_length=120)
    # One of `Arrow`; empty on most plates.
    arrows: str = Field(default="", max_length=8, sa_column_kwargs={"server_default": ""})


class ProofBatch(Row, table=True):
    """校样批: faces that one person sent together to a second one."""

    __tablename__ = "proof_batch"
    __table_args__ = (UniqueConstraint("number"),)

    number: int
    prepared_by_name: str = Field(max_length=120)
    note: str = Field(default="", max_length=300)


class ProofBatchItem(SQLModel, table=True):
    """校样批的一块: what became of one face; `outcome` is set once."""

    __tablename__ = "proof_batch_item"
    __table_args__ = (
        CheckConstraint(states_sql("outcome", ProofOutcome), name="outcome"),
        CheckConstraint("(decided_at IS NULL) = (outcome = 'waiting')", name="decided"),
        Index(None, "sign_id", "outcome"),
    )

    batch_id: str = Field(foreign_key="proof_batch.id", primary_key=True, max_length=LENGTH)
    sign_id: str = Field(foreign_key="sign.id", primary_key=True, max_length=LENGTH)
    turn: int
    outcome: str = Field(default=ProofOutcome.WAITING.value, max_length=12)
    reason: str = Field(default="", max_length=500)
    decided_at: datetime | None = None
    decided_by_name: str = Field(default="", max_length=120)


class MakerOrder(Row, table=True):
    """制作单: approved faces for one maker, frozen with the files that were sent.

    `lines` are the rows of the list and all that the faces are drawn from, `content_sha256` is
    theirs. The two files lie in the blob store under their digests, which are empty until they
    have been made. With `doorplate_batch_id` all of that batch, and no items.
    """

    __tablename__ = "maker_order"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("(cancelled_at IS NULL) = (cancel_reason = '')", name="cancelled"),
        Index(
            "uq_maker_order_doorplate_batch",
            "doorplate_batch_id",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
    )

    number: int
    doorplate_batch_id: str | None = Field(
        default=None, foreign_key="doorplate_batch.id", max_length=LENGTH
    )
    maker: str = Field(max_length=200)
    due_on: date
    note: str = Field(default="", max_length=300)
    lines: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    content_sha256: str = Field(max_length=64)
    pdf_sha256: str = Field(default="", max_length=64, index=True)
    csv_sha256: str = Field(default="", max_length=64, index=True)
    cancelled_at: datetime | None = None
    cancel_reason: str = Field(default="", max_length=300)
    row_version: int = 1


class MakerOrderItem(SQLModel, table=True):
    """制作单的一块: a sign with its turn. `live` while no other order may hold it."""

    __tablename__ = "maker_order_item"
    __table_args__ = (
        Index(
            "uq_maker_order_item_live",
            "sign_id",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
    )

    order_id: str = Field(foreign_key="maker_order.id", primary_key=True, max_length=LENGTH)
    sign_id: str = Field(foreign_key="sign.id", primary_key=True, max_length=LENGTH)
    turn: int
    live: bool = True
