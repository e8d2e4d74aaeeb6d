"""`registry coverage`: prove the counters by counting again."""

from __future__ import annotations

import click

from registry import settings as registry_settings
from registry.core.errors import Problem
from registry.coverage import queries
from registry.runtime import build


@click.group(name="coverage")
def group() -> None:
    """The figures of sign coverage."""


@group.command(name="recount")
def recount_command() -> None:
    """Count names, signs and positions again; name every counter that differs, with exit code 1."""
    try:
        runtime = build(registry_settings.load())
    except registry_settings.SettingsError as error:
        raise click.ClickException(str(error)) from error
    try:
        with runtime.database.read() as session:
            found = queries.differences(session)
    except Problem as problem:
        raise click.ClickException(str(problem.message)) from problem
    finally:
        runtime.close()
    for row in found:
        click.echo(f"{row.table} [{row.row}] {row.counter}: kept {row.kept}, counted {row.counted}")
    if found:
        raise click.exceptions.Exit(1)
    click.echo("coverage: every counter equals the recount")
