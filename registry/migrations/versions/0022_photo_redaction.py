"""What is covered on the public copies of a photo, version by version, never changed.

Revision: 0022, after 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None

KEYS = ("before_large_key", "before_small_key", "large_key", "small_key")
# Written out, not imported: a migration must mean the same for ever.
SAY = "the redactions of a photo are append-only"
SQLITE = tuple(
    f"CREATE TRIGGER photo_redaction_no_{act.lower()} BEFORE {act} ON photo_redaction "
    f"BEGIN SELECT RAISE(ABORT, '{SAY}'); END"
    for act in ("UPDATE", "DELETE")
)
POSTGRESQL = (
    (
        "CREATE FUNCTION photo_redaction_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SAY}'; END $$"
    ),
    (
        "CREATE TRIGGER photo_redaction_no_change BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON photo_redaction FOR EACH STATEMENT EXECUTE FUNCTION photo_redaction_refuse()"
    ),
)


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "photo_redaction",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("photo_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("restores", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.String(length=16), nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String(length=64), nullable=False) for name in KEYS),
        sa.CheckConstraint(
            "reason IN ('face', 'plate', 'other')", name=op.f("ck_photo_redaction_reason")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_photo_redaction_version")),
        sa.CheckConstraint(
            "restores IS NULL OR restores < version", name=op.f("ck_photo_redaction_restores")
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name=op.f("fk_photo_redaction_photo_id_photo")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_redaction")),
        sa.UniqueConstraint(
            "photo_id", "version", name=op.f("uq_photo_redaction_photo_id_version")
        ),
    )
    for name in KEYS:
        op.create_index(op.f(f"ix_photo_redaction_{name}"), "photo_redaction", [name])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Go back. A table takes its triggers with it."""
    op.drop_table("photo_redaction")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION photo_redaction_refuse()")
