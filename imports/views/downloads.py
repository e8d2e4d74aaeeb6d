"""The rows that need a person, as files: what is wrong and what to do beside the original cells."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from flask import Response, request
from flask.typing import ResponseReturnValue

from imports import queries, services
from imports.forms import DownloadQuery
from imports.queries import RowView, RunView
from imports.readers import SourceRow, Table
from imports.views import shown
from imports.views.pages import blueprint, known_run
from registry.accounts.rules import Permission
from registry.core.errors import NotFound
from registry.core.forms import parse
from registry.core.sheets import write_csv, write_xlsx
from registry.core.text import T
from registry.edge import access, http
from registry.edge.language import say

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADINGS = (T("行号"), T("结果"), T("问题"), T("怎么办"))
_PIECE = 256 * 1024

Rows = Iterator[list[str | int]]


@blueprint.get("/imports/<run_id>/problems.csv")
@access.requires(Permission.PLACE_EDIT)
def problems_csv(run_id: str) -> ResponseReturnValue:
    """CSV, UTF-8 with a mark or GB 18030."""
    encoding = parse(DownloadQuery, request.args).encoding

    def write(path: Path, columns: list[str], rows: Rows) -> None:
        with path.open("wb") as file:
            write_csv(file, columns, rows, encoding)

    return _download(run_id, write, f"text/csv; charset={encoding}", ".csv")


@blueprint.get("/imports/<run_id>/problems.xlsx")
@access.requires(Permission.PLACE_EDIT)
def problems_xlsx(run_id: str) -> ResponseReturnValue:
    """The same as a workbook."""

    def write(path: Path, columns: list[str], rows: Rows) -> None:
        write_xlsx(path, columns, rows, title=say(T("问题")))

    return _download(run_id, write, _XLSX, ".xlsx")


def _download(
    run_id: str, write: Callable[[Path, list[str], Rows], None], media_type: str, ending: str
) -> Response:
    """Written to a file first: half a million rows fit in no answer's memory."""
    with tempfile.TemporaryDirectory(prefix="registry-problems-") as folder:
        path = Path(folder) / "problems"
        with _rows_of(run_id) as (run, columns, rows):
            write(path, columns, rows)
        size, file = path.stat().st_size, path.open("rb")
    response = Response(_pieces(file), content_type=media_type, direct_passthrough=True)
    response.content_length = size
    name = f"{Path(run.file_name).stem[:100] or 'import'}-problems{ending}"
    response.headers["Content-Disposition"] = http.disposition("attachment", name)
    return response


@contextmanager
def _rows_of(run_id: str) -> Iterator[tuple[RunView, list[str], Rows]]:
    """The run, the columns of the download, and its rows, read as they are written."""
    with http.reading() as session:
        run = known_run(session, run_id)
        with _opened(run) as table:
            own = table.columns if table is not None else ()
            source = table.rows() if table is not None else ()
            kept = queries.every_row(session, run.id)
            headings = [say(heading) for heading in _HEADINGS]
            yield run, [*headings, *own], joined(kept, source, len(own))


@contextmanager
def _opened(run: RunView) -> Iterator[Table | None]:
    """The run's file; None where it was removed because of what it held."""
    with ExitStack() as stack:
        try:
            table = stack.enter_context(services.opened(http.runtime(), run))
        except NotFound:
            table = None
        yield table


def joined(kept: Iterable[RowView], source: Iterable[SourceRow], width: int) -> Rows:
    """Kept rows that have findings, each beside its cells; both come in the order of rows.

    Of a row that is secret nothing but its number and that it is secret is given.
    """
    ahead = iter(source)
    current = next(ahead, None)
    for row in kept:
        if not row.problems:
            continue
        while current is not None and current.number < row.number:
            current = next(ahead, None)
        found: Sequence[str] = ("",) * width
        if current is not None and current.number == row.number and not row.is_secret:
            found = current.cells
        problems = [shown.shown_problem(one) for one in row.problems]
        yield [
            row.number,
            say(row.outcome_label),
            "\n".join(_said(one) for one in problems),
            "\n".join(dict.fromkeys(say(one.remedy) for one in problems)),
            *found,
        ]


def _said(problem: shown.ShownProblem) -> str:
    where = " ".join(part for part in (problem.column, problem.value) if part)
    return f"{where}: {say(problem.text)}" if where else say(problem.text)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
