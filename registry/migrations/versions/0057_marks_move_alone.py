"""A place whose sign mark alone changes moves one count each, instead of being counted out and in.

Revision: 0057, after 0054

It is by far the commonest write to a counted place: every verdict on a sign makes one. What moves a
place between counters (0014) stays as it was, and answers for the mark too where both change at once.
"""

# ruff: noqa: S608 - every part of a statement is a constant of this file
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0054"
branch_labels = None
depends_on = None

MARKS = ("verified", "claimed", "faulty", "required")
#: What puts a place into other counters than before.
PLACING = (
    *("kind", "entity_status", "county_id", "division_id"),
    *("managing_body", "merged_into", "lon"),
)
STRATA = (
    "CASE NEW.kind WHEN 'city' THEN 'district' WHEN 'county' THEN 'district' "
    "WHEN 'functional_zone' THEN 'district' WHEN 'township' THEN 'township' "
    "WHEN 'village_committee' THEN 'village' WHEN 'community' THEN 'village' "
    "WHEN 'natural_village' THEN 'settlement' WHEN 'street_lane' THEN 'road' "
    "WHEN 'road' THEN 'road' WHEN 'residential' THEN 'estate' WHEN 'building' THEN 'estate' "
    "WHEN 'water' THEN 'natural' WHEN 'landform' THEN 'natural' ELSE 'site' END"
)
SCOPES = (
    ("county", "COALESCE(NEW.county_id, '-')"),
    ("division", "NEW.division_id"),
    ("body", "NEW.managing_body"),
)


def _is(row: str, mark: str) -> str:
    return f"CASE WHEN {row}.sign_state = '{mark}' THEN 1 ELSE 0 END"


def _differ(columns: tuple[str, ...], *, lite: bool) -> str:
    word = "IS NOT" if lite else "IS DISTINCT FROM"
    return " OR ".join(f"OLD.{name} {word} NEW.{name}" for name in columns)


def _moved(*, lite: bool) -> list[str]:
    """One count out of the mark before and into the one now; the week tells what was won or lost."""
    sums = ", ".join(f"{mark} = {mark} + {_is('NEW', mark)} - {_is('OLD', mark)}" for mark in MARKS)
    tallies = [
        f"UPDATE name_tally SET {sums} "
        f"WHERE scope = '{scope}' AND scope_id = {scope_id} AND stratum = {STRATA}"
        for scope, scope_id in SCOPES
    ]
    # By the newest journal entry, as 0014 says: the mark follows from the act it tells of.
    told = "COALESCE((SELECT at FROM journal_entry ORDER BY seq DESC LIMIT 1), NEW.created_at)"
    week = (
        f"date({told}, '+8 hours', 'weekday 0', '-6 days')"
        if lite
        else f"CAST(date_trunc('week', {told} AT TIME ZONE 'Asia/Shanghai') AS date)"
    )
    won, lost = _is("NEW", "verified"), _is("OLD", "verified")
    return [
        *tallies,
        (
            "INSERT INTO name_week (week, county_id, stratum, entered, left_scope, gained, lost) "
            f"SELECT {week}, COALESCE(NEW.county_id, '-'), {STRATA}, 0, 0, {won}, {lost} "
            f"WHERE {won} <> {lost} ON CONFLICT (week, county_id, stratum) DO UPDATE SET "
            "gained = name_week.gained + excluded.gained, lost = name_week.lost + excluded.lost"
        ),
    ]


def _make(columns: tuple[str, ...], body: str, name: str, *, more: str = "", lite: bool) -> None:
    """A trigger on updates of these columns; on PostgreSQL its function must be there already."""
    when = f"({_differ(columns, lite=lite)}){more}"
    act = f"CREATE TRIGGER {name} AFTER UPDATE OF {', '.join(columns)} ON place "
    op.execute(
        sa.text(
            f"{act}WHEN ({when}) BEGIN {body}; END"
            if lite
            else f"{act}FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()"
        )
    )


def _placed_by(columns: tuple[str, ...], *, lite: bool) -> None:
    """Let `place_recounted` answer for these columns, its statements as the releases left them."""
    body = ""
    if lite:
        asked = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'place_recounted'"
        stood = str(op.get_bind().execute(sa.text(asked)).scalar_one())
        body = stood.partition(" BEGIN ")[2].removesuffix("; END")
    op.execute("DROP TRIGGER place_recounted" + ("" if lite else " ON place"))
    _make(columns, body, "place_recounted", lite=lite)


def upgrade() -> None:
    """Go forward."""
    lite = op.get_bind().dialect.name == "sqlite"
    _placed_by(PLACING, lite=lite)
    body = "; ".join(_moved(lite=lite))
    if not lite:
        op.execute(
            "CREATE FUNCTION place_remarked() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {body}; RETURN NULL; END $$"
        )
    scope = " AND NEW.entity_status = 'existing' AND NEW.merged_into IS NULL"
    stays = f" AND NOT ({_differ(PLACING, lite=lite)})"
    _make(("sign_state",), body, "place_remarked", more=scope + stays, lite=lite)


def downgrade() -> None:
    """Go back."""
    lite = op.get_bind().dialect.name == "sqlite"
    op.execute("DROP TRIGGER place_remarked" + ("" if lite else " ON place"))
    if not lite:
        op.execute("DROP FUNCTION place_remarked()")
    _placed_by((*PLACING, "sign_state"), lite=lite)
