"""Forms of a candidate: the search for its place, and the place that was chosen."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from registry.core.forms import Form, OptionalLine, Query, Wrong
from registry.core.ids import is_id
from registry.core.text import T


def _place(value: str) -> str:
    if not is_id(value):
        raise Wrong(T("请选定一个地名"))
    return value


class CandidateQuery(Query):
    """`GET /heritage/candidates/<id>`: under which name to look for its place."""

    q: Annotated[OptionalLine, StringConstraints(max_length=60)] = ""


class CandidatePlaceForm(Form):
    """`POST /heritage/candidates/<id>/place`."""

    place_id: Annotated[str, AfterValidator(_place)] = ""
