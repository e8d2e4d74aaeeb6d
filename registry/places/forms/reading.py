"""Readings: the desk's filters, the approval of a spelling there, the table of local readings."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from registry.core.forms import Blank, Form, Line, NameText, OptionalLine, Query

Identifier = Annotated[OptionalLine, StringConstraints(max_length=16)]
Cursor = Annotated[str, StringConstraints(max_length=2000)]


class QueueQuery(Query):
    """`GET /places/readings`: `basis` is what every approval of this sitting rests on.

    `done`: the name that was approved last, so that a slip of the hand can be mended.
    """

    county: OptionalLine = ""
    basis: OptionalLine = ""
    after: Annotated[Cursor | None, Blank] = None
    done: Annotated[Identifier | None, Blank] = None


class QueueSpellingForm(Form):
    """`POST /places/readings/names/<id>`: approve a spelling from the desk."""

    toned: Annotated[Line, StringConstraints(max_length=100)]
    basis: Line
    seen_toned: Annotated[str, StringConstraints(max_length=200)] = ""


class ReadingForm(Form):
    """`POST /places/readings/table`: propose a local reading; no division means everywhere."""

    hanzi: Annotated[NameText, StringConstraints(max_length=20)]
    toned: Annotated[Line, StringConstraints(max_length=120)]
    basis: Line
    division: Annotated[Identifier | None, Blank] = None


class VersionForm(Form):
    """`POST /places/readings/<id>/approve`: the version the person saw."""

    seen_version: Annotated[int, Field(ge=1, le=2_000_000_000)]


class RetireReadingForm(VersionForm):
    """`POST /places/readings/<id>/retire`."""

    reason: Line
