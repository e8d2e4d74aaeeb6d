"""Work orders: which positions a crew visits, in which order, by when."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from registry.core.ids import LENGTH
from registry.core.rows import Row


class WorkOrder(Row, table=True):
    """派工单: positions for one crew, by a day. `crew_id` answers for the crew."""

    __tablename__ = "work_order"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("(cancelled_at IS NULL) = (cancel_reason = '')", name="cancelled"),
        CheckConstraint("(start_lon IS NULL) = (start_lat IS NULL)", name="start"),
        Index(None, "crew_id", "cancelled_at"),
    )

    number: int
    crew_id: str = Field(foreign_key="person.id", max_length=LENGTH)
    crew_name: str = Field(max_length=120)
    due_on: date
    note: str = Field(default="", max_length=300)
    start_lon: float | None = None
    start_lat: float | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = Field(default="", max_length=300)
    row_version: int = 1


class WorkOrderItem(SQLModel, table=True):
    """派工单的一项: one position with its turn. `live` while nobody else may be sent there."""

    __tablename__ = "work_order_item"
    __table_args__ = (
        Index(
            "uq_work_order_item_live",
            "requirement_id",
            unique=True,
            sqlite_where=text("live"),
            postgresql_where=text("live"),
        ),
    )

    order_id: str = Field(foreign_key="work_order.id", primary_key=True, max_length=LENGTH)
    requirement_id: str = Field(
        foreign_key="sign_requirement.id", primary_key=True, max_length=LENGTH, index=True
    )
    turn: int
    live: bool = True
