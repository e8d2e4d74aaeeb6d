"""Which column is which: how the file is read, the profile, the first rows as they will be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from imports import queries, services
from imports.forms import READING_FIELDS, KeepProfileForm, MappingForm, parse_mapping
from imports.profiles import PROFILES, profile_named
from imports.queries import RunView
from imports.rules.mapping import ColumnMapping, checked_mapping, fit
from imports.rules.outcome import RunState
from imports.rules.targets import TARGET_GROUPS, TARGET_LABELS, Target
from imports.services import Look
from imports.views import previewing
from imports.views.pages import blueprint, known_run
from imports.views.showing import CLASH, show
from imports.views.standing import standing
from registry.accounts.rules import Permission
from registry.core.errors import Conflict, Invalid, NotFound, Problem, Refused
from registry.core.forms import parse
from registry.core.text import T, Text
from registry.edge import access, http
from registry.places.rules import (
    DATUM_LABELS,
    PLACE_KIND_LABELS,
    POSITION_METHOD_LABELS,
    Datum,
)

OPEN = frozenset({RunState.UPLOADED, RunState.CHECKED, RunState.FAILED})
_DATUMS: tuple[tuple[str, Text], ...] = (
    (Datum.WGS84, DATUM_LABELS[Datum.WGS84]),
    (Datum.CGCS2000, T("CGCS2000 经纬度，或带带号的平面坐标")),
    ("EPSG:4548", T("CGCS2000 平面坐标，中央经线 117 度，不带带号")),
    ("EPSG:4547", T("CGCS2000 平面坐标，中央经线 114 度，不带带号")),
    ("EPSG:4549", T("CGCS2000 平面坐标，中央经线 120 度，不带带号")),
    (Datum.GCJ02, T("GCJ-02（高德、腾讯）")),
    (Datum.BD09, T("BD-09（百度）")),
)
# Only these have a field of their own among what is the same for the whole file.
_SHOWN_CONSTANTS = (Target.DATUM, Target.KIND, Target.METHOD, Target.EDITION)


@blueprint.get("/imports/<run_id>/mapping")
@access.requires(Permission.PLACE_EDIT)
def mapping_edit(run_id: str) -> ResponseReturnValue:
    """The columns of a file and what they are taken for."""
    return _page(run_id)


@blueprint.post("/imports/<run_id>/mapping")
@access.requires(Permission.PLACE_EDIT)
def mapping_update(run_id: str) -> ResponseReturnValue:
    """Keep the mapping, and go where the button says: read again, preview, keep it, dry run."""
    then = request.form.get("then", "preview")
    with http.reading() as session:
        run = known_run(session, run_id)
    try:
        return _update(run, then)
    except Invalid as invalid:
        errors = {_field(name, request.form): said for name, said in invalid.fields.items()}
        return _page(run_id, status=422, raw=request.form, errors=errors)
    except (Refused, Conflict, NotFound) as problem:
        if problem.code in {"imports.busy", "imports.state"}:
            # There are no columns to choose any more: the page of the run says how it stands.
            return show(run_id, status=CLASH, clash=problem)
        said = [problem.message, *([problem.advice] if problem.advice else [])]
        return _page(run_id, status=problem.status, raw=request.form, errors={"form": said})


def _update(run: RunView, then: str) -> ResponseReturnValue:
    form = parse_mapping(request.form, ())
    if then == "reread":
        _keep(run, ColumnMapping(), form, profile="")
        return http.see_other("imports.mapping_edit", run_id=run.id, _anchor="reading")
    look = services.look(http.runtime(), run)
    form = parse_mapping(request.form, look.columns)
    if then == "profile":
        name, mapping = _by_profile(form.profile, look)
        _keep(run, mapping, form, profile=name)
        return http.see_other("imports.mapping_edit", run_id=run.id, _anchor="columns")
    mapping = checked_mapping(
        ColumnMapping(form.columns, form.constants, form.match_only), look.columns
    )
    _keep(run, mapping, form, profile=form.profile, then=then)
    if then == "check":
        return http.see_other("imports.run_show", run_id=run.id)
    if then == "keep":
        http.flash(T("方案已存下"))
    return http.see_other("imports.mapping_edit", run_id=run.id, _anchor="preview")


def _keep(
    run: RunView, mapping: ColumnMapping, form: MappingForm, *, profile: str, then: str = ""
) -> None:
    title = parse(KeepProfileForm, request.form).profile_title if then == "keep" else ""
    with http.working() as work:
        services.set_mapping(
            work,
            run.id,
            mapping,
            profile=profile,
            reading=form.reading,
            seen_version=form.seen_version,
        )
        if then == "keep":
            services.keep_profile(work, name=title[:60], title=title, mapping=mapping)
        if then == "check":
            services.ask_check(work, run.id)


def _by_profile(name: str, look: Look) -> tuple[str, ColumnMapping]:
    shipped = profile_named(name)
    if shipped is not None:
        return shipped.name, fit(shipped, look.columns, look.format).mapping
    with http.reading() as session:
        kept = queries.kept_profile(session, name)
    if kept is None:
        raise Invalid({"profile": [T("没有这个方案")]})
    return kept.name, services.adapted(kept.mapping, look.columns)


def _field(name: str, raw: Mapping[str, Any]) -> str:
    """The field of the page that an error of a target belongs to."""
    if name not in set(Target):
        return {"name": "profile_title"}.get(name, name)
    chosen = [field for field in raw if field.startswith("column-") and raw[field] == name]
    return chosen[0] if chosen else "column-0"


def _page(
    run_id: str, *, status: int = 200, raw: Mapping[str, Any] | None = None, **more: Any
) -> ResponseReturnValue:
    with http.reading() as session:
        run = known_run(session, run_id)
        kept = queries.kept_profiles(session)
        how = standing(session, run)
    if run.state not in OPEN or how.open_job is not None:
        return http.see_other("imports.run_show", run_id=run.id)
    look, unreadable = _look(run)
    mapping = _mapping(run, look)
    values = raw if raw is not None else _values(run, look, mapping)
    return http.page(
        "imports/run_mapping.html",
        status=status,
        active="desk",
        run=run,
        unreadable=unreadable,
        failure=how.failure,
        not_done=how.not_done,
        reading=run.mapping.get("reading"),
        raw=values,
        facts=[fact.text for fact in look.facts] if look else [],
        columns=previewing.columns(look, mapping, run) if look else [],
        detected=look.detected[0] if look and look.detected else None,
        preview=_preview(run, mapping, look),
        profile_options=[
            *((profile.name, profile.title) for profile in PROFILES),
            *((profile.name, profile.title) for profile in kept),
        ],
        targets=[
            (label, [(target, TARGET_LABELS[target]) for target in group])
            for label, group in TARGET_GROUPS
        ],
        datums=_DATUMS,
        kinds=list(PLACE_KIND_LABELS.items()),
        methods=list(POSITION_METHOD_LABELS.items()),
        other_constants=_other_constants(values),
        **more,
    )


def _look(run: RunView) -> tuple[Look | None, Problem | None]:
    try:
        return services.look(http.runtime(), run, previewing.FIRST_ROWS), None
    except (Refused, NotFound) as problem:
        return None, problem


def _mapping(run: RunView, look: Look | None) -> ColumnMapping:
    """What was said of the columns, or what the best profile would say."""
    if run.mapping.get("columns") or look is None or not look.detected:
        return run.column_mapping
    return look.detected[0].mapping


def _values(run: RunView, look: Look | None, mapping: ColumnMapping) -> dict[str, Any]:
    """The form as it stands."""
    reading = run.mapping.get("reading") or {}
    values: dict[str, Any] = {name: reading.get(name, "") for name in READING_FIELDS}
    values["header_row"] = reading.get("header_row", "")
    detected = look.detected[0].profile.name if look and look.detected else ""
    values["profile"] = run.profile or detected
    values["match_only"] = mapping.match_only
    targets = {column: target for target, column in mapping.columns.items()}
    for index, column in enumerate(look.columns if look else ()):
        values[f"column-{index}"] = targets.get(column, "")
    for target, value in mapping.constants.items():
        values[f"constant-{target}"] = value
    return values


def _other_constants(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Constants of a profile that have no field on the page travel along unseen."""
    shown = {f"constant-{target}" for target in _SHOWN_CONSTANTS}
    return [
        (name, values[name])
        for name in values
        if name.startswith("constant-") and name not in shown
    ]


def _preview(
    run: RunView, mapping: ColumnMapping, look: Look | None
) -> list[previewing.PreviewRow]:
    if look is None or not {Target.NAME.value, Target.LISTED.value} & set(mapping.columns):
        return []
    limit = previewing.FIRST_ROWS
    try:
        plans = services.preview(http.runtime(), run, http.actor(), mapping, limit)
    except (Invalid, Refused):
        return []
    with http.reading() as session:
        return previewing.rows(session, look, mapping, plans)
