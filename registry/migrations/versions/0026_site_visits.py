"""Site visits: who was on the spot, each version of the report, and its photographs.

Revision: 0026, after 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

STANDING = sa.text("withdrawn_at IS NULL")
STATIONS = (
    "'draft', 'county', 'city', 'province', 'expert_review', 'notice', 'recognised', 'rejected',"
    " 'returned', 'withdrawn', 'suspended', 'revoked'"
)


def _row() -> list[sa.Column]:
    return [
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
    ]


def _withdrawn() -> list[sa.Column]:
    return [
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_name", sa.String(length=120), nullable=False),
        sa.Column("withdrawn_reason", sa.String(length=400), nullable=False),
    ]


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "site_visit",
        *_row(),
        sa.Column("nomination_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=16), nullable=False),
        sa.Column("visitor_id", sa.String(length=16), nullable=False),
        sa.Column("visitor_name", sa.String(length=120), nullable=False),
        *_withdrawn(),
        sa.CheckConstraint(f"station IN ({STATIONS})", name=op.f("ck_site_visit_station")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_site_visit_version")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason = '')",
            name=op.f("ck_site_visit_withdrawn_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nomination.id"],
            name=op.f("fk_site_visit_nomination_id_nomination"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_visit")),
    )
    op.create_index("ix_site_visit_file", "site_visit", ["nomination_id", "created_at"])
    op.create_index(op.f("ix_site_visit_visitor_id"), "site_visit", ["visitor_id"])
    _report()
    _photo()


def _report() -> None:
    op.create_table(
        "site_visit_report",
        *_row(),
        sa.Column("visit_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("place_visited", sa.String(length=200), nullable=False),
        sa.Column("participants", sa.String(length=400), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("observations", sa.JSON(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("written_by_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_site_visit_report_number")),
        sa.CheckConstraint(
            "(number = 1) = (reason = '')", name=op.f("ck_site_visit_report_reason")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["site_visit.id"],
            name=op.f("fk_site_visit_report_visit_id_site_visit"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_visit_report")),
        sa.UniqueConstraint(
            "visit_id", "number", name=op.f("uq_site_visit_report_visit_id_number")
        ),
    )


def _photo() -> None:
    op.create_table(
        "site_visit_photo",
        *_row(),
        sa.Column("visit_id", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("public_sha256", sa.String(length=64), nullable=False),
        sa.Column("preview_sha256", sa.String(length=64), nullable=False),
        sa.Column("caption", sa.String(length=300), nullable=False),
        sa.Column("added_by_name", sa.String(length=120), nullable=False),
        *_withdrawn(),
        sa.CheckConstraint("size > 0", name=op.f("ck_site_visit_photo_size")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason = '')",
            name=op.f("ck_site_visit_photo_withdrawn_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["site_visit.id"],
            name=op.f("fk_site_visit_photo_visit_id_site_visit"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_visit_photo")),
    )
    for column in ("visit_id", "sha256", "public_sha256", "preview_sha256"):
        op.create_index(op.f(f"ix_site_visit_photo_{column}"), "site_visit_photo", [column])
    op.create_index(
        "uq_site_visit_photo_standing",
        "site_visit_photo",
        ["visit_id", "sha256"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("site_visit_photo")
    op.drop_table("site_visit_report")
    op.drop_table("site_visit")
