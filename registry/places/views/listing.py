"""The public list of places with its search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from registry.core.forms import parse
from registry.core.text import T, Text
from registry.edge import access, http
from registry.places import queries
from registry.places.forms import PlaceQuery
from registry.places.forms.search import filter_of
from registry.places.queries import DivisionView
from registry.places.rules import ENTITY_STATUS_LABELS, PLACE_KIND_LABELS
from registry.places.views.showing import blueprint

YES_NO: dict[str, dict[str, Text]] = {
    "located": {"yes": T("已有位置"), "no": T("还没有位置")},
    "protected": {"yes": T("已列入保护"), "no": T("未列入保护")},
}


@blueprint.get("/places")
@access.public
def place_list() -> ResponseReturnValue:
    """Search and list; works without scripts. An unknown parameter is refused, not ignored."""
    query = parse(PlaceQuery, request.args)
    with http.reading() as session:
        counties = queries.counties(session)
        wanted = filter_of(query, counties)
        page = queries.search(session, wanted, query.limit, query.after)
        total = queries.count(session, wanted)
        unlocated = queries.unlocated(session, wanted)
    kept: dict[str, Any] = {
        name: value for name, value in request.args.items() if name != "after" and value
    }
    return http.page(
        "places/place_list.html",
        active="places",
        page=page,
        raw=request.args,
        total=total,
        unlocated=unlocated,
        counties=[(county.code, county.name) for county in counties],
        kinds=list(PLACE_KIND_LABELS.items()),
        statuses=list(ENTITY_STATUS_LABELS.items()),
        yes_no=YES_NO,
        chips=_chips(kept, counties),
        next_url=url_for("places.place_list", **{**kept, "after": page.next}) if page.next else "",
        first_url=url_for("places.place_list", **kept) if query.after else "",
        unlocated_url=url_for("places.place_list", **{**kept, "located": "no"}),
    )


def _chips(kept: dict[str, Any], counties: Sequence[DivisionView]) -> list[tuple[Text | str, str]]:
    """The filters in use, each with the address that takes it away."""
    names = {
        key: Markup('<span lang="zh-Hans">{}</span>').format(county.name)
        for county in counties
        for key in (county.id, county.code)
    }
    words: dict[str, Any] = {
        "county": names,
        "kind": PLACE_KIND_LABELS,
        "status": ENTITY_STATUS_LABELS,
        **YES_NO,
    }
    return [
        (
            words[name][value],
            url_for("places.place_list", **{key: kept[key] for key in kept if key != name}),
        )
        for name, value in kept.items()
        if name in words
    ]
