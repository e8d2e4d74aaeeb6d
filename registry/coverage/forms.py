"""What a list of names asks for, from the query string to typed values."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from registry.core.forms import Blank, Form, Line, OptionalLine, Query, Wrong
from registry.core.ids import is_id
from registry.core.paging import LONGEST_CURSOR
from registry.core.text import T
from registry.coverage.rules import HERITAGE, STRATUM_ORDER, DrillState
from registry.coverage.rules.reporting import ReportScope, is_month
from registry.signage.rules.problems import Problem
from registry.signage.rules.steps import Step


def _county(value: str) -> str:
    if value and not is_id(value):
        raise Wrong(T("没有这个区划"))
    return value


def _stratum(value: str) -> str:
    if value and value not in {*STRATUM_ORDER, HERITAGE}:
        raise Wrong(T("请从列出的选项中选择"))
    return value


class NamesQuery(Query):
    """Which names to list, and where to continue.

    `division` takes in what lies under it, unless `own` is set; `body` "-" is "nobody is named".
    """

    county: Annotated[OptionalLine, AfterValidator(_county)] = ""
    stratum: Annotated[OptionalLine, AfterValidator(_stratum)] = ""
    division: Annotated[OptionalLine, AfterValidator(_county)] = ""
    own: Literal["", "1"] = ""
    body: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    state: DrillState = DrillState.UNSIGNED
    after: Annotated[str, StringConstraints(max_length=LONGEST_CURSOR)] = ""


class ProblemsQuery(Query):
    """Which signs with a problem to list: of which type and kind, where, and where to continue."""

    problem: Problem = Problem.TEXT
    stratum: Annotated[Line, AfterValidator(_stratum)] = STRATUM_ORDER[0]
    division: Annotated[OptionalLine, AfterValidator(_county)] = ""
    after: Annotated[str, StringConstraints(max_length=LONGEST_CURSOR)] = ""


class StratumQuery(Query):
    """Which kind of name a page shows."""

    stratum: Annotated[OptionalLine, AfterValidator(_stratum)] = ""


class ExemptionsQuery(StratumQuery):
    """Of which kind of name, and where to continue."""

    after: Annotated[str | None, StringConstraints(max_length=LONGEST_CURSOR), Blank] = None


class FrozenQuery(Query):
    """Which names of a snapshot to list, and where to continue; `body` as in `NamesQuery`."""

    stratum: Annotated[OptionalLine, AfterValidator(_stratum)] = ""
    county: Annotated[OptionalLine, AfterValidator(_county)] = ""
    body: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    after: Annotated[str | None, StringConstraints(max_length=LONGEST_CURSOR), Blank] = None


class PairQuery(Query):
    """Two snapshots to compare, by their numbers."""

    first: Annotated[int, Field(ge=1, le=999_999)]
    second: Annotated[int, Field(ge=1, le=999_999)]


class FreezeForm(Form):
    """A word on why things are frozen now."""

    note: OptionalLine = ""


class TargetForm(Form):
    """By when every name of a stratum is to have a sign, and on whose word."""

    stratum: Line
    due_on: date
    basis: Line


def _day(value: date) -> date:
    if not 1990 <= value.year <= 2100:
        raise Wrong(T("日期请写作 2026-11-23"))
    return value


def _day_or_none(value: date | None) -> date | None:
    return value if value is None else _day(value)


def _kind(value: str) -> str:
    # Heritage signs are no kind of name: they stand at places of every kind.
    if value and value not in STRATUM_ORDER:
        raise Wrong(T("请从列出的选项中选择"))
    return value


class DayQuery(Query):
    """The day whose end is asked for."""

    on: Annotated[date, AfterValidator(_day)]


class StepsQuery(Query):
    """Of which kind the steps of names are counted, cut by what, by the end of which day.

    `division`: only what lies under it. No day: as things are.
    """

    stratum: Annotated[OptionalLine, AfterValidator(_kind)] = ""
    by: Literal["division", "body"] = "division"
    division: Annotated[OptionalLine, AfterValidator(_county)] = ""
    on: Annotated[date | None, Blank, AfterValidator(_day_or_none)] = None


class StepNamesQuery(Query):
    """Which names to list by the step they lack, by the end of which day, and where to go on."""

    missing: Annotated[Step | None, Blank] = None
    stratum: Annotated[OptionalLine, AfterValidator(_kind)] = ""
    county: Annotated[OptionalLine, AfterValidator(_county)] = ""
    division: Annotated[OptionalLine, AfterValidator(_county)] = ""
    own: Literal["", "1"] = ""
    body: Annotated[OptionalLine, StringConstraints(max_length=120)] = ""
    on: Annotated[date | None, Blank, AfterValidator(_day_or_none)] = None
    after: Annotated[str, StringConstraints(max_length=LONGEST_CURSOR)] = ""


class ScopeQuery(Query):
    """The county whose signs are set against three denominators."""

    county: Annotated[OptionalLine, AfterValidator(_county)] = ""


def _month(value: str) -> str:
    if not is_month(value):
        raise Wrong(T("月份请写作 2026-11"))
    return value


def _scope(value: str) -> str:
    kind, _colon, ident = value.partition(":")
    known = kind in set(ReportScope) and bool(ident) == (kind != ReportScope.CITY)
    if not known or (kind == ReportScope.COUNTY and not is_id(ident)) or len(ident) > 120:
        raise Wrong(T("请从列出的选项中选择"))
    return value


class ReportForm(Form):
    """Which month, and whose names: "city", "county:<id>" or "body:<name>"."""

    month: Annotated[Line, AfterValidator(_month)]
    scope: Annotated[Line, AfterValidator(_scope)]
    language: Literal["zh-CN", "en"] = "zh-CN"

    @property
    def wanted(self) -> tuple[ReportScope, str]:
        """The scope and its key."""
        kind, _colon, ident = self.scope.partition(":")
        return ReportScope(kind), ident


class ReportsQuery(Query):
    """Where a list of reports continues."""

    after: Annotated[str | None, StringConstraints(max_length=LONGEST_CURSOR), Blank] = None
