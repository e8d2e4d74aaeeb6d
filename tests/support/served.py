"""The server as operators start it, in a process group of its own that a test may kill."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "from registry.cli import main; main()"


class Server:
    """`registry serve` in a process group of its own."""

    def __init__(self, settings, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if "REGISTRY" not in name},
            "PYTHONPATH": str(ROOT),
            "REGISTRY_DATABASE_URL": settings.database_url,
            "REGISTRY_MEDIA_URL": settings.media_url,
            "REGISTRY_DATA_DIR": str(settings.data_dir),
            "REGISTRY_SECRET_KEY": settings.secret_key,
            "REGISTRY_PORT": str(self.port),
            "REGISTRY_RATE_LIMIT_DEFAULT": "100000 per minute",
        }

    def run(self, *words):
        return subprocess.run(
            [sys.executable, "-c", COMMAND, *words],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def __enter__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "serve"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        line = self.process.stdout.readline().decode()
        assert line.startswith("ready http://"), line
        return self

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)

    def __exit__(self, *_error):
        if self.process.poll() is None:
            self.kill()
        self.process.wait(timeout=20)
        self.process.stdout.close()
