"""Pages of frozen snapshots: the list, one of them, its files; the same signs in three scopes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from importlib import resources
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.text import T, Text
from registry.coverage import services
from registry.coverage.forms import FreezeForm, FrozenQuery, ScopeQuery, StratumQuery, TargetForm
from registry.coverage.models import RateSnapshot
from registry.coverage.queries import snapshots as queries
from registry.coverage.queries.names import NO_BODY
from registry.coverage.queries.snapshots import FrozenWanted
from registry.coverage.queries.standing import standing
from registry.coverage.rules import (
    DEFINITIONS,
    EXCLUSIONS,
    HERITAGE,
    STRATUM_ORDER,
    Figures,
    by_stratum,
    lead_stratum,
    stratum_label,
)
from registry.coverage.rules.frozen import frozen_csv, published_figures
from registry.coverage.rules.scopes import (
    FEIDONG,
    FEIDONG_SIGNS,
    FEIDONG_SOURCE,
    denominators_of,
    scoped_rates,
)
from registry.coverage.views.blueprint import blueprint
from registry.coverage.views.standing import shown
from registry.edge import access, http
from registry.places import queries as places

PAGE = 60
FIELD_LABELS: dict[str, Text] = {
    "note": T("说明"),
    "stratum": T("类别"),
    "due_on": T("目标日期"),
    "basis": T("依据"),
}


def known(session: Session, number: int) -> RateSnapshot:
    """The snapshot with this number; NotFound: `coverage.snapshot_unknown`."""
    row = queries.snapshot(session, number)
    if row is None:
        raise NotFound("coverage.snapshot_unknown", T("没有这份快照"))
    return row


@blueprint.get("/coverage/snapshots")
@access.public
def snapshot_list() -> ResponseReturnValue:
    """Every snapshot, newest first; the steward freezes a new one here and sets target dates."""
    return _list(parse(StratumQuery, request.args).stratum)


def _list(stratum: str = "", *, status: int = 200, form: str = "", **context: Any) -> Response:
    with http.reading() as session:
        rows = queries.snapshots(session)
        kept = queries.kept_figures(session, [row.id for row in rows])
        targets = [(stratum, queries.target_of(session, stratum)) for stratum in STRATUM_ORDER]
    # What the newest one has, and of it the kind with the most names where none was asked for.
    strata = by_stratum(kept.get(rows[0].id, []), (*STRATUM_ORDER, HERITAGE)) if rows else []
    lead = lead_stratum([one for one in strata if one.stratum != HERITAGE])
    chosen = stratum or (lead.stratum if lead else "")
    own = {
        ident: shown(one) for ident, many in kept.items() for one in many if one.stratum == chosen
    }
    return http.page(
        "coverage/snapshot_list.html",
        status=status,
        active="coverage",
        rows=[(row, own.get(row.id)) for row in rows],
        chosen=chosen,
        chosen_label=stratum_label(chosen) if chosen else None,
        choices=[(one.stratum, stratum_label(one.stratum)) for one in strata],
        definitions=DEFINITIONS,
        numbers=[(str(row.number), T("第 %(n)d 号", n=row.number)) for row in rows],
        targets=[(stratum_label(stratum), row) for stratum, row in targets if row is not None],
        strata=[(stratum, stratum_label(stratum)) for stratum in STRATUM_ORDER],
        field_labels=FIELD_LABELS,
        form=form,
        **context,
    )


@blueprint.post("/coverage/snapshots")
@access.requires(Permission.FREEZE)
def snapshot_create() -> ResponseReturnValue:
    """Freeze things as they stand now."""
    try:
        form = parse(FreezeForm, request.form)
        with http.working() as work:
            row = services.take_snapshot(work, note=form.note)
    except Invalid as invalid:
        return _list(status=422, form="freeze", raw=request.form, errors=invalid.fields)
    http.flash(T("快照第 %(n)d 号已冻结", n=row.number))
    return http.see_other("coverage.snapshot_show", number=row.number)


@blueprint.post("/coverage/targets")
@access.requires(Permission.FREEZE)
def target_create() -> ResponseReturnValue:
    """Set the date by which every name of a stratum is to have a sign."""
    try:
        form = parse(TargetForm, request.form)
        with http.working() as work:
            services.set_target(work, stratum=form.stratum, due_on=form.due_on, basis=form.basis)
    except Invalid as invalid:
        return _list(status=422, form="target", raw=request.form, errors=invalid.fields)
    http.flash(T("目标日期已记下"))
    return http.see_other("coverage.snapshot_list")


@blueprint.get("/coverage/snapshots/<int:number>")
@access.public
def snapshot_show(number: int) -> ResponseReturnValue:
    """One snapshot: its rates by stratum, county and managing body, its papers, its names."""
    query = parse(FrozenQuery, request.args)
    with http.reading() as session:
        row = known(session, number)
        parts = queries.parts_of(session, row.id)
        strata = by_stratum(parts.by_county, (*STRATUM_ORDER, HERITAGE))
        lead = lead_stratum([one for one in strata if one.stratum != HERITAGE])
        chosen = query.stratum or (lead.stratum if lead else "")
        wanted = FrozenWanted(chosen, query.county, query.body)
        names = queries.frozen_names(session, row.id, wanted, after=query.after, limit=PAGE)
        last = queries.last_number(session)
    here = partial(url_for, "coverage.snapshot_show", number=number)
    asked = {"stratum": chosen, "county": query.county, "body": query.body}
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return http.page(
        "coverage/snapshot_show.html",
        active="coverage",
        row=row,
        lead=shown(lead) if lead else None,
        strata=[shown(one) for one in strata],
        choices=[(one.stratum, stratum_label(one.stratum)) for one in strata],
        chosen=chosen,
        chosen_label=stratum_label(chosen) if chosen else None,
        by_county=_keyed(
            parts.by_county, chosen, parts.counties, partial(_narrowed, here, "county")
        ),
        by_body=_keyed(parts.by_body, chosen, {}, partial(_narrowed, here, "body")),
        of=parts.counties.get(query.county, query.body),
        definitions=DEFINITIONS,
        exclusions=EXCLUSIONS,
        names=names.items,
        next_url=here(**kept, after=names.next) + "#unsigned" if names.next else None,
        first_url=here(**kept) + "#unsigned" if query.after else None,
        all_url=here(stratum=chosen) + "#unsigned" if query.county or query.body else None,
        previous=number - 1 if number > 1 else None,
        newest=last if last > number else None,
    )


def _narrowed(here: Callable[..., str], name: str, stratum: str, key: str) -> str:
    """The same page with the names of one county or managing body alone; of heritage none."""
    if stratum == HERITAGE:
        return ""
    return here(stratum=stratum, **{name: key or NO_BODY}) + "#unsigned"


def _keyed(
    rows: Sequence[Figures],
    stratum: str,
    names: dict[str, str],
    href: Callable[[str, str], str],
) -> list[dict[str, Any]]:
    return [
        {
            **shown(row),
            "name": names.get(row.county_id, row.county_id),
            "href": href(stratum, row.county_id),
        }
        for row in rows
        if row.stratum == stratum
    ]


@blueprint.get("/coverage/snapshots/<int:number>.csv")
@access.public
def snapshot_sheet(number: int) -> ResponseReturnValue:
    """The frozen lines, byte for byte what the hash was taken of."""
    with http.reading() as session:
        row = known(session, number)
        body = frozen_csv(queries.lines_of(session, row.id))
    return file_of(body, "text/csv; charset=utf-8", f"snapshot-{number}.csv")


@blueprint.get("/coverage/snapshots/<int:number>.json")
@access.public
def snapshot_data(number: int) -> ResponseReturnValue:
    """The same lines for programs, with editions, exemptions and the hash of the CSV."""
    with http.reading() as session:
        row = known(session, number)
        lines = queries.lines_of(session, row.id)
    body = {
        "number": row.number,
        "taken_at": row.taken_at.isoformat(),
        "definition": row.definition_edition,
        "rules": {"label": row.rule_set_label, "sha256": row.rule_set_sha256},
        "csv_sha256": row.csv_sha256,
        "figures": published_figures(lines),
        "exemptions": row.exemptions,
        "rows": [asdict(line) for line in lines],
    }
    text = json.dumps(body, ensure_ascii=False, indent=1)
    return file_of(text, "application/json", f"snapshot-{number}.json")


@blueprint.get("/coverage/check_rates.py")
@access.public
def check_script() -> ResponseReturnValue:
    """The program with which anybody recomputes the rates of a snapshot."""
    script = resources.files("registry.data") / "check_rates.py"
    return file_of(
        script.read_text(encoding="utf-8"), "text/x-python; charset=utf-8", "check_rates.py"
    )


def file_of(text: str, content_type: str, name: str) -> Response:
    """A text that the browser saves under this name."""
    response = Response(text.encode("utf-8"), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/coverage/scopes")
@access.public
def scope_show() -> ResponseReturnValue:
    """The same signs over three denominators, each with its definition."""
    query = parse(ScopeQuery, request.args)
    with http.reading() as session:
        now = standing(session, http.runtime().clock.now())
        counties = [(one.id, one.name) for one in places.counties(session)]
    rows = now.county(query.county) if query.county else []
    signs, denominators = denominators_of(rows)
    return http.page(
        "coverage/scope_show.html",
        active="coverage",
        counties=counties,
        query=query,
        name=dict(counties).get(query.county, ""),
        as_of=now.as_of,
        signs=signs,
        rates=scoped_rates(signs, denominators) if rows else [],
        own=[shown(row) for row in rows],
        example=scoped_rates(FEIDONG_SIGNS, FEIDONG),
        example_signs=FEIDONG_SIGNS,
        example_source=FEIDONG_SOURCE,
    )
