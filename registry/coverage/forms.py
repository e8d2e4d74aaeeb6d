"""What a list of names asks for, from the query string to typed values."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from registry.core.forms import OptionalLine, Query, Wrong
from registry.core.ids import is_id
from registry.core.paging import LONGEST_CURSOR
from registry.core.text import T
from registry.coverage.rules import HERITAGE, STRATUM_ORDER, DrillState


def _county(value: str) -> str:
    if value and not is_id(value):
        raise Wrong(T("没有这个区划"))
    return value


def _stratum(value: str) -> str:
    if value and value not in {*STRATUM_ORDER, HERITAGE}:
        raise Wrong(T("请从列出的选项中选择"))
    return value


class NamesQuery(Query):
    """Which names to list, and where to continue."""

    county: Annotated[OptionalLine, AfterValidator(_county)] = ""
    stratum: Annotated[OptionalLine, AfterValidator(_stratum)] = ""
    state: DrillState = DrillState.UNSIGNED
    after: Annotated[str, StringConstraints(max_length=LONGEST_CURSOR)] = ""
