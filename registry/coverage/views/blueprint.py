"""The blueprint that the pages of coverage hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("coverage", __name__)
