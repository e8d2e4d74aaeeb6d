"""`registry places`: what is done to the whole gazetteer at once."""

from __future__ import annotations

import time

import click

from registry.cli.installation import opened, require_migrated
from registry.core.actor import SYSTEM
from registry.places.queries import counties
from registry.places.queries.alike import alike_across, alike_by_code, alike_in, ids_in
from registry.places.services.pairs import PairsRecorded, record_pairs
from registry.runtime import Runtime
from registry.settings import load


@click.group("places")
def group() -> None:
    """The gazetteer as a whole."""


@group.command("find-duplicates")
@click.option("--county", help="Code of the only county to look at (default: all of them).")
def find_duplicates(*, county: str | None) -> None:
    """Look for places that are registered twice and put them into the queue of pairs.

    Nothing is merged: people judge each pair on the page /places/duplicates. What they judged to
    be two places comes back only for a reason that is new.
    """
    with opened(load()) as runtime:
        require_migrated(runtime)
        with runtime.database.read() as session:
            known = [(row.id, row.code, row.name) for row in counties(session)]
        chosen = [row for row in known if county in {None, row[1]}]
        if not chosen:
            codes = ", ".join(code for _, code, _ in known)
            raise click.ClickException(f"no county has the code {county}; there are {codes}")
        total = PairsRecorded()
        for county_id, code, name in chosen:
            total += _one(runtime, county_id, f"{code} {name}")
        if county is None:
            total += _one(runtime, None, "no county")
            total += _across(runtime)
        click.echo(f"pairs: {_said(total)}")


def _one(runtime: Runtime, county_id: str | None, label: str) -> PairsRecorded:
    """Search one county outside any unit of work, then write what was found in one."""
    started = time.monotonic()
    with runtime.database.read() as session:
        examined = ids_in(session, county_id)
        found = alike_in(session, county_id)
        found += alike_by_code(session) if county_id is None else []
    with runtime.write(SYSTEM) as work:
        recorded = record_pairs(work, found, examined=examined)
    seconds = time.monotonic() - started
    click.echo(f"{label}: {len(examined)} places, {_said(recorded)}, {seconds:.1f} s")
    return recorded


def _across(runtime: Runtime) -> PairsRecorded:
    """One code, or one name within 300 m, in two counties: villages on a border."""
    started = time.monotonic()
    with runtime.database.read() as session:
        found = alike_across(session)
    with runtime.write(SYSTEM) as work:
        recorded = record_pairs(work, found)
    click.echo(f"across counties: {_said(recorded)}, {time.monotonic() - started:.1f} s")
    return recorded


def _said(recorded: PairsRecorded) -> str:
    parts = (
        f"{recorded.added} new",
        f"{recorded.changed} changed",
        f"{recorded.reopened} reopened",
        f"{recorded.same} as before",
        f"{recorded.dropped} dropped",
    )
    return ", ".join(parts)
