"""Forms about the dated steps of names: one entered, corrected, withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from registry.core.forms import Blank, Form, Line, OptionalLine, Query
from registry.signage.rules.steps import BASIS_CHARS, NewStep, Step

Words = Annotated[Line, StringConstraints(max_length=BASIS_CHARS)]
Note = Annotated[OptionalLine, StringConstraints(max_length=BASIS_CHARS)]


class StepQuery(Query):
    """Which step the form is opened for."""

    step: Annotated[Step | None, Blank] = None


class StepForm(Form):
    """A step that a name took: which, when, by which paper."""

    step: Step
    on: date
    basis: Words
    note: Note = ""

    @property
    def said(self) -> NewStep:
        """The step as the service takes it."""
        return NewStep(self.step, self.on, self.basis, self.note)


class CorrectForm(Form):
    """A step with another day, basis or note, and why, having seen a certain version of it."""

    on: date
    basis: Words
    note: Note = ""
    reason: Words
    row_version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class StepReasonForm(Form):
    """Why a step is taken back, having seen a certain version of it."""

    withdraw_reason: Words
    row_version: Annotated[int, Field(ge=1, le=2**31 - 1)]
