"""A statement that fails says which one it was, and nothing of what people wrote."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError


def test_a_failed_statement_keeps_its_values_out_of_the_log(runtime):
    with (
        pytest.raises(DBAPIError) as caught,
        runtime.database.engine.begin() as connection,
    ):
        connection.execute(text("SELECT * FROM no_such WHERE word = :word"), {"word": "my secret"})
    assert "no_such" in str(caught.value)
    assert "my secret" not in str(caught.value)
