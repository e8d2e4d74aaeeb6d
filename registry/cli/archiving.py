"""`registry places archive`: the file of a place (一地一档), written into a folder."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from registry.cli.installation import opened, require_migrated
from registry.settings import load


@click.command("archive")
@click.argument("place_id")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Folder to write into (default: this one); made where there is none.",
)
@click.option(
    "--public",
    "is_public",
    is_flag=True,
    help="The part for everybody: rounded coordinates, no names of staff, public files.",
)
def archive(place_id: str, out: Path, *, is_public: bool) -> None:
    """Write everything about PLACE_ID as one ZIP: page, data, originals, manifest, PDF.

    The ZIP of a place that nobody has changed is the same byte for byte. `sha256sum -c
    manifest-sha256.txt` proves it after unpacking. Without the extra `pdf` there is no PDF in it.
    """
    from registry.places.views.archive import write_archive

    out.mkdir(parents=True, exist_ok=True)
    with opened(load()) as runtime:
        require_migrated(runtime)
        # Under another name until it is whole: a broken ZIP must not look like an archive.
        with tempfile.NamedTemporaryFile(dir=out, suffix=".partial", delete=False) as target:
            temporary = Path(target.name)
            try:
                made = write_archive(runtime, place_id, target, is_public=is_public)  # type: ignore[arg-type]
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
    path = out / made.file_name
    temporary.replace(path)
    path.chmod(0o640)
    if not made.has_pdf:
        click.echo("no PDF: typst is not installed (extra `pdf`)", err=True)
    click.echo(str(path))
