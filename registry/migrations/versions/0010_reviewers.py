"""Reviewers assigned and recused, votes, findings that hold by their evidence, what follows later.

Revision: 0010, after 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BEFORE = (
    "draft",
    "county",
    "city",
    "province",
    "expert_review",
    "notice",
    "recognised",
    "rejected",
    "returned",
    "withdrawn",
)
AFTER = (*BEFORE, "suspended", "revoked")
ACTS_BEFORE = (
    "start",
    "submit",
    "forward",
    "return",
    "reject",
    "open_notice",
    "recognise",
    "withdraw",
)
ACTS_AFTER = (*ACTS_BEFORE, "suspend", "restore", "revoke")
FINDING_BEFORE = ["nomination_id", "round", "criterion", "expert_id"]
FINDING_AFTER = [*FINDING_BEFORE, "basis"]


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _shared() -> list[sa.Column]:
    return [
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("nomination_id", sa.String(length=16), nullable=False),
    ]


def _of_nomination(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["nomination_id"], ["nomination.id"], name=op.f(f"fk_{table}_nomination_id_nomination")
    )


def upgrade() -> None:
    """Go forward."""
    _states(BEFORE, AFTER, ACTS_BEFORE, ACTS_AFTER)
    _living("'rejected', 'withdrawn', 'revoked'")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("basis", sa.String(length=64), nullable=False, server_default="")
        )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.alter_column("basis", server_default=None)
        batch_op.drop_constraint(op.f(f"uq_finding_{'_'.join(FINDING_BEFORE)}"), type_="unique")
        batch_op.create_unique_constraint(
            op.f(f"uq_finding_{'_'.join(FINDING_AFTER)}"), FINDING_AFTER
        )
    with op.batch_alter_table("recognition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("suspended_basis", sa.String(length=400), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("revoked_edition", sa.Integer(), nullable=True))
    with op.batch_alter_table("recognition", schema=None) as batch_op:
        batch_op.alter_column("suspended_basis", server_default=None)
    _vote()
    _people()


def _vote() -> None:
    op.create_table(
        "vote",
        *_shared(),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.String(length=16), nullable=False),
        sa.Column("expert_name", sa.String(length=120), nullable=False),
        sa.Column("choice", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            _one_of("choice", ("approve", "change", "reject", "abstain")),
            name=op.f("ck_vote_choice"),
        ),
        _of_nomination("vote"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
        sa.UniqueConstraint(
            "nomination_id",
            "round",
            "expert_id",
            "basis",
            name=op.f("uq_vote_nomination_id_round_expert_id_basis"),
        ),
    )


def _people() -> None:
    op.create_table(
        "recusal",
        *_shared(),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("person_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("declared_by_name", sa.String(length=120), nullable=False),
        _of_nomination("recusal"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
        sa.UniqueConstraint(
            "nomination_id", "person_id", name=op.f("uq_recusal_nomination_id_person_id")
        ),
    )
    with op.batch_alter_table("recusal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recusal_person_id"), ["person_id"], unique=False)
    op.create_table(
        "review_assignment",
        *_shared(),
        sa.Column("station", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("person_name", sa.String(length=120), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("assigned_by_name", sa.String(length=120), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint(_one_of("station", AFTER), name=op.f("ck_review_assignment_station")),
        sa.CheckConstraint(_one_of("way", ("hand", "turn")), name=op.f("ck_review_assignment_way")),
        _of_nomination("review_assignment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_assignment")),
    )
    with op.batch_alter_table("review_assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_review_assignment_file", ["nomination_id", "station"], unique=False
        )
        batch_op.create_index(
            "ix_review_assignment_person", ["person_id", "created_at"], unique=False
        )


def _states(
    before: tuple[str, ...],
    after: tuple[str, ...],
    acts_before: tuple[str, ...],
    acts_after: tuple[str, ...],
) -> None:
    for table, column, _old, new in (
        ("nomination", "status", before, after),
        ("decision", "to_status", before, after),
        ("decision", "action", acts_before, acts_after),
    ):
        name = op.f(f"ck_{table}_{column}")
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(name, type_="check")
            batch_op.create_check_constraint(name, _one_of(column, new))


def _living(ended: str) -> None:
    where = sa.text(f"status NOT IN ({ended})")
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.drop_index("uq_nomination_living")
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.create_index(
            "uq_nomination_living",
            ["place_id", "programme_key"],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )


def downgrade() -> None:
    """Go back; what was suspended counts as recognised again, what was revoked as withdrawn."""
    for table in ("review_assignment", "recusal", "vote"):
        op.drop_table(table)
    op.execute("UPDATE nomination SET status = 'recognised' WHERE status = 'suspended'")
    op.execute("UPDATE nomination SET status = 'withdrawn' WHERE status = 'revoked'")
    op.execute(
        "DELETE FROM decision WHERE to_status IN ('suspended', 'revoked') OR action = 'restore'"
    )
    with op.batch_alter_table("recognition", schema=None) as batch_op:
        for column in ("suspended_at", "suspended_basis", "revoked_edition"):
            batch_op.drop_column(column)
    op.execute("DELETE FROM finding WHERE basis <> ''")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"uq_finding_{'_'.join(FINDING_AFTER)}"), type_="unique")
        batch_op.create_unique_constraint(
            op.f(f"uq_finding_{'_'.join(FINDING_BEFORE)}"), FINDING_BEFORE
        )
        batch_op.drop_column("basis")
    _living("'rejected', 'withdrawn'")
    _states(AFTER, BEFORE, ACTS_AFTER, ACTS_BEFORE)
