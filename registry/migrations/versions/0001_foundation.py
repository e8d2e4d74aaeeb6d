"""All tables of the first release.

Revision: 0001, the first.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "division",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("scheme", sa.String(length=16), nullable=False),
        sa.Column("edition", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("parent_id", sa.String(length=16), nullable=True),
        sa.Column(
            "path",
            sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("twin_division_id", sa.String(length=16), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("status_note", sa.String(length=300), nullable=False),
        sa.Column("label_lon", sa.Float(), nullable=True),
        sa.Column("label_lat", sa.Float(), nullable=True),
        sa.Column("label_source", sa.String(length=200), nullable=False),
        sa.Column("label_datum", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "level IN ('province', 'city', 'county', 'functional_zone', 'township', 'village')",
            name=op.f("ck_division_level"),
        ),
        sa.CheckConstraint(
            "(label_lon IS NULL) = (label_lat IS NULL)", name=op.f("ck_division_label_point")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to",
            name=op.f("ck_division_validity"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["division.id"], name=op.f("fk_division_parent_id_division")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_division")),
        sa.UniqueConstraint(
            "scheme", "edition", "code", name=op.f("uq_division_scheme_edition_code")
        ),
    )
    with op.batch_alter_table("division", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_division_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_division_level"), ["level"], unique=False)
        batch_op.create_index(batch_op.f("ix_division_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_division_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_division_path"), ["path"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_division_twin_division_id"), ["twin_division_id"], unique=False
        )

    op.create_table(
        "journal_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=16), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("verb", sa.String(length=64), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=80), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_journal_entry_hash")),
        sa.UniqueConstraint("prev_hash", name=op.f("uq_journal_entry_prev_hash")),
    )
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_journal_entry_subject_id"), ["subject_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_journal_entry_verb"), ["verb"], unique=False)

    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "list_edition",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("programme_key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_edition")),
        sa.UniqueConstraint(
            "programme_key", "number", name=op.f("uq_list_edition_programme_key_number")
        ),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("totp_secret", sa.String(length=64), nullable=False),
        sa.Column("totp_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('active', 'disabled')", name=op.f("ck_person_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "photo",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pixel_sha256", sa.String(length=64), nullable=False),
        sa.Column("phash", sa.String(length=16), nullable=False),
        sa.Column("dhash", sa.String(length=16), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("byte_size", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at_text", sa.String(length=80), nullable=False),
        sa.Column("exif_lon", sa.Float(), nullable=True),
        sa.Column("exif_lat", sa.Float(), nullable=True),
        sa.Column("large_key", sa.String(length=64), nullable=False),
        sa.Column("large_width", sa.Integer(), nullable=False),
        sa.Column("large_height", sa.Integer(), nullable=False),
        sa.Column("small_key", sa.String(length=64), nullable=False),
        sa.Column("small_width", sa.Integer(), nullable=False),
        sa.Column("small_height", sa.Integer(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("derivation_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "format IN ('jpeg', 'png', 'webp', 'heic')", name=op.f("ck_photo_format")
        ),
        sa.CheckConstraint(
            "(exif_lon IS NULL) = (exif_lat IS NULL)", name=op.f("ck_photo_position")
        ),
        sa.CheckConstraint(
            "byte_size > 0 AND width > 0 AND height > 0", name=op.f("ck_photo_size")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_large_key"), ["large_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_photo_pixel_sha256"), ["pixel_sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_photo_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_photo_small_key"), ["small_key"], unique=False)

    op.create_table(
        "place_gram",
        sa.Column(
            "gram",
            sa.String(length=2).with_variant(sa.String(length=2, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "name_id",
            sa.String(length=16).with_variant(sa.String(length=16, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column(
            "folded",
            sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("gram", "rank", "name_id", name=op.f("pk_place_gram")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("place_gram", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_gram_place_id"), ["place_id"], unique=False)

    op.create_table(
        "place_key",
        sa.Column(
            "script",
            sa.String(length=1).with_variant(sa.String(length=1, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("tier", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "key",
            sa.String(length=240).with_variant(sa.String(length=240, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "name_id",
            sa.String(length=16).with_variant(sa.String(length=16, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint(
            "script", "tier", "key", "rank", "name_id", name=op.f("pk_place_key")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("place_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_key_place_id"), ["place_id"], unique=False)

    op.create_table(
        "programme",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("issuer_en", sa.String(length=300), nullable=False),
        sa.Column("issuer_nature", sa.String(length=16), nullable=False),
        sa.Column("heritage_class", sa.String(length=60), nullable=False),
        sa.Column("common_class", sa.String(length=60), nullable=False),
        sa.Column("classes", sa.JSON(), nullable=False),
        sa.Column("rule_set", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "issuer_nature IN ('government', 'association')",
            name=op.f("ck_programme_issuer_nature"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("key", "edition", name=op.f("uq_programme_key_edition")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempt_email_at", ["email", "at"], unique=False)

    op.create_table(
        "source",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("source_type", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("edition", sa.String(length=200), nullable=False),
        sa.Column("compiled_period", sa.String(length=120), nullable=False),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("shelfmark", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("accessed_on", sa.Date(), nullable=True),
        sa.Column("licence", sa.String(length=200), nullable=False),
        sa.Column("grade", sa.String(length=1), nullable=False),
        sa.Column("authenticity_note", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("grade IN ('A', 'B', 'C', 'D')", name=op.f("ck_source_grade")),
        sa.CheckConstraint(
            "source_type IN ('inscription', 'stone', 'official_history', 'gazetteer', 'literature', 'archive', 'genealogy', 'old_map', 'archaeology', 'modern_gazetteer', 'official_list', 'dataset', 'oral', 'press')",
            name=op.f("ck_source_source_type"),
        ),
        sa.CheckConstraint("title <> ''", name=op.f("ck_source_title")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_source_type"), ["source_type"], unique=False)
        batch_op.create_index(batch_op.f("ix_source_title"), ["title"], unique=False)

    op.create_table(
        "citation",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("source_id", sa.String(length=16), nullable=False),
        sa.Column("locator", sa.String(length=300), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("translation", sa.Text(), nullable=False),
        sa.Column("grade", sa.String(length=1), nullable=True),
        sa.Column("second_hand_via", sa.String(length=300), nullable=False),
        sa.Column("inspected_by", sa.String(length=120), nullable=False),
        sa.Column("inspected_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "grade IS NULL OR grade IN ('A', 'B', 'C', 'D')", name=op.f("ck_citation_grade")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_citation_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation")),
    )
    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_citation_source_id"), ["source_id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("scope_path", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "role IN ('crew', 'crew_leader', 'compiler', 'reviewer_county', 'reviewer_city', 'reviewer_province', 'expert', 'steward', 'administrator')",
            name=op.f("ck_role_grant_role"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "person_id", "role", "scope_path", name=op.f("uq_role_grant_person_id_role_scope_path")
        ),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sign_in_session_token_digest")),
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_session_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "sign_tally",
        sa.Column("county_id", sa.String(length=16), nullable=False),
        sa.Column("stratum", sa.String(length=20), nullable=False),
        sa.Column("heritage", sa.Boolean(), nullable=False),
        sa.Column("requirements", sa.Integer(), nullable=False),
        sa.Column("requirements_verified", sa.Integer(), nullable=False),
        sa.Column("signs", sa.Integer(), nullable=False),
        sa.Column("signs_verified", sa.Integer(), nullable=False),
        sa.Column("names_verified", sa.Integer(), nullable=False),
        sa.Column("present_invalid", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_id"], ["division.id"], name=op.f("fk_sign_tally_county_id_division")
        ),
        sa.PrimaryKeyConstraint("county_id", "stratum", "heritage", name=op.f("pk_sign_tally")),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("place_code", sa.String(length=20), nullable=True),
        sa.Column("legal_kind", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("category_code", sa.String(length=5), nullable=True),
        sa.Column("entity_status", sa.String(length=20), nullable=False),
        sa.Column("division_id", sa.String(length=16), nullable=False),
        sa.Column("county_id", sa.String(length=16), nullable=True),
        sa.Column("managing_body", sa.String(length=120), nullable=False),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.Column("datum", sa.String(length=12), nullable=True),
        sa.Column("position_method", sa.String(length=16), nullable=True),
        sa.Column("original_coord", sa.String(length=200), nullable=False),
        sa.Column("position_source", sa.String(length=300), nullable=False),
        sa.Column("secrecy", sa.String(length=8), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("protection_basis", sa.String(length=300), nullable=False),
        sa.Column("merged_into", sa.String(length=16), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("citation_id", sa.String(length=16), nullable=True),
        sa.Column(
            "sort_key",
            sa.String(length=240).with_variant(sa.String(length=240, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "datum IS NULL OR datum IN ('wgs84', 'cgcs2000', 'gcj02', 'bd09', 'beijing54', 'xian80', 'unknown')",
            name=op.f("ck_place_datum"),
        ),
        sa.CheckConstraint(
            "entity_status IN ('planned', 'under_construction', 'existing', 'merged', 'vanished')",
            name=op.f("ck_place_entity_status"),
        ),
        sa.CheckConstraint(
            "kind IN ('city', 'county', 'functional_zone', 'township', 'village_committee', 'community', 'natural_village', 'street_lane', 'road', 'water', 'landform', 'site', 'other')",
            name=op.f("ck_place_kind"),
        ),
        sa.CheckConstraint(
            "legal_kind IN ('natural', 'division', 'committee_seat', 'park_reserve', 'street', 'estate_building', 'facility', 'other')",
            name=op.f("ck_place_legal_kind"),
        ),
        sa.CheckConstraint(
            "position_method IS NULL OR position_method IN ('gnss', 'map_pin', 'digitised', 'published', 'label_point', 'computed', 'described')",
            name=op.f("ck_place_position_method"),
        ),
        sa.CheckConstraint(
            "protected = (protection_basis <> '')", name=op.f("ck_place_protection_has_basis")
        ),
        sa.CheckConstraint("secrecy IN ('public', 'unknown')", name=op.f("ck_place_secrecy")),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name=op.f("ck_place_position_whole")),
        sa.CheckConstraint("accuracy_m IS NULL OR accuracy_m >= 0", name=op.f("ck_place_accuracy")),
        sa.CheckConstraint(
            "lon IS NULL OR (lon BETWEEN 73 AND 136 AND lat BETWEEN 3 AND 54)",
            name=op.f("ck_place_in_china"),
        ),
        sa.CheckConstraint(
            "lon IS NULL OR (position_method IS NOT NULL AND datum IS NOT NULL)",
            name=op.f("ck_place_position_explained"),
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> id", name=op.f("ck_place_merged_into")
        ),
        sa.CheckConstraint("row_version >= 1", name=op.f("ck_place_row_version")),
        sa.ForeignKeyConstraint(
            ["citation_id"], ["citation.id"], name=op.f("fk_place_citation_id_citation")
        ),
        sa.ForeignKeyConstraint(
            ["county_id"], ["division.id"], name=op.f("fk_place_county_id_division")
        ),
        sa.ForeignKeyConstraint(
            ["division_id"], ["division.id"], name=op.f("fk_place_division_id_division")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["place.id"], name=op.f("fk_place_merged_into_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("place_code", name=op.f("uq_place_place_code")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index("ix_place_county_list", ["county_id", "sort_key", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_division_id"), ["division_id"], unique=False)
        batch_op.create_index("ix_place_kind_list", ["kind", "sort_key", "id"], unique=False)
        batch_op.create_index("ix_place_list", ["sort_key", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_merged_into"), ["merged_into"], unique=False)
        batch_op.create_index("ix_place_position", ["lon", "lat"], unique=False)

    op.create_table(
        "candidate_record",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("division_text", sa.String(length=200), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=True),
        sa.Column("list_key", sa.String(length=40), nullable=False),
        sa.Column("programme_class", sa.String(length=60), nullable=False),
        sa.Column("batch", sa.String(length=60), nullable=False),
        sa.Column("year", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('announced', 'reported', 'candidate', 'filed', 'not_sourced')",
            name=op.f("ck_candidate_record_state"),
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_candidate_record_place_id_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_record")),
        sa.UniqueConstraint("key", name=op.f("uq_candidate_record_key")),
    )
    with op.batch_alter_table("candidate_record", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_candidate_record_place_id"), ["place_id"], unique=False
        )

    op.create_table(
        "nomination",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("programme_id", sa.String(length=16), nullable=False),
        sa.Column("programme_key", sa.String(length=40), nullable=False),
        sa.Column("place_name", sa.String(length=60), nullable=False),
        sa.Column("division_text", sa.String(length=200), nullable=False),
        sa.Column("division_path", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("compiler_id", sa.String(length=16), nullable=True),
        sa.Column("compiler_name", sa.String(length=120), nullable=False),
        sa.Column("reference_year", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("protection_plan", sa.Text(), nullable=False),
        sa.Column("applicant", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("exception_reason", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'county', 'city', 'province', 'expert_review', 'notice', 'recognised', 'rejected', 'returned', 'withdrawn')",
            name=op.f("ck_nomination_status"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_nomination_version")),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_nomination_place_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_nomination_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
    )
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_nomination_compiler_id"), ["compiler_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_nomination_place_id"), ["place_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_nomination_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index("ix_nomination_queue", ["status", "division_path"], unique=False)
        batch_op.create_index(
            "uq_nomination_living",
            ["place_id", "programme_key"],
            unique=True,
            sqlite_where=sa.text("status NOT IN ('rejected', 'withdrawn')"),
            postgresql_where=sa.text("status NOT IN ('rejected', 'withdrawn')"),
        )

    op.create_table(
        "place_name",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=60), nullable=False),
        sa.Column("name_kind", sa.String(length=12), nullable=False),
        sa.Column("specific", sa.String(length=60), nullable=False),
        sa.Column("generic", sa.String(length=60), nullable=False),
        sa.Column("generic_absorbed", sa.Boolean(), nullable=False),
        sa.Column("roman_toned", sa.String(length=200), nullable=False),
        sa.Column("roman_plain", sa.String(length=200), nullable=False),
        sa.Column("roman_sign", sa.String(length=200), nullable=False),
        sa.Column("roman_status", sa.String(length=8), nullable=False),
        sa.Column("reading_basis", sa.String(length=300), nullable=False),
        sa.Column("valid_from_min", sa.Integer(), nullable=True),
        sa.Column("valid_from_max", sa.Integer(), nullable=True),
        sa.Column("valid_from_verbatim", sa.String(length=120), nullable=False),
        sa.Column("valid_to_min", sa.Integer(), nullable=True),
        sa.Column("valid_to_max", sa.Integer(), nullable=True),
        sa.Column("valid_to_verbatim", sa.String(length=120), nullable=False),
        sa.Column("approval_basis", sa.String(length=16), nullable=False),
        sa.Column("approval_document", sa.String(length=300), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("citation_id", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "approval_basis IN ('approved', 'usage', 'official_list', 'unrecorded')",
            name=op.f("ck_place_name_approval_basis"),
        ),
        sa.CheckConstraint(
            "name_kind IN ('standard', 'alias', 'short', 'former', 'historical', 'popular', 'map', 'variant')",
            name=op.f("ck_place_name_name_kind"),
        ),
        sa.CheckConstraint(
            "roman_status IN ('proposed', 'approved')", name=op.f("ck_place_name_roman_status")
        ),
        sa.CheckConstraint("text <> ''", name=op.f("ck_place_name_text")),
        sa.ForeignKeyConstraint(
            ["citation_id"], ["citation.id"], name=op.f("fk_place_name_citation_id_citation")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_place_name_place_id_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_name")),
    )
    with op.batch_alter_table("place_name", schema=None) as batch_op:
        batch_op.create_index("ix_place_name_place", ["place_id", "name_kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_name_text"), ["text"], unique=False)
        batch_op.create_index(
            "uq_place_name_one_standard",
            ["place_id"],
            unique=True,
            sqlite_where=sa.text("name_kind = 'standard'"),
            postgresql_where=sa.text("name_kind = 'standard'"),
        )

    op.create_table(
        "sign_requirement",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("place_name", sa.String(length=60), nullable=False),
        sa.Column("county_id", sa.String(length=16), nullable=False),
        sa.Column("division_path", sa.String(length=200), nullable=False),
        sa.Column("stratum", sa.String(length=20), nullable=False),
        sa.Column("sign_type", sa.String(length=20), nullable=False),
        sa.Column("is_heritage", sa.Boolean(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("tolerance_m", sa.Float(), nullable=False),
        sa.Column("position_role", sa.String(length=20), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("exempt_reason", sa.String(length=300), nullable=False),
        sa.Column("exempt_paper", sa.String(length=200), nullable=False),
        sa.Column("exempt_approver", sa.String(length=120), nullable=False),
        sa.Column("exempt_until", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "position_role IN ('start', 'end', 'junction', 'infill', 'entrance', 'boundary', 'site')",
            name=op.f("ck_sign_requirement_position_role"),
        ),
        sa.CheckConstraint(
            "sign_type IN ('street', 'lane', 'village', 'area', 'natural', 'boundary', 'facility', 'heritage')",
            name=op.f("ck_sign_requirement_sign_type"),
        ),
        sa.CheckConstraint(
            "status <> 'exempt' OR (exempt_reason <> '' AND exempt_paper <> '')",
            name=op.f("ck_sign_requirement_exemption"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'satisfied', 'exempt')", name=op.f("ck_sign_requirement_status")
        ),
        sa.CheckConstraint(
            "(lon IS NULL) = (lat IS NULL)", name=op.f("ck_sign_requirement_position")
        ),
        sa.CheckConstraint("tolerance_m > 0", name=op.f("ck_sign_requirement_tolerance")),
        sa.ForeignKeyConstraint(
            ["county_id"], ["division.id"], name=op.f("fk_sign_requirement_county_id_division")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_sign_requirement_place_id_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_requirement")),
    )
    with op.batch_alter_table("sign_requirement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_requirement_county_id_stratum_status"),
            ["county_id", "stratum", "status"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_sign_requirement_place_id"), ["place_id"], unique=False
        )

    op.create_table(
        "claim",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("name_id", sa.String(length=16), nullable=True),
        sa.Column("claim_type", sa.String(length=20), nullable=False),
        sa.Column("value_text", sa.Text(), nullable=False),
        sa.Column("year_from_min", sa.Integer(), nullable=True),
        sa.Column("year_from_max", sa.Integer(), nullable=True),
        sa.Column("year_to_min", sa.Integer(), nullable=True),
        sa.Column("year_to_max", sa.Integer(), nullable=True),
        sa.Column("era_verbatim", sa.String(length=120), nullable=False),
        sa.Column("computed_by", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "claim_type IN ('settlement_founded', 'name_first_record', 'name_continuous', 'renamed', 'origin', 'meaning', 'evolution', 'regional_role', 'remains', 'legend')",
            name=op.f("ck_claim_claim_type"),
        ),
        sa.CheckConstraint(
            "status IN ('asserted', 'accepted', 'disputed', 'rejected')",
            name=op.f("ck_claim_status"),
        ),
        sa.CheckConstraint("year_from_min <= year_from_max", name=op.f("ck_claim_year_from")),
        sa.CheckConstraint("year_to_min <= year_to_max", name=op.f("ck_claim_year_to")),
        sa.ForeignKeyConstraint(
            ["name_id"], ["place_name.id"], name=op.f("fk_claim_name_id_place_name")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_claim_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_place_id"), ["place_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("nomination_id", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("from_status", sa.String(length=16), nullable=True),
        sa.Column("to_status", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=16), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "action IN ('start', 'submit', 'forward', 'return', 'reject', 'open_notice', 'recognise', 'withdraw')",
            name=op.f("ck_decision_action"),
        ),
        sa.CheckConstraint(
            "to_status IN ('draft', 'county', 'city', 'province', 'expert_review', 'notice', 'recognised', 'rejected', 'returned', 'withdrawn')",
            name=op.f("ck_decision_to_status"),
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_decision_nomination_id_nomination")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("nomination_id", "seq", name=op.f("uq_decision_nomination_id_seq")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_actor_id"), ["actor_id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("nomination_id", sa.String(length=16), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("expert_id", sa.String(length=16), nullable=False),
        sa.Column("expert_name", sa.String(length=120), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('meets', 'doubtful', 'fails')", name=op.f("ck_finding_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_finding_nomination_id_nomination")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint(
            "nomination_id",
            "round",
            "criterion",
            "expert_id",
            name=op.f("uq_finding_nomination_id_round_criterion_expert_id"),
        ),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("nomination_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("file_no", sa.String(length=60), nullable=False),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_early_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_early_reason", sa.String(length=400), nullable=False),
        sa.Column("ended_without_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('gongshi', 'gonggao', 'gongbu')", name=op.f("ck_notice_kind")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_notice_window")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_notice_nomination_id_nomination")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_ends_at", ["ends_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_notice_nomination_id"), ["nomination_id"], unique=False
        )

    op.create_table(
        "recognition",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("nomination_id", sa.String(length=16), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("programme_id", sa.String(length=16), nullable=False),
        sa.Column("programme_key", sa.String(length=40), nullable=False),
        sa.Column("edition_id", sa.String(length=16), nullable=False),
        sa.Column("edition_number", sa.Integer(), nullable=False),
        sa.Column("place_name", sa.String(length=60), nullable=False),
        sa.Column("division_text", sa.String(length=200), nullable=False),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("recognised_on", sa.Date(), nullable=False),
        sa.Column("decided_by_name", sa.String(length=120), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_basis", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["list_edition.id"], name=op.f("fk_recognition_edition_id_list_edition")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nomination.id"],
            name=op.f("fk_recognition_nomination_id_nomination"),
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_recognition_place_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_recognition_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition")),
        sa.UniqueConstraint("nomination_id", name=op.f("uq_recognition_nomination_id")),
    )
    with op.batch_alter_table("recognition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recognition_place_id"), ["place_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_recognition_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_recognition_programme_key"), ["programme_key"], unique=False
        )

    op.create_table(
        "sign",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("requirement_id", sa.String(length=16), nullable=True),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("county_id", sa.String(length=16), nullable=False),
        sa.Column("division_path", sa.String(length=200), nullable=False),
        sa.Column("stratum", sa.String(length=20), nullable=False),
        sa.Column("is_heritage", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("family", sa.String(length=16), nullable=False),
        sa.Column("text_hanzi", sa.String(length=60), nullable=False),
        sa.Column("text_roman", sa.String(length=160), nullable=False),
        sa.Column("colour_ground", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("proof_prepared_by", sa.String(length=16), nullable=True),
        sa.Column("proof_prepared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proof_approved_by", sa.String(length=16), nullable=True),
        sa.Column("proof_approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proof_note", sa.String(length=500), nullable=False),
        sa.Column("maker", sa.String(length=200), nullable=False),
        sa.Column("batch", sa.String(length=80), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "colour_ground IN ('blue', 'green', 'heritage')", name=op.f("ck_sign_colour_ground")
        ),
        sa.CheckConstraint(
            "family IN ('place_name', 'heritage', 'traffic', 'doorplate', 'other')",
            name=op.f("ck_sign_family"),
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'proof', 'approved', 'made', 'installed_claimed', 'verified', 'wrong', 'damaged', 'missing', 'removed')",
            name=op.f("ck_sign_state"),
        ),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name=op.f("ck_sign_position")),
        sa.ForeignKeyConstraint(
            ["county_id"], ["division.id"], name=op.f("fk_sign_county_id_division")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_sign_place_id_place")),
        sa.ForeignKeyConstraint(
            ["requirement_id"],
            ["sign_requirement.id"],
            name=op.f("fk_sign_requirement_id_sign_requirement"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign")),
        sa.UniqueConstraint("code", name=op.f("uq_sign_code")),
    )
    with op.batch_alter_table("sign", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_county_id_stratum_is_heritage_state"),
            ["county_id", "stratum", "is_heritage", "state"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_sign_lon_lat"), ["lon", "lat"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_place_id"), ["place_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_sign_requirement_id"), ["requirement_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_sign_state"), ["state"], unique=False)

    op.create_table(
        "claim_evidence",
        sa.Column("claim_id", sa.String(length=16), nullable=False),
        sa.Column("citation_id", sa.String(length=16), nullable=False),
        sa.Column("stance", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "stance IN ('supports', 'contradicts')", name=op.f("ck_claim_evidence_stance")
        ),
        sa.ForeignKeyConstraint(
            ["citation_id"], ["citation.id"], name=op.f("fk_claim_evidence_citation_id_citation")
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_claim_evidence_claim_id_claim")
        ),
        sa.PrimaryKeyConstraint("claim_id", "citation_id", name=op.f("pk_claim_evidence")),
    )
    op.create_table(
        "field_report",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("sign_id", sa.String(length=16), nullable=False),
        sa.Column("place_id", sa.String(length=16), nullable=False),
        sa.Column("division_path", sa.String(length=200), nullable=False),
        sa.Column("reporter_id", sa.String(length=16), nullable=True),
        sa.Column("reporter_name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("condition", sa.String(length=16), nullable=False),
        sa.Column("defects", sa.JSON(), nullable=False),
        sa.Column("observed_hanzi", sa.String(length=60), nullable=False),
        sa.Column("observed_roman", sa.String(length=160), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_skew_s", sa.Integer(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.Column("fix_age_s", sa.Integer(), nullable=True),
        sa.Column("capture_source", sa.String(length=16), nullable=False),
        sa.Column("distance_m", sa.Float(), nullable=True),
        sa.Column("shift_suspect", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("receipt_seq", sa.Integer(), nullable=True),
        sa.Column("receipt_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "capture_source IN ('live', 'camera', 'gallery', 'unknown')",
            name=op.f("ck_field_report_capture_source"),
        ),
        sa.CheckConstraint(
            "condition IN ('good', 'worn', 'damaged', 'unreadable', 'absent')",
            name=op.f("ck_field_report_condition"),
        ),
        sa.CheckConstraint(
            "kind IN ('installed', 'existing_good', 'damaged', 'missing', 'wrong_text', 'wrong_spelling', 'wrong_colour', 'covered', 'moved', 'unauthorised', 'blank', 'qr_dead', 'duplicate', 'needs_extra')",
            name=op.f("ck_field_report_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('received', 'accepted', 'rejected', 'needs_more')",
            name=op.f("ck_field_report_status"),
        ),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name=op.f("ck_field_report_position")),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_field_report_place_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["sign_id"], ["sign.id"], name=op.f("fk_field_report_sign_id_sign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_report")),
        sa.UniqueConstraint("client_id", name=op.f("uq_field_report_client_id")),
    )
    with op.batch_alter_table("field_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_field_report_place_id"), ["place_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_field_report_reporter_id_received_at"),
            ["reporter_id", "received_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_field_report_sign_id"), ["sign_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_field_report_status_received_at"),
            ["status", "received_at"],
            unique=False,
        )

    op.create_table(
        "nomination_claim",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("nomination_id", sa.String(length=16), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("claim_id", sa.String(length=16), nullable=True),
        sa.Column("draft", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(claim_id IS NULL) <> (draft IS NULL)", name=op.f("ck_nomination_claim_claim_or_draft")
        ),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["claim.id"], name=op.f("fk_nomination_claim_claim_id_claim")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nomination.id"],
            name=op.f("fk_nomination_claim_nomination_id_nomination"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_claim")),
        sa.UniqueConstraint(
            "nomination_id",
            "criterion",
            "claim_id",
            name=op.f("uq_nomination_claim_nomination_id_criterion_claim_id"),
        ),
    )
    with op.batch_alter_table("nomination_claim", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_nomination_claim_claim_id"), ["claim_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_nomination_claim_nomination_id"), ["nomination_id"], unique=False
        )

    op.create_table(
        "objection",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("notice_id", sa.String(length=16), nullable=False),
        sa.Column("nomination_id", sa.String(length=16), nullable=False),
        sa.Column("receipt", sa.String(length=16), nullable=False),
        sa.Column("ground", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("person_name", sa.String(length=120), nullable=False),
        sa.Column("person_contact", sa.String(length=200), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("public_summary", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=16), nullable=True),
        sa.Column("answered_by_name", sa.String(length=120), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.CheckConstraint(
            "ground IN ('age', 'name', 'place', 'boundary', 'omission')",
            name=op.f("ck_objection_ground"),
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('upheld', 'partly', 'dismissed')",
            name=op.f("ck_objection_outcome"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (answered_at IS NULL)", name=op.f("ck_objection_answered_whole")
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nomination.id"], name=op.f("fk_objection_nomination_id_nomination")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_objection_notice_id_notice")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("receipt", name=op.f("uq_objection_receipt")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_objection_nomination_id"), ["nomination_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_objection_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "report_photo",
        sa.Column("report_id", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("photo_id", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pixel_sha256", sa.String(length=64), nullable=False),
        sa.Column("phash", sa.String(length=16), nullable=False),
        sa.Column("dhash", sa.String(length=16), nullable=False),
        sa.CheckConstraint("role IN ('near', 'far')", name=op.f("ck_report_photo_role")),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name=op.f("fk_report_photo_photo_id_photo")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["field_report.id"], name=op.f("fk_report_photo_report_id_field_report")
        ),
        sa.PrimaryKeyConstraint("report_id", "role", name=op.f("pk_report_photo")),
        sa.UniqueConstraint("photo_id", name=op.f("uq_report_photo_photo_id")),
    )
    with op.batch_alter_table("report_photo", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_report_photo_pixel_sha256"), ["pixel_sha256"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_report_photo_sha256"), ["sha256"], unique=False)

    op.create_table(
        "verification",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("report_id", sa.String(length=16), nullable=False),
        sa.Column("sign_id", sa.String(length=16), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("reason_code", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("sign_state", sa.String(length=20), nullable=False),
        sa.Column("reviewer_id", sa.String(length=16), nullable=True),
        sa.Column("reviewer_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reason_code = '' OR reason_code IN ('unreadable', 'not_this_sign', 'no_surroundings', 'place_doubtful', 'text_misread', 'photo_reused', 'other')",
            name=op.f("ck_verification_reason"),
        ),
        sa.CheckConstraint(
            "verdict IN ('accept', 'needs_more', 'reject')", name=op.f("ck_verification_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["field_report.id"], name=op.f("fk_verification_report_id_field_report")
        ),
        sa.ForeignKeyConstraint(
            ["sign_id"], ["sign.id"], name=op.f("fk_verification_sign_id_sign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
        sa.UniqueConstraint("report_id", name=op.f("uq_verification_report_id")),
    )
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verification_sign_id"), ["sign_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verification_sign_id"))

    op.drop_table("verification")
    with op.batch_alter_table("report_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_photo_sha256"))
        batch_op.drop_index(batch_op.f("ix_report_photo_pixel_sha256"))

    op.drop_table("report_photo")
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objection_notice_id"))
        batch_op.drop_index(batch_op.f("ix_objection_nomination_id"))

    op.drop_table("objection")
    with op.batch_alter_table("nomination_claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nomination_claim_nomination_id"))
        batch_op.drop_index(batch_op.f("ix_nomination_claim_claim_id"))

    op.drop_table("nomination_claim")
    with op.batch_alter_table("field_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_field_report_status_received_at"))
        batch_op.drop_index(batch_op.f("ix_field_report_sign_id"))
        batch_op.drop_index(batch_op.f("ix_field_report_reporter_id_received_at"))
        batch_op.drop_index(batch_op.f("ix_field_report_place_id"))

    op.drop_table("field_report")
    op.drop_table("claim_evidence")
    with op.batch_alter_table("sign", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_state"))
        batch_op.drop_index(batch_op.f("ix_sign_requirement_id"))
        batch_op.drop_index(batch_op.f("ix_sign_place_id"))
        batch_op.drop_index(batch_op.f("ix_sign_lon_lat"))
        batch_op.drop_index(batch_op.f("ix_sign_county_id_stratum_is_heritage_state"))

    op.drop_table("sign")
    with op.batch_alter_table("recognition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recognition_programme_key"))
        batch_op.drop_index(batch_op.f("ix_recognition_programme_id"))
        batch_op.drop_index(batch_op.f("ix_recognition_place_id"))

    op.drop_table("recognition")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_nomination_id"))
        batch_op.drop_index("ix_notice_ends_at")

    op.drop_table("notice")
    op.drop_table("finding")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_actor_id"))

    op.drop_table("decision")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_place_id"))

    op.drop_table("claim")
    with op.batch_alter_table("sign_requirement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_requirement_place_id"))
        batch_op.drop_index(batch_op.f("ix_sign_requirement_county_id_stratum_status"))

    op.drop_table("sign_requirement")
    with op.batch_alter_table("place_name", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_place_name_one_standard",
            sqlite_where=sa.text("name_kind = 'standard'"),
            postgresql_where=sa.text("name_kind = 'standard'"),
        )
        batch_op.drop_index(batch_op.f("ix_place_name_text"))
        batch_op.drop_index("ix_place_name_place")

    op.drop_table("place_name")
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_nomination_living",
            sqlite_where=sa.text("status NOT IN ('rejected', 'withdrawn')"),
            postgresql_where=sa.text("status NOT IN ('rejected', 'withdrawn')"),
        )
        batch_op.drop_index("ix_nomination_queue")
        batch_op.drop_index(batch_op.f("ix_nomination_programme_id"))
        batch_op.drop_index(batch_op.f("ix_nomination_place_id"))
        batch_op.drop_index(batch_op.f("ix_nomination_compiler_id"))

    op.drop_table("nomination")
    with op.batch_alter_table("candidate_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_record_place_id"))

    op.drop_table("candidate_record")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index("ix_place_position")
        batch_op.drop_index(batch_op.f("ix_place_merged_into"))
        batch_op.drop_index("ix_place_list")
        batch_op.drop_index("ix_place_kind_list")
        batch_op.drop_index(batch_op.f("ix_place_division_id"))
        batch_op.drop_index("ix_place_county_list")

    op.drop_table("place")
    op.drop_table("sign_tally")
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_session_person_id"))

    op.drop_table("sign_in_session")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_person_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_citation_source_id"))

    op.drop_table("citation")
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_title"))
        batch_op.drop_index(batch_op.f("ix_source_source_type"))

    op.drop_table("source")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempt_email_at")

    op.drop_table("sign_in_attempt")
    op.drop_table("programme")
    with op.batch_alter_table("place_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_key_place_id"))

    op.drop_table("place_key")
    with op.batch_alter_table("place_gram", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_gram_place_id"))

    op.drop_table("place_gram")
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photo_small_key"))
        batch_op.drop_index(batch_op.f("ix_photo_sha256"))
        batch_op.drop_index(batch_op.f("ix_photo_pixel_sha256"))
        batch_op.drop_index(batch_op.f("ix_photo_large_key"))

    op.drop_table("photo")
    op.drop_table("person")
    op.drop_table("list_edition")
    op.drop_table("journal_head")
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journal_entry_verb"))
        batch_op.drop_index(batch_op.f("ix_journal_entry_subject_id"))

    op.drop_table("journal_entry")
    with op.batch_alter_table("division", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_division_twin_division_id"))
        batch_op.drop_index(batch_op.f("ix_division_path"))
        batch_op.drop_index(batch_op.f("ix_division_parent_id"))
        batch_op.drop_index(batch_op.f("ix_division_name"))
        batch_op.drop_index(batch_op.f("ix_division_level"))
        batch_op.drop_index(batch_op.f("ix_division_code"))

    op.drop_table("division")
