"""The whole gazetteer: shapes, pasts, merges, readings, files of sources, importers, jobs.

Revision: 0003, after 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


PLACE_CHECKS = (
    ("direction", "direction IN ('', 'EW', 'NS', 'other')"),
    ("heritage_state", "heritage_state IN ('none', 'candidate', 'nominated', 'recognised')"),
    ("sign_state", "sign_state IN ('none', 'required', 'faulty', 'claimed', 'verified')"),
    ("claimed_sign_count", "claimed_sign_count >= 0"),
    ("measures", "length_m >= 0 AND width_m >= 0"),
    ("importance_has_basis", "positional_importance = (positional_basis <> '')"),
    ("retired_has_basis", "(retired_on IS NULL) = (retired_basis = '')"),
)
STATUS_BEFORE = (
    "entity_status IN ('planned', 'under_construction', 'existing', 'merged', 'vanished')"
)
STATUS_NOW = "entity_status IN ('planned', 'under_construction', 'existing', 'merged', 'vanished', 'withdrawn')"


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "import_profile",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_import_profile_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_profile")),
        sa.UniqueConstraint("name", name=op.f("uq_import_profile_name")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=80), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("actor_id", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("done_before", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')",
            name=op.f("ck_job_state"),
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_job_attempts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_next", ["state", "run_after", "id"], unique=False)
        batch_op.create_index("ix_job_subject", ["subject_type", "subject_id"], unique=False)

    op.create_table(
        "local_reading",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("hanzi", sa.String(length=20), nullable=False),
        sa.Column("toned", sa.String(length=120), nullable=False),
        sa.Column("division_id", sa.String(length=16), nullable=True),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("decided_by", sa.String(length=16), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("hanzi <> '' AND toned <> ''", name=op.f("ck_local_reading_whole")),
        sa.CheckConstraint(
            "status IN ('proposed', 'approved', 'retired')", name=op.f("ck_local_reading_status")
        ),
        sa.ForeignKeyConstraint(
            ["division_id"], ["division.id"], name=op.f("fk_local_reading_division_id_division")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_reading")),
        sa.UniqueConstraint(
            "hanzi", "division_id", name=op.f("uq_local_reading_hanzi_division_id")
        ),
    )
    with op.batch_alter_table("local_reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_local_reading_hanzi"), ["hanzi"], unique=False)

    op.create_table(
        "source_file",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("source_id", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("caption", sa.String(length=300), nullable=False),
        sa.Column("licence", sa.String(length=200), nullable=False),
        sa.Column("consent", sa.String(length=300), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("public_sha256", sa.String(length=64), nullable=False),
        sa.Column("preview_sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "role IN ('scan', 'rubbing', 'photo', 'map', 'audio', 'paper', 'data')",
            name=op.f("ck_source_file_role"),
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_source_file_size")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_source_file_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_file")),
        sa.UniqueConstraint("source_id", "sha256", name=op.f("uq_source_file_source_id_sha256")),
    )
    with op.batch_alter_table("source_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_source_file_preview_sha256"), ["preview_sha256"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_source_file_public_sha256"), ["public_sha256"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_source_file_sha256"), ["sha256"], unique=False)

    op.create_table(
        "division_change",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("from_division_id", sa.String(length=16), nullable=True),
        sa.Column("to_division_id", sa.String(length=16), nullable=True),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("citation_id", sa.String(length=16), nullable=True),
        sa.CheckConstraint("basis <> ''", name=op.f("ck_division_change_basis")),
        sa.CheckConstraint(
            "kind IN ('established', 'renamed', 'raised', 'transferred', 'merged', 'split', 'abolished', 'recoded')",
            name=op.f("ck_division_change_kind"),
        ),
        sa.CheckConstraint(
            "from_division_id IS NOT NULL OR to_division_id IS NOT NULL",
            name=op.f("ck_division_change_about_something"),
        ),
        sa.ForeignKeyConstraint(
            ["citation_id"], ["citation.id"], name=op.f("fk_division_change_citation_id_citation")
        ),
        sa.ForeignKeyConstraint(
            ["from_division_id"],
            ["division.id"],
            name=op.f("fk_division_change_from_division_id_division"),
        ),
        sa.ForeignKeyConstraint(
            ["to_division_id"],
            ["division.id"],
            name=op.f("fk_division_change_to_division_id_division"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_division_change")),
    )
    with op.batch_alter_table("division_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_division_change_from_division_id"), ["from_division_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_division_change_to_division_id"), ["to_division_id"], unique=False
        )

    op.create_table(
        "import_run",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_size", sa.Integer(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("format", sa.String(length=24), nullable=False),
        sa.Column("profile", sa.String(length=60), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("division_id", sa.String(length=16), nullable=True),
        sa.Column("source_id", sa.String(length=16), nullable=True),
        sa.Column("citation_id", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.Column("paper_number", sa.String(length=120), nullable=False),
        sa.Column("paper_issuer", sa.String(length=120), nullable=False),
        sa.Column("paper_sha256", sa.String(length=64), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('uploaded', 'checking', 'checked', 'applying', 'applied', 'undoing', 'undone', 'failed', 'cancelled')",
            name=op.f("ck_import_run_state"),
        ),
        sa.ForeignKeyConstraint(
            ["citation_id"], ["citation.id"], name=op.f("fk_import_run_citation_id_citation")
        ),
        sa.ForeignKeyConstraint(
            ["division_id"], ["division.id"], name=op.f("fk_import_run_division_id_division")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_import_run_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_run_file_sha256"), ["file_sha256"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_import_run_state"), ["state"], unique=False)

    op.create_table(
        "import_row",
        sa.Column("run_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=True),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("diff", sa.JSON(), nullable=False),
        sa.Column("matches", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(length=8), nullable=False),
        sa.Column("decided_place_id", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("past_number", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "decision IN ('', 'create', 'use', 'skip')", name=op.f("ck_import_row_decision")
        ),
        sa.CheckConstraint(
            "outcome IN ('create', 'update', 'unchanged', 'conflict', 'rejected')",
            name=op.f("ck_import_row_outcome"),
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'applied', 'skipped', 'reversed', 'kept', 'failed')",
            name=op.f("ck_import_row_state"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_place_id"], ["place.id"], name=op.f("fk_import_row_decided_place_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_import_row_place_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_row_run_id_import_run")
        ),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_import_row")),
    )
    with op.batch_alter_table("import_row", schema=None) as batch_op:
        batch_op.create_index(
            "ix_import_row_outcome", ["run_id", "outcome", "number"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_import_row_place_id"), ["place_id"], unique=False)
        batch_op.create_index("ix_import_row_state", ["run_id", "state", "number"], unique=False)

    op.create_table(
        "place_geometry",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("geometry_type", sa.String(length=16), nullable=False),
        sa.Column("geojson", sa.Text(), nullable=False),
        sa.Column("datum", sa.String(length=12), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.CheckConstraint(
            "datum IN ('wgs84', 'cgcs2000', 'gcj02', 'bd09', 'beijing54', 'xian80', 'unknown')",
            name=op.f("ck_place_geometry_datum"),
        ),
        sa.CheckConstraint(
            "geometry_type IN ('MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon')",
            name=op.f("ck_place_geometry_geometry_type"),
        ),
        sa.CheckConstraint(
            "method IN ('gnss', 'map_pin', 'digitised', 'published', 'label_point', 'computed', 'described')",
            name=op.f("ck_place_geometry_method"),
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_place_geometry_place_id_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_geometry")),
        sa.UniqueConstraint("place_id", name=op.f("uq_place_geometry_place_id")),
    )
    op.create_table(
        "place_merge",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("absorbed_id", sa.String(length=16), nullable=False),
        sa.Column("into_id", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=16), nullable=True),
        sa.Column("undo_reason", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["absorbed_id"], ["place.id"], name=op.f("fk_place_merge_absorbed_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["into_id"], ["place.id"], name=op.f("fk_place_merge_into_id_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_merge")),
    )
    with op.batch_alter_table("place_merge", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_place_merge_absorbed_id"), ["absorbed_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_place_merge_into_id"), ["into_id"], unique=False)

    op.create_table(
        "place_pair",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("first_id", sa.String(length=16), nullable=False),
        sa.Column("second_id", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("decided_by", sa.String(length=16), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "verdict IN ('open', 'distinct', 'merged')", name=op.f("ck_place_pair_verdict")
        ),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_place_pair_ordered")),
        sa.ForeignKeyConstraint(
            ["first_id"], ["place.id"], name=op.f("fk_place_pair_first_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["place.id"], name=op.f("fk_place_pair_second_id_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_pair")),
    )
    with op.batch_alter_table("place_pair", schema=None) as batch_op:
        batch_op.create_index("ix_place_pair_queue", ["verdict", "score", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_pair_second_id"), ["second_id"], unique=False)
        batch_op.create_index("uq_place_pair_both", ["first_id", "second_id"], unique=True)

    op.create_table(
        "place_past",
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.String(length=64), nullable=False),
        sa.Column("actor_id", sa.String(length=16), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("import_run_id", sa.String(length=16), nullable=True),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_place_past_place_id_place")
        ),
        sa.PrimaryKeyConstraint("place_id", "number", name=op.f("pk_place_past")),
    )
    with op.batch_alter_table("place_past", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_place_past_import_run_id"), ["import_run_id"], unique=False
        )
        batch_op.create_index("ix_place_past_until", ["place_id", "until_at"], unique=False)

    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("quote_punctuated", sa.Text(), nullable=False, server_default=sa.text("''"))
        )

    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("method", sa.String(length=300), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(
            sa.Column("gaps", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
        batch_op.add_column(
            sa.Column(
                "status_reason",
                sa.String(length=1000),
                nullable=False,
                server_default=sa.text("''"),
            )
        )
        batch_op.add_column(
            sa.Column("row_version", sa.Integer(), nullable=False, server_default=sa.text("1"))
        )
        batch_op.add_column(sa.Column("import_run_id", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("import_row", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_claim_import_run_id"), ["import_run_id"], unique=False)

    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.add_column(sa.Column("twin_place_code", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("twin_category_code", sa.String(length=5), nullable=True))
        batch_op.add_column(
            sa.Column(
                "division_text", sa.String(length=200), nullable=False, server_default=sa.text("''")
            )
        )
        batch_op.add_column(sa.Column("parent_place_id", sa.String(length=16), nullable=True))
        batch_op.add_column(
            sa.Column(
                "from_text", sa.String(length=200), nullable=False, server_default=sa.text("''")
            )
        )
        batch_op.add_column(
            sa.Column(
                "to_text", sa.String(length=200), nullable=False, server_default=sa.text("''")
            )
        )
        batch_op.add_column(
            sa.Column(
                "direction", sa.String(length=8), nullable=False, server_default=sa.text("''")
            )
        )
        batch_op.add_column(
            sa.Column(
                "road_class", sa.String(length=40), nullable=False, server_default=sa.text("''")
            )
        )
        batch_op.add_column(sa.Column("length_m", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("width_m", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("elevation_m", sa.Float(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "positional_importance", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )
        batch_op.add_column(
            sa.Column(
                "positional_basis",
                sa.String(length=300),
                nullable=False,
                server_default=sa.text("''"),
            )
        )
        batch_op.add_column(sa.Column("claimed_sign_count", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("other_codes", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
        batch_op.add_column(
            sa.Column(
                "heritage_state",
                sa.String(length=12),
                nullable=False,
                server_default=sa.text("'none'"),
            )
        )
        batch_op.add_column(
            sa.Column(
                "sign_state", sa.String(length=12), nullable=False, server_default=sa.text("'none'")
            )
        )
        batch_op.add_column(sa.Column("retired_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "retired_basis", sa.String(length=300), nullable=False, server_default=sa.text("''")
            )
        )
        batch_op.add_column(sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("updated_by", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("import_run_id", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("import_row", sa.Integer(), nullable=True))
        batch_op.create_index("ix_place_import", ["import_run_id", "import_row"], unique=False)
        batch_op.drop_constraint(op.f("ck_place_entity_status"), type_="check")
        batch_op.create_check_constraint(op.f("ck_place_entity_status"), STATUS_NOW)
        for name, condition in PLACE_CHECKS:
            batch_op.create_check_constraint(op.f(f"ck_place_{name}"), condition)
        batch_op.create_index(
            batch_op.f("ix_place_parent_place_id"), ["parent_place_id"], unique=False
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_place_twin_place_code"), ["twin_place_code"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_place_parent_place_id_place"), "place", ["parent_place_id"], ["id"]
        )

    with op.batch_alter_table("place_name", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "years_computed_by",
                sa.String(length=200),
                nullable=False,
                server_default=sa.text("''"),
            )
        )
        batch_op.add_column(
            sa.Column(
                "minority_text", sa.String(length=120), nullable=False, server_default=sa.text("''")
            )
        )
        batch_op.add_column(
            sa.Column(
                "minority_language",
                sa.String(length=20),
                nullable=False,
                server_default=sa.text("''"),
            )
        )
        batch_op.add_column(sa.Column("reading_audio", sa.String(length=64), nullable=True))
        batch_op.add_column(
            sa.Column(
                "orthography_note",
                sa.String(length=300),
                nullable=False,
                server_default=sa.text("''"),
            )
        )
        batch_op.add_column(sa.Column("roman_approved_by", sa.String(length=16), nullable=True))
        batch_op.add_column(
            sa.Column("roman_approved_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("roman_doubt", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("absorbed_from", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("import_run_id", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("import_row", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_place_name_absorbed_from"), ["absorbed_from"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_place_name_import_run_id"), ["import_run_id"], unique=False
        )
        batch_op.create_index(
            "ix_place_name_doubt",
            ["text", "id"],
            unique=False,
            sqlite_where=sa.text("roman_doubt = 1"),
            postgresql_where=sa.text("roman_doubt"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_place_name_absorbed_from_place"), "place", ["absorbed_from"], ["id"]
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("place_name", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_place_name_absorbed_from_place"), type_="foreignkey"
        )
        batch_op.drop_index("ix_place_name_doubt")
        batch_op.drop_index(batch_op.f("ix_place_name_import_run_id"))
        batch_op.drop_index(batch_op.f("ix_place_name_absorbed_from"))
        batch_op.drop_column("import_row")
        batch_op.drop_column("import_run_id")
        batch_op.drop_column("absorbed_from")
        batch_op.drop_column("roman_doubt")
        batch_op.drop_column("roman_approved_at")
        batch_op.drop_column("roman_approved_by")
        batch_op.drop_column("orthography_note")
        batch_op.drop_column("reading_audio")
        batch_op.drop_column("minority_language")
        batch_op.drop_column("minority_text")
        batch_op.drop_column("years_computed_by")

    with op.batch_alter_table("place", schema=None) as batch_op:
        for name, _condition in PLACE_CHECKS:
            batch_op.drop_constraint(op.f(f"ck_place_{name}"), type_="check")
        batch_op.drop_constraint(op.f("ck_place_entity_status"), type_="check")
        batch_op.create_check_constraint(op.f("ck_place_entity_status"), STATUS_BEFORE)
        batch_op.drop_constraint(batch_op.f("fk_place_parent_place_id_place"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_place_twin_place_code"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_place_parent_place_id"))
        batch_op.drop_index("ix_place_import")
        batch_op.drop_column("import_row")
        batch_op.drop_column("import_run_id")
        batch_op.drop_column("updated_by")
        batch_op.drop_column("updated_at")
        batch_op.drop_column("retired_basis")
        batch_op.drop_column("retired_on")
        batch_op.drop_column("sign_state")
        batch_op.drop_column("heritage_state")
        batch_op.drop_column("other_codes")
        batch_op.drop_column("claimed_sign_count")
        batch_op.drop_column("positional_basis")
        batch_op.drop_column("positional_importance")
        batch_op.drop_column("elevation_m")
        batch_op.drop_column("width_m")
        batch_op.drop_column("length_m")
        batch_op.drop_column("road_class")
        batch_op.drop_column("direction")
        batch_op.drop_column("to_text")
        batch_op.drop_column("from_text")
        batch_op.drop_column("parent_place_id")
        batch_op.drop_column("division_text")
        batch_op.drop_column("twin_category_code")
        batch_op.drop_column("twin_place_code")

    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_import_run_id"))
        batch_op.drop_column("import_row")
        batch_op.drop_column("import_run_id")
        batch_op.drop_column("row_version")
        batch_op.drop_column("status_reason")
        batch_op.drop_column("gaps")
        batch_op.drop_column("method")

    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.drop_column("quote_punctuated")

    with op.batch_alter_table("place_past", schema=None) as batch_op:
        batch_op.drop_index("ix_place_past_until")
        batch_op.drop_index(batch_op.f("ix_place_past_import_run_id"))

    op.drop_table("place_past")
    with op.batch_alter_table("place_pair", schema=None) as batch_op:
        batch_op.drop_index("uq_place_pair_both")
        batch_op.drop_index(batch_op.f("ix_place_pair_second_id"))
        batch_op.drop_index("ix_place_pair_queue")

    op.drop_table("place_pair")
    with op.batch_alter_table("place_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_merge_into_id"))
        batch_op.drop_index(batch_op.f("ix_place_merge_absorbed_id"))

    op.drop_table("place_merge")
    op.drop_table("place_geometry")
    with op.batch_alter_table("import_row", schema=None) as batch_op:
        batch_op.drop_index("ix_import_row_state")
        batch_op.drop_index(batch_op.f("ix_import_row_place_id"))
        batch_op.drop_index("ix_import_row_outcome")

    op.drop_table("import_row")
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_run_state"))
        batch_op.drop_index(batch_op.f("ix_import_run_file_sha256"))

    op.drop_table("import_run")
    with op.batch_alter_table("division_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_division_change_to_division_id"))
        batch_op.drop_index(batch_op.f("ix_division_change_from_division_id"))

    op.drop_table("division_change")
    with op.batch_alter_table("source_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_file_sha256"))
        batch_op.drop_index(batch_op.f("ix_source_file_public_sha256"))
        batch_op.drop_index(batch_op.f("ix_source_file_preview_sha256"))

    op.drop_table("source_file")
    with op.batch_alter_table("local_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_local_reading_hanzi"))

    op.drop_table("local_reading")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_subject")
        batch_op.drop_index("ix_job_next")

    op.drop_table("job")
    op.drop_table("import_profile")
