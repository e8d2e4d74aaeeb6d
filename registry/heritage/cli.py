"""`registry verify-notice`: prove that a file is byte for byte what was published and decided."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click

from registry import settings as registry_settings
from registry.core import journal
from registry.core.errors import Problem
from registry.heritage import queries
from registry.runtime import build


@click.command(name="verify-notice")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_notice(file: Path) -> None:
    """Prove a downloaded notice, announcement or list by the whole journal; exit 1 if it fails."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    click.echo(f"sha256: {digest}")
    try:
        runtime = build(registry_settings.load())
    except registry_settings.SettingsError as error:
        raise click.ClickException(str(error)) from error
    try:
        with runtime.database.read() as session:
            proof = queries.prove(session, digest)
            chain = journal.verify(session)
    except Problem as problem:
        raise click.ClickException(str(problem.message)) from problem
    finally:
        runtime.close()
    if proof is None:
        raise click.ClickException("nothing with this content was published here")
    click.echo(f"published: {proof.kind} {proof.subject_id} at {proof.published_at.isoformat()}")
    click.echo(f"journal: entry {proof.seq}, hash {proof.entry_hash}")
    if proof.decided_seq is not None:
        click.echo(f"decided: entry {proof.decided_seq} names the same hash")
    if chain.broken is not None:
        raise click.ClickException(f"journal entry {chain.broken.seq}: {chain.broken.why}")
    if not proof.is_proven:
        raise click.ClickException("the kept text or its entry does not match")
    click.echo(f"chain: {chain.entries} entries, unbroken; the file is what was published")
