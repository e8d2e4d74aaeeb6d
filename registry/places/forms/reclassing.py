"""What people send to put places under another kind: list, preview, act, undoing."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from registry.core.forms import Blank, Form, Prose, Query, Wrong
from registry.core.ids import is_id
from registry.core.text import T
from registry.places.forms.search import Code, Cursor, SearchText
from registry.places.rules import PlaceKind

#: Instead of a kind: for each place the one that its name suggests.
BY_NAME = "by_name"


def _place(value: str) -> str:
    if not is_id(value):
        raise Wrong(T("没有这个地名"))
    return value


def _seen(value: str) -> str:
    place, _, version = value.partition(":")
    if not is_id(place) or not version.isascii() or not version.isdecimal() or len(version) > 9:
        raise Wrong(T("没有这个地名"))
    return value


def _target(value: str) -> str:
    if value != BY_NAME and value not in set(PlaceKind):
        raise Wrong(T("请从列出的选项中选择"))
    return value


Target = Annotated[str, StringConstraints(max_length=20), AfterValidator(_target)]


class KindQuery(Query):
    """`GET /places/kinds`."""

    q: SearchText = ""
    kind: PlaceKind = PlaceKind.OTHER
    county: Annotated[Code | None, Blank] = None
    after: Annotated[Cursor | None, Blank] = None


class KindPreviewQuery(Query):
    """`GET /places/kinds/preview`: the places that were ticked, and the kind they are to have."""

    place: list[Annotated[str, AfterValidator(_place)]] = Field(default_factory=list)
    to: Target = BY_NAME


class ReclassForm(Form):
    """`POST /places/kinds`: each `place` is id and version, as the preview showed them."""

    place: list[Annotated[str, AfterValidator(_seen)]] = Field(default_factory=list)
    to: Target
    reason: Annotated[Prose, StringConstraints(max_length=1000)]


class ReclassUndoForm(Form):
    """`POST /places/kinds/<id>/undo`."""

    reason: Annotated[Prose, StringConstraints(max_length=1000)]
