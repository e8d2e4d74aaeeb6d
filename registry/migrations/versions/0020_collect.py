"""The door of ODK Collect: keys, submissions with their files, and what a report came by.

Reports whose photos will never come can be withdrawn: when, by whom and why.

Revision: 0020, after 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

UTC = sa.DateTime(timezone=True)


def _row() -> list[sa.Column]:
    return [
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
    ]


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "collect_key",
        *_row(),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("last_used_at", UTC, nullable=True),
        sa.Column("revoked_at", UTC, nullable=True),
        sa.Column("revoked_by", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by IS NULL)", name=op.f("ck_collect_key_ended")
        ),
        _refers("collect_key", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collect_key")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_collect_key_token_digest")),
    )
    op.create_index(op.f("ix_collect_key_person_id"), "collect_key", ["person_id"])
    op.create_table(
        "collect_submission",
        *_row(),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("person_name", sa.String(length=120), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("sign_id", sa.String(length=16), nullable=False),
        sa.Column("division_path", sa.String(length=200), nullable=False),
        sa.Column("form_version", sa.String(length=40), nullable=False),
        sa.Column("device_id", sa.String(length=100), nullable=False),
        sa.Column("started_at", UTC, nullable=True),
        sa.Column("ended_at", UTC, nullable=True),
        sa.Column("xml", sa.String(), nullable=False),
        sa.Column("xml_sha256", sa.String(length=64), nullable=False),
        sa.Column("near_file", sa.String(length=200), nullable=False),
        sa.Column("far_file", sa.String(length=200), nullable=False),
        sa.Column("report_id", sa.String(length=16), nullable=True),
        _refers("collect_submission", "person_id", "person"),
        _refers("collect_submission", "key_id", "collect_key"),
        _refers("collect_submission", "sign_id", "sign"),
        _refers("collect_submission", "report_id", "field_report"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collect_submission")),
        sa.UniqueConstraint("instance_id", name=op.f("uq_collect_submission_instance_id")),
        sa.UniqueConstraint("report_id", name=op.f("uq_collect_submission_report_id")),
    )
    op.create_index(
        op.f("ix_collect_submission_person_id_report_id"),
        "collect_submission",
        ["person_id", "report_id"],
    )
    op.create_table(
        "collect_file",
        sa.Column("submission_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("byte_size", sa.Integer(), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.CheckConstraint(
            "role = '' OR role IN ('near', 'far')", name=op.f("ck_collect_file_role")
        ),
        sa.CheckConstraint("byte_size >= 0", name=op.f("ck_collect_file_size")),
        _refers("collect_file", "submission_id", "collect_submission"),
        sa.PrimaryKeyConstraint("submission_id", "name", name=op.f("pk_collect_file")),
    )
    op.create_index(op.f("ix_collect_file_sha256"), "collect_file", ["sha256"])
    # Plain ADD COLUMN: making the table anew would drop its triggers on SQLite.
    for column in (
        sa.Column("client", sa.String(length=12), nullable=False, server_default=""),
        sa.Column("mock_position", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("withdrawn_at", UTC, nullable=True),
        sa.Column("withdrawn_by", sa.String(length=16), nullable=True),
        sa.Column("withdrawn_name", sa.String(length=120), nullable=False, server_default=""),
        sa.Column("withdraw_reason", sa.String(length=300), nullable=False, server_default=""),
    ):
        op.add_column("field_report", column)


def downgrade() -> None:
    """Go back."""
    for column in ("withdraw_reason", "withdrawn_name", "withdrawn_by", "withdrawn_at"):
        op.drop_column("field_report", column)
    op.drop_column("field_report", "mock_position")
    op.drop_column("field_report", "client")
    for table in ("collect_file", "collect_submission", "collect_key"):
        op.drop_table(table)
