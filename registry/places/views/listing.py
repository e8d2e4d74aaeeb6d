"""The public list of places with its search, and what its search box offers while typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlmodel import Session

from registry.core.errors import Invalid
from registry.core.forms import parse
from registry.core.paging import Page
from registry.core.text import T, Text
from registry.edge import access, http, language
from registry.places import queries
from registry.places.forms import PlaceQuery
from registry.places.forms.search import SuggestQuery, filter_of
from registry.places.queries import DivisionView, PlaceFilter, PlaceHit
from registry.places.queries.areas import area_path, townships_in
from registry.places.queries.division_changes import ResolvedDivision, resolve_division
from registry.places.queries.ranges import reader_of
from registry.places.queries.suggesting import suggestions
from registry.places.queries.within import names_within
from registry.places.rules import (
    ENTITY_STATUS_LABELS,
    HERITAGE_MARK_LABELS,
    PLACE_KIND_LABELS,
    SIGN_MARK_LABELS,
    EntityStatus,
)
from registry.places.rules.kind import KIND_WORDS
from registry.places.rules.terms import Way
from registry.places.views.showing import blueprint

SUGGESTION_HEADERS = {"Content-Type": "application/json", "Cache-Control": "public, max-age=60"}

YES_NO: dict[str, dict[str, Text]] = {
    "located": {"yes": T("已有位置"), "no": T("还没有位置")},
    "protected": {"yes": T("已列入保护"), "no": T("未列入保护")},
}
_MOST_MEANT = 4
# A record that was taken back is no place; those who keep the gazetteer find it by its history.
_STATUSES = {k: v for k, v in ENTITY_STATUS_LABELS.items() if k is not EntityStatus.WITHDRAWN}


@blueprint.get("/places")
@access.public
def place_list() -> ResponseReturnValue:
    """Search and list; works without scripts. An unknown parameter is refused, not ignored."""
    with http.reading() as session:
        counties = queries.counties(session)
        raw = _consistent(session, counties)
        query, errors = _asked(raw)
        under = area_path(session, query.division) if query.division else None
        wanted = filter_of(query, counties, under)
        page = Page([]) if errors else queries.search(session, wanted, query.limit, query.after)
        # Said of a list alone; whoever searches would wait for two counts of everything.
        total = 0 if query.q else queries.count(session, wanted)
        unlocated = 0 if query.q else queries.unlocated(session, wanted)
        towns = _townships(session, counties, wanted.county)
        empty = _instead(session, wanted) if query.q and not page.items else {}
        once = _divisions_meant(session, query, page.items) if query.q else []
    # What came with marks that nobody sees is shown as it was searched.
    kept: dict[str, Any] = {k: v for k, v in {**raw, "q": query.q}.items() if k != "after" and v}
    raw = raw if errors else {**raw, "q": query.q}
    return http.page(
        "places/place_list.html",
        status=422 if errors else 200,
        errors=errors,
        active="places",
        page=page,
        raw=raw,
        total=total,
        unlocated=unlocated,
        counties=[(county.code, county.name) for county in counties],
        towns=towns,
        kinds=list(PLACE_KIND_LABELS.items()),
        statuses=list(_STATUSES.items()),
        status_words=ENTITY_STATUS_LABELS,
        heritage_marks=list(HERITAGE_MARK_LABELS.items()),
        sign_marks=list(SIGN_MARK_LABELS.items()),
        yes_no=YES_NO,
        chips=_chips(kept, counties, under),
        kind_words={word.msgid: language.say(word) for word in KIND_WORDS},
        next_url=url_for("places.place_list", **{**kept, "after": page.next}) if page.next else "",
        first_url=url_for("places.place_list", **kept) if query.after else "",
        once=once,
        unlocated_url=url_for("places.place_list", **{**kept, "located": "no"}),
        **empty,
    )


def _asked(raw: Mapping[str, str]) -> tuple[PlaceQuery, dict[str, list[Text]]]:
    """The query, and what is wrong with the words searched for: the other fields stay as they are.

    Raises:
        Invalid: a wrong filter, which no form sends.
    """
    try:
        return parse(PlaceQuery, raw), {}
    except Invalid as invalid:
        if set(invalid.fields) != {"q"}:
            raise
        return parse(PlaceQuery, {**raw, "q": ""}), dict(invalid.fields)


def _instead(session: Session, wanted: PlaceFilter) -> dict[str, Any]:
    """What helps whoever found nothing: is it the filters, and which names stand in the text."""
    without = PlaceFilter(q=wanted.q)
    found_without = without != wanted and bool(queries.search(session, without, 1).items)
    within = [] if found_without else names_within(reader_of(session), wanted.q)
    return {"found_without": found_without, "within": within}


def _divisions_meant(
    session: Session, query: PlaceQuery, hits: Sequence[PlaceHit]
) -> list[ResolvedDivision]:
    """Divisions that the text names where no place is called so: 居巢区, 合肥市肥西县三河镇.

    Beside other hits only those of once: whoever types 肥西 is offered the county already.
    """
    if query.after or any(hit.matched and hit.matched.way == Way.EXACT for hit in hits):
        return []
    found = resolve_division(session, query.q)[:_MOST_MEANT]
    return [item for item in found if not hits or not item.is_unchanged]


def _consistent(session: Session, counties: Sequence[DivisionView]) -> Mapping[str, str]:
    """The parameters, without a township left over from another county than the one chosen now."""
    given = dict(request.args.items())
    chosen = _county(counties, given.get("county", ""))
    if chosen is not None and given.get("division"):
        area = area_path(session, given["division"][:16])
        if area is not None and not f"{area[0]}/".startswith(f"{chosen.path}/"):
            del given["division"]
    return given


def _county(counties: Sequence[DivisionView], named: str | None) -> DivisionView | None:
    return next((row for row in counties if named in {row.id, row.code}), None)


def _townships(
    session: Session, counties: Sequence[DivisionView], county_id: str | None
) -> list[tuple[str, str]]:
    county = _county(counties, county_id)
    return [] if county is None else townships_in(session, county.path)


def _chips(
    kept: dict[str, Any], counties: Sequence[DivisionView], under: tuple[str, str] | None
) -> list[tuple[Text | str, str]]:
    """The filters in use, each with the address that takes it away."""
    names = {key: _chinese(county.name) for county in counties for key in (county.id, county.code)}
    words: dict[str, Any] = {
        "county": names,
        "division": {kept.get("division"): _chinese(under[1])} if under else {},
        "kind": PLACE_KIND_LABELS,
        "status": ENTITY_STATUS_LABELS,
        "heritage": HERITAGE_MARK_LABELS,
        "sign": SIGN_MARK_LABELS,
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


def _chinese(name: str) -> Markup:
    return Markup('<span lang="zh-Hans">{}</span>').format(name)


@blueprint.get("/places/suggest")
@access.public
def place_suggest() -> ResponseReturnValue:
    """JSON for the search box; `web.quick` answers most of them before Flask is asked."""
    query = parse(SuggestQuery, request.args)
    with http.reading() as session:
        body = suggestions(reader_of(session), query.q)
    return Response(body, headers=SUGGESTION_HEADERS)
