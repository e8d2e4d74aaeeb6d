"""The blueprint that the pages of signage hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("signage", __name__)
