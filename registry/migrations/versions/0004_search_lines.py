"""Search answers from one read: lines that hold what is shown; marks of heritage and signs.

The search tables hold nothing of their own: they are made anew here, empty, and filled from the
names by `registry init`.

Revision: 0004, after 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _bytewise(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length=length).with_variant(
        sa.String(length=length, collation="C"), "postgresql"
    )


HERITAGE = """
UPDATE place SET heritage_state = CASE
  WHEN EXISTS (SELECT 1 FROM recognition r WHERE r.place_id = place.id AND r.revoked_at IS NULL)
    THEN 'recognised'
  WHEN EXISTS (SELECT 1 FROM nomination n WHERE n.place_id = place.id AND n.status IN
    ('county', 'city', 'province', 'expert_review', 'notice', 'returned')) THEN 'nominated'
  WHEN EXISTS (SELECT 1 FROM candidate_record c WHERE c.place_id = place.id) THEN 'candidate'
  ELSE 'none' END
"""
SIGNS = """
UPDATE place SET sign_state = CASE
  WHEN EXISTS (SELECT 1 FROM sign s WHERE s.place_id = place.id AND s.state = 'verified'
    AND s.family IN ('place_name', 'heritage')) THEN 'verified'
  WHEN EXISTS (SELECT 1 FROM sign s WHERE s.place_id = place.id AND s.state = 'installed_claimed'
    AND s.family IN ('place_name', 'heritage')) THEN 'claimed'
  WHEN EXISTS (SELECT 1 FROM sign s WHERE s.place_id = place.id AND s.state IN
    ('wrong', 'damaged') AND s.family IN ('place_name', 'heritage')) THEN 'faulty'
  WHEN EXISTS (SELECT 1 FROM sign_requirement q WHERE q.place_id = place.id
    AND q.status <> 'exempt') THEN 'required'
  ELSE 'none' END
"""


def upgrade() -> None:
    """Go forward."""
    op.drop_table("place_gram")
    op.drop_table("place_key")
    op.create_table(
        "place_line",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("name_id", sa.String(length=16), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("folded", _bytewise(60), nullable=False),
        sa.Column("own_keys", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_place_line")),
    )
    with op.batch_alter_table("place_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_line_place_id"), ["place_id"], unique=False)
    op.create_table(
        "place_gram",
        sa.Column("gram", _bytewise(2), nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("gram", "rank", "number", name=op.f("pk_place_gram")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "place_key",
        sa.Column("script", _bytewise(1), nullable=False),
        sa.Column("tier", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", _bytewise(240), nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint(
            "script", "tier", "key", "rank", "number", name=op.f("pk_place_key")
        ),
        sqlite_with_rowid=False,
    )
    op.execute(HERITAGE)
    op.execute(SIGNS)


def downgrade() -> None:
    """Go back: the tables of the release before, empty."""
    for table in ("place_key", "place_gram", "place_line"):
        op.drop_table(table)
    op.create_table(
        "place_gram",
        sa.Column("gram", _bytewise(2), nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name_id", _bytewise(16), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("folded", _bytewise(60), nullable=False),
        sa.PrimaryKeyConstraint("gram", "rank", "name_id", name=op.f("pk_place_gram")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "place_key",
        sa.Column("script", _bytewise(1), nullable=False),
        sa.Column("tier", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", _bytewise(240), nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name_id", _bytewise(16), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint(
            "script", "tier", "key", "rank", "name_id", name=op.f("pk_place_key")
        ),
        sqlite_with_rowid=False,
    )
    for table in ("place_gram", "place_key"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_place_id"), ["place_id"], unique=False)
