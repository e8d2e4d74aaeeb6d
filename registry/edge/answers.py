"""What all answers to programs share: no undescribed field, and one description of a problem."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """Base of everything that is answered: no field that is not described."""

    model_config = ConfigDict(extra="forbid")


class ProblemBody(BaseModel):
    """RFC 9457 problem details; `errors` names each wrong parameter.

    `stored` says what is there instead of what was sent. The description knows models by their
    name alone: a second one of this name would take this one's place in it.
    """

    type: str
    code: str
    status: int
    title: str
    errors: dict[str, list[str]] | None = None
    stored: dict[str, Any] | None = None
