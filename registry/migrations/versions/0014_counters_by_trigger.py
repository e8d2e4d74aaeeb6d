"""Names, signs and verdicts are counted by the database itself, whoever writes them.

Revision: 0014, after 0013

What is counted moves with the row, in its transaction, also where a row is written in bulk. The
numerator of the headline comes from the same rows as its denominator, so that a name that leaves the
scope leaves both.
"""

# ruff: noqa: S608, ISC004 - every part of a statement is a constant of this file
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# Written out, not imported: a migration must mean the same for ever.
STRATA = {
    "city": "district",
    "county": "district",
    "functional_zone": "district",
    "township": "township",
    "village_committee": "village",
    "community": "village",
    "natural_village": "settlement",
    "street_lane": "road",
    "road": "road",
    "water": "natural",
    "landform": "natural",
    "site": "site",
    "other": "site",
}
MARKS = ("verified", "claimed", "faulty", "required")
FAMILIES = "('place_name', 'heritage')"
PLACE = (
    "kind",
    "entity_status",
    "county_id",
    "division_id",
    "managing_body",
    "merged_into",
    "sign_state",
    "lon",
)
SIGN = ("county_id", "stratum", "is_heritage", "state", "family")


def _stratum(row: str) -> str:
    cases = " ".join(f"WHEN '{kind}' THEN '{stratum}'" for kind, stratum in STRATA.items())
    return f"CASE {row}.kind {cases} ELSE 'site' END"


def _in_scope(row: str) -> str:
    return f"{row}.entity_status = 'existing' AND {row}.merged_into IS NULL"


def _mark(row: str, by: int, mark: str) -> str:
    return f"CASE WHEN {row}.sign_state = '{mark}' THEN {by} ELSE 0 END"


def _add(table: str, key: str, columns: tuple[str, ...], source: str) -> str:
    sums = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in columns)
    return (
        f"INSERT INTO {table} ({key}, {', '.join(columns)}) {source} "
        f"ON CONFLICT ({key}) DO UPDATE SET {sums}"
    )


def _name(row: str, by: int) -> str:
    """Put a place into its three rows (by 1), or take it out of them (by -1)."""
    marks = ", ".join(_mark(row, by, mark) for mark in MARKS)
    source = (
        f"SELECT s.scope, s.scope_id, {_stratum(row)}, {by}, "
        f"CASE WHEN {row}.lon IS NULL THEN 0 ELSE {by} END, {marks} FROM ("
        f"SELECT 'county' AS scope, COALESCE({row}.county_id, '-') AS scope_id "
        f"UNION ALL SELECT 'division', {row}.division_id "
        f"UNION ALL SELECT 'body', {row}.managing_body) AS s WHERE {_in_scope(row)}"
    )
    return _add("name_tally", "scope, scope_id, stratum", ("names", "located", *MARKS), source)


def _flow(row: str, week: str, column: str, condition: str) -> str:
    values = ", ".join(
        "1" if name == column else "0" for name in ("entered", "left_scope", "gained", "lost")
    )
    source = (
        f"SELECT {week}, COALESCE({row}.county_id, '-'), {_stratum(row)}, {values} "
        f"WHERE {_in_scope(row)} AND {condition}"
    )
    columns = ("entered", "left_scope", "gained", "lost")
    return _add("name_week", "week, county_id, stratum", columns, source)


def _sign(row: str, by: int) -> str:
    source = (
        f"SELECT {row}.county_id, {row}.stratum, {row}.is_heritage, {row}.state, {by} "
        f"WHERE {row}.family IN {FAMILIES}"
    )
    return _add("sign_count", "county_id, stratum, is_heritage, state", ("signs",), source)


class _Words:
    """What the two engines write differently."""

    def __init__(self, engine: str) -> None:
        self.lite = engine == "sqlite"

    def week(self, moment: str) -> str:
        """The Monday, in China, of a moment."""
        if self.lite:
            return f"date({moment}, '+8 hours', 'weekday 0', '-6 days')"
        return f"CAST(date_trunc('week', {moment} AT TIME ZONE 'Asia/Shanghai') AS date)"

    def differ(self, columns: tuple[str, ...]) -> str:
        word = "IS NOT" if self.lite else "IS DISTINCT FROM"
        return " OR ".join(f"OLD.{name} {word} NEW.{name}" for name in columns)

    def trigger(
        self, name: str, act: str, table: str, body: list[str], when: str = ""
    ) -> list[str]:
        condition = f"WHEN ({when}) " if when else ""
        text = "; ".join(body)
        if self.lite:
            return [f"CREATE TRIGGER {name} AFTER {act} ON {table} {condition}BEGIN {text}; END"]
        return [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {text}; RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER {act} ON {table} "
            f"FOR EACH ROW {condition}EXECUTE FUNCTION {name}()",
        ]


