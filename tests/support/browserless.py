"""A client that sends the form's token as a browser does, so that the guard stays on in tests."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

SECRET = "0" * 40
SENDING = {"POST", "PUT", "PATCH", "DELETE"}


class TokenClient(FlaskClient):
    """Adds X-CSRFToken to whatever writes; pass `token=False` for a request without one."""

    def open(self, *args: Any, token: bool = True, **kwargs: Any) -> TestResponse:
        """Send a request."""
        if token and kwargs.get("method", "GET") in SENDING:
            with self.session_transaction() as session:
                session.setdefault("csrf_token", SECRET)
                secret = session["csrf_token"]
            key = str(self.application.secret_key)
            signed = URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(secret)
            kwargs["headers"] = {"X-CSRFToken": signed, **dict(kwargs.get("headers") or {})}
        return super().open(*args, **kwargs)
