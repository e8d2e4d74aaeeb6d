"""Pages for duplicates: the queue, two records side by side, merging, and undoing a merge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import Conflict, Forbidden, Invalid, Refused
from registry.core.forms import parse
from registry.core.text import T
from registry.core.work import Work
from registry.edge import access, http
from registry.places import queries
from registry.places.forms.merging import (
    MergeQuery,
    PairQuery,
    PartForm,
    VerdictForm,
    Which,
    choices_of,
    parse_merge,
)
from registry.places.queries.comparison import Comparison, comparison
from registry.places.queries.merges import known_merge, merges
from registry.places.queries.pairs import PAIR_STATE_LABELS, PairFilter, pair_count, pairs
from registry.places.rules import NAME_KIND_LABELS, PairVerdict
from registry.places.rules.merging import OTHER_KINDS
from registry.places.services import merging
from registry.places.services.pairs import judge
from registry.places.views.showing import blueprint

PAGE = 30


@blueprint.get("/places/duplicates")
@access.requires(Permission.PLACE_EDIT)
def pair_list() -> ResponseReturnValue:
    """Pairs that wait for a person, the most alike first, or those that were judged."""
    query = parse(PairQuery, request.args)
    with http.reading() as session:
        counties = queries.counties(session)
        wanted = PairFilter(query.state, _county_id(query.county, counties), query.least or 0)
        page = pairs(session, http.actor(), wanted, PAGE, query.after)
        total = pair_count(session, http.actor(), wanted)
    kept: dict[str, Any] = {
        name: value for name, value in request.args.items() if name != "after" and value
    }
    states = [
        (state.value, label, url_for("places.pair_list", **{**kept, "state": state.value}))
        for state, label in PAIR_STATE_LABELS.items()
    ]
    return http.page(
        "places/pair_list.html",
        active="places",
        page=page,
        total=total,
        raw=request.args,
        states=states,
        state=query.state.value,
        counties=[(county.code, county.name) for county in counties],
        next_url=url_for("places.pair_list", **{**kept, "after": page.next}) if page.next else "",
        first_url=url_for("places.pair_list", **kept) if query.after else "",
    )


def _county_id(wanted: str | None, counties: list[queries.DivisionView]) -> str | None:
    if wanted is None:
        return None
    for county in counties:
        if wanted in {county.id, county.code}:
            return county.id
    raise Invalid({"county": [T("没有这个县区，请从列表中选择")]})


@blueprint.get("/places/duplicates/<first_id>/<second_id>")
@access.requires(Permission.PLACE_EDIT)
def pair_show(first_id: str, second_id: str) -> ResponseReturnValue:
    """Two records side by side; any two may be compared, found or not."""
    return _pair_page(first_id, second_id)


def _pair_page(
    first_id: str, second_id: str, *, raw: Mapping[str, Any] | None = None, **more: Any
) -> ResponseReturnValue:
    actor = http.actor()
    with http.reading() as session:
        found = comparison(session, first_id, second_id)
        gone = next((side.card for _, side in found.sides if side.card.merged_into), None)
        if gone is not None:
            return http.see_other("places.place_show", place_id=gone.merged_into)
        paths = [side.card.division_path for _, side in found.sides]
        held = [actor.may(Permission.PLACE_EDIT, path) for path in paths]
        if not any(held):
            raise Forbidden("access.out_of_scope", T("这里不在您负责的区划范围内"))
        collect = http.runtime().panels.collect
        hanging = {
            key: [
                line
                for panel in collect("hanging", session, actor, side.card.id)
                for line in panel.context["lines"]
            ]
            for key, side in found.sides
        }
    return http.page(
        "places/pair_show.html",
        active="places",
        pair=found,
        hanging=hanging,
        may_merge=all(held),
        other_kinds=[(kind.value, NAME_KIND_LABELS[kind]) for kind in OTHER_KINDS],
        raw=raw or _proposed(found),
        **more,
    )


def _proposed(found: Comparison) -> dict[str, str]:
    """What the form starts with."""
    return {
        "survivor": found.survivor,
        "other_name": OTHER_KINDS[0].value,
        **{f"choice-{row.key}": row.proposed for row in found.rows},
    }


@blueprint.post("/places/duplicates/<first_id>/<second_id>/merge")
@access.requires(Permission.PLACE_EDIT)
def pair_merge(first_id: str, second_id: str) -> ResponseReturnValue:
    """Merge two records into the one that was chosen."""
    done: list[str] = []

    def write(work: Work) -> None:
        form = parse_merge(request.form)
        ids, versions = (first_id, second_id), (form.seen_first, form.seen_second)
        at = 0 if form.survivor is Which.FIRST else 1
        seen = merging.Seen(absorbed=versions[1 - at], into=versions[at])
        merging.merge(
            work,
            ids[1 - at],
            ids[at],
            choices=choices_of(form, request.form),
            reason=form.reason,
            seen=seen,
            across_counties=form.across,
        )
        done.append(ids[at])

    refused = _refused(write, lambda **more: _pair_page(first_id, second_id, **more))
    if refused is not None:
        return refused
    http.flash(T("已合并。原来的地址以后都指向这里；弄错了可以撤销"))
    return http.see_other("places.place_show", place_id=done[0])


@blueprint.post("/places/duplicates/<first_id>/<second_id>/verdict")
@access.requires(Permission.PLACE_EDIT)
def pair_judge(first_id: str, second_id: str) -> ResponseReturnValue:
    """Say that the two are distinct, or put the question off."""

    def write(work: Work) -> None:
        form = parse(VerdictForm, request.form)
        judge(work, first_id, second_id, verdict=PairVerdict(form.verdict), note=form.note)

    refused = _refused(write, lambda **more: _pair_page(first_id, second_id, **more))
    if refused is not None:
        return refused
    http.flash(T("已记下，下次找到同样的理由不会再问"))
    return http.see_other("places.pair_list")


@blueprint.get("/places/merges")
@access.requires(Permission.PLACE_EDIT)
def merge_list() -> ResponseReturnValue:
    """Merges, the newest first, those that were undone too."""
    query = parse(MergeQuery, request.args)
    with http.reading() as session:
        page = merges(session, http.actor(), PAGE, query.after)
    return http.page(
        "places/merge_list.html",
        active="places",
        page=page,
        next_url=url_for("places.merge_list", after=page.next) if page.next else "",
        first_url=url_for("places.merge_list") if query.after else "",
    )


@blueprint.get("/places/merges/<merge_id>")
@access.requires(Permission.PLACE_EDIT)
def merge_show(merge_id: str) -> ResponseReturnValue:
    """One merge: what it took from where, and the way back, or what came of it."""
    return _merge_page(merge_id)


def _merge_page(
    merge_id: str, *, raw: Mapping[str, Any] | None = None, **more: Any
) -> ResponseReturnValue:
    with http.reading() as session:
        view = known_merge(session, merge_id)
    may = [
        http.actor().may(Permission.PLACE_EDIT, card.division_path)
        for card in (view.into, view.absorbed)
    ]
    if not any(may):
        raise Forbidden("access.out_of_scope", T("这里不在您负责的区划范围内"))
    return http.page(
        "places/merge_show.html",
        active="places",
        merge=view,
        may_part=all(may),
        raw=raw or {},
        **more,
    )


@blueprint.post("/places/merges/<merge_id>/undo")
@access.requires(Permission.PLACE_EDIT)
def merge_undo(merge_id: str) -> ResponseReturnValue:
    """Undo a merge; what stayed and why is on the page that follows."""
    stayed: list[int] = []

    def write(work: Work) -> None:
        form = parse(PartForm, request.form)
        stayed.append(len(merging.unmerge(work, merge_id, reason=form.reason).kept))

    refused = _refused(write, lambda **more: _merge_page(merge_id, **more))
    if refused is not None:
        return refused
    if stayed[0]:
        http.flash(T("已撤销合并，有 %(n)d 处没有退回，见下面的说明", n=stayed[0]), "warn")
    else:
        http.flash(T("已撤销合并，两条记录都恢复原样"))
    return http.see_other("places.merge_show", merge_id=merge_id)


def _refused(
    write: Callable[[Work], None], show: Callable[..., ResponseReturnValue]
) -> ResponseReturnValue | None:
    """One unit of work; where refused, the same page with the person's words and all errors."""
    try:
        with http.working() as work:
            write(work)
    except Invalid as invalid:
        return show(status=422, raw=request.form, errors=invalid.fields)
    except (Refused, Conflict) as problem:
        texts = [problem.message, *([problem.advice] if problem.advice else [])]
        return show(status=problem.status, raw=request.form, errors={"form": texts})
    return None