def _flows(words: _Words) -> list[str]:
    """Entering and leaving the scope, gaining and losing a verified sign, by week.

    A mark is set after the journal entry of the act that it follows from, so the newest entry says
    when; what changes a place says so on the place.
    """
    signed, was_signed = "NEW.sign_state = 'verified'", "OLD.sign_state = 'verified'"
    edited = words.week("COALESCE(NEW.updated_at, NEW.created_at)")
    told = words.week(
        "COALESCE((SELECT at FROM journal_entry ORDER BY seq DESC LIMIT 1), NEW.created_at)"
    )
    moved = words.differ(("county_id", "kind"))
    out, into = f"({_in_scope('OLD')})", f"({_in_scope('NEW')})"
    leaves, enters = f"(NOT {into} OR {moved})", f"(NOT {out} OR {moved})"
    stays = f"{out} AND {into} AND NOT ({moved})"
    return [
        _flow("OLD", edited, "left_scope", leaves),
        _flow("OLD", edited, "lost", f"{was_signed} AND {leaves}"),
        _flow("NEW", edited, "entered", enters),
        _flow("NEW", edited, "gained", f"{signed} AND {enters}"),
        _flow("NEW", told, "gained", f"{signed} AND NOT {was_signed} AND {stays}"),
        _flow("OLD", told, "lost", f"{was_signed} AND NOT {signed} AND {stays}"),
    ]


def _triggers(engine: str) -> list[str]:
    words = _Words(engine)
    born = words.week("NEW.created_at")
    gone = words.week("COALESCE(OLD.updated_at, OLD.created_at)")
    verdict = _add(
        "reporter_week",
        "week, reporter_id",
        ("accepted", "returned"),
        f"SELECT {words.week('NEW.at')}, COALESCE(r.reporter_id, ''), "
        "CASE WHEN NEW.verdict = 'accept' THEN 1 ELSE 0 END, "
        "CASE WHEN NEW.verdict = 'accept' THEN 0 ELSE 1 END "
        "FROM field_report AS r WHERE r.id = NEW.report_id",
    )
    return [
        *words.trigger(
            "place_counted",
            "INSERT",
            "place",
            [
                _name("NEW", 1),
                _flow("NEW", born, "entered", "1 = 1"),
                _flow("NEW", born, "gained", "NEW.sign_state = 'verified'"),
            ],
        ),
        *words.trigger(
            "place_recounted",
            f"UPDATE OF {', '.join(PLACE)}",
            "place",
            [_name("OLD", -1), _name("NEW", 1), *_flows(words)],
            when=words.differ(PLACE),
        ),
        *words.trigger(
            "place_discounted",
            "DELETE",
            "place",
            [
                _name("OLD", -1),
                _flow("OLD", gone, "left_scope", "1 = 1"),
                _flow("OLD", gone, "lost", "OLD.sign_state = 'verified'"),
            ],
        ),
        *words.trigger("sign_counted", "INSERT", "sign", [_sign("NEW", 1)]),
        *words.trigger(
            "sign_recounted",
            f"UPDATE OF {', '.join(SIGN)}",
            "sign",
            [_sign("OLD", -1), _sign("NEW", 1)],
            when=words.differ(SIGN),
        ),
        *words.trigger("sign_discounted", "DELETE", "sign", [_sign("OLD", -1)]),
        *words.trigger("verdict_counted", "INSERT", "verification", [verdict]),
    ]


