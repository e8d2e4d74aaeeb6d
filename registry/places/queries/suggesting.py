"""What is offered while somebody types: one range read, everything that is shown in it."""

from __future__ import annotations

from registry.places.queries.finding import suggest
from registry.places.queries.ranges import Reader
from registry.places.rules.terms import plan_of

SUGGESTED = 8


def suggestions(reader: Reader, query: str, need: int = SUGGESTED) -> str:
    """The best `need` places for a query, as the JSON that a search box is sent.

    `{"items": [{"id", "name", "roman", "label", "where", "as"?: {"name", "roman", "kind"},
    "simulated"?: true}, …]}`: `name` is the standard name, `as` the other name that met the query.
    """
    return f'{{"items":[{",".join(suggest(reader, plan_of(query), need))}]}}'
