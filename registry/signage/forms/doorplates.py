"""What the list of doorplates and one of them are asked for."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from registry.core.forms import Blank, OptionalLine, Query, Wrong
from registry.core.ids import is_id
from registry.core.paging import LONGEST_CURSOR
from registry.core.text import T


def _id(value: str) -> str:
    if value and not is_id(value):
        raise Wrong(T("请从列出的选项中选择"))
    return value


class DoorplatesQuery(Query):
    """Whose doorplates, or which words are looked for, and where the list continues."""

    place: Annotated[OptionalLine, AfterValidator(_id)] = ""
    q: Annotated[OptionalLine, StringConstraints(max_length=60)] = ""
    after: Annotated[str | None, StringConstraints(max_length=LONGEST_CURSOR), Blank] = None


class FacesOfQuery(Query):
    """Whose doorplates are drawn, in which format, beginning where."""

    place: Annotated[OptionalLine, AfterValidator(_id)]
    format: Annotated[OptionalLine, AfterValidator(_id)] = ""
    after: Annotated[str | None, StringConstraints(max_length=LONGEST_CURSOR), Blank] = None


class FaceQuery(Query):
    """In which format a face is drawn."""

    format: Annotated[OptionalLine, AfterValidator(_id)] = ""