def _fill(words: _Words) -> list[str]:
    """What was there before is counted once; past weeks are told from dates that were kept."""
    stratum = _stratum("place")
    marks = ", ".join(f"SUM({_mark('place', 1, mark)})" for mark in MARKS)
    names = [
        f"INSERT INTO name_tally (scope, scope_id, stratum, names, located, {', '.join(MARKS)}) "
        f"SELECT '{scope}', {scope_id}, {stratum}, COUNT(*), COUNT(lon), {marks} FROM place "
        f"WHERE {_in_scope('place')} GROUP BY 2, 3"
        for scope, scope_id in (
            ("county", "COALESCE(county_id, '-')"),
            ("division", "division_id"),
            ("body", "managing_body"),
        )
    ]
    columns = ("entered", "left_scope", "gained", "lost")
    first_seen = (
        "(SELECT MIN(verified_at) FROM sign WHERE sign.place_id = place.id "
        "AND sign.state = 'verified')"
    )
    weeks = [
        _add(
            "name_week",
            "week, county_id, stratum",
            columns,
            f"SELECT {words.week(moment)}, COALESCE(county_id, '-'), {stratum}, {counts} "
            f"FROM place WHERE {_in_scope('place')}{more} GROUP BY 1, 2, 3",
        )
        for moment, counts, more in (
            ("created_at", "COUNT(*), 0, 0, 0", ""),
            (
                f"COALESCE({first_seen}, created_at)",
                "0, 0, COUNT(*), 0",
                " AND sign_state = 'verified'",
            ),
        )
    ]
    return [
        *names,
        *weeks,
        "INSERT INTO sign_count (county_id, stratum, is_heritage, state, signs) "
        "SELECT county_id, stratum, is_heritage, state, COUNT(*) FROM sign "
        f"WHERE family IN {FAMILIES} GROUP BY 1, 2, 3, 4",
        "INSERT INTO reporter_week (week, reporter_id, accepted, returned) "
        f"SELECT {words.week('v.at')}, COALESCE(r.reporter_id, ''), "
        "SUM(CASE WHEN v.verdict = 'accept' THEN 1 ELSE 0 END), "
        "SUM(CASE WHEN v.verdict = 'accept' THEN 0 ELSE 1 END) "
        "FROM verification AS v JOIN field_report AS r ON r.id = v.report_id GROUP BY 1, 2",
    ]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "name_tally",
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.Column("scope_id", sa.String(length=120), nullable=False),
        sa.Column("stratum", sa.String(length=20), nullable=False),
        *_numbers("names", "located", *MARKS),
        sa.PrimaryKeyConstraint("scope", "scope_id", "stratum", name=op.f("pk_name_tally")),
    )
    op.create_table(
        "name_week",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("county_id", sa.String(length=16), nullable=False),
        sa.Column("stratum", sa.String(length=20), nullable=False),
        *_numbers("entered", "left_scope", "gained", "lost"),
        sa.PrimaryKeyConstraint("week", "county_id", "stratum", name=op.f("pk_name_week")),
    )
    op.create_table(
        "sign_count",
        sa.Column("county_id", sa.String(length=16), nullable=False),
        sa.Column("stratum", sa.String(length=20), nullable=False),
        sa.Column("is_heritage", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        *_numbers("signs"),
        sa.PrimaryKeyConstraint(
            "county_id", "stratum", "is_heritage", "state", name=op.f("pk_sign_count")
        ),
    )
    op.create_table(
        "reporter_week",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("reporter_id", sa.String(length=16), nullable=False),
        *_numbers("accepted", "returned"),
        sa.PrimaryKeyConstraint("week", "reporter_id", name=op.f("pk_reporter_week")),
    )
    op.create_index(
        op.f("ix_sign_requirement_stratum_status_created_at"),
        "sign_requirement",
        ["stratum", "status", "created_at"],
    )
    with op.batch_alter_table("sign_tally", schema=None) as batch_op:
        batch_op.drop_column("names_verified")
    engine = op.get_bind().dialect.name
    for statement in (*_fill(_Words(engine)), *_triggers(engine)):
        op.execute(sa.text(statement))


def downgrade() -> None:
    """Go back."""
    postgres = op.get_bind().dialect.name != "sqlite"
    for name, table in (
        ("place_counted", "place"),
        ("place_recounted", "place"),
        ("place_discounted", "place"),
        ("sign_counted", "sign"),
        ("sign_recounted", "sign"),
        ("sign_discounted", "sign"),
        ("verdict_counted", "verification"),
    ):
        op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if postgres else ""))
        if postgres:
            op.execute(f"DROP FUNCTION {name}()")
    with op.batch_alter_table("sign_tally", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("names_verified", sa.Integer(), nullable=False, server_default="0")
        )
    op.execute(
        "UPDATE sign_tally SET names_verified = (SELECT COUNT(DISTINCT s.place_id) FROM sign AS s "
        "WHERE s.county_id = sign_tally.county_id AND s.stratum = sign_tally.stratum "
        f"AND s.state = 'verified' AND s.family IN {FAMILIES} "
        "AND (NOT sign_tally.heritage OR s.is_heritage))"
    )
    with op.batch_alter_table("sign_tally", schema=None) as batch_op:
        batch_op.alter_column("names_verified", server_default=None)
    op.drop_index(op.f("ix_sign_requirement_stratum_status_created_at"), "sign_requirement")
    for table in ("reporter_week", "sign_count", "name_week", "name_tally"):
        op.drop_table(table)
