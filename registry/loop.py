"""Who listens to whom: reading this file is reading how the two halves of the mission join."""

from __future__ import annotations

from pathlib import Path

from registry.accounts import queries as account_queries
from registry.accounts.services.noticing import wire_notices
from registry.core.work import Work
from registry.coverage import services as coverage
from registry.coverage.queries.recounts import desk as coverage_desk
from registry.heritage import queries as heritage_queries
from registry.heritage import services as heritage
from registry.heritage.rules import Recognised, Revoked
from registry.places import queries as place_queries
from registry.places.queries.doubts import desk as spelling_desk
from registry.places.queries.findings import desk as finding_desk
from registry.places.queries.findings import finding_panel, findings_hanging
from registry.places.queries.homonyms import NAMING_WORDS
from registry.places.queries.merges import merge_panel
from registry.places.queries.pairs import desk as pair_desk
from registry.places.rules.changing import PlaceChanged
from registry.places.rules.merging import PlacesMerged, PlacesParted
from registry.places.rules.naming_words import BarredWord, read_words
from registry.places.services.findings_following import (
    follow_merge_of_findings,
    follow_parting_of_findings,
)
from registry.runtime import Runtime
from registry.settings import Settings, SettingsError
from registry.signage import queries as signage_queries
from registry.signage import services as signage
from registry.signage.queries.steps import step_data, step_panel


def wire(runtime: Runtime) -> None:
    """Connect events to listeners and pages to the panels that others add to them."""
    own = own_naming_words(runtime.settings)
    if own is not None:
        runtime.database.info[NAMING_WORDS] = own
    signage.wire_arriving(runtime)
    signage.wire_checks(runtime)
    signage.wire_expiry(runtime)
    signage.wire_papers(runtime)
    wire_notices(runtime)
    coverage.wire_reports(runtime)
    coverage.wire_recounts(runtime)
    runtime.bus.subscribe(Recognised, _require_heritage_sign)
    runtime.bus.subscribe(PlaceChanged, _file_signs)
    runtime.bus.subscribe(PlaceChanged, _recompute_positions)
    runtime.bus.subscribe(PlaceChanged, _judge_signs)
    runtime.bus.subscribe(Revoked, _release_heritage_sign)
    runtime.bus.subscribe(PlacesMerged, _follow_merge)
    runtime.bus.subscribe(PlacesParted, _follow_parting)
    runtime.panels.add("place", "heritage/place_panel.html", heritage_queries.place_panel)
    runtime.panels.add("place", "signage/place_panel.html", signage_queries.place_panel)
    runtime.panels.add("place", "signage/step_panel.html", step_panel)
    runtime.panels.add("name_steps", "", step_data)
    runtime.panels.add("archive", "heritage", heritage_queries.place_archive)
    runtime.panels.add("archive", "signage", signage_queries.place_archive)
    runtime.panels.add("source", "places/source_panel.html", place_queries.source_panel)
    runtime.panels.add("place", "places/merge_panel.html", merge_panel)
    runtime.panels.add("place", "places/finding_panel.html", finding_panel)
    if runtime.settings.openrosa:
        runtime.panels.add("account", "signage/collect_panel.html", signage_queries.account_panel)
    # What follows when two records of a place become one.
    runtime.panels.add("hanging", "", heritage_queries.hanging)
    runtime.panels.add("hanging", "", signage_queries.hanging)
    runtime.panels.add("hanging", "", findings_hanging)
    runtime.panels.add("journal", "", heritage_queries.journal_closed)
    runtime.panels.add("scopes", "", place_queries.scope_choices)
    runtime.jobs.actor_of = account_queries.actor
    runtime.panels.add_desk(heritage_queries.desk)
    runtime.panels.add_desk(signage_queries.desk)
    runtime.panels.add_desk(coverage_desk)
    runtime.panels.add_desk(pair_desk)
    runtime.panels.add_desk(spelling_desk)
    runtime.panels.add_desk(finding_desk)


def own_naming_words(settings: Settings) -> tuple[BarredWord, ...] | None:
    """The operator's list of words that bar a name; None: the shipped one holds.

    Raises:
        SettingsError: the file is not there or has faults, every one of them told.
    """
    path = settings.naming_words_file
    if path is None or path == Path():  # a line of .env with nothing after the sign
        return None
    try:
        return read_words(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        fault = error.strerror if isinstance(error, OSError) else error
        raise SettingsError(f"REGISTRY_NAMING_WORDS_FILE={path}: {fault}") from error


def _require_heritage_sign(work: Work, event: Recognised) -> None:
    # 条例 art. 25 and the practice of the protection lists: a recognised name gets a sign.
    signage.require_heritage_sign(
        work, place_id=event.place_id, basis=f"recognition:{event.recognition_id}"
    )


def _file_signs(work: Work, event: PlaceChanged) -> None:
    # A sign is counted in the county and the kind of its place: where that changed, it goes along.
    signage.follow_ground(work, event.place_id)


def _recompute_positions(work: Work, event: PlaceChanged) -> None:
    # What the placement rules now ask for becomes proposals; no accepted position is touched.
    signage.follow_place(work, event.place_id)


def _judge_signs(work: Work, event: PlaceChanged) -> None:
    # A valid sign says the right name: what stands there is held against the names of today.
    signage.follow_names(work, event.place_id)


def _release_heritage_sign(work: Work, event: Revoked) -> None:
    # A title that is gone asks for no sign; one that stands already is a person's to judge.
    signage.release_heritage_sign(
        work,
        basis=f"recognition:{event.recognition_id}",
        reason="认定已撤销",
        paper=event.document_no,
    )


def _follow_merge(work: Work, event: PlacesMerged) -> None:
    # Nothing may hang on a record that only leads on; a refusal of either undoes the whole merge.
    ids = {"absorbed_id": event.absorbed_id, "into_id": event.into_id}
    event.followed["heritage"] = heritage.follow_merge(work, **ids)
    event.followed["signage"] = signage.follow_merge(work, **ids)
    signage.follow_names(work, event.into_id)
    event.followed["findings"] = follow_merge_of_findings(work, **ids)


def _follow_parting(work: Work, event: PlacesParted) -> None:
    into, absorbed, followed = event.into_id, event.absorbed_id, event.followed
    files, signs = followed.get("heritage", {}), followed.get("signage", {})
    event.kept.extend(
        heritage.follow_parting(work, into_id=into, absorbed_id=absorbed, followed=files)
    )
    event.kept.extend(
        signage.follow_parting(work, into_id=into, absorbed_id=absorbed, followed=signs)
    )
    for place_id in (into, absorbed):
        signage.follow_names(work, place_id)
    raised = followed.get("findings", {})
    event.kept.extend(
        follow_parting_of_findings(work, into_id=into, absorbed_id=absorbed, followed=raised)
    )
