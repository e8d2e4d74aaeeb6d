"""Lists that somebody published are taken in with their notice, their file and their rows.

A file also says since which round it goes under its present name, and what was said of an
attachment before it was corrected is kept.

Revision: 0036, after 0035
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_LICENCES = "licence IN ('public_domain', 'cc0', 'cc_by', 'cc_by_sa', 'granted', 'review_only')"
_FK = "fk_candidate_record_list_id_candidate_list"


def upgrade() -> None:
    """Add the lists, their rows, which list brought a record in, and the round of a name."""
    op.add_column(
        "nomination", sa.Column("named_round", sa.Integer(), server_default="0", nullable=False)
    )
    _attachments()
    _lists()
    _mentions()
    with op.batch_alter_table("candidate_record", schema=None) as batch:
        batch.add_column(sa.Column("list_id", sa.String(length=16)))
        batch.create_foreign_key(op.f(_FK), "candidate_list", ["list_id"], ["id"])
        batch.create_index("ix_candidate_record_list_id", ["list_id"])


def _attachments() -> None:
    op.create_table(
        "attachment_past",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16)),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("attachment_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(length=300), nullable=False),
        sa.Column("licence", sa.String(length=16), nullable=False),
        sa.Column("shows_people", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.String(length=300), nullable=False),
        sa.Column("serves", sa.String(length=200), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("corrected_by_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint(_LICENCES, name=op.f("ck_attachment_past_licence")),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_attachment_past_attachment_id_attachment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment_past")),
        sa.UniqueConstraint(
            "attachment_id", "number", name=op.f("uq_attachment_past_attachment_id_number")
        ),
    )


def _lists() -> None:
    op.create_table(
        "candidate_list",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16)),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("issuer", sa.String(length=120), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("list_key", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("import_run_id", sa.String(length=16), nullable=False),
        sa.Column("source_id", sa.String(length=16)),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_basis", sa.String(length=400), nullable=False),
        sa.CheckConstraint("kind IN ('gongshi', 'gongbu')", name=op.f("ck_candidate_list_kind")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_candidate_list_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_list")),
    )
    op.create_index("ix_candidate_list_file_sha256", "candidate_list", ["file_sha256"])
    op.create_index("ix_candidate_list_import_run_id", "candidate_list", ["import_run_id"])


def _mentions() -> None:
    op.create_table(
        "candidate_mention",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16)),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("list_id", sa.String(length=16), nullable=False),
        sa.Column("candidate_id", sa.String(length=16), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["candidate_list.id"],
            name=op.f("fk_candidate_mention_list_id_candidate_list"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidate_record.id"],
            name=op.f("fk_candidate_mention_candidate_id_candidate_record"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_mention")),
        sa.UniqueConstraint(
            "list_id", "row_number", name=op.f("uq_candidate_mention_list_id_row_number")
        ),
    )
    op.create_index("ix_candidate_mention_candidate_id", "candidate_mention", ["candidate_id"])


def downgrade() -> None:
    """Take them away; a record that such a list brought in stays, as one of unknown origin."""
    with op.batch_alter_table("candidate_record", schema=None) as batch:
        batch.drop_index("ix_candidate_record_list_id")
        batch.drop_constraint(op.f(_FK), type_="foreignkey")
        batch.drop_column("list_id")
    op.drop_table("attachment_past")
    op.drop_column("nomination", "named_round")
    op.drop_table("candidate_mention")
    op.drop_table("candidate_list")
