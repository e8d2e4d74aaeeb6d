"""Rows of a batch by the driver's bulk insert: each once, however many there are."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from registry.core.actor import SYSTEM
from registry.places.models import PlaceGram
from registry.places.services.index import insert_rows

pytestmark = pytest.mark.database


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 350])
def test_every_row_is_inserted_once_whether_or_not_it_fills_a_statement(work_as, count):
    rows = [("王庄", number % 7, number) for number in range(count)]
    with work_as(SYSTEM) as work:
        insert_rows(work.session, PlaceGram, rows)
    with work_as(SYSTEM) as work:
        found = [(row.gram, row.rank, row.number) for row in work.session.exec(select(PlaceGram))]
    assert sorted(found) == sorted(rows)


def test_a_row_that_is_there_already_leaves_none_of_its_statement(work_as):
    rows = [("王庄", 0, number) for number in range(150)]
    with work_as(SYSTEM) as work:
        insert_rows(work.session, PlaceGram, rows[120:121])
    with pytest.raises(IntegrityError), work_as(SYSTEM) as work:
        insert_rows(work.session, PlaceGram, rows)
    with work_as(SYSTEM) as work:
        assert len(work.session.exec(select(PlaceGram)).all()) == 1
