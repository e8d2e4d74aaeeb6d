"""What was found wrong, row by row, for the files that a person takes away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from imports.models import ImportRow
from imports.rules.outcome import Outcome

_PAGE = 1000


class RowFindings(NamedTuple):
    """A row of the file with its findings, and nothing else of what is kept of it."""

    number: int
    outcome: Outcome
    problems: list[dict[str, Any]]

    @property
    def is_secret(self) -> bool:
        """Whether nothing else of this row may be told."""
        return any(problem["code"] == "secret" for problem in self.problems)


def findings(session: Session, run_id: str) -> Iterator[RowFindings]:
    """Kept rows that have findings, in order, a page at a time: drafts stay where they are."""
    after = 0
    columns = select(ImportRow.number, ImportRow.outcome, ImportRow.problems)
    while True:
        statement = columns.where(ImportRow.run_id == run_id, col(ImportRow.number) > after)
        page = session.exec(statement.order_by(col(ImportRow.number)).limit(_PAGE)).all()
        for number, outcome, problems in page:
            if problems:
                yield RowFindings(number, Outcome(outcome), list(problems))
        if len(page) < _PAGE:
            return
        after = page[-1][0]
