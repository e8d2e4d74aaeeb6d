"""Files that a browser saves: any bytes, and a list as a table."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from flask import Response, make_response

from registry.core.sheets import Cell, write_csv
from registry.core.text import Text
from registry.edge import http, language


def attachment(body: bytes, mimetype: str, name: str) -> Response:
    """An answer that is saved under this name, any characters in it."""
    answer = make_response(body)
    answer.mimetype = mimetype
    answer.headers["Content-Disposition"] = http.disposition("attachment", name)
    return answer


def table(columns: Iterable[Text], rows: Iterable[Sequence[Cell]], name: str) -> Response:
    """Rows under their headings in the reader's language, as a CSV that Excel and WPS open."""
    stream = io.BytesIO()
    write_csv(stream, [language.say(column) for column in columns], rows)
    return attachment(stream.getvalue(), "text/csv", name)
