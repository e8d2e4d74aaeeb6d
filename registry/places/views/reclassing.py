"""Pages that put places under another kind: choose, see what becomes of each, do it, undo it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import Conflict, Invalid
from registry.core.forms import parse
from registry.core.ids import is_id
from registry.core.text import T
from registry.edge import access, http
from registry.places import queries
from registry.places.forms.reclassing import (
    BY_NAME,
    KindPreviewQuery,
    KindQuery,
    ReclassForm,
    ReclassUndoForm,
)
from registry.places.queries import PlaceFilter
from registry.places.queries.cards import PlaceCard, place_cards
from registry.places.queries.reclassing import latest_reclassings, reclassed, reclassing
from registry.places.rules import PLACE_KIND_LABELS, PlaceKind
from registry.places.rules.kind import LEGAL_KIND_LABELS, STRATUM_LABELS
from registry.places.rules.reclassing import MOST, proposed_kind
from registry.places.services import reclassing as services
from registry.places.views.showing import blueprint

_TARGETS = [(BY_NAME, T("各按名称的通名")), *PLACE_KIND_LABELS.items()]


@blueprint.get("/places/kinds")
@access.requires(Permission.PLACE_EDIT)
def kind_list() -> ResponseReturnValue:
    """Places of one kind, "other" first of all, each with the kind that its name suggests."""
    return _list(parse(KindQuery, request.args))


def _list(query: KindQuery, **more: Any) -> ResponseReturnValue:
    with http.reading() as session:
        counties = queries.counties(session)
        wanted = PlaceFilter(q=query.q, county=_county_id(query.county, counties), kind=query.kind)
        page = queries.search(session, wanted, MOST, query.after)
        total = queries.count(session, wanted)
        done = latest_reclassings(session)
    actor = http.actor()
    rows = [
        {
            "card": hit.card,
            "suggested": proposed_kind(hit.card.standard_name),
            "mine": actor.may(Permission.PLACE_EDIT, hit.card.division_path),
        }
        for hit in page.items
    ]
    raw = {"q": query.q, "kind": query.kind.value, "county": query.county or ""}
    kept: dict[str, Any] = {name: value for name, value in raw.items() if value}
    more_url = url_for("places.kind_list", **kept, after=page.next) if page.next else ""
    return http.page(
        "places/kind_list.html",
        active="places",
        rows=rows,
        total=total,
        raw=raw,
        counties=[(county.code, county.name) for county in counties],
        kinds=list(PLACE_KIND_LABELS.items()),
        kind_labels=PLACE_KIND_LABELS,
        targets=_TARGETS,
        done=done,
        next_url=more_url,
        first_url=url_for("places.kind_list", **kept) if query.after else "",
        **more,
    )


def _county_id(wanted: str | None, counties: Sequence[queries.DivisionView]) -> str | None:
    if wanted is None:
        return None
    for county in counties:
        if wanted in {county.id, county.code}:
            return county.id
    raise Invalid({"county": [T("没有这个县区，请从列表中选择")]})


@blueprint.get("/places/kinds/preview")
@access.requires(Permission.PLACE_EDIT)
def kind_preview() -> ResponseReturnValue:
    """What the new kind makes of each place that was ticked, before anything is written."""
    query = parse(KindPreviewQuery, request.args)
    if not query.place or len(query.place) > MOST:
        told = T("一次最多改 %(n)d 个，请分几次", n=MOST) if query.place else T("请至少选一个地名")
        return _list(KindQuery(), status=422, errors={"place": [told]})
    return _preview(query.place, query.to)


def _preview(ids: Sequence[str], to: str, **more: Any) -> ResponseReturnValue:
    with http.reading() as session:
        cards = place_cards(session, list(ids))
        rows = reclassed(session, _wanted(cards, ids, to))
    return http.page(
        "places/kind_preview.html",
        active="places",
        rows=[row for row in rows if row.changes],
        same=[row for row in rows if not row.changes],
        open_names=[
            cards[one].standard_name
            for one in dict.fromkeys(ids)
            if one in cards and to == BY_NAME and proposed_kind(cards[one].standard_name) is None
        ],
        to=to,
        to_label=dict(_TARGETS)[to if to == BY_NAME else PlaceKind(to)],
        kind_labels=PLACE_KIND_LABELS,
        legal_labels=LEGAL_KIND_LABELS,
        stratum_labels=STRATUM_LABELS,
        **more,
    )


def _wanted(cards: Mapping[str, PlaceCard], ids: Sequence[str], to: str) -> dict[str, PlaceKind]:
    """The kind each place is to have; those whose name suggests none are left out."""
    found: dict[str, PlaceKind] = {}
    for one in ids:
        card = cards.get(one)
        if card is None:
            continue
        kind = proposed_kind(card.standard_name) if to == BY_NAME else PlaceKind(to)
        if kind is not None:
            found[one] = kind
    return found


@blueprint.post("/places/kinds")
@access.requires(Permission.PLACE_EDIT)
def kind_change() -> ResponseReturnValue:
    """Put the places under their new kinds, as the preview said."""
    seen = {}
    for value in request.form.getlist("place"):
        ident, _, version = value.partition(":")
        # What is no identifier is told by the form, and never asked of the database.
        if is_id(ident):
            seen[ident] = version
    try:
        form = parse(ReclassForm, request.form)
        with http.working() as work:
            cards = place_cards(work.session, list(seen))
            kinds = _wanted(cards, list(seen), form.to)
            wanted = {one: services.Wanted(kind, int(seen[one])) for one, kind in kinds.items()}
            batch = services.reclassify(work, wanted, reason=form.reason)
    except Invalid as invalid:
        to = request.form.get("to", BY_NAME)
        known = to if to == BY_NAME or to in set(PlaceKind) else BY_NAME
        return _preview(
            list(seen)[:MOST], known, status=422, raw=request.form, errors=invalid.fields
        )
    http.flash(T("已改类"))
    return http.see_other("places.kind_batch", batch_id=batch)


@blueprint.get("/places/kinds/<batch_id>")
@access.requires(Permission.PLACE_EDIT)
def kind_batch(batch_id: str) -> ResponseReturnValue:
    """One batch: what every place was and became, and how to undo it."""
    return _batch(batch_id)


def _batch(batch_id: str, **more: Any) -> ResponseReturnValue:
    with http.reading() as session:
        found = reclassing(session, batch_id)
    actor = http.actor()
    paths = [item.card.division_path for item in found.items]
    return http.page(
        "places/kind_batch.html",
        active="places",
        batch=found,
        kind_labels=PLACE_KIND_LABELS,
        may_undo=all(actor.may(Permission.PLACE_EDIT, path) for path in paths),
        **more,
    )


@blueprint.post("/places/kinds/<batch_id>/undo")
@access.requires(Permission.PLACE_EDIT)
def kind_undo(batch_id: str) -> ResponseReturnValue:
    """Put the places of a batch back under the kinds they had."""
    try:
        form = parse(ReclassUndoForm, request.form)
        with http.working() as work:
            services.undo_reclassing(work, batch_id, reason=form.reason)
    except Invalid as invalid:
        return _batch(batch_id, status=422, raw=request.form, errors=invalid.fields)
    except Conflict as problem:
        return _batch(batch_id, status=problem.status, problem=problem)
    http.flash(T("已撤销这次改类"))
    return http.see_other("places.kind_batch", batch_id=batch_id)
