"""The rows that need a person, as files: what is wrong and what to do beside the original cells."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from imports import queries, services
from imports.forms import DownloadQuery
from imports.queries import RowFindings, RunView
from imports.readers import SourceRow, Table
from imports.rules.outcome import OUTCOME_LABELS
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
#: A workbook takes ten times as long to write as a CSV, and a person waits for it.
_BOOK_ROWS = 20_000
#: Wordings that are remembered: a table with one fault in every row has it in one wording.
_WORDINGS = 10_000

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
    """The same as a workbook; what goes beyond what one can wait for is in the CSV only."""

    def write(path: Path, columns: list[str], rows: Rows) -> None:
        write_xlsx(path, columns, _first(rows, len(columns)), title=say(T("问题")))

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
            kept = queries.findings(session, run.id)
            headings = [say(heading) for heading in _HEADINGS]
            rows = chain(joined(kept, source, len(own)), _rest(run, len(own)))
            yield run, [*headings, *own], rows


@contextmanager
def _opened(run: RunView) -> Iterator[Table | None]:
    """The run's file; None where it was removed because of what it held."""
    with ExitStack() as stack:
        try:
            table = stack.enter_context(services.opened(http.runtime(), run))
        except NotFound:
            table = None
        yield table


def joined(kept: Iterable[RowFindings], source: Iterable[SourceRow], width: int) -> Rows:
    """Rows with findings, each beside its cells; both come in the order of rows.

    Of a row that is secret nothing but its number and that it is secret is given.
    """
    ahead = iter(source)
    current = next(ahead, None)
    words = _Words()
    for row in kept:
        while current is not None and current.number < row.number:
            current = next(ahead, None)
        found: Sequence[str] = ("",) * width
        if current is not None and current.number == row.number and not row.is_secret:
            found = current.cells
        said = [words.of(one) for one in row.problems]
        yield [
            row.number,
            words.outcomes[row.outcome],
            "\n".join(
                _beside(one, text) for one, (text, _) in zip(row.problems, said, strict=True)
            ),
            "\n".join(dict.fromkeys(remedy for _, remedy in said)),
            *found,
        ]


class _Words:
    """Findings in the person's language, each wording looked for once."""

    def __init__(self) -> None:
        self.outcomes = {outcome: say(label) for outcome, label in OUTCOME_LABELS.items()}
        self._known: dict[tuple[str, str], tuple[str, str]] = {}

    def of(self, problem: dict[str, Any]) -> tuple[str, str]:
        """(what is wrong, what to do)."""
        key = (problem["code"], repr(problem.get("params")))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _WORDINGS:
                self._known.clear()
            told = shown.shown_problem(problem)
            found = self._known[key] = (say(told.text), say(told.remedy))
        return found


def _beside(problem: dict[str, Any], text: str) -> str:
    where = " ".join(str(problem[key]) for key in ("column", "value") if problem.get(key))
    return f"{where}: {text}" if where else text


def _first(rows: Rows, width: int) -> Rows:
    """The rows that a workbook takes, and a last one that says where the others are."""
    yield from islice(rows, _BOOK_ROWS)
    if next(rows, None) is not None:
        text = say(T("工作簿只列出前 %(n)s 行，其余的请下载 CSV。", n=_BOOK_ROWS))
        yield ["", "", text, *[""] * (width - 3)]


def _rest(run: RunView, width: int) -> Rows:
    """A last line where there are more rows with findings than a report keeps: how many."""
    if more := run.counts.get("unkept"):
        text = say(T("只列出前面的问题行，另有 %(n)s 行只计了数。", n=more))
        remedy = say(T("多半是对应或读取方式不对，先改好再试运行。"))
        yield ["", "", text, remedy, *[""] * width]


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
