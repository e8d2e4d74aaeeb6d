"""The WSGI entry point for application servers: `gunicorn registry.wsgi:app`."""

from __future__ import annotations

from registry.settings import load
from registry.web import create_app

app = create_app(load())
