"""`registry basemap`: the operator's own base layer, built from a file with its approval number."""

from __future__ import annotations

import json
from pathlib import Path

import click

from registry import settings as registry_settings
from registry.core.actor import SYSTEM
from registry.core.errors import Invalid, Problem
from registry.maps import queries, services
from registry.runtime import Runtime, build


@click.group(name="basemap")
def group() -> None:
    """Build, show or remove the areas drawn under the map."""


@group.command(name="build")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--attribution", required=True, help="Whose map it is (图源), shown in the frame.")
@click.option("--approval-number", required=True, help="Its 审图号, shown in the frame.")
def build_command(file: Path, attribution: str, approval_number: str) -> None:
    """Read GeoJSON polygons (WGS 84 or CGCS2000 degrees), check, simplify and show them.

    A map published in China shows its source and its approval number; without both nothing is
    built. The old layer stays until the new one is complete.
    """
    runtime = _runtime()
    try:
        with runtime.write(SYSTEM) as work:
            meta = services.build_basemap(
                work,
                runtime.settings.data_dir,
                file.read_bytes(),
                attribution=attribution,
                approval_number=approval_number,
            )
    except Problem as problem:
        raise _as_click(problem) from problem
    finally:
        runtime.close()
    click.echo(f"basemap: {meta.shapes} areas from {file.name}, {approval_number}")


@group.command(name="show")
def show_command() -> None:
    """Say what lies under the map now, as one JSON object."""
    found = queries.basemap(registry_settings.load().data_dir)
    click.echo(json.dumps(found.meta.as_dict() if found else None, ensure_ascii=False, indent=2))


@group.command(name="remove")
def remove_command() -> None:
    """Take the areas away; counties are drawn as circles again."""
    runtime = _runtime()
    try:
        with runtime.write(SYSTEM) as work:
            meta = services.remove_basemap(work, runtime.settings.data_dir)
    except Problem as problem:
        raise _as_click(problem) from problem
    finally:
        runtime.close()
    click.echo(f"basemap: removed ({meta.attribution})")


def _runtime() -> Runtime:
    try:
        return build(registry_settings.load())
    except registry_settings.SettingsError as error:
        raise click.ClickException(str(error)) from error


def _as_click(problem: Problem) -> click.ClickException:
    lines = [str(problem.message)]
    if isinstance(problem, Invalid):
        lines += [f"{name}: {text}" for name, texts in problem.fields.items() for text in texts]
    return click.ClickException("\n".join(lines))
