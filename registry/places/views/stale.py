"""A form that comes back because somebody was faster: what they changed, beside what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from registry.core.errors import Conflict, Refused
from registry.core.text import T
from registry.edge import http
from registry.places.queries.history import changes_since, row_version, state_of_version
from registry.places.rules import reader_decimals
from registry.places.rules.history import verb_label

Shower = Callable[..., ResponseReturnValue]
Texts = Callable[[Any, Mapping[str, Any]], Mapping[str, str]]
"""(session, columns of a place) → what its form holds of them."""

_CODE = "places.changed_meanwhile"
#: What is about one field stands at it, so that the summary leads there.
_FIELDS = {"places.rename_protected": "protection_measure"}
_SHOWN = T("别人改的写在上面，您填的都还在")
_AGAIN = T("看过之后再保存，就以这里填的为准")


def shown_again(
    place_id: str, problem: Refused | Conflict, show: Shower, texts: Texts | None = None
) -> ResponseReturnValue:
    """The form with the person's text and what is wrong.

    After a change by somebody else also who changed what and why; the form then counts as having
    seen it. `texts`: fields that the person had left as they were take the new value.
    """
    advice = [problem.advice] if problem.advice else []
    told = {field_of(problem): [problem.message, *advice]}
    more: dict[str, Any] = {"raw": request.form, "errors": told}
    seen = request.form.get("seen_version", "")
    if problem.code == _CODE and seen.isascii() and seen.isdigit():
        more = {**more, **_since(place_id, int(seen), texts)}
        more["errors"] = {"form": [problem.message, _SHOWN, _AGAIN]}
    return show(place_id, status=problem.status, **more)


def field_of(problem: Refused | Conflict) -> str:
    """The field that a refusal is about; `form` where it is about none alone."""
    return _FIELDS.get(problem.code, "form")


def _since(place_id: str, seen: int, texts: Texts | None) -> dict[str, Any]:
    decimals = reader_decimals(http.actor(), http.runtime().settings.coordinate_decimals)
    raw = request.form.copy()
    with http.reading() as session:
        found = changes_since(session, place_id, seen, decimals=decimals)
        raw["seen_version"] = str(row_version(session, place_id))
        then = state_of_version(session, place_id, seen)
        if texts is not None and then is not None:
            now = state_of_version(session, place_id, None) or then
            for name, value in _taken_over(raw, texts(session, then), texts(session, now)).items():
                raw.poplist(name)  # a box that is not ticked is not sent
                if value:
                    raw[name] = value
    return {"raw": raw, "since": [(item, verb_label(item.verb)) for item in found]}


def _taken_over(
    raw: Mapping[str, str], then: Mapping[str, str], now: Mapping[str, str]
) -> dict[str, str]:
    """What somebody else changed and this person did not touch."""
    return {
        name: value
        for name, value in now.items()
        if value != then[name] and _plain(raw.get(name, "")) == _plain(then[name])
    }


def _plain(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())
