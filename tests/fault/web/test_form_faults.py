"""The database fails while a report is sent by its form: nothing is half-written, nothing lost."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from registry.core import journal
from registry.photos.queries import verification
from registry.signage import queries
from tests.support.signs import form_of, photo, text_of

FAILURES = {
    "database is locked": (503, "database.busy"),
    "database or disk is full": (507, "database.full"),
    "could not extend file: No space left on device": (507, "database.full"),
    "server closed the connection unexpectedly": (503, "database.gone"),
}
WORDS = "备注要留下"


class Breaking:
    """Breaks the database at the first write to a table, or at the commit, as its driver would."""

    def __init__(self, engine, table, words):
        self.engine, self.table, self.words = engine, table, words

    def __enter__(self):
        if self.table == "COMMIT":
            self.engine.dialect.do_commit = self.refuse
        else:
            event.listen(self.engine, "before_cursor_execute", self.look)

    def __exit__(self, *_error):
        if self.table == "COMMIT":
            del self.engine.dialect.do_commit
        else:
            event.remove(self.engine, "before_cursor_execute", self.look)

    def refuse(self, _connection):
        raise self.engine.dialect.loaded_dbapi.OperationalError(self.words)

    def look(self, _connection, _cursor, statement, *_more):
        if statement.startswith(f"INSERT INTO {self.table} "):
            raise OperationalError(statement, None, RuntimeError(self.words))


@pytest.mark.parametrize("table", ["field_report", "journal_entry", "COMMIT"])
@pytest.mark.parametrize("words", FAILURES)
def test_a_report_that_met_a_failure_is_sent_again_and_stored_once(
    client, sign_in, stage, seen, runtime, table, words
):
    status, _code = FAILURES[words]
    sign = stage.made()
    sign_in(client, "crew")
    client_id = str(uuid.uuid4())
    before = seen(journal.verify)
    with Breaking(runtime.database.engine, table, words):
        answer = client.post("/field/reports", data=form_of(sign, client_id=client_id, note=WORDS))
    assert answer.status_code == status
    page = text_of(answer)
    assert WORDS in page
    assert client_id in page
    assert "Traceback" not in page
    assert words not in page
    assert seen(journal.verify) == before
    assert seen(queries.reports_of_sign, sign.id) == []

    sent = form_of(sign, client_id=client_id, note=WORDS, near=photo(1), far=photo(2))
    again = client.post("/field/reports", data=sent)
    assert again.status_code == 303
    assert [row.client_id for row in seen(queries.reports_of_sign, sign.id)] == [client_id]
    with runtime.database.read() as session:
        walked = list(verification.walk(session, runtime.store))
    assert [each.fault for each in walked] == ["", ""]


@pytest.mark.parametrize("words", FAILURES)
def test_any_other_form_keeps_its_words_and_tells_a_stable_code(client, sign_in, runtime, words):
    status, code = FAILURES[words]
    sign_in(client, "administrator")
    form = {"name": "王某某", "email": "w@example.cn", "password": "never shown again"}
    for accept in ("text/html", "application/json"):
        with Breaking(runtime.database.engine, "person", words):
            answer = client.post(
                "/people", data={**form, "role": "crew"}, headers={"Accept": accept}
            )
        assert answer.status_code == status
        assert words not in answer.text
        assert "never shown again" not in answer.text
        if accept == "text/html":
            assert "王某某" in answer.text
            assert code in answer.text
        else:
            assert answer.mimetype == "application/problem+json"
            assert answer.json["code"] == code
