"""Each command: read settings, open the runtime, one call, say what happened."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import click

from registry.accounts.rules import Role
from registry.cli.installation import opened, require_migrated
from registry.core.actor import SYSTEM
from registry.core.forms import parse
from registry.core.schema import upgrade
from registry.settings import load, suggest_secret


@click.command()
def init() -> None:
    """Create or migrate the database and load the shipped data of Hefei. Safe to repeat."""
    from imports import shipped

    settings = load()
    with opened(settings) as runtime:
        upgrade(runtime.database)
        with runtime.database.write(SYSTEM, runtime.clock.now(), runtime.bus) as work:
            summary = shipped.load(work)
    click.echo(f"database ready: {runtime.database.url.render_as_string(hide_password=True)}")
    click.echo(f"shipped data: {summary}")
    if not settings.secret_key:
        click.echo("next, keep this line in .env:")
        click.echo(f"REGISTRY_SECRET_KEY={suggest_secret()}")
    click.echo("then: registry user add --role administrator; registry serve")


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port to bind (default 8000, or PORT).")
@click.option(
    "--prepare-only", is_flag=True, help="Fill the demo data, print accounts, do not serve."
)
def demo(*, port: int | None, prepare_only: bool) -> None:
    """Prepare a demonstration with simulated activity, print its accounts, and serve it."""
    from registry import demo as story
    from registry.cli import serving

    settings = story.settings(port or int(os.environ.get("PORT", "8000")))
    with opened(settings) as runtime:
        for line in story.prepare(runtime):
            click.echo(line)
    for account in story.accounts(settings):
        click.echo(f"account {account.role} {account.email} {account.password}")
    if not prepare_only:
        serving.run(settings)


@click.command()
def serve() -> None:
    """Serve the site on the address of the settings (REGISTRY_HOST, REGISTRY_PORT)."""
    from registry.cli import serving

    settings = load()
    settings.require_production_ready()
    with opened(settings) as runtime:
        require_migrated(runtime)
    serving.run(settings)


@click.command()
def verify() -> None:
    """Walk the journal's chain and every stored file's digest; name the row that is broken."""
    from registry.core import journal
    from registry.heritage import queries as heritage_queries
    from registry.photos.queries import verification
    from registry.sources import queries as source_queries

    with opened(load()) as runtime, runtime.database.read() as session:
        chain = journal.verify(session)
        click.echo(f"journal: {chain.entries} entries, head {chain.head[:16]}")
        faults = (
            []
            if chain.broken is None
            else [f"journal entry {chain.broken.seq}: {chain.broken.why}"]
        )
        checked = 0
        files = 0
        for file in source_queries.stored_files(session):
            files += 1
            found = (
                verification.fault_of(runtime.store, name, digest)
                for name, digest in file.blobs.items()
            )
            faults += [f"file {file.id} {file.file_name}: {fault}" for fault in found if fault]
        attached = 0
        kept = (heritage_queries.stored_attachments, heritage_queries.stored_visit_photos)
        for one in itertools.chain.from_iterable(rows(session) for rows in kept):
            attached += 1
            told = (
                verification.fault_of(runtime.store, name, digest)
                for name, digest in one.blobs.items()
            )
            faults += [f"attachment {one.id} {one.file_name}: {fault}" for fault in told if fault]
        for photo in verification.walk(session, runtime.store):
            checked += 1
            if photo.fault:
                faults.append(f"photo {photo.id}: {photo.fault}")
    click.echo(f"photos: {checked} originals")
    click.echo(f"files of sources: {files}")
    click.echo(f"files of dossiers: {attached}")
    for fault in faults:
        click.echo(f"BROKEN {fault}", err=True)
    if faults:
        raise SystemExit(1)
    click.echo("all whole")


@click.command()
def doctor() -> None:
    """Check this installation and say what to do about each fault."""
    from registry.cli import checks

    results = checks.run()
    for result in results:
        click.echo(f"{'ok  ' if result.good else 'FAIL'} {result.name}: {result.detail}")
    if not all(result.good for result in results):
        raise SystemExit(1)


@click.group()
def user() -> None:
    """Accounts from the command line."""


@user.command("add")
@click.option("--email", prompt=True)
@click.option("--name", prompt=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), prompt=True)
@click.option(
    "--scope",
    default="",
    help="Path the role is limited to, one that `registry user scopes` lists; empty: everywhere.",
)
@click.option(
    "--password-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Read the password from a file instead of asking.",
)
def user_add(email: str, name: str, role: str, scope: str, password_file: Path | None) -> None:
    """Open an account with its first role. The password is asked for, never an argument."""
    from registry.accounts import forms, services
    from registry.accounts.services.scopes import within_offered

    if password_file is not None:
        password = password_file.read_text(encoding="utf-8").strip()
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    said = {"email": email, "name": name, "password": password, "role": role, "scope_path": scope}
    form = parse(forms.PersonForm, said)
    with opened(load()) as runtime:
        require_migrated(runtime)
        with runtime.write(SYSTEM) as work, within_offered(work, runtime.panels, form.scope_path):
            person = services.add_person(work, **form.model_dump())
    click.echo(f"added {person.email} as {role}")


@user.command("scopes")
def user_scopes() -> None:
    """The divisions a role can be limited to: path and name, a line each."""
    from registry.accounts.services.scopes import offered_scopes

    with opened(load()) as runtime:
        require_migrated(runtime)
        with runtime.database.read() as session:
            for path, name in offered_scopes(runtime.panels, session, SYSTEM):
                click.echo(f"{path}\t{name}")
