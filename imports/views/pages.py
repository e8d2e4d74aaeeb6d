"""The list of runs, samples of files, and what the pages of importing share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from imports import queries
from imports.forms import RunsQuery
from imports.profiles import PROFILES
from imports.queries import RunView
from imports.rules.outcome import OUTCOME_LABELS
from imports.views import samples
from imports.views.standing import standing
from registry.accounts.rules import Permission
from registry.core.errors import NotFound
from registry.core.forms import parse
from registry.core.ids import is_id
from registry.core.text import T
from registry.edge import access, http
from registry.places import queries as place_queries

blueprint = Blueprint("imports", "imports.views")

PAGE_SIZE = 50
_FORMATS = (
    *("CSV", "TSV", "XLSX", "XLS", "ODS", "GeoJSON", "GeoPackage", "Shapefile (ZIP)"),
    *("KML", "KMZ", "GPX", "Linked Places JSON-LD", "LP-TSV", "JSON"),
)


@blueprint.get("/imports")
@access.requires(Permission.PLACE_EDIT)
def run_list() -> ResponseReturnValue:
    """Every run this person may see, newest first, and what can be brought in."""
    query = parse(RunsQuery, request.args)
    with http.reading() as session:
        page = queries.runs(session, http.actor(), limit=PAGE_SIZE, after=query.after)
        kept = queries.kept_profiles(session)
        standings = {run.id: standing(session, run) for run in page.items}
    return http.page(
        "imports/run_list.html",
        active="desk",
        page=page,
        standings=standings,
        formats=_FORMATS,
        outcomes=OUTCOME_LABELS,
        profiles=[*PROFILES, *kept],
        shipped={profile.name for profile in PROFILES},
        next_url=url_for("imports.run_list", after=page.next) if page.next else None,
        first_url=url_for("imports.run_list") if query.after else None,
    )


@blueprint.get("/imports/samples/<name>")
@access.requires(Permission.PLACE_EDIT)
def sample_show(name: str) -> ResponseReturnValue:
    """A small file that shows the columns of a profile."""
    found = samples.sample(name)
    if found is None:
        raise NotFound("imports.unknown_profile", T("没有这个方案"))
    response = Response(found.content, content_type=found.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    return response


def known_run(session: Session, run_id: str) -> RunView:
    """A run by an identifier from outside, for a person who may edit where it belongs.

    Raises:
        NotFound: `imports.unknown`.
        Forbidden: it belongs to a division this person does not look after.
    """
    run = queries.run(session, run_id) if is_id(run_id) else None
    if run is None:
        raise NotFound("imports.unknown", T("没有这个导入批次"))
    http.actor().require(Permission.PLACE_EDIT, run.division_path)
    return run


def division_choices(session: Session) -> list[tuple[str, str]]:
    """(id, name) of the divisions whose places this person may edit."""
    actor = http.actor()
    choices: list[Any] = place_queries.scope_choices(session, actor, "")["choices"]
    return [
        (path.rpartition("/")[2], name)
        for path, name in choices
        if actor.may(Permission.PLACE_EDIT, path)
    ]
