"""The group of commands, and how a failure is told on a terminal."""

from __future__ import annotations

import sys

import click

from registry.cli import archiving, commands, importing, listing, naming, places, storing, working
from registry.core.errors import Invalid, Problem
from registry.coverage import cli as coverage_cli
from registry.heritage import cli as heritage_cli
from registry.maps import cli as maps_cli
from registry.photos import cli as photos_cli
from registry.settings import SettingsError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="placename-registry", prog_name="registry")
def cli() -> None:
    """Place-name heritage registry and signage tracker 地名文化遗产与地名设标.

    Settings come from the environment (REGISTRY_…), a .env file, or the file that
    REGISTRY_SETTINGS_FILE names; docs/OPERATIONS.md lists them. `registry doctor` checks them.
    """


cli.add_command(commands.init)
cli.add_command(commands.demo)
cli.add_command(commands.serve)
cli.add_command(working.work)
cli.add_command(commands.verify)
cli.add_command(commands.doctor)
cli.add_command(commands.user)
cli.add_command(importing.group)
importing.group.add_command(listing.bring)
cli.add_command(naming.group)
cli.add_command(places.group)
places.group.add_command(archiving.archive)
places.group.add_command(importing.export)
photos_cli.group.add_command(storing.sweep)
cli.add_command(photos_cli.group)
cli.add_command(maps_cli.group)
cli.add_command(coverage_cli.group)
cli.add_command(heritage_cli.verify_notice)


def main() -> None:
    """Run a command; expected failures are one clear message and exit code 1."""
    try:
        cli(prog_name="registry")
    except SettingsError as error:
        click.echo(f"settings: {error}", err=True)
        sys.exit(1)
    except Problem as problem:
        click.echo(f"{problem.code}: {problem.message}", err=True)
        if isinstance(problem, Invalid):
            for name, texts in problem.fields.items():
                click.echo(f"  {name}: {' '.join(str(text) for text in texts)}", err=True)
        if problem.advice is not None:
            click.echo(str(problem.advice), err=True)
        sys.exit(1)
