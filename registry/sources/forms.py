"""What people send about documents, and the query of their list."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from registry.core.forms import Blank, Form, Line, OptionalLine, OptionalProse, Query, Wrong
from registry.core.forms import clean_line as _clean_line
from registry.core.paging import LONGEST_CURSOR
from registry.core.text import T
from registry.sources.rules import Grade, SourceType


def _web_address(value: str) -> str:
    text = _clean_line(value)
    if text and not text.startswith(("https://", "http://")):
        raise Wrong(T("网址以 https:// 或 http:// 开头"))
    if any(char in text for char in " <>\"'"):
        raise Wrong(T("网址里不能有空格、引号和尖括号"))
    return text


WebAddress = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_web_address)]
SearchText = Annotated[str, StringConstraints(max_length=60), AfterValidator(_clean_line)]
Cursor = Annotated[str, StringConstraints(max_length=LONGEST_CURSOR), AfterValidator(_clean_line)]


class SourceQuery(Query):
    """`GET /sources`."""

    q: SearchText = ""
    after: Cursor | None = None


class SourceForm(Form):
    """`POST /sources`: a document."""

    source_type: SourceType
    title: Annotated[Line, StringConstraints(max_length=300)]
    author: OptionalLine = ""
    edition: OptionalLine = ""
    compiled_period: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    holder: OptionalLine = ""
    shelfmark: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    url: WebAddress = ""
    accessed_on: Annotated[date | None, Blank] = None
    licence: OptionalLine = ""
    grade: Annotated[Grade | None, Blank] = None
    authenticity_note: OptionalProse = ""
    note: OptionalProse = Field(default="")

    def values(self) -> dict[str, Any]:
        """Arguments of `services.add_source`."""
        return self.model_dump()
