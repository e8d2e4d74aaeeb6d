"""`registry work`: does background work until told to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import click

from registry.cli.installation import opened, require_migrated
from registry.settings import Settings, load

_PARENT_PIPE = "REGISTRY_WORK_ENDS_WITH_STDIN"


@click.command()
@click.option("--once", is_flag=True, help="Do what waits now, then end.")
def work(*, once: bool) -> None:
    """Do background work: check and apply imports, and whatever else waits."""
    from registry.jobs import services

    with opened(load()) as runtime:
        require_migrated(runtime)
        if once:
            services.renew(runtime)
            click.echo(f"done: {services.run_waiting(runtime)}")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        if os.environ.pop(_PARENT_PIPE, ""):
            threading.Thread(target=_end_with_parent, daemon=True).start()
        services.work_until(runtime, stop)


def _end_with_parent() -> None:
    # The pipe closes however the server ends, a SIGKILL included. Work that is cut off is taken up
    # again by the next worker, as after any other crash.
    sys.stdin.buffer.read()
    os._exit(0)


def start_beside(settings: Settings) -> list[subprocess.Popen[bytes]]:
    """Start the workers that the settings ask `registry serve` to run; they end with it."""
    program = "import sys; sys.argv[0] = 'registry'; from registry.cli import main; main()"
    environment = {**os.environ, **_said(settings), _PARENT_PIPE: "1"}
    return [
        subprocess.Popen(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-c", program, "work"], stdin=subprocess.PIPE, env=environment
        )
        for _ in range(settings.job_workers)
    ]


def _said(settings: Settings) -> dict[str, str]:
    """The settings as the environment of a worker, where the server was given them otherwise."""
    said = settings.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    return {
        f"REGISTRY_{name.upper()}": ",".join(value) if isinstance(value, list) else str(value)
        for name, value in said.items()
        if name != "settings_file"
    }
