"""Pages of frozen snapshots: the list, one of them, its files, two compared, any day, scopes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib import resources
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.clock import day_end
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.text import T, Text
from registry.coverage import services
from registry.coverage.forms import DayQuery, FreezeForm, FrozenQuery, ScopeQuery, TargetForm
from registry.coverage.models import RateSnapshot
from registry.coverage.queries import snapshots as queries
from registry.coverage.queries.lines import lines_on
from registry.coverage.queries.snapshots import FrozenWanted
from registry.coverage.queries.standing import standing
from registry.coverage.rules import (
    DEFINITIONS,
    HERITAGE,
    STRATUM_ORDER,
    Figures,
    RateKind,
    by_stratum,
    figure_rate,
    lead_stratum,
    stratum_label,
)
from registry.coverage.rules.frozen import (
    Line,
    by_body,
    frozen_csv,
    frozen_figures,
    reconcile,
)
from registry.coverage.rules.scopes import (
    FEIDONG,
    FEIDONG_SIGNS,
    FEIDONG_SOURCE,
    denominators_of,
    scoped_rates,
)
from registry.coverage.views.blueprint import blueprint
from registry.edge import access, http
from registry.places import queries as places
from registry.places.rules import ENTITY_STATUS_LABELS

PAGE = 60
FIELD_LABELS: dict[str, Text] = {
    "note": T("说明"),
    "stratum": T("类别"),
    "due_on": T("目标日期"),
    "basis": T("依据"),
    "on": T("日期"),
}
STATUS_WORDS: dict[str, Text] = {
    **{status.value: label for status, label in ENTITY_STATUS_LABELS.items()},
    "absent": T("没有登记"),
}


def _shown(figures: Figures) -> dict[str, Any]:
    return {
        "figures": figures,
        "label": stratum_label(figures.stratum),
        "rates": {kind.value: figure_rate(figures, kind) for kind in RateKind},
    }


def _known(session: Session, number: int) -> RateSnapshot:
    row = queries.snapshot(session, number)
    if row is None:
        raise NotFound("coverage.snapshot_unknown", T("没有这份快照"))
    return row


def _strata(lines: Sequence[Line]) -> list[Figures]:
    return by_stratum(frozen_figures(lines), (*STRATUM_ORDER, HERITAGE))


@blueprint.get("/coverage/snapshots")
@access.public
def snapshot_list() -> ResponseReturnValue:
    """Every snapshot, newest first; the steward freezes a new one here and sets target dates."""
    return _list()


def _list(*, status: int = 200, form: str = "", **context: Any) -> Response:
    with http.reading() as session:
        rows = queries.snapshots(session)
        targets = [(stratum, queries.target_of(session, stratum)) for stratum in STRATUM_ORDER]
    return http.page(
        "coverage/snapshot_list.html",
        status=status,
        active="coverage",
        rows=rows,
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
        row = _known(session, number)
        lines = queries.lines_of(session, row.id)
        strata = _strata(lines)
        lead = lead_stratum([one for one in strata if one.stratum != HERITAGE])
        chosen = query.stratum or (lead.stratum if lead else "")
        wanted = FrozenWanted(chosen, query.county)
        names = queries.frozen_names(session, row.id, wanted, after=query.after, limit=PAGE)
        counties = {line.county_id: line.county for line in lines}
        return http.page(
            "coverage/snapshot_show.html",
            active="coverage",
            row=row,
            lead=_shown(lead) if lead else None,
            strata=[_shown(one) for one in strata],
            choices=[(one.stratum, stratum_label(one.stratum)) for one in strata],
            chosen=chosen,
            chosen_label=stratum_label(chosen) if chosen else None,
            by_county=_keyed(frozen_figures(lines), chosen, counties),
            by_body=_keyed(frozen_figures(lines, by_body), chosen, {}),
            definitions=DEFINITIONS,
            names=names.items,
            next_url=url_for(
                "coverage.snapshot_show", number=number, stratum=chosen, after=names.next
            )
            if names.next
            else None,
            previous=number - 1 if number > 1 else None,
        )


def _keyed(rows: Sequence[Figures], stratum: str, names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {**_shown(row), "name": names.get(row.county_id, row.county_id)}
        for row in rows
        if row.stratum == stratum
    ]


@blueprint.get("/coverage/snapshots/<int:number>.csv")
@access.public
def snapshot_sheet(number: int) -> ResponseReturnValue:
    """The frozen lines, byte for byte what the hash was taken of."""
    with http.reading() as session:
        row = _known(session, number)
        body = frozen_csv(queries.lines_of(session, row.id))
    return _file(body, "text/csv; charset=utf-8", f"snapshot-{number}.csv")


@blueprint.get("/coverage/snapshots/<int:number>.json")
@access.public
def snapshot_data(number: int) -> ResponseReturnValue:
    """The same lines for programs, with editions, exemptions and the hash of the CSV."""
    with http.reading() as session:
        row = _known(session, number)
        lines = queries.lines_of(session, row.id)
    body = {
        "number": row.number,
        "taken_at": row.taken_at.isoformat(),
        "definition": row.definition_edition,
        "rules": {"label": row.rule_set_label, "sha256": row.rule_set_sha256},
        "csv_sha256": row.csv_sha256,
        "exemptions": row.exemptions,
        "rows": [asdict(line) for line in lines],
    }
    text = json.dumps(body, ensure_ascii=False, indent=1)
    return _file(text, "application/json", f"snapshot-{number}.json")


@blueprint.get("/coverage/check_rates.py")
@access.public
def check_script() -> ResponseReturnValue:
    """The program with which anybody recomputes the rates of a snapshot."""
    script = resources.files("registry.data") / "check_rates.py"
    return _file(
        script.read_text(encoding="utf-8"), "text/x-python; charset=utf-8", "check_rates.py"
    )


def _file(text: str, content_type: str, name: str) -> Response:
    response = Response(text.encode("utf-8"), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/coverage/snapshots/<int:first>/changes/<int:second>")
@access.public
def snapshot_compare(first: int, second: int) -> ResponseReturnValue:
    """What changed between two snapshots, name by name, and the equation of each stratum."""
    with http.reading() as session:
        before, after = _known(session, first), _known(session, second)
        found = reconcile(queries.lines_of(session, before.id), queries.lines_of(session, after.id))
    return http.page(
        "coverage/snapshot_compare.html",
        active="coverage",
        before=before,
        after=after,
        found=found,
        label=stratum_label,
        status_words=STATUS_WORDS,
        lists=(
            ("added", T("新增"), found.added),
            ("left", T("退出"), found.left),
            ("reclassified", T("改类"), found.reclassified),
            ("verified", T("新近核验合格"), found.verified),
            ("lost", T("不再合格"), found.lost),
        ),
    )


@blueprint.get("/coverage/as-of")
@access.public
def day_show() -> ResponseReturnValue:
    """How things stood at the end of any day, told from the events."""
    status, errors, rows = 200, {}, []
    query = None
    try:
        query = parse(DayQuery, request.args)
        with http.reading() as session:
            rows = [_shown(one) for one in _strata(lines_on(session, day_end(query.on)))]
    except Invalid as invalid:
        if http.wants_json(request.path, request.accept_mimetypes):
            raise
        if request.args:
            status, errors = 422, dict(invalid.fields)
    return http.page(
        "coverage/day_show.html",
        status=status,
        active="coverage",
        on=query.on if query else None,
        rows=rows,
        definitions=DEFINITIONS,
        raw=request.args,
        errors=errors,
        field_labels=FIELD_LABELS,
    )


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
        own=[_shown(row) for row in rows],
        example=scoped_rates(FEIDONG_SIGNS, FEIDONG),
        example_signs=FEIDONG_SIGNS,
        example_source=FEIDONG_SOURCE,
    )
