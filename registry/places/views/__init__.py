"""Pages of the gazetteer."""

from __future__ import annotations

from registry.places.views.editing import blueprint as _with_editing
from registry.places.views.showing import blueprint

# Importing both modules has put their routes on the one blueprint.
assert _with_editing is blueprint  # noqa: S101 - a broken import, not bad input

__all__ = ["blueprint"]
