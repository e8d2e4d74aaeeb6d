"""The XForm that ships: made by `python -m tools.collect_form` from the list of questions."""

from __future__ import annotations

from functools import cache
from importlib import resources

FILE = "collect_form.xml"


@cache
def shipped_form() -> bytes:
    """The bytes that every phone is given, and over which the form list states its digest."""
    return resources.files("registry.data").joinpath(FILE).read_bytes()
