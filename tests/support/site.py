"""The demonstration as a site of the tests' own: prepared once, copied, served on a free port."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from registry import demo, loop
from registry.demo import Account
from registry.jobs.services import run_waiting
from registry.runtime import Runtime, build
from registry.settings import Profile, Settings
from registry.web import create_app


@dataclass(frozen=True)
class Site:
    """Where it is served, who may sign in, and what lies behind it."""

    url: str
    accounts: dict[str, Account]
    runtime: Runtime


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing: the test says what is wrong."""


def settings_for(folder: Path) -> Settings:
    """The demo profile in this folder, with rates that a fast test does not reach."""
    return Settings(
        _env_file=None,
        profile=Profile.DEMO,
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'registry.db'}",
        media_url=str(folder / "media"),
        secret_key="of the browser tests and of nothing else " * 2,
        rate_limit_default="100000 per minute",
    )


def prepared_demonstration(folder: Path) -> Path:
    """Fill the folder as `registry demo` does."""
    settings = settings_for(folder)
    runtime = build(settings)
    loop.wire(runtime)
    for _line in demo.prepare(runtime):
        pass
    demo.accounts(settings)
    # The worker of the demonstration has been there: what its reports showed is checked.
    run_waiting(runtime)
    runtime.close()
    return folder


@contextmanager
def serve(folder: Path) -> Iterator[Site]:
    """Serve a prepared folder from a thread of this process until the block ends."""
    settings = settings_for(folder)
    runtime = build(settings)
    app = create_app(settings, runtime=runtime)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    accounts = {account.role: account for account in demo.accounts(settings)}
    try:
        yield Site(f"http://127.0.0.1:{server.server_port}", accounts, runtime)
    finally:
        server.shutdown()
        thread.join(timeout=10)
        runtime.close()
