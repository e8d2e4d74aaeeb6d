"""The database itself refuses to change or delete a journal entry.

Revision: 0002, after 0001
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must mean the same for ever.
SAY = "the journal is append-only"
SQLITE = tuple(
    f"CREATE TRIGGER journal_no_{act.lower()} BEFORE {act} ON journal_entry "
    f"BEGIN SELECT RAISE(ABORT, '{SAY}'); END"
    for act in ("UPDATE", "DELETE")
)
POSTGRESQL = (
    (
        "CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SAY}'; END $$"
    ),
    (
        "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"
    ),
)


def upgrade() -> None:
    """Put the guards up."""
    engine = op.get_bind().dialect.name
    for statement in SQLITE if engine == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Take the guards down."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER journal_no_update")
        op.execute("DROP TRIGGER journal_no_delete")
    else:
        op.execute("DROP TRIGGER journal_no_change ON journal_entry")
        op.execute("DROP FUNCTION journal_refuse()")
