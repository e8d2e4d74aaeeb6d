"""The query of the list, of the search and of suggestions, the same for the page and the API."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from registry.core.errors import Invalid
from registry.core.forms import Blank, Query, clean_line
from registry.core.paging import LONGEST_CURSOR
from registry.core.text import T
from registry.places.queries import DivisionView, PlaceFilter
from registry.places.rules import EntityStatus, HeritageMark, PlaceKind, SignMark
from registry.places.rules.folding import is_selector
from registry.places.rules.terms import MAX_QUERY


def _seen(value: str) -> str:
    """Without what nobody sees: pasted text brings marks of direction, joiners, glyph selectors."""
    return "".join(c for c in value if unicodedata.category(c) != "Cf" and not is_selector(c))


SearchText = Annotated[
    str,
    StringConstraints(max_length=MAX_QUERY),
    AfterValidator(_seen),
    AfterValidator(clean_line),
]
Code = Annotated[str, StringConstraints(max_length=16), AfterValidator(clean_line)]
Cursor = Annotated[str, StringConstraints(max_length=LONGEST_CURSOR), AfterValidator(clean_line)]


class YesNo(StrEnum):
    """A filter that may also be left out."""

    YES = "yes"
    NO = "no"


class PlaceQuery(Query):
    """`GET /places` and `GET /api/v1/places`; a parameter of any other name is an error."""

    q: SearchText = Field("", description="名称、旧名、拼音、首字母或代码")
    county: Annotated[Code | None, Blank] = Field(
        None, description="Code or id of a county-level division."
    )
    division: Annotated[Code | None, Blank] = Field(
        None, description="Code or id of a division of any level; what lies below it is included."
    )
    kind: Annotated[PlaceKind | None, Blank] = None
    status: Annotated[EntityStatus | None, Blank] = None
    heritage: Annotated[HeritageMark | None, Blank] = Field(
        None, description="How far it has come towards recognition."
    )
    sign: Annotated[SignMark | None, Blank] = Field(None, description="The best of its signs.")
    located: Annotated[YesNo | None, Blank] = Field(None, description="Has a position.")
    protected: Annotated[YesNo | None, Blank] = Field(None, description="Is under protection.")
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: Annotated[Cursor | None, Blank] = Field(None, description="`next` of the page before.")


class SuggestQuery(Query):
    """`GET /places/suggest`."""

    q: SearchText = ""


def filter_of(
    query: PlaceQuery, counties: list[DivisionView], under: tuple[str, str] | None = None
) -> PlaceFilter:
    """The filter for the search; `under` is (path, name) of the division that was asked for.

    Raises:
        Invalid: field `county` or `division`, where there is none with this code or id.
    """
    if query.division is not None and under is None:
        raise Invalid({"division": [T("没有这个政区")]})
    return PlaceFilter(
        q=query.q,
        county=_county_id(query.county, counties),
        kind=query.kind,
        status=query.status,
        located=_truth(query.located),
        protected=_truth(query.protected),
        under=under[0] if under else None,
        heritage=query.heritage,
        sign=query.sign,
    )


def _county_id(wanted: str | None, counties: list[DivisionView]) -> str | None:
    if wanted is None:
        return None
    for county in counties:
        if wanted in {county.id, county.code}:
            return county.id
    raise Invalid({"county": [T("没有这个县区，请从列表中选择")]})


def _truth(answer: YesNo | None) -> bool | None:
    return None if answer is None else answer is YesNo.YES
