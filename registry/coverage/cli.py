"""`registry coverage`: prove the counters by counting again, file what is counted elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from registry import settings as registry_settings
from registry.core.actor import SYSTEM
from registry.core.errors import Problem
from registry.coverage import queries
from registry.coverage.queries.misfiled import misfiled
from registry.runtime import Runtime, build
from registry.signage import services as signage


@click.group(name="coverage")
def group() -> None:
    """The figures of sign coverage."""


@contextmanager
def _installation() -> Iterator[Runtime]:
    try:
        runtime = build(registry_settings.load())
    except registry_settings.SettingsError as error:
        raise click.ClickException(str(error)) from error
    try:
        yield runtime
    except Problem as problem:
        raise click.ClickException(str(problem.message)) from problem
    finally:
        runtime.close()


@group.command(name="refile")
def refile_command() -> None:
    """File positions and signs under the county and the kind that their places have now.

    The program does so with each change of a place; before 0053 it did not. Each place is a unit of
    work of its own with its journal entries.
    """
    with _installation() as runtime:
        with runtime.database.read() as session:
            found = sorted(misfiled(session))
        for place_id in found:
            with runtime.write(SYSTEM) as work:
                signage.follow_ground(work, place_id)
    click.echo(f"coverage: {len(found)} places filed anew")


@group.command(name="recount")
def recount_command() -> None:
    """Count names, signs and positions again; name every counter that differs, with exit code 1."""
    with _installation() as runtime, runtime.database.read() as session:
        found = queries.differences(session)
    for row in found:
        click.echo(f"{row.table} [{row.row}] {row.counter}: kept {row.kept}, counted {row.counted}")
    if found:
        raise click.exceptions.Exit(1)
    click.echo("coverage: every counter equals the recount")
