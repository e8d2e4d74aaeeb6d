"""Why a run failed: kept as messages with their parameters, worded when it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.core.errors import Invalid, Problem
from registry.core.text import Text


@dataclass(frozen=True, slots=True)
class Failure:
    """A stable code, what is wrong, each wrong part of it, and what to do."""

    code: str
    text: Text
    parts: tuple[Text, ...] = ()
    advice: Text | None = None


def failure_of(problem: Problem) -> Failure:
    """What is kept of a problem."""
    parts = problem.fields.values() if isinstance(problem, Invalid) else ()
    told = tuple(text for texts in parts for text in texts)
    return Failure(problem.code, problem.message, told, problem.advice)


def packed_failure(failure: Failure) -> dict[str, Any]:
    """As JSON: every message as its id and its parameters."""
    return {
        "code": failure.code,
        "text": _packed(failure.text),
        "parts": [_packed(part) for part in failure.parts],
        "advice": _packed(failure.advice) if failure.advice else None,
    }


def unpacked_failure(kept: Mapping[str, Any]) -> Failure | None:
    """What was kept; None where nothing failed."""
    if not kept:
        return None
    advice = kept.get("advice")
    return Failure(
        kept["code"],
        _unpacked(kept["text"]),
        tuple(_unpacked(part) for part in kept.get("parts", ())),
        _unpacked(advice) if advice else None,
    )


def _packed(text: Text) -> list[Any]:
    params = {
        name: {"message": _packed(value)} if isinstance(value, Text) else _plain(value)
        for name, value in text.params.items()
    }
    return [text.msgid, params]


def _plain(value: Any) -> str | int | float:
    return value if isinstance(value, str | int | float) else str(value)


def _unpacked(kept: list[Any]) -> Text:
    msgid, params = kept
    return Text(
        msgid,
        {
            name: _unpacked(value["message"]) if isinstance(value, dict) else value
            for name, value in params.items()
        },
    )
