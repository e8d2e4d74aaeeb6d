"""The index of merged places serves those who ask for merged places, and nobody else."""

import pytest
from sqlalchemy import text

pytestmark = pytest.mark.database

ABSORBED = "SELECT id FROM place WHERE merged_into = 'a'"
LIVING = "SELECT id FROM place WHERE merged_into IS NULL AND id IN ('a', 'b')"
NEARBY = "SELECT id FROM place WHERE merged_into IS NULL AND lon BETWEEN 117 AND 118"


def planned(session, statement: str) -> str:
    """The engine's own words on how it would answer."""
    if session.get_bind().dialect.name == "postgresql":
        # Few rows are read whole, whatever index there is.
        session.execute(text("SET LOCAL enable_seqscan = off"))
        return "\n".join(session.execute(text(f"EXPLAIN {statement}")).scalars())
    rows = session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))
    return "\n".join(row.detail for row in rows)


def test_what_was_merged_into_a_place_is_found_by_the_index(gazetteer, runtime):
    with runtime.database.read() as session:
        assert "ix_place_merged_into" in planned(session, ABSORBED)


@pytest.mark.parametrize("statement", [LIVING, NEARBY])
def test_places_that_stand_are_never_looked_for_by_it(gazetteer, runtime, statement):
    with runtime.database.read() as session:
        assert "ix_place_merged_into" not in planned(session, statement)
