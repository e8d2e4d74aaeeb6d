"""Search: triples of characters beside single ones and pairs; lists of marked places by index.

The table of grams holds nothing of its own: it is made anew here, empty, and filled from the names by
`registry init`, which finds that an earlier edition of the rules wrote the index.

Revision: 0044, after 0043
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

MARKS = ("heritage", "sign")


def _made_anew(length: int) -> None:
    gram = sa.String(length=length).with_variant(
        sa.String(length=length, collation="C"), "postgresql"
    )
    op.drop_table("place_gram")
    op.create_table(
        "place_gram",
        sa.Column("gram", gram, nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("gram", "rank", "number", name=op.f("pk_place_gram")),
        sqlite_with_rowid=False,
    )
    # Until it is filled, and after going back, no edition of the rules has written it.
    op.execute("DELETE FROM place_key WHERE script = 'e'")


def upgrade() -> None:
    """Go forward."""
    _made_anew(3)
    for mark in MARKS:
        column = f"{mark}_state"
        marked = sa.text(f"{column} <> 'none'")
        op.create_index(
            f"ix_place_{mark}_list",
            "place",
            [column, "sort_key", "id"],
            sqlite_where=marked,
            postgresql_where=marked,
        )


def downgrade() -> None:
    """Go back: the table of the release before, empty."""
    for mark in MARKS:
        op.drop_index(f"ix_place_{mark}_list", "place")
    _made_anew(2)
