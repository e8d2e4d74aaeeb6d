"""The JSON of what changed in a place."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, cast

from pydantic import Field

from registry.accounts.rules import Permission
from registry.core.forms import Blank, Query
from registry.edge import access, http, language
from registry.edge.answers import Answer, ProblemBody
from registry.places import queries
from registry.places.api.answers import PlacePath, api
from registry.places.queries.history import ChangeView, changes
from registry.places.rules import reader_decimals
from registry.places.rules.history import verb_label

__all__ = ["api"]

Subject = Literal["place", "name", "claim", "shape", "citation", "source"]
Act = Literal["added", "removed", "changed"]


class FieldItem(Answer):
    """One field before and after, in words."""

    field: str
    label: str
    old: str
    new: str


class DifferenceItem(Answer):
    """What happened to the place, a name, a claim, its shape, or to what one of these cites."""

    subject: Subject
    act: Act
    title: str
    fields: list[FieldItem]


class ChangeItem(Answer):
    """One change; `number` is the state before it, `by` and `run` (the import's) are for staff."""

    number: int | None
    at: datetime
    verb: str
    label: str
    by: str
    reason: str
    run: str | None
    differences: list[DifferenceItem]


class ChangeList(Answer):
    """Changes, newest first, and the `before` of the next page."""

    items: list[ChangeItem]
    next: int | None


class ChangesQuery(Query):
    """Paging of the changes."""

    before: Annotated[int | None, Blank] = Field(
        None, ge=1, le=2_000_000_000, description="Changes with a smaller number."
    )


@api.get(
    "/places/<place_id>/history",
    responses={200: ChangeList, 404: ProblemBody, 422: ProblemBody},
    summary="What changed in a place",
)
@access.public
def place_history(path: PlacePath, query: ChangesQuery) -> dict[str, Any]:
    """Each change with when, why and what; a merged place keeps its own."""
    actor = http.actor()
    decimals = reader_decimals(actor, http.runtime().settings.coordinate_decimals)
    with http.reading() as session:
        queries.known_dossier(session, path.place_id)
        page = changes(session, path.place_id, decimals=decimals, before=query.before)
    is_staff = actor.may(Permission.DESK)
    items = [_change(item, is_staff=is_staff) for item in page.items]
    return ChangeList(items=items, next=page.next).model_dump(mode="json")


def _change(item: ChangeView, *, is_staff: bool) -> ChangeItem:
    return ChangeItem(
        number=item.number,
        at=item.at,
        verb=item.verb,
        label=language.say(verb_label(item.verb)),
        by=item.actor_name if is_staff else "",
        reason=item.reason,
        run=item.import_run_id if is_staff else None,
        differences=[
            DifferenceItem(
                subject=cast("Subject", found.subject),
                act=cast("Act", found.act),
                title=found.title,
                fields=[
                    FieldItem(
                        field=field.name,
                        label=language.say(field.label),
                        old=language.say(field.old.value),
                        new=language.say(field.new.value),
                    )
                    for field in found.fields
                ],
            )
            for found in item.differences
        ],
    )
