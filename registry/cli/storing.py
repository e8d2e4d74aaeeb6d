"""`registry photos sweep`: what nothing points at, asked of everybody who keeps bytes."""

from __future__ import annotations

from datetime import timedelta

import click

from registry.core.actor import SYSTEM
from registry.photos import services
from registry.runtime import build
from registry.settings import load


@click.command()
@click.option("--older-than-hours", type=click.IntRange(1), default=24, show_default=True)
@click.option(
    "--abandoned-days",
    type=click.IntRange(7),
    default=90,
    show_default=True,
    help="Forms from ODK Collect whose files never all came are let go of after so many days.",
)
@click.option("--uploads-older-than-days", type=click.IntRange(1), default=7, show_default=True)
def sweep(older_than_hours: int, abandoned_days: int, uploads_older_than_days: int) -> None:
    """Remove stored bytes that nothing points at, left by uploads that broke off.

    Photographs, files of sources and dossiers, imported files and monthly reports are asked; what
    any of them needs stays. Large files that were given up half-way are forgotten first.
    """
    from imports import queries as import_queries
    from registry.coverage.queries.reports import is_report_file
    from registry.heritage import queries as heritage_queries
    from registry.heritage import services as heritage
    from registry.signage import queries as signage_queries
    from registry.signage import services as signage
    from registry.sources import queries as source_queries

    runtime = build(load())
    try:
        moment = runtime.clock.now() - timedelta(hours=older_than_hours)
        given_up = runtime.clock.now() - timedelta(days=uploads_older_than_days)
        with runtime.write(SYSTEM) as work:
            long_ago = runtime.clock.now() - timedelta(days=abandoned_days)
            dropped = signage.drop_abandoned(work, before=long_ago)
            let_go = heritage.drop_abandoned_uploads(work, given_up)

            def is_needed(digest: str) -> bool:
                keepers = (
                    source_queries.is_stored,
                    import_queries.is_stored,
                    signage_queries.is_part,
                    signage_queries.is_arrived,
                    signage_queries.is_collected,
                    signage_queries.is_order_file,
                    signage_queries.is_sample_frame,
                    heritage_queries.is_attachment,
                    heritage_queries.is_visit_photo,
                    is_report_file,
                )
                return any(keeper(work.session, digest) for keeper in keepers)

            removed = services.sweep(
                work, runtime.store, put_before=moment, used_elsewhere=is_needed
            )
    finally:
        runtime.close()
    if dropped:
        click.echo(f"abandoned forms: {dropped}")
    if let_go:
        click.echo(f"uploads given up: {let_go}")
    click.echo(f"blobs removed: {removed}")
