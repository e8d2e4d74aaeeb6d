"""Gunicorn with our settings: preloaded, threaded, and one line when it can serve."""

from __future__ import annotations

import gc
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from registry.cli.working import start_beside
from registry.edge.http import RUNTIME_KEY
from registry.settings import Settings
from registry.web import create_app


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """The application under gunicorn."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Our settings in gunicorn's words."""
        chosen: dict[str, Any] = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.settings.workers,
            "worker_class": "gthread",
            "threads": self.settings.threads,
            # Loaded before the fork: one copy of the code in memory, and a fault in the settings
            # stops the start instead of a worker again and again.
            "preload_app": True,
            "post_fork": _after_fork,
            "when_ready": self._say_ready,
            "timeout": 120,
            "graceful_timeout": 20,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            # The most gunicorn takes: a pasted page of Hanzi is nine bytes each in an address, and
            # is told by us how long a search may be, not by a bare 414.
            "limit_request_line": 8190,
            "control_socket_disable": True,
        }
        for name, value in chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application."""
        app = create_app(self.settings)
        # What lives as long as the process is not looked through again and again for garbage: a
        # pause of a tenth of a second in somebody's request, and pages copied after the fork.
        gc.freeze()
        return app

    def _say_ready(self, _arbiter: object) -> None:
        # Kept for as long as the server lives: their pipes close with it.
        self.beside = start_beside(self.settings)
        print(f"ready http://{self.settings.host}:{self.settings.port}/", flush=True)  # noqa: T201 - the promised line


def _after_fork(_server: object, worker: Any) -> None:
    # A database connection must not be shared by two processes.
    worker.app.wsgi().extensions[RUNTIME_KEY].database.engine.dispose(close=False)


def run(settings: Settings) -> None:
    """Serve until stopped."""
    Server(settings).run()
