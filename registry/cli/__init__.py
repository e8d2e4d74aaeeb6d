"""The command line: `registry …`."""

from registry.cli.main import main

__all__ = ["main"]
