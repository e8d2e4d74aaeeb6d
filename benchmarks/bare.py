"""The least a Flask application can be: what ours is read against, served by the same server."""

from __future__ import annotations

from flask import Flask

app = Flask("hello")
app.add_url_rule("/", "hello", lambda: "hello")
app.add_url_rule("/healthz", "healthz", lambda: {"status": "ok"})
