"""Files of dossiers, and uploads whose rest is still to come.

Revision: 0018, after 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STANDING = sa.text("withdrawn_at IS NULL")
LICENCES = "'public_domain', 'cc0', 'cc_by', 'cc_by_sa', 'granted', 'review_only'"


def _row() -> list[sa.Column]:
    return [
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
    ]


def upgrade() -> None:
    """Go forward."""
    _attachment()
    op.create_table(
        "attachment_upload",
        *_row(),
        sa.Column("nomination_id", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("byte_size", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("byte_size > 0", name=op.f("ck_attachment_upload_byte_size")),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nomination.id"],
            name=op.f("fk_attachment_upload_nomination_id_nomination"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment_upload")),
        sa.UniqueConstraint(
            "nomination_id", "sha256", name=op.f("uq_attachment_upload_nomination_id_sha256")
        ),
    )
    op.create_table(
        "attachment_part",
        sa.Column("upload_id", sa.String(length=16), nullable=False),
        sa.Column("start_at", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("byte_size", sa.Integer(), nullable=False),
        sa.Column("part_sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("byte_size > 0", name=op.f("ck_attachment_part_byte_size")),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["attachment_upload.id"],
            name=op.f("fk_attachment_part_upload_id_attachment_upload"),
        ),
        sa.PrimaryKeyConstraint("upload_id", "start_at", name=op.f("pk_attachment_part")),
    )
    op.create_index(op.f("ix_attachment_part_part_sha256"), "attachment_part", ["part_sha256"])


def _attachment() -> None:
    op.create_table(
        "attachment",
        *_row(),
        sa.Column("nomination_id", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("public_sha256", sa.String(length=64), nullable=False),
        sa.Column("preview_sha256", sa.String(length=64), nullable=False),
        sa.Column("caption", sa.String(length=300), nullable=False),
        sa.Column("licence", sa.String(length=16), nullable=False),
        sa.Column("shows_people", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.String(length=300), nullable=False),
        sa.Column("serves", sa.String(length=200), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("added_by_name", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_name", sa.String(length=120), nullable=False),
        sa.Column("withdrawn_reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint(f"licence IN ({LICENCES})", name=op.f("ck_attachment_licence")),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachment_size")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason = '')",
            name=op.f("ck_attachment_withdrawn_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nomination.id"],
            name=op.f("fk_attachment_nomination_id_nomination"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    for column in ("nomination_id", "sha256", "public_sha256", "preview_sha256"):
        op.create_index(op.f(f"ix_attachment_{column}"), "attachment", [column])
    op.create_index(
        "uq_attachment_standing",
        "attachment",
        ["nomination_id", "sha256"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("attachment_part")
    op.drop_table("attachment_upload")
    op.drop_table("attachment")
